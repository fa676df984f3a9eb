/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What came of all documents so far: disagreements are put together twice, by the place
 * that an answer tells at once, and by the signature that only shrinking shows.
 */
#ifndef HARNESS_FUZZ_TALLY_H
#define HARNESS_FUZZ_TALLY_H

#include <stdint.h>
#include <stdio.h>

#include "fuzz/known.h"
#include "fuzz/verdict.h"

/* One way to disagree, known by its signature. */
struct tally_form {
	char *signature;
	size_t number; /* of the finding; 0 where it is known */
	uint64_t count;
	struct known_line *known; /* or NULL */
};

/* All that answers alone cannot tell apart. */
struct tally_place {
	char *name;
	uint64_t count;
	unsigned int quiet; /* how many were shrunk since one gave a new form */
	size_t form;        /* index of the last one */
};

/* Initialise with { 0 }; free with tally_free(). */
struct tally {
	uint64_t verdicts[FUZZ_VERDICTS]; /* documents */
	struct tally_place *places;
	size_t place_count;
	struct tally_form *forms;
	size_t form_count;
	size_t findings; /* forms that are not known */
};

/*
 * Counts a document at a place. Returns whether it is worth being shrunk: the first ones
 * are, and ever fewer of the others as long as nothing comes of them but what is known or
 * was told. One that is not is counted to the form that its place gave last.
 */
bool tally_add(
	struct tally *tally, enum fuzz_verdict verdict, const char *place, size_t *index);
/*
 * Counts a shrunk document of the index-th place by its signature; known is the line that
 * knows it, or NULL. Returns the form where it is a new one that is not known, else NULL.
 */
struct tally_form *tally_shrunk(struct tally *tally, size_t index, const char *signature,
	struct known_line *known);
/* How many documents disagree for no known reason. */
uint64_t tally_disagreements(const struct tally *tally);
/* The summary, which ends in the line of four numbers. */
void tally_print(const struct tally *tally, FILE *stream);
void tally_free(struct tally *tally);

#endif
