/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The list of expected failures, strict in every way: a failure that is not on it, a pass
 * that is, another outcome than it says, and a line that matches no case all fail a run.
 */
#ifndef HARNESS_EXPECTED_H
#define HARNESS_EXPECTED_H

#include "outcome.h"
#include "suite.h"

struct expected_failure {
	char *id;
	enum outcome_kind outcome;
	char *reason; /* or an address */
	unsigned int line;
};

/* Initialise with { 0 }; free with expected_free(). */
struct expected {
	struct expected_failure *list;
	size_t count;
};

/*
 * Reads lines "ID OUTCOME reason"; blank ones and those that begin with # are passed
 * over. Returns 0, or a negative errno with complaint, the caller's to free.
 */
int expected_load(struct expected *expected, const char *path, char **complaint);
void expected_free(struct expected *expected);

const struct expected_failure *expected_find(
	const struct expected *expected, const char *id);

/* Adds a sentence to problems for each line that matches no case of the suite. */
void expected_check(const struct expected *expected, const struct suite *suite,
	const char *path, char ***problems);

#endif
