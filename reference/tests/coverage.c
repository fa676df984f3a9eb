// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The grammar table and the RELAX NG schema name the same elements and attributes: neither
 * gets a new one without the other.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "error.h"
#include "xml/grammar.h"

/* Names as "ELEMENT" and "ELEMENT/@ATTRIBUTE", each once. */
struct names {
	char **items;
	size_t count;
};

/*
 * Read of a domain alone, for rules between devices, which no schema can say; or of the live
 * form, which no user writes.
 */
static const char *const only_grammar[] = { "os", "type", "range", "range/@start",
	"range/@end", "range/@to", "range/@exclude", "portForward/@proto",
	"portForward/@address", "actual", "actual/@type", "actual/@managed", NULL };

/* A plain hostdev is any device to the grammar, where it has an interface's attributes. */
static const char *const only_schema[] = { "hostdev", "hostdev/@mode", "hostdev/@type",
	"hostdev/@managed", "hostdev/@sgio", "hostdev/@rawio", "hostdev/@model",
	"hostdev/@display", "hostdev/@ramfb", NULL };

static bool has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (!strcmp(names->items[i], name))
			return true;
	}
	return false;
}

static bool is_listed(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name))
		list++;
	return *list != NULL;
}

static void add(struct names *names, const char *element, const char *attribute)
{
	char *name;
	char **items;

	if (asprintf(&name, "%s%s%s", element, attribute ? "/@" : "",
		    attribute ? attribute : "") < 0)
		abort();
	if (has(names, name)) {
		free(name);
		return;
	}
	items = realloc(names->items, (names->count + 1) * sizeof(*items));
	if (!items)
		abort();
	names->items = items;
	items[names->count++] = name;
}

static void clear(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
}

static bool is(const xmlNode *node, const char *name)
{
	return !xmlStrcmp(node->name, BAD_CAST name);
}

/* The names that a wildcard leaves out: known here, though refused or said elsewhere. */
static void add_left_out(struct names *names, xmlNodePtr node, const char *element)
{
	for (xmlNodePtr at = xmlFirstElementChild(node); at;
		at = xmlNextElementSibling(at)) {
		if (is(at, "name") && at->children)
			add(names, element ? element : (char *)at->children->content,
				element ? (char *)at->children->content : NULL);
		else if (is(at, "anyName") || is(at, "except"))
			add_left_out(names, at, element);
	}
}

static xmlNodePtr find_definition(xmlNodePtr grammar, const xmlChar *name)
{
	xmlNodePtr node = xmlFirstElementChild(grammar);

	for (; node; node = xmlNextElementSibling(node)) {
		const xmlAttr *own = xmlHasProp(node, BAD_CAST "name");

		if (is(node, "define") && xmlStrEqual(own->children->content, name))
			return node;
	}
	return NULL;
}

/* All attributes that node says of element, here and in the definitions that it refers to. */
static void add_attributes(
	struct names *names, xmlNodePtr grammar, xmlNodePtr node, const char *element)
{
	for (xmlNodePtr at = xmlFirstElementChild(node); at;
		at = xmlNextElementSibling(at)) {
		const xmlAttr *name = xmlHasProp(at, BAD_CAST "name");

		if (is(at, "element"))
			continue;
		if (is(at, "attribute") && name)
			add(names, element, (char *)name->children->content);
		else if (is(at, "attribute"))
			add_left_out(names, at, element);
		else if (is(at, "ref"))
			add_attributes(names, grammar,
				find_definition(grammar, name->children->content),
				element);
		else
			add_attributes(names, grammar, at, element);
	}
}

static void add_schema(struct names *names, xmlNodePtr grammar, xmlNodePtr node)
{
	for (xmlNodePtr at = xmlFirstElementChild(node); at;
		at = xmlNextElementSibling(at)) {
		const xmlAttr *name = xmlHasProp(at, BAD_CAST "name");

		if (is(at, "element") && name) {
			const char *element = (char *)name->children->content;

			add(names, element, NULL);
			add_attributes(names, grammar, at, element);
		} else if (is(at, "element")) {
			add_left_out(names, at, NULL);
		}
		add_schema(names, grammar, at);
	}
}

static void add_grammar(struct names *names)
{
	for (size_t i = 0; i < NHD_ELEMENT_COUNT; i++) {
		const struct nhd_element *element = &nhd_elements[i];

		/* Without a name it stands for what other devices have. */
		if (!element->name[0])
			continue;
		add(names, element->name, NULL);
		for (size_t j = 0; j < element->count; j++) {
			if (element->attributes[j].name[0])
				add(names, element->name, element->attributes[j].name);
		}
	}
}

/* Prints a test: all names but the listed ones are among the others. */
static bool covers(unsigned int number, const char *test, const struct names *others,
	const struct names *names, const char *const *listed)
{
	bool good = true;

	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];

		if (has(others, name) == is_listed(listed, name)) {
			printf("# %s %s\n", name,
				has(others, name) ? "is listed in vain" : "is missing");
			good = false;
		}
	}
	printf("%s %u - %s\n", good ? "ok" : "not ok", number, test);
	return good;
}

int main(void)
{
	const char *source = getenv("srcdir");
	struct names schema = { NULL, 0 }, grammar = { NULL, 0 };
	xmlDocPtr tree;
	char *path;
	bool good;

	if (asprintf(&path, "%s/reference/xml/nethostdev.rng", source ? source : ".") < 0)
		abort();
	tree = xmlReadFile(path, NULL, XML_PARSE_NONET);
	free(path);
	if (!tree) {
		printf("Bail out! there is no schema\n");
		return 1;
	}
	add_schema(&schema, xmlDocGetRootElement(tree), xmlDocGetRootElement(tree));
	add_grammar(&grammar);
	good = covers(1, "the schema has every name of the grammar", &schema, &grammar,
		only_grammar);
	good &= covers(2, "the grammar has every name of the schema", &grammar, &schema,
		only_schema);
	good &= schema.count > 100;
	printf("%s 3 - there are names to compare\n1..3\n",
		schema.count > 100 ? "ok" : "not ok");
	clear(&schema);
	clear(&grammar);
	xmlFreeDoc(tree);
	xmlCleanupParser();
	return good ? 0 : 1;
}
