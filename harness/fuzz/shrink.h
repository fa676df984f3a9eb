/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes a document that two disagree on as small as it can be while they do. */
#ifndef HARNESS_FUZZ_SHRINK_H
#define HARNESS_FUZZ_SHRINK_H

#include "fuzz/asker.h"

/*
 * Replaces text by a smaller one of which the verdict and the place are the same, asking
 * at most budget questions. Returns 0 or a negative errno.
 */
int shrink(struct buffer *text, const struct asker *asker, enum fuzz_verdict verdict,
	const struct buffer *place, size_t budget);

#endif
