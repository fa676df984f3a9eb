/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A host in this process, with one PF (0000:01:00.0, eth0) and two VFs (0000:01:10.0 and
 * .2), which behave as igb's and igbvf's do, a disk with VFs (0000:02:00.0), and a card that
 * has none (0000:03:00.0). Any one operation can be made to fail.
 */
#ifndef NHD_VF_TESTS_FAKE_H
#define NHD_VF_TESTS_FAKE_H

#include "vf/host.h"
#include "vf/state.h"

#define FAKE_VFS 2
/* What the kernel says beside an errno. */
#define FAKE_WORDS "the fake says no"

enum fake_fault {
	FAULT_NONE,
	FAULT_BEFORE,      /* the operation fails, and has no effect */
	FAULT_LOST_ANSWER, /* the request takes effect, its answer never comes */
	FAULT_OVERRUN,     /* the same, and the socket says that it lost something */
	FAULT_IN_VAIN,     /* a write to sysfs reports success, and has no effect */
};

struct fake_vf {
	struct nhd_vf_settings settings;
	bool held; /* the admin MAC was set through the PF, and holds */
};

struct fake {
	bool pf_up;
	bool pf_has_netdev;
	bool has_iommu;
	bool has_vfio;
	bool has_variant; /* fake-vfio-pci, the best for its VFs, is loaded */
	bool has_aliases;
	bool is_unprivileged;
	bool takes_nothing_back; /* an admin MAC or a VLAN that is there stays */
	bool has_no_list;        /* the link's message says nothing of VFs */
	bool has_stale;          /* an answer to an earlier request comes first */
	unsigned int listed;     /* how many VFs the link's message really has */
	uint16_t response; /* of a switch, once it is waited for; its VFs have ports */
	int answer_index; /* whose netdev an answer is about; 0: the one that was asked for */
	struct fake_vf vfs[FAKE_VFS];

	enum fake_fault fault;
	int fault_error;       /* positive errno, for FAULT_BEFORE */
	unsigned int fault_at; /* the number of the operation, from 1 */
	bool fault_stays;      /* FAULT_BEFORE: and every one after it fails */
	bool renames_netdevs;  /* a VF's netdev is gone once after it was listed */
	unsigned int count;    /* of operations so far */
	unsigned int changes;  /* of those, the ones that changed something */
	unsigned int slept;    /* times */
	uint64_t clock;

	void *answer; /* the datagram that waits */
	int answer_length;
};

/* VF 0 on igbvf with MAC 02:...:10, admin MAC 02:...:20 and VLAN 7; nothing fails. */
void fake_reset(struct fake *fake);

/* Opens a host on fake, which outlives it. Returns what nhd_host_new() does. */
int fake_open(struct fake *fake, struct nhd_host **host, const char *state_dir);

/* Whether the VFs of both are alike in all that they hold. */
bool fake_same_vfs(const struct fake *one, const struct fake *other);

#endif
