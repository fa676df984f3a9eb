/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a document is encoded, by its first bytes (XML 1.0, appendix F), and the way from
 * there to UTF-8. Other encodings than these are not read: libxml2 would leave them to
 * iconv, which opens files that the document names.
 */
#ifndef NHD_XML_ENCODING_H
#define NHD_XML_ENCODING_H

#include <stddef.h>

enum nhd_encoding {
	NHD_ENCODING_UTF_8,
	NHD_ENCODING_UTF_16_LE,
	NHD_ENCODING_UTF_16_BE,
	NHD_ENCODING_LATIN_1,
	NHD_ENCODING_ASCII,
	NHD_ENCODING_FOREIGN,  /* another one */
	NHD_ENCODING_CONTRARY, /* declared as one, and written in another */
};

/* text is followed by a NUL. */
enum nhd_encoding nhd_find_encoding(const char *text, size_t length);

/*
 * Writes text in UTF-8, which has at most twice its bytes; *size is set to their number.
 * Returns how many bytes of text were read: at those that follow there is no character.
 * encoding is none of UTF-8, foreign and contrary.
 */
size_t nhd_decode(enum nhd_encoding encoding, const char *text, size_t length,
	char *utf_8, size_t *size);

#endif
