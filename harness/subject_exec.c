// SPDX-License-Identifier: LGPL-2.1-or-later
/* Exec mode: what a process that has ended says by its status and its first stderr line.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "classes.h"
#include "memory.h"
#include "subject.h"

#define STATUS_ACCEPT 0
#define STATUS_REJECT 1
#define STATUS_SKIP 77

static char *first_line(const struct buffer *text)
{
	const char *data = buffer_text(text);

	return memory_copy_length(data, strcspn(data, "\n"));
}

/* "CLASS: message" or "CLASS PATH: message"; false for anything else. */
static bool parse_rejection(const char *line, struct answer *answer)
{
	const char *colon = strstr(line, ": ");
	char *head;
	char *path;
	bool known;

	if (!colon)
		return false;
	head = memory_copy_length(line, (size_t)(colon - line));
	path = strchr(head, ' ');
	if (path)
		*path++ = '\0';
	known = class_is_answer(head) && (!path || (*path == '/' && !strchr(path, ' ')));
	if (known) {
		answer_set(answer, ANSWER_REJECT, "%s", colon + 2);
		answer->error_class = memory_copy(head);
		answer->path = path ? memory_copy(path) : NULL;
	}
	free(head);
	return known;
}

static void describe_crash(const struct process *process, struct answer *answer)
{
	char *complaint = process_complaint(process);
	char *end = process_describe(process->status);

	if (WIFEXITED(process->status) && WEXITSTATUS(process->status) == STATUS_REJECT)
		answer_set(answer, ANSWER_CRASH,
			"%s without a line 'CLASS: message' first on stderr: '%s'", end,
			complaint);
	else
		answer_set(answer, ANSWER_CRASH, "%s%s%s", end, *complaint ? ": " : "",
			complaint);
	free(end);
	free(complaint);
}

void exec_answer(const struct process *process, struct answer *answer)
{
	int code = WIFEXITED(process->status) ? WEXITSTATUS(process->status) : -1;
	char *line = first_line(&process->errors);

	if (code == STATUS_ACCEPT) {
		answer_set(answer, ANSWER_ACCEPT, "%s", "");
		buffer_add(&answer->text, buffer_text(&process->output),
			process->output.length);
	} else if (code == STATUS_SKIP) {
		answer_set(answer, ANSWER_SKIP, "%s", *line ? line : "no reason given");
	} else if (code != STATUS_REJECT || !parse_rejection(line, answer)) {
		describe_crash(process, answer);
	}
	free(line);
}
