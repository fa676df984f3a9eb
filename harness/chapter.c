// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads one chapter: the schema of cases.xml is the tables here, and nothing else. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "chapter.h"
#include "classes.h"
#include "invents.h"

struct reading {
	struct suite_chapter *chapter;
	const char *path;
	const char *where; /* of the finding: the case's id, or the chapter's file */
	struct findings *findings;
};

/* The text with runs of blanks folded into one space. */
static char *folded(const char *content)
{
	char **words = strings_split(content);
	struct buffer text = { 0 };

	for (char **word = words; word && *word; word++) {
		if (word != words)
			buffer_add_text(&text, " ");
		buffer_add_text(&text, *word);
	}
	strings_free(words);
	return text.data ? text.data : memory_copy("");
}

typedef void (*attribute_reader)(
	struct reading *reading, struct suite_case *test, const char *value);

static void read_level(
	struct reading *reading, struct suite_case *test, const char *value)
{
	if (!suite_level_parse(value, &test->level))
		findings_add(reading->findings, "level", reading->where,
			"level '%s' is neither must, should nor quirk", value);
}

static void read_ref(struct reading *reading, struct suite_case *test, const char *value)
{
	if (!value[strspn(value, " \t\r\n")])
		findings_add(reading->findings, "ref", reading->where, "ref is empty");
	free(test->ref);
	test->ref = folded(value);
}

static void read_version(
	struct reading *reading, unsigned long *version, const char *value)
{
	if (!version_parse(value, version))
		findings_add(reading->findings, "version", reading->where,
			"'%s' is no release such as 11.3.0", value);
}

static void read_since(
	struct reading *reading, struct suite_case *test, const char *value)
{
	read_version(reading, &test->since, value);
}

static void read_until(
	struct reading *reading, struct suite_case *test, const char *value)
{
	read_version(reading, &test->until, value);
}

static void read_driver(
	struct reading *reading, struct suite_case *test, const char *value)
{
	if (strcmp(value, "qemu") != 0)
		findings_add(reading->findings, "driver", reading->where,
			"driver '%s' is not qemu", value);
	test->driver = memory_copy(value);
}

static void read_invents(
	struct reading *reading, struct suite_case *test, const char *value)
{
	test->invents = strings_split(value);
	if (!test->invents)
		findings_add(
			reading->findings, "invents", reading->where, "invents is empty");
	for (char **path = test->invents; path && *path; path++)
		if (!invents_is_known(*path))
			findings_add(reading->findings, "invents", reading->where,
				"'%s' is nothing that libvirt invents", *path);
}

static void read_requires(
	struct reading *reading, struct suite_case *test, const char *value)
{
	test->requires = strings_split(value);
	if (!test->requires)
		findings_add(reading->findings, "requires", reading->where,
			"requires is empty");
	for (char **name = test->requires; name && *name; name++)
		if (!suite_name_is_valid(*name))
			findings_add(reading->findings, "requires", reading->where,
				"'%s' is no capability's name", *name);
}

static void read_unstable(
	struct reading *reading, struct suite_case *test, const char *value)
{
	test->unstable = !strcmp(value, "yes");
	if (!test->unstable)
		findings_add(reading->findings, "unstable", reading->where,
			"unstable '%s' is not yes", value);
}

static bool is_verb(const char *word, size_t length)
{
	static const char *const verbs[] = SUITE_VERBS;

	for (size_t i = 0; verbs[i]; i++)
		if (strlen(verbs[i]) == length && !memcmp(verbs[i], word, length))
			return true;
	return false;
}

/* At most one is marked, and the last one is the subject's. */
static bool are_verbs(char *const *words)
{
	size_t count = strings_count(words), marked = 0;

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(words[i]);
		bool mark = words[i][length - 1] == SUITE_VERB_MARK;

		marked += mark;
		if (!is_verb(words[i], length - mark) ||
			(mark && !strncmp(words[i], "change", 6)))
			return false;
	}
	return count && marked <= 1 && strcmp(words[count - 1], "change") != 0;
}

static void read_verbs(
	struct reading *reading, struct suite_case *test, const char *value)
{
	char **words = strings_split(value);

