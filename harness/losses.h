/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names, attribute by attribute, what was lost, changed or added between two documents.
 */
#ifndef HARNESS_LOSSES_H
#define HARNESS_LOSSES_H

#include "buffer.h"

/*
 * Adds one line to report for each attribute, text or bare element in which actual is not
 * expected: "lost /interface/source/address/@slot='0x04'" and the like, no final newline.
 * Documents that are not well formed, or longer than 64 KiB, are not looked into.
 */
void losses_report(struct buffer *report, const struct buffer *expected,
	const struct buffer *actual);

#endif
