/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Document number N of a seed: from the schema, or from fixtures, changed or not. */
#ifndef HARNESS_FUZZ_SOURCE_H
#define HARNESS_FUZZ_SOURCE_H

#include "fuzz/corpus.h"
#include "fuzz/schema.h"

/* Initialise with { 0 }; free with source_free(). */
struct source {
	struct corpus corpora[KIND_COUNT];
	struct schema schema;
	const struct pattern
		*roots[KIND_COUNT];        /* NULL: the schema has none of the kind */
	enum suite_kind kinds[KIND_COUNT]; /* those to make documents of */
	size_t kind_count;
};

/*
 * Learns from the cases of a suite that match globs (NULL: all), and from the schema at
 * path, or NULL. Returns 0 or a negative errno with complaint, the caller's to free.
 */
int source_load(struct source *source, const struct suite *suite, char *const *globs,
	const char *path, char **complaint);
/* Adds a kind to those that documents are made of; false where nothing is known of it. */
bool source_use(struct source *source, enum suite_kind kind);
void source_free(struct source *source);

/* Makes a document, and says of which kind it is. */
enum suite_kind source_make(
	const struct source *source, uint64_t seed, uint64_t number, struct buffer *text);

#endif
