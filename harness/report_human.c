// SPDX-License-Identifier: LGPL-2.1-or-later
/* For people: every failure with its rule and difference, then totals by chapter. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

#define BOLD "\033[1m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

static bool is_coloured(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(fileno(stream)) && !(no_color && *no_color);
}

/* A line in a colour, without control characters of the subject's making. */
static void put_line(FILE *stream, const char *colour, const char *text, size_t length)
{
	bool coloured = *colour && is_coloured(stream);

	if (coloured)
		fputs(colour, stream);
	for (size_t i = 0; i < length; i++)
		fputc((unsigned char)text[i] < ' ' && text[i] != '\t' ? '?' : text[i],
			stream);
	if (coloured)
		fputs(PLAIN, stream);
	fputc('\n', stream);
}

static const char *diff_colour(const char *line)
{
	switch (*line) {
	case '-':
		return RED;
	case '+':
		return GREEN;
	case '@':
		return CYAN;
	default:
		return "";
	}
}

static void put_lines(FILE *stream, const char *text, bool diff)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		fputs("    ", stream);
		put_line(stream, diff ? diff_colour(text) : "", text, length);
		text += length + (text[length] == '\n');
	}
}

static void begin(FILE *stream, const struct run_view *view)
{
	char version[VERSION_TEXT_MAX];

	fprintf(stream, "%s %s: %zu cases of libvirt %s, driver %s, grade %s%s\n",
		view->terms->name ? view->terms->name : view->options->command[0],
		view->terms->version ? view->terms->version : "", view->count,
		version_print(view->terms->libvirt, version), view->terms->driver,
		grade_name(view->terms->grade), view->terms->strict ? ", strict" : "");
}

static void put_result(FILE *stream, const struct run_view *view, size_t index)
{
	static const char *const words[VERDICT_COUNT] = {
		[VERDICT_FAIL] = "FAIL",
		[VERDICT_UNEXPECTED] = "UNEXPECTED",
		[VERDICT_TOLD] = "quirk",
	};
	const struct result *result = &view->results[index];
	const struct suite_case *test = result->test;
	const char *word = words[result->outcome.verdict];
	char line[512];

	if (!word)
		return;
	snprintf(line, sizeof(line), "%s %s (%s)", word, test->id,
		outcome_name(result->outcome.kind));
	fputc('\n', stream);
	put_line(stream, BOLD, line, strlen(line));
	fprintf(stream, "  %s\n  %s; %s\n", test->prose, suite_level_name(test->level),
		test->ref);
	put_lines(stream, buffer_text(&result->outcome.detail), false);
	put_lines(stream, buffer_text(&result->outcome.diff), true);
}

static void put_totals(
	FILE *stream, const struct run_view *view, const struct suite_chapter *chapter)
{
	fprintf(stream, "%7zu %7zu %9zu %7zu %7zu  %s\n",
		report_count(view, chapter, VERDICT_PASS),
		report_count(view, chapter, VERDICT_FAIL) +
			report_count(view, chapter, VERDICT_UNEXPECTED),
		report_count(view, chapter, VERDICT_EXPECTED),
		report_count(view, chapter, VERDICT_TOLD),
		report_count(view, chapter, VERDICT_SKIP),
		chapter ? chapter->id : "total");
}

static bool was_run(const struct run_view *view, const struct suite_chapter *chapter)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->results[i].test->chapter == chapter)
			return true;
	return false;
}

static void end(FILE *stream, const struct run_view *view)
{
	bool good = report_is_good(view);

	fputs("\n passed  failed  expected  quirks skipped\n", stream);
	for (size_t i = 0; i < view->suite->count; i++)
		if (was_run(view, &view->suite->chapters[i]))
			put_totals(stream, view, &view->suite->chapters[i]);
	put_totals(stream, view, NULL);
	if (report_count_unvalidated(view))
		fprintf(stream,
			"%zu of the skipped are rejections, which the subject does "
			"not claim to know\n",
			report_count_unvalidated(view));
	if (view->not_applicable)
		fprintf(stream, "%zu cases are another release's or driver's\n",
			view->not_applicable);
	for (char **problem = view->problems; problem && *problem; problem++)
		put_line(stream, RED, *problem, strlen(*problem));
	put_line(stream, good ? GREEN : RED, good ? "PASS" : "FAIL", 4);
}

static void give_up(FILE *stream, const char *reason)
{
	fflush(stream);
	fprintf(stderr, "nethostdev-conformance: %s\n", reason);
}

const struct reporter report_human = { begin, put_result, end, give_up };
