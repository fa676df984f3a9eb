// SPDX-License-Identifier: LGPL-2.1-or-later
/* The settings of VFs in the order of rtnl_fill_vfinfo() and do_setvfinfo(). */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "vfinfo.h"

#define STATISTICS 8

static void add_statistics(struct buffer *bytes)
{
	size_t nest = attribute_begin(bytes, IFLA_VF_STATS);
	const uint64_t none = 0;

	for (uint16_t i = 0; i < STATISTICS; i++)
		attribute_add(bytes, (uint16_t)(IFLA_VF_STATS_RX_PACKETS + i + (i > 5)),
			&none, sizeof(none));
	attribute_end(bytes, nest);
}

static void add_vf(
	const struct sim_device *device, uint32_t ext_mask, struct buffer *bytes)
{
	const struct sim_vf *vf = &device->vf;
	uint32_t number = device->number;
	struct ifla_vf_mac mac = { .vf = number };
	struct ifla_vf_broadcast broadcast = { { 0 } };
	struct ifla_vf_vlan vlan = { number, vf->vlan, vf->qos };
	struct ifla_vf_vlan_info full = { number, vf->vlan, vf->qos,
		htons(vf->protocol) };
	struct ifla_vf_rate rate = { number, vf->min_tx_rate, vf->max_tx_rate };
	/* Number and value: so are all of these. */
	const struct {
		uint16_t type;
		uint32_t pair[2];
	} pairs[] = {
		{ IFLA_VF_TX_RATE, { number, vf->max_tx_rate } },
		{ IFLA_VF_SPOOFCHK, { number, vf->spoofchk } },
		{ IFLA_VF_LINK_STATE, { number, vf->link_state } },
		{ IFLA_VF_RSS_QUERY_EN, { number, vf->rss_query } },
		{ IFLA_VF_TRUST, { number, vf->trust } },
	};
	size_t entry = attribute_begin(bytes, IFLA_VF_INFO), nest;

	memcpy(mac.mac, vf->mac, SIM_MAC_LENGTH);
	memset(broadcast.broadcast, 0xff, SIM_MAC_LENGTH);
	attribute_add(bytes, IFLA_VF_MAC, &mac, sizeof(mac));
	attribute_add(bytes, IFLA_VF_BROADCAST, &broadcast, sizeof(broadcast));
	attribute_add(bytes, IFLA_VF_VLAN, &vlan, sizeof(vlan));
	attribute_add(bytes, IFLA_VF_RATE, &rate, sizeof(rate));
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		attribute_add(bytes, pairs[i].type, pairs[i].pair, sizeof(pairs[i].pair));
	nest = attribute_begin(bytes, IFLA_VF_VLAN_LIST);
	attribute_add(bytes, IFLA_VF_VLAN_INFO, &full, sizeof(full));
	attribute_end(bytes, nest);
	if (!(ext_mask & RTEXT_FILTER_SKIP_STATS))
		add_statistics(bytes);
	attribute_end(bytes, entry);
}

void vfinfo_add(const struct sim_device *pf, uint32_t ext_mask, struct buffer *bytes)
{
	size_t list;

	attribute_add_u32(bytes, IFLA_NUM_VF, (uint32_t)pf->vf_count);
	if (!pf->vf_count)
		return;
	list = attribute_begin(bytes, IFLA_VFINFO_LIST);
	for (size_t i = 0; i < pf->vf_count; i++)
		add_vf(pf->vfs[i], ext_mask, bytes);
	attribute_end(bytes, list);
}

struct setting {
	struct sim_kernel *kernel;
	struct sim_device *pf;
	const char **words;
};

/* The VF that an attribute's first number names. */
static struct sim_device *vf_of(
	const struct setting *setting, const struct attribute *attribute)
{
	uint32_t number;

	memcpy(&number, attribute->data, sizeof(number));
	return number < setting->pf->vf_count ? setting->pf->vfs[number] : NULL;
}

static uint32_t value_of(const struct attribute *attribute)
{
	uint32_t value;

	memcpy(&value, attribute->data + sizeof(value), sizeof(value));
	return value;
}

static int set_mac(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);
	struct ifla_vf_mac mac;
	int result;

	if (!vf)
		return -EINVAL;
	memcpy(&mac, attribute->data, sizeof(mac));
	result = kernel_set_vf_mac(setting->kernel, vf, mac.mac);
	if (result == -EINVAL)
		*setting->words = "no MAC address for a VF";
	return result;
}

static int set_vlan(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);
	struct ifla_vf_vlan vlan;

	if (!vf)
		return -EINVAL;
	memcpy(&vlan, attribute->data, sizeof(vlan));
	return kernel_set_vf_vlan(setting->kernel, vf, vlan.vlan, vlan.qos, ETH_P_8021Q);
}

static int set_vlan_list(const struct setting *setting, const struct attribute *attribute)
{
	struct attributes left = { attribute->data, attribute->length };
	struct ifla_vf_vlan_info vlan;
	struct attribute entry;
	struct sim_device *vf;

	if (attributes_next(&left, &entry) <= 0 || entry.type != IFLA_VF_VLAN_INFO ||
		entry.length < sizeof(vlan))
		return -EINVAL;
	/* One is all that a VF can have (MAX_VLAN_LIST_LEN). */
	if (left.length)
		return -EOPNOTSUPP;
	vf = vf_of(setting, &entry);
	if (!vf)
		return -EINVAL;
	memcpy(&vlan, entry.data, sizeof(vlan));
	return kernel_set_vf_vlan(
		setting->kernel, vf, vlan.vlan, vlan.qos, ntohs(vlan.vlan_proto));
}

