/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What goes wrong on purpose. A fault is one line: "OPERATION NUMBER KIND [VALUE]"; the
 * NUMBERth call of OPERATION from now on meets it, once:
 *
 *	getlink, setlink   error ERRNO     the answer is that error
 *	                   lost            the request is carried out, and no answer comes
 *	                   late MS         the answer comes so many milliseconds later
 *	                   foreign         an answer to another request comes in front
 *	                   overrun         an answer was lost for want of room (ENOBUFS)
 *	                   cut             the answer is cut short
 *	                   no-vfs          it leaves the VFs out
 *	read, write, link, list
 *	                   error ERRNO
 */
#ifndef NETSIM_SIM_FAULTS_H
#define NETSIM_SIM_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#define SIM_OPERATIONS(X)                                                                \
	X(GETLINK, "getlink")                                                            \
	X(SETLINK, "setlink")                                                            \
	X(READ, "read")                                                                  \
	X(WRITE, "write")                                                                \
	X(LINK, "link")                                                                  \
	X(LIST, "list")

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
	unsigned long calls[SIM_OPERATION_COUNT];
};

/* Returns whether the line is a fault. */
bool faults_add(struct sim_faults *faults, const char *line);
/* Counts a call; the fault that it meets, of kind FAULT_NONE for none. */
struct sim_fault faults_meet(struct sim_faults *faults, enum sim_operation operation);
void faults_free(struct sim_faults *faults);

#endif
