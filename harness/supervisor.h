/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signals as data: ends of children and requests to stop arrive through a descriptor that
 * the one poll loop watches, so that no handler and no global is needed.
 */
#ifndef HARNESS_SUPERVISOR_H
#define HARNESS_SUPERVISOR_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct supervisor {
	int signal_fd;
	int stop_signal;   /* the signal that asked for an end, or 0 */
	bool by_terminal;  /* it was sent to all processes in the terminal's foreground */
	sigset_t original; /* the mask to give to children */
	int *inherited;    /* children from before this program began; not ours to end */
	size_t inherited_count;
	int *claimed; /* children that somebody waits for */
	size_t claimed_count;
};

/* Sets up; also makes orphans of subjects ours, to be found at the end. 0 or -errno. */
int supervisor_open(struct supervisor *supervisor);
/* Takes what signals there are; call when signal_fd is readable. */
void supervisor_read(struct supervisor *supervisor);
/* The child pid is waited for by the caller, and is no orphan; until it is disclaimed. */
void supervisor_claim(struct supervisor *supervisor, int pid);
void supervisor_disclaim(struct supervisor *supervisor, int pid);
/*
 * Reaps the orphans that have ended. A daemon of a subject's is our child, and who sent it
 * a signal may wait for it to be gone, which a zombie is not.
 */
void supervisor_reap_orphans(const struct supervisor *supervisor);
/*
 * Kills and reaps every child that is left, also those that went into sessions of their
 * own and lost their parents. No subject may be in use any more.
 */
void supervisor_sweep(const struct supervisor *supervisor);
/*
 * Sweeps, and gives the mask and what was allocated back. SIGPIPE stays ignored, SIGCHLD at
 * its default, and orphans come to us: the process is about to end.
 */
void supervisor_close(struct supervisor *supervisor);
/* Ends this process by signal, as if it had never been caught. */
void supervisor_die(struct supervisor *supervisor, int signal);

#endif
