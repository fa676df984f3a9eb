// SPDX-License-Identifier: LGPL-2.1-or-later
/* SAX2 events into the raw values of known attributes, and their places in the document. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "xml/collect.h"
#include "xml/encoding.h"
#include "xml/limits.h"

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

/* There is more than is worth the time or the memory. */
static void stop_for_limit(
	struct nhd_collection *collection, size_t limit, const char *of)
{
	const xmlParserInput *input = collection->parser->input;

	nhd_fail(&collection->first_error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
		"no more than %zu %s are read", limit, of);
	collection->first_error.line = (unsigned int)input->line;
	collection->first_error.column = (unsigned int)input->col;
	xmlStopParser(collection->parser);
}

/* Whether what libxml2 has met so far keeps within the bounds; if not, it is stopped. */
static bool is_within_limits(
	struct nhd_collection *collection, int attribute_count, int namespace_count)
{
	if (attribute_count + namespace_count > NHD_ATTRIBUTES_MAX)
		stop_for_limit(
			collection, NHD_ATTRIBUTES_MAX, "attributes of an element");
	else if (collection->parser->nsNr > 2 * NHD_NAMESPACES_MAX)
		stop_for_limit(collection, NHD_NAMESPACES_MAX, "namespaces at a place");
	else if (xmlDictSize(collection->parser->dict) > NHD_NAMES_MAX)
		stop_for_limit(collection, NHD_NAMES_MAX, "names");
	else if (collection->complaints > NHD_COMPLAINTS_MAX)
		stop_for_limit(collection, NHD_COMPLAINTS_MAX, "unbound prefixes");
	else
		return true;
	return false;
}

/* The byte offset of a place in libxml2's input, or 0 where it is not in it. */
static size_t input_offset(const struct nhd_collection *collection, const xmlChar *place)
{
	const xmlParserInput *input = collection->parser->input;

	if (place < input->base || place > input->end)
		return 0;
	return input->consumed + (size_t)(place - input->base);
}

/*
 * Turns a byte offset into line and column, both from 1. It is counted from the place that
 * was asked for last: a document may be wrong in very many places.
 */
static void set_position(
	const struct nhd_collection *collection, size_t offset, struct nhd_error *error)
{
	struct nhd_position *last = collection->last_position;
	const char *text = collection->document;
	bool crossed = false;

	while (last->offset < offset) {
		if (text[last->offset++] == '\n') {
			last->line++;
			last->line_start = last->offset;
		}
	}
	while (last->offset > offset) {
		if (text[--last->offset] == '\n') {
			last->line--;
			crossed = true;
		}
	}
	if (crossed) {
		last->line_start = offset;
		while (last->line_start && text[last->line_start - 1] != '\n')
			last->line_start--;
	}
	error->line = last->line;
	error->column = (unsigned int)(offset - last->line_start) + 1;
}

/* Appends bytes to the texts. */
static bool keep_bytes(
	struct nhd_collection *collection, const void *bytes, size_t length)
{
	/* The parser was stopped, and what it handed over may be gone. */
	if (collection->parser->instate == XML_PARSER_EOF)
		return false;
	/* One more: every text is to be ended by a NUL. */
	if (!grow(&collection->texts, &collection->texts_capacity,
		    collection->texts_length + length + 1, 1)) {
		stop_for_memory(collection);
		return false;
	}
	memcpy(collection->texts + collection->texts_length, bytes, length);
	collection->texts_length += length;
	return true;
}

static bool keep_value(
	struct nhd_collection *collection, const struct sax_attribute *attribute)
{
	size_t length = (size_t)(attribute->end - attribute->value);

	if (length > NHD_VALUE_MAX) {
		stop_for_limit(collection, NHD_VALUE_MAX, "bytes of a value");
		return false;
	}
	return keep_bytes(collection, attribute->value, length);
}

static void end_text(struct nhd_collection *collection)
{
	collection->texts[collection->texts_length++] = '\0';
}

/* Makes room for the values of an element, none of which is given yet. */
static bool reserve_values(struct nhd_collection *collection,
	struct nhd_collected_element *element, size_t count)
{
	if (!grow(&collection->values, &collection->value_capacity,
		    collection->value_count + count, sizeof(collection->values[0]))) {
		stop_for_memory(collection);
		return false;
	}
	element->has_values = true;
	element->first = collection->value_count;
	memset(collection->values + element->first, 0,
		count * sizeof(collection->values[0]));
	collection->value_count += count;
	return true;
}

