/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulated kernel as the host of a backend case: set up and asked through the command
 * nethostdev-sim-ctl ($NHD_SIM_CTL names another), as a real one is through ip and sysfs.
 */
#ifndef HARNESS_SIMULATED_H
#define HARNESS_SIMULATED_H

#include <stdbool.h>

#include "buffer.h"
#include "supervisor.h"

/* Whether the cases are to be run there. */
bool simulated_is_used(void);

/*
 * Makes the machine of a host document, with drivers of that temper (NULL for the emulated
 * card's). Returns 0, -EINTR, or another -errno with the reason in why.
 */
int simulated_apply(const struct buffer *document, const char *temper,
	struct supervisor *supervisor, struct buffer *why);
/* Adds the host document of the machine as it is to text. */
int simulated_observe(
	struct buffer *text, struct supervisor *supervisor, struct buffer *why);
/* Has calls go wrong from now on, as a case's faults say: "vf-mac 1 error EPERM; ...". */
int simulated_faults(
	const char *faults, struct supervisor *supervisor, struct buffer *why);
/* Adds what was asked since this was asked last; the first time, nothing. */
int simulated_requests(
	struct buffer *text, struct supervisor *supervisor, struct buffer *why);
/* -EPROTO with the complaints in why where a message was sent that none should be. */
int simulated_check(struct supervisor *supervisor, struct buffer *why);

#endif
