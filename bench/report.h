/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was measured, as JSON, and the goals, as lines on stdout. The form (TESTING.md has it
 * whole) says nothing of the machine, so that reports of several can be laid side by side.
 */
#ifndef NHD_BENCH_REPORT_H
#define NHD_BENCH_REPORT_H

#include <stdbool.h>
#include <jansson.h>

#include "measure.h"

#define REPORT_VERSION 1

/* What is wanted of a ratio. */
struct goal {
	enum { GOAL_NONE, GOAL_AT_MOST, GOAL_AT_LEAST } bound;
	double value;
};

/* What is in the file at path, if one is there, or an empty report; NULL after an error. */
json_t *report_open(const char *path);

/* Writes the report, if path is not NULL, and frees it. Returns whether that went well. */
bool report_close(json_t *report, const char *path);

/* Adds a measurement, which stays the report's. */
json_t *report_add(json_t *report, const char *name, const char *unit,
	const struct quantiles *quantiles);

/*
 * Adds to a measurement its ratio to another one, and prints it against its goal. Returns
 * false where the goal is missed.
 */
bool report_ratio(json_t *measurement, const char *to, const struct quantiles *quantiles,
	struct goal goal);

#endif