	if (!are_verbs(words))
		findings_add(reading->findings, "do", reading->where,
			"'%s' is no list of verbs", value);
	strings_free(words);
	test->verbs = memory_copy(value);
}

static void read_faults(
	struct reading *reading, struct suite_case *test, const char *value)
{
	(void)reading;
	test->faults = memory_copy(value);
}

static void read_behaviour(
	struct reading *reading, struct suite_case *test, const char *value)
{
	(void)reading;
	test->behaviour = memory_copy(value);
}

static const struct attribute {
	const char *name;
	bool backend; /* for backend chapters alone */
	attribute_reader read;
} attributes[] = {
	{ "level", false, read_level },
	{ "ref", false, read_ref },
	{ "since", false, read_since },
	{ "until", false, read_until },
	{ "driver", false, read_driver },
	{ "invents", false, read_invents },
	{ "requires", false, read_requires },
	{ "unstable", false, read_unstable },
	{ "do", true, read_verbs },
	{ "behaviour", true, read_behaviour },
	{ "faults", true, read_faults },
};

static void schema_finding(
	const struct reading *reading, const xmlNode *node, const char *what)
{
	findings_add(reading->findings, "schema", reading->where, "line %ld: %s",
		xmlGetLineNo(node), what);
}

static char *folded_text(xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node);
	char *text = folded(content ? (const char *)content : "");

	xmlFree(content);
	return text;
}

static void read_attribute(
	struct reading *reading, struct suite_case *test, xmlAttr *node)
{
	const char *name = (const char *)node->name;
	xmlChar *value;
	size_t i = 0;

	if (!strcmp(name, "id"))
		return;
	while (i < sizeof(attributes) / sizeof(attributes[0]) &&
		strcmp(attributes[i].name, name) != 0)
		i++;
	if (i == sizeof(attributes) / sizeof(attributes[0]) ||
		(attributes[i].backend && reading->chapter->kind != KIND_BACKEND)) {
		findings_add(reading->findings, "schema", reading->where,
			"a case has no attribute '%s'", name);
		return;
	}
	value = xmlNodeGetContent((xmlNode *)node);
	attributes[i].read(reading, test, value ? (const char *)value : "");
	xmlFree(value);
}

static void check_required(struct reading *reading, xmlNode *node)
{
	if (!xmlHasProp(node, BAD_CAST "level"))
		findings_add(reading->findings, "level", reading->where, "no level");
	if (!xmlHasProp(node, BAD_CAST "ref"))
		findings_add(reading->findings, "ref", reading->where, "no ref");
	if (reading->chapter->kind == KIND_BACKEND && !xmlHasProp(node, BAD_CAST "do"))
		findings_add(reading->findings, "schema", reading->where,
			"a backend case says what to do");
}

static bool has_file(
	const struct suite_chapter *chapter, const char *name, const char *ending)
{
	char *file = memory_format("%s%s", name, ending);
	bool found = strings_contain(chapter->files, file);

	free(file);
	return found;
}

static bool read_case_file(struct reading *reading, const char *name, const char *ending,
	struct buffer *text)
{
	char *path = memory_format("%s/%s%s", reading->path, name, ending);
	int status = buffer_read_file(text, path, SUITE_FILE_MAX);

	if (status)
		findings_add(reading->findings, "unreadable", reading->where, "%s: %s",
			path, strerror(-status));
	free(path);
	return !status;
}

/* One line: CLASS, or CLASS and a path. */
static bool read_error(struct reading *reading, struct suite_case *test)
{
	struct buffer text = { 0 };
	char **words;
	size_t count;

	if (!read_case_file(reading, test->name, ".error", &text))
		return false;
	words = strings_split(buffer_text(&text));
	count = strings_count(words);
	if (count < 1 || count > 2 || !class_is_known(words[0]) ||
		(count == 2 && words[1][0] != '/') ||
		strcspn(buffer_text(&text), "\n") + 1 != text.length) {
		findings_add(reading->findings, "error-file", reading->where,
			"%s.error is not one line, 'CLASS' or 'CLASS /PATH', "
			"with a class of the list",
			test->name);
	} else {
		test->rejects = true;
		test->error_class = memory_copy(words[0]);
		test->error_path = count == 2 ? memory_copy(words[1]) : NULL;
	}
	strings_free(words);
	buffer_free(&text);
	return test->rejects;
}

