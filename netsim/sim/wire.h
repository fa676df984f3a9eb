/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a process talks to the simulated kernel: over a Unix socket of whole packets, one
 * question and one answer at a time. Both ends are on one machine: numbers are its own.
 */
#ifndef NETSIM_SIM_WIRE_H
#define NETSIM_SIM_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum wire_operation {
	WIRE_READ, /* a file of sysfs */
	WIRE_WRITE,
	WIRE_LINK,
	WIRE_LIST,
	WIRE_SEND,    /* a netlink datagram */
	WIRE_RECEIVE, /* value: how long to wait, ms */
	WIRE_NOW,     /* the answer's value: ms */
	WIRE_SLEEP,   /* value: ms, which pass at once */
	WIRE_TEMPER,  /* the text of a file, or nothing for igb's; forgets the machine */
	WIRE_LOAD,    /* a part of a host document; value is 1 for the last one */
	WIRE_SHOW,    /* the host document from byte value on */
	WIRE_FAULT,   /* a line, as in faults.h */
	WIRE_CHECK,   /* complaints so far, which are forgotten then */
	WIRE_REQUESTS, /* what was asked since this was asked last; nothing the first time */
	WIRE_OPERATIONS,
};

/* Longer than any message of the kernel's; larger packets the socket may not take. */
#define WIRE_DATA_MAX ((size_t)192 * 1024)
#define WIRE_PATH_MAX 512

struct wire_question {
	uint32_t operation;
	uint32_t path_length;
	uint64_t value;
	/* The path follows, without a NUL, and then the data. */
};

struct wire_answer {
	int64_t value; /* a negative errno, or what the operation gives */
		       /* The data follow. */
};

/*
 * Asks over a connected socket. path may be NULL; data is what is sent, and what came is in
 * answer (cleared first; NULL: unwanted). Returns the answer's value, or -errno where the
 * kernel is gone.
 */
int64_t wire_ask(int socket, enum wire_operation operation, const char *path,
	uint64_t value, const void *data, size_t length, struct buffer *answer);

/* Connects to the kernel that listens at path. Returns the socket or -errno. */
int wire_connect(const char *path);

#endif
