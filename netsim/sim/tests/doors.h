/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The doors that the backend has to the world, each call counted: those of struct nhd_host,
 * and what state.c asks of the file system. One call, or all from one on, can be made to go
 * wrong. The counters are the program's, since the file system's calls have no context.
 */
#ifndef NETSIM_SIM_TESTS_DOORS_H
#define NETSIM_SIM_TESTS_DOORS_H

#include <stdbool.h>

#include "vf/host.h"

/* GETLINK and SETLINK are what is sent. Behind RECEIVE is the file system. */
enum door {
	DOOR_READ,
	DOOR_WRITE,
	DOOR_LINK,
	DOOR_LIST,
	DOOR_ALIASES,
	DOOR_GETLINK,
	DOOR_SETLINK,
	DOOR_RECEIVE,
	DOOR_FOLDER, /* made, opened, listed */
	DOOR_LOCK,
	DOOR_STATUS,
	DOOR_FILE_OPEN,
	DOOR_FILE_READ,
	DOOR_FILE_WRITE,
	DOOR_FILE_SYNC,
	DOOR_FILE_CLOSE,
	DOOR_FILE_RENAME,
	DOOR_FILE_REMOVE,
	DOORS,
};

#define DOORS_OF_SYSFS ((1u << DOOR_GETLINK) - 1)
#define DOORS_OF_HOST ((1u << DOOR_FOLDER) - 1)
#define DOORS_OF_STATE (DOORS_ALL & ~DOORS_OF_HOST)
#define DOORS_ALL ((1u << DOORS) - 1)

enum doors_end {
	DOORS_QUIET,
	DOORS_FAIL,       /* the call does nothing, and fails with an errno */
	DOORS_IN_VAIN,    /* the call does nothing, and succeeds */
	DOORS_SHORT,      /* half of what is to be written is */
	DOORS_LIE,        /* the answer is another */
	DOORS_MEANWHILE,  /* something happens before it */
	DOORS_DIE_BEFORE, /* the process is killed */
	DOORS_DIE_BEHIND,
};

struct doors_plan {
	unsigned int watched; /* a bit for each door whose calls are counted */
	unsigned int at;      /* the number of the call that meets it, from 1 */
	enum doors_end end;
	int failure;     /* an errno */
	bool stays;      /* and so do all behind it */
	const char *lie; /* a link, a text, or the first of the names or lines */
	void (*meanwhile)(void *context);
	/* A lie of netlink's: changes a datagram, and returns its length, which is no more. */
	int (*spoil)(void *context, unsigned char *datagram, int length);
	void *context;
};

/* From now on, counted anew. */
void doors_plan(const struct doors_plan *plan);
/* Of the watched doors so far. */
unsigned int doors_calls(void);
/* The first path so far that nobody has to ask for; NULL: none. */
const char *doors_trespass(void);
/* Puts the doors before those of host. */
void doors_install(struct nhd_host *host);

#endif
