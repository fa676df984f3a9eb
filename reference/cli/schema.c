// SPDX-License-Identifier: LGPL-2.1-or-later
/* Validates a document against a RELAX NG schema, and finds the part that is refused. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "error.h"
#include "schema.h"

/*
 * libxml2's time grows with the square of the children of one element: so many take it some
 * seconds at the most. Attributes are bounded by the reader.
 */
#define CHILDREN_MAX 10000u

/* In so many elements a culprit is looked for, among so many parts of each. */
#define SEARCHED_MAX 2000u
#define TRIED_MAX 100u

/* A name that the schema has nothing against, because it does not know it. */
static const xmlChar unknown_name[] = "unknown";

static void ignore_error(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static void keep_first_error(void *context, xmlErrorPtr cause)
{
	struct nhd_error *error = context;

	if (error->error_class || !cause->message)
		return;
	nhd_fail(error, NHD_ERROR_SYSTEM, EINVAL, "%s:%d: %.*s",
		cause->file ? cause->file : "schema", cause->line,
		(int)strcspn(cause->message, "\n"), cause->message);
}

int cli_schema_load(struct cli_schema *schema, const char *path, struct nhd_error *error)
{
	struct nhd_error first = NHD_ERROR_INIT;
	xmlRelaxNGParserCtxtPtr parser;
	int status;

	*schema = (struct cli_schema){ NULL, NULL };
	status = nhd_reader_new(&schema->reader, NHD_DRIVER_GENERIC, error);
	if (status)
		return status;
	xmlSetStructuredErrorFunc(&first, keep_first_error);
	parser = xmlRelaxNGNewParserCtxt(path);
	if (parser) {
		xmlRelaxNGSetParserStructuredErrors(parser, keep_first_error, &first);
		schema->grammar = xmlRelaxNGParse(parser);
	}
	xmlRelaxNGFreeParserCtxt(parser);
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (schema->grammar)
		return 0;
	return nhd_fail(error, NHD_ERROR_SYSTEM, EINVAL, "%s: %s", path,
		first.error_class ? first.message : "this is no schema");
}

void cli_schema_clear(struct cli_schema *schema)
{
	xmlRelaxNGFree(schema->grammar);
	nhd_reader_free(schema->reader);
	*schema = (struct cli_schema){ NULL, NULL };
}

/* The element behind this one in the order of the document. */
static xmlNodePtr next_element(xmlNodePtr element)
{
	xmlNodePtr next = xmlFirstElementChild(element);

	while (!next && element->type == XML_ELEMENT_NODE) {
		next = xmlNextElementSibling(element);
		element = element->parent;
	}
	return next;
}

/* Counts the elements, and refuses what libxml2 would need too long for. */
static int count_elements(xmlDocPtr tree, unsigned int *count, struct nhd_error *error)
{
	*count = 0;
	for (xmlNodePtr at = xmlDocGetRootElement(tree); at; at = next_element(at)) {
		if (xmlChildElementCount(at) > CHILDREN_MAX) {
			nhd_fail(error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
				"<%s> has more than %u children, the most that a schema "
				"is tried on",
				(const char *)at->name, CHILDREN_MAX);
			error->line = (unsigned int)xmlGetLineNo(at);
			return -EFBIG;
		}
		(*count)++;
	}
	return 0;
}

static bool is_valid(const struct cli_schema *schema, xmlDocPtr tree)
{
	xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema->grammar);
	bool valid;

	if (!context)
		return false;
	xmlRelaxNGSetValidStructuredErrors(context, ignore_error, NULL);
	valid = xmlRelaxNGValidateDoc(context, tree) == 0;
	xmlRelaxNGFreeValidCtxt(context);
	return valid;
}

/* Whether the tree would be valid if one thing in it had a name that nobody knows. */
static bool is_culprit(
	const struct cli_schema *schema, xmlDocPtr tree, const xmlChar **name)
{
	const xmlChar *own = *name;
	bool valid;

	*name = unknown_name;
	valid = is_valid(schema, tree);
	*name = own;
	return valid;
}

static xmlAttrPtr find_attribute(
	const struct cli_schema *schema, xmlDocPtr tree, xmlNodePtr element)
{
	unsigned int tried = 0;

	for (xmlAttrPtr at = element->properties; at && tried < TRIED_MAX;
		at = at->next) {
		tried++;
		if (is_culprit(schema, tree, &at->name))
			return at;
	}
	return NULL;
}

