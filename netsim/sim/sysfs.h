/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulated kernel's /sys: reads, writes that act, links and listings. Paths are
 * relative to its root. All return 0 or more, or a negative errno.
 */
#ifndef NETSIM_SIM_SYSFS_H
#define NETSIM_SIM_SYSFS_H

#include "kernel.h"

int sysfs_read(struct sim_kernel *kernel, const char *path, struct buffer *text);
int sysfs_write(struct sim_kernel *kernel, const char *path, const struct buffer *text);
int sysfs_link(struct sim_kernel *kernel, const char *path, struct buffer *target);
/* The names in a folder, each ended by a newline. */
int sysfs_list(struct sim_kernel *kernel, const char *path, struct buffer *names);

#endif
