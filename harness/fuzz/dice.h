/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers by chance that are the same on every machine: all of a document hangs on them. */
#ifndef HARNESS_FUZZ_DICE_H
#define HARNESS_FUZZ_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

/* The dice of one document: they depend on the seed of the run and its number alone. */
void dice_start(struct dice *dice, uint64_t seed, uint64_t number);
uint64_t dice_next(struct dice *dice);
/* A number below limit, which is not 0. */
size_t dice_below(struct dice *dice, size_t limit);
/* True in so many of a hundred throws. */
bool dice_chance(struct dice *dice, unsigned int percent);
/* From 0 to limit; each number comes half as often as the one before it. */
size_t dice_few(struct dice *dice, size_t limit);

/* One of the elements of an array. */
#define DICE_PICK(dice, array)                                                           \
	((array)[dice_below((dice), sizeof(array) / sizeof((array)[0]))])

#endif
