/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disagreements that are known, each with a reason: counted, and not told again. */
#ifndef HARNESS_FUZZ_KNOWN_H
#define HARNESS_FUZZ_KNOWN_H

#include <stddef.h>

struct known_line {
	char *pattern; /* a glob over signatures */
	char *says;    /* a glob over the shape of the judge's message; NULL: any */
	char **but;    /* globs that match neither signature nor message; NULL: none */
	char *reason;
	unsigned long count; /* documents that it stood for */
};

/* Initialise with { 0 }; free with known_free(). */
struct known {
	struct known_line *lines;
	size_t count;
};

/*
 * Reads lines "SIGNATURE [says:GLOB] [but:GLOB]... reason"; blank ones and those that begin
 * with # are passed over. Returns 0, or a negative errno with complaint, the caller's to
 * free.
 */
int known_load(struct known *known, const char *path, char **complaint);
void known_free(struct known *known);
/* message is what the judge says, as shape_add_text() makes it. */
struct known_line *known_find(
	const struct known *known, const char *signature, const char *message);

#endif
