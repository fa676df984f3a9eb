/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel checks of attributes before it looks at them: their lengths, as
 * lib/nlattr.c does for the old kinds of messages. What is unknown is passed over, and so is
 * what stands behind the last attribute; both are complaints, since no correct program sends
 * it.
 */
#ifndef NETSIM_SIM_POLICY_H
#define NETSIM_SIM_POLICY_H

#include "attributes.h"
#include "kernel.h"

enum policy_kind {
	POLICY_UNKNOWN,
	POLICY_LEAST,  /* at least so long: a struct */
	POLICY_NUMBER, /* the same; longer ones are warned of */
	POLICY_MOST,   /* at most so long */
	POLICY_TEXT,   /* at most so long without its NUL, and not empty */
	POLICY_NEST,
	POLICY_NEVER, /* EINVAL */
};

struct policy {
	enum policy_kind kind;
	size_t length;
};

/*
 * Fills found, of count elements as policy has them; data is NULL where there is none. what
 * names the owner in complaints. Returns 0 or the errno of the first attribute that is
 * refused, whose data are at *bad then (which may be NULL).
 */
int policy_parse(struct sim_kernel *kernel, const char *what, struct attributes left,
	const struct policy *policy, size_t count, struct attribute *found,
	const unsigned char **bad);

#endif
