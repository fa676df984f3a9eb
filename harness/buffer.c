// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bytes that grow. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"

char *buffer_room(struct buffer *buffer, size_t length)
{
	if (buffer->size - buffer->length < length + 1 || !buffer->data) {
		size_t size = buffer->length + length + 1;

		size = size < buffer->size * 2 ? buffer->size * 2 : size;
		size = size < 256 ? 256 : size;
		buffer->data = memory_grow(buffer->data, size, 1);
		buffer->size = size;
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

static int read_stream(struct buffer *buffer, FILE *stream, size_t limit)
{
	size_t start = buffer->length;
	size_t got;

	do {
		char *end = buffer_room(buffer, 16384);

		got = fread(end, 1, 16384, stream);
		buffer->length += got;
		buffer->data[buffer->length] = '\0';
		if (buffer->length - start > limit)
			return -EFBIG;
	} while (got);
	return ferror(stream) ? -EIO : 0;
}

int buffer_read_file(struct buffer *buffer, const char *path, size_t limit)
{
	FILE *stream = fopen(path, "re");
	int status;

	if (!stream)
		return -errno;
	status = read_stream(buffer, stream, limit);
	fclose(stream);
	return status;
}
