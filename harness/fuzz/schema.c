// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loads RELAX NG: each element of the schema is a pattern, a name class or a limit. */
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/schema.h"
#include "memory.h"

#define INCLUDES_MAX 32
#define BLANKS " \t\r\n"

static const struct {
	const char *name;
	enum pattern_kind kind;
} kinds[] = {
	{ "empty", PATTERN_EMPTY },
	{ "notAllowed", PATTERN_NOT_ALLOWED },
	{ "text", PATTERN_TEXT },
	{ "element", PATTERN_ELEMENT },
	{ "attribute", PATTERN_ATTRIBUTE },
	{ "group", PATTERN_GROUP },
	{ "interleave", PATTERN_INTERLEAVE },
	{ "mixed", PATTERN_INTERLEAVE },
	{ "choice", PATTERN_CHOICE },
	{ "optional", PATTERN_OPTIONAL },
	{ "zeroOrMore", PATTERN_ZERO_OR_MORE },
	{ "oneOrMore", PATTERN_ONE_OR_MORE },
	{ "list", PATTERN_LIST },
	{ "ref", PATTERN_REFERENCE },
	{ "data", PATTERN_DATA },
	{ "value", PATTERN_VALUE },
};

#define KIND_NUMBER (sizeof(kinds) / sizeof(kinds[0]))

struct loader {
	struct schema *schema;
	char **complaint;
	int depth;
};

static int complain(struct loader *loader, const xmlNode *node, const char *what)
{
	if (!*loader->complaint)
		*loader->complaint = memory_format("line %ld: %s: '%s'",
			node ? xmlGetLineNo(node) : 0L, what,
			node ? (const char *)node->name : "");
	return -EINVAL;
}

static bool is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST name);
}

static char *attribute_of(const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetProp(node, BAD_CAST name);
	char *copy = value ? memory_copy((const char *)value) : NULL;

	xmlFree(value);
	return copy;
}

static char *content_of(const xmlNode *node)
{
	xmlChar *value = xmlNodeGetContent(node);
	char *copy = memory_copy(value ? (const char *)value : "");

	xmlFree(value);
	return copy;
}

/* Without the blanks around it: names are tokens. */
static char *name_in(const xmlNode *node)
{
	char *text = content_of(node);
	char *start = text + strspn(text, BLANKS);
	char *name = memory_copy_length(start, strcspn(start, BLANKS));

	free(text);
	return name;
}

static struct pattern *new_pattern(struct loader *loader, enum pattern_kind kind)
{
	struct schema *schema = loader->schema;
	struct pattern *pattern = memory_new(1, sizeof(*pattern));

	pattern->kind = kind;
	pattern->height = HEIGHT_NONE;
	schema->patterns = memory_grow(
		schema->patterns, schema->pattern_count + 1, sizeof(*schema->patterns));
	schema->patterns[schema->pattern_count++] = pattern;
	return pattern;
}

static void add_child(struct pattern *pattern, struct pattern *child)
{
	pattern->children = memory_grow(
		pattern->children, pattern->child_count + 1, sizeof(*pattern->children));
	pattern->children[pattern->child_count++] = child;
}

/* Collects the names of a class; any name is none, and what it excepts. */
static bool read_names(struct pattern *pattern, const xmlNode *node, bool excluded)
{
	if (is_named(node, "name")) {
		strings_add(
			excluded ? &pattern->excluded : &pattern->names, name_in(node));
		return true;
	}
	if (is_named(node, "anyName") || is_named(node, "nsName") ||
		is_named(node, "except") || is_named(node, "choice")) {
		bool except = excluded || is_named(node, "except");

		for (const xmlNode *child = node->children; child; child = child->next)
			if (child->type == XML_ELEMENT_NODE)
				read_names(pattern, child, except);
		return true;
	}
	return false;
}

static void read_limit(struct pattern *pattern, const xmlNode *node)
{
	char *name = attribute_of(node, "name");

	pattern->limits = memory_grow(
		pattern->limits, pattern->limit_count + 1, sizeof(*pattern->limits));
	pattern->limits[pattern->limit_count++] =
		(struct pattern_limit){ name ? name : memory_copy(""), content_of(node) };
}

static struct pattern *read_pattern(struct loader *loader, const xmlNode *node);

/* Several patterns without a name for them are a group. */
static struct pattern *read_children(
	struct loader *loader, enum pattern_kind kind, const xmlNode *first)
{
	struct pattern *pattern = new_pattern(loader, kind);

	for (const xmlNode *node = first; node; node = node->next) {
		struct pattern *child;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		child = read_pattern(loader, node);
		if (!child)
			return NULL;
		add_child(pattern, child);
	}
	return pattern;
}

/* Reads a name that is an element, and returns what follows it. */
static const xmlNode *read_name_class(struct pattern *pattern, const xmlNode *node)
{
	char *name = attribute_of(node, "name");
	const xmlNode *child = node->children;

	if (name) {
		strings_add(&pattern->names, name);
		return child;
	}
	while (child && child->type != XML_ELEMENT_NODE)
		child = child->next;
	if (!child || !read_names(pattern, child, false))
		return NULL;
	return child->next;
}

