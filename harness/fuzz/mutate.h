/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes a document here and there, so that what comes out is nearly what went in. */
#ifndef HARNESS_FUZZ_MUTATE_H
#define HARNESS_FUZZ_MUTATE_H

#include "fuzz/corpus.h"

/* Makes count changes to a document's values, attributes, elements and markup. */
void mutate_tree(struct part *document, size_t count, struct dice *dice,
	const struct corpus *corpus);
/* Changes a few of its bytes, with no regard to what they are. */
void mutate_bytes(struct buffer *text, struct dice *dice);

#endif
