/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the command line of nethostdev-conformance fuzz says. */
#ifndef HARNESS_FUZZ_OPTIONS_H
#define HARNESS_FUZZ_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "suite.h"

struct fuzz_options {
	uint64_t seed;
	uint64_t first; /* the first document's number, and how many there are */
	uint64_t count;
	char **judge; /* argv */
	char **subject;
	bool kinds[KIND_COUNT]; /* those that were named */
	bool kind_given;
	const char *fixtures;
	const char *schema; /* or NULL */
	char **known;       /* files; or NULL */
	char **globs;       /* NULL: every case */
	int jobs;
	int timeout; /* milliseconds */
	bool print;  /* the documents themselves, and ask nobody */
};

/*
 * Reads what follows "fuzz". Returns 0, or -EINVAL with the complaint printed to stderr.
 * Free with fuzz_options_free() in either case.
 */
int fuzz_options_parse(struct fuzz_options *options, int argc, char **argv);
void fuzz_options_free(struct fuzz_options *options);

#endif
