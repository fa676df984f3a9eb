/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A TAP program that counts: one line for each thing that is looked at. */
#ifndef HARNESS_TESTS_TALLY_H
#define HARNESS_TESTS_TALLY_H

#include <stdbool.h>
#include <stdio.h>

struct tally {
	int tests;
	int failures;
};

/* Tells one result; its name states what it shows. */
static inline void check(struct tally *tally, bool good, const char *name)
{
	tally->tests++;
	tally->failures += !good;
	printf("%s %d - %s\n", good ? "ok" : "not ok", tally->tests, name);
}

/* The plan, and the exit status of the program. */
static inline int tally_end(const struct tally *tally)
{
	printf("1..%d\n", tally->tests);
	return tally->failures ? 1 : 0;
}

#endif
