// SPDX-License-Identifier: LGPL-2.1-or-later
/* Starts, feeds, reads, bounds and ends one process of a subject. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "process.h"

#define READ_SIZE 65536
#define VALGRIND_EXIT_STATUS 66

extern char **environ;

struct pipes {
	int input[2];
	int output[2];
	int errors[2];
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct pipes *pipes)
{
	for (int end = 0; end < 2; end++) {
		close_fd(&pipes->input[end]);
		close_fd(&pipes->output[end]);
		close_fd(&pipes->errors[end]);
	}
}

static int open_pipes(struct pipes *pipes)
{
	*pipes = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (pipe2(pipes->input, O_CLOEXEC) || pipe2(pipes->output, O_CLOEXEC) ||
		pipe2(pipes->errors, O_CLOEXEC)) {
		int status = -errno;

		close_pipes(pipes);
		return status;
	}
	fcntl(pipes->input[1], F_SETFL, O_NONBLOCK);
	fcntl(pipes->output[0], F_SETFL, O_NONBLOCK);
	fcntl(pipes->errors[0], F_SETFL, O_NONBLOCK);
	return 0;
}

/* A group of its own, the caller's signal mask, and SIGPIPE at its default again. */
static int set_attributes(posix_spawnattr_t *attributes, const sigset_t *mask)
{
	sigset_t defaults;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setpgroup(attributes, 0);
	posix_spawnattr_setsigmask(attributes, mask);
	posix_spawnattr_setsigdefault(attributes, &defaults);
	return posix_spawnattr_setflags(attributes,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int spawn(
	pid_t *pid, char *const *argv, const struct pipes *pipes, const sigset_t *mask)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int status;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&actions, pipes->input[0], 0);
	posix_spawn_file_actions_adddup2(&actions, pipes->output[1], 1);
	posix_spawn_file_actions_adddup2(&actions, pipes->errors[1], 2);
	status = set_attributes(&attributes, mask);
	if (!status)
		status = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -status;
}

int process_start(
	struct process *process, char *const *argv, struct supervisor *supervisor)
{
	struct pipes pipes;
	pid_t pid;
	int status;

	*process = (struct process){ .input_fd = -1, .output_fd = -1, .errors_fd = -1 };
	status = open_pipes(&pipes);
	if (status)
		return status;
	status = spawn(&pid, argv, &pipes, &supervisor->original);
	if (!status) {
		supervisor_claim(supervisor, pid);
		process->supervisor = supervisor;
		process->pid = pid;
		process->input_fd = pipes.input[1];
		process->output_fd = pipes.output[0];
		process->errors_fd = pipes.errors[0];
		pipes.input[1] = pipes.output[0] = pipes.errors[0] = -1;
	}
	close_pipes(&pipes);
	return status;
}

void process_prepare(const struct process *process, struct pollfd fds[PROCESS_FDS])
{
	bool writes = process->input.length > process->input_sent;

	fds[0] = (struct pollfd){ writes ? process->input_fd : -1, POLLOUT, 0 };
	fds[1] = (struct pollfd){ process->output_fd, POLLIN, 0 };
	fds[2] = (struct pollfd){ process->errors_fd, POLLIN, 0 };
}

void process_close_input(struct process *process)
{
	close_fd(&process->input_fd);
}

/* A subject need not read all it is given: EPIPE ends the writing and is no error. */
static void write_input(struct process *process)
{
	struct buffer *input = &process->input;

	while (process->input_fd >= 0 && process->input_sent < input->length) {
		ssize_t sent = write(process->input_fd, input->data + process->input_sent,
			input->length - process->input_sent);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno == EAGAIN)
			return;
		if (sent < 0)
			process_close_input(process);
		else
			process->input_sent += (size_t)sent;
	}
	if (!process->keep_input)
		process_close_input(process);
}

void process_send(struct process *process, const char *data, size_t length)
{
	buffer_drop(&process->input, process->input_sent);
	process->input_sent = 0;
	buffer_add(&process->input, data, length);
	write_input(process);
}

/* Reads what there is; true where more than limit came. */
static bool read_some(int *fd, struct buffer *buffer, size_t limit)
{
	while (*fd >= 0) {
		char *room = buffer_room(buffer, READ_SIZE);
		ssize_t got = read(*fd, room, READ_SIZE);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return false;
		if (got <= 0) {
			close_fd(fd);
			return false;
		}
		buffer->length += (size_t)got;
		buffer->data[buffer->length] = '\0';
		if (buffer->length > limit)
			return true;
		if (got < READ_SIZE)
			return false;
	}
	return false;
}

static void read_output(struct process *process)
{
	if (!process->flood &&
		read_some(&process->output_fd, &process->output, PROCESS_OUTPUT_MAX))
		process->flood = FLOOD_OUTPUT;
}

