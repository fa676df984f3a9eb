/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes that grow; data always ends in a NUL that length does not count, once anything is
 * in. */
#ifndef HARNESS_BUFFER_H
#define HARNESS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

/* Initialise with { 0 }; free with buffer_free(). data is NULL while nothing was put in.
 */
struct buffer {
	char *data;
	size_t length;
	size_t size;
};

/* Makes room for length more bytes and returns where they go; length is not changed. */
char *buffer_room(struct buffer *buffer, size_t length);
void buffer_add(struct buffer *buffer, const void *data, size_t length);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Takes the first length bytes away. */
void buffer_drop(struct buffer *buffer, size_t length);
/* Whether two hold the same bytes. */
bool buffer_equal(const struct buffer *left, const struct buffer *right);
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);
/* The contents as a string, "" for an empty one. */
const char *buffer_text(const struct buffer *buffer);

/*
 * Reads a whole file of at most limit bytes to the end of buffer.
 * Returns 0, or a negative errno; -EFBIG beyond limit.
 */
int buffer_read_file(struct buffer *buffer, const char *path, size_t limit);

/* Writes the text into a file, made or emptied first. Returns 0 or a negative errno. */
int buffer_save(const struct buffer *buffer, const char *path);

#endif
