// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How fast a corpus is read and written, beside libxml2's bare tree and libvirt. The
 * contestants take turns, a few documents each, and are compared round by round: a machine
 * that is slow for a while is so for all of them.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "libvirt.h"
#include "report.h"

#define TURN_DOCUMENTS 32
#define CONTESTANTS_MAX 3

struct options {
	const char *fixtures;
	const char *report;       /* NULL: none */
	const char *instructions; /* NULL: none */
	const char *count;        /* the one contestant that runs, for callgrind */
	size_t rounds;
	bool untimed; /* a goal that is missed is no failure: for tests */
};

/* The seconds of each contestant's passes, a row a contestant. */
struct rounds {
	const struct contestant *contestants[CONTESTANTS_MAX];
	double *seconds[CONTESTANTS_MAX]; /* owned */
	size_t contestant_count;
	size_t count;
};

static void rounds_clear(struct rounds *rounds)
{
	for (size_t i = 0; i < rounds->contestant_count; i++)
		free(rounds->seconds[i]);
}

static int take_turn(struct rounds *rounds, struct contest *contest, size_t which,
	size_t round, size_t first)
{
	size_t end = first + TURN_DOCUMENTS;
	double begin = measure_now();
	int status;

	if (end > contest->corpus.count)
		end = contest->corpus.count;
	status = contestant_pass(rounds->contestants[which], contest, first, end);
	rounds->seconds[which][round] += measure_now() - begin;
	return status;
}

/* Every other turn goes backwards, so that nobody profits from whom he follows. */
static int take_turns(struct rounds *rounds, struct contest *contest, size_t round)
{
	size_t count = rounds->contestant_count;
	int status = 0;

	for (size_t first = 0, turn = round; !status && first < contest->corpus.count;
		first += TURN_DOCUMENTS, turn++) {
		for (size_t i = 0; !status && i < count; i++)
			status = take_turn(rounds, contest, turn % 2 ? count - 1 - i : i,
				round, first);
	}
	return status;
}

static int rounds_run(struct rounds *rounds, struct contest *contest)
{
	int status = 0;

	for (size_t i = 0; i < rounds->contestant_count; i++) {
		rounds->seconds[i] = calloc(rounds->count, sizeof(double));
		if (!rounds->seconds[i])
			return -ENOMEM;
	}
	status = take_turns(rounds, contest, 0);
	for (size_t i = 0; i < rounds->contestant_count; i++)
		rounds->seconds[i][0] = 0; /* it was to warm up */
	for (size_t i = 0; !status && i < rounds->count; i++)
		status = take_turns(rounds, contest, i);
	return status;
}

/* Microseconds a document. */
static json_t *report_time(json_t *report, const struct rounds *rounds, size_t which,
	const struct contest *contest)
{
	const struct contestant *contestant = rounds->contestants[which];
	struct quantiles quantiles;
	double *values = calloc(rounds->count, sizeof(*values));
	json_t *measurement;

	if (!values)
		return NULL;
	for (size_t i = 0; i < rounds->count; i++)
		values[i] =
			rounds->seconds[which][i] * 1e6 / (double)contest->corpus.count;
	quantiles = measure_quantiles(values, rounds->count);
	free(values);
	measurement = report_add(report, contestant->name, "us/document", &quantiles);
	json_object_set_new(measurement, "does", json_string(contestant->does));
	printf("%s: %.2f us a document (%s)\n", contestant->name, quantiles.median,
		contestant->does);
	return measurement;
}

/* Of the same round, one contestant's time by another's. */
static bool report_pair(json_t *measurement, const struct rounds *rounds, size_t one,
	size_t other, struct goal goal)
{
	struct quantiles quantiles;
	double *ratios = calloc(rounds->count, sizeof(*ratios));

	if (!ratios)
		return false;
	for (size_t i = 0; i < rounds->count; i++)
		ratios[i] = rounds->seconds[one][i] / rounds->seconds[other][i];
	quantiles = measure_quantiles(ratios, rounds->count);
	free(ratios);
	return report_ratio(
		measurement, rounds->contestants[other]->name, &quantiles, goal);
}

