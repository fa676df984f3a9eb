/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnetlink requests about a PF's netdev and its VFs. Netdevs go by index, not name.
 *
 * Every function returns 0 or a negative errno, the kernel's own where it answered with an
 * error; the message then says what went wrong, but not with which VF. Requests that the
 * kernel refuses for the moment are repeated as nhd_host_backoff() allows. An answer that
 * is lost or late is -ETIMEDOUT (timed-out), one that was cut short or overrun -EMSGSIZE or
 * -ENOBUFS.
 */
#ifndef NHD_VF_RTNL_H
#define NHD_VF_RTNL_H

#include "vf/host.h"
#include "vf/vfinfo.h"

/* All that a PF's netdev holds of its VFs, with one request. */
int nhd_rtnl_get_vfs(struct nhd_host *host, int netdev, struct nhd_vf_list *list,
	struct nhd_error *error);
/* Of one VF; one that is not listed is waited for. */
int nhd_rtnl_get_vf(struct nhd_host *host, int netdev, unsigned int vf,
	struct nhd_vf_info *info, struct nhd_error *error);
int nhd_rtnl_set_link_mac(struct nhd_host *host, int netdev,
	const uint8_t mac[NHD_MAC_LENGTH], struct nhd_error *error);
int nhd_rtnl_set_vf_mac(struct nhd_host *host, int netdev, unsigned int vf,
	const uint8_t mac[NHD_MAC_LENGTH], struct nhd_error *error);
/* Asks for a port profile, or (profile "") to be rid of it; the answer shows in the info. */
int nhd_rtnl_set_vf_port(struct nhd_host *host, int netdev, unsigned int vf,
	const struct nhd_port *port, struct nhd_error *error);
int nhd_rtnl_set_vf_vlan(struct nhd_host *host, int netdev, unsigned int vf,
	const struct nhd_vf_vlan *vlan, struct nhd_error *error);

#endif
