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

#include "xml/grammar.h"

/* One raw value. position is its byte offset in the document, or 0 where unknown. */
struct nhd_collected_attribute {
	const struct nhd_attribute *rule; /* the first of that name; NULL: not given */
	size_t text;                      /* offset in the collection's texts */
	size_t position;
};

/* The first element of its kind. */
struct nhd_collected_element {
	bool present;
	bool seen;    /* present, or under a parent that is not the first */
	size_t first; /* its attributes, in the collection's */
	size_t count;
	size_t end; /* byte offset within or behind its start tag */
	int line;   /* where libxml2 stood at the end of the start tag */
	int column;
};

/* Called for each element that repeats, before the next one takes its place. */
typedef void (*nhd_repeat_handler)(void *context, enum nhd_element_id id);

struct nhd_collection {
	xmlParserCtxtPtr parser; /* owned; NULL until the first document */
	struct nhd_collected_element elements[NHD_ELEMENT_COUNT];
	struct nhd_collected_attribute anywhere[NHD_ANYWHERE_COUNT];
	struct nhd_collected_attribute *attributes; /* owned, growable */
	size_t attribute_count;
	size_t attribute_capacity;
	char *texts; /* owned, growable */
	size_t texts_length;
	size_t texts_capacity;
	const char *document;
	size_t document_length;
	struct nhd_error first_error; /* of libxml2; no line: none */
	bool out_of_memory;
	bool converted; /* from another encoding: byte offsets count UTF-8 */
	bool utf_16;
	bool has_doctype;
	char foreign_root[64];       /* the name of a root that is no interface */
	enum nhd_element_id open[8]; /* the known elements that are open */
	bool open_active[8];
	unsigned int depth;
	unsigned int ignored; /* open elements below the innermost known one */
	nhd_repeat_handler on_repeat;
	void *context;
};

void nhd_collection_init(
	struct nhd_collection *collection, nhd_repeat_handler on_repeat, void *context);
void nhd_collection_clear(struct nhd_collection *collection);

/*
 * Collects one document. Returns 0, or fills error (not NULL) with what made it no document at all:
 * not XML, a document type declaration, a root that is no interface.
 */
int nhd_collect(struct nhd_collection *collection, const char *text, size_t length,
	struct nhd_error *error);

/* The value of the attribute that rule speaks of, or NULL where it was not given. */
const struct nhd_collected_attribute *nhd_collected(
	const struct nhd_collection *collection, enum nhd_element_id id,
	const struct nhd_attribute *rule);
const char *nhd_collected_text(const struct nhd_collection *collection,
	const struct nhd_collected_attribute *attribute);

/*
 * Puts line, column and path of element id, or of its attribute named attribute (NULL for
 * the element itself), into error. An absent attribute is told where its element is, an
 * absent element where its parent is.
 */
void nhd_locate(const struct nhd_collection *collection, enum nhd_element_id id,
	const char *attribute, const struct nhd_collected_attribute *collected,
	struct nhd_error *error);

#endif
