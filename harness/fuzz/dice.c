// SPDX-License-Identifier: LGPL-2.1-or-later
/* SplitMix64: one addition and one scramble a number, and any start will do. */
#include "dice.h"

#define GOLDEN_RATIO UINT64_C(0x9e3779b97f4a7c15)

static uint64_t scramble(uint64_t number)
{
	number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
	return number ^ (number >> 31);
}

void dice_start(struct dice *dice, uint64_t seed, uint64_t number)
{
	/* Neighbouring numbers must not walk through each other's throws. */
	dice->state = scramble(scramble(seed + GOLDEN_RATIO) ^ scramble(~number));
}

uint64_t dice_next(struct dice *dice)
{
	dice->state += GOLDEN_RATIO;
	return scramble(dice->state);
}

size_t dice_below(struct dice *dice, size_t limit)
{
	return (size_t)(dice_next(dice) % limit);
}

bool dice_chance(struct dice *dice, unsigned int percent)
{
	return dice_below(dice, 100) < percent;
}

size_t dice_few(struct dice *dice, size_t limit)
{
	uint64_t bits = dice_next(dice);
	size_t count = 0;

	for (; count < limit && bits & 1; bits >>= 1)
		count++;
	return count;
}
