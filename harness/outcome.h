/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What came of a case, and what that means for the run. */
#ifndef HARNESS_OUTCOME_H
#define HARNESS_OUTCOME_H

#include <stdbool.h>

#include "buffer.h"

/* What the subject did, measured against the expectation. */
#define OUTCOMES(X)                                                                      \
	X(OUTCOME_PASSED, "passed")                                                      \
	X(OUTCOME_DIFFERS, "differs")         /* accepted, with another output */        \
	X(OUTCOME_ACCEPTED, "accepted")       /* where it is to reject */                \
	X(OUTCOME_REJECTED, "rejected")       /* where it is to accept */                \
	X(OUTCOME_WRONG_CLASS, "wrong-class") /* rejected, for another reason */         \
	X(OUTCOME_WRONG_PATH, "wrong-path")   /* rejected, at another place */           \
	X(OUTCOME_CRASHED, "crashed")                                                    \
	X(OUTCOME_TIMED_OUT, "timed-out")                                                \
	X(OUTCOME_VIOLATION, "violation") /* of the protocol */                          \
	X(OUTCOME_SKIPPED, "skipped")

enum outcome_kind {
#define OUTCOME_ENUM(name, text) name,
	OUTCOMES(OUTCOME_ENUM)
#undef OUTCOME_ENUM
		OUTCOME_COUNT,
};

/* What it means, with levels and expected failures taken into account. */
enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_SKIP,
	VERDICT_EXPECTED,   /* fails as the list of expected failures says */
	VERDICT_UNEXPECTED, /* is on that list, and passes or fails otherwise */
	VERDICT_TOLD,       /* a quirk that differs, in a run that is not strict */
	VERDICT_COUNT,
};

struct outcome {
	enum outcome_kind kind;
	enum verdict verdict;
	bool unvalidated;     /* skipped because the subject does not validate */
	struct buffer detail; /* what came, in lines for people; no final newline */
	struct buffer diff;   /* a unified diff, or empty */
};

const char *outcome_name(enum outcome_kind kind);
const char *verdict_name(enum verdict verdict);
/* Whether text names an outcome that is a failure. */
bool outcome_parse_failure(const char *text, enum outcome_kind *kind);
/* Sets kind, and adds a line to detail. */
void outcome_set(struct outcome *outcome, enum outcome_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void outcome_free(struct outcome *outcome);

#endif
