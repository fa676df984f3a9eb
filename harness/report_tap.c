// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * TAP 13, in the subset that prove and Automake's driver read alike: one plan, one line a
 * case, diagnostics behind "# ".
 */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "report.h"

/* Every line of text, behind "# " and label. */
static void diagnose(FILE *stream, const char *label, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		fprintf(stream, "# %s", label);
		for (size_t i = 0; i < length; i++)
			fputc((unsigned char)text[i] < ' ' && text[i] != '\t' ? '?'
									      : text[i],
				stream);
		fputc('\n', stream);
		text += length + (text[length] == '\n');
	}
}

/* A reason must neither end the line nor begin another directive. */
static void put_reason(FILE *stream, const char *text)
{
	for (; *text && *text != '\n'; text++)
		fputc((unsigned char)*text < ' ' || *text == '#' ? ' ' : *text, stream);
	fputc('\n', stream);
}

static void begin(FILE *stream, const struct run_view *view)
{
	char version[VERSION_TEXT_MAX];

	fputs("TAP version 13\n", stream);
	if (view->count) {
		fprintf(stream, "1..%zu\n", view->count);
		return;
	}
	fprintf(stream,
		"1..0 # SKIP no case up to level %s applies to libvirt %s, driver %s\n",
		suite_level_name(view->options->level),
		version_print(view->terms->libvirt, version), view->terms->driver);
}

static void describe(FILE *stream, const struct result *result)
{
	const struct suite_case *test = result->test;
	char *range = suite_case_range(test);
	char *facts = memory_format(
		"%s, libvirt %s, %s", suite_level_name(test->level), range, test->ref);

	diagnose(stream, "rule: ", test->prose);
	diagnose(stream, "level: ", facts);
	diagnose(stream, "", buffer_text(&result->outcome.detail));
	diagnose(stream, "", buffer_text(&result->outcome.diff));
	free(facts);
	free(range);
}

static void put_result(FILE *stream, const struct run_view *view, size_t index)
{
	const struct result *result = &view->results[index];
	enum verdict verdict = result->outcome.verdict;
	bool ok = verdict == VERDICT_PASS || verdict == VERDICT_SKIP;

	fprintf(stream, "%s %zu - %s", ok ? "ok" : "not ok", index + 1, result->test->id);
	if (verdict == VERDICT_SKIP) {
		fputs(" # SKIP ", stream);
		put_reason(stream, buffer_text(&result->outcome.detail));
	} else if (verdict == VERDICT_EXPECTED) {
		fputs(" # TODO ", stream);
		put_reason(stream, result->reason);
	} else if (verdict == VERDICT_TOLD) {
		fputs(" # TODO a quirk, told only: ", stream);
		put_reason(stream, outcome_name(result->outcome.kind));
	} else {
		fputc('\n', stream);
	}
	if (!ok)
		describe(stream, result);
}

static void end(FILE *stream, const struct run_view *view)
{
	for (char **problem = view->problems; problem && *problem; problem++)
		diagnose(stream, "problem: ", *problem);
	fprintf(stream,
		"# %zu passed, %zu failed, %zu expected failures, %zu quirks told, "
		"%zu skipped (%zu unvalidated), %zu not applicable\n",
		report_count(view, NULL, VERDICT_PASS),
		report_count(view, NULL, VERDICT_FAIL) +
			report_count(view, NULL, VERDICT_UNEXPECTED),
		report_count(view, NULL, VERDICT_EXPECTED),
		report_count(view, NULL, VERDICT_TOLD),
		report_count(view, NULL, VERDICT_SKIP), report_count_unvalidated(view),
		view->not_applicable);
}

static void bail_out(FILE *stream, const char *reason)
{
	fputs("Bail out! ", stream);
	put_reason(stream, reason);
}

const struct reporter report_tap = { begin, put_result, end, bail_out };
