/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be run, as a shell script for the inside of the machine. */
#ifndef NETSIM_SCRIPT_H
#define NETSIM_SCRIPT_H

#include "buffer.h"

/*
 * Adds a script that sets share (a folder or NULL), terminal (settings of stty, or NULL) and
 * document (of the host, or ""), and defines the function run_command, which does not
 * return: argv in the caller's folder and this process's environment.
 */
void script_write(struct buffer *text, char *const *argv, const char *share,
	const char *terminal, const char *document);

/* Gives this very process the environment that every command gets: tier's name in
 * NHD_NETSIM_TIER, and the administrator's folders in PATH. */
void script_set_environment(const char *tier);

#endif
