// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev show: what the PFs and VFs of this host are. */
#include <getopt.h>

#include "cli.h"

struct show_command {
	const char *state_dir;
	const char *address; /* NULL for all */
	enum nhd_show_form form;
};

static int parse_options(struct show_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{ "state-dir", required_argument, NULL, 's' },
		{ "xml", no_argument, NULL, 'x' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int option, forms = 0;

	*command = (struct show_command){ .form = NHD_SHOW_TABLE };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return CLI_USAGE;
		if (option == 's') {
			if (cli_state_dir(&command->state_dir))
				return CLI_USAGE;
			continue;
		}
		command->form = option == 'x' ? NHD_SHOW_DOCUMENT : NHD_SHOW_JSON;
		forms++;
	}
	command->address = argv[optind];
	if (forms < 2 && argc - optind < 2)
		return CLI_OK;
	fprintf(stderr, "nethostdev: show takes one form and one address at most\n");
	return CLI_USAGE;
}

int cli_show(int argc, char **argv)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct show_command command;
	int status = parse_options(&command, argc, argv);
	nhd_host *host = NULL;
	char *text = NULL;
	size_t length;

	if (status)
		return status;
	if (nhd_host_open(&host, command.state_dir, &error) < 0 ||
		nhd_show(host, command.address, command.form, &text, &length, &error) < 0)
		status = cli_report_host(&error, command.state_dir);
	else
		fwrite(text, 1, length, stdout);
	nhd_text_free(text);
	nhd_host_free(host);
	return status ? status : cli_flush(CLI_OK);
}
