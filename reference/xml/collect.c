// SPDX-License-Identifier: LGPL-2.1-or-later
/* SAX2 events into the raw values of known attributes, and their places in the document. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "xml/collect.h"

/* What libxml2 hands over for each attribute, five pointers each. */
struct sax_attribute {
	const xmlChar *name;
	const xmlChar *prefix;
	const xmlChar *uri;
	const xmlChar *value;
	const xmlChar *end;
};

/* Makes *array hold count items of size bytes; doubles, so that growth is cheap. */
static bool grow(void *array, size_t *capacity, size_t count, size_t size)
{
	void **items = array;
	size_t wanted = *capacity ? *capacity : 64;
	void *larger;

	if (count <= *capacity)
		return true;
	while (wanted < count)
		wanted *= 2;
	larger = realloc(*items, wanted * size);
	if (!larger)
		return false;
	*items = larger;
	*capacity = wanted;
	return true;
}

/* Memory is gone: nothing more is worth reading. */
static void stop_for_memory(struct nhd_collection *collection)
{
	collection->out_of_memory = true;
	xmlStopParser(collection->parser);
}

/* The byte offset of a place in libxml2's input, or 0 where it is not in it. */
static size_t input_offset(const struct nhd_collection *collection, const xmlChar *place)
{
	const xmlParserInput *input = collection->parser->input;

	if (place < input->base || place > input->end)
		return 0;
	return input->consumed + (size_t)(place - input->base);
}

/* Turns a byte offset into line and column, both from 1. */
static void set_position(
	const struct nhd_collection *collection, size_t offset, struct nhd_error *error)
{
	const char *text = collection->document;
	size_t line_start = 0;

	error->line = 1;
	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			error->line++;
			line_start = i + 1;
		}
	}
	error->column = (unsigned int)(offset - line_start) + 1;
}

/* Whether libxml2 reads the document in another encoding than UTF-8. */
static bool is_converted(const struct nhd_collection *collection)
{
	const xmlParserInput *input = collection->parser->input;

	return input && input->buf && input->buf->encoder;
}

static bool keep_attribute(struct nhd_collection *collection,
	const struct nhd_attribute *rule, const struct sax_attribute *attribute,
	struct nhd_collected_attribute *place)
{
	size_t length = (size_t)(attribute->end - attribute->value);

	if (!grow(&collection->texts, &collection->texts_capacity,
		    collection->texts_length + length + 1, 1)) {
		stop_for_memory(collection);
		return false;
	}
	memcpy(collection->texts + collection->texts_length, attribute->value, length);
	collection->texts[collection->texts_length + length] = '\0';
	place->rule = rule;
	place->text = collection->texts_length;
	place->position = input_offset(collection, attribute->value);
	collection->texts_length += length + 1;
	return true;
}

/* Keeps an attribute of the open element under the first rule that wants it. */
static void collect_attribute(struct nhd_collection *collection, enum nhd_element_id id,
	bool active, const struct sax_attribute *attribute)
{
	const struct nhd_element *element = &nhd_elements[id];

	for (const struct nhd_attribute *rule = element->attributes;
		rule < element->attributes + element->count; rule++) {
		bool anywhere = rule->flags & NHD_ANYWHERE;

		if (strcmp(rule->name, (const char *)attribute->name) ||
			(attribute->uri && rule->flags & NHD_NO_NAMESPACE))
			continue;
		if (anywhere && !collection->anywhere[rule->anywhere].rule) {
			keep_attribute(collection, rule, attribute,
				&collection->anywhere[rule->anywhere]);
		} else if (!anywhere && active) {
			if (!grow(&collection->attributes,
				    &collection->attribute_capacity,
				    collection->attribute_count + 1,
				    sizeof(collection->attributes[0]))) {
				stop_for_memory(collection);
				return;
			}
			if (!keep_attribute(collection, rule, attribute,
				    &collection->attributes[collection->attribute_count]))
				return;
			collection->attribute_count++;
			collection->elements[id].count++;
			return;
		}
	}
}

