// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reports in and out of their file, and the lines that tell the goals. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "report.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static json_t *make_report(void)
{
	return json_pack("{s:i, s:{s:s, s:s, s:s}, s:[]}", "report", REPORT_VERSION,
		"versions", "nethostdev", PACKAGE_VERSION, "libxml2", xmlParserVersion,
		"compiler", COMPILER, "measurements");
}

json_t *report_open(const char *path)
{
	json_error_t error;
	json_t *report;

	if (!path || access(path, F_OK))
		return make_report();
	report = json_load_file(path, 0, &error);
	if (!report)
		fprintf(stderr, "%s:%d: %s\n", path, error.line, error.text);
	return report;
}

bool report_close(json_t *report, const char *path)
{
	int status = path ? json_dump_file(
				    report, path, JSON_INDENT(2) | JSON_REAL_PRECISION(6))
			  : 0;

	if (status)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	json_decref(report);
	return !status;
}

static json_t *pack_quantiles(const struct quantiles *quantiles)
{
	return json_pack("[f, f, f, f, f]", quantiles->minimum, quantiles->quartile_1,
		quantiles->median, quantiles->quartile_3, quantiles->maximum);
}

json_t *report_add(json_t *report, const char *name, const char *unit,
	const struct quantiles *quantiles)
{
	json_t *measurement = json_pack("{s:s, s:s, s:f, s:o, s:I}", "name", name, "unit",
		unit, "value", quantiles->median, "quantiles", pack_quantiles(quantiles),
		"rounds", (json_int_t)quantiles->count);

	json_array_append_new(json_object_get(report, "measurements"), measurement);
	return measurement;
}

static bool is_met(struct goal goal, double value)
{
	return goal.bound == GOAL_NONE ||
	       (goal.bound == GOAL_AT_MOST ? value <= goal.value : value >= goal.value);
}

bool report_ratio(json_t *measurement, const char *to, const struct quantiles *quantiles,
	struct goal goal)
{
	static const char *const keys[] = { "goal", "at_most", "at_least" };
	static const char *const words[] = { "", "at most", "at least" };
	const char *name = json_string_value(json_object_get(measurement, "name"));
	bool met = is_met(goal, quantiles->median);
	json_t *ratio = json_pack("{s:s, s:f, s:o, s:I}", "to", to, "value",
		quantiles->median, "quantiles", pack_quantiles(quantiles), "rounds",
		(json_int_t)quantiles->count);

	printf("%s / %s: %.3f (%.3f to %.3f in %zu rounds)", name, to, quantiles->median,
		quantiles->minimum, quantiles->maximum, quantiles->count);
	if (goal.bound != GOAL_NONE) {
		json_object_set_new(ratio, keys[goal.bound], json_real(goal.value));
		json_object_set_new(ratio, "met", json_boolean(met));
		printf("; wanted: %s %g: %s", words[goal.bound], goal.value,
			met ? "met" : "MISSED");
	}
	putchar('\n');
	json_object_set_new(measurement, "ratio", ratio);
	return met;
}
