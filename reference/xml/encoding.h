/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a document is encoded, by its first bytes (XML 1.0, appendix F). What libxml2 cannot
 * read by itself it leaves to iconv, which opens files that the document names: such
 * documents are not read.
 */
#ifndef NHD_XML_ENCODING_H
#define NHD_XML_ENCODING_H

#include <stddef.h>

enum nhd_encoding {
	NHD_ENCODING_PLAIN,   /* UTF-8 for sure, without a byte order mark */
	NHD_ENCODING_BUILTIN, /* UTF-8, UTF-16, ISO-8859-1 or ASCII */
	NHD_ENCODING_FOREIGN,
};

enum nhd_encoding nhd_find_encoding(const char *text, size_t length);

#endif
