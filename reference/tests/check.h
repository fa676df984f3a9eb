/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A TAP program's results: one line a test, and why a check in it failed. */
#ifndef NHD_TESTS_CHECK_H
#define NHD_TESTS_CHECK_H

#include <stdbool.h>
#include <stdio.h>

struct tap {
	unsigned int tests;
	unsigned int failed;
	bool good; /* of the test that runs */
};

#define CHECK(tap, condition)                                                            \
	do {                                                                             \
		if (!(condition)) {                                                      \
			(tap)->good = false;                                             \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition);         \
		}                                                                        \
	} while (0)

/* Tells the result of one test; its name states what it shows. */
static inline void tap_verdict(struct tap *tap, const char *name, bool good)
{
	tap->tests++;
	tap->failed += !good;
	printf("%s %u - %s\n", good ? "ok" : "not ok", tap->tests, name);
}

/* Runs one test; its name states what it shows. */
static inline void tap_run(struct tap *tap, const char *name, void (*test)(struct tap *))
{
	tap->good = true;
	test(tap);
	tap_verdict(tap, name, tap->good);
}

/* The exit status of the program. */
static inline int tap_end(const struct tap *tap)
{
	printf("1..%u\n", tap->tests);
	return tap->failed ? 1 : 0;
}

#endif
