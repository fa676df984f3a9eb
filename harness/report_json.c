// SPDX-License-Identifier: LGPL-2.1-or-later
/* The whole run as one JSON document. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "memory.h"
#include "report.h"

#define REPORT_VERSION 1

/* A subject may say anything: what is no UTF-8 is shown byte by byte. */
static json_t *json_text(const char *text)
{
	json_t *value = json_string(text);
	struct buffer tamed = { 0 };

	if (value)
		return value;
	for (; *text; text++) {
		if ((unsigned char)*text < 0x80)
			buffer_add(&tamed, text, 1);
		else
			buffer_format(&tamed, "\\x%02x", (unsigned char)*text);
	}
	value = json_string(buffer_text(&tamed));
	buffer_free(&tamed);
	return value;
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_set_new(object, key, json_text(text));
}

static json_t *subject_object(const struct run_view *view)
{
	json_t *object = json_object();
	json_t *command = json_array();
	char version[VERSION_TEXT_MAX];

	for (char **word = view->options->command; *word; word++)
		json_array_append_new(command, json_text(*word));
	json_object_set_new(object, "command", command);
	set_text(object, "name", view->terms->name);
	set_text(object, "version", view->terms->version);
	set_text(object, "libvirt", version_print(view->terms->libvirt, version));
	set_text(object, "driver", view->terms->driver);
	set_text(object, "grade", grade_name(view->terms->grade));
	json_object_set_new(object, "strict", json_boolean(view->terms->strict));
	return object;
}

static json_t *case_object(const struct result *result)
{
	json_t *object = json_object();

	set_text(object, "id", result->test->id);
	set_text(object, "level", suite_level_name(result->test->level));
	set_text(object, "outcome", outcome_name(result->outcome.kind));
	set_text(object, "verdict", verdict_name(result->outcome.verdict));
	if (result->outcome.unvalidated)
		json_object_set_new(object, "unvalidated", json_true());
	set_text(object, "reason", result->reason);
	set_text(object, "detail", buffer_text(&result->outcome.detail));
	set_text(object, "diff", buffer_text(&result->outcome.diff));
	return object;
}

/* Verdicts of one chapter and level; NULL and LEVEL_COUNT stand for all. */
static json_t *totals_object(const struct run_view *view,
	const struct suite_chapter *chapter, enum suite_level level)
{
	size_t counts[VERDICT_COUNT] = { 0 };
	json_t *object = json_object();
	size_t cases = 0;

	for (size_t i = 0; i < view->count; i++) {
		const struct result *result = &view->results[i];

		if ((chapter && result->test->chapter != chapter) ||
			(level != LEVEL_COUNT && result->test->level != level))
			continue;
		counts[result->outcome.verdict]++;
		cases++;
	}
	json_object_set_new(object, "cases", json_integer((json_int_t)cases));
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		json_object_set_new(object, verdict_name((enum verdict)verdict),
			json_integer((json_int_t)counts[verdict]));
	return object;
}

static json_t *chapter_object(
	const struct run_view *view, const struct suite_chapter *chapter)
{
	json_t *object = totals_object(view, chapter, LEVEL_COUNT);
	json_t *levels = json_object();

	for (int level = 0; level < LEVEL_COUNT; level++)
		json_object_set_new(levels, suite_level_name((enum suite_level)level),
			totals_object(view, chapter, (enum suite_level)level));
	json_object_set_new(object, "levels", levels);
	return object;
}

static json_t *run_object(const struct run_view *view)
{
	json_t *run = json_object();
	json_t *cases = json_array();
	json_t *chapters = json_object();
	json_t *problems = json_array();
	json_t *totals = chapter_object(view, NULL);

	for (size_t i = 0; i < view->count; i++)
		json_array_append_new(cases, case_object(&view->results[i]));
	for (size_t i = 0; i < view->suite->count; i++)
		json_object_set_new(chapters, view->suite->chapters[i].id,
			chapter_object(view, &view->suite->chapters[i]));
	for (char **problem = view->problems; problem && *problem; problem++)
		json_array_append_new(problems, json_text(*problem));
	json_object_set_new(totals, "unvalidated",
		json_integer((json_int_t)report_count_unvalidated(view)));
	json_object_set_new(
		totals, "not-applicable", json_integer((json_int_t)view->not_applicable));
	json_object_set_new(run, "report", json_integer(REPORT_VERSION));
	json_object_set_new(run, "subject", subject_object(view));
	json_object_set_new(run, "good", json_boolean(report_is_good(view)));
	json_object_set_new(run, "totals", totals);
	json_object_set_new(run, "chapters", chapters);
	json_object_set_new(run, "problems", problems);
	json_object_set_new(run, "cases", cases);
	return run;
}

int report_json(const struct run_view *view, const char *path)
{
	json_t *run = run_object(view);
	FILE *stream = fopen(path, "we");
	int status = stream ? 0 : -errno;

	if (stream) {
		if (json_dumpf(run, stream, JSON_INDENT(1)) || fputc('\n', stream) == EOF)
			status = -EIO;
		if (fclose(stream))
			status = -errno;
	}
	json_decref(run);
	return status;
}
