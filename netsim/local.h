/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tiers have in common that run the command on this very kernel. */
#ifndef NETSIM_LOCAL_H
#define NETSIM_LOCAL_H

#include "keeper.h"
#include "namespace.h"
#include "run.h"

/* Whether a command is where the run's own commands are looked for. */
bool local_has_tool(const char *name);

/* Runs begin(data) under a keeper with what run says; returns the exit status. */
int local_run(const struct run *run, int (*begin)(void *data),
	void (*release)(void *data), void *data);

#endif