/* The start tag at hand is that of element. */
static void note_element(
	const struct nhd_collection *collection, struct nhd_collected_element *element)
{
	const xmlParserInput *input = collection->parser->input;

	element->present = true;
	element->first = collection->attribute_count;
	element->count = 0;
	element->end = input_offset(collection, input->cur);
	element->line = input->line;
	element->column = input->col;
}

static void open_element(struct nhd_collection *collection, enum nhd_element_id id,
	int attribute_count, const xmlChar **attributes)
{
	struct nhd_collected_element *element = &collection->elements[id];
	bool parent_active =
		!collection->depth || collection->open_active[collection->depth - 1];
	bool repeats = nhd_elements[id].repeats;
	bool active = parent_active && (repeats || !element->present);
	size_t mark = collection->texts_length;

	collection->open[collection->depth] = id;
	collection->open_active[collection->depth++] = active;
	element->seen = true;
	if (active)
		note_element(collection, element);
	for (int i = 0; i < attribute_count; i++) {
		struct sax_attribute attribute = { attributes[5 * i],
			attributes[5 * i + 1], attributes[5 * i + 2],
			attributes[5 * i + 3], attributes[5 * i + 4] };

		/* A prefix that is bound to nothing is part of another name. */
		if (attribute.uri || !attribute.prefix)
			collect_attribute(collection, id, active, &attribute);
	}
	if (active && repeats && !collection->out_of_memory) {
		collection->on_repeat(collection->context, id);
		collection->attribute_count = element->first;
		collection->texts_length = mark;
	}
}

/* The element of that name below the innermost open one, or NHD_ELEMENT_COUNT. */
static enum nhd_element_id find_child(const struct nhd_collection *collection,
	const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	enum nhd_element_id parent = collection->open[collection->depth - 1];

	for (unsigned int id = parent + 1; id < NHD_ELEMENT_COUNT; id++) {
		const struct nhd_element *element = &nhd_elements[id];

		if (element->parent == parent &&
			!strcmp(element->name, (const char *)name) &&
			(uri ? element->any_namespace : !prefix))
			return id;
	}
	return NHD_ELEMENT_COUNT;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
	int attribute_count, int defaulted_count, const xmlChar **attributes)
{
	struct nhd_collection *collection = context;
	enum nhd_element_id id;

	(void)namespace_count;
	(void)namespaces;
	(void)defaulted_count;
	if (collection->ignored) {
		collection->ignored++;
		return;
	}
	if (!collection->depth) {
		if (uri || prefix || strcmp((const char *)name, "interface")) {
			snprintf(collection->foreign_root,
				sizeof(collection->foreign_root), "%s",
				(const char *)name);
			note_element(
				collection, &collection->elements[NHD_ELEMENT_INTERFACE]);
			collection->ignored++;
			return;
		}
		id = NHD_ELEMENT_INTERFACE;
	} else {
		id = find_child(collection, name, prefix, uri);
	}
	if (id == NHD_ELEMENT_COUNT)
		collection->ignored++;
	else
		open_element(collection, id, attribute_count, attributes);
}

static void end_element(
	void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct nhd_collection *collection = context;

	(void)name;
	(void)prefix;
	(void)uri;
	if (collection->ignored)
		collection->ignored--;
	else
		collection->depth--;
}

static void internal_subset(void *context, const xmlChar *name, const xmlChar *external,
	const xmlChar *system)
{
	struct nhd_collection *collection = context;

	(void)name;
	(void)external;
	(void)system;
	collection->has_doctype = true;
	xmlStopParser(collection->parser);
}

/* Makes of libxml2's column, which counts characters, one that counts bytes. */
static void count_bytes(const struct nhd_collection *collection, struct nhd_error *error)
{
	const char *end = collection->document + collection->document_length;
	const char *line = collection->document, *place;

	for (unsigned int i = 1; i < error->line && line < end; i++) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		line = newline ? newline + 1 : end;
	}
	place = line;
	for (unsigned int i = 1; i < error->column && place < end; i++) {
		do {
			place++;
		} while (place < end && ((unsigned char)*place & 0xc0) == 0x80);
	}
	error->column = (unsigned int)(place - line) + 1;
}