static void read_errors(struct process *process)
{
	if (!process->flood &&
		read_some(&process->errors_fd, &process->errors, PROCESS_ERRORS_MAX))
		process->flood = FLOOD_ERRORS;
}

/* Kills the group and takes the leader's status: from here on it is nobody's. */
static void bury(struct process *process)
{
	int status = 0;

	kill(-process->pid, SIGKILL);
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	supervisor_disclaim(process->supervisor, process->pid);
	process->ended = true;
	process->status = status;
	process->pid = 0;
	close_fd(&process->input_fd);
	close_fd(&process->output_fd);
	close_fd(&process->errors_fd);
}

/*
 * The group is killed while its leader is still a zombie: no other process can have got
 * the number of the group by then.
 */
void process_reap(struct process *process)
{
	siginfo_t info = { 0 };

	if (!process->pid ||
		waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
		!info.si_pid)
		return;
	read_output(process);
	read_errors(process);
	bury(process);
}

void process_handle(struct process *process, const struct pollfd fds[PROCESS_FDS])
{
	if (fds[0].fd >= 0 && fds[0].revents)
		write_input(process);
	if (fds[1].fd >= 0 && fds[1].revents)
		read_output(process);
	if (fds[2].fd >= 0 && fds[2].revents)
		read_errors(process);
	if (process->pid && process->output_fd < 0)
		process_reap(process);
}

void process_kill(struct process *process)
{
	if (!process->pid)
		return;
	process->killed = true;
	/* It may not yet have moved into its group, or have left it. */
	kill(process->pid, SIGKILL);
	bury(process);
}

void process_free(struct process *process)
{
	process_kill(process);
	buffer_free(&process->input);
	buffer_free(&process->output);
	buffer_free(&process->errors);
	*process = (struct process){ .input_fd = -1, .output_fd = -1, .errors_fd = -1 };
}

void process_fill_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int64_t clock_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int poll_timeout(int64_t deadline)
{
	int64_t left = deadline - clock_milliseconds();

	if (left < 0)
		return 0;
	return left > 60000 ? 60000 : (int)left;
}

int process_wait(struct process *const *processes, size_t count, int64_t deadline,
	struct supervisor *supervisor)
{
	size_t fd_count = count * PROCESS_FDS + 1;
	struct pollfd *fds = memory_new(fd_count, sizeof(*fds));

	fds[count * PROCESS_FDS] = (struct pollfd){ supervisor->signal_fd, POLLIN, 0 };
	for (size_t i = 0; i < count; i++) {
		static const struct process none = {
			.input_fd = -1, .output_fd = -1, .errors_fd = -1
		};

		process_prepare(
			processes[i] ? processes[i] : &none, fds + i * PROCESS_FDS);
	}
	if (poll(fds, fd_count, poll_timeout(deadline)) > 0) {
		for (size_t i = 0; i < count; i++)
			if (processes[i])
				process_handle(processes[i], fds + i * PROCESS_FDS);
		if (fds[count * PROCESS_FDS].revents) {
			supervisor_read(supervisor);
			for (size_t i = 0; i < count; i++)
				if (processes[i])
					process_reap(processes[i]);
			supervisor_reap_orphans(supervisor);
		}
	}
	free(fds);
	return supervisor->stop_signal ? -EINTR : 0;
}

int process_run(struct process *process, char *const *argv, const char *input,
	size_t length, int timeout, enum process_end *end, struct supervisor *supervisor)
{
	int64_t deadline = clock_milliseconds() + timeout;
	int status = process_start(process, argv, supervisor);

	*end = PROCESS_EXITED;
	if (status)
		return status;
	process_send(process, input, length);
	while (!status && !process->ended && *end == PROCESS_EXITED) {
		status = process_wait(&process, 1, deadline, supervisor);
		if (process->flood)
			*end = PROCESS_FLOODED;
		else if (!process->ended && clock_milliseconds() >= deadline)
			*end = PROCESS_TIMED_OUT;
	}
	process_kill(process);
	return status;
}

char *process_describe(int status)
{
	if (WIFSIGNALED(status))
		return memory_format(
			"signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == VALGRIND_EXIT_STATUS)
		return memory_format(
			"exit status %d (valgrind found errors)", VALGRIND_EXIT_STATUS);
	return memory_format("exit status %d", WEXITSTATUS(status));
}

char *process_complaint(const struct process *process)
{
	const char *text = buffer_text(&process->errors);
	size_t length = process->errors.length;
	size_t first = strcspn(text, "\n");
	size_t last;

	while (length && strchr("\r\n ", text[length - 1]))
		length--;
	for (last = length; last && text[last - 1] != '\n';)
		last--;
	if (last <= first)
		return memory_format("%.*s", first > 400 ? 400 : (int)first, text);
	return memory_format("%.*s ... %.*s", first > 200 ? 200 : (int)first, text,
		length - last > 200 ? 200 : (int)(length - last), text + last);
}
