/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a suite must be beyond loading: the rules that keep it a good one. */
#ifndef HARNESS_LINT_H
#define HARNESS_LINT_H

#include "suite.h"

/* The longest input that a fixture may be, in bytes. */
#define LINT_INPUT_MAX (256u * 1024)

/* Adds what is wrong with a loaded suite to findings. */
void lint_suite(const struct suite *suite, struct findings *findings);

#endif
