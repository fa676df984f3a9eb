// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sets the simulated kernel up and asks it, through its command. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "simulated.h"
#include "tool.h"

bool simulated_is_used(void)
{
	const char *tier = getenv("NHD_NETSIM_TIER");

	return tier && !strcmp(tier, "sim");
}

/* Runs the command with these words and input; its output is in process, to be freed. */
static int control(const char *words, const struct buffer *input, struct process *process,
	struct supervisor *supervisor, struct buffer *why)
{
	const char *command = getenv("NHD_SIM_CTL");
	char *line = memory_format(
		"%s %s", command && *command ? command : "nethostdev-sim-ctl", words);
	int status = tool_run(process, line, input, supervisor, why);

	free(line);
	return status;
}

static int control_silently(const char *words, const struct buffer *input,
	struct supervisor *supervisor, struct buffer *why)
{
	struct process process = { 0 };
	int status = control(words, input, &process, supervisor, why);

	process_free(&process);
	return status;
}

int simulated_apply(const struct buffer *document, const char *temper,
	struct supervisor *supervisor, struct buffer *why)
{
	char *words = memory_format("temper %s", temper ? temper : "");
	int status = control_silently(words, NULL, supervisor, why);

	free(words);
	return status ? status : control_silently("load -", document, supervisor, why);
}

int simulated_faults(
	const char *faults, struct supervisor *supervisor, struct buffer *why)
{
	char *copy = memory_copy(faults), *rest = copy, *fault;
	int status = 0;

	while (!status && (fault = strsep(&rest, ";"))) {
		char *words = memory_format("fault %s", fault);

		status = control_silently(words, NULL, supervisor, why);
		free(words);
	}
	free(copy);
	return status;
}

/* Adds what a command prints to text. */
static int control_text(const char *words, struct buffer *text,
	struct supervisor *supervisor, struct buffer *why)
{
	struct process process = { 0 };
	int status = control(words, NULL, &process, supervisor, why);

	if (!status)
		buffer_add(text, buffer_text(&process.output), process.output.length);
	process_free(&process);
	return status;
}

int simulated_observe(
	struct buffer *text, struct supervisor *supervisor, struct buffer *why)
{
	return control_text("show", text, supervisor, why);
}

int simulated_requests(
	struct buffer *text, struct supervisor *supervisor, struct buffer *why)
{
	return control_text("requests", text, supervisor, why);
}

int simulated_check(struct supervisor *supervisor, struct buffer *why)
{
	struct process process = { 0 };
	int status = control("check", NULL, &process, supervisor, why);

	if (status != -EINTR && process.output.length) {
		buffer_clear(why);
		buffer_format(why, "the kernel was sent what none should be: %s",
			buffer_text(&process.output));
		status = -EPROTO;
	}
	process_free(&process);
	return status;
}
