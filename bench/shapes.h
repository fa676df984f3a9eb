/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of any size: one shape for each thing of which there may be many. */
#ifndef NHD_BENCH_SHAPES_H
#define NHD_BENCH_SHAPES_H

#include <stddef.h>
#include <stdio.h>

#include "cli/cli.h"

struct shape {
	const char *name;
	/* Reads and writes a document. Returns 0, or a negative errno. */
	int (*read_and_write)(nhd_reader *reader, const char *text, size_t length);
	const char *head;
	void (*print_item)(FILE *out, size_t index); /* between head and tail */
	const char *tail;
	size_t items_max; /* that the library reads; 0: any number */
};

/* Ended by one without a name. */
extern const struct shape shapes[];

/*
 * A document of at most size bytes and items_max items, and of one at the least; its text is
 * to be freed. Returns 0 or -ENOMEM.
 */
int shape_make(const struct shape *shape, size_t size, struct cli_document *document);

#endif
