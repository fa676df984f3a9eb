// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev recover: VFs put back that nobody else will see to. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

struct recover_command {
	const char *state_dir;
	const char *libvirt_file; /* NULL for what nethostdev itself has left half way */
};

void cli_tell_recovery(void *context, const char *address, const struct nhd_error *error)
{
	bool *failed = context;

	if (error && error->error_class) {
		/* Most messages begin with it. */
		bool named = !strncmp(error->message, address, strlen(address));

		fprintf(stderr, "%s: %s%s%s\n", nhd_error_class_name(error->error_class),
			named ? "" : address, named ? "" : ": ", error->message);
		if (failed)
			*failed = true;
		return;
	}
	printf("%s\n", address);
	if (error)
		fprintf(stderr, "nethostdev: %s\n", error->message);
}

static int parse_options(struct recover_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{ "state-dir", required_argument, NULL, 's' },
		{ "from-libvirt", required_argument, NULL, 'l' },
		{ NULL, 0, NULL, 0 },
	};
	int option, status = CLI_OK;

	*command = (struct recover_command){ 0 };
	while (!status && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			status = cli_state_dir(&command->state_dir);
		else if (option == 'l')
			command->libvirt_file = optarg;
		else
			status = CLI_USAGE;
	}
	if (status || optind == argc)
		return status;
	fprintf(stderr, "nethostdev: recover reads no document\n");
	return CLI_USAGE;
}

static int recover_from_libvirt(nhd_host *host, const struct recover_command *command)
{
	struct nhd_error error = NHD_ERROR_INIT;
	int restored;

	if (nhd_recover_libvirt(host, command->libvirt_file, &restored, &error) < 0)
		return cli_report_host(&error, command->state_dir);
	if (restored == NHD_RESTORED_MOST)
		fprintf(stderr, "nethostdev: %s\n", error.message);
	return CLI_OK;
}

/* Nobody names a folder that is not there, unless its name is misspelt. */
static void tell_absent(const char *state_dir)
{
	if (state_dir && access(state_dir, F_OK) < 0 && errno == ENOENT)
		fprintf(stderr, "nethostdev: %s is not there: nothing to recover\n",
			state_dir);
}

static int recover(nhd_host *host, const struct recover_command *command)
{
	struct nhd_error error = NHD_ERROR_INIT;
	bool failed = false;

	tell_absent(command->state_dir);
	if (nhd_recover(host, cli_tell_recovery, &failed, &error) >= 0)
		return CLI_OK;
	/* What is wrong with no VF, but with the state folder, nobody has told yet. */
	return failed ? CLI_REJECTED : cli_report_host(&error, command->state_dir);
}

int cli_recover(int argc, char **argv)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct recover_command command;
	int status = parse_options(&command, argc, argv);
	nhd_host *host = NULL;

	if (status)
		return status;
	if (nhd_host_open(&host, command.state_dir, &error) < 0)
		status = cli_report_host(&error, command.state_dir);
	else if (command.libvirt_file)
		status = recover_from_libvirt(host, &command);
	else
		status = recover(host, &command);
	nhd_host_free(host);
	return status ? status : cli_flush(CLI_OK);
}
