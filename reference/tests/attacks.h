/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents that are made to hurt, and how each has to be answered. */
#ifndef NHD_TESTS_ATTACKS_H
#define NHD_TESTS_ATTACKS_H

#include <stddef.h>

#include "nethostdev.h"

struct attack {
	const char *name;
	enum nhd_error_class error_class; /* NHD_ERROR_NONE: it is accepted */
	/* Makes the document, a NUL behind it; the caller frees it. NULL where there is no memory. */
	char *(*make)(size_t *length);
};

/* Ended by one without a name. */
extern const struct attack attacks[];

/*
 * start, count times unit (where %u is the number from 0), end, and a NUL behind; the caller
 * frees it. NULL where there is no memory.
 */
char *attack_repeated(const char *start, size_t count, const char *unit, const char *end,
	size_t *length);

#endif
