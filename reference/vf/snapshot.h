/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a machine's PFs and VFs are at a moment, read and nothing changed. */
#ifndef NHD_VF_SNAPSHOT_H
#define NHD_VF_SNAPSHOT_H

#include "vf/state.h"

struct nhd_vf_snapshot {
	struct nhd_vf vf;         /* the netdev of its PF is not filled */
	struct nhd_netdev netdev; /* its own */
	char driver[NHD_DRIVER_SIZE];
	char override[NHD_DRIVER_SIZE];
	bool is_listed; /* its PF says what it holds of it: info */
	struct nhd_vf_info info;
	char phase[16]; /* "": nothing is saved of it */
};

struct nhd_pf_snapshot {
	char address[NHD_PCI_NAME_SIZE];
	char driver[NHD_DRIVER_SIZE];
	struct nhd_netdev netdev;
	uint32_t is_up; /* 0, 1, or UINT32_MAX where nothing tells */
	struct nhd_vf_snapshot *vfs;
	size_t count;
};

/* Free with nhd_snapshot_free(). */
struct nhd_snapshot {
	struct nhd_pf_snapshot *pfs; /* in the order of their addresses */
	size_t count;
};

/*
 * Takes a snapshot of all PFs with their VFs, or where address is not NULL, of that PF, or of
 * that VF and its PF. The state folder is looked into if with_phases is set; the phase of a VF
 * is unknown to who may not. A device that
 * goes meanwhile is left out, or has no more than could be read.
 * Errors: as nhd_show(); on failure there is nothing to free.
 */
int nhd_snapshot_take(struct nhd_host *host, const char *address, bool with_phases,
	struct nhd_snapshot *snapshot, struct nhd_error *error);
void nhd_snapshot_free(struct nhd_snapshot *snapshot);

#endif