/*
 * Whether row wants a value that stands in an element of that reach, and the first of its
 * kind that there is.
 */
static bool is_wanted(const struct nhd_attribute *row, enum nhd_reach reach, bool first)
{
	return reach == NHD_REACH_FIRST ||
	       (reach == NHD_REACH_LATER && row->flags & NHD_ANYWHERE) ||
	       (reach == NHD_REACH_APART && row->flags & NHD_BEYOND) ||
	       (first && row->flags & NHD_OF_FIRST);
}

/* Keeps an attribute of the open element for all rows that want it. */
static void collect_attribute(struct nhd_collection *collection, enum nhd_element_id id,
	enum nhd_reach reach, bool first, const struct sax_attribute *attribute)
{
	const struct nhd_element *element = &nhd_elements[id];
	struct nhd_collected_value *values =
		collection->values + collection->elements[id].first;
	size_t text = collection->texts_length;
	bool kept = false;

	for (size_t i = 0; i < element->count; i++) {
		const struct nhd_attribute *row = &element->attributes[i];

		if (values[i].given || row->name[0] != (char)attribute->name[0] ||
			strcmp(row->name, (const char *)attribute->name) ||
			(attribute->uri && row->flags & NHD_NO_NAMESPACE) ||
			!is_wanted(row, reach, first))
			continue;
		if (!kept && !keep_value(collection, attribute))
			return;
		kept = true;
		values[i].given = true;
		values[i].text = text;
		values[i].position = input_offset(collection, attribute->value);
	}
	if (kept)
		end_text(collection);
}

/* The element's text is to be kept, from here to its end. */
static void begin_text(
	struct nhd_collection *collection, enum nhd_element_id id, enum nhd_reach reach)
{
	const struct nhd_element *element = &nhd_elements[id];
	struct nhd_collected_value *value =
		collection->values + collection->elements[id].first;

	if (!element->count || element->attributes[0].name[0] || value->given ||
		!is_wanted(element->attributes, reach, false) ||
		!keep_bytes(collection, "", 0))
		return;
	value->given = true;
	value->text = collection->texts_length;
	collection->text_start = collection->texts_length;
	value->position = input_offset(collection, collection->parser->input->cur);
	collection->in_text = true;
	nhd_blanks_begin(&collection->blanks);
}

static void keep_text(
	struct nhd_collection *collection, const xmlChar *text, size_t length)
{
	if (collection->texts_length - collection->text_start + length > NHD_VALUE_MAX)
		stop_for_limit(collection, NHD_VALUE_MAX, "bytes of a value");
	else
		keep_bytes(collection, text, length);
}

static void characters(void *context, const xmlChar *text, int length)
{
	struct nhd_collection *collection = context;

	if (collection->in_text &&
		nhd_blanks_keep(&collection->blanks, collection->parser, text, length))
		keep_text(collection, text, (size_t)length);
}

static void cdata_block(void *context, const xmlChar *text, int length)
{
	struct nhd_collection *collection = context;

	if (!collection->in_text)
		return;
	nhd_blanks_other(&collection->blanks);
	keep_text(collection, text, (size_t)length);
}

static void comment(void *context, const xmlChar *text)
{
	struct nhd_collection *collection = context;

	(void)text;
	if (collection->in_text)
		nhd_blanks_other(&collection->blanks);
}

static void processing_instruction(
	void *context, const xmlChar *target, const xmlChar *data)
{
	(void)target;
	if (is_within_limits(context, 0, 0))
		comment(context, data);
}

/* The start tag at hand is that of element. */
static void note_element(
	const struct nhd_collection *collection, struct nhd_collected_element *element)
{
	element->present = true;
	element->end = input_offset(collection, collection->parser->input->cur);
}

static void collect_element(struct nhd_collection *collection, enum nhd_element_id id,
	enum nhd_reach reach, int attribute_count, const xmlChar **attributes)
{
	struct nhd_collected_element *element = &collection->elements[id];
	bool first = !element->seen;

	element->seen = true;
	if (reach == NHD_REACH_FIRST)
		note_element(collection, element);
	if (!nhd_elements[id].count)
		return;
	if (!element->has_values &&
		!reserve_values(collection, element, nhd_elements[id].count))
		return;
	for (int i = 0; i < attribute_count; i++) {
		struct sax_attribute attribute = { attributes[5 * i],
			attributes[5 * i + 1], attributes[5 * i + 2],
			attributes[5 * i + 3], attributes[5 * i + 4] };

		/* A prefix that is bound to nothing is part of another name. */
		if (attribute.uri || !attribute.prefix)
			collect_attribute(collection, id, reach, first, &attribute);
	}
	begin_text(collection, id, reach);
}

