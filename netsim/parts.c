// SPDX-License-Identifier: LGPL-2.1-or-later
/* The parts of a machine, as machine.sh finds or makes them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers.h"
#include "keeper.h"
#include "memory.h"
#include "parts.h"
#include "relay.h"
#include "tier.h"

/* What it has to be asked nicely for: to remove what it was about to make. */
#define GRACE 1000
/* Seconds; where a mirror does not answer, waiting on is of no use. */
#define TIMEOUT 1800

struct question {
	char *script;
	const char *verb;
	const char *set;
	char *token; /* in the names of what it makes on its way */
	int answer[2];
};

static int ask(void *data)
{
	const struct question *question = data;
	char *argv[] = { (char *)"sh", question->script, (char *)question->verb,
		(char *)question->set, question->token, NULL };

	dup2(question->answer[1], STDOUT_FILENO);
	return become(argv);
}

/* Removes what a script that was killed has left in the cache. */
static void clean(void *data)
{
	const struct question *question = data;
	char *argv[] = { (char *)"sh", question->script, (char *)"clean",
		(char *)question->set, question->token, NULL };
	pid_t child = fork();

	if (!child)
		_exit(become(argv));
	waitpid(child, NULL, 0);
}

static void take_line(struct parts *parts, const char *name, const char *value)
{
	const struct {
		const char *name;
		char **field;
	} fields[] = {
		{ "qemu", &parts->qemu },
		{ "libraries", &parts->libraries },
		{ "modules", &parts->modules },
		{ "kernel", &parts->kernel },
		{ "version", &parts->version },
		{ "initramfs", &parts->initramfs },
		{ "accelerator", &parts->accelerator },
	};

	if (!strcmp(name, "firmware"))
		strings_add(&parts->firmware, memory_copy(value));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(fields[i].name, name) != 0)
			continue;
		free(*fields[i].field);
		*fields[i].field = memory_copy(value);
	}
}

static void take_answer(struct parts *parts, char *text)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest)) {
		char *blank = strchr(line, ' ');

		if (!blank)
			continue;
		*blank = '\0';
		take_line(parts, line, blank + 1);
	}
}

int parts_get(struct parts *parts, const char *verb, const char *set,
	struct supervisor *supervisor, struct buffer *why)
{
	struct question question = { .verb = verb, .set = set };
	const struct keeper_task task = { .begin = ask,
		.release = clean,
		.data = &question,
		.timeout = TIMEOUT,
		.grace = GRACE };
	struct relay answer = { .to = -1 };
	struct keeper keeper;
	int status;

	*parts = (struct parts){ 0 };
	if (pipe2(question.answer, O_CLOEXEC))
		return -errno;
	fcntl(question.answer[0], F_SETFL, O_NONBLOCK);
	answer.from = question.answer[0];
	question.script = helper_file("machine.sh");
	question.token = helper_token();
	status = keeper_start(&keeper, &task, supervisor);
	close(question.answer[1]);
	if (!status) {
		relay_serve(&answer, 1, &keeper, supervisor, NULL, NULL);
		relay_drain(&answer, 1, supervisor);
		keeper_finish(&keeper, supervisor);
		status = keeper.end == KEEPER_ENDED && keeper.status == 0 ? 0 : -ENOENT;
	}
	if (status)
		buffer_add(why, buffer_text(&answer.pending), answer.pending.length);
	else
		take_answer(
			parts, answer.pending.data ? answer.pending.data : (char[]){ 0 });
	close(question.answer[0]);
	buffer_free(&answer.pending);
	free(question.token);
	free(question.script);
	return status;
}

void parts_free(struct parts *parts)
{
	free(parts->qemu);
	free(parts->libraries);
	free(parts->modules);
	strings_free(parts->firmware);
	free(parts->kernel);
	free(parts->version);
	free(parts->initramfs);
	free(parts->accelerator);
	*parts = (struct parts){ 0 };
}
