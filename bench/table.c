// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A report of the benchmarks as tables for gnuplot: a block for each series, headed by its
 * name, two blank lines apart. Fails if the report is none.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* What is not there is no number to gnuplot either. */
static double number_in(const json_t *object, const char *key)
{
	const json_t *number = json_object_get(object, key);

	return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

static const char *text_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* " VALUE MINIMUM QUARTILE QUARTILE MAXIMUM"; returns whether all of them are there. */
static bool print_values(const json_t *object)
{
	const json_t *quantiles = json_object_get(object, "quantiles");

	printf(" %g", number_in(object, "value"));
	for (size_t i = 0; i < 5; i++) {
		if (i != 2)
			printf(" %g", json_number_value(json_array_get(quantiles, i)));
	}
	return json_array_size(quantiles) == 5 && !isnan(number_in(object, "value"));
}

/* "NAME/TO" VALUES GOAL INSTRUCTIONS */
static bool print_ratios(const json_t *measurements)
{
	const json_t *measurement;
	bool good = true;
	size_t i;

	puts("# ratios");
	json_array_foreach(measurements, i, measurement)
	{
		const json_t *ratio = json_object_get(measurement, "ratio");
		double goal = number_in(ratio, "at_most");

		if (!ratio)
			continue;
		printf("\"%s/%s\"", text_in(measurement, "name"), text_in(ratio, "to"));
		good &= print_values(ratio);
		printf(" %g %g\n", isnan(goal) ? number_in(ratio, "at_least") : goal,
			number_in(ratio, "instructions"));
	}
	return good;
}

/* AT VALUES */
static bool print_series(const json_t *measurements)
{
	const json_t *measurement, *last = NULL;
	bool good = true;
	size_t i;

	json_array_foreach(measurements, i, measurement)
	{
		const char *name = text_in(measurement, "name");
		const char *of = text_in(measurement, "of");

		if (!json_object_get(measurement, "at"))
			continue;
		if (!last || strcmp(name, text_in(last, "name")) ||
			strcmp(of, text_in(last, "of")))
			printf("\n\n# %s: %s\n", name, of);
		last = measurement;
		printf("%g", number_in(measurement, "at"));
		good &= print_values(measurement);
		putchar('\n');
	}
	return good;
}

int main(int argc, char **argv)
{
	const json_t *measurements;
	json_error_t error;
	json_t *report;
	bool good;

	if (argc != 2) {
		fprintf(stderr, "usage: %s REPORT\n", argv[0]);
		return 2;
	}
	report = json_load_file(argv[1], 0, &error);
	if (!report) {
		fprintf(stderr, "%s:%d: %s\n", argv[1], error.line, error.text);
		return 2;
	}
	measurements = json_object_get(report, "measurements");
	good = json_array_size(measurements) > 0;
	good &= print_ratios(measurements);
	good &= print_series(measurements);
	json_decref(report);
	if (!good)
		fprintf(stderr, "%s: no report of the benchmarks\n", argv[1]);
	return good && !fflush(stdout) ? 0 : 1;
}