static enum nhd_reach reach_of(
	const struct nhd_collection *collection, enum nhd_element_id id)
{
	if (collection->depth &&
		collection->open[collection->depth - 1].reach != NHD_REACH_FIRST)
		return NHD_REACH_APART;
	if (collection->elements[id].present && !(nhd_elements[id].flags & NHD_EVERY))
		return NHD_REACH_LATER;
	return NHD_REACH_FIRST;
}

/* What the handler of a record says. */
static void heed(struct nhd_collection *collection, enum nhd_element_id id, int status)
{
	char what[32];

	if (status == -ENOMEM)
		stop_for_memory(collection);
	if (status != -EFBIG)
		return;
	if (nhd_elements[id].flags & NHD_ANY_NAME)
		snprintf(what, sizeof(what), "devices");
	else
		snprintf(what, sizeof(what), "<%s> elements", nhd_elements[id].name);
	stop_for_limit(collection, nhd_elements[id].most, what);
}

static void open_element(struct nhd_collection *collection, enum nhd_element_id id,
	int attribute_count, const xmlChar **attributes)
{
	enum nhd_reach reach = reach_of(collection, id);
	enum nhd_element_id twin = nhd_elements[id].twin;

	collection->open[collection->depth++] = (struct nhd_open_element){ id, reach,
		collection->value_count, collection->texts_length };
	collect_element(collection, id, reach, attribute_count, attributes);
	if (twin)
		collect_element(collection, twin, reach, attribute_count, attributes);
	if (collection->depth > 1 && nhd_elements[id].flags & NHD_RECORD &&
		reach == NHD_REACH_FIRST && !collection->out_of_memory)
		heed(collection, id,
			collection->record.begin(collection->record.context, id));
}

/* A record that has ended is handed over, and gives way to the next. */
static void close_record(
	struct nhd_collection *collection, const struct nhd_open_element *open)
{
	size_t count = nhd_element_end(open->id) - open->id;

	if (!collection->out_of_memory)
		heed(collection, open->id,
			collection->record.end(collection->record.context, open->id));
	collection->value_count = open->value_count;
	collection->texts_length = open->texts_length;
	memset(&collection->elements[open->id], 0,
		count * sizeof(collection->elements[0]));
}

static bool has_name(const struct nhd_element *element, const xmlChar *name)
{
	if (element->flags & NHD_ANY_NAME)
		return true;
	return element->name[0] == (char)name[0] &&
	       !strcmp(element->name, (const char *)name);
}

/* The element of that name below the innermost open one, or NHD_ELEMENT_COUNT. */
static enum nhd_element_id find_child(const struct nhd_collection *collection,
	const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	enum nhd_element_id parent = collection->open[collection->depth - 1].id;

	for (unsigned int id = parent + 1; id < NHD_ELEMENT_COUNT; id++) {
		const struct nhd_element *element = &nhd_elements[id];

		if (element->parent < parent || element->parent == NHD_ELEMENT_COUNT)
			break;
		if (element->parent == parent && has_name(element, name) &&
			(uri ? element->flags & NHD_ANY_NAMESPACE : !prefix))
			return id;
	}
	return NHD_ELEMENT_COUNT;
}

/* The document is none of ours; it is read to its end all the same. */
static void note_foreign_root(struct nhd_collection *collection, const xmlChar *name)
{
	snprintf(collection->foreign_root, sizeof(collection->foreign_root), "%.*s",
		nhd_fitting((const char *)name, sizeof(collection->foreign_root) - 1),
		(const char *)name);
	note_element(collection, &collection->elements[collection->root]);
	collection->ignored++;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
	int attribute_count, int defaulted_count, const xmlChar **attributes)
{
	struct nhd_collection *collection = context;
	enum nhd_element_id id;

	(void)namespaces;
	(void)defaulted_count;
	if (!is_within_limits(collection, attribute_count, namespace_count))
		return;
	if (collection->in_text)
		nhd_blanks_open(&collection->blanks);
	if (collection->ignored) {
		collection->ignored++;
	} else if (collection->depth) {
		id = find_child(collection, name, prefix, uri);
		if (id == NHD_ELEMENT_COUNT) {
			collection->ignored++;
			return;
		}
		if (nhd_elements[id].flags & NHD_ANY_NAME)
			snprintf(collection->any_name, sizeof(collection->any_name), "%s",
				(const char *)name);
		open_element(collection, id, attribute_count, attributes);
	} else if (uri || prefix ||
		   strcmp((const char *)name, nhd_elements[collection->root].name)) {
		note_foreign_root(collection, name);
	} else {
		open_element(collection, collection->root, attribute_count, attributes);
	}
}

