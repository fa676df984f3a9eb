/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the command line of nethostdev-netsim run and shell says. */
#ifndef NETSIM_RUN_H
#define NETSIM_RUN_H

#include <stdbool.h>

#include "host.h"
#include "supervisor.h"

struct tier;

/* Exit statuses beside those of the command that is run. */
#define EXIT_USAGE 2
#define EXIT_NOT_OFFERED 77
#define EXIT_TIMED_OUT 124
#define EXIT_BROKEN 125

struct run {
	const struct tier *tier;
	long pfs;
	long vfs;              /* of each PF */
	const char *host_file; /* what the host is set up by, or NULL */
	struct host host;      /* that document, or what the numbers say */
	char *share;           /* the folder that is writable, or NULL */
	int timeout;           /* seconds; 0: none */
	char **command;        /* argv; points into the caller's */
	bool interactive;      /* the command is somebody's shell */
	struct supervisor *supervisor;
};

#endif
