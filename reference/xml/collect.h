/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From bytes to the raw values of known attributes. libvirt looks at the first element of a
 * name and ignores the others, in an order of its own; so a document is first collected,
 * whatever its order, and judged afterwards.
 */
#ifndef NHD_XML_COLLECT_H
#define NHD_XML_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libxml/parser.h>

#include "xml/blanks.h"
#include "xml/grammar.h"

/* One raw value. position is its byte offset in the document, or 0 where unknown. */
struct nhd_collected_value {
	bool given;
	size_t text; /* offset in the collection's texts */
	size_t position;
};

/* The first element of its kind in the record at hand. */
struct nhd_collected_element {
	bool present;
	bool seen; /* present, or under a parent that is not the first */
	bool has_values;
	size_t first; /* of its values in the collection's, one a row of the grammar */
	size_t end;   /* byte offset within or behind its start tag */
};

/* How an open element counts. */
enum nhd_reach {
	NHD_REACH_FIRST, /* itself, and all around it */
	NHD_REACH_LATER, /* not itself, but all around it: for NHD_ANYWHERE */
	NHD_REACH_APART, /* in one that does not count: for NHD_BEYOND */
};

struct nhd_open_element {
	enum nhd_element_id id;
	enum nhd_reach reach;
	/* What the collection held before it, which a record that ends goes back to. */
	size_t value_count;
	size_t texts_length;
};

/*
 * What is done with a record: once its start tag is collected, and once all of it is; then
 * it is forgotten. Both return 0, or -ENOMEM, or -EFBIG where there are too many.
 */
struct nhd_record_handler {
	int (*begin)(void *context, enum nhd_element_id id);
	int (*end)(void *context, enum nhd_element_id id);
	void *context;
};

/* A place in the document, as it is told. */
struct nhd_position {
	size_t offset;
	unsigned int line;
	size_t line_start; /* the offset of the line */
};

struct nhd_collection {
	xmlParserCtxtPtr parser; /* owned; NULL until the first document */
	struct nhd_collected_element elements[NHD_ELEMENT_COUNT];
	struct nhd_collected_value *values; /* owned, growable */
	size_t value_count;
	size_t value_capacity;
	char *texts; /* owned, growable */
	size_t texts_length;
	size_t texts_capacity;
	const char *document; /* in UTF-8 */
	size_t document_length;
	char *decoded; /* owned, growable: the document where it was in another encoding */
	size_t decoded_capacity;
	struct nhd_position position;
	struct nhd_position *last_position; /* the one above, which is no finding */
	struct nhd_error first_error;       /* of libxml2; no line: none */
	bool out_of_memory;
	bool has_doctype;
	unsigned int complaints; /* of libxml2's, that are no errors of XML */
	enum nhd_element_id root;
	char foreign_root[64];           /* the name of a root that is another */
	char any_name[32];               /* what NHD_ANY_NAME stood for last */
	struct nhd_open_element open[8]; /* the known elements that are open */
	unsigned int depth;
	unsigned int ignored; /* open elements below the innermost known one */
	bool in_text;         /* the innermost known one wants its text */
	size_t text_start;    /* in texts */
	struct nhd_blanks blanks;
	struct nhd_record_handler record;
};

void nhd_collection_init(
	struct nhd_collection *collection, const struct nhd_record_handler *record);
void nhd_collection_clear(struct nhd_collection *collection);

/*
 * Collects one document with that root. Returns 0, or fills error (not NULL) with what made
 * it no document at all: not XML, a document type declaration, another root.
 */
int nhd_collect(struct nhd_collection *collection, enum nhd_element_id root,
	const char *text, size_t length, struct nhd_error *error);

/* The value that row of the element was given, or NULL. */
const struct nhd_collected_value *nhd_collected(const struct nhd_collection *collection,
	enum nhd_element_id id, const struct nhd_attribute *row);
/* The attribute is read as an absent one from now on. */
void nhd_collected_forget(struct nhd_collection *collection, enum nhd_element_id id,
	const struct nhd_attribute *row);
const char *nhd_collected_text(
	const struct nhd_collection *collection, const struct nhd_collected_value *value);

/*
 * Puts line, column and path of element id, or of its attribute named attribute (NULL or
 * empty for the element itself), into error. An absent attribute is told where its element
 * is, an absent element where its parent is.
 */
void nhd_locate(const struct nhd_collection *collection, enum nhd_element_id id,
	const char *attribute, const struct nhd_collected_value *value,
	struct nhd_error *error);

/* Puts line and column of the tag that ends at a byte offset into error. */
void nhd_locate_offset(
	const struct nhd_collection *collection, size_t offset, struct nhd_error *error);

#endif