static void end_element(
	void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct nhd_collection *collection = context;
	const struct nhd_open_element *open;

	(void)name;
	(void)prefix;
	(void)uri;
	if (collection->ignored) {
		collection->ignored--;
		if (collection->in_text)
			nhd_blanks_close(&collection->blanks);
		return;
	}
	if (collection->in_text)
		end_text(collection);
	collection->in_text = false;
	open = &collection->open[--collection->depth];
	/* The root is a record too, but its end is that of the document. */
	if (collection->depth && nhd_elements[open->id].flags & NHD_RECORD &&
		open->reach == NHD_REACH_FIRST)
		close_record(collection, open);
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

/* How much of a document libxml2 may look at behind an error: more than it skips at once. */
#define REST_MAX 64

/*
 * libxml2 would go on to the end of what is not well-formed, tell each further error, and
 * none of our bounds would hold, since no event comes any more.
 */
static void skip_rest(const struct nhd_collection *collection)
{
	xmlParserInput *input = collection->parser ? collection->parser->input : NULL;

	if (!input)
		return;
	collection->parser->instate = XML_PARSER_EOF;
	if (input->end - input->cur > REST_MAX)
		input->cur = input->end - REST_MAX;
}

/* Of several errors the first is the cause; the others are what came of it. */
static void keep_error(void *context, xmlErrorPtr error)
{
	struct nhd_collection *collection = context;
	const char *advice;
	size_t length;

	if (error->level != XML_ERR_FATAL) {
		collection->complaints++;
		return;
	}
	skip_rest(collection);
	if (collection->first_error.line)
		return;
	/* An error has no message where there was no memory for one. */
	if (error->code == XML_ERR_NO_MEMORY || !error->message) {
		collection->out_of_memory = true;
		return;
	}
	/* A bound of libxml2's is lifted by no option of ours. */
	advice = strstr(error->message, ", use XML_PARSE_HUGE");
	if (!advice)
		advice = strstr(error->message, " use XML_PARSE_HUGE");
	length = strcspn(error->message, "\n");
	nhd_fail(&collection->first_error, NHD_ERROR_NOT_WELL_FORMED, EINVAL, "%.*s",
		advice ? (int)(advice - error->message) : (int)length, error->message);
	collection->first_error.line = (unsigned int)error->line;
	collection->first_error.column = (unsigned int)error->int2;
	if (error->line)
		count_bytes(collection, &collection->first_error);
}

static bool make_parser(struct nhd_collection *collection)
{
	static const xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = internal_subset,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
		.cdataBlock = cdata_block,
		.comment = comment,
		.processingInstruction = processing_instruction,
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
	struct nhd_collection *collection, const struct nhd_record_handler *record)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	/* Two threads at once would both set libxml2 up. */
	pthread_once(&once, xmlInitParser);
	memset(collection, 0, sizeof(*collection));
	collection->record = *record;
	collection->last_position = &collection->position;
}

void nhd_collection_clear(struct nhd_collection *collection)
{
	xmlFreeParserCtxt(collection->parser);
	free(collection->values);
	free(collection->texts);
	free(collection->decoded);
}

static void reset(struct nhd_collection *collection, enum nhd_element_id root,
	const char *text, size_t length)
{
	collection->root = root;
	memset(collection->elements, 0, sizeof(collection->elements));
	collection->value_count = 0;
	collection->texts_length = 0;
	collection->document = text;
	collection->document_length = length;
	collection->position = (struct nhd_position){ 0, 1, 0 };
	collection->out_of_memory = false;
	collection->first_error = (struct nhd_error)NHD_ERROR_INIT;
	collection->has_doctype = false;
	collection->complaints = 0;
	collection->foreign_root[0] = '\0';
	collection->depth = 0;
	collection->ignored = 0;
	collection->in_text = false;
}

