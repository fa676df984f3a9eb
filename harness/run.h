/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command run: selects cases, asks the subject, judges, and reports as it goes. */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

/* argv[0] is "run". Returns the exit status. */
int run_command(int argc, char **argv);

#endif
