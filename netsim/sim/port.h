/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IFLA_VF_PORTS and IFLA_PORT_SELF: port profiles, and how their association goes on. */
#ifndef NETSIM_SIM_PORT_H
#define NETSIM_SIM_PORT_H

#include "attributes.h"
#include "kernel.h"

void port_add(const struct sim_kernel *kernel, const struct sim_device *device,
	struct buffer *bytes);
int port_set_vfs(
	struct sim_kernel *kernel, struct sim_device *pf, const struct attribute *ports);
int port_set_self(struct sim_kernel *kernel, const struct attribute *port);

#endif
