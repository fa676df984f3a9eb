// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks a suite over: files, overlaps, sizes, hygiene, and the list in fixtures.mk. */
#include <errno.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "chapter.h"
#include "lint.h"
#include "markup.h"
#include "memory.h"
#include "normalise.h"

#define LIST_FILE "fixtures.mk"

static const char *const endings[] = { ".in.xml", ".out.xml", ".error" };
#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

static const struct suite_case *find_case(
	const struct suite_chapter *chapter, const char *name, size_t length)
{
	for (size_t i = 0; i < chapter->count; i++)
		if (strlen(chapter->cases[i].name) == length &&
			!memcmp(chapter->cases[i].name, name, length))
			return &chapter->cases[i];
	return NULL;
}

/* The length of a file's name without the ending, or 0 where it ends otherwise. */
static size_t length_without(const char *file, const char *ending)
{
	size_t length = strlen(file), less = strlen(ending);

	return length > less && !strcmp(file + length - less, ending) ? length - less : 0;
}

/* The length of a file's name without a known ending, or 0. */
static size_t stem_length(const char *file, bool backend)
{
	size_t length = 0;

	for (size_t i = 0; i < ENDINGS && !length; i++)
		length = length_without(file, endings[i]);
	for (size_t i = 0; i < SUITE_EXTRAS && backend && !length; i++)
		length = length_without(file, suite_extras[i].ending);
	return length;
}

static void lint_files(const struct suite_chapter *chapter, struct findings *findings)
{
	bool backend = chapter->kind == KIND_BACKEND;

	for (char **file = chapter->files; file && *file; file++) {
		size_t length = stem_length(*file, backend);

		if (!strcmp(*file, CHAPTER_FILE))
			continue;
		if (!length || !find_case(chapter, *file, length))
			findings_add(findings, "stray-file", chapter->id,
				"%s belongs to no case", *file);
	}
}

static bool is_well_formed(const struct buffer *text)
{
	xmlDoc *document = normalise_parse(buffer_text(text), text->length);

	xmlFreeDoc(document);
	return document != NULL;
}

static void lint_output(const struct suite_case *test, struct findings *findings)
{
	const struct buffer *output = &test->output;
	struct markup_node node;

	if (!is_well_formed(output))
		findings_add(findings, "output-form", test->id,
			"the output is not well formed");
	if (output->data[output->length - 1] != '\n' ||
		(output->length > 1 && output->data[output->length - 2] == '\n') ||
		strchr(" \t\n", output->data[0]))
		findings_add(findings, "output-form", test->id,
			"the output begins in column 0 and ends in one newline");
	for (char **path = test->invents; path && *path; path++)
		if (markup_find(output->data, output->length, *path, &node))
			findings_add(findings, "invents", test->id,
				"the output holds %s, which is invented", *path);
}

static void lint_case(const struct suite_case *test, struct findings *findings)
{
	if (test->input.length > LINT_INPUT_MAX)
		findings_add(findings, "input-size", test->id,
			"the input has %zu bytes, more than %u", test->input.length,
			LINT_INPUT_MAX);
	if (test->rejects && test->invents)
		findings_add(
			findings, "invents", test->id, "a rejection invents nothing");
	if (!test->rejects && test->output.length)
		lint_output(test, findings);
}

static bool ranges_overlap(const struct suite_case *left, const struct suite_case *right)
{
	return (left->until == VERSION_NONE || right->since <= left->until) &&
	       (right->until == VERSION_NONE || left->since <= right->until);
}

/* Whether two cases ask the same question of the same subject. */
static bool is_same_question(
	const struct suite_case *left, const struct suite_case *right)
{
	return left->chapter->kind == right->chapter->kind &&
	       buffer_equal(&left->input, &right->input) &&
	       buffer_equal(&left->host, &right->host) &&
	       strings_equal(left->verbs, right->verbs) &&
	       buffer_equal(&left->change, &right->change) &&
	       buffer_equal(&left->network, &right->network) &&
	       buffer_equal(&left->requests, &right->requests) &&
	       strings_equal(left->behaviour, right->behaviour) &&
	       strings_equal(left->faults, right->faults) &&
	       strings_equal(left->driver, right->driver) && ranges_overlap(left, right);
}

