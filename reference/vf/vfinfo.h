/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a PF's netdev holds of one VF, decoded from its RTM_NEWLINK message. */
#ifndef NHD_VF_VFINFO_H
#define NHD_VF_VFINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "model/interface.h"

#define NHD_VLAN_PROTOCOL_8021Q 0x8100
#define NHD_VLAN_PROTOCOL_8021AD 0x88a8

struct nhd_vf_vlan {
	uint32_t tag; /* 0: none */
	uint32_t qos;
	uint16_t protocol; /* NHD_VLAN_PROTOCOL_..., in the host's byte order */
};

/* A port profile (802.1Qbh) that a VF is associated with, or on the way to. */
struct nhd_port {
	char profile[NHD_PROFILE_ID_MAX + 1]; /* "": none */
	uint8_t instance[NHD_UUID_LENGTH];    /* the guest's UUID */
	uint8_t host[NHD_UUID_LENGTH];
	uint16_t response; /* PORT_PROFILE_RESPONSE_... */
};

struct nhd_vf_info {
	bool untold; /* but for its port: the PF's driver tells nothing else of its VFs */
	uint8_t admin_mac[NHD_MAC_LENGTH];
	struct nhd_vf_vlan vlan;
	uint32_t min_tx_rate; /* Mbit/s; 0: no limit */
	uint32_t max_tx_rate;
	uint32_t spoofchk; /* 0, 1, or UINT32_MAX where the driver does not say */
	uint32_t trust;
	uint32_t link_state; /* IFLA_VF_LINK_STATE_... */
	struct nhd_port port;
};

/* What a PF's netdev says of its VFs, all in one answer. Free with nhd_vf_list_free(). */
struct nhd_vf_list {
	bool up;            /* the PF's netdev */
	unsigned int count; /* how many VFs there are, of which some may not be listed */
	struct nhd_vf_entry *entries;
};

struct nlmsghdr;

/*
 * Decodes the list of the link in message. A driver of port profiles may have no other list
 * than that of the ports (drivers/net/ethernet/cisco/enic): then the VFs are untold.
 * Errors: -ENODATA where there is none, -EMSGSIZE where the kernel's list cannot hold as many
 * VFs as there are, -EBADMSG where an attribute is shorter than what it holds; -ENOMEM. On
 * failure there is nothing to free.
 */
int nhd_vf_list_decode(
	struct nlmsghdr *message, struct nhd_vf_list *list, struct nhd_error *error);
void nhd_vf_list_free(struct nhd_vf_list *list);

/*
 * Takes VF number index from a list. Errors: -ENODATA where there is no such VF or a field
 * that the backend needs is missing, -EAGAIN where it is not listed, as a VF in reset may be
 * (drivers/net/ethernet/intel/ice, ice_get_vf_cfg).
 */
int nhd_vf_list_take(const struct nhd_vf_list *list, unsigned int index,
	struct nhd_vf_info *info, struct nhd_error *error);

#endif
