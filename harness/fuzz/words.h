/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other values for a value: those next to it, and those that parsers are known to trip on. */
#ifndef HARNESS_FUZZ_WORDS_H
#define HARNESS_FUZZ_WORDS_H

#include "fuzz/corpus.h"

/*
 * Makes another value of one, by what it looks like and by what is known of name.
 * The caller frees it.
 */
char *words_mutate(struct dice *dice, const struct corpus *corpus, const char *name,
	const char *value);

#endif
