/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Holds the answers of judge and subject to one document against each other. */
#ifndef HARNESS_FUZZ_VERDICT_H
#define HARNESS_FUZZ_VERDICT_H

#include "subject.h"

/* What can come of a document; the text is the first word of a signature. */
#define VERDICTS(X)                                                                      \
	X(BOTH_ACCEPT, "both-accept")                                                    \
	X(BOTH_REJECT, "both-reject")                                                    \
	X(NOT_ASKED, "not-asked") /* of a kind that one of them does not claim */        \
	X(JUDGE_SKIPS, "judge-skips")                                                    \
	X(INVENTION, "invention") /* agree, if the judge's next answer is another */     \
	X(KNOWN_DOCTYPE, "known-doctype")                                                \
	X(KNOWN_ENCODING, "known-encoding")                                              \
	X(KNOWN_ESCAPING, "known-escaping")                                              \
	X(SUBJECT_SKIPS, "subject-skips")                                                \
	X(SUBJECT_ACCEPTS, "subject-accepts")                                            \
	X(SUBJECT_REJECTS, "subject-rejects")                                            \
	X(OTHER_FORM, "other-form")                                                      \
	X(OTHER_CLASS, "other-class")                                                    \
	X(JUDGE_FAILS, "judge-fails")                                                    \
	X(SUBJECT_FAILS, "subject-fails")

enum fuzz_verdict {
#define VERDICT_ENUM(name, text) FUZZ_##name,
	VERDICTS(VERDICT_ENUM)
#undef VERDICT_ENUM
		FUZZ_VERDICTS,
};

const char *fuzz_verdict_name(enum fuzz_verdict verdict);
/* Whether it is something to be told: none of those before FUZZ_SUBJECT_SKIPS is. */
bool fuzz_is_disagreement(enum fuzz_verdict verdict);

/*
 * Compares the answers to text. again is NULL, or the judge's answer when asked once more:
 * it settles FUZZ_INVENTION, which is returned only without it. place then says where they
 * differ, coarsely, in a word without blanks: classes, and the shape of messages or the
 * node of the canonical form. It is cleared first.
 */
enum fuzz_verdict fuzz_compare(const struct buffer *text, const struct answer *judge,
	const struct answer *again, const struct answer *subject, struct buffer *place);

#endif
