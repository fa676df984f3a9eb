// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bytes from one descriptor to another, without waiting for either. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "memory.h"
#include "relay.h"

/* A pipe that is writable has room for as much, so that writing does not wait. */
#define CHUNK PIPE_BUF

void relay_prepare(const struct relay *relay, struct pollfd fds[RELAY_FDS])
{
	bool full = relay->to >= 0 && relay->pending.length;

	fds[0] = (struct pollfd){ full || relay->held ? -1 : relay->from, POLLIN, 0 };
	fds[1] = (struct pollfd){ full ? relay->to : -1, POLLOUT, 0 };
}

static void read_some(struct relay *relay)
{
	ssize_t got = read(relay->from, buffer_room(&relay->pending, CHUNK), CHUNK);

	if (got > 0) {
		relay->pending.length += (size_t)got;
		relay->pending.data[relay->pending.length] = '\0';
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		relay->from = -1;
	}
	if (relay->broken)
		buffer_clear(&relay->pending);
	else if (relay->to < 0 && relay->pending.length > RELAY_KEPT)
		buffer_drop(&relay->pending, relay->pending.length - RELAY_KEPT);
}

static void write_some(struct relay *relay)
{
	size_t length = relay->pending.length < CHUNK ? relay->pending.length : CHUNK;
	ssize_t put = write(relay->to, relay->pending.data, length);

	if (put > 0) {
		buffer_drop(&relay->pending, (size_t)put);
	} else if (put < 0 && errno != EAGAIN && errno != EINTR) {
		relay->broken = true;
		relay->error = errno;
		buffer_clear(&relay->pending);
	}
}

void relay_handle(struct relay *relay, const struct pollfd fds[RELAY_FDS])
{
	if (fds[0].fd >= 0 && fds[0].revents)
		read_some(relay);
	if (fds[1].fd >= 0 && fds[1].revents)
		write_some(relay);
	if (relay->closes && relay->to >= 0 && (relay_ended(relay) || relay->broken)) {
		/* Not close(): QEMU would drop what it has not yet handed on. */
		shutdown(relay->to, SHUT_WR);
		relay->to = relay->from = -1;
	}
}

bool relay_ended(const struct relay *relay)
{
	return relay->from < 0 && (relay->to < 0 || !relay->pending.length);
}

/* One round of poll(); the two descriptors behind those of the relays are extra. */
static void serve_once(struct relay *relays, size_t count, struct pollfd extra[2])
{
	size_t all = count * RELAY_FDS + 2;
	struct pollfd *fds = memory_new(all, sizeof(*fds));

	for (size_t i = 0; i < count; i++)
		relay_prepare(&relays[i], fds + i * RELAY_FDS);
	fds[all - 2] = extra[0];
	fds[all - 1] = extra[1];
	if (poll(fds, all, -1) > 0) {
		for (size_t i = 0; i < count; i++)
			relay_handle(&relays[i], fds + i * RELAY_FDS);
		extra[0].revents = fds[all - 2].revents;
		extra[1].revents = fds[all - 1].revents;
	}
	free(fds);
}

void relay_serve(struct relay *relays, size_t count, struct keeper *keeper,
	struct supervisor *supervisor, bool (*done)(void *data), void *data)
{
	bool stopped = false;

	while (keeper->end == KEEPER_RUNS) {
		struct pollfd extra[] = {
			{ keeper->lifeline, POLLIN, 0 },
			{ supervisor->signal_fd, POLLIN, 0 },
		};

		serve_once(relays, count, extra);
		if (extra[1].revents)
			keeper_signal(keeper, supervisor);
		if (extra[0].revents)
			keeper_read(keeper);
		if (!stopped && done && done(data)) {
			stopped = true;
			keeper_stop(keeper, SIGTERM);
		}
	}
}

static bool all_ended(const struct relay *relays, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!relay_ended(&relays[i]))
			return false;
	return true;
}

void relay_drain(struct relay *relays, size_t count, struct supervisor *supervisor)
{
	while (!all_ended(relays, count) && !supervisor->stop_signal) {
		struct pollfd extra[] = {
			{ supervisor->signal_fd, POLLIN, 0 },
			{ -1, 0, 0 },
		};

		serve_once(relays, count, extra);
		if (extra[0].revents)
			supervisor_read(supervisor);
	}
}
