/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IFLA_VFINFO_LIST: what a PF holds of its VFs, told and set. */
#ifndef NETSIM_SIM_VFINFO_H
#define NETSIM_SIM_VFINFO_H

#include "attributes.h"
#include "kernel.h"

/* Adds IFLA_NUM_VF, and the list where the netdev's driver has one. */
void vfinfo_add(const struct sim_kernel *kernel, const struct sim_netdev *netdev,
	uint32_t ext_mask, struct buffer *bytes);

/*
 * Sets what a list says, entry by entry up to the first that is refused. Returns 0 or
 * -errno.
 */
int vfinfo_set(struct sim_kernel *kernel, const struct sim_netdev *netdev,
	const struct attribute *list);

#endif
