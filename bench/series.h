/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Points that were measured one behind the other, and how they grow. */
#ifndef NHD_BENCH_SERIES_H
#define NHD_BENCH_SERIES_H

#include "report.h"

#define SERIES_MAX 20

/* A series of points: the values, and where they stand. */
struct series {
	const char *group;
	const char *name;
	const char *unit;
	double at[SERIES_MAX];
	struct quantiles values[SERIES_MAX];
	size_t count;
};

/* Adds a point; beyond SERIES_MAX there is none. */
void series_add(struct series *series, double at, struct quantiles values);

/* What was counted, and not measured. */
struct quantiles series_exactly(double value);

/* Adds each point to the report. */
void series_report(const struct series *series, json_t *report);

/*
 * With which power of their places the points grow, from where they have settled to the last: 0
 * is flat, 1 linear. Of each its first quartile counts: what was disturbed is slow. Prints it;
 * false where it is above most.
 */
bool series_check(const struct series *series, double settled, double most);

#endif
