// SPDX-License-Identifier: LGPL-2.1-or-later
/* The table of tiers. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tier.h"

const struct tier *const tiers[] = { &tier_sim, &tier_userns, &tier_netdevsim, &tier_igb,
	NULL };

const struct tier *tier_find(const char *name)
{
	for (const struct tier *const *tier = tiers; *tier; tier++)
		if (!strcmp((*tier)->name, name))
			return *tier;
	return NULL;
}

void say(const char *format, ...)
{
	va_list arguments;

	flockfile(stderr);
	fputs("nethostdev-netsim: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	funlockfile(stderr);
}
