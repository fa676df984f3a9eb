/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes strings that match a regular expression of XML Schema. */
#ifndef HARNESS_FUZZ_REGEX_H
#define HARNESS_FUZZ_REGEX_H

#include "fuzz/dice.h"
#include "buffer.h"

/*
 * Adds a string that matches to text: often at the ends of what a quantity allows. Of
 * categories (\p{...}) and negated classes it takes ASCII members, with few others.
 */
void regex_make(const char *expression, struct dice *dice, struct buffer *text);

#endif
