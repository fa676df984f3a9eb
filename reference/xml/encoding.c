// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at the byte order mark and the XML declaration, and at nothing else. */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "xml/encoding.h"

/* As long as a declaration can sensibly be, in bytes; twice that in UTF-16. */
#define DECLARATION_MAX 256

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

static bool is_builtin(const char *name)
{
	static const char *const names[] = { "UTF-16", "UTF-16LE", "UTF-16BE",
		"ISO-8859-1", "ISO-LATIN-1", "US-ASCII", "ASCII" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcasecmp(names[i], name))
			return true;
	}
	return false;
}

enum nhd_encoding nhd_find_encoding(const char *text, size_t length)
{
	char declaration[DECLARATION_MAX + 1];
	const char *name;
	bool plain = length > 1 && text[0] == '<' && text[1];

	if (is_outlandish(text, length))
		return NHD_ENCODING_FOREIGN;
	/* Most documents have no declaration. */
	if (plain && text[1] != '?')
		return NHD_ENCODING_PLAIN;
	copy_declaration(text,
		length < 2 * DECLARATION_MAX ? length : 2 * DECLARATION_MAX, declaration);
	name = find_name(declaration);
	if (!name || !strcasecmp(name, "UTF-8") || !strcasecmp(name, "UTF8"))
		return plain ? NHD_ENCODING_PLAIN : NHD_ENCODING_BUILTIN;
	return is_builtin(name) ? NHD_ENCODING_BUILTIN : NHD_ENCODING_FOREIGN;
}