static bool read_expectation(struct reading *reading, struct suite_case *test)
{
	bool output = has_file(reading->chapter, test->name, ".out.xml");
	bool error = has_file(reading->chapter, test->name, ".error");

	if (output == error) {
		findings_add(reading->findings, "pair", reading->where,
			output ? "has both an .out.xml and an .error"
			       : "has neither an .out.xml nor an .error");
		return false;
	}
	if (error)
		return read_error(reading, test);
	if (!read_case_file(reading, test->name, ".out.xml", &test->output))
		return false;
	if (test->output.data[strspn(test->output.data, " \t\r\n")])
		return true;
	findings_add(reading->findings, "asserts-nothing", reading->where,
		"%s.out.xml is blank", test->name);
	return false;
}

static bool read_extras(struct reading *reading, struct suite_case *test)
{
	bool good = true;

	for (size_t i = 0; i < SUITE_EXTRAS && good; i++) {
		const char *ending = suite_extras[i].ending;

		good = !has_file(reading->chapter, test->name, ending) ||
		       read_case_file(reading, test->name, ending,
			       suite_extra_text(&suite_extras[i], test));
	}
	return good;
}

/* A file that has to be there where wanted, and nowhere else. */
static bool check_extra(struct reading *reading, const struct buffer *text, bool wanted,
	const char *ending)
{
	bool there = text->length > 0;

	if (there != wanted)
		findings_add(reading->findings, "pair", reading->where,
			there ? "has a needless %s" : "has no %s", ending);
	return there == wanted;
}

static bool read_host_files(struct reading *reading, struct suite_case *test)
{
	bool changes = test->verbs && strstr(test->verbs, "change");

	return read_extras(reading, test) &&
	       check_extra(reading, &test->host, true, ".host.xml") &&
	       check_extra(reading, &test->change, changes, ".change.xml");
}

static bool read_files(struct reading *reading, struct suite_case *test)
{
	if (!has_file(reading->chapter, test->name, ".in.xml")) {
		findings_add(reading->findings, "pair", reading->where, "has no .in.xml");
		return false;
	}
	if (!read_case_file(reading, test->name, ".in.xml", &test->input))
		return false;
	if (reading->chapter->kind == KIND_BACKEND && !read_host_files(reading, test))
		return false;
	return read_expectation(reading, test);
}

static void case_free(struct suite_case *test)
{
	free(test->id);
	free(test->prose);
	free(test->ref);
	free(test->driver);
	strings_free(test->invents);
	strings_free(test->requires);
	free(test->verbs);
	free(test->behaviour);
	free(test->faults);
	free(test->error_class);
	free(test->error_path);
	buffer_free(&test->input);
	for (size_t i = 0; i < SUITE_EXTRAS; i++)
		buffer_free(suite_extra_text(&suite_extras[i], test));
	buffer_free(&test->output);
}

static bool id_is_taken(const struct suite_chapter *chapter, const char *name)
{
	for (size_t i = 0; i < chapter->count; i++)
		if (!strcmp(chapter->cases[i].name, name))
			return true;
	return false;
}

static void keep_case(struct suite_chapter *chapter, const struct suite_case *test)
{
	chapter->cases =
		memory_grow(chapter->cases, chapter->count + 1, sizeof(*chapter->cases));
	chapter->cases[chapter->count++] = *test;
}

static void check_case(struct reading *reading, const struct suite_case *test)
{
	if (!suite_name_is_valid(test->name))
		findings_add(reading->findings, "case-id", reading->where,
			"an id is lower-case letters, digits and dashes");
	if (id_is_taken(reading->chapter, test->name))
		findings_add(reading->findings, "case-id", reading->where,
			"the id is taken already");
	if (!*test->prose)
		findings_add(reading->findings, "prose", reading->where,
			"says nothing about itself");
	if (test->verbs && strchr(test->verbs, SUITE_VERB_MARK) && !test->faults)
		findings_add(reading->findings, "do", reading->where,
			"the verb that is marked has no faults");
	if (test->until != VERSION_NONE && test->until < test->since)
		findings_add(reading->findings, "version", reading->where,
			"ends before it begins");
}

