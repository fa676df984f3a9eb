// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a PF's netdev holds of one VF, decoded from its RTM_NEWLINK message. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "vf/vfinfo.h"

/* The fixed part of each attribute that is read; a nested one has no fixed part. */
static const struct nla_policy vf_policy[IFLA_VF_MAX + 1] = {
	[IFLA_VF_MAC] = { .minlen = sizeof(struct ifla_vf_mac) },
	[IFLA_VF_VLAN] = { .minlen = sizeof(struct ifla_vf_vlan) },
	[IFLA_VF_RATE] = { .minlen = sizeof(struct ifla_vf_rate) },
	[IFLA_VF_SPOOFCHK] = { .minlen = sizeof(struct ifla_vf_spoofchk) },
	[IFLA_VF_TRUST] = { .minlen = sizeof(struct ifla_vf_trust) },
	[IFLA_VF_LINK_STATE] = { .minlen = sizeof(struct ifla_vf_link_state) },
};

static int malformed(struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_SYSTEM, EBADMSG,
		"the kernel's list of VFs is malformed");
}

static int decode_vlan(struct nlattr **attributes, struct nhd_vf_vlan *vlan)
{
	struct ifla_vf_vlan *plain = nla_data(attributes[IFLA_VF_VLAN]);
	struct nlattr *list = attributes[IFLA_VF_VLAN_LIST], *entry;
	struct ifla_vf_vlan_info *full;

	*vlan = (struct nhd_vf_vlan){ plain->vlan, plain->qos, NHD_VLAN_PROTOCOL_8021Q };
	entry = list ? nla_find(nla_data(list), nla_len(list), IFLA_VF_VLAN_INFO) : NULL;
	if (!entry)
		return 0;
	if (nla_len(entry) < (int)sizeof(*full))
		return -EBADMSG;
	full = nla_data(entry);
	/* Without a tag, some drivers name no protocol. */
	if (full->vlan_proto)
		vlan->protocol = ntohs(full->vlan_proto);
	return 0;
}

static int decode_entry(struct nlattr *entry, struct nhd_vf_info *info)
{
	struct nlattr *attributes[IFLA_VF_MAX + 1];
	struct ifla_vf_mac *mac;
	struct ifla_vf_rate *rate;

	if (nla_parse_nested(attributes, IFLA_VF_MAX, entry, vf_policy) < 0)
		return -EBADMSG;
	if (!attributes[IFLA_VF_VLAN])
		return -ENODATA;
	*info = (struct nhd_vf_info){ .spoofchk = UINT32_MAX, .trust = UINT32_MAX };
	mac = nla_data(attributes[IFLA_VF_MAC]);
	memcpy(info->admin_mac, mac->mac, sizeof(info->admin_mac));
	if (attributes[IFLA_VF_RATE]) {
		rate = nla_data(attributes[IFLA_VF_RATE]);
		info->min_tx_rate = rate->min_tx_rate;
		info->max_tx_rate = rate->max_tx_rate;
	}
	if (attributes[IFLA_VF_SPOOFCHK])
		info->spoofchk = ((struct ifla_vf_spoofchk *)nla_data(
					  attributes[IFLA_VF_SPOOFCHK]))
					 ->setting;
	if (attributes[IFLA_VF_TRUST])
		info->trust =
			((struct ifla_vf_trust *)nla_data(attributes[IFLA_VF_TRUST]))
				->setting;
	if (attributes[IFLA_VF_LINK_STATE])
		info->link_state = ((struct ifla_vf_link_state *)nla_data(
					    attributes[IFLA_VF_LINK_STATE]))
					   ->link_state;
	return decode_vlan(attributes, &info->vlan);
}

static void copy_uuid(struct nlattr *attribute, uint8_t uuid[NHD_UUID_LENGTH])
{
	if (attribute)
		memcpy(uuid, nla_data(attribute), NHD_UUID_LENGTH);
}