static int fail_foreign_root(
	const struct nhd_collection *collection, struct nhd_error *error)
{
	const char *wanted = nhd_elements[collection->root].name;

	if (strcmp(collection->foreign_root, wanted) != 0)
		nhd_fail(error, NHD_ERROR_XML, EINVAL,
			"the root element is <%s>, not <%s>", collection->foreign_root,
			wanted);
	else
		nhd_fail(error, NHD_ERROR_XML, EINVAL,
			"the root element is in a namespace, where <%s> is in none",
			wanted);
	nhd_locate(collection, collection->root, NULL, NULL, error);
	snprintf(error->path, sizeof(error->path), "/%s", collection->foreign_root);
	return -EINVAL;
}

static int fail_doctype(const struct nhd_collection *collection, struct nhd_error *error)
{
	nhd_fail(error, NHD_ERROR_XML, EINVAL, "a document type declaration is refused");
	error->line = (unsigned int)collection->parser->input->line;
	return -EINVAL;
}

/* Refuses the document for what stands at a byte offset of it. Returns -EINVAL. */
static int fail_at_offset(const struct nhd_collection *collection, size_t offset,
	const char *what, struct nhd_error *error)
{
	nhd_fail(error, NHD_ERROR_NOT_WELL_FORMED, EINVAL, "%s", what);
	set_position(collection, offset, error);
	return -EINVAL;
}

/* libxml2 would take a NUL for the end of the document. */
static int check_nul(const struct nhd_collection *collection, struct nhd_error *error)
{
	const char *document = collection->document;
	const char *nul = memchr(document, '\0', collection->document_length);

	return nul ? fail_at_offset(collection, (size_t)(nul - document),
			     "there is a NUL byte in the document", error)
		   : 0;
}

/* Without memory libxml2 may stop and tell of no error, and still say well-formed. */
static bool has_halted(const struct nhd_collection *collection)
{
	const xmlParserInput *input = collection->parser->input;

	return !collection->has_doctype && !collection->first_error.error_class &&
	       (!input || collection->parser->disableSAX);
}

/* Gives the document to libxml2 as one string, which spares its layer of buffers. */
static void feed(struct nhd_collection *collection)
{
	/*
	 * XML_PARSE_NOENT makes libxml2 hand over &amp; as the character itself. There is no
	 * other entity to expand: a document type declaration ends the parse.
	 */
	static const int options = XML_PARSE_NONET | XML_PARSE_NOWARNING |
				   XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC;

	xmlCtxtReadDoc(collection->parser, (const xmlChar *)collection->document, NULL,
		NULL, options);
}

static void parse(struct nhd_collection *collection)
{
	/* Errors that have no parser to go to (of encodings, of memory) would be printed. */
	xmlStructuredErrorFunc callers = xmlStructuredError;
	void *callers_context = xmlStructuredErrorContext;

	xmlSetStructuredErrorFunc(collection, keep_error);
	if (collection->parser &&
		xmlDictSize(collection->parser->dict) > NHD_NAMES_KEPT) {
		xmlFreeParserCtxt(collection->parser);
		collection->parser = NULL;
	}
	if (collection->parser || make_parser(collection)) {
		feed(collection);
		collection->out_of_memory |= has_halted(collection);
	} else {
		collection->out_of_memory = true;
	}
	xmlSetStructuredErrorFunc(callers_context, callers);
}

/* Has the document in UTF-8 from now on. */
static int decode(struct nhd_collection *collection, enum nhd_encoding encoding,
	struct nhd_error *error)
{
	size_t length = collection->document_length, size, done;

	if (length > NHD_SHORT_DOCUMENT)
		return nhd_fail(error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
			"the document has %zu bytes, and %zu are the most that is read "
			"of one that is not in UTF-8",
			length, NHD_SHORT_DOCUMENT);
	if (!grow(&collection->decoded, &collection->decoded_capacity, 2 * length + 1, 1))
		return nhd_fail_memory(error);
	done = nhd_decode(
		encoding, collection->document, length, collection->decoded, &size);
	collection->decoded[size] = '\0';
	collection->document = collection->decoded;
	collection->document_length = size;
	return done == length
		       ? 0
		       : fail_at_offset(collection, size,
				 "there is no character in the declared encoding", error);
}

static int settle_encoding(struct nhd_collection *collection, struct nhd_error *error)
{
	enum nhd_encoding encoding =
		nhd_find_encoding(collection->document, collection->document_length);

	switch (encoding) {
	case NHD_ENCODING_UTF_8:
		return 0;
	case NHD_ENCODING_FOREIGN:
		return fail_at_offset(collection, 0,
			"the encoding is none of UTF-8, UTF-16, ISO-8859-1 and ASCII",
			error);
	case NHD_ENCODING_CONTRARY:
		return fail_at_offset(collection, 0,
			"the document is in another encoding than it declares", error);
	default:
		return decode(collection, encoding, error);
	}
}

