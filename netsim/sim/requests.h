/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the simulated kernel was asked, as text for fixtures to hold: every message with each
 * attribute by its name in the kernel's headers, and every write to a file of sysfs. Numbers
 * that are another each time (of messages, processes and netdevs) are left out or told by
 * name.
 *
 * First comes what only reads (RTM_GETLINK), each question once, since how often one looks
 * is everybody's own matter; then what changes something, in its order, where a request that
 * is repeated at once, as after EBUSY, is told once.
 */
#ifndef NETSIM_SIM_REQUESTS_H
#define NETSIM_SIM_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* Initialise with { 0 }. */
struct sim_requests {
	bool noted; /* somebody wants to know */
	struct buffer reads, changes;
	size_t last; /* where the last of the changes begins */
};

/* bytes: a whole message that was found good; netdev: the name of what it is about. */
void requests_note_message(
	struct sim_requests *requests, const unsigned char *bytes, const char *netdev);
/* owner: a device's address or a driver's name; "" for a file of the bus. */
void requests_note_write(struct sim_requests *requests, const char *owner,
	const char *file, const char *text);
/* Adds what was noted to text, and begins anew; before the first time nothing is noted. */
void requests_tell(struct sim_requests *requests, struct buffer *text);
void requests_free(struct sim_requests *requests);

#endif
