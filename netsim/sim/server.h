/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lets processes in: one simulated kernel, and whoever connects to its socket. */
#ifndef NETSIM_SIM_SERVER_H
#define NETSIM_SIM_SERVER_H

#include "kernel.h"

/*
 * Listens at path, says "ready" on stdout, and serves until stdin ends. The socket's file
 * is removed then. Returns 0 or -errno.
 */
int server_run(struct sim_kernel *kernel, const char *path);

#endif
