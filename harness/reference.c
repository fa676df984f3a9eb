// SPDX-License-Identifier: LGPL-2.1-or-later
/* Finds, starts and asks the reference. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "reference.h"

#define REFERENCE_NAME "nethostdev"
#define REFERENCE_TIMEOUT 60000

/* The file beside this executable, or the bare name for a search in PATH. */
static char *find_command(void)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;
	char *command;

	if (length <= 0)
		return memory_copy(REFERENCE_NAME);
	path[length] = '\0';
	slash = strrchr(path, '/');
	command = memory_format("%.*s/%s", (int)(slash - path), path, REFERENCE_NAME);
	if (!access(command, X_OK))
		return command;
	free(command);
	return memory_copy(REFERENCE_NAME);
}

void reference_init(
	struct reference *reference, char *const *command, struct supervisor *supervisor)
{
	*reference = (struct reference){ .argv = NULL };
	if (command) {
		for (; *command; command++)
			strings_add(&reference->argv, memory_copy(*command));
	} else {
		strings_add(&reference->argv, find_command());
		strings_add(&reference->argv, memory_copy("format"));
		strings_add(&reference->argv, memory_copy("--batch"));
	}
	subject_init(&reference->subject, reference->argv, true, REFERENCE_TIMEOUT,
		supervisor);
}

void reference_free(struct reference *reference)
{
	subject_free(&reference->subject);
	strings_free(reference->argv);
}

const struct answer *reference_format(
	struct reference *reference, const struct question *question)
{
	struct subject *subject = &reference->subject;
	int status = subject_ask(subject, question);

	while (!status && subject->state != SUBJECT_ANSWERED)
		status = subjects_wait(subject, 1, subject->supervisor);
	return status ? NULL : &subject->answer;
}
