/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Holds an answer against a case's expectation. */
#ifndef HARNESS_COMPARE_H
#define HARNESS_COMPARE_H

#include "outcome.h"
#include "reference.h"
#include "subject.h"
#include "suite.h"
#include "terms.h"

/*
 * Fills outcome's kind, detail and diff. reference is asked in the grade of meaning only.
 * Returns 0, or -EIO where the reference was needed and does not work.
 */
int compare_answer(struct outcome *outcome, const struct suite_case *test,
	const struct answer *answer, const struct terms *terms,
	struct reference *reference);

#endif
