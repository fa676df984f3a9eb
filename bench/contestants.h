/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is compared: ways to deal with one document. */
#ifndef NHD_BENCH_CONTESTANTS_H
#define NHD_BENCH_CONTESTANTS_H

#include <stddef.h>

#include "corpus.h"

struct contest {
	struct corpus corpus;
	nhd_reader *reader;      /* for the contestant that reuses one */
	struct libvirt *libvirt; /* NULL until opened, and where there is none */
	size_t written; /* bytes that the contestants made: nothing is left out */
};

/* Deals with document number index. Returns 0, or a negative errno. */
typedef int contestant_run(struct contest *contest, size_t index);

struct contestant {
	const char *name;
	const char *does;
	contestant_run *run;
};

enum { CONTESTANT_REUSED, CONTESTANT_FRESH, CONTESTANT_TREE, CONTESTANT_COUNT };
extern const struct contestant contestants[CONTESTANT_COUNT];

/* The documents from first to before end. Returns 0, or a negative errno, told on stderr. */
int contestant_pass(const struct contestant *contestant, struct contest *contest,
	size_t first, size_t end);

/* libxml2's tree of one document, and its end. */
int parse_tree(const char *text, size_t length);

#endif
