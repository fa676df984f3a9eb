/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tiers: each is a way to a kernel with VFs, or to one that takes itself for such.
 *
 * netsim may include harness, for host documents and processes; harness never netsim.
 */
#ifndef NETSIM_TIER_H
#define NETSIM_TIER_H

#include <stddef.h>

#include "buffer.h"
#include "run.h"

struct hosts_rule;

struct tier {
	const char *name;
	long pfs_most;
	long vfs_most; /* of each PF */
	long vfs;      /* where --vfs is not given */
	bool places;   /* a host document may say where PFs and VFs are */
	bool shares;   /* what is written is gone afterwards, but for --share */
	/* Whether this machine offers it: 0 or a negative errno. words then say what it is
	 * made of, or why not and what would help. */
	int (*probe)(struct supervisor *supervisor, struct buffer *words);
	/* Fetches what is missing, telling how it goes on stderr; NULL where nothing can be
	 * fetched. 0 or a negative errno. */
	int (*prepare)(struct supervisor *supervisor);
	/* What a host document may not say there, or say only in some words. */
	const struct hosts_rule *rules;
	size_t rule_count;
	/* Runs the command there, and returns the exit status. */
	int (*run)(struct run *run);
};

extern const struct tier tier_sim, tier_userns, tier_netdevsim, tier_igb;

/* In the order of what they need, least first; NULL at the end. */
extern const struct tier *const tiers[];

/* NULL where there is none of that name. */
const struct tier *tier_find(const char *name);

/* Says on stderr, as all messages here: the command's name, a colon, and the rest. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
