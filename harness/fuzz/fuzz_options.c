// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parses the command line of fuzz. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz_options.h"
#include "memory.h"
#include "options.h"

#define COUNT_DEFAULT 10000
#define TIMEOUT_DEFAULT 5000
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

static int parse_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno)
		return complain("'%s' is no number", text);
	return 0;
}

static int set_seed(struct fuzz_options *options, const char *value)
{
	return parse_number(value, &options->seed);
}

static int set_count(struct fuzz_options *options, const char *value)
{
	return parse_number(value, &options->count);
}

static int set_only(struct fuzz_options *options, const char *value)
{
	options->count = 1;
	return parse_number(value, &options->first);
}

static int set_command(char ***command, const char *value)
{
	strings_free(*command);
	*command = strings_split(value);
	return *command ? 0 : complain("an empty command");
}

static int set_judge(struct fuzz_options *options, const char *value)
{
	return set_command(&options->judge, value);
}

static int set_subject(struct fuzz_options *options, const char *value)
{
	return set_command(&options->subject, value);
}

static int set_kind(struct fuzz_options *options, const char *value)
{
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (kind == KIND_BACKEND ||
			strcmp(suite_kind_name((enum suite_kind)kind), value) != 0)
			continue;
		options->kinds[kind] = options->kind_given = true;
		return 0;
	}
	return complain("kind '%s' is neither interface, domain, network nor live", value);
}

static int set_fixtures(struct fuzz_options *options, const char *value)
{
	options->fixtures = value;
	return 0;
}

static int set_schema(struct fuzz_options *options, const char *value)
{
	options->schema = value;
	return 0;
}

static int set_known(struct fuzz_options *options, const char *value)
{
	strings_add(&options->known, memory_copy(value));
	return 0;
}

static int set_jobs(struct fuzz_options *options, const char *value)
{
	uint64_t jobs;

	if (parse_number(value, &jobs))
		return -EINVAL;
	if (jobs < 1 || jobs > JOBS_MAX)
		return complain(
			"%" PRIu64 " is no number of jobs from 1 to %d", jobs, JOBS_MAX);
	options->jobs = (int)jobs;
	return 0;
}

static int set_timeout(struct fuzz_options *options, const char *value)
{
	char *end;
	double seconds = strtod(value, &end);

	if (*end || !*value || !(seconds >= 0.001 && seconds <= 86400.0))
		return complain("'%s' is no time limit in seconds", value);
	options->timeout = (int)(seconds * 1000);
	return 0;
}

static int set_print(struct fuzz_options *options, const char *value)
{
	(void)value;
	options->print = true;
	return 0;
}

static const struct setting {
	const char *name;
	char letter;
	bool argument;
	int (*set)(struct fuzz_options *options, const char *value);
} settings[] = {
	{ "seed", 's', true, set_seed },
	{ "count", 'n', true, set_count },
	{ "only", 'o', true, set_only },
	{ "judge", 'J', true, set_judge },
	{ "subject", 'S', true, set_subject },
	{ "kind", 'k', true, set_kind },
	{ "fixtures", 'F', true, set_fixtures },
	{ "schema", 'x', true, set_schema },
	{ "known", 'K', true, set_known },
	{ "jobs", 'j', true, set_jobs },
	{ "timeout", 't', true, set_timeout },
	{ "print", 'p', false, set_print },
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))

static int apply(struct fuzz_options *options, int letter)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (settings[i].letter == letter)
			return settings[i].set(options, optarg);
	return -EINVAL;
}

static void set_defaults(struct fuzz_options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	*options = (struct fuzz_options){
		.seed = 1,
		.count = COUNT_DEFAULT,
		.timeout = TIMEOUT_DEFAULT,
	};
	options->jobs = cores < 1 ? 1 : cores > JOBS_MAX ? JOBS_MAX : (int)cores;
}

int fuzz_options_parse(struct fuzz_options *options, int argc, char **argv)
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
	while (!status && (letter = getopt_long(argc, argv, "j:", list, NULL)) != -1)
		status = apply(options, letter);
	for (; !status && optind < argc; optind++)
		strings_add(&options->globs, memory_copy(argv[optind]));
	options->fixtures = options_fixtures(options->fixtures);
	if (!status && !options->print && (!options->judge || !options->subject))
		status = complain("fuzz wants --judge and --subject, or --print");
	return status;
}

void fuzz_options_free(struct fuzz_options *options)
{
	strings_free(options->known);
	strings_free(options->judge);
	strings_free(options->subject);
	strings_free(options->globs);
}
