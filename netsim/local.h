/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tiers have in common that run the command on this very kernel. */
#ifndef NETSIM_LOCAL_H
#define NETSIM_LOCAL_H

#include "keeper.h"
#include "namespace.h"
#include "run.h"

/* The netdev, MAC and state that PF number pf shall have; the first two are owned. */
char *local_netdev(const struct run *run, size_t pf);
char *local_mac(const struct run *run, size_t pf);
bool local_up(const struct run *run, size_t pf);
/* How many VFs PF number pf shall have. */
size_t local_vfs(const struct run *run, size_t pf);

/* Whether a command is where the run's own commands are looked for. */
bool local_has_tool(const char *name);

/* Runs begin(data) under a keeper with what run says; returns the exit status. */
int local_run(const struct run *run, int (*begin)(void *data),
	void (*release)(void *data), void *data);

#endif
