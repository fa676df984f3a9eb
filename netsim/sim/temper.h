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

/* What a PF makes of IFLA_VF_LINK_STATE. */
enum temper_link {
	TEMPER_LINK_NONE,      /* EOPNOTSUPP */
	TEMPER_LINK_NO_ENABLE, /* "enable" is accepted, and nothing comes of it */
	TEMPER_LINK_ALL,
};

/* What a PF makes of IFLA_VF_RATE. */
enum temper_rate {
	TEMPER_RATE_NONE,       /* EOPNOTSUPP */
	TEMPER_RATE_NO_MINIMUM, /* EINVAL for one, and for a maximum beyond the link's speed */
	TEMPER_RATE_16_BITS, /* any, but no more is kept of it */
};

/* What a PF makes of IFLA_VF_SPOOFCHK. */
enum temper_spoofchk {
	TEMPER_SPOOFCHK_NONE, /* EOPNOTSUPP */
	TEMPER_SPOOFCHK_OFF,  /* this is what a VF has that nobody has set */
	TEMPER_SPOOFCHK_ON,
};

struct temper {
	char name[64];
	char pf_driver[64];
	char vf_driver[64]; /* empty: none is there for them */

	/* A driver for guests that is made for the VFs; empty: there is none. */
	char vfio_variant[64];
	bool vfio_variant_loaded;

	/* Netdevs. */
	unsigned int pf_netdevs; /* how many a PF has */
	bool representors;       /* and one more for each VF */
	bool vf_has_netdev;

	/* MACs. */
	enum temper_mac unset_mac;
	bool reports_mac; /* a VF tells the PF its MAC, which is the admin MAC then */
	bool forgets;     /* which is lost when the VF's driver goes */
	int other_mac;    /* errno where a VF wants another MAC than the PF gave, or 0 */
	bool takes_given; /* it may want the one that the PF gave after it was bound */
	int zero_mac;     /* errno with which a zero admin MAC is refused, or 0 */
	int zero_vlan;    /* the same of VLAN 0 */

	/* What a PF can be asked and told of its VFs. */
	bool tells_vfs;
	bool has_vlan;
	enum temper_rate rate;
	enum temper_spoofchk spoofchk;
	int spoofchk_of_none; /* errno where it is set and there are no VFs */
	bool has_trust;
	enum temper_link link_state;
	bool has_rss_query;
	bool has_8021ad;
	bool tells_protocol;
	unsigned int no_vlan; /* how a VF without a VLAN is told */
	bool keeps;           /* all of it outlasts the VFs */

	/* When it refuses. */
	int down_error;  /* errno while the PF is down, or 0 */
	int bound_error; /* the same of MAC and VLAN while the VF has its driver */
	unsigned int reset_time; /* ms that a VF is in reset after its driver went */
	unsigned int reset_wait; /* ms that the kernel itself waits for the end of it */
	int reset_error;         /* errno then */
	bool reset_hides;        /* the list has no VF that is in reset */

	/* Port profiles. */
	bool has_port;
	unsigned int port_time; /* ms until an association is settled */
	bool port_exact;        /* what it asks with must have its full length */
	int port_response;      /* PORT_PROFILE_RESPONSE_... that it is settled with */

	/* The machine's. */
	bool has_iommu;
	bool has_vfio; /* vfio-pci is loaded */
};

/* That of igb, as the emulated card has it. */
void temper_init(struct temper *temper);
/* Adds what a file says. Returns 0, or -EINVAL with the line and the reason in why. */
int temper_read(struct temper *temper, const char *text, struct buffer *why);

/* The errno of a name such as EINVAL, and the name of an errno; 0 and NULL: unknown. */
int errno_of_name(const char *name);
const char *name_of_errno(int number);

#endif
