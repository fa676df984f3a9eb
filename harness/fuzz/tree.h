/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A document as a tree of what was written, not of what it means: references, CDATA,
 * prefixes and attributes that are given twice stay as they are, and what a parser would
 * refuse can be built as well as what it takes. Only blanks within tags are lost.
 */
#ifndef HARNESS_FUZZ_TREE_H
#define HARNESS_FUZZ_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

enum part_kind {
	PART_DOCUMENT, /* the top: prolog, root element, what follows it */
	PART_ELEMENT,
	PART_TEXT,
	PART_OTHER, /* a comment, a CDATA section, an instruction, a document type */
};

struct tree_attribute {
	char *name;
	char *value; /* as written between the quotes */
	char quote;
};

struct part {
	enum part_kind kind;
	char *text; /* an element's name; of text and others the markup itself */
	struct tree_attribute *attributes;
	size_t attribute_count;
	struct part *parent;
	struct part **children;
	size_t child_count;
};

/*
 * Reads what is well formed, and much that is not quite so. Returns NULL where tags do not
 * pair, or where there is a NUL or no root element. Free with tree_free().
 */
struct part *tree_parse(const char *text, size_t length);
/* Adds the markup of a part and all below it. */
void tree_write(const struct part *part, struct buffer *text);

/* A part without a parent; text is copied. */
struct part *tree_new(enum part_kind kind, const char *text);
struct part *tree_copy(const struct part *part);
/* Frees a part, which must not be in a tree, with all below it. */
void tree_free(struct part *part);

/* Makes child, which has no parent, the index-th child. */
void tree_insert(struct part *parent, size_t index, struct part *child);
void tree_append(struct part *parent, struct part *child);
/* Takes a part out of its tree; it is the caller's from there on. */
void tree_detach(struct part *part);
/* Takes a part out of its tree, and frees it. */
void tree_remove(struct part *part);
/* Which child of its parent a part is. */
size_t tree_index(const struct part *part);
bool tree_is_within(const struct part *part, const struct part *ancestor);

/* name and value are copied; value is taken as written. */
void tree_add_attribute(struct part *element, const char *name, const char *value);
void tree_remove_attribute(struct part *element, size_t index);
void tree_set_value(struct tree_attribute *attribute, const char *value);
struct tree_attribute *tree_find_attribute(const struct part *element, const char *name);

/* The root element of a document. */
struct part *tree_root(const struct part *document);
/* All parts of a kind, in their order, root included. The caller frees the list. */
struct part **tree_list(struct part *top, enum part_kind kind, size_t *count);

/* Adds text as it has to be written in an attribute or between tags. */
void tree_escape(struct buffer *markup, const char *text);
/* What markup means, as far as references are predefined or numbers; caller's to free. */
char *tree_unescape(const char *markup);

#endif