/* An element or attribute: its name, then its content. */
static bool read_named(
	struct loader *loader, struct pattern *pattern, const xmlNode *node)
{
	const xmlNode *rest = read_name_class(pattern, node);
	struct pattern *content;

	if (!rest && !pattern->names && !is_named(node, "attribute"))
		return !complain(loader, node, "no name, or no content");
	content = read_children(loader, PATTERN_GROUP, rest);
	if (!content)
		return false;
	/* An attribute without a pattern has any text. */
	if (!content->child_count && pattern->kind == PATTERN_ATTRIBUTE)
		add_child(content, new_pattern(loader, PATTERN_TEXT));
	add_child(pattern, content);
	return true;
}

static bool read_data(struct loader *loader, struct pattern *pattern, const xmlNode *node)
{
	pattern->text = attribute_of(node, "type");
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (is_named(child, "param"))
			read_limit(pattern, child);
		if (!is_named(child, "except"))
			continue;
		pattern->except = read_children(loader, PATTERN_CHOICE, child->children);
		if (!pattern->except)
			return false;
	}
	return pattern->text || complain(loader, node, "no type");
}

static struct pattern *read_known(
	struct loader *loader, enum pattern_kind kind, const xmlNode *node)
{
	struct pattern *pattern = new_pattern(loader, kind);
	bool good = true;

	switch (kind) {
	case PATTERN_ELEMENT:
	case PATTERN_ATTRIBUTE:
		good = read_named(loader, pattern, node);
		break;
	case PATTERN_DATA:
		good = read_data(loader, pattern, node);
		break;
	case PATTERN_VALUE:
		pattern->text = content_of(node);
		break;
	case PATTERN_REFERENCE:
		pattern->text = attribute_of(node, "name");
		good = pattern->text || !complain(loader, node, "no name");
		break;
	default:
		add_child(pattern,
			read_children(loader,
				kind == PATTERN_CHOICE || kind == PATTERN_INTERLEAVE
					? kind
					: PATTERN_GROUP,
				node->children));
		good = pattern->children[0] != NULL;
		break;
	}
	return good ? pattern : NULL;
}

static struct pattern *read_pattern(struct loader *loader, const xmlNode *node)
{
	struct pattern *pattern;

	for (size_t i = 0; i < KIND_NUMBER; i++) {
		if (!is_named(node, kinds[i].name))
			continue;
		pattern = read_known(loader, kinds[i].kind, node);
		/* Text between the elements of a mixed one is another part of it. */
		if (pattern && is_named(node, "mixed"))
			add_child(
				pattern->children[0], new_pattern(loader, PATTERN_TEXT));
		return pattern;
	}
	complain(loader, node, "unknown pattern");
	return NULL;
}

static struct pattern **place_of(struct loader *loader, const char *name)
{
	struct schema *schema = loader->schema;

	if (!name)
		return &schema->start;
	for (size_t i = 0; i < schema->define_count; i++)
		if (!strcmp(schema->defines[i].name, name))
			return &schema->defines[i].pattern;
	schema->defines = memory_grow(
		schema->defines, schema->define_count + 1, sizeof(*schema->defines));
	schema->defines[schema->define_count] =
		(struct schema_define){ memory_copy(name), NULL };
	return &schema->defines[schema->define_count++].pattern;
}

/* Definitions of one name are combined; without a word on how, the later one counts. */
static int read_define(struct loader *loader, const xmlNode *node)
{
	char *name = is_named(node, "define") ? attribute_of(node, "name") : NULL;
	char *combine = attribute_of(node, "combine");
	struct pattern *pattern = read_children(loader, PATTERN_GROUP, node->children);
	struct pattern **place = place_of(loader, name);
	struct pattern *both;

	if (pattern && *place && combine) {
		both = new_pattern(loader,
			strcmp(combine, "choice") ? PATTERN_INTERLEAVE : PATTERN_CHOICE);
		add_child(both, *place);
		add_child(both, pattern);
		pattern = both;
	}
	*place = pattern;
	free(name);
	free(combine);
	return pattern ? 0 : -EINVAL;
}

static int read_file(struct loader *loader, const char *path);
static int read_grammar(struct loader *loader, const xmlNode *grammar);

/* What is defined within an include takes the place of what the file defines. */
static int read_include(struct loader *loader, const xmlNode *node)
{
	char *reference = attribute_of(node, "href");
	xmlChar *path = NULL;
	int status = -EINVAL;

	if (reference)
		path = xmlBuildURI(BAD_CAST reference, node->doc->URL);
	if (path && loader->depth < INCLUDES_MAX)
		status = read_file(loader, (const char *)path);
	else
		complain(loader, node, "cannot be included");
	xmlFree(path);
	free(reference);
	return status ? status : read_grammar(loader, node);
}

