/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a run tells what it finds: TAP or human on stdout as it goes, JSON at its end. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include <stdio.h>

#include "outcome.h"
#include "suite.h"
#include "terms.h"

/* One case that was selected, and what came of it. */
struct result {
	const struct suite_case *test;
	struct outcome outcome;
	const char *reason; /* why it is expected to fail, or NULL */
	bool done;
};

/* All of a run; what a reporter may look at. */
struct run_view {
	const struct suite *suite;
	const struct run_options *options;
	const struct terms *terms;
	const struct result *results;
	size_t count;
	size_t not_applicable; /* cases of another release or driver */
	char **problems;       /* what is wrong with the run beyond its cases */
};

struct reporter {
	void (*begin)(FILE *stream, const struct run_view *view);
	void (*result)(FILE *stream, const struct run_view *view, size_t index);
	void (*end)(FILE *stream, const struct run_view *view);
	/* The run cannot go on. */
	void (*abort)(FILE *stream, const char *reason);
};

extern const struct reporter report_tap;
extern const struct reporter report_human;

/* Writes the whole run to path. Returns 0 or a negative errno. */
int report_json(const struct run_view *view, const char *path);

/* How many results of a chapter (NULL: all) have a verdict. */
size_t report_count(const struct run_view *view, const struct suite_chapter *chapter,
	enum verdict verdict);
/* How many were skipped because the subject does not validate. */
size_t report_count_unvalidated(const struct run_view *view);
/* Whether all is as it should be. */
bool report_is_good(const struct run_view *view);

#endif
