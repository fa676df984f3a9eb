// SPDX-License-Identifier: LGPL-2.1-or-later
/* Signals through a descriptor, and the last sweep for processes that are left. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "supervisor.h"

/* Rounds of the last sweep: a killed child may leave children of its own behind. */
#define SWEEP_ROUNDS 1000

static void stop_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT);
}

/* The children of this process as the kernel lists them; the caller frees them. */
static int *list_children(size_t *count)
{
	char path[64];
	FILE *stream;
	int *children = NULL;
	int pid;

	*count = 0;
	snprintf(path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
	stream = fopen(path, "re");
	while (stream && fscanf(stream, "%d", &pid) == 1) {
		children = memory_grow(children, *count + 1, sizeof(*children));
		children[(*count)++] = pid;
	}
	if (stream)
		fclose(stream);
	return children;
}

int supervisor_open(struct supervisor *supervisor)
{
	sigset_t set;

	supervisor->stop_signal = 0;
	supervisor->by_terminal = false;
	supervisor->claimed = NULL;
	supervisor->claimed_count = 0;
	signal(SIGPIPE, SIG_IGN);
	/* Where it was ignored, the kernel would reap children before we saw how they ended. */
	signal(SIGCHLD, SIG_DFL);
	stop_signals(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, &supervisor->original))
		return -errno;
	supervisor->inherited = list_children(&supervisor->inherited_count);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	supervisor->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return supervisor->signal_fd < 0 ? -errno : 0;
}

void supervisor_read(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;

	while (read(supervisor->signal_fd, &info, sizeof(info)) ==
		(ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		supervisor->stop_signal = (int)info.ssi_signo;
		supervisor->by_terminal = info.ssi_code == SI_KERNEL;
	}
}

static bool contains(const int *children, size_t count, int pid)
{
	for (size_t i = 0; i < count; i++)
		if (children[i] == pid)
			return true;
	return false;
}

static bool is_inherited(const struct supervisor *supervisor, int pid)
{
	return contains(supervisor->inherited, supervisor->inherited_count, pid);
}

static bool is_claimed(const struct supervisor *supervisor, int pid)
{
	return contains(supervisor->claimed, supervisor->claimed_count, pid);
}

void supervisor_claim(struct supervisor *supervisor, int pid)
{
	supervisor->claimed = memory_grow(supervisor->claimed,
		supervisor->claimed_count + 1, sizeof(*supervisor->claimed));
	supervisor->claimed[supervisor->claimed_count++] = pid;
}

void supervisor_disclaim(struct supervisor *supervisor, int pid)
{
	size_t kept = 0;

	for (size_t i = 0; i < supervisor->claimed_count; i++)
		if (supervisor->claimed[i] != pid)
			supervisor->claimed[kept++] = supervisor->claimed[i];
	supervisor->claimed_count = kept;
}

void supervisor_reap_orphans(const struct supervisor *supervisor)
{
	size_t count;
	int *children = list_children(&count);

	for (size_t i = 0; i < count; i++)
		if (!is_inherited(supervisor, children[i]) &&
			!is_claimed(supervisor, children[i]))
			waitpid(children[i], NULL, WNOHANG);
	free(children);
}

/* Kills and reaps the children that there are now; whether there were any. */
static bool sweep_once(const struct supervisor *supervisor)
{
	size_t count;
	int *children = list_children(&count);
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		if (is_inherited(supervisor, children[i]))
			continue;
		kill(children[i], SIGKILL);
		found = waitpid(children[i], NULL, 0) == children[i] || found;
	}
	free(children);
	return found;
}

void supervisor_sweep(const struct supervisor *supervisor)
{
	int rounds = SWEEP_ROUNDS;

	while (rounds-- > 0 && sweep_once(supervisor))
		;
}

void supervisor_close(struct supervisor *supervisor)
{
	supervisor_sweep(supervisor);
	free(supervisor->inherited);
	free(supervisor->claimed);
	close(supervisor->signal_fd);
	sigprocmask(SIG_SETMASK, &supervisor->original, NULL);
}

void supervisor_die(struct supervisor *supervisor, int signal_number)
{
	sigset_t set;

	signal(signal_number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	sigprocmask(SIG_SETMASK, &supervisor->original, NULL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(signal_number);
}
