// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command nethostdev: finds the verb. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "cli.h"
#include "config.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	bool on_host;
} verbs[] = {
	{ "format", cli_format, false },
	{ "check", cli_check, false },
	{ "prepare", cli_prepare, true },
	{ "recover", cli_recover, true },
	{ "restore", cli_restore, true },
	{ "show", cli_show, true },
};

static void print_usage(FILE *file)
{
	fprintf(file,
		"Usage: nethostdev VERB [OPTION]... [FILE]...\n"
		"Reads, writes and carries out libvirt's <interface type='hostdev'>; "
		"reads\n"
		"and writes a <network> that is a pool of VFs, and a <domain>, of which "
		"the\n"
		"interfaces of type hostdev are printed.\n\n"
		"  format [--driver generic|qemu] [--live] [FILE]\n"
		"                                          print the canonical form\n"
		"  format --batch [--driver generic|qemu]  speak the conformance "
		"protocol\n"
		"  check [--driver generic|qemu] FILE...   tell what is wrong, and "
		"where\n"
		"  check --schema [--schema-file SCHEMA] FILE...\n"
		"                                          what the RELAX NG schema "
		"refuses\n"
		"  prepare [--state-dir DIR] [--domain-uuid UUID --host-uuid UUID]\n"
		"          [--network NETWORK] [--dry-run] [FILE]\n"
		"                                          make VFs ready for a "
		"guest\n"
		"  restore [--state-dir DIR] [FILE]        put them back as they were\n"
		"  recover [--state-dir DIR]               put back what was left half "
		"way\n"
		"  recover [--state-dir DIR] --from-libvirt STATE\n"
		"                                          put back what libvirt saved "
		"in a file\n"
		"  show [--state-dir DIR] [--xml|--json] [ADDRESS]\n"
		"                                          the PFs of this host, and "
		"their VFs\n\n"
		"FILE is - or, but for check, absent for standard input. Exit status: 0 "
		"done,\n"
		"1 refused (stderr begins with the class of the error, but for check), "
		"2\n"
		"wrong usage, 77 no interface of type hostdev (with --network: "
		"network), and no pool\n"
		"of host devices (which check refuses). NHD_SCHEMA names another schema "
		"to check "
		"with.\n");
}

/* Whether a verb's host is another than the one that is meant; it is then told. */
static bool is_refused(size_t verb)
{
	const char *why = verbs[verb].on_host ? cli_host_refusal() : NULL;

	if (why)
		fprintf(stderr, "nethostdev: %s: %s\n", verbs[verb].name, why);
	return why != NULL;
}

int main(int argc, char **argv)
{
	int status = CLI_USAGE;

	if ((argc > 1 && !strcmp(argv[1], "--help")) ||
		(argc > 2 && !strcmp(argv[2], "--help"))) {
		print_usage(stdout);
		return cli_flush(CLI_OK);
	}
	if (argc > 1 && !strcmp(argv[1], "--version")) {
		printf("nethostdev %s\n", VERSION);
		return cli_flush(CLI_OK);
	}
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!strcmp(argv[1], verbs[i].name)) {
			if (is_refused(i))
				return CLI_USAGE;
			/* getopt begins its complaints with this name. */
			argv[1] = argv[0];
			status = verbs[i].run(argc - 1, argv + 1);
			xmlCleanupParser();
			return status;
		}
	}
	if (argc > 1)
		fprintf(stderr, "nethostdev: there is no verb '%s'\n", argv[1]);
	print_usage(stderr);
	return status;
}
