/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process that ends what a run began, whoever dies: the runner, by whatever signal, the
 * command, or the keeper itself. Runner and keeper hold the two ends of a lifeline. The
 * keeper is in a session of its own and adopts every process below it. When the command
 * has ended, the time is up, or the lifeline is cut, it kills all of them and lets go of
 * what is left. Should the keeper die, the runner adopts its processes and does the same.
 */
#ifndef NETSIM_KEEPER_H
#define NETSIM_KEEPER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "supervisor.h"

/* What the keeper is to watch over. */
struct keeper_task {
	/* Becomes the command, in a process of its own in the runner's session: sets up,
	 * and executes it. What it returns is the exit status, for want of a command. */
	int (*begin)(void *data);
	/* Removes what no process holds, once none is left; in the keeper, or in the runner
	 * should the keeper have died. May be NULL. */
	void (*release)(void *data);
	void *data;
	int timeout; /* seconds; 0: none */
	int grace;   /* milliseconds between asking the command to end and killing it */
	bool interactive; /* what a terminal sends on Ctrl-C is the command's affair alone */
	const int
		*fds; /* descriptors that the keeper must not hold open; -1 at the end */
};

enum keeper_end {
	KEEPER_RUNS,
	KEEPER_ENDED, /* the command did; status is its exit status, 128 + n for a signal */
	KEEPER_TIMED_OUT,
	KEEPER_STOPPED, /* the lifeline was cut */
	KEEPER_DIED,    /* the keeper itself did */
};

struct keeper {
	pid_t pid;
	int lifeline;
	const struct keeper_task *task;
	enum keeper_end end;
	int status;
};

/* Returns 0 or a negative errno. task has to stay for as long as the keeper is there. */
int keeper_start(struct keeper *keeper, const struct keeper_task *task,
	const struct supervisor *supervisor);
/* To be called when poll() says that lifeline is readable. */
void keeper_read(struct keeper *keeper);
/* Cuts the lifeline; the keeper then ends the command, and asks it by this signal to end
 * itself first; 0: it need not be asked. */
void keeper_stop(struct keeper *keeper, int signal);
/* Takes a signal, and stops the command if it asks for that. */
void keeper_signal(struct keeper *keeper, struct supervisor *supervisor);
/* Waits for the end, stopping the command if a signal asks for that, and cleans up. */
void keeper_finish(struct keeper *keeper, struct supervisor *supervisor);

/* Becomes the command that argv names, looked up in PATH; returns an exit status. */
int become(char *const *argv);

/* keeper_start() and keeper_finish(): returns an exit status, and says what went wrong. */
int keeper_run(const struct keeper_task *task, struct supervisor *supervisor);

#endif
