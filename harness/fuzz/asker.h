/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks judge and subject the same question, and says what came of it. */
#ifndef HARNESS_FUZZ_ASKER_H
#define HARNESS_FUZZ_ASKER_H

#include "fuzz/verdict.h"

/* Both sides of a pair stand side by side, so that one call waits for both. */
#define JUDGE 0
#define SUBJECT 1
#define SIDES 2

struct asker {
	struct subject *pair; /* SIDES of them; their answers are the last ones */
	struct supervisor *supervisor;
	const char *kind; /* of document */
	const char *id;
};

/* Gives a document to both. Returns 0 or a negative errno. */
int asker_send(const struct asker *asker, const struct buffer *text);
/* Whether both have answered. */
bool asker_is_done(const struct asker *asker);
/* Makes both ready for another question. */
void asker_release(const struct asker *asker);
/*
 * Compares the answers that both have given to text, and asks the judge again where that
 * is needed. Returns 0 or a negative errno.
 */
int asker_compare(const struct asker *asker, const struct buffer *text,
	enum fuzz_verdict *verdict, struct buffer *place);

/* Asks, waits and compares. The answers stay until the next question. */
int asker_ask(const struct asker *asker, const struct buffer *text,
	enum fuzz_verdict *verdict, struct buffer *place);

#endif