/* All cases in one array of pointers, so that pairs are easy to look at. */
static const struct suite_case **all_cases(const struct suite *suite)
{
	const struct suite_case **cases = memory_new(suite->case_count, sizeof(*cases));
	size_t count = 0;

	for (size_t i = 0; i < suite->count; i++)
		for (size_t j = 0; j < suite->chapters[i].count; j++)
			cases[count++] = &suite->chapters[i].cases[j];
	return cases;
}

static void lint_overlaps(const struct suite *suite, struct findings *findings)
{
	const struct suite_case **cases = all_cases(suite);

	for (size_t i = 0; i < suite->case_count; i++)
		for (size_t j = i + 1; j < suite->case_count; j++)
			if (is_same_question(cases[i], cases[j]))
				findings_add(findings, "same-input", cases[j]->id,
					"asks what %s asks, of the same releases",
					cases[i]->id);
	free(cases);
}

/* Blanks at line ends, carriage returns and a missing last newline in cases.xml. */
static void lint_hygiene(const struct suite *suite, const struct suite_chapter *chapter,
	struct findings *findings)
{
	char *path =
		memory_format("%s/%s/%s", suite->directory, chapter->id, CHAPTER_FILE);
	struct buffer text = { 0 };
	unsigned int line = 1;

	if (!buffer_read_file(&text, path, SUITE_FILE_MAX)) {
		for (size_t i = 0; i < text.length; i++) {
			if (text.data[i] != '\n')
				continue;
			if (i && strchr(" \t\r", text.data[i - 1]))
				findings_add(findings, "hygiene", chapter->id,
					"line %u ends in a blank", line);
			line++;
		}
		if (!text.length || text.data[text.length - 1] != '\n')
			findings_add(findings, "hygiene", chapter->id,
				"cases.xml has no newline at its end");
	}
	buffer_free(&text);
	free(path);
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort_words(char **words)
{
	if (words)
		qsort(words, strings_count(words), sizeof(*words), by_name);
}

/* Every chapter's folder, as fixtures.mk names it. */
static char **chapters_on_disk(const struct suite *suite)
{
	char **names = NULL;

	for (size_t i = 0; i < suite->count; i++)
		strings_add(&names, memory_format("fixtures/%s", suite->chapters[i].id));
	sort_words(names);
	return names;
}

static char **chapters_in_list(const struct buffer *text)
{
	char **words = strings_split(buffer_text(text));
	char **names = NULL;

	for (char **word = words; word && *word; word++)
		if (!strncmp(*word, "fixtures/", 9) && strchr(*word + 9, '/') &&
			!strchr(*word, '.'))
			strings_add(&names, memory_copy(*word));
	strings_free(words);
	sort_words(names);
	return names;
}

/* Both lists are sorted: what one lacks shows where they part. */
static void compare_lists(char **disk, char **list, struct findings *findings)
{
	while ((disk && *disk) || (list && *list)) {
		int order = !disk || !*disk   ? 1
			    : !list || !*list ? -1
					      : strcmp(*disk, *list);

		if (order < 0)
			findings_add(
				findings, "list", LIST_FILE, "%s is not listed", *disk);
		else if (order > 0)
			findings_add(
				findings, "list", LIST_FILE, "%s is not there", *list);
		if (order <= 0)
			disk++;
		if (order >= 0)
			list++;
	}
}

/* The list lies beside the chapters in a source tree; elsewhere there is none. */
static void lint_list(const struct suite *suite, struct findings *findings)
{
	char *path = memory_format("%s/%s", suite->directory, LIST_FILE);
	struct buffer text = { 0 };
	char **disk = chapters_on_disk(suite);
	char **list;
	int status = buffer_read_file(&text, path, SUITE_FILE_MAX);

	if (!status) {
		list = chapters_in_list(&text);
		compare_lists(disk, list, findings);
		strings_free(list);
	} else if (status != -ENOENT) {
		findings_add(findings, "list", LIST_FILE, "%s", strerror(-status));
	}
	strings_free(disk);
	buffer_free(&text);
	free(path);
}

void lint_suite(const struct suite *suite, struct findings *findings)
{
	if (!suite->case_count)
		findings_add(
			findings, "asserts-nothing", suite->directory, "has no case");
	for (size_t i = 0; i < suite->count; i++) {
		const struct suite_chapter *chapter = &suite->chapters[i];

		lint_files(chapter, findings);
		lint_hygiene(suite, chapter, findings);
		for (size_t j = 0; j < chapter->count; j++)
			lint_case(&chapter->cases[j], findings);
	}
	lint_overlaps(suite, findings);
	lint_list(suite, findings);
}
