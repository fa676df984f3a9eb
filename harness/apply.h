/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts this machine's PFs and VFs into the state that a host document tells. */
#ifndef HARNESS_APPLY_H
#define HARNESS_APPLY_H

#include "host.h"
#include "supervisor.h"

/*
 * Makes the machine as wanted says, by ip and sysfs alone, and observes that it is.
 * Returns 0 or a negative errno; -EINTR when a signal asked for the end. why, an empty
 * buffer, then says what could not be done.
 */
int apply(const struct host *wanted, struct supervisor *supervisor, struct buffer *why);

#endif