static xmlNodePtr find_child(
	const struct cli_schema *schema, xmlDocPtr tree, xmlNodePtr element)
{
	xmlNodePtr child = xmlFirstElementChild(element);

	for (unsigned int i = 0; child && i < TRIED_MAX; i++) {
		if (is_culprit(schema, tree, &child->name))
			return child;
		child = xmlNextElementSibling(child);
	}
	return NULL;
}

/*
 * libxml2 tells of every alternative that it tried, but not which was meant. A wrong part is
 * found by taking parts away: what is unknown is ignored, and the document is valid then.
 */
static void explain(
	const struct cli_schema *schema, xmlDocPtr tree, struct nhd_error *error)
{
	xmlNodePtr element = xmlDocGetRootElement(tree), child = element;
	const char *name;
	xmlAttrPtr attribute;

	while ((child = find_child(schema, tree, element)))
		element = child;
	name = (const char *)element->name;
	attribute = find_attribute(schema, tree, element);
	if (attribute)
		nhd_fail(error, NHD_ERROR_NONE, EINVAL,
			"the schema refuses the attribute %s of <%s>",
			(const char *)attribute->name, name);
	else if (element->parent == (xmlNodePtr)tree)
		nhd_fail(error, NHD_ERROR_NONE, EINVAL,
			"the schema refuses <%s>: something is missing, or several parts "
			"are wrong",
			name);
	else
		nhd_fail(error, NHD_ERROR_NONE, EINVAL, "the schema refuses <%s>", name);
	error->line = (unsigned int)xmlGetLineNo(element);
}

/* What may be before a document type declaration has been read; the rest is not. */
static void stop_at_doctype(void *context, const xmlChar *name,
	const xmlChar *external_id, const xmlChar *system_id)
{
	xmlParserCtxtPtr parser = context;

	(void)name;
	(void)external_id;
	(void)system_id;
	*(unsigned int *)parser->_private = (unsigned int)parser->input->line;
	xmlStopParser(parser);
}

/* Blanks between elements are no text, as in libvirt's virXMLParseHelper. */
static xmlDocPtr parse(const struct cli_document *document, unsigned int *doctype_line)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr tree;

	*doctype_line = 0;
	if (!parser)
		return NULL;
	parser->_private = doctype_line;
	parser->sax->internalSubset = stop_at_doctype;
	tree = xmlCtxtReadMemory(parser, document->text, (int)document->length, NULL,
		NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			XML_PARSE_NOBLANKS);
	xmlFreeParserCtxt(parser);
	return tree;
}

/* Whether the document is XML at all; the reader is asked, and its words are kept. */
static int check_xml(const struct cli_schema *schema, const struct cli_document *document,
	struct nhd_error *error)
{
	nhd_interface *interface = NULL;
	int status = nhd_read_interface(
		schema->reader, document->text, document->length, &interface, error);

	nhd_interface_free(interface);
	switch (error->error_class) {
	case NHD_ERROR_NOT_WELL_FORMED:
	case NHD_ERROR_LIMIT_EXCEEDED:
	case NHD_ERROR_NO_MEMORY:
		return status;
	default:
		*error = (struct nhd_error)NHD_ERROR_INIT;
		return 0;
	}
}

static int check_tree(
	const struct cli_schema *schema, xmlDocPtr tree, struct nhd_error *error)
{
	unsigned int count;
	int status = count_elements(tree, &count, error);

	if (status || is_valid(schema, tree))
		return status;
	if (count <= SEARCHED_MAX) {
		explain(schema, tree, error);
		return -EINVAL;
	}
	status = nhd_fail(error, NHD_ERROR_NONE, EINVAL,
		"the schema refuses the document, which is too long to look for the "
		"part");
	error->line = 1;
	return status;
}

int cli_schema_check(const struct cli_schema *schema, const struct cli_document *document,
	struct nhd_error *error)
{
	unsigned int doctype_line;
	int status = check_xml(schema, document, error);
	xmlDocPtr tree;

	if (status)
		return status;
	xmlSetStructuredErrorFunc(NULL, ignore_error);
	tree = parse(document, &doctype_line);
	if (doctype_line) {
		status = nhd_fail(error, NHD_ERROR_XML, EINVAL,
			"a document type declaration is refused");
		error->line = doctype_line;
	} else {
		status = tree ? check_tree(schema, tree, error) : nhd_fail_memory(error);
	}
	xmlFreeDoc(tree);
	xmlSetStructuredErrorFunc(NULL, NULL);
	return status;
}
