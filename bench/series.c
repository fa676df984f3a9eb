// SPDX-License-Identifier: LGPL-2.1-or-later
/* Points that were measured one behind the other, and how they grow. */
#include <math.h>
#include <stdio.h>

#include "series.h"

void series_add(struct series *series, double at, struct quantiles values)
{
	if (series->count == SERIES_MAX)
		return;
	series->at[series->count] = at;
	series->values[series->count++] = values;
}

struct quantiles series_exactly(double value)
{
	return measure_quantiles(&value, 1);
}

void series_report(const struct series *series, json_t *report)
{
	for (size_t i = 0; i < series->count; i++) {
		json_t *measurement = report_add(
			report, series->group, series->unit, &series->values[i]);

		json_object_set_new(measurement, "of", json_string(series->name));
		json_object_set_new(measurement, "at", json_real(series->at[i]));
	}
}

bool series_check(const struct series *series, double settled, double most)
{
	size_t first = 0, last = series->count - 1;
	double power;
	bool good;

	while (series->count && first < last && series->at[first] < settled)
		first++;
	if (!series->count || first == last)
		return true;
	power = log(series->values[last].quartile_1 / series->values[first].quartile_1) /
		log(series->at[last] / series->at[first]);
	good = power <= most;
	printf("%s, %s: from %.4g %s at %.0f to %.4g at %.0f, the power %.3f; wanted: at "
	       "most %g: %s\n",
		series->group, series->name, series->values[first].quartile_1,
		series->unit, series->at[first], series->values[last].quartile_1,
		series->at[last], power, most, good ? "met" : "MISSED");
	return good;
}
