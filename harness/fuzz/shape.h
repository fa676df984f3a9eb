/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What two documents share that show the same fault: a word for each such set. */
#ifndef HARNESS_FUZZ_SHAPE_H
#define HARNESS_FUZZ_SHAPE_H

#include "buffer.h"

/*
 * Adds the shape of a document to shape, without blanks: elements and attributes, with
 * values of letters as they are and runs of digits as 0, such as
 * interface(type=hostdev){vlan{tag(id=0)}}. What is not well formed is its own shape.
 */
void shape_add(struct buffer *shape, const struct buffer *text);

/* Adds the shape of a line of text, such as a message, by the rules for values. */
void shape_add_text(struct buffer *shape, const char *text);

/* Adds a name for a case from the last element of a document and a number. */
void shape_add_name(struct buffer *name, const struct buffer *text, unsigned long number);

#endif
