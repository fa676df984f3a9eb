// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev prepare and restore: VFs made ready for a guest, and put back. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>

#include "cli.h"

/* What the verbs have in common: their options, the document and the host. */
struct vf_command {
	const char *state_dir;
	const char *network_path;
	struct nhd_prepare_options options;
	struct cli_devices devices;
	nhd_host *host;
	struct nhd_error error;
};

static int print_plan(void *context, const char *address, const char *setting,
	const char *from, const char *to)
{
	(void)context;
	printf("%s: %s: %s -> %s\n", address, setting, from, to);
	return 0;
}

static int parse_options(struct vf_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{ "state-dir", required_argument, NULL, 's' },
		{ "domain-uuid", required_argument, NULL, 'd' },
		{ "host-uuid", required_argument, NULL, 'h' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "network", required_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int option, status = CLI_OK;

	*command = (struct vf_command){ .error = NHD_ERROR_INIT };
	while (!status && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			status = cli_state_dir(&command->state_dir);
		else if (option == 'd')
			command->options.guest_uuid = optarg;
		else if (option == 'h')
			command->options.host_uuid = optarg;
		else if (option == 'w')
			command->network_path = optarg;
		else if (option == 'n')
			command->options.plan = print_plan;
		else
			status = CLI_USAGE;
	}
	if (!status && optind + 1 < argc) {
		fprintf(stderr, "nethostdev: too many files\n");
		status = CLI_USAGE;
	}
	return status;
}

static int report(const struct vf_command *command)
{
	return cli_report_host(&command->error, command->state_dir);
}

static int begin(struct vf_command *command, int argc, char **argv)
{
	int status = parse_options(command, argc, argv);

	if (!status)
		status = cli_read_devices(
			argv[optind], command->network_path, &command->devices);
	if (!status &&
		nhd_host_open(&command->host, command->state_dir, &command->error) < 0)
		status = report(command);
	return status;
}

static int finish(struct vf_command *command, int status)
{
	nhd_host_free(command->host);
	cli_free_devices(&command->devices);
	return status;
}

static int prepare(struct vf_command *command)
{
	const struct cli_devices *devices = &command->devices;

	if (devices->domain)
		return nhd_prepare_domain(command->host, devices->domain,
			&command->options, &command->error);
	if (devices->network)
		return nhd_prepare_from_pool(command->host, devices->interface,
			devices->network, &command->options, &command->error);
	return nhd_prepare(
		command->host, devices->interface, &command->options, &command->error);
}

static int restore_interface(struct vf_command *command)
{
	int restored;

	if (nhd_restore(command->host, command->devices.interface, &restored,
		    &command->error) < 0)
		return report(command);
	if (restored != NHD_RESTORED_ALL)
		fprintf(stderr, "nethostdev: %s\n", command->error.message);
	return CLI_OK;
}

static int restore(struct vf_command *command)
{
	if (!command->devices.domain)
		return restore_interface(command);
	if (nhd_restore_domain(command->host, command->devices.domain, cli_tell_recovery,
		    NULL, &command->error) >= 0)
		return CLI_OK;
	cli_hint_host(&command->error, command->state_dir);
	return CLI_REJECTED;
}

/* What nobody was told of, nobody would give back: then it is put back here. */
static int print_prepared(struct vf_command *command)
{
	int status = cli_print_devices(&command->devices);

	if (status)
		restore(command);
	return status;
}

static void tell_passed_over(const nhd_domain *domain)
{
	size_t count = domain ? nhd_domain_pool_interfaces(domain) : 0;

	if (count)
		fprintf(stderr,
			"nethostdev: of type network, and passed over: %zu; each such "
			"interface is prepared by itself, with --network\n",
			count);
}

int cli_prepare(int argc, char **argv)
{
	struct vf_command command;
	int status = begin(&command, argc, argv);

	if (status)
		return finish(&command, status);
	/* A reader that has gone is an error to be told, and no end. */
	signal(SIGPIPE, SIG_IGN);
	if (prepare(&command) < 0)
		status = report(&command);
	else if (command.options.plan)
		status = cli_flush(CLI_OK);
	else
		status = print_prepared(&command);
	if (!status)
		tell_passed_over(command.devices.domain);
	return finish(&command, status);
}

int cli_restore(int argc, char **argv)
{
	struct vf_command command;
	int status = begin(&command, argc, argv);

	if (!status && (command.options.plan || command.network_path)) {
		fprintf(stderr, "nethostdev: --dry-run and --network are for prepare\n");
		status = CLI_USAGE;
	}
	if (!status)
		status = cli_flush(restore(&command));
	return finish(&command, status);
}
