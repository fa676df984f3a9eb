/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The documents of the fixtures, for tests that want many, and what is asked of each. */
#ifndef NHD_TESTS_DOCUMENTS_H
#define NHD_TESTS_DOCUMENTS_H

#include <stddef.h>

#include "nethostdev.h"

/* A kind of document: how one is read, and written again. */
struct kind {
	const char *name; /* the root element, and the folder in the fixtures */
	int (*format)(nhd_reader *reader, const char *text, size_t length, char **output,
		size_t *output_length, struct nhd_error *error);
	/* What the canonical form has to stand between to be read again. */
	const char *before, *behind;
};

/* Ended by one without a name. */
extern const struct kind kinds[];

struct document {
	const struct kind *kind;
	char *name; /* interface/vlan/one-tag.in.xml */
	char *text; /* a NUL is behind it */
	size_t length;
};

struct documents {
	struct document *list;
	size_t count;
};

/*
 * Loads every KIND/CHAPTER/NAME.in.xml below $NHD_FIXTURES, sorted by name. Returns how many
 * there are; 0 with the reason on stderr. Free with documents_free().
 */
size_t documents_load(struct documents *documents);
void documents_free(struct documents *documents);

/* Fills text and length from a file; 0, or -1 with the reason on stderr. */
int document_load(struct document *document, const char *path);

/* The kind that a document of unknown origin is most likely of. */
const struct kind *kind_guess(const char *text, size_t length);

#endif
