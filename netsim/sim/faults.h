/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What goes wrong on purpose. A fault is one line: "OPERATION NUMBER KIND [VALUE]"; the
 * NUMBERth call of OPERATION from now on meets it, once. Some operations are others as well,
 * and named for what is asked: a fault of theirs fits programs that ask in another order.
 *
 *	getlink, setlink, and of these
 *	get-vfs, vf-mac, vf-vlan, vf-port
 *	                   error ERRNO     the answer is that error
 *	                   lost            the request is carried out, and no answer comes
 *	                   late MS         the answer comes so many milliseconds later
 *	                   foreign         an answer to another request comes in front
 *	                   overrun         an answer was lost for want of room (ENOBUFS)
 *	                   cut             the answer is cut short
 *	                   no-vfs          it leaves the VFs out
 *	read, write, link, list, and of these
 *	unbind, probe, override
 *	                   error ERRNO
 *	all                killed          who asked is killed (SIGKILL), and nothing is done
 *	                   killed-after    it is done before
 */
#ifndef NETSIM_SIM_FAULTS_H
#define NETSIM_SIM_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

#define SIM_OPERATIONS(X)                                                                \
	X(GETLINK, "getlink")                                                            \
	X(SETLINK, "setlink")                                                            \
	X(VF_MAC, "vf-mac")                                                              \
	X(VF_VLAN, "vf-vlan")                                                            \
	X(VF_PORT, "vf-port")                                                            \
	X(GET_VFS, "get-vfs")                                                            \
	X(READ, "read")                                                                  \
	X(WRITE, "write")                                                                \
	X(LINK, "link")                                                                  \
	X(LIST, "list")                                                                  \
	X(UNBIND, "unbind")                                                              \
	X(PROBE, "probe")                                                                \
	X(OVERRIDE, "override")

enum sim_operation {
#define OPERATION_ENUM(name, text) SIM_##name,
	SIM_OPERATIONS(OPERATION_ENUM)
#undef OPERATION_ENUM
		SIM_OPERATION_COUNT,
};

enum sim_fault_kind {
	FAULT_NONE,
	FAULT_ERROR,
	FAULT_LOST,
	FAULT_LATE,
	FAULT_FOREIGN,
	FAULT_OVERRUN,
	FAULT_CUT,
	FAULT_NO_VFS,
	FAULT_KILLED,
	FAULT_KILLED_AFTER,
};

struct sim_fault {
	enum sim_operation operation;
	unsigned int countdown;
	enum sim_fault_kind kind;
	unsigned int value; /* an errno, or milliseconds */
};

struct sim_faults {
	struct sim_fault *list;
	size_t count;
	bool kills; /* who asks the question at hand; it is for the server to do */
};

/* Returns whether the line is a fault. */
bool faults_add(struct sim_faults *faults, const char *line);
/* What a line has to be, in a sentence. */
void faults_explain(struct buffer *why);
/* The fault that a call meets, of kind FAULT_NONE for none. */
struct sim_fault faults_meet(struct sim_faults *faults, enum sim_operation operation);
void faults_free(struct sim_faults *faults);

#endif