/* Of several errors the first is the cause; the others are what came of it. */
static void keep_error(void *context, xmlErrorPtr error)
{
	struct nhd_collection *collection = context;

	if (error->level != XML_ERR_FATAL || collection->first_error.line)
		return;
	/* An error has no message where there was no memory for one. */
	if (error->code == XML_ERR_NO_MEMORY || !error->message) {
		collection->out_of_memory = true;
		return;
	}
	nhd_fail(&collection->first_error, NHD_ERROR_NOT_WELL_FORMED, EINVAL, "%.*s",
		(int)strcspn(error->message, "\n"), error->message);
	collection->first_error.line = (unsigned int)error->line;
	collection->first_error.column = (unsigned int)error->int2;
	if (error->line && !is_converted(collection))
		count_bytes(collection, &collection->first_error);
}

static bool make_parser(struct nhd_collection *collection)
{
	static const xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = internal_subset,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.serror = keep_error,
	};

	collection->parser = xmlNewParserCtxt();
	if (!collection->parser)
		return false;
	*collection->parser->sax = handler;
	collection->parser->userData = collection;
	return true;
}

void nhd_collection_init(
	struct nhd_collection *collection, nhd_repeat_handler on_repeat, void *context)
{
	memset(collection, 0, sizeof(*collection));
	collection->on_repeat = on_repeat;
	collection->context = context;
}

void nhd_collection_clear(struct nhd_collection *collection)
{
	xmlFreeParserCtxt(collection->parser);
	free(collection->attributes);
	free(collection->texts);
}

static void reset(struct nhd_collection *collection, const char *text, size_t length)
{
	memset(collection->elements, 0, sizeof(collection->elements));
	memset(collection->anywhere, 0, sizeof(collection->anywhere));
	collection->attribute_count = 0;
	collection->texts_length = 0;
	collection->document = text;
	collection->document_length = length;
	collection->out_of_memory = false;
	collection->first_error = (struct nhd_error)NHD_ERROR_INIT;
	collection->converted = false;
	collection->utf_16 = false;
	collection->has_doctype = false;
	collection->foreign_root[0] = '\0';
	collection->depth = 0;
	collection->ignored = 0;
}

static int fail_foreign_root(
	const struct nhd_collection *collection, struct nhd_error *error)
{
	nhd_fail(error, NHD_ERROR_XML, EINVAL,
		"the root element is <%s>, not <interface> in no namespace",
		collection->foreign_root);
	nhd_locate(collection, NHD_ELEMENT_INTERFACE, NULL, NULL, error);
	snprintf(error->path, sizeof(error->path), "/%s", collection->foreign_root);
	return -EINVAL;
}

static int fail_doctype(const struct nhd_collection *collection, struct nhd_error *error)
{
	nhd_fail(error, NHD_ERROR_XML, EINVAL, "a document type declaration is refused");
	error->line = (unsigned int)collection->parser->input->line;
	return -EINVAL;
}

/*
 * What libxml2 overlooks: it takes a NUL for the end of a document in UTF-8, and half a
 * character at the end of one in UTF-16 for nothing.
 */
static int check_end(const struct nhd_collection *collection, struct nhd_error *error)
{
	const char *nul;

	if (!collection->converted &&
		(nul = memchr(collection->document, '\0', collection->document_length))) {
		nhd_fail(error, NHD_ERROR_NOT_WELL_FORMED, EINVAL,
			"there is a NUL byte in the document");
		set_position(collection, (size_t)(nul - collection->document), error);
		return -EINVAL;
	}
	if (collection->utf_16 && collection->document_length % 2)
		return nhd_fail(error, NHD_ERROR_NOT_WELL_FORMED, EINVAL,
			"the document ends in the middle of a character");
	return 0;
}

/* Remembers how the document was encoded, which libxml2 told by its first bytes. */
static void note_encoding(struct nhd_collection *collection)
{
	const char *text = collection->document;

	collection->converted = is_converted(collection);
	collection->utf_16 =
		collection->converted &&
		(!strncmp(text, "\xff\xfe", 2) || !strncmp(text, "\xfe\xff", 2));
}

/* Without memory libxml2 may stop and tell of no error, and still say well-formed. */
static bool has_halted(const struct nhd_collection *collection)
{
	const xmlParserInput *input = collection->parser->input;

	return !collection->has_doctype && !collection->first_error.error_class &&
	       (!input || !input->buf);
}

