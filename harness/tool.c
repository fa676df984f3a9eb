// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs a tool of the machine's, such as ip, to its end. */
#include <errno.h>
#include <string.h>

#include "memory.h"
#include "tool.h"

/* They answer at once, also on an emulated processor. */
#define TOOL_TIMEOUT 20000

int tool_run(struct process *process, const char *line, const struct buffer *input,
	struct supervisor *supervisor, struct buffer *why)
{
	char **argv = strings_split(line);
	enum process_end end = PROCESS_EXITED;
	int status = process_run(process, argv, input ? input->data : "",
		input ? input->length : 0, TOOL_TIMEOUT, &end, supervisor);

	if (!status && (end != PROCESS_EXITED || process->status != 0))
		status = -EIO;
	if (status)
		buffer_format(why, "%s: %s", line,
			process->errors.length ? buffer_text(&process->errors)
					       : strerror(-status));
	strings_free(argv);
	return status;
}