/* Lines "NAME COUNT": what callgrind counted in one pass of each contestant. */
static bool add_instructions(json_t *report, const char *path, double documents)
{
	FILE *file = fopen(path, "re");
	char name[32];
	double count;

	if (!file) {
		perror(path);
		return false;
	}
	while (fscanf(file, "%31s %lf", name, &count) == 2) {
		json_t *measurement;
		size_t i;

		json_array_foreach(
			json_object_get(report, "measurements"), i, measurement)
		{
			if (!strcmp(name, json_string_value(
						  json_object_get(measurement, "name"))))
				json_object_set_new(measurement, "instructions",
					json_real(count / documents));
		}
	}
	fclose(file);
	return true;
}

static json_t *find_measurement(const json_t *report, const char *name)
{
	json_t *measurement;
	size_t i;

	json_array_foreach(json_object_get(report, "measurements"), i, measurement)
	{
		if (!strcmp(name,
			    json_string_value(json_object_get(measurement, "name"))))
			return measurement;
	}
	return NULL;
}

/* Beside the ratio of times that of instructions, which no neighbour disturbs. */
static void compare_instructions(const json_t *report)
{
	double tree = json_real_value(
		json_object_get(find_measurement(report, "tree"), "instructions"));

	for (size_t i = 0; tree > 0 && i < CONTESTANT_TREE; i++) {
		const char *name = contestants[i].name;
		json_t *measurement = find_measurement(report, name);
		double count =
			json_real_value(json_object_get(measurement, "instructions"));

		json_object_set_new(json_object_get(measurement, "ratio"), "instructions",
			json_real(count / tree));
		printf("%s / tree: %.3f in instructions (%.0f and %.0f a document)\n",
			name, count / tree, count, tree);
	}
}

/* What any of the two goals of reading was missed by, if it was, makes the answer false. */
static int run_library(
	struct contest *contest, const struct options *options, json_t *report, bool *met)
{
	static const double limits[] = { 0.85, 1.0 };
	struct rounds rounds = { .contestant_count = CONTESTANT_COUNT,
		.count = options->rounds };
	json_t *measurements[CONTESTANT_COUNT];
	int status;

	for (size_t i = 0; i < CONTESTANT_COUNT; i++)
		rounds.contestants[i] = &contestants[i];
	status = rounds_run(&rounds, contest);
	for (size_t i = 0; !status && i < CONTESTANT_COUNT; i++) {
		measurements[i] = report_time(report, &rounds, i, contest);
		status = measurements[i] ? 0 : -ENOMEM;
	}
	for (size_t i = 0; !status && i < CONTESTANT_TREE; i++)
		*met &= report_pair(measurements[i], &rounds, i, CONTESTANT_TREE,
			(struct goal){ GOAL_AT_MOST, limits[i] });
	rounds_clear(&rounds);
	return status;
}

/* libvirt takes so much longer that a few rounds tell it as well as many. */
static int run_libvirt(
	struct contest *contest, const struct options *options, json_t *report, bool *met)
{
	struct rounds rounds = { { &contestants[CONTESTANT_REUSED], &libvirt_contestant,
					 &libvirt_bare_contestant },
		.contestant_count = 3, .count = (options->rounds + 9) / 10 };
	json_t *times[3] = { NULL, NULL, NULL };
	int status = libvirt_open(contest);

