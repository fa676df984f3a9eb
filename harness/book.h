/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The chapters as a book: one HTML page to read, search and print. */
#ifndef HARNESS_BOOK_H
#define HARNESS_BOOK_H

#include "suite.h"

/* Beyond so many lines or bytes a document is cut, with a note. */
#define BOOK_LINES_MAX 120
#define BOOK_BYTES_MAX 8192

/*
 * Prints the page of the cases whose id matches one of globs (NULL or empty: every case),
 * each under its id as anchor, to stdout. Returns how many there were; none, no page.
 */
size_t book_print(const struct suite *suite, char *const *globs);

#endif
