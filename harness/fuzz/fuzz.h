/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command fuzz: gives made-up documents to two subjects, and tells where they differ. */
#ifndef HARNESS_FUZZ_H
#define HARNESS_FUZZ_H

/* argv[0] is "fuzz". Returns the exit status. */
int fuzz_command(int argc, char **argv);

#endif