static void parse(struct nhd_collection *collection)
{
	/* Errors that have no parser to go to (of encodings, of memory) would be printed. */
	xmlStructuredErrorFunc callers = xmlStructuredError;
	void *callers_context = xmlStructuredErrorContext;

	xmlSetStructuredErrorFunc(collection, keep_error);
	/*
	 * XML_PARSE_NOENT makes libxml2 hand over &amp; as the character itself. There is no
	 * other entity to expand: a document type declaration ends the parse.
	 */
	if (collection->parser || make_parser(collection))
		xmlCtxtReadMemory(collection->parser, collection->document,
			(int)collection->document_length, NULL, NULL,
			XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOENT);
	collection->out_of_memory |= !collection->parser || has_halted(collection);
	xmlSetStructuredErrorFunc(callers_context, callers);
}

int nhd_collect(struct nhd_collection *collection, const char *text, size_t length,
	struct nhd_error *error)
{
	if (length > NHD_DOCUMENT_MAX)
		return nhd_fail(error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
			"the document has %zu bytes, and %u are the most that is read",
			length, NHD_DOCUMENT_MAX);
	if (!length)
		return nhd_fail(error, NHD_ERROR_NOT_WELL_FORMED, EINVAL,
			"the document is empty");
	reset(collection, text, length);
	parse(collection);
	if (collection->out_of_memory) {
		/* What it leaves of a parser is not to be trusted with another document. */
		xmlFreeParserCtxt(collection->parser);
		collection->parser = NULL;
		return nhd_fail_memory(error);
	}
	if (collection->has_doctype)
		return fail_doctype(collection, error);
	if (!collection->parser->wellFormed) {
		*error = collection->first_error;
		return -EINVAL;
	}
	note_encoding(collection);
	if (check_end(collection, error))
		return -EINVAL;
	return collection->foreign_root[0] ? fail_foreign_root(collection, error) : 0;
}

const struct nhd_collected_attribute *nhd_collected(
	const struct nhd_collection *collection, enum nhd_element_id id,
	const struct nhd_attribute *rule)
{
	const struct nhd_collected_element *element = &collection->elements[id];

	if (rule->flags & NHD_ANYWHERE) {
		const struct nhd_collected_attribute *first =
			&collection->anywhere[rule->anywhere];

		return first->rule ? first : NULL;
	}
	for (size_t i = element->first; i < element->first + element->count; i++) {
		if (!strcmp(collection->attributes[i].rule->name, rule->name))
			return &collection->attributes[i];
	}
	return NULL;
}

const char *nhd_collected_text(const struct nhd_collection *collection,
	const struct nhd_collected_attribute *attribute)
{
	return collection->texts + attribute->text;
}

/* Writes the path of an element; returns its length, which snprintf may have cut. */
static size_t set_path(enum nhd_element_id id, struct nhd_error *error)
{
	const struct nhd_element *element = &nhd_elements[id];
	size_t length = 0;

	if (element->parent != NHD_ELEMENT_COUNT)
		length = set_path(element->parent, error);
	length += (size_t)snprintf(
		error->path + length, sizeof(error->path) - length, "/%s", element->name);
	return length;
}

void nhd_locate(const struct nhd_collection *collection, enum nhd_element_id id,
	const char *attribute, const struct nhd_collected_attribute *collected,
	struct nhd_error *error)
{
	const struct nhd_collected_element *element;
	size_t offset;

	offset = set_path(id, error);
	if (attribute)
		snprintf(error->path + offset, sizeof(error->path) - offset, "/@%s",
			attribute);
	while (!collection->elements[id].present)
		id = nhd_elements[id].parent;
	element = &collection->elements[id];
	/* Offsets count converted bytes where the document is not in UTF-8. */
	if (collection->converted) {
		error->line = (unsigned int)element->line;
		error->column = (unsigned int)element->column;
		return;
	}
	if (collected && collected->position) {
		set_position(collection, collected->position, error);
		return;
	}
	offset = element->end;
	while (offset && collection->document[offset] != '<')
		offset--;
	set_position(collection, offset, error);
}
