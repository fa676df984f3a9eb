// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reads a page of HTML that is to be XML too, and prints what is found in it: a line
 * "id ID" for each anchor, "link ID" for each link within the page, "outside WHAT" for what
 * refers beyond it, and, for the article named on the command line, its text as it reads.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

static void print_attribute(const xmlNode *node, const char *attribute)
{
	xmlChar *value = xmlGetNoNsProp(node, BAD_CAST attribute);
	const char *text = (const char *)value;

	if (!value)
		return;
	if (!strcmp(attribute, "id"))
		printf("id %s\n", text);
	else if (!strcmp(attribute, "href") && *text == '#')
		printf("link %s\n", text + 1);
	else
		printf("outside %s='%s'\n", attribute, text);
	xmlFree(value);
}

static void print_node(xmlNode *node, const char *article)
{
	static const char *const told[] = { "id", "href", "src", "action", "style",
		"onclick", "onload" };

	for (; node; node = node->next) {
		xmlChar *id;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
			print_attribute(node, told[i]);
		if (!strcmp((const char *)node->name, "script") ||
			!strcmp((const char *)node->name, "link"))
			printf("outside <%s>\n", (const char *)node->name);
		id = xmlGetNoNsProp(node, BAD_CAST "id");
		if (id && article && !strcmp((const char *)id, article)) {
			xmlChar *text = xmlNodeGetContent(node);

			printf("%s\n", (const char *)text);
			xmlFree(text);
		}
		xmlFree(id);
		print_node(node->children, article);
	}
}

int main(int argc, char **argv)
{
	xmlDoc *page = argc < 2 ? NULL : xmlReadFile(argv[1], NULL, XML_PARSE_NONET);
	int status = 1;

	if (page) {
		print_node(xmlDocGetRootElement(page), argv[2]);
		status = 0;
	}
	xmlFreeDoc(page);
	xmlCleanupParser();
	return status;
}
