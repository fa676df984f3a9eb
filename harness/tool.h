/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a tool of the machine's, such as ip, to its end. */
#ifndef HARNESS_TOOL_H
#define HARNESS_TOOL_H

#include "process.h"

/*
 * Runs the words of line as a command, with input, which may be NULL, on its stdin; no word
 * may hold a blank. What it wrote is in *process, which the caller frees with process_free()
 * in any case.
 * Returns 0 where it exited with 0, -EIO where it did not, -EINTR when a signal asked for
 * the end, or what starting it gave; why then says it in words.
 */
int tool_run(struct process *process, const char *line, const struct buffer *input,
	struct supervisor *supervisor, struct buffer *why);

#endif
