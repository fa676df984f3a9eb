// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the tiers have in common that run the command on this very kernel. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "local.h"
#include "memory.h"

/* Milliseconds that a command is given between being asked to end and being killed. */
#define GRACE 2000

bool local_has_tool(const char *name)
{
	const char *path = getenv("PATH");
	char *folders =
		memory_format("%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");
	char *rest = NULL;
	bool found = false;

	for (char *folder = strtok_r(folders, ":", &rest); folder && !found;
		folder = strtok_r(NULL, ":", &rest)) {
		char *file = memory_format("%s/%s", folder, name);

		found = !access(file, X_OK);
		free(file);
	}
	free(folders);
	return found;
}

int local_run(const struct run *run, int (*begin)(void *data),
	void (*release)(void *data), void *data)
{
	const struct keeper_task task = { .begin = begin,
		.release = release,
		.data = data,
		.timeout = run->timeout,
		.grace = GRACE,
		.interactive = run->interactive };

	return keeper_run(&task, run->supervisor);
}
