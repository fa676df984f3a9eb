// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev prepare and restore: an interface's VF, made ready for a guest and put back. */
#include <errno.h>
#include <getopt.h>

#include "cli.h"

/* What the two verbs have in common: their options, the document and the host. */
struct vf_command {
	nhd_interface *interface;
	nhd_host *host;
	struct nhd_error error;
};

static int parse_options(int argc, char **argv, const char **state_dir)
{
	static const struct option options[] = {
		{ "state-dir", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*state_dir = NULL;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 's')
			return CLI_USAGE;
		*state_dir = optarg;
	}
	if (optind + 1 < argc) {
		fprintf(stderr, "nethostdev: too many files\n");
		return CLI_USAGE;
	}
	return CLI_OK;
}

static void tell_recovery(
	void *context, const char *address, const struct nhd_error *error)
{
	(void)context;
	if (error)
		fprintf(stderr, "%s %s: %s\n", nhd_error_class_name(error->error_class),
			address, error->message);
	else
		printf("%s\n", address);
}

/* A source that is no VF is refused, not passed over: its -ENOTSUP is a class like others. */
static int report(const struct nhd_error *error)
{
	return cli_report(error, -EINVAL);
}

static int begin(struct vf_command *command, int argc, char **argv)
{
	const char *state_dir;
	int status = parse_options(argc, argv, &state_dir);

	*command = (struct vf_command){ .error = NHD_ERROR_INIT };
	if (!status)
		status = cli_read_interface(
			argv[optind], NHD_DRIVER_GENERIC, &command->interface);
	if (!status && nhd_host_open(&command->host, state_dir, &command->error) < 0)
		status = report(&command->error);
	return status;
}

static int finish(struct vf_command *command, int status)
{
	nhd_host_free(command->host);
	nhd_interface_free(command->interface);
	return status;
}

int cli_prepare(int argc, char **argv)
{
	struct vf_command command;
	int status = begin(&command, argc, argv);

	if (!status && nhd_prepare(command.host, command.interface, &command.error) < 0)
		status = report(&command.error);
	if (!status)
		status = cli_print_interface(command.interface);
	return finish(&command, status);
}

int cli_restore(int argc, char **argv)
{
	struct vf_command command;
	int restored = 1;
	int status = begin(&command, argc, argv);

	if (!status && nhd_restore(command.host, command.interface, &restored,
			       &command.error) < 0)
		status = report(&command.error);
	if (!status && !restored)
		fprintf(stderr,
			"nethostdev: the VF was never prepared: nothing to restore\n");
	return finish(&command, status);
}

/* Prints the address of each VF that is as it was; what could not be goes to stderr. */
int cli_recover(int argc, char **argv)
{
	struct nhd_error error = NHD_ERROR_INIT;
	nhd_host *host = NULL;
	const char *state_dir;
	int status = parse_options(argc, argv, &state_dir);

	if (!status && optind < argc) {
		fprintf(stderr, "nethostdev: recover reads no file\n");
		status = CLI_USAGE;
	}
	if (!status && nhd_host_open(&host, state_dir, &error) < 0)
		status = report(&error);
	if (!status && nhd_recover(host, tell_recovery, NULL, &error) < 0)
		status = CLI_REJECTED;
	nhd_host_free(host);
	return status ? status : cli_flush(CLI_OK);
}