static int read_grammar(struct loader *loader, const xmlNode *grammar)
{
	int status = 0;

	for (const xmlNode *node = grammar->children; node && !status;
		node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (is_named(node, "define") || is_named(node, "start"))
			status = read_define(loader, node);
		else if (is_named(node, "include"))
			status = read_include(loader, node);
		else if (is_named(node, "div"))
			status = read_grammar(loader, node);
	}
	return status;
}

static int read_file(struct loader *loader, const char *path)
{
	xmlDoc *document = xmlReadFile(
		path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	int status;

	loader->depth++;
	if (!root) {
		complain(loader, NULL, "cannot be read, or is no XML");
		status = -ENOENT;
	} else if (is_named(root, "grammar")) {
		status = read_grammar(loader, root);
	} else {
		loader->schema->start = read_pattern(loader, root);
		status = loader->schema->start ? 0 : -EINVAL;
	}
	loader->depth--;
	xmlFreeDoc(document);
	return status;
}

static int resolve(struct loader *loader)
{
	struct schema *schema = loader->schema;

	for (size_t i = 0; i < schema->pattern_count; i++) {
		struct pattern *pattern = schema->patterns[i];

		if (pattern->kind != PATTERN_REFERENCE)
			continue;
		pattern->target = *place_of(loader, pattern->text);
		if (!pattern->target) {
			*loader->complaint =
				memory_format("'%s' is not defined", pattern->text);
			return -EINVAL;
		}
	}
	return 0;
}

/* The height of a pattern as far as those of its children are known. */
static unsigned int height_of(const struct pattern *pattern)
{
	bool any = pattern->kind == PATTERN_CHOICE;
	unsigned int height = any && pattern->child_count ? HEIGHT_NONE : 0;

	switch (pattern->kind) {
	case PATTERN_NOT_ALLOWED:
		return HEIGHT_NONE;
	case PATTERN_OPTIONAL:
	case PATTERN_ZERO_OR_MORE:
		return 0;
	case PATTERN_REFERENCE:
		return pattern->target->height;
	default:
		break;
	}
	for (size_t i = 0; i < pattern->child_count; i++) {
		unsigned int child = pattern->children[i]->height;

		if (any ? child < height : child > height)
			height = child;
	}
	if (pattern->kind == PATTERN_ELEMENT && height < HEIGHT_NONE)
		height++;
	return height;
}

/* Whether there is nothing but wildcards in a pattern, as far as that is known. */
static bool is_wild(const struct pattern *pattern)
{
	bool wild = pattern->child_count > 0;

	if (pattern->kind == PATTERN_ELEMENT || pattern->kind == PATTERN_ATTRIBUTE)
		return !pattern->names;
	if (pattern->kind == PATTERN_REFERENCE)
		return pattern->target->wild;
	for (size_t i = 0; i < pattern->child_count && wild; i++)
		wild = pattern->children[i]->wild;
	return wild;
}

static void measure(struct schema *schema)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < schema->pattern_count; i++) {
			struct pattern *pattern = schema->patterns[i];
			unsigned int height = height_of(pattern);
			bool wild = is_wild(pattern);

			changed = changed || height != pattern->height ||
				  wild != pattern->wild;
			pattern->height = height;
			pattern->wild = wild;
		}
	}
}

int schema_load(struct schema *schema, const char *path, char **complaint)
{
	struct loader loader = { schema, complaint, 0 };
	int status = read_file(&loader, path);

	if (!status && !schema->start) {
		*complaint = memory_copy("has no start");
		status = -EINVAL;
	}
	if (!status)
		status = resolve(&loader);
	if (!status)
		measure(schema);
	return status;
}

static void free_pattern(struct pattern *pattern)
{
	for (size_t i = 0; i < pattern->limit_count; i++) {
		free(pattern->limits[i].name);
		free(pattern->limits[i].value);
	}
	free(pattern->limits);
	strings_free(pattern->names);
	strings_free(pattern->excluded);
	free(pattern->text);
	free(pattern->children);
	free(pattern);
}

void schema_free(struct schema *schema)
{
	for (size_t i = 0; i < schema->pattern_count; i++)
		free_pattern(schema->patterns[i]);
	for (size_t i = 0; i < schema->define_count; i++)
		free(schema->defines[i].name);
	free(schema->patterns);
	free(schema->defines);
	*schema = (struct schema){ 0 };
}

/* Looks through all that is not an element, to the first elements below. */
static const struct pattern *find_root(
	const struct pattern *pattern, const char *name, int depth)
{
	const struct pattern *found = NULL;

	if (!pattern || depth > INCLUDES_MAX)
		return NULL;
	if (pattern->kind == PATTERN_ELEMENT)
		return !pattern->names || strings_contain(pattern->names, name) ? pattern
										: NULL;
	if (pattern->kind == PATTERN_REFERENCE)
		return find_root(pattern->target, name, depth + 1);
	for (size_t i = 0; i < pattern->child_count && !found; i++)
		found = find_root(pattern->children[i], name, depth + 1);
	return found;
}

const struct pattern *schema_root(const struct schema *schema, const char *name)
{
	return find_root(schema->start, name, 0);
}
