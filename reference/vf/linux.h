/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host that is this machine: sysfs under a folder, and an rtnetlink socket. */
#ifndef NHD_VF_LINUX_H
#define NHD_VF_LINUX_H

#include "vf/host.h"

/* Opens this machine with its sysfs at sysfs, as nhd_host_open() does with /sys. */
int nhd_linux_open(struct nhd_host **host, const char *sysfs, const char *state_dir,
	struct nhd_error *error);

/*
 * Calls visit with each line of a file; one that is longer than 1023 bytes comes in parts.
 * Returns 0, what visit returned if not 0, or a negative errno.
 */
int nhd_linux_lines(const char *path, nhd_name_visitor visit, void *data);

#endif
