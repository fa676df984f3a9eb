// SPDX-License-Identifier: LGPL-2.1-or-later
/* Flattens two documents to paths with values, and tells how the lists differ. */
#include <libxml/parser.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "losses.h"
#include "memory.h"
#include "normalise.h"

#define LOSSES_MAX 100
/* Facets are looked for one by one: a subject's text of millions would take hours. */
#define TEXT_MAX (64u * 1024)

struct facet {
	char *path;  /* /interface/vlan/tag[2]/@id */
	char *value; /* NULL: the element as such */
	bool found;
};

struct facets {
	struct facet *list;
	size_t count;
};

static void add_facet(struct facets *facets, char *path, char *value)
{
	facets->list =
		memory_grow(facets->list, facets->count + 1, sizeof(*facets->list));
	facets->list[facets->count++] = (struct facet){ path, value, false };
}

/* "tag", or "tag[2]" where others of its name come before it. */
static char *step_name(const xmlNode *node)
{
	int position = 1;

	for (const xmlNode *other = node->prev; other; other = other->prev)
		if (other->type == XML_ELEMENT_NODE &&
			xmlStrEqual(other->name, node->name))
			position++;
	if (position == 1)
		return memory_copy((const char *)node->name);
	return memory_format("%s[%d]", (const char *)node->name, position);
}

static char *text_of(xmlNode *node)
{
	for (xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_TEXT_NODE && !xmlIsBlankNode(child))
			return memory_copy((const char *)child->content);
	return NULL;
}

static void flatten(struct facets *facets, xmlNode *node, const char *parent)
{
	char *step = step_name(node);
	char *path = memory_format("%s/%s", parent, step);
	char *text = text_of(node);

	for (xmlAttr *attribute = node->properties; attribute;
		attribute = attribute->next) {
		xmlChar *value = xmlNodeGetContent((xmlNode *)attribute);

		add_facet(facets,
			memory_format("%s/@%s", path, (const char *)attribute->name),
			memory_copy(value ? (const char *)value : ""));
		xmlFree(value);
	}
	if (text)
		add_facet(facets, memory_format("%s/text()", path), text);
	if (!node->properties && !text)
		add_facet(facets, memory_copy(path), NULL);
	for (xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			flatten(facets, child, path);
	free(path);
	free(step);
}

static bool flatten_text(struct facets *facets, const struct buffer *text)
{
	xmlDoc *document = normalise_parse(buffer_text(text), text->length);
	xmlNode *root = NULL;

	if (document)
		root = xmlDocGetRootElement(document);
	if (root)
		flatten(facets, root, "");
	xmlFreeDoc(document);
	return root != NULL;
}

static void free_facets(struct facets *facets)
{
	for (size_t i = 0; i < facets->count; i++) {
		free(facets->list[i].path);
		free(facets->list[i].value);
	}
	free(facets->list);
}

static struct facet *find_facet(const struct facets *facets, const char *path)
{
	for (size_t i = 0; i < facets->count; i++)
		if (!strcmp(facets->list[i].path, path))
			return &facets->list[i];
	return NULL;
}

/* Whether an element is there, by an attribute, a text or a child of it. */
static bool is_covered(const struct facets *facets, const struct facet *element)
{
	size_t length = strlen(element->path);

	if (element->value)
		return false;
	for (size_t i = 0; i < facets->count; i++)
		if (!strncmp(facets->list[i].path, element->path, length) &&
			facets->list[i].path[length] == '/')
			return true;
	return false;
}

static void say(struct buffer *report, const char *what, const struct facet *facet,
	const char *instead)
{
	if (report->length)
		buffer_add_text(report, "\n");
	buffer_format(report, "%s %s", what, facet->path);
	if (facet->value)
		buffer_format(report, "='%.200s'", facet->value);
	if (instead)
		buffer_format(report, " to '%.200s'", instead);
}

static size_t report_expected(
	struct buffer *report, const struct facets *expected, const struct facets *actual)
{
	size_t said = 0;

	for (size_t i = 0; i < expected->count && said < LOSSES_MAX; i++) {
		const struct facet *facet = &expected->list[i];
		struct facet *other = find_facet(actual, facet->path);

		if (other)
			other->found = true;
		if (other ? strings_equal(facet->value, other->value)
			  : is_covered(actual, facet))
			continue;
		said++;
		if (other)
			say(report, "changed", facet, other->value ? other->value : "");
		else
			say(report, "lost", facet, NULL);
	}
	return said;
}

void losses_report(
	struct buffer *report, const struct buffer *expected, const struct buffer *actual)
{
	struct facets wanted = { NULL, 0 };
	struct facets got = { NULL, 0 };
	size_t said;

	if (expected->length > TEXT_MAX || actual->length > TEXT_MAX)
		return;
	if (flatten_text(&wanted, expected) && flatten_text(&got, actual)) {
		said = report_expected(report, &wanted, &got);
		for (size_t i = 0; i < got.count && said < LOSSES_MAX; i++) {
			if (got.list[i].found || is_covered(&wanted, &got.list[i]))
				continue;
			say(report, "added", &got.list[i], NULL);
			said++;
		}
	}
	free_facets(&wanted);
	free_facets(&got);
}
