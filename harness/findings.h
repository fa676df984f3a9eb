/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a suite: one finding a rule broken. */
#ifndef HARNESS_FINDINGS_H
#define HARNESS_FINDINGS_H

#include <stddef.h>
#include <stdio.h>

struct finding {
	const char *rule; /* the rule's name, a literal, such as "case-id" */
	char *text;       /* file, colon, and a sentence */
};

/* Initialise with { 0 }; free with findings_free(). */
struct findings {
	struct finding *list;
	size_t count;
};

void findings_add(struct findings *findings, const char *rule, const char *where,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* One line each: where: sentence [rule]. */
void findings_print(const struct findings *findings, FILE *stream);
void findings_free(struct findings *findings);

#endif