/* What is not associated, or no more, is as none. */
static int decode_port(struct nlattr *entry, struct nhd_port *port)
{
	static const struct nla_policy policy[IFLA_PORT_MAX + 1] = {
		[IFLA_PORT_PROFILE] = { .type = NLA_STRING },
		[IFLA_PORT_INSTANCE_UUID] = { .minlen = NHD_UUID_LENGTH },
		[IFLA_PORT_HOST_UUID] = { .minlen = NHD_UUID_LENGTH },
		[IFLA_PORT_REQUEST] = { .type = NLA_U8 },
		[IFLA_PORT_RESPONSE] = { .type = NLA_U16 },
	};
	struct nlattr *attributes[IFLA_PORT_MAX + 1];

	if (nla_parse_nested(attributes, IFLA_PORT_MAX, entry, policy) < 0)
		return -EBADMSG;
	if (!attributes[IFLA_PORT_REQUEST] || !attributes[IFLA_PORT_PROFILE] ||
		nla_get_u8(attributes[IFLA_PORT_REQUEST]) != PORT_REQUEST_ASSOCIATE)
		return 0;
	nla_strlcpy(port->profile, attributes[IFLA_PORT_PROFILE], sizeof(port->profile));
	copy_uuid(attributes[IFLA_PORT_INSTANCE_UUID], port->instance);
	copy_uuid(attributes[IFLA_PORT_HOST_UUID], port->host);
	port->response = PORT_PROFILE_RESPONSE_INPROGRESS;
	if (attributes[IFLA_PORT_RESPONSE])
		port->response = nla_get_u16(attributes[IFLA_PORT_RESPONSE]);
	return 0;
}

/* How an entry of the list came out: 0, -EAGAIN before it was seen, or -ENODATA. */
struct nhd_vf_entry {
	int status;
	struct nhd_vf_info info;
};

/* The number in an IFLA_VF_INFO: every attribute has it, and every driver gives a MAC. */
static int number_of(struct nlattr *entry, unsigned int *number)
{
	struct nlattr *mac = nla_find(nla_data(entry), nla_len(entry), IFLA_VF_MAC);

	if (!mac || nla_len(mac) < (int)sizeof(struct ifla_vf_mac))
		return -EBADMSG;
	*number = ((struct ifla_vf_mac *)nla_data(mac))->vf;
	return 0;
}

static int decode_entries(struct nlattr *all, struct nhd_vf_list *list)
{
	struct nlattr *entry;
	unsigned int number;
	int left;

	nla_for_each_nested(entry, all, left)
	{
		struct nhd_vf_entry *decoded;

		if (nla_type(entry) != IFLA_VF_INFO)
			continue;
		if (number_of(entry, &number) < 0 || number >= list->count)
			return -EBADMSG;
		decoded = &list->entries[number];
		decoded->status = decode_entry(entry, &decoded->info);
		if (decoded->status == -EBADMSG)
			return -EBADMSG;
	}
	return 0;
}

/* The ports in IFLA_VF_PORTS; a driver without port profiles has no such list. */
static int decode_ports(struct nlattr *all, struct nhd_vf_list *list)
{
	struct nlattr *entry, *number;
	int left, result = 0;

	nla_for_each_nested(entry, all, left)
	{
		if (nla_type(entry) != IFLA_VF_PORT)
			continue;
		number = nla_find(nla_data(entry), nla_len(entry), IFLA_PORT_VF);
		if (!number || nla_len(number) < 4 || nla_get_u32(number) >= list->count)
			continue;
		result =
			decode_port(entry, &list->entries[nla_get_u32(number)].info.port);
		if (result < 0)
			break;
	}
	return result;
}

/* Of an IFLA_VF_INFO of Linux 6.12, should there be none to measure. */
#define ENTRY_SIZE 196

/*
 * IFLA_VFINFO_LIST has a 16-bit length, which wraps silently beyond some 220 VFs
 * (net/core/rtnetlink.c): what is then missing must not be taken for VFs without settings.
 */
static int count_vfs(struct nlattr *all, struct nlattr *number, struct nhd_vf_list *list,
	struct nhd_error *error)
{
	unsigned int listed = 0, there = 0, size = ENTRY_SIZE;
	struct nlattr *entry;
	int left;

