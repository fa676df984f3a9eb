/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What two documents have to share to be the same infoset: Canonical XML 1.0 without
 * comments, from which text of nothing but blanks beside elements has been taken. So the
 * order of attributes, quotes, entities, CDATA, indentation and comments do not count;
 * the order of elements and the blanks in an element that holds text alone do.
 */
#ifndef HARNESS_NORMALISE_H
#define HARNESS_NORMALISE_H

#include <libxml/tree.h>

#include "buffer.h"

/* The document in text, or NULL: nothing is fetched, and nothing printed. */
xmlDoc *normalise_parse(const char *text, size_t length);

/* Adds, where that was NULL, what the parser complained of. */
void normalise_complain(struct buffer *text);

/*
 * Fills normal, which is cleared first. Returns 0, or -EINVAL where text is not well
 * formed; normal is then the parser's complaint.
 */
int normalise(struct buffer *normal, const char *text, size_t length);

/* The same with a newline between tags, for a diff that people can read. */
void normalise_break_lines(struct buffer *lines, const struct buffer *normal);

#endif
