/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the files are that this command needs beside itself, and names for new ones. */
#ifndef NETSIM_HELPERS_H
#define NETSIM_HELPERS_H

/* This very command, by its absolute name. Owned. */
char *helper_self(void);
/* A file that came with it, such as machine.sh. Owned; it need not exist. */
char *helper_file(const char *name);
/* A program that was built with it. Owned; it need not exist. */
char *helper_program(const char *name);

/* The source tree of which this is a build; NULL where it is installed. Owned. */
char *helper_source(void);

/* Sixteen hex digits by chance, for names that nobody else has. Owned. */
char *helper_token(void);

#endif
