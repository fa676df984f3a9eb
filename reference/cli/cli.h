/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command nethostdev: one function a verb, and what they share. Only cli/ prints. */
#ifndef NHD_CLI_H
#define NHD_CLI_H

#include <stddef.h>
#include <stdio.h>

#include "nethostdev.h"

/* Exit statuses, which the conformance protocol gives their meaning. */
enum cli_status {
	CLI_OK = 0,
	CLI_REJECTED = 1, /* with a first line "CLASS: message" on stderr */
	CLI_USAGE = 2,
	CLI_NOT_HANDLED = 77, /* not ours to judge, with the reason on stderr */
};

/* The verbs: argv[0] is the name that getopt complains with. All return an exit status. */
int cli_check(int argc, char **argv);
int cli_format(int argc, char **argv);
int cli_prepare(int argc, char **argv);
int cli_recover(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_show(int argc, char **argv);

/* Why the host of this command is not the one that is meant here; NULL where it is. */
const char *cli_host_refusal(void);

/* Reads the name of a driver, or complains. Returns an exit status. */
int cli_driver(const char *name, enum nhd_driver *driver);

/* A document in memory; text ends in NUL, which length does not count. */
struct cli_document {
	const char *name; /* for messages */
	char *text;       /* owned: free with free() */
	size_t length;
};

/*
 * Reads a whole file, or standard input where path is NULL or "-". Reads one byte more than
 * NHD_DOCUMENT_MAX at most, so that the library can refuse what is too long.
 * Returns 0 or a negative errno, with error filled.
 */
int cli_load(const char *path, struct cli_document *document, struct nhd_error *error);

/* What the verbs of the backend are about: an interface or a domain, the other is NULL. */
struct cli_devices {
	nhd_interface *interface;
	nhd_domain *domain;
	nhd_network *network; /* the pool that the interface is of, or NULL */
};

/*
 * Reads an interface or a domain from path, as cli_load() does; an interface of type network,
 * if network_path is not NULL but leads to that network.
 * Returns an exit status; unless CLI_OK, the error has been printed.
 */
int cli_read_devices(
	const char *path, const char *network_path, struct cli_devices *devices);
void cli_free_devices(struct cli_devices *devices);

/* Writes them to stdout in their canonical form. Returns an exit status. */
int cli_print_devices(const struct cli_devices *devices);

/*
 * Prints the address of a VF that is as it was before it was prepared, and what could not be
 * to stderr: a nhd_recovery_visitor. context is a bool, set in the last case, or NULL.
 */
void cli_tell_recovery(void *context, const char *address, const struct nhd_error *error);

/* Prints the protocol's line, "CLASS [PATH]: message", and returns the exit status. */
int cli_report(const struct nhd_error *error, int status);

/*
 * Takes the folder that getopt has just read for --state-dir, or complains where it is "".
 * Returns an exit status.
 */
int cli_state_dir(const char **state_dir);

/*
 * Prints what a host said no to, as cli_report() does, and the hint behind it. A source that
 * is no VF is refused, not passed over: its -ENOTSUP is a class like others.
 */
int cli_report_host(const struct nhd_error *error, const char *state_dir);

/* Says where it helps that there is --state-dir; state_dir is what it was, or NULL. */
void cli_hint_host(const struct nhd_error *error, const char *state_dir);

/* Flushes stdout, so that a full disk is told. Returns an exit status. */
int cli_flush(int status);

#endif
