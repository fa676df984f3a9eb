/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes documents that a schema allows. */
#ifndef HARNESS_FUZZ_SCHEMA_SOURCE_H
#define HARNESS_FUZZ_SCHEMA_SOURCE_H

#include "fuzz/corpus.h"
#include "fuzz/schema.h"

/*
 * Makes a document from an element's pattern. What the pattern leaves open comes from the
 * corpus, or is made up. Free it with tree_free().
 */
struct part *schema_make(
	const struct pattern *root, struct dice *dice, const struct corpus *corpus);

/* Adds the names and the values that a schema tells to the corpus. */
void schema_teach(const struct schema *schema, struct corpus *corpus);

#endif
