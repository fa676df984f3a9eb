/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The documents that are measured. bench/ links the library, as a stranger does, and may
 * include of reference/cli what reads a file; nothing includes bench/.
 */
#ifndef NHD_BENCH_CORPUS_H
#define NHD_BENCH_CORPUS_H

#include <stddef.h>

#include "cli/cli.h"

struct corpus {
	struct cli_document *documents; /* owned, with their texts */
	size_t count;
	size_t bytes; /* of all of them */
};

/*
 * Loads every *.in.xml of the chapters in fixtures/interface that the library accepts, in
 * the order of their names. Returns 0, or a negative errno after telling why on stderr.
 */
int corpus_load(struct corpus *corpus, const char *fixtures);
void corpus_clear(struct corpus *corpus);

#endif
