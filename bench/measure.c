// SPDX-License-Identifier: LGPL-2.1-or-later
/* The clock and the quantiles. */
#include <stdlib.h>
#include <time.h>

#include "measure.h"

double measure_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_size(const void *left, const void *right)
{
	const double *one = left, *other = right;

	return (*one > *other) - (*one < *other);
}

/* Between two values where the place falls between them. */
static double at(const double *values, size_t count, double part)
{
	double place = part * (double)(count - 1);
	size_t index = (size_t)place;
	double rest = place - (double)index;

	if (index + 1 == count)
		return values[index];
	return values[index] * (1 - rest) + values[index + 1] * rest;
}

struct quantiles measure_quantiles(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_size);
	return (struct quantiles){ values[0], at(values, count, 0.25),
		at(values, count, 0.5), at(values, count, 0.75), values[count - 1],
		count };
}
