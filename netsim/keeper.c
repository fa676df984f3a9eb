// SPDX-License-Identifier: LGPL-2.1-or-later
/* A process that ends what a run began, whoever dies. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper.h"
#include "process.h"
#include "tier.h"

/* The last word of a keeper. */
struct last_word {
	enum keeper_end end;
	int status;
};

struct watch {
	const struct keeper_task *task;
	struct supervisor supervisor;
	int lifeline;
	pid_t command;
	int signal; /* which asks the command to end; 0: it has been asked */
	struct last_word word;
};

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int become(char *const *argv)
{
	execvp(argv[0], argv);
	say("%s: %s", argv[0], strerror(errno));
	return errno == ENOENT ? 127 : 126;
}

/* The child that becomes the command. It dies with the keeper, also where that cannot be
 * helped; its signals are those of whoever called the runner. */
_Noreturn static void begin(
	const struct keeper_task *task, const struct supervisor *supervisor, pid_t keeper)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)
		_exit(EXIT_BROKEN);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &supervisor->original, NULL);
	_exit(task->begin(task->data));
}

/* Takes every child that has ended; the command's status is the one that counts. */
static void reap(struct watch *watch)
{
	int status;
	pid_t child;

	while ((child = waitpid(-1, &status, WNOHANG)) > 0) {
		if (child != watch->command)
			continue;
		watch->command = 0;
		if (watch->word.end == KEEPER_RUNS)
			watch->word =
				(struct last_word){ KEEPER_ENDED, exit_status(status) };
	}
}

/* The runner says by which signal; one that has died says nothing. */
static void take_stop(struct watch *watch)
{
	int number;

	watch->word.end = KEEPER_STOPPED;
	if (recv(watch->lifeline, &number, sizeof(number), MSG_DONTWAIT) ==
		(ssize_t)sizeof(number))
		watch->signal = number;
}

/* Waits for one event, up to deadline (-1: for ever). */
static void wait_event(struct watch *watch, int64_t deadline)
{
	struct pollfd fds[] = {
		{ watch->supervisor.signal_fd, POLLIN, 0 },
		{ watch->word.end == KEEPER_RUNS ? watch->lifeline : -1, POLLIN, 0 },
	};
	int64_t left = deadline < 0 ? -1 : deadline - clock_milliseconds();

	if (deadline >= 0 && left <= 0)
		return;
	if (poll(fds, 2, left > 60000 ? 60000 : (int)left) <= 0)
		return;
	if (fds[1].revents)
		take_stop(watch);
	if (fds[0].revents) {
		supervisor_read(&watch->supervisor);
		reap(watch);
	}
}

/* Until the command has ended, or has to. */
static void keep(struct watch *watch)
{
	int64_t deadline =
		watch->task->timeout
			? clock_milliseconds() + (int64_t)watch->task->timeout * 1000
			: -1;

	while (watch->command && watch->word.end == KEEPER_RUNS) {
		wait_event(watch, deadline);
		if (watch->command && watch->word.end == KEEPER_RUNS && deadline >= 0 &&
			clock_milliseconds() >= deadline)
			watch->word.end = KEEPER_TIMED_OUT;
	}
	if (!watch->command || !watch->task->grace)
		return;
	if (watch->signal)
		kill(watch->command, watch->signal);
	kill(watch->command, SIGCONT);
	deadline = clock_milliseconds() + watch->task->grace;
	while (watch->command && clock_milliseconds() < deadline)
		wait_event(watch, deadline);
}

_Noreturn static void be_keeper(
	const struct keeper_task *task, const struct supervisor *runner, int lifeline)
{
	struct watch watch = { .task = task, .lifeline = lifeline, .signal = SIGTERM };
	pid_t self = getpid();

	if (supervisor_open(&watch.supervisor))
		_exit(EXIT_BROKEN);
	watch.command = fork();
	if (!watch.command) {
		close(lifeline);
		begin(task, runner, self);
	}
	setsid();
	for (const int *fd = task->fds; fd && *fd >= 0; fd++)
		close(*fd);
	if (watch.command < 0)
		watch.word = (struct last_word){ KEEPER_ENDED, EXIT_BROKEN };
	else
		keep(&watch);
	supervisor_sweep(&watch.supervisor);
	if (task->release)
		task->release(task->data);
	send(lifeline, &watch.word, sizeof(watch.word), MSG_NOSIGNAL);
	_exit(0);
}

int keeper_start(struct keeper *keeper, const struct keeper_task *task,
	const struct supervisor *supervisor)
{
	int ends[2];

	*keeper = (struct keeper){ .task = task };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	keeper->pid = fork();
	if (!keeper->pid) {
		close(ends[0]);
		be_keeper(task, supervisor, ends[1]);
	}
	close(ends[1]);
	keeper->lifeline = ends[0];
	if (keeper->pid > 0)
		return 0;
	close(ends[0]);
	return -EAGAIN;
}

void keeper_read(struct keeper *keeper)
{
	struct last_word word;
	ssize_t got;

	do
		got = recv(keeper->lifeline, &word, sizeof(word), 0);
	while (got < 0 && errno == EINTR);
	keeper->end = KEEPER_DIED;
	if (got != (ssize_t)sizeof(word))
		return;
	keeper->end = word.end;
	keeper->status = word.status;
}

void keeper_stop(struct keeper *keeper, int signal)
{
	send(keeper->lifeline, &signal, sizeof(signal), MSG_NOSIGNAL);
	shutdown(keeper->lifeline, SHUT_WR);
}

void keeper_signal(struct keeper *keeper, struct supervisor *supervisor)
{
	supervisor_read(supervisor);
	if (keeper->task->interactive &&
		(supervisor->stop_signal == SIGINT || supervisor->stop_signal == SIGQUIT))
		supervisor->stop_signal = 0;
	if (supervisor->stop_signal)
		keeper_stop(
			keeper, supervisor->by_terminal ? 0 : supervisor->stop_signal);
}

void keeper_finish(struct keeper *keeper, struct supervisor *supervisor)
{
	while (keeper->end == KEEPER_RUNS) {
		struct pollfd fds[] = {
			{ keeper->lifeline, POLLIN, 0 },
			{ supervisor->signal_fd, POLLIN, 0 },
		};

		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[1].revents)
			keeper_signal(keeper, supervisor);
		if (fds[0].revents)
			keeper_read(keeper);
	}
	while (waitpid(keeper->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(keeper->lifeline);
	if (keeper->end != KEEPER_DIED)
		return;
	supervisor_sweep(supervisor);
	if (keeper->task->release)
		keeper->task->release(keeper->task->data);
}

int keeper_run(const struct keeper_task *task, struct supervisor *supervisor)
{
	struct keeper keeper;
	int status = keeper_start(&keeper, task, supervisor);

	if (status) {
		say("no process can be started: %s", strerror(-status));
		return EXIT_BROKEN;
	}
	keeper_finish(&keeper, supervisor);
	if (keeper.end == KEEPER_ENDED)
		return keeper.status;
	if (keeper.end == KEEPER_TIMED_OUT) {
		say("stopped after %d s", task->timeout);
		return EXIT_TIMED_OUT;
	}
	if (keeper.end == KEEPER_DIED)
		say("the process that watches over the run was killed");
	return EXIT_BROKEN;
}
