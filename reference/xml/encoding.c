// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at the byte order mark and the XML declaration, and decodes what it finds there. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "xml/encoding.h"

/* As long as a declaration can sensibly be, in bytes; twice that in UTF-16. */
#define DECLARATION_MAX 256

/* Sets of encodings. */
#define BIT(encoding) (1u << NHD_ENCODING_##encoding)
#define UTF_16 (BIT(UTF_16_LE) | BIT(UTF_16_BE))

/* UCS-4 in any order, and EBCDIC. */
static bool is_outlandish(const char *text, size_t length)
{
	if (length < 4)
		return false;
	return (!text[0] && !text[1]) || (!text[2] && !text[3]) ||
	       !memcmp(text, "\x4c\x6f\xa7\x94", 4);
}

/* The declaration in ASCII, whether it stands there in UTF-8 or in UTF-16; or "". */
static void copy_declaration(
	const char *text, size_t length, char declaration[DECLARATION_MAX + 1])
{
	size_t count = 0;
	char *end;

	for (size_t i = 0; i < length && count < DECLARATION_MAX; i++) {
		/* NULs are half of UTF-16, and what is not ASCII is a mark in front. */
		if (text[i] && !(text[i] & 0x80))
			declaration[count++] = text[i];
	}
	declaration[count] = '\0';
	end = strstr(declaration, "?>");
	if (strncmp(declaration, "<?xml", 5) || !strchr(" \t\r\n", declaration[5]) ||
		!end)
		end = declaration;
	*end = '\0';
}

/* Cuts the name of the encoding out of a declaration; NULL: it names none. */
static const char *find_name(char *declaration)
{
	char *name = strstr(declaration, "encoding");
	size_t length;

	if (!name)
		return NULL;
	name += strcspn(name, "'\"");
	if (!*name)
		return NULL;
	length = strcspn(name + 1, "'\"");
	name[1 + length] = '\0';
	return name + 1;
}

/* The encodings that the declaration allows; none: it names one that is not read. */
static unsigned int declared(const char *text, size_t length)
{
	static const struct {
		const char *name;
		unsigned int encodings;
	} names[] = {
		{ "UTF-8", BIT(UTF_8) },
		{ "UTF8", BIT(UTF_8) },
		{ "UTF-16", UTF_16 },
		{ "UTF-16LE", BIT(UTF_16_LE) },
		{ "UTF-16BE", BIT(UTF_16_BE) },
		{ "ISO-8859-1", BIT(LATIN_1) },
		{ "ISO-LATIN-1", BIT(LATIN_1) },
		{ "US-ASCII", BIT(ASCII) },
		{ "ASCII", BIT(ASCII) },
	};
	char declaration[DECLARATION_MAX + 1];
	const char *name;

	if (length > 2 * DECLARATION_MAX)
		length = 2 * DECLARATION_MAX;
	copy_declaration(text, length, declaration);
	name = find_name(declaration);
	if (!name)
		return BIT(UTF_8) | UTF_16;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcasecmp(names[i].name, name))
			return names[i].encodings;
	}
	return 0;
}

/* The encodings that the first bytes allow. */
static unsigned int apparent(const char *text, size_t length)
{
	static const struct {
		const char *bytes;
		size_t length;
		unsigned int encodings;
	} beginnings[] = {
		{ "\xef\xbb\xbf", 3, BIT(UTF_8) },
		{ "\xff\xfe", 2, BIT(UTF_16_LE) },
		{ "\xfe\xff", 2, BIT(UTF_16_BE) },
		{ "<\0?", 4, BIT(UTF_16_LE) },
		{ "\0<\0?", 4, BIT(UTF_16_BE) },
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		if (length >= beginnings[i].length &&
			!memcmp(text, beginnings[i].bytes, beginnings[i].length))
			return beginnings[i].encodings;
	}
	return BIT(UTF_8) | BIT(LATIN_1) | BIT(ASCII);
}

enum nhd_encoding nhd_find_encoding(const char *text, size_t length)
{
	enum nhd_encoding encoding = NHD_ENCODING_UTF_8;
	unsigned int by_name, both;

	/* Most documents have no declaration. */
	if (length > 1 && text[0] == '<' && text[1] && text[1] != '?')
		return NHD_ENCODING_UTF_8;
	by_name = declared(text, length);
	if (!by_name || is_outlandish(text, length))
		return NHD_ENCODING_FOREIGN;
	both = by_name & apparent(text, length);
	while (both && !(both & 1u << encoding))
		encoding++;
	return both ? encoding : NHD_ENCODING_CONTRARY;
}

/* A character as UTF-8: at most four bytes. Returns the end of it. */
static char *write_character(char *to, uint32_t character)
{
	if (character < 0x80) {
		*to++ = (char)character;
		return to;
	}
	if (character < 0x800) {
		*to++ = (char)(0xc0 | character >> 6);
	} else {
		if (character < 0x10000) {
			*to++ = (char)(0xe0 | character >> 12);
		} else {
			*to++ = (char)(0xf0 | character >> 18);
			*to++ = (char)(0x80 | (character >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (character >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (character & 0x3f));
	return to;
}

/* A character of up to four bytes; returns how many it has, or 0 if there is none. */
static size_t read_utf_16(
	const unsigned char *text, size_t length, unsigned int high, uint32_t *character)
{
	uint32_t first, second;

	if (length < 2)
		return 0;
	first = (uint32_t)text[high] << 8 | text[!high];
	*character = first;
	if (first >> 11 != 0xd800 >> 11)
		return 2;
	if (length < 4)
		return 0;
	second = (uint32_t)text[2 + high] << 8 | text[2 + !high];
	if (first >> 10 != 0xd800 >> 10 || second >> 10 != 0xdc00 >> 10)
		return 0;
	*character = 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff);
	return 4;
}

static size_t read_character(enum nhd_encoding encoding, const unsigned char *text,
	size_t length, uint32_t *character)
{
	switch (encoding) {
	case NHD_ENCODING_UTF_16_LE:
		return read_utf_16(text, length, 1, character);
	case NHD_ENCODING_UTF_16_BE:
		return read_utf_16(text, length, 0, character);
	default:
		*character = *text;
		return encoding == NHD_ENCODING_LATIN_1 || *text < 0x80;
	}
}

size_t nhd_decode(enum nhd_encoding encoding, const char *text, size_t length,
	char *utf_8, size_t *size)
{
	const unsigned char *bytes = (const unsigned char *)text;
	char *to = utf_8;
	size_t done = 0;

	while (done < length) {
		uint32_t character;
		size_t count =
			read_character(encoding, bytes + done, length - done, &character);

		if (!count)
			break;
		to = write_character(to, character);
		done += count;
	}
	*size = (size_t)(to - utf_8);
	return done;
}
