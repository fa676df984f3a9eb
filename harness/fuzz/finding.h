/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints a disagreement as a case that can be pasted. */
#ifndef HARNESS_FUZZ_FINDING_H
#define HARNESS_FUZZ_FINDING_H

#include <inttypes.h>
#include <stdio.h>

#include "fuzz/verdict.h"
#include "suite.h"

struct fuzz_finding {
	size_t number;     /* of the finding, from 1 */
	uint64_t document; /* its number */
	enum suite_kind kind;
	enum fuzz_verdict verdict;
	const char *signature;
	const struct buffer *text;    /* shrunk */
	const struct answer *judge;   /* to text */
	const struct answer *subject; /* to text */
	const char *judge_name;       /* its hello */
};

void fuzz_report(FILE *stream, const struct fuzz_finding *finding);

#endif
