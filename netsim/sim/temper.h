/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a network driver behaves where drivers differ, as a file tells it: lines "KEY VALUE",
 * comments behind #. The files are in tempers/, and each names the driver that shows it.
 */
#ifndef NETSIM_SIM_TEMPER_H
#define NETSIM_SIM_TEMPER_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* The MAC that a VF's netdev has once its driver is bound, where the PF gave none. */
enum temper_mac {
	TEMPER_MAC_RANDOM, /* another one each time */
	TEMPER_MAC_OWN,    /* the one that it had before */
};

struct temper {
	char name[64];
	char pf_driver[64];
	char vf_driver[64];
	unsigned int pf_netdevs; /* how many a PF has */
	bool vf_has_netdev;
	enum temper_mac unset_mac;
	bool reports_mac; /* a VF tells the PF its MAC, which is the admin MAC then */
	bool obeys_mac;   /* a VF that was given a MAC by the PF can have no other */
	bool forgets;     /* what the PF holds of a VF is lost when its driver goes */
	bool has_link_state;
	bool has_rss_query;
	bool has_guid;
	bool has_port; /* 802.1Qbh */
	int zero_mac;  /* errno with which a zero admin MAC is refused, or 0 */
	int zero_vlan; /* the same of VLAN 0 */
	unsigned int
		reset_time; /* milliseconds of EBUSY after a driver was bound or unbound */
	unsigned int port_time; /* milliseconds until an association is settled */
	int port_response;      /* PORT_PROFILE_RESPONSE_... that it is settled with */
};

/* That of igb, as the emulated card has it. */
void temper_init(struct temper *temper);
/* Adds what a file says. Returns 0, or -EINVAL with the line and the reason in why. */
int temper_read(struct temper *temper, const char *text, struct buffer *why);

/* The errno of a name such as EINVAL, and the name of an errno; 0 and NULL: unknown. */
int errno_of_name(const char *name);
const char *name_of_errno(int number);

#endif
