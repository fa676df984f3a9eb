// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The RELAX NG schema accepts exactly what the reader has to accept: it is held against every
 * fixture of interfaces, domains and networks that is libvirt 11.3.0's. Where RELAX NG cannot
 * say a rule, the case is listed with the reason in the file schema-exceptions; a case that is
 * listed without need fails like one that needs it and is not.
 */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "cli/schema.h"
#include "error.h"

/* Lines of the file of exceptions, "ID  reason". */
struct exception {
	char id[256];
	bool has_reason;
	bool needed;
	struct exception *next;
};

struct run {
	struct cli_schema schema;
	struct exception *exceptions;
	const char *fixtures;
	unsigned int tests, failed;
	unsigned int cases, excepted;
};

/* A path or name in memory of its own; without memory there is nothing to test. */
static char *make_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *make_text(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length >= 0)
		return text;
	printf("Bail out! no memory\n");
	exit(1);
}

static void result(struct run *run, bool good, const char *name)
{
	run->tests++;
	run->failed += !good;
	printf("%s %u - %s\n", good ? "ok" : "not ok", run->tests, name);
}

static bool load_exceptions(struct run *run, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[1024];

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		struct exception *exception;

		if (line[0] == '#' || line[0] == '\n')
			continue;
		exception = calloc(1, sizeof(*exception));
		if (!exception)
			break;
		exception->has_reason =
			sscanf(line, "%255s %1s", exception->id, (char[2]){ 0 }) == 2;
		exception->next = run->exceptions;
		run->exceptions = exception;
	}
	fclose(file);
	return true;
}

static struct exception *find_exception(const struct run *run, const char *id)
{
	struct exception *exception = run->exceptions;

	while (exception && strcmp(exception->id, id))
		exception = exception->next;
	return exception;
}

/* A release as a number that can be compared, or otherwise where the attribute is missing. */
static unsigned int release(xmlNodePtr node, const char *name, unsigned int otherwise)
{
	char *text = (char *)xmlGetNoNsProp(node, BAD_CAST name);
	unsigned int major, minor, micro;

	if (text && sscanf(text, "%u.%u.%u", &major, &minor, &micro) == 3)
		otherwise = major * 1000000 + minor * 1000 + micro;
	xmlFree(text);
	return otherwise;
}

/* The qemu driver's own verdicts, and those of other releases, are not the schema's. */
static bool applies(xmlNodePtr node)
{
	const unsigned int ours = 11003000;

	return !xmlStrcmp(node->name, BAD_CAST "case") &&
	       !xmlHasProp(node, BAD_CAST "driver") &&
	       release(node, "since", 0) <= ours && release(node, "until", ours) >= ours;
}

/* Whether the schema says of the input what the fixture does. */
static bool agrees(const struct run *run, const char *id, struct nhd_error *error)
{
	_cleanup_(nhd_freep) char *input = make_text("%s/%s.in.xml", run->fixtures, id);
	_cleanup_(nhd_freep) char *refusal = make_text("%s/%s.error", run->fixtures, id);
	struct cli_document document;
	bool valid = false;

	if (!cli_load(input, &document, error)) {
		valid = !cli_schema_check(&run->schema, &document, error);
		free(document.text);
	}
	return valid == (access(refusal, F_OK) != 0);
}

static bool check_case(struct run *run, const char *id)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct exception *exception = find_exception(run, id);
	bool agreed = agrees(run, id, &error);

	run->cases++;
	if (exception) {
		exception->needed = true;
		run->excepted++;
	}
	if (agreed == !exception)
		return true;
	if (exception)
		printf("# %s is listed as an exception, and is none\n", id);
	else if (error.message[0])
		printf("# %s: line %u: %s\n", id, error.line, error.message);
	else
		printf("# %s: the schema accepts what is refused\n", id);
	return false;
}

static void check_chapter(struct run *run, const char *folder)
{
	_cleanup_(nhd_freep) char *path =
		make_text("%s/%s/cases.xml", run->fixtures, folder);
	_cleanup_(nhd_freep) char *name =
		make_text("%s has the same verdicts from the schema", folder);
	xmlDocPtr chapter = xmlReadFile(path, NULL, XML_PARSE_NONET);
	bool good = chapter != NULL;
	xmlNodePtr node =
		chapter ? xmlFirstElementChild(xmlDocGetRootElement(chapter)) : NULL;

	for (; node; node = xmlNextElementSibling(node)) {
		_cleanup_(nhd_freep) char *full = NULL;
		char *id;

		if (!applies(node))
			continue;
		id = (char *)xmlGetNoNsProp(node, BAD_CAST "id");
		full = make_text("%s/%s", folder, id ? id : "");
		good &= check_case(run, full);
		xmlFree(id);
	}
	xmlFreeDoc(chapter);
	result(run, good, name);
}

static void check_kind(struct run *run, const char *kind)
{
	_cleanup_(nhd_freep) char *path = make_text("%s/%s", run->fixtures, kind);
	struct dirent **chapters;
	int count = scandir(path, &chapters, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		_cleanup_(nhd_freep) char *folder =
			make_text("%s/%s", kind, chapters[i]->d_name);

		if (chapters[i]->d_name[0] != '.')
			check_chapter(run, folder);
		free(chapters[i]);
	}
	if (count >= 0)
		free(chapters);
}

static void check_exceptions(struct run *run)
{
	bool good = true;

	while (run->exceptions) {
		struct exception *exception = run->exceptions;

		run->exceptions = exception->next;
		if (!exception->needed || !exception->has_reason)
			printf("# %s %s\n", exception->id,
				exception->needed ? "has no reason" : "is no case");
		good &= exception->needed && exception->has_reason;
		free(exception);
	}
	result(run, good, "every exception is a case and has a reason");
}

/* A folder or file as the build's environment names it, or where a run by hand finds it. */
static const char *place(const char *variable, const char *otherwise)
{
	const char *path = getenv(variable);

	return path ? path : otherwise;
}

int main(void)
{
	struct run run = { .fixtures = place("NHD_FIXTURES", "fixtures") };
	_cleanup_(nhd_freep) char *schema =
		make_text("%s/reference/xml/nethostdev.rng", place("srcdir", "."));
	_cleanup_(nhd_freep) char *exceptions =
		make_text("%s/reference/tests/schema-exceptions", place("srcdir", "."));
	struct nhd_error error = NHD_ERROR_INIT;

	if (cli_schema_load(&run.schema, schema, &error)) {
		printf("Bail out! %s\n", error.message);
		return 1;
	}
	if (!load_exceptions(&run, exceptions)) {
		printf("Bail out! %s: %s\n", exceptions, strerror(errno));
		return 1;
	}
	check_kind(&run, "interface");
	check_kind(&run, "domain");
	check_kind(&run, "network");
	check_exceptions(&run);
	result(&run, run.cases > run.excepted, "there are fixtures to compare with");
	printf("# %u cases, of which %u are listed as exceptions\n1..%u\n", run.cases,
		run.excepted, run.tests);
	cli_schema_clear(&run.schema);
	xmlRelaxNGCleanupTypes();
	xmlCleanupParser();
	return run.failed ? 1 : 0;
}
