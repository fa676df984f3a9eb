// SPDX-License-Identifier: LGPL-2.1-or-later
/* The tier sim: a simulated kernel behind a socket, which needs nothing of this machine. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "helpers.h"
#include "hosts.h"
#include "local.h"
#include "memory.h"
#include "script.h"
#include "tier.h"

#define KERNEL "nethostdev-sim-kernel"
#define SOCKET_VARIABLE "NHD_SIM_SOCKET"
#define CTL "nethostdev-sim-ctl"
#define CTL_VARIABLE "NHD_SIM_CTL"
#define TEMPERS_VARIABLE "NHD_TEMPERS"
#define VF_NETDEV_DRIVER "igbvf"
#define TEMPORARY "/tmp"
#define SOCKET_PATH_SIZE sizeof(((struct sockaddr_un *)NULL)->sun_path)
#define DESCRIPTOR "/proc/self/fd/%d"
#define READY "ready\n"
#define READY_TIMEOUT 10000

struct session {
	struct run *run;
	const char *temporary; /* the folder for what is temporary */
	char *folder; /* of the socket; made by the command, removed by the keeper */
	char *socket;
	int lifeline[2]; /* the kernel ends when its stdin, the first end, does */
};

static int probe(struct supervisor *supervisor, struct buffer *words)
{
	char *program = helper_program(KERNEL);
	int status = access(program, X_OK) ? -ENOENT : 0;

	(void)supervisor;
	buffer_add_text(words, status ? "not built: there is no " KERNEL
				      : "a simulated kernel behind a socket");
	free(program);
	return status;
}

/* As the emulated card has it: a VF without a word of its driver has igbvf where no document
 * was given, and igbvf makes a netdev. */
static void complete_vfs(struct run *run)
{
	struct host *host = &run->host;
	size_t next = 0;

	for (size_t i = 0; i < host->count; i++) {
		for (size_t j = 0; j < host->pfs[i].count; j++) {
			char **fields = host->pfs[i].vfs[j].fields;

			if (!run->host_file)
				fields[VF_DRIVER] = memory_copy(VF_NETDEV_DRIVER);
			if (!strings_equal(fields[VF_DRIVER], VF_NETDEV_DRIVER))
				continue;
			if (!fields[VF_NETDEV])
				fields[VF_NETDEV] = hosts_free_netdev(host, &next);
			if (!fields[VF_MAC])
				fields[VF_MAC] =
					memory_format("02:00:00:%02zx:%02zx:%02zx", i + 1,
						j / 256, j % 256);
		}
	}
}

/* A file without a name, as what the kernel is to be; a descriptor or a negative errno. */
static int save_document(struct run *run)
{
	struct buffer text = { 0 };
	char *path;
	int file = memfd_create("host.xml", 0), status;

	if (file < 0)
		return -errno;
	complete_vfs(run);
	host_write(&run->host, &text);
	path = memory_format(DESCRIPTOR, file);
	status = buffer_save(&text, path);
	free(path);
	buffer_free(&text);
	return status ? status : file;
}

static char **build_argv(const struct session *session, int document)
{
	char **argv = NULL;

	strings_add(&argv, helper_program(KERNEL));
	strings_add(&argv, memory_copy("--socket"));
	strings_add(&argv, memory_copy(session->socket));
	strings_add(&argv, memory_copy("--host"));
	strings_add(&argv, memory_format(DESCRIPTOR, document));
	return argv;
}

/* Starts the kernel as nobody's child, so that the command does not find one of its own. */
static void start_kernel(const struct session *session, int output)
{
	pid_t child = fork();
	int document;

	if (child) {
		while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
		return;
	}
	child = fork();
	if (child)
		_exit(child < 0);
	setsid();
	dup2(session->lifeline[0], STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	document = save_document(session->run);
	if (document < 0) {
		say("no memory for a document: %s", strerror(-document));
		_exit(EXIT_BROKEN);
	}
	_exit(become(build_argv(session, document)));
}

/* Waits until it says that it listens; it ends, and so its output, where it cannot. */
static int await_ready(int output)
{
	char text[sizeof(READY)] = "";
	size_t length = 0;

	while (length < strlen(READY)) {
		struct pollfd fd = { output, POLLIN, 0 };
		ssize_t got;

		if (poll(&fd, 1, READY_TIMEOUT) <= 0)
			return -ETIMEDOUT;
		got = read(output, text + length, strlen(READY) - length);
		if (got <= 0)
			return -EPIPE;
		length += (size_t)got;
	}
	return strcmp(text, READY) != 0 ? -EPROTO : 0;
}

/* The command finds what it needs to speak to the kernel, which is not in everybody's
 * PATH, and the drivers' tempers. */
static void set_environment(const struct session *session)
{
	char *ctl = helper_program(CTL);
	char *source = helper_source();
	char *path, *tempers;

	script_set_environment(session->run->tier->name);
	setenv(SOCKET_VARIABLE, session->socket, 1);
	setenv(CTL_VARIABLE, ctl, 1);
	path = memory_format(
		"%s:%.*s", getenv("PATH"), (int)(strrchr(ctl, '/') - ctl), ctl);
	setenv("PATH", path, 1);
	if (source) {
		tempers = memory_format("%s/netsim/sim/tempers", source);
		setenv(TEMPERS_VARIABLE, tempers, 0);
		free(tempers);
	}
	free(path);
	free(source);
	free(ctl);
}

static int begin(void *data)
{
	const struct session *session = data;
	int output[2];
	int status;

	if (mkdir(session->folder, 0700)) {
		say("no folder for the socket can be made in %s (TMPDIR): %s",
			session->temporary, strerror(errno));
		return EXIT_BROKEN;
	}
	if (pipe2(output, O_CLOEXEC)) {
		say("no pipe: %s", strerror(errno));
		return EXIT_BROKEN;
	}
	start_kernel(session, output[1]);
	close(output[1]);
	status = await_ready(output[0]);
	if (status) {
		say("the simulated kernel did not start: %s", strerror(-status));
		return EXIT_BROKEN;
	}
	set_environment(session);
	return become(session->run->command);
}

/* With the socket goes what nethostdev-sim has saved beside it. */
static void release(void *data)
{
	const struct session *session = data;

	folder_remove(session->folder);
}

static void name_folder(struct session *session, const char *temporary)
{
	char *token = helper_token();

	session->temporary = temporary;
	session->folder = memory_format("%s/nethostdev-netsim.%s", temporary, token);
	session->socket = memory_format("%s/kernel", session->folder);
	free(token);
}

static void free_names(struct session *session)
{
	free(session->socket);
	free(session->folder);
}

/* In TMPDIR, or in the default where the path would be too long for a socket. */
static void choose_folder(struct session *session)
{
	const char *temporary = getenv("TMPDIR");

	name_folder(session, temporary && *temporary ? temporary : TEMPORARY);
	if (strlen(session->socket) < SOCKET_PATH_SIZE)
		return;
	free_names(session);
	name_folder(session, TEMPORARY);
}

static int run_here(struct run *run)
{
	struct session session = { .run = run };
	int status;

	if (pipe2(session.lifeline, O_CLOEXEC)) {
		say("no pipe: %s", strerror(errno));
		return EXIT_BROKEN;
	}
	choose_folder(&session);
	status = local_run(run, begin, release, &session);
	free_names(&session);
	return status;
}

const struct tier tier_sim = {
	.name = "sim",
	.pfs_most = 12,
	.vfs_most = 200,
	.vfs = 7,
	.places = true,
	.probe = probe,
	.run = run_here,
};
