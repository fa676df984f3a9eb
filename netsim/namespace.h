/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Namespaces of its own for a command, and a PCI bus in sysfs that is ours. */
#ifndef NETSIM_NAMESPACE_H
#define NETSIM_NAMESPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/*
 * Leaves the network and the mounts of the caller, as root of a new user namespace if
 * privileged is false, and mounts a sysfs that shows the new network.
 * Returns 0 or a negative errno; why then says which step failed.
 */
int namespace_enter(bool privileged, struct buffer *why);
/* Whether that can be done, tried in a process of its own. */
int namespace_try(bool privileged, struct buffer *why);

/* A PF as it shall look. */
struct namespace_pf {
	const char *driver; /* the name its driver shall have */
	const char *netdev;
	const char *numvfs; /* the kernel's file for sriov_numvfs below /sys, or NULL */
	size_t vfs;
};

/* Where the true sysfs is once the bus is covered. */
#define NAMESPACE_SYSFS "/sys/bus/.sysfs"

/*
 * Covers /sys/bus/pci by count PFs with their VFs, at the addresses of every tier, and
 * gives their netdevs a link to the PF. Other buses stay. 0 or a negative errno with why.
 */
int namespace_cover_pci(const struct namespace_pf *pfs, size_t count, struct buffer *why);

#endif
