/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What fixtures and schema know: documents to begin with, names, and values by name. */
#ifndef HARNESS_FUZZ_CORPUS_H
#define HARNESS_FUZZ_CORPUS_H

#include "fuzz/dice.h"
#include "fuzz/tree.h"
#include "suite.h"

/* A name and what was seen with it. */
struct corpus_entry {
	char *name;
	char **values;
	size_t count;
};

struct corpus_table {
	struct corpus_entry *entries;
	size_t count;
};

struct corpus_document {
	struct buffer text;
	struct part *tree; /* NULL where the text is not well formed */
};

/* What is known of one kind of document. Initialise with { 0 }; free with corpus_free(). */
struct corpus {
	struct corpus_document *documents;
	size_t count;
	struct corpus_table elements; /* and the attributes seen on each */
	struct corpus_table values; /* attributes (text: the element) and their values */
};

/* Adds the inputs of a suite's cases of a kind whose id matches a glob (NULL: all). */
void corpus_add_suite(struct corpus *corpus, const struct suite *suite,
	enum suite_kind kind, char *const *globs);
void corpus_add_element(struct corpus *corpus, const char *element);
void corpus_add_attribute(
	struct corpus *corpus, const char *element, const char *attribute);
void corpus_add_value(struct corpus *corpus, const char *name, const char *value);
void corpus_free(struct corpus *corpus);

/* The names and values by chance; NULL where nothing is known. */
const char *corpus_element(const struct corpus *corpus, struct dice *dice);
const char *corpus_attribute(
	const struct corpus *corpus, struct dice *dice, const char *element);
const char *corpus_value(
	const struct corpus *corpus, struct dice *dice, const char *name);
/* A document that is well formed; NULL where there is none. */
const struct part *corpus_tree(const struct corpus *corpus, struct dice *dice);

#endif
