// SPDX-License-Identifier: LGPL-2.1-or-later
/* Validates a document against a RELAX NG schema, and finds the part that is refused. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "error.h"
#include "schema.h"

/* Of each element, the first so many attributes and children are tried for a culprit. */
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
	} else if (!tree) {
		status = nhd_fail_memory(error);
	} else if (!is_valid(schema, tree)) {
		explain(schema, tree, error);
		status = -EINVAL;
	}
	xmlFreeDoc(tree);
	xmlSetStructuredErrorFunc(NULL, NULL);
	return status;
}
