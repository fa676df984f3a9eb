// SPDX-License-Identifier: LGPL-2.1-or-later
/* Canonical XML without the blanks between elements. */
#include <errno.h>
#include <limits.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <stdbool.h>
#include <string.h>

#include "normalise.h"

#define PARSE_OPTIONS                                                                    \
	(XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)

static bool has_element(const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

static bool is_blank_text(xmlNode *node)
{
	return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
	       (!node->content ||
		       !node->content[strspn((const char *)node->content, " \t\r\n")]);
}

static void drop_blanks_among(xmlNode *parent)
{
	xmlNode *next;

	if (!has_element(parent))
		return;
	for (xmlNode *node = parent->children; node; node = next) {
		next = node->next;
		if (is_blank_text(node)) {
			xmlUnlinkNode(node);
			xmlFreeNode(node);
		}
	}
}

/* In document order, without recursion: a subject may nest as deep as the parser lets it.
 */
static void drop_blanks(xmlNode *root)
{
	xmlNode *node = root;

	while (node) {
		if (node->type == XML_ELEMENT_NODE)
			drop_blanks_among(node);
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
	}
}

void normalise_complain(struct buffer *text)
{
	const xmlError *error = xmlGetLastError();

	buffer_format(text, "line %d: %s", error ? error->line : 0,
		error && error->message ? error->message : "no document");
	while (text->length && text->data[text->length - 1] == '\n')
		text->data[--text->length] = '\0';
}

xmlDoc *normalise_parse(const char *text, size_t length)
{
	if (length > INT_MAX)
		return NULL;
	return xmlReadMemory(text, (int)length, NULL, NULL, PARSE_OPTIONS);
}

int normalise(struct buffer *normal, const char *text, size_t length)
{
	xmlChar *canonical = NULL;
	xmlDoc *document;
	int size;

	buffer_clear(normal);
	xmlResetLastError();
	document = normalise_parse(text, length);
	if (!document) {
		normalise_complain(normal);
		return -EINVAL;
	}
	drop_blanks(xmlDocGetRootElement(document));
	size = xmlC14NDocDumpMemory(document, NULL, XML_C14N_1_0, NULL, 0, &canonical);
	if (size >= 0)
		buffer_add(normal, canonical, (size_t)size);
	else
		normalise_complain(normal);
	xmlFree(canonical);
	xmlFreeDoc(document);
	return size >= 0 ? 0 : -EINVAL;
}

void normalise_break_lines(struct buffer *lines, const struct buffer *normal)
{
	for (size_t i = 0; i < normal->length; i++) {
		buffer_add(lines, &normal->data[i], 1);
		if (normal->data[i] == '>' &&
			(i + 1 == normal->length || normal->data[i + 1] == '<'))
			buffer_add_text(lines, "\n");
	}
}