	if (status == -ENOTSUP) {
		puts("libvirt: was not found by configure: not compared");
		return 0;
	}
	if (!status)
		status = rounds_run(&rounds, contest);
	printf("libvirt: %zu documents that it defines\n", contest->corpus.count);
	for (size_t i = 1; !status && i < 3; i++) {
		times[i] = report_time(report, &rounds, i, contest);
		status = times[i] ? 0 : -ENOMEM;
	}
	if (!status) {
		*met &= report_pair(
			times[1], &rounds, 1, 0, (struct goal){ GOAL_AT_LEAST, 15 });
		report_pair(times[2], &rounds, 2, 0, (struct goal){ GOAL_NONE, 0 });
	}
	rounds_clear(&rounds);
	libvirt_close(contest);
	return status;
}

static int compare(struct contest *contest, const struct options *options, bool *met)
{
	json_t *report = report_open(options->report);
	char version[LIBVIRT_VERSION_MAX];
	int status;

	if (!report)
		return -EINVAL;
	libvirt_version(version);
	json_object_set_new(
		json_object_get(report, "versions"), "libvirt", json_string(version));
	json_object_set_new(report, "corpus",
		json_pack("{s:I, s:I}", "documents", (json_int_t)contest->corpus.count,
			"bytes", (json_int_t)contest->corpus.bytes));
	printf("corpus: %zu documents of %zu bytes\n", contest->corpus.count,
		contest->corpus.bytes);
	status = run_library(contest, options, report, met);
	if (!status && options->instructions) {
		if (!add_instructions(
			    report, options->instructions, (double)contest->corpus.count))
			status = -EINVAL;
		compare_instructions(report);
	}
	if (!status)
		status = run_libvirt(contest, options, report, met);
	if (!report_close(report, options->report) && !status)
		status = -EIO;
	return status;
}

/* Nothing but passes of one contestant: what makes two of them differ is their number. */
static int run_one(struct contest *contest, const struct options *options)
{
	int status = -EINVAL;

	for (size_t i = 0; i < CONTESTANT_COUNT; i++) {
		if (strcmp(contestants[i].name, options->count))
			continue;
		status = 0;
		for (size_t round = 0; !status && round < options->rounds; round++)
			status = contestant_pass(
				&contestants[i], contest, 0, contest->corpus.count);
	}
	return status;
}

static int usage(const char *program)
{
	fprintf(stderr,
		"usage: %s --fixtures DIR [--rounds N] [--report FILE] "
		"[--instructions FILE] [--untimed]\n"
		"       %s --fixtures DIR [--rounds N] --count reused|fresh|tree\n",
		program, program);
	return 2;
}

static bool parse_options(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "count", required_argument, NULL, 'c' },
		{ "fixtures", required_argument, NULL, 'f' },
		{ "instructions", required_argument, NULL, 'i' },
		{ "report", required_argument, NULL, 'r' },
		{ "rounds", required_argument, NULL, 'n' },
		{ "untimed", no_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'c')
			options->count = optarg;
		else if (option == 'f')
			options->fixtures = optarg;
		else if (option == 'i')
			options->instructions = optarg;
		else if (option == 'r')
			options->report = optarg;
		else if (option == 'n')
			options->rounds = strtoul(optarg, NULL, 10);
		else if (option == 'u')
			options->untimed = true;
		else
			return false;
	}
	return options->fixtures && options->rounds && optind == argc;
}

int main(int argc, char **argv)
{
	struct options options = { .rounds = 300 };
	struct contest contest = { .reader = NULL };
	bool met = true;
	int status;

	if (!parse_options(argc, argv, &options))
		return usage(argv[0]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = corpus_load(&contest.corpus, options.fixtures);
	if (!status)
		status = nhd_reader_new(&contest.reader, NHD_DRIVER_GENERIC, NULL);
	if (!status && options.count)
		status = run_one(&contest, &options);
	else if (!status)
		status = compare(&contest, &options, &met);
	nhd_reader_free(contest.reader);
	corpus_clear(&contest.corpus);
	xmlCleanupParser();
	if (status)
		fprintf(stderr, "%s: %s\n", argv[0], strerror(-status));
	return status ? 2 : !met && !options.untimed;
}