static void read_case(struct reading *reading, xmlNode *node)
{
	struct suite_case test = { .level = LEVEL_MUST };
	xmlChar *name = xmlGetProp(node, BAD_CAST "id");
	const char *chapter_where = reading->where;

	if (!name) {
		schema_finding(reading, node, "a case without id");
		return;
	}
	version_parse(VERSION_OLDEST, &test.since);
	test.id = memory_format("%s/%s", reading->chapter->id, (const char *)name);
	test.name = test.id + strlen(reading->chapter->id) + 1;
	test.prose = folded_text(node);
	test.paragraphs = strings_count(reading->chapter->paragraphs);
	reading->where = test.id;
	for (xmlAttr *attribute = node->properties; attribute;
		attribute = attribute->next)
		read_attribute(reading, &test, attribute);
	check_required(reading, node);
	if (!test.ref)
		test.ref = memory_copy("");
	check_case(reading, &test);
	if (!id_is_taken(reading->chapter, test.name) && read_files(reading, &test))
		keep_case(reading->chapter, &test);
	else
		case_free(&test);
	reading->where = chapter_where;
	xmlFree(name);
}

static void read_child(struct reading *reading, xmlNode *node)
{
	if (node->type == XML_COMMENT_NODE || xmlIsBlankNode(node))
		return;
	if (node->type != XML_ELEMENT_NODE)
		schema_finding(reading, node, "text outside of <p> and <case>");
	else if (!xmlStrcmp(node->name, BAD_CAST "p"))
		strings_add(&reading->chapter->paragraphs, folded_text(node));
	else if (!xmlStrcmp(node->name, BAD_CAST "case"))
		read_case(reading, node);
	else
		schema_finding(
			reading, node, "a chapter holds <p> and <case>, nothing else");
}

static void read_title(struct reading *reading, xmlNode *root)
{
	xmlChar *title = xmlGetProp(root, BAD_CAST "title");

	for (xmlAttr *attribute = root->properties; attribute;
		attribute = attribute->next)
		if (xmlStrcmp(attribute->name, BAD_CAST "title") != 0)
			schema_finding(
				reading, root, "a chapter has a title, nothing else");
	if (!title || !*title || xmlStrchr(title, '#'))
		findings_add(reading->findings, "title", reading->where,
			"a chapter has a title, without '#'");
	reading->chapter->title = memory_copy(title ? (const char *)title : "");
	xmlFree(title);
}

static void read_chapter(struct reading *reading, xmlDoc *document)
{
	xmlNode *root = xmlDocGetRootElement(document);

	if (!root || xmlStrcmp(root->name, BAD_CAST "chapter") != 0) {
		findings_add(reading->findings, "schema", reading->where,
			"the root is not <chapter>");
		return;
	}
	read_title(reading, root);
	for (xmlNode *node = root->children; node; node = node->next)
		read_child(reading, node);
	if (!reading->chapter->count)
		findings_add(reading->findings, "asserts-nothing", reading->where,
			"has no case");
}

void chapter_load(
	struct suite_chapter *chapter, const char *path, struct findings *findings)
{
	char *file = memory_format("%s/%s", path, CHAPTER_FILE);
	char *where = memory_format("%s/%s", chapter->id, CHAPTER_FILE);
	struct reading reading = { chapter, path, where, findings };
	xmlDoc *document = NULL;

	if (strings_contain(chapter->files, CHAPTER_FILE))
		document = xmlReadFile(file, NULL,
			XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (document)
		read_chapter(&reading, document);
	else
		findings_add(findings, "schema", where, "is missing, or no XML");
	if (!chapter->title)
		chapter->title = memory_copy("");
	xmlFreeDoc(document);
	free(where);
	free(file);
}

void chapter_free(struct suite_chapter *chapter)
{
	for (size_t i = 0; i < chapter->count; i++)
		case_free(&chapter->cases[i]);
	free(chapter->cases);
	free(chapter->id);
	free(chapter->title);
	strings_free(chapter->paragraphs);
	strings_free(chapter->files);
}
