// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command line, checked as far as it can be without doing anything. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hosts.h"
#include "memory.h"
#include "options.h"
#include "tier.h"

#define TIMEOUT 600
#define TIMEOUT_MOST 86400

/* What was given, as text; NULL for what was not. */
struct given {
	const char *tier, *pfs, *vfs, *host, *share, *timeout;
};

static int complain(const char *what, const char *value)
{
	say("%s%s%s", what, value ? ": " : "", value ? value : "");
	return EXIT_USAGE;
}

/* Where the value of an option goes; NULL where there is no such option. */
static const char **find_option(struct given *given, const char *name, size_t length)
{
	const struct {
		const char *name;
		const char **value;
	} options[] = {
		{ "--tier", &given->tier },
		{ "--pfs", &given->pfs },
		{ "--vfs", &given->vfs },
		{ "--host", &given->host },
		{ "--share", &given->share },
		{ "--timeout", &given->timeout },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (strlen(options[i].name) == length &&
			!strncmp(options[i].name, name, length))
			return options[i].value;
	return NULL;
}

/* Both --name value and --name=value; *used is how many words were options. */
static int parse_words(struct given *given, int argc, char **argv, int *used)
{
	int i = 0;

	while (i < argc && argv[i][0] == '-') {
		size_t length = strcspn(argv[i], "=");
		const char **value;

		if (!strcmp(argv[i], "--")) {
			i++;
			break;
		}
		value = find_option(given, argv[i], length);
		if (!value)
			return complain("there is no option", argv[i]);
		if (argv[i][length] == '=')
			*value = argv[i] + length + 1;
		else if (i + 1 < argc)
			*value = argv[++i];
		else
			return complain("a value is missing", argv[i]);
		i++;
	}
	*used = i;
	return 0;
}

/* Decimal digits and nothing else, whatever they begin with. */
static int parse_number(
	const char *option, const char *text, long least, long most, long *number)
{
	size_t digits;

	if (!text)
		return 0;
	digits = strspn(text, "0123456789");
	*number = digits && !text[digits] ? strtol(text, NULL, 10) : LONG_MAX;
	if (*number >= least && *number <= most)
		return 0;
	say("%s: a number from %ld to %ld is wanted, not '%s'", option, least, most,
		text);
	return EXIT_USAGE;
}

static int find_tier(struct run *run, const char *name)
{
	if (!name)
		return complain("--tier is wanted: sim, userns, netdevsim or igb", NULL);
	run->tier = tier_find(name);
	return run->tier ? 0 : complain("there is no tier", name);
}

static int check_numbers(struct run *run, const struct given *given)
{
	long timeout = run->interactive ? 0 : TIMEOUT;
	int status;

	run->pfs = 1;
	run->vfs = run->tier->vfs;
	status = parse_number("--pfs", given->pfs, 1, run->tier->pfs_most, &run->pfs);
	if (!status)
		status = parse_number(
			"--vfs", given->vfs, 0, run->tier->vfs_most, &run->vfs);
	if (!status)
		status = parse_number(
			"--timeout", given->timeout, 1, TIMEOUT_MOST, &timeout);
	run->timeout = (int)timeout;
	return status;
}

static int check_share(struct run *run, const char *share)
{
	struct stat folder;

	if (!share)
		return 0;
	if (!run->tier->shares)
		return complain(
			"this tier has the caller's own files; --share is not for it",
			run->tier->name);
	run->share = realpath(share, NULL);
	if (!run->share || stat(run->share, &folder) || !S_ISDIR(folder.st_mode))
		return complain("--share wants a folder", share);
	return 0;
}

static int check_host(struct run *run, const struct given *given)
{
	struct buffer why = { 0 };
	int status;

	run->host_file = given->host;
	if (given->host && (given->pfs || given->vfs))
		return complain("--host says how many PFs and VFs there are", NULL);
	status = hosts_read(run, &why);
	if (!status)
		status = hosts_check(run, &why);
	if (status)
		status = complain(buffer_text(&why), NULL);
	else
		hosts_complete(&run->host);
	buffer_free(&why);
	return status;
}

static char **shell_command(void)
{
	static char *command[2];
	char *shell = getenv("SHELL");

	command[0] = shell && *shell ? shell : (char *)"/bin/sh";
	return command;
}

int options_parse_run(struct run *run, int argc, char **argv)
{
	struct given given = { 0 };
	int used = 0;
	int status = parse_words(&given, argc, argv, &used);

	if (!status)
		status = find_tier(run, given.tier);
	if (!status)
		status = check_numbers(run, &given);
	if (!status)
		status = check_share(run, given.share);
	if (!status)
		status = check_host(run, &given);
	if (status)
		return status;
	run->command = run->interactive ? shell_command() : argv + used;
	if (run->interactive ? used < argc : used == argc)
		return complain(run->interactive ? "shell wants no command"
						 : "run wants a command",
			NULL);
	return 0;
}

int options_parse_prepare(struct run *run, int argc, char **argv)
{
	struct given given = { .tier = "igb" };
	int used = 0;
	int status = parse_words(&given, argc, argv, &used);

	if (!status && (used < argc || given.pfs || given.vfs || given.host ||
			       given.share || given.timeout))
		status = complain("prepare wants nothing but --tier", NULL);
	return status ? status : find_tier(run, given.tier);
}
