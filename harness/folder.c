// SPDX-License-Identifier: LGPL-2.1-or-later
#include <ftw.h>
#include <stdio.h>

#include "folder.h"

/* Of how many levels a descriptor each is kept open. */
#define OPEN_LEVELS 16

static int remove_entry(
	const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, remove_entry, OPEN_LEVELS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
