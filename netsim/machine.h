/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A virtual machine on the caller's own files, that runs one command and is gone. */
#ifndef NETSIM_MACHINE_H
#define NETSIM_MACHINE_H

#include "run.h"

/* Where the machine has the host document, if there is one; vm/guest writes it. */
#define MACHINE_DOCUMENT "/run/host.xml"

struct machine_request {
	const struct run *run;
	const char *parts; /* what machine.sh is asked for: igb, netdevsim */
	long cards;        /* how many PFs are emulated */
	char *const *argv; /* what is run inside */
	const char *tier;  /* in NHD_NETSIM_TIER */
};

/* Whether the parts are at hand; words then name them, or what is missing and what helps.
 * 0 or a negative errno. */
int machine_probe(const char *parts, struct supervisor *supervisor, struct buffer *words);
/* Fetches and makes the parts that are missing. 0 or a negative errno. */
int machine_prepare(const char *parts, struct supervisor *supervisor);
/* Prepares and boots the machine, and returns the command's exit status. */
int machine_run(const struct machine_request *request);

#endif