/* The bounds that hold before anything is parsed. */
static int check_limits(struct nhd_collection *collection, struct nhd_error *error)
{
	size_t length = collection->document_length, excess;

	if (length > NHD_DOCUMENT_MAX)
		return nhd_fail(error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
			"the document has %zu bytes, and %u are the most that is read",
			length, NHD_DOCUMENT_MAX);
	if (length <= NHD_SHORT_DOCUMENT)
		return 0;
	excess = nhd_excess_attribute(collection->document, length);
	if (!excess)
		return 0;
	nhd_fail(error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
		"an element has more than %d attributes", NHD_ATTRIBUTES_MAX);
	set_position(collection, excess, error);
	return -EFBIG;
}

int nhd_collect(struct nhd_collection *collection, enum nhd_element_id root,
	const char *text, size_t length, struct nhd_error *error)
{
	int status;

	if (text[length])
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"no NUL follows the document in memory");
	if (!length)
		return nhd_fail(error, NHD_ERROR_NOT_WELL_FORMED, EINVAL,
			"the document is empty");
	reset(collection, root, text, length);
	status = settle_encoding(collection, error);
	if (!status)
		status = check_limits(collection, error);
	if (!status)
		status = check_nul(collection, error);
	if (status)
		return status;
	parse(collection);
	if (collection->out_of_memory) {
		/* What it leaves of a parser is not to be trusted with another document. */
		xmlFreeParserCtxt(collection->parser);
		collection->parser = NULL;
		return nhd_fail_memory(error);
	}
	if (collection->has_doctype)
		return fail_doctype(collection, error);
	if (collection->first_error.error_class == NHD_ERROR_LIMIT_EXCEEDED) {
		nhd_error_copy(error, &collection->first_error);
		return -EFBIG;
	}
	if (!collection->parser->wellFormed) {
		nhd_error_copy(error, &collection->first_error);
		return -EINVAL;
	}
	return collection->foreign_root[0] ? fail_foreign_root(collection, error) : 0;
}

const struct nhd_collected_value *nhd_collected(const struct nhd_collection *collection,
	enum nhd_element_id id, const struct nhd_attribute *row)
{
	const struct nhd_collected_element *element = &collection->elements[id];
	const struct nhd_collected_value *value;

	if (!element->has_values)
		return NULL;
	value = &collection->values[element->first +
				    (size_t)(row - nhd_elements[id].attributes)];
	if (!value->given ||
		(row->flags & NHD_NOT_EMPTY && !collection->texts[value->text]))
		return NULL;
	return value;
}

void nhd_collected_forget(struct nhd_collection *collection, enum nhd_element_id id,
	const struct nhd_attribute *row)
{
	const struct nhd_collected_element *element = &collection->elements[id];
	size_t index = (size_t)(row - nhd_elements[id].attributes);

	if (element->has_values)
		collection->values[element->first + index].given = false;
}

const char *nhd_collected_text(
	const struct nhd_collection *collection, const struct nhd_collected_value *value)
{
	return collection->texts + value->text;
}

/* Writes the path of an element; returns its length, which snprintf may have cut. */
static size_t set_path(
	enum nhd_element_id root, enum nhd_element_id id, struct nhd_error *error)
{
	const struct nhd_element *element = &nhd_elements[id];
	size_t length = 0;

	if (id != root)
		length = set_path(root, element->parent, error);
	length += (size_t)snprintf(
		error->path + length, sizeof(error->path) - length, "/%s", element->name);
	return length;
}

void nhd_locate(const struct nhd_collection *collection, enum nhd_element_id id,
	const char *attribute, const struct nhd_collected_value *value,
	struct nhd_error *error)
{
	const struct nhd_collected_element *element;
	size_t offset;

	offset = set_path(collection->root, id, error);
	if (attribute && *attribute)
		snprintf(error->path + offset, sizeof(error->path) - offset, "/@%s",
			attribute);
	while (id != collection->root && !collection->elements[id].present)
		id = nhd_elements[id].parent;
	element = &collection->elements[id];
	if (value && value->position) {
		set_position(collection, value->position, error);
		return;
	}
	nhd_locate_offset(collection, element->end, error);
}

void nhd_locate_offset(
	const struct nhd_collection *collection, size_t offset, struct nhd_error *error)
{
	while (offset && collection->document[offset] != '<')
		offset--;
	set_position(collection, offset, error);
}
