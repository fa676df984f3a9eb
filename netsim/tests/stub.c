// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Stands in for QEMU: runs the script that it is given as the machine would, on this very
 * host, and says the status. With EARLY in the environment, a number, it ends before that the
 * first so many times; with LATE, once the command has begun. It leaves a process in a session
 * of its own, and writes its number to the file NAME.stray, its own to NAME.pid, and the
 * script to NAME.script, where NAME is what it is called by.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The descriptor of the port that is called name. */
static int port(int argc, char **argv, const char *name)
{
	for (int i = 0; i < argc; i++) {
		char id[64];
		int fd;

		if (sscanf(argv[i], "socket,id=%63[^,],fd=%d", id, &fd) == 2 &&
			!strcmp(id, name))
			return fd;
	}
	return -1;
}

static FILE *open_beside(const char *self, const char *what)
{
	char name[4096];
	FILE *file;

	snprintf(name, sizeof(name), "%s.%s", self, what);
	file = fopen(name, "w");
	if (!file)
		exit(1);
	return file;
}

static void save_script(const char *self, int fd)
{
	FILE *file = open_beside(self, "script");
	char text[4096];
	ssize_t got;

	while ((got = read(fd, text, sizeof(text))) > 0)
		fwrite(text, 1, (size_t)got, file);
	fclose(file);
}

static void save_number(const char *self, const char *what, pid_t number)
{
	FILE *file = open_beside(self, what);

	fprintf(file, "%ld\n", (long)number);
	fclose(file);
}

static void leave_stray(const char *self)
{
	pid_t child = fork();

	if (child) {
		save_number(self, "stray", child);
		return;
	}
	setsid();
	execlp("sh", "sh", "-c", "sleep 1000; :", self, (char *)NULL);
	_exit(127);
}

/* Whether this is one of the first boots: each leaves its number in NAME.boots. */
static bool is_early(const char *self)
{
	const char *early = getenv("EARLY");
	char name[4096];
	long boots = 0;
	FILE *file;

	if (!early)
		return false;
	snprintf(name, sizeof(name), "%s.boots", self);
	file = fopen(name, "r");
	if (file && fscanf(file, "%ld", &boots) != 1)
		boots = 0;
	if (file)
		fclose(file);
	save_number(self, "boots", (pid_t)++boots);
	return boots <= atol(early);
}

int main(int argc, char **argv)
{
	int control = port(argc, argv, "control"), status = 0;
	char script[4096];
	pid_t child;

	for (int i = 1; i < argc; i++)
		fprintf(stderr, "%s\n", argv[i]);
	save_number(argv[0], "pid", getpid());
	save_script(argv[0], port(argc, argv, "script"));
	if (is_early(argv[0]))
		return 1;
	leave_stray(argv[0]);
	dprintf(control, "begun\n");
	if (getenv("LATE"))
		return 1;
	snprintf(script, sizeof(script), "%s.script", argv[0]);
	child = fork();
	if (!child) {
		dup2(port(argc, argv, "input"), STDIN_FILENO);
		dup2(port(argc, argv, "output"), STDOUT_FILENO);
		dup2(port(argc, argv, "errors"), STDERR_FILENO);
		execlp("sh", "sh", "-c", ". \"$0\"; run_command", script, (char *)NULL);
		_exit(127);
	}
	waitpid(child, &status, 0);
	dprintf(control, "%d\n", WEXITSTATUS(status));
	for (;;)
		pause();
}
