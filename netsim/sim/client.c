// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A host that is the simulated kernel at $NHD_SIM_SOCKET: it takes the place of this
 * machine under the very same library, in nethostdev-sim.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/cli.h"
#include "error.h"
#include "vf/host.h"
#include "wire.h"

struct sim_host {
	int socket;
	struct buffer answer;
};

static int64_t ask(struct sim_host *sim, enum wire_operation operation, const char *path,
	uint64_t value, const void *data, size_t length)
{
	return wire_ask(sim->socket, operation, path, value, data, length, &sim->answer);
}

/* Puts a text that came into a caller's buffer. */
static int copy_text(const struct sim_host *sim, char *text, size_t size, int too_long)
{
	size_t length = sim->answer.length;
	const char *answer = buffer_text(&sim->answer);

	if (length >= size - 1)
		return too_long;
	while (length && answer[length - 1] == '\n')
		length--;
	memcpy(text, answer, length);
	text[length] = '\0';
	return (int)length;
}

/* Whatever is meant elsewhere, this host is no machine. */
const char *cli_host_refusal(void)
{
	return NULL;
}

static int sim_read(void *context, const char *path, char *text, size_t size)
{
	int64_t result = ask(context, WIRE_READ, path, 0, NULL, 0);

	return result < 0 ? (int)result : copy_text(context, text, size, -EFBIG);
}

static int sim_write(void *context, const char *path, const char *text)
{
	return (int)ask(context, WIRE_WRITE, path, 0, text, strlen(text));
}

static int sim_link(void *context, const char *path, char *target, size_t size)
{
	int64_t result = ask(context, WIRE_LINK, path, 0, NULL, 0);

	return result < 0 ? (int)result : copy_text(context, target, size, -ENAMETOOLONG);
}

/* Calls visit with each line of an answer. */
static int visit_lines(struct sim_host *sim, enum wire_operation operation,
	const char *path, nhd_name_visitor visit, void *data)
{
	int result = (int)ask(sim, operation, path, 0, NULL, 0);
	char *names, *rest, *name;

	if (result < 0)
		return result;
	result = 0;
	/* A visitor may ask again, which overwrites the answer. */
	names = rest = strdup(buffer_text(&sim->answer));
	if (!names)
		return -ENOMEM;
	while (!result && (name = strsep(&rest, "\n")))
		if (*name)
			result = visit(data, name);
	free(names);
	return result;
}

static int sim_list(void *context, const char *path, nhd_name_visitor visit, void *data)
{
	return visit_lines(context, WIRE_LIST, path, visit, data);
}

static int sim_aliases(void *context, nhd_name_visitor visit, void *data)
{
	return visit_lines(context, WIRE_READ, "modules.alias", visit, data);
}

/* The simulated kernel asks nobody who they are. */
static int sim_permission(void *context)
{
	(void)context;
	return 0;
}

static int sim_send(void *context, const void *message, size_t length)
{
	return (int)ask(context, WIRE_SEND, NULL, 0, message, length);
}

static int sim_receive(void *context, void **message, unsigned int timeout)
{
	struct sim_host *sim = context;
	int result = (int)ask(sim, WIRE_RECEIVE, NULL, timeout, NULL, 0);

	if (result < 0)
		return result;
	*message = malloc(sim->answer.length ? sim->answer.length : 1);
	if (!*message)
		return -ENOMEM;
	memcpy(*message, buffer_text(&sim->answer), sim->answer.length);
	return (int)sim->answer.length;
}

static uint64_t sim_now(void *context)
{
	int64_t now = ask(context, WIRE_NOW, NULL, 0, NULL, 0);

	/* Without a kernel all time is over. */
	return now < 0 ? UINT64_MAX : (uint64_t)now;
}

static void sim_sleep(void *context, unsigned int milliseconds)
{
	ask(context, WIRE_SLEEP, NULL, milliseconds, NULL, 0);
}

static void sim_close(void *context)
{
	struct sim_host *sim = context;

	close(sim->socket);
	buffer_free(&sim->answer);
	free(sim);
}

/* What is saved of a simulated kernel's VFs is beside its socket, and goes with it. */
static const char *name_state_dir(char *name, size_t size, const char *socket)
{
	const char *slash = strrchr(socket, '/');
	int length = slash ? (int)(slash - socket) + 1 : 0;

	snprintf(name, size, "%.*sstate", length, socket);
	return name;
}

int nhd_host_open(nhd_host **host, const char *state_dir, struct nhd_error *error)
{
	static const struct nhd_host_operations operations = {
		.read = sim_read,
		.write = sim_write,
		.link = sim_link,
		.list = sim_list,
		.aliases = sim_aliases,
		.permission = sim_permission,
		.send = sim_send,
		.receive = sim_receive,
		.now = sim_now,
		.sleep = sim_sleep,
		.close = sim_close,
	};
	const char *path = getenv("NHD_SIM_SOCKET");
	struct sim_host *sim;
	char beside[sizeof(((struct sockaddr_un *)NULL)->sun_path) + sizeof("state")];
	int socket;

	*host = NULL;
	if (!path || !*path)
		return nhd_fail(error, NHD_ERROR_SYSTEM, EDESTADDRREQ,
			"NHD_SIM_SOCKET is not set: there is no simulated kernel outside "
			"nethostdev-netsim run --tier sim");
	socket = wire_connect(path);
	if (socket < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -socket, "NHD_SIM_SOCKET=%s: %s",
			path, strerror(-socket));
	sim = calloc(1, sizeof(*sim));
	if (!sim) {
		close(socket);
		return nhd_fail_memory(error);
	}
	sim->socket = socket;
	if (!state_dir)
		state_dir = name_state_dir(beside, sizeof(beside), path);
	return nhd_host_new(host, &operations, sim, state_dir, error);
}
