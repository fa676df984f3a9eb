// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev recover: VFs put back that nobody else will see to. */
#include <errno.h>
#include <getopt.h>

#include "cli.h"

void cli_tell_recovery(void *context, const char *address, const struct nhd_error *error)
{
	(void)context;
	if (error && error->error_class)
		fprintf(stderr, "%s: %s: %s\n", nhd_error_class_name(error->error_class),
			address, error->message);
	else
		printf("%s\n", address);
	if (error && !error->error_class)
		fprintf(stderr, "nethostdev: %s\n", error->message);
}

static int parse_options(const char **state_dir, int argc, char **argv)
{
	static const struct option options[] = {
		{ "state-dir", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return CLI_USAGE;
		*state_dir = optarg;
	}
	if (optind == argc)
		return CLI_OK;
	fprintf(stderr, "nethostdev: recover reads no file\n");
	return CLI_USAGE;
}

int cli_recover(int argc, char **argv)
{
	struct nhd_error error = NHD_ERROR_INIT;
	const char *state_dir = NULL;
	int status = parse_options(&state_dir, argc, argv);
	nhd_host *host = NULL;

	if (!status && nhd_host_open(&host, state_dir, &error) < 0)
		status = cli_report(&error, -EINVAL);
	if (!status && nhd_recover(host, cli_tell_recovery, NULL, &error) < 0)
		status = CLI_REJECTED;
	nhd_host_free(host);
	return status ? status : cli_flush(CLI_OK);
}
