// SPDX-License-Identifier: LGPL-2.1-or-later
/* All of a suite but its documents, as JSON, for those who do not want to read cases.xml.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "list.h"
#include "memory.h"

#define MANIFEST_VERSION 1

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_string(text));
}

static void set_words(json_t *object, const char *key, char *const *words)
{
	json_t *array;

	if (!words)
		return;
	array = json_array();
	for (; *words; words++)
		json_array_append_new(array, json_string(*words));
	json_object_set_new(object, key, array);
}

/* The name of a case's file, from the folder of the suite. */
static void set_file(json_t *object, const char *key, const struct suite_case *test,
	const char *ending)
{
	char *name = memory_format("%s%s", test->id, ending);

	set_text(object, key, name);
	free(name);
}

static void set_version(json_t *object, const char *key, unsigned long version)
{
	char text[VERSION_TEXT_MAX];

	if (version != VERSION_NONE)
		set_text(object, key, version_print(version, text));
}

static void set_expectation(json_t *object, const struct suite_case *test)
{
	set_file(object, "input", test, ".in.xml");
	for (size_t i = 0; i < SUITE_EXTRAS; i++) {
		const struct suite_extra *extra = &suite_extras[i];

		if (suite_extra_text(extra, test)->length)
			set_file(object, extra->key, test, extra->ending);
	}
	if (!test->rejects) {
		set_file(object, "output", test, ".out.xml");
		return;
	}
	set_file(object, "error", test, ".error");
	set_text(object, "class", test->error_class);
	set_text(object, "path", test->error_path);
}

static json_t *case_object(const struct suite_case *test)
{
	json_t *object = json_object();
	char *title = suite_case_title(test);

	set_text(object, "id", test->id);
	set_text(object, "title", title);
	set_text(object, "prose", test->prose);
	set_text(object, "level", suite_level_name(test->level));
	set_text(object, "ref", test->ref);
	set_version(object, "since", test->since);
	set_version(object, "until", test->until);
	set_text(object, "driver", test->driver);
	set_words(object, "invents", test->invents);
	set_words(object, "requires", test->requires);
	if (test->unstable)
		json_object_set_new(object, "unstable", json_true());
	set_text(object, "do", test->verbs);
	set_text(object, "behaviour", test->behaviour);
	set_text(object, "faults", test->faults);
	set_expectation(object, test);
	free(title);
	return object;
}

static json_t *chapter_object(const struct suite_chapter *chapter)
{
	json_t *object = json_object();
	json_t *cases = json_array();

	set_text(object, "id", chapter->id);
	set_text(object, "kind", suite_kind_name(chapter->kind));
	set_text(object, "title", chapter->title);
	set_words(object, "prose", chapter->paragraphs);
	for (size_t i = 0; i < chapter->count; i++)
		json_array_append_new(cases, case_object(&chapter->cases[i]));
	json_object_set_new(object, "cases", cases);
	return object;
}

int manifest_print(const struct suite *suite)
{
	json_t *manifest = json_object();
	json_t *chapters = json_array();
	int status = 0;

	json_object_set_new(manifest, "manifest", json_integer(MANIFEST_VERSION));
	set_text(manifest, "version", PACKAGE_VERSION);
	json_object_set_new(
		manifest, "count", json_integer((json_int_t)suite->case_count));
	for (size_t i = 0; i < suite->count; i++)
		json_array_append_new(chapters, chapter_object(&suite->chapters[i]));
	json_object_set_new(manifest, "chapters", chapters);
	if (json_dumpf(manifest, stdout, JSON_INDENT(1)) || puts("") == EOF)
		status = -EIO;
	json_decref(manifest);
	return status;
}
