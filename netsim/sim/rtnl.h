/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulated kernel's rtnetlink: real request bytes in, real answer bytes out. What no
 * correct program would send is noted with the kernel's complaints.
 */
#ifndef NETSIM_SIM_RTNL_H
#define NETSIM_SIM_RTNL_H

#include "kernel.h"

/* One datagram on its way to a process. */
struct sim_datagram {
	struct buffer bytes;
	uint64_t due; /* when it arrives */
	int error;    /* receiving it gives this errno instead */
};

/* The answers that wait for one process. */
struct sim_mailbox {
	uint32_t port; /* what the kernel calls the process */
	struct sim_datagram *list;
	size_t count;
	size_t bytes; /* of all of them */
	bool overrun; /* some were dropped, which is told before the others */
};

/* Carries out what a datagram of the process asks. */
void rtnl_request(struct sim_kernel *kernel, const struct buffer *request,
	struct sim_mailbox *mailbox);

/*
 * The next datagram that is due by time limit, which passes until then. Returns 0, or
 * -ETIMEDOUT, or the error that came in its place, or -ENOBUFS where there was no room for
 * one.
 */
int rtnl_receive(struct sim_kernel *kernel, struct sim_mailbox *mailbox, uint64_t limit,
	struct buffer *bytes);
void rtnl_mailbox_free(struct sim_mailbox *mailbox);

#endif
