/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPU time, and what a row of measured values has in its middle and at its ends. */
#ifndef NHD_BENCH_MEASURE_H
#define NHD_BENCH_MEASURE_H

#include <stddef.h>

/* The CPU time that this process has used, in seconds: other processes do not count. */
double measure_now(void);

struct quantiles {
	double minimum;
	double quartile_1;
	double median;
	double quartile_3;
	double maximum;
	size_t count;
};

/* Sorts values, of which there is at least one. */
struct quantiles measure_quantiles(double *values, size_t count);

#endif
