// SPDX-License-Identifier: LGPL-2.1-or-later
/* Documents on their way into libvirt: parsed, looked at, wrapped, written out again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlsave.h>

#include "libvirt_document.h"

char *document_read(FILE *in, size_t *length)
{
	char *text = NULL;
	FILE *copy = open_memstream(&text, length);
	char chunk[4096];
	size_t count;

	if (!copy)
		return NULL;
	while ((count = fread(chunk, 1, sizeof(chunk), in)) > 0)
		fwrite(chunk, 1, count, copy);
	if (fclose(copy)) {
		free(text);
		return NULL;
	}
	return text;
}

/*
 * libvirt's catchXMLError (virxml.c) heeds the first fatal error and no other, so that a
 * namespace that libxml2 only complains about is none.
 */
static void note_fatal_error(void *context, const char *format, ...)
{
	xmlParserCtxtPtr parser = context;
	const xmlError *error = xmlCtxtGetLastError(parser);
	struct parse_fault *fault = parser->_private;

	(void)format;
	if (!error || error->level != XML_ERR_FATAL || !error->message ||
		fault->message[0])
		return;
	snprintf(fault->message, sizeof(fault->message), "line %d, column %d: %.*s",
		error->line, error->int2, (int)strcspn(error->message, "\n"),
		error->message);
}

xmlDocPtr document_parse(const char *text, struct parse_fault *fault)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr document;

	fault->message[0] = '\0';
	if (!parser)
		return NULL;
	parser->_private = fault;
	parser->sax->error = note_fatal_error;
	document = xmlCtxtReadDoc(
		parser, BAD_CAST text, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOWARNING);
	xmlFreeParserCtxt(parser);
	return document;
}

bool document_is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !node->ns &&
	       xmlStrEqual(node->name, BAD_CAST name);
}

const xmlNode *document_next_child(const xmlNode *child, const char *name)
{
	while (child && !document_is_element(child, name))
		child = child->next;
	return child;
}

/* xmlGetProp looks at no namespace, as libvirt's virXMLPropString does. */
bool document_has_value(const xmlNode *node, const char *name, const char *value)
{
	xmlChar *given = xmlGetProp(node, BAD_CAST name);
	bool same = given && xmlStrEqual(given, BAD_CAST value);

	xmlFree(given);
	return same;
}

const xmlNode *document_hostdev_interface(const xmlNode *domain, size_t index)
{
	const xmlNode *devices = document_next_child(domain->children, "devices");

	for (; devices; devices = document_next_child(devices->next, "devices")) {
		const xmlNode *node = document_next_child(devices->children, "interface");

		for (; node; node = document_next_child(node->next, "interface")) {
			if (document_has_value(node, "type", "hostdev") && !index--)
				return node;
		}
	}
	return NULL;
}

void document_wrap_in_domain(xmlDocPtr document, const char *domain_type)
{
	xmlNodePtr domain = xmlNewDocNode(document, NULL, BAD_CAST "domain", NULL);
	xmlNodePtr device = xmlDocSetRootElement(document, domain);
	xmlNodePtr child;

	xmlNewProp(domain, BAD_CAST "type", BAD_CAST domain_type);
	xmlNewTextChild(domain, NULL, BAD_CAST "name", BAD_CAST "nethostdev");
	xmlNewTextChild(domain, NULL, BAD_CAST "memory", BAD_CAST "65536");
	child = xmlNewChild(domain, NULL, BAD_CAST "os", NULL);
	xmlNewTextChild(child, NULL, BAD_CAST "type", BAD_CAST "hvm");
	child = xmlNewChild(domain, NULL, BAD_CAST "devices", NULL);
	xmlAddChild(child, device);
}

void document_name_domain(xmlDocPtr document, const char *name, const char *uuid)
{
	xmlNodePtr domain = xmlDocGetRootElement(document);

	/* The name is the first child. */
	xmlNodeSetContent(domain->children, BAD_CAST name);
	if (uuid)
		xmlNewTextChild(domain, NULL, BAD_CAST "uuid", BAD_CAST uuid);
}

void document_set_domain_type(xmlNodePtr domain, const char *domain_type)
{
	if (xmlHasProp(domain, BAD_CAST "type"))
		xmlSetProp(domain, BAD_CAST "type", BAD_CAST domain_type);
}

/*
 * libxml2 writes the name of a namespace as it is, be it &lt; or &amp;; libvirt looks at
 * none of them, so another one will do.
 */
static void tidy_namespaces(xmlNodePtr node)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (xmlNsPtr ns = node->nsDef; ns; ns = ns->next) {
			if (!ns->href || !strpbrk((const char *)ns->href, "<&"))
				continue;
			xmlFree((xmlChar *)ns->href);
			ns->href = xmlStrdup(BAD_CAST "urn:other");
		}
		tidy_namespaces(node->children);
	}
}

/* A document type that names XHTML must not change how it is written. */
xmlBufferPtr document_serialise(xmlDocPtr document)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlSaveCtxtPtr save = buffer ? xmlSaveToBuffer(buffer, "UTF-8",
					       XML_SAVE_AS_XML | XML_SAVE_NO_XHTML)
				     : NULL;

	if (save) {
		tidy_namespaces(xmlDocGetRootElement(document));
		xmlSaveDoc(save, document);
		xmlSaveClose(save);
	}
	return buffer;
}
