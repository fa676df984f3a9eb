// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bytes that grow. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "memory.h"

#define CHUNK_MAX 65536

char *buffer_room(struct buffer *buffer, size_t length)
{
	if (buffer->size - buffer->length < length + 1 || !buffer->data) {
		size_t size = buffer->length + length + 1;

		size = size < buffer->size * 2 ? buffer->size * 2 : size;
		size = size < 256 ? 256 : size;
		buffer->data = memory_grow(buffer->data, size, 1);
		buffer->size = size;
		buffer->data[buffer->length] = '\0';
	}
	return buffer->data + buffer->length;
}

void buffer_add(struct buffer *buffer, const void *data, size_t length)
{
	char *end = buffer_room(buffer, length);

	if (length)
		memcpy(end, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	buffer_room(buffer, (size_t)length);
	va_start(arguments, format);
	vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

void buffer_drop(struct buffer *buffer, size_t length)
{
	if (!length)
		return;
	buffer->length -= length;
	memmove(buffer->data, buffer->data + length, buffer->length + 1);
}

bool buffer_equal(const struct buffer *left, const struct buffer *right)
{
	return left->length == right->length &&
	       (!left->length || !memcmp(left->data, right->data, left->length));
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	if (buffer->data)
		buffer->data[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data ? buffer->data : "";
}

/* Reads to the end; chunk is how much to ask for at a time. */
static int read_all(struct buffer *buffer, int fd, size_t chunk, size_t limit)
{
	size_t start = buffer->length;
	ssize_t got;

	do {
		char *end = buffer_room(buffer, chunk);

		got = read(fd, end, chunk);
		if (got < 0 && errno != EINTR)
			return -errno;
		buffer->length += got > 0 ? (size_t)got : 0;
		buffer->data[buffer->length] = '\0';
		if (buffer->length - start > limit)
			return -EFBIG;
	} while (got);
	return 0;
}

/* A file's size and one byte more shows its end without a second buffer. */
static size_t chunk_size(int fd)
{
	struct stat file;

	if (fstat(fd, &file) || !S_ISREG(file.st_mode) || file.st_size > CHUNK_MAX)
		return CHUNK_MAX;
	return (size_t)file.st_size + 1;
}

int buffer_read_file(struct buffer *buffer, const char *path, size_t limit)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int status;

	if (fd < 0)
		return -errno;
	status = read_all(buffer, fd, chunk_size(fd), limit);
	close(fd);
	return status;
}

int buffer_save(const struct buffer *buffer, const char *path)
{
	FILE *stream = fopen(path, "we");
	int result = 0;

	if (!stream)
		return -errno;
	if (fwrite(buffer_text(buffer), 1, buffer->length, stream) < buffer->length)
		result = -errno;
	if (fclose(stream) && !result)
		result = -errno;
	return result;
}
