// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text that grows, and the few ways in which the writer adds to it. */
#include <stdlib.h>
#include <string.h>

#include "xml/buffer.h"

#define FIRST_CAPACITY 1024

bool nhd_buffer_reserve(struct nhd_buffer *buffer, size_t count)
{
	size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
	char *text;

	if (buffer->failed)
		return false;
	while (capacity - buffer->length <= count)
		capacity *= 2;
	text = realloc(buffer->text, capacity);
	if (!text) {
		buffer->failed = true;
		return false;
	}
	buffer->text = text;
	buffer->capacity = capacity;
	return true;
}

void nhd_buffer_text(struct nhd_buffer *buffer, const char *text)
{
	nhd_buffer_bytes(buffer, text, strlen(text));
}

void nhd_buffer_spaces(struct nhd_buffer *buffer, size_t count)
{
	static const char spaces[] = "                ";

	nhd_buffer_bytes(
		buffer, spaces, count < sizeof(spaces) ? count : sizeof(spaces) - 1);
}

/* The digits of value in base, right-aligned in digits[]; returns where they begin. */
#define DIGITS_MAX 20
static char *convert(char digits[static DIGITS_MAX], uint64_t value, unsigned int base)
{
	char *first = digits + DIGITS_MAX;

	do {
		*--first = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	return first;
}

void nhd_buffer_unsigned(struct nhd_buffer *buffer, uint64_t value)
{
	char digits[DIGITS_MAX];
	char *first = convert(digits, value, 10);

	nhd_buffer_bytes(buffer, first, (size_t)(digits + DIGITS_MAX - first));
}

void nhd_buffer_signed(struct nhd_buffer *buffer, int32_t value)
{
	if (value < 0)
		nhd_buffer_bytes(buffer, "-", 1);
	nhd_buffer_unsigned(buffer, value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}

void nhd_buffer_hex(struct nhd_buffer *buffer, uint64_t value, unsigned int digits)
{
	char text[DIGITS_MAX];
	char *first = convert(text, value, 16);

	while ((size_t)(text + DIGITS_MAX - first) < digits)
		*--first = '0';
	nhd_buffer_bytes(buffer, first, (size_t)(text + DIGITS_MAX - first));
}

void nhd_buffer_escaped(
	struct nhd_buffer *buffer, const char *text, enum nhd_escape escape)
{
	/* A line end or tab written as itself would be read back as a space. */
	static const struct {
		const char *special;
		const char *written[6];
	} ways[] = {
		[NHD_ESCAPE_AS_LIBVIRT] = { "&<>'\"",
			{ "&amp;", "&lt;", "&gt;", "&apos;", "&quot;" } },
		[NHD_ESCAPE_AS_NEEDED] = { "&<'\n\t\r",
			{ "&amp;", "&lt;", "&apos;", "&#10;", "&#9;", "&#13;" } },
	};
	const char *special = ways[escape].special;

	for (;;) {
		size_t plain = strcspn(text, special);

		nhd_buffer_bytes(buffer, text, plain);
		text += plain;
		if (!*text)
			return;
		nhd_buffer_text(
			buffer, ways[escape].written[strchr(special, *text) - special]);
		text++;
	}
}