	nla_for_each_nested(entry, all, left)
	{
		if (nla_type(entry) != IFLA_VF_INFO)
			continue;
		listed++;
		size = (unsigned int)nla_total_size(nla_len(entry));
	}
	if (number && nla_len(number) >= 4)
		there = nla_get_u32(number);
	if (there > UINT16_MAX)
		return malformed(error);
	if (listed < there && there * size > UINT16_MAX)
		return nhd_fail(error, NHD_ERROR_SYSTEM, EMSGSIZE,
			"the kernel listed %u of %u VFs: its list cannot hold more",
			listed, there);
	list->count = listed < there ? there : listed;
	return 0;
}

/* The VFs that a driver of port profiles alone has, of which no list tells. */
static bool count_untold(struct nlattr *number, struct nhd_vf_list *list)
{
	list->count = number && nla_len(number) >= 4 ? nla_get_u32(number) : 0;
	return list->count && list->count <= UINT16_MAX;
}

/* Before the list is read, and where there is none. */
static const struct nhd_vf_entry unseen = { .status = -EAGAIN };
static const struct nhd_vf_entry untold = {
	.info = { .untold = true,
		.vlan = { .protocol = NHD_VLAN_PROTOCOL_8021Q },
		.spoofchk = UINT32_MAX,
		.trust = UINT32_MAX },
};

static int new_entries(struct nhd_vf_list *list, const struct nhd_vf_entry *first)
{
	/* Room for one more than there may be is room for none. */
	list->entries = calloc((size_t)list->count + 1, sizeof(*list->entries));
	for (unsigned int i = 0; list->entries && i < list->count; i++)
		list->entries[i] = *first;
	return list->entries ? 0 : -ENOMEM;
}

int nhd_vf_list_decode(
	struct nlmsghdr *message, struct nhd_vf_list *list, struct nhd_error *error)
{
	struct nlattr *attributes[IFLA_MAX + 1], *vfs, *ports;
	int result = 0;

	*list = (struct nhd_vf_list){ 0 };
	if (nlmsg_parse(message, sizeof(struct ifinfomsg), attributes, IFLA_MAX, NULL) <
		0)
		return malformed(error);
	vfs = attributes[IFLA_VFINFO_LIST];
	ports = attributes[IFLA_VF_PORTS];
	if (vfs)
		result = count_vfs(vfs, attributes[IFLA_NUM_VF], list, error);
	else if (!ports || !count_untold(attributes[IFLA_NUM_VF], list))
		return nhd_fail(error, NHD_ERROR_SYSTEM, ENODATA,
			"the kernel's answer has no list of VFs");
	if (result < 0)
		return result;
	if (new_entries(list, vfs ? &unseen : &untold) < 0)
		return nhd_fail_memory(error);
	list->up = ((struct ifinfomsg *)nlmsg_data(message))->ifi_flags & IFF_UP;
	if (vfs)
		result = decode_entries(vfs, list);
	if (!result && ports)
		result = decode_ports(ports, list);
	if (!result)
		return 0;
	nhd_vf_list_free(list);
	return malformed(error);
}

void nhd_vf_list_free(struct nhd_vf_list *list)
{
	free(list->entries);
	*list = (struct nhd_vf_list){ 0 };
}

int nhd_vf_list_take(const struct nhd_vf_list *list, unsigned int index,
	struct nhd_vf_info *info, struct nhd_error *error)
{
	if (index >= list->count)
		return nhd_fail(error, NHD_ERROR_SYSTEM, ENODATA,
			"VF %u is not in the kernel's list of %u", index, list->count);
	if (list->entries[index].status == -EAGAIN)
		return nhd_fail(error, NHD_ERROR_SYSTEM, EAGAIN,
			"VF %u is missing from the kernel's list", index);
	if (list->entries[index].status < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, ENODATA,
			"the kernel's list says nothing of the MAC or VLAN of VF %u",
			index);
	*info = list->entries[index].info;
	return 0;
}
