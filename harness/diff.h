/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A unified diff of two texts, for people. */
#ifndef HARNESS_DIFF_H
#define HARNESS_DIFF_H

#include "buffer.h"

/*
 * Adds to diff what turns expected into actual, with three lines of context; nothing
 * where they are the same. Huge differences are cut short, and say so. Bytes that a
 * terminal would act on are written as \xNN.
 */
void diff_unified(
	struct buffer *diff, const struct buffer *expected, const struct buffer *actual);

#endif
