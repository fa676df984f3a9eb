/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes from one descriptor to another, without waiting for either. */
#ifndef NETSIM_RELAY_H
#define NETSIM_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "keeper.h"

#define RELAY_FDS 2

struct relay {
	int from;  /* -1 once it has ended */
	int to;    /* -1: what comes is kept, as much of the end of it as RELAY_KEPT */
	bool held; /* from is not read yet */
	struct buffer pending;
	bool closes; /* to, a socket, is shut behind the last byte */
	bool broken; /* nobody reads what is written, or it cannot be */
	int error;   /* then, why: EPIPE or another errno */
};

#define RELAY_KEPT 16384

/* Fills fds with what the relay waits for; a descriptor of -1 for nothing. */
void relay_prepare(const struct relay *relay, struct pollfd fds[RELAY_FDS]);
/* Reads or writes what poll() said can be. */
void relay_handle(struct relay *relay, const struct pollfd fds[RELAY_FDS]);
/* Whether from has ended, and all that came was written. */
bool relay_ended(const struct relay *relay);

/*
 * Serves count relays for as long as the keeper's command runs, and until done (NULL for
 * never) says of data that it is not needed any more; then stops it.
 */
void relay_serve(struct relay *relays, size_t count, struct keeper *keeper,
	struct supervisor *supervisor, bool (*done)(void *data), void *data);
/* Serves what is left in relays until all have ended or a signal asks for the end. */
void relay_drain(struct relay *relays, size_t count, struct supervisor *supervisor);

#endif
