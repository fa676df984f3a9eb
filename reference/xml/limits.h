/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bounds on what a stranger's document may cost. libxml2 compares each attribute of a tag
 * with all others, looks for each prefix among all that are declared, and keeps names in a
 * table that stops growing: what would take it seconds is refused before it begins.
 */
#ifndef NHD_XML_LIMITS_H
#define NHD_XML_LIMITS_H

#include <stddef.h>

#include "nethostdev.h"

/* No document that means anything comes near them. */
#define NHD_ATTRIBUTES_MAX 128   /* of one element, namespaces included */
#define NHD_NAMESPACES_MAX 64    /* that are declared at one place */
#define NHD_COMPLAINTS_MAX 10000 /* of prefixes that are bound to nothing */
#define NHD_NAMES_MAX 10000      /* of elements, attributes and the like */

/* A parser that has met more names than these is not kept for another document. */
#define NHD_NAMES_KEPT 2000

/* The longest value that is kept, of an attribute or between tags: bytes. */
#define NHD_VALUE_MAX ((size_t)64 * 1024)

/* A longer document is looked at before it is parsed, and has to be in UTF-8. */
#define NHD_SHORT_DOCUMENT ((size_t)64 * 1024)

/*
 * The byte offset of the first attribute too many in a tag of a document in UTF-8, or 0
 * where no tag has too many. What is not well-formed is left to the parser.
 */
size_t nhd_excess_attribute(const char *text, size_t length);

#endif
