/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finds a node in the text of an XML document without parsing it into a tree, for edits
 * that must leave every other byte as it is.
 */
#ifndef HARNESS_MARKUP_H
#define HARNESS_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

/* Places in the text, as offsets. */
struct markup_range {
	size_t start;
	size_t end;
};

struct markup_node {
	struct markup_range range; /* the element with its end tag, or name="value" */
	struct markup_range tag;   /* the (element's) start tag */
	struct markup_range value; /* of an attribute, between the quotes */
};

/*
 * Finds the first node at path (/a/b or /a/b/@c) in a text that is expected to be well
 * formed; a malformed text at worst is found to have no such node.
 */
bool markup_find(
	const char *text, size_t length, const char *path, struct markup_node *node);

/* Finds an attribute in the start tag of text; returns whether it is there. */
bool markup_attribute(const char *text, struct markup_range tag, const char *name,
	struct markup_node *node);

/* How many attributes a start tag has. */
size_t markup_attribute_count(const char *text, struct markup_range tag);

#endif
