/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The modules that drivers come in, as depmod lists them and /sys/module names them. */
#ifndef NETSIM_SIM_MODULES_H
#define NETSIM_SIM_MODULES_H

#include "kernel.h"

/* The module that a driver of that name is in: with "_" for each "-". */
void modules_name(const char *driver, char module[SIM_NAME_SIZE]);
/* The driver that came with a module, or NULL where that is not loaded. */
struct sim_driver *modules_find_driver(
	const struct sim_kernel *kernel, const char *module);
/* The text of modules.alias: which module is for which device, loaded or not. */
void modules_add_aliases(const struct sim_kernel *kernel, struct buffer *text);

#endif
