/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host that is this machine: sysfs under a folder, and an rtnetlink socket. */
#ifndef NHD_VF_LINUX_H
#define NHD_VF_LINUX_H

#include "vf/host.h"

/* Opens this machine with its sysfs at sysfs, as nhd_host_open() does with /sys. */
int nhd_linux_open(struct nhd_host **host, const char *sysfs, const char *state_dir,
	struct nhd_error *error);

#endif
