/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line, checked as far as it can be without doing anything. */
#ifndef NETSIM_OPTIONS_H
#define NETSIM_OPTIONS_H

#include "run.h"

/* Reads what follows "run" or, where run->interactive, "shell". Returns 0, or the exit
 * status with the complaint on stderr. */
int options_parse_run(struct run *run, int argc, char **argv);
/* Reads what follows "prepare": run->tier is igb where none is named. */
int options_parse_prepare(struct run *run, int argc, char **argv);

#endif