static int set_tx_rate(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);

	if (!vf)
		return -EINVAL;
	vf->vf.max_tx_rate = value_of(attribute);
	return 0;
}

static int set_rate(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);
	struct ifla_vf_rate rate;

	if (!vf)
		return -EINVAL;
	memcpy(&rate, attribute->data, sizeof(rate));
	if (rate.max_tx_rate && rate.min_tx_rate > rate.max_tx_rate)
		return -EINVAL;
	/* igb_ndo_set_vf_bw has no lower limit to give. */
	if (rate.min_tx_rate)
		return -EINVAL;
	vf->vf.min_tx_rate = rate.min_tx_rate;
	vf->vf.max_tx_rate = rate.max_tx_rate;
	return 0;
}

static int set_spoofchk(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);

	if (!vf)
		return -EINVAL;
	vf->vf.spoofchk = value_of(attribute) != 0;
	return 0;
}

static int set_link_state(
	const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);

	if (!setting->kernel->temper.has_link_state)
		return -EOPNOTSUPP;
	if (!vf || value_of(attribute) > IFLA_VF_LINK_STATE_DISABLE)
		return -EINVAL;
	vf->vf.link_state = value_of(attribute);
	return 0;
}

static int set_rss_query(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);

	if (!setting->kernel->temper.has_rss_query)
		return -EOPNOTSUPP;
	if (!vf)
		return -EINVAL;
	vf->vf.rss_query = value_of(attribute) != 0;
	return 0;
}

static int set_trust(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);

	if (!vf)
		return -EINVAL;
	vf->vf.trust = value_of(attribute) != 0;
	return 0;
}

static int set_guid(const struct setting *setting, const struct attribute *attribute)
{
	struct sim_device *vf = vf_of(setting, attribute);
	struct ifla_vf_guid guid;

	if (!setting->kernel->temper.has_guid)
		return -EOPNOTSUPP;
	if (!vf)
		return -EINVAL;
	memcpy(&guid, attribute->data, sizeof(guid));
	vf->vf.guids[attribute->type == IFLA_VF_IB_PORT_GUID] = guid.guid;
	return 0;
}

/* In the order in which the kernel looks at them, with the least that each has to hold. */
static const struct {
	uint16_t type;
	size_t least;
	int (*set)(const struct setting *setting, const struct attribute *attribute);
} settings[] = {
	{ IFLA_VF_MAC, sizeof(struct ifla_vf_mac), set_mac },
	{ IFLA_VF_VLAN, sizeof(struct ifla_vf_vlan), set_vlan },
	{ IFLA_VF_VLAN_LIST, 0, set_vlan_list },
	{ IFLA_VF_TX_RATE, sizeof(struct ifla_vf_tx_rate), set_tx_rate },
	{ IFLA_VF_RATE, sizeof(struct ifla_vf_rate), set_rate },
	{ IFLA_VF_SPOOFCHK, sizeof(struct ifla_vf_spoofchk), set_spoofchk },
	{ IFLA_VF_LINK_STATE, sizeof(struct ifla_vf_link_state), set_link_state },
	{ IFLA_VF_RSS_QUERY_EN, sizeof(struct ifla_vf_rss_query_en), set_rss_query },
	{ IFLA_VF_TRUST, sizeof(struct ifla_vf_trust), set_trust },
	{ IFLA_VF_IB_NODE_GUID, sizeof(struct ifla_vf_guid), set_guid },
	{ IFLA_VF_IB_PORT_GUID, sizeof(struct ifla_vf_guid), set_guid },
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

/* Takes an entry apart before anything of it is set. */
static int parse_entry(struct sim_kernel *kernel, const struct attribute *entry,
	struct attribute found[SETTINGS])
{
	struct attributes left = { entry->data, entry->length };
	struct attribute attribute;
	int more;

	while ((more = attributes_next(&left, &attribute)) > 0) {
		size_t i = 0;

		while (i < SETTINGS && settings[i].type != attribute.type)
			i++;
		if (i == SETTINGS) {
			kernel_complain(kernel, "attribute %u of a VF is not known here",
				attribute.type);
			continue;
		}
		if (attribute.length < settings[i].least) {
			kernel_complain(kernel, "attribute %u of a VF has %zu bytes",
				attribute.type, attribute.length);
			return -ERANGE;
		}
		found[i] = attribute;
	}
	if (more < 0)
		kernel_complain(
			kernel, "%zu bytes of a VF are no attribute", left.length);
	return more < 0 ? -EINVAL : 0;
}

static int set_entry(const struct setting *setting, const struct attribute *entry)
{
	struct attribute found[SETTINGS] = { { 0, NULL, 0 } };
	int result = entry->type == IFLA_VF_INFO
			     ? parse_entry(setting->kernel, entry, found)
			     : -EINVAL;

	for (size_t i = 0; i < SETTINGS && !result; i++)
		if (found[i].data)
			result = settings[i].set(setting, &found[i]);
	return result;
}

int vfinfo_set(struct sim_kernel *kernel, struct sim_device *pf,
	const struct attribute *list, const char **words)
{
	struct setting setting = { kernel, pf, words };
	struct attributes left = { list->data, list->length };
	struct attribute entry;
	int result = 0, more = 1;

	/* A VF has no VFs to be set. */
	if (pf->pf)
		return -EOPNOTSUPP;
	while (!result && (more = attributes_next(&left, &entry)) > 0)
		result = set_entry(&setting, &entry);
	return more < 0 ? -EINVAL : result;
}
