/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reference implementation as a judge of meaning: one process in batch mode. */
#ifndef HARNESS_REFERENCE_H
#define HARNESS_REFERENCE_H

#include "subject.h"

struct reference {
	char **argv;
	struct subject subject;
};

/*
 * command is its argv, or NULL: nethostdev from beside this program's own executable,
 * else from PATH. Nothing is started until reference_format(). Free with
 * reference_free().
 */
void reference_init(
	struct reference *reference, char *const *command, struct supervisor *supervisor);
void reference_free(struct reference *reference);

/*
 * Has text formatted. Returns the answer, valid until the next call; NULL where there is
 * no reference that can be started, or a signal asked for the end.
 */
const struct answer *reference_format(
	struct reference *reference, const struct question *question);

#endif
