/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A <network> with forward mode hostdev: a pool of VFs, and what it gives to its users. */
#ifndef NHD_MODEL_NETWORK_H
#define NHD_MODEL_NETWORK_H

#include "model/interface.h"

/* A netdev, by name: of a PF, or (what a pool cannot use) of a device of its own. */
struct nhd_pool_netdev {
	char *name;
};

struct nhd_pool_address {
	enum nhd_pool_address_type type;
	struct nhd_pci_address pci;
};

struct nhd_forward {
	enum nhd_forward_mode mode; /* always NHD_FORWARD_HOSTDEV, once read */
	char *device;
	enum nhd_bool managed; /* never absent, once read */
	struct nhd_pci_driver driver;
	struct nhd_list pfs;       /* of struct nhd_pool_netdev: one at most */
	struct nhd_list netdevs;   /* of struct nhd_pool_netdev */
	struct nhd_list addresses; /* of struct nhd_pool_address */
	struct nhd_list nats;      /* of what no pool can have */
};

struct nhd_portgroup {
	char *name;
	bool is_default;
	enum nhd_bool trust_guest_rx_filters;
	struct nhd_vlan vlan;
	struct nhd_virtualport virtualport;
	struct nhd_bandwidth bandwidth;
};

struct nhd_network {
	char *name;
	enum nhd_bool ipv6;
	enum nhd_bool trust_guest_rx_filters;
	struct nhd_forward forward;
	struct nhd_vlan vlan;
	struct nhd_bandwidth bandwidth;
	struct nhd_virtualport virtualport;
	struct nhd_list portgroups; /* of struct nhd_portgroup */
	uint32_t mtu;               /* 0, once read */
	struct nhd_arena arena;
};

#endif
