// SPDX-License-Identifier: LGPL-2.1-or-later
/* Signals through a descriptor, and the last sweep for processes that are left. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

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

int supervisor_open(struct supervisor *supervisor)
{
	sigset_t set;

	supervisor->stop_signal = 0;
	signal(SIGPIPE, SIG_IGN);
	stop_signals(&set);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, &supervisor->original))
		return -errno;
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	supervisor->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return supervisor->signal_fd < 0 ? -errno : 0;
}

void supervisor_read(struct supervisor *supervisor)
{
	struct signalfd_siginfo info;

	while (read(supervisor->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			supervisor->stop_signal = (int)info.ssi_signo;
}

/* Kills the children that the kernel lists; returns how many there were. */
static int kill_children(void)
{
	char path[64];
	FILE *stream;
	int pid;
	int count = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
	stream = fopen(path, "re");
	if (!stream)
		return 0;
	while (fscanf(stream, "%d", &pid) == 1) {
		kill(pid, SIGKILL);
		count++;
	}
	fclose(stream);
	return count;
}

void supervisor_sweep(void)
{
	for (int round = 0; round < SWEEP_ROUNDS; round++) {
		int count = kill_children();

		while (count > 0 && waitpid(-1, NULL, 0) > 0)
			count--;
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
			return;
	}
}

void supervisor_close(struct supervisor *supervisor)
{
	supervisor_sweep();
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
