/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of a machine, as machine.sh finds or makes them. */
#ifndef NETSIM_PARTS_H
#define NETSIM_PARTS_H

#include "buffer.h"
#include "supervisor.h"

/* Absent ones are NULL; all are owned. */
struct parts {
	char *qemu;
	char *libraries; /* LD_LIBRARY_PATH of an unpacked QEMU */
	char *modules;   /* its QEMU_MODULE_DIR */
	char **firmware; /* folders */
	char *kernel;
	char *version; /* of the kernel */
	char *initramfs;
	char *accelerator; /* tcg, kvm */
};

/*
 * Asks machine.sh: verb is find or prepare, set is igb or netdevsim. Returns 0 with
 * *parts filled, or a negative errno; why then has what it said on stdout.
 * Free with parts_free() in either case.
 */
int parts_get(struct parts *parts, const char *verb, const char *set,
	struct supervisor *supervisor, struct buffer *why);
void parts_free(struct parts *parts);

#endif
