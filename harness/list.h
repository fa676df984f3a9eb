/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that show a suite: list, show and manifest. */
#ifndef HARNESS_LIST_H
#define HARNESS_LIST_H

#include "suite.h"

/*
 * One line a case whose id matches one of globs (NULL: every case): id, level, range of
 * releases and title, separated by tabs. Returns how many there were.
 */
size_t list_cases(const struct suite *suite, char *const *globs);

/* Prints prose, input and expectation of the case with a full id; -ENOENT without one. */
int list_show(const struct suite *suite, const char *id);

/* Prints all that cases.xml holds, and the names of files, as JSON. 0 or -errno. */
int manifest_print(const struct suite *suite);

#endif
