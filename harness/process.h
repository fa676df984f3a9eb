/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One process of a subject: in a process group of its own, fed and read without blocking,
 * bounded in what it may write, and gone, with all of its group, when it is freed.
 */
#ifndef HARNESS_PROCESS_H
#define HARNESS_PROCESS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "buffer.h"
#include "supervisor.h"

#define PROCESS_OUTPUT_MAX (64u * 1024 * 1024)
#define PROCESS_ERRORS_MAX (1024u * 1024)
#define PROCESS_FDS 3

enum process_flood {
	FLOOD_NONE,
	FLOOD_OUTPUT,
	FLOOD_ERRORS,
};

struct process {
	struct supervisor *supervisor; /* of the one that runs */
	pid_t pid;                     /* 0 where none runs */
	int input_fd;                  /* -1 once closed, as the other two */
	int output_fd;
	int errors_fd;
	struct buffer input; /* what it has yet to read */
	size_t input_sent;
	bool keep_input; /* stdin stays open when input is sent */
	struct buffer output;
	struct buffer errors;
	enum process_flood flood;
	bool ended;  /* reaped; status is valid, and output complete */
	int status;  /* as waitpid() gives it */
	bool killed; /* by process_kill() */
};

/*
 * Starts argv (looked up in PATH) with nothing on its stdin yet.
 * Returns 0 or a negative errno, -ENOENT where there is no such command.
 */
int process_start(
	struct process *process, char *const *argv, struct supervisor *supervisor);

/*
 * Gives the process length bytes to read, as much as fits at once, the rest while
 * process_wait() runs. stdin is closed behind them unless keep_input is set.
 */
void process_send(struct process *process, const char *data, size_t length);

/* Fills fds with what the process waits for; a descriptor of -1 for nothing. */
void process_prepare(const struct process *process, struct pollfd fds[PROCESS_FDS]);
/* Writes and reads what poll() said can be, then looks whether the process has ended. */
void process_handle(struct process *process, const struct pollfd fds[PROCESS_FDS]);
/* Reaps the process if it has ended, with what it wrote, and kills what it left. */
void process_reap(struct process *process);

void process_close_input(struct process *process);
/* Kills the process and its group, and reaps it. */
void process_kill(struct process *process);
/* process_kill(), and frees what it holds; ready for another process_start(). */
void process_free(struct process *process);

/* Opens what is closed of descriptors 0 to 2: the pipes of subjects must not land there. */
void process_fill_descriptors(void);

/* Milliseconds on a clock that only goes forward. */
int64_t clock_milliseconds(void);

/*
 * Waits until one of count processes can be served or deadline has come, and serves them;
 * reaps orphans (supervisor_reap_orphans()).
 * Entries may be NULL. Returns 0, or -EINTR when a signal asked for the end.
 */
int process_wait(struct process *const *processes, size_t count, int64_t deadline,
	struct supervisor *supervisor);

/* How a process that was run to its end came out. */
enum process_end {
	PROCESS_EXITED, /* process->status tells how */
	PROCESS_TIMED_OUT,
	PROCESS_FLOODED,
};

/*
 * Runs argv to its end with length bytes of input on its stdin; output, errors and status
 * are in *process, which the caller frees with process_free(). It has ended when this
 * returns. timeout in milliseconds.
 * Returns 0, or a negative errno where it could not be started; -EINTR when a signal
 * asked for the end.
 */
int process_run(struct process *process, char *const *argv, const char *input,
	size_t length, int timeout, enum process_end *end, struct supervisor *supervisor);

/* "exit status 3", "signal 11 (Segmentation fault)"; the caller frees it. */
char *process_describe(int status);

/*
 * The first line on stderr and, behind dots, the last one: a traceback ends with its
 * reason. "" where there is nothing; the caller frees it.
 */
char *process_complaint(const struct process *process);

#endif
