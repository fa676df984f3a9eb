// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parses the command line of run. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "options.h"

#define TIMEOUT_DEFAULT 10000
#define JOBS_MAX 256

static int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int complain(const char *format, ...)
{
	va_list arguments;

	fputs("nethostdev-conformance: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return -EINVAL;
}

static const char *const grade_names[] = {
	[GRADE_DEFAULT] = "default",
	[GRADE_BYTES] = "bytes",
	[GRADE_INFOSET] = "infoset",
	[GRADE_MEANING] = "meaning",
};

const char *grade_name(enum grade grade)
{
	return grade_names[grade];
}

bool grade_parse(const char *text, enum grade *grade)
{
	for (int i = GRADE_BYTES; i <= GRADE_MEANING; i++) {
		if (!strcmp(grade_names[i], text)) {
			*grade = (enum grade)i;
			return true;
		}
	}
	return false;
}

const char *options_fixtures(const char *given)
{
	const char *fixtures = given ? given : getenv("NHD_FIXTURES");

	return fixtures && *fixtures ? fixtures : NHD_FIXTURES_DIR;
}

static int set_batch(struct run_options *options, const char *value)
{
	(void)value;
	options->batch = true;
	return 0;
}

static int set_strict(struct run_options *options, const char *value)
{
	(void)value;
	options->strict = true;
	return 0;
}

static int set_no_skips(struct run_options *options, const char *value)
{
	(void)value;
	options->no_skips = true;
	return 0;
}

static int set_grade(struct run_options *options, const char *value)
{
	if (!grade_parse(value, &options->grade))
		return complain(
			"grade '%s' is neither bytes, infoset nor meaning", value);
	return 0;
}

static int set_level(struct run_options *options, const char *value)
{
	if (!suite_level_parse(value, &options->level))
		return complain("level '%s' is neither must, should nor quirk", value);
	return 0;
}

static int set_libvirt(struct run_options *options, const char *value)
{
	options->libvirt_given = true;
	if (!version_parse(value, &options->libvirt))
		return complain("'%s' is no release such as 11.3.0", value);
	return 0;
}

static int set_driver(struct run_options *options, const char *value)
{
	options->driver = value;
	if (strcmp(value, "generic") != 0 && strcmp(value, "qemu") != 0)
		return complain("driver '%s' is neither generic nor qemu", value);
	return 0;
}

static int add_without(struct run_options *options, const char *value)
{
	strings_add(&options->without, memory_copy(value));
	return 0;
}

static int add_exclude(struct run_options *options, const char *value)
{
	strings_add(&options->excludes, memory_copy(value));
	return 0;
}

static int set_expected_failures(struct run_options *options, const char *value)
{
	options->expected_failures = value;
	return 0;
}

static int set_jobs(struct run_options *options, const char *value)
{
	char *end;
	long jobs = strtol(value, &end, 10);

	if (*end || !*value || jobs < 1 || jobs > JOBS_MAX)
		return complain(
			"'%s' is no number of jobs from 1 to %d", value, JOBS_MAX);
	options->jobs = (int)jobs;
	return 0;
}

static int set_timeout(struct run_options *options, const char *value)
{
	char *end;
	double seconds = strtod(value, &end);

	if (*end || !*value || !(seconds >= 0.001 && seconds <= 86400.0))
		return complain("'%s' is no time limit in seconds", value);
	options->timeout = (int)(seconds * 1000);
	return 0;
}

static int set_format(struct run_options *options, const char *value)
{
	if (!strcmp(value, "tap"))
		options->format = FORMAT_TAP;
	else if (!strcmp(value, "human"))
		options->format = FORMAT_HUMAN;
	else
		return complain("format '%s' is neither tap nor human", value);
	return 0;
}

static int set_report(struct run_options *options, const char *value)
{
	options->report = value;
	return 0;
}

static int set_fixtures(struct run_options *options, const char *value)
{
	options->fixtures = value;
	return 0;
}

static int set_reference(struct run_options *options, const char *value)
{
	strings_free(options->reference);
	options->reference = strings_split(value);
	if (!options->reference)
		return complain("--reference wants a command");
	return 0;
}

static const struct setting {
	const char *name;
	char letter;
	bool argument;
	int (*set)(struct run_options *options, const char *value);
} settings[] = {
	{ "batch", 'b', false, set_batch },
	{ "strict", 'S', false, set_strict },
	{ "no-skips", 'N', false, set_no_skips },
	{ "grade", 'g', true, set_grade },
	{ "level", 'l', true, set_level },
	{ "libvirt", 'v', true, set_libvirt },
	{ "driver", 'd', true, set_driver },
	{ "without", 'w', true, add_without },
	{ "exclude", 'x', true, add_exclude },
	{ "expected-failures", 'e', true, set_expected_failures },
	{ "jobs", 'j', true, set_jobs },
	{ "timeout", 't', true, set_timeout },
	{ "format", 'f', true, set_format },
	{ "report", 'r', true, set_report },
	{ "fixtures", 'F', true, set_fixtures },
	{ "reference", 'R', true, set_reference },
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))

static int apply(struct run_options *options, int letter)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (settings[i].letter == letter)
			return settings[i].set(options, optarg);
	return -EINVAL;
}

/* The globs stand between the options and "--", the command behind it. */
static int take_operands(struct run_options *options, int argc, char **argv)
{
	int at = optind;

	if (!at || strcmp(argv[at - 1], "--") != 0)
		for (; at < argc && strcmp(argv[at], "--") != 0; at++)
			strings_add(&options->globs, memory_copy(argv[at]));
	if (at < argc && !strcmp(argv[at], "--"))
		at++;
	else if (options->globs)
		return complain("no '-- COMMAND' that says what to test");
	if (at >= argc)
		return complain("no command to test");
	options->command = argv + at;
	return 0;
}

static void set_defaults(struct run_options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	*options =
		(struct run_options){ .level = LEVEL_QUIRK, .timeout = TIMEOUT_DEFAULT };
	version_parse(VERSION_DEFAULT, &options->libvirt);
	options->jobs = cores < 1 ? 1 : cores > JOBS_MAX ? JOBS_MAX : (int)cores;
}

int options_parse(struct run_options *options, int argc, char **argv)
{
	struct option list[SETTING_COUNT + 1] = { 0 };
	int letter;
	int status = 0;

	for (size_t i = 0; i < SETTING_COUNT; i++)
		list[i] = (struct option){ settings[i].name,
			settings[i].argument ? required_argument : no_argument, NULL,
			settings[i].letter };
	set_defaults(options);
	optind = 1;
	/* '+': what follows the first operand is not for us. */
	while (!status && (letter = getopt_long(argc, argv, "+j:", list, NULL)) != -1)
		status = apply(options, letter);
	if (!status)
		status = take_operands(options, argc, argv);
	options->fixtures = options_fixtures(options->fixtures);
	return status;
}

void options_free(struct run_options *options)
{
	strings_free(options->globs);
	strings_free(options->excludes);
	strings_free(options->without);
	strings_free(options->reference);
}
