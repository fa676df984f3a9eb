/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text that grows. A failed allocation is remembered and told once, at the end. */
#ifndef NHD_XML_BUFFER_H
#define NHD_XML_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct nhd_buffer {
	char *text; /* owned */
	size_t length;
	size_t capacity;
	bool failed; /* no memory: text is not to be used */
};

/* Makes room for count bytes more and a NUL; returns whether there is. */
bool nhd_buffer_reserve(struct nhd_buffer *buffer, size_t count);

/* Most of what is written is a few bytes, for which there is room. */
static inline void nhd_buffer_bytes(
	struct nhd_buffer *buffer, const char *bytes, size_t count)
{
	if (buffer->capacity - buffer->length <= count &&
		!nhd_buffer_reserve(buffer, count))
		return;
	memcpy(buffer->text + buffer->length, bytes, count);
	buffer->length += count;
	buffer->text[buffer->length] = '\0';
}

void nhd_buffer_text(struct nhd_buffer *buffer, const char *text);
void nhd_buffer_spaces(struct nhd_buffer *buffer, size_t count);
void nhd_buffer_unsigned(struct nhd_buffer *buffer, uint64_t value);
void nhd_buffer_signed(struct nhd_buffer *buffer, int32_t value);

/* Hexadecimal, lower case, at least digits (1 to 16) wide, without 0x. */
void nhd_buffer_hex(struct nhd_buffer *buffer, uint64_t value, unsigned int digits);

/* What is written otherwise between apostrophes. */
enum nhd_escape {
	NHD_ESCAPE_AS_LIBVIRT, /* what virBufferEscapeString() escapes: no line end or tab */
	NHD_ESCAPE_AS_NEEDED, /* XML 1.0, 2.4 and 3.3.3, where libvirt escapes nothing */
};
void nhd_buffer_escaped(
	struct nhd_buffer *buffer, const char *text, enum nhd_escape escape);

#endif
