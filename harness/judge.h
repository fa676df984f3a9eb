/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an outcome means for a run, and which cases are not worth asking. */
#ifndef HARNESS_JUDGE_H
#define HARNESS_JUDGE_H

#include "expected.h"
#include "report.h"
#include "terms.h"

/*
 * Sets the outcome to a skip where the subject lacks what the case requires, or does not
 * validate. Returns whether it did.
 */
bool judge_skips(struct outcome *outcome, const struct suite_case *test,
	const struct terms *terms);

/* Sets the verdict, the reason and, where the list was wrong, a line of detail. */
void judge_verdict(struct result *result, const struct run_options *options,
	const struct terms *terms, const struct expected *expected);

#endif
