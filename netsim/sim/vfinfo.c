// SPDX-License-Identifier: LGPL-2.1-or-later
/* The settings of VFs in the order of rtnl_fill_vfinfo() and do_setvfinfo(). */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "policy.h"
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

static void add_vf(const struct sim_kernel *kernel, const struct sim_device *device,
	uint32_t ext_mask, struct buffer *bytes)
{
	const struct sim_vf vf = kernel_told_vf(kernel, device);
	uint32_t number = device->number;
	struct ifla_vf_mac mac = { .vf = number };
	struct ifla_vf_broadcast broadcast = { { 0 } };
	struct ifla_vf_vlan vlan = { number, vf.vlan, vf.qos };
	struct ifla_vf_vlan_info full;
	struct ifla_vf_rate rate = { number, vf.min_tx_rate, vf.max_tx_rate };
	/* Number and value: so are all of these. */
	const struct {
		uint16_t type;
		uint32_t pair[2];
	} pairs[] = {
		{ IFLA_VF_TX_RATE, { number, vf.max_tx_rate } },
		{ IFLA_VF_SPOOFCHK, { number, vf.spoofchk } },
		{ IFLA_VF_LINK_STATE, { number, vf.link_state } },
		{ IFLA_VF_RSS_QUERY_EN, { number, vf.rss_query } },
		{ IFLA_VF_TRUST, { number, vf.trust } },
	};
	size_t entry = attribute_begin(bytes, IFLA_VF_INFO), nest;

	/* What pads it is zero in the kernel, too. */
	memset(&full, 0, sizeof(full));
	full.vf = number;
	full.vlan = vf.vlan;
	full.qos = vf.qos;
	full.vlan_proto = htons(vf.protocol);
	memcpy(mac.mac, vf.mac, SIM_MAC_LENGTH);
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

/* VFs and representors have no VFs, and cannot be asked for them. */
static bool has_vfs(const struct sim_netdev *netdev)
{
	return !netdev->device->pf && !netdev->represents;
}

void vfinfo_add(const struct sim_kernel *kernel, const struct sim_netdev *netdev,
	uint32_t ext_mask, struct buffer *bytes)
{
	const struct sim_device *pf = netdev->device;
	size_t list;

	attribute_add_u32(bytes, IFLA_NUM_VF, (uint32_t)pf->vf_count);
	if (!has_vfs(netdev) || !kernel->temper.tells_vfs)
		return;
	list = attribute_begin(bytes, IFLA_VFINFO_LIST);
	for (size_t i = 0; i < pf->vf_count; i++)
		if (kernel_tells_vf(kernel, pf->vfs[i]))
			add_vf(kernel, pf->vfs[i], ext_mask, bytes);
	attribute_end(bytes, list);
}

/* One setting of a VF, and what it is about. */
struct setting {
	struct sim_kernel *kernel;
	struct sim_device
		*pf; /* NULL: a netdev without VFs, whose driver knows none of this */
	struct sim_device *vf;
	const unsigned char *data;
	size_t length;
	uint32_t number; /* the VF, as all of them begin, */
	uint32_t value;  /* and what most have behind it */
};

static int set_mac(const struct setting *setting)
{
	struct ifla_vf_mac mac;

	memcpy(&mac, setting->data, sizeof(mac));
	return kernel_set_vf_mac(setting->kernel, setting->vf, mac.mac);
}

/* The driver is given 16 bits of the one and 8 of the other (ndo_set_vf_vlan). */
static int set_vlan(const struct setting *setting)
{
	struct ifla_vf_vlan vlan;

	memcpy(&vlan, setting->data, sizeof(vlan));
	return kernel_set_vf_vlan(setting->kernel, setting->vf, (uint16_t)vlan.vlan,
		(uint8_t)vlan.qos, ETH_P_8021Q);
}

static int set_full_vlan(const struct setting *setting)
{
	struct ifla_vf_vlan_info vlan;

	memcpy(&vlan, setting->data, sizeof(vlan));
	return kernel_set_vf_vlan(setting->kernel, setting->vf, (uint16_t)vlan.vlan,
		(uint8_t)vlan.qos, ntohs(vlan.vlan_proto));
}

static int set_tx_rate(const struct setting *setting)
{
	struct sim_vf *vf = &setting->vf->vf;

	if (setting->value && setting->value < vf->min_tx_rate)
		return -EINVAL;
	return kernel_set_vf_rate(
		setting->kernel, setting->vf, vf->min_tx_rate, setting->value);
}

static int set_rate(const struct setting *setting)
{
	struct ifla_vf_rate rate;

	memcpy(&rate, setting->data, sizeof(rate));
	if (rate.max_tx_rate && rate.max_tx_rate < rate.min_tx_rate)
		return -EINVAL;
	return kernel_set_vf_rate(
		setting->kernel, setting->vf, rate.min_tx_rate, rate.max_tx_rate);
}

static int set_switch(const struct setting *setting, uint32_t *to)
{
	int result = kernel_check_vf(setting->kernel, setting->vf);

	if (!result)
		*to = setting->value != 0;
	return result;
}

static int set_spoofchk(const struct setting *setting)
{
	return set_switch(setting, &setting->vf->vf.spoofchk);
}

static int set_link_state(const struct setting *setting)
{
	int result = kernel_check_vf(setting->kernel, setting->vf);

	if (result)
		return result;
	if (setting->value > IFLA_VF_LINK_STATE_DISABLE)
		return -EINVAL;
	if (setting->value != IFLA_VF_LINK_STATE_ENABLE ||
		setting->kernel->temper.link_state == TEMPER_LINK_ALL)
		setting->vf->vf.link_state = setting->value;
	return 0;
}

static int set_rss_query(const struct setting *setting)
{
	return set_switch(setting, &setting->vf->vf.rss_query);
}

static int set_trust(const struct setting *setting)
{
	return set_switch(setting, &setting->vf->vf.trust);
}

static bool has_mac(const struct temper *temper)
{
	(void)temper;
	return true;
}

static bool has_vlan(const struct temper *temper)
{
	return temper->has_vlan;
}

/* It is read before it is set. */
static bool has_tx_rate(const struct temper *temper)
{
	return temper->rate != TEMPER_RATE_NONE && temper->tells_vfs;
}

static bool has_rate(const struct temper *temper)
{
	return temper->rate != TEMPER_RATE_NONE;
}

static bool has_spoofchk(const struct temper *temper)
{
	return temper->spoofchk != TEMPER_SPOOFCHK_NONE;
}

static bool has_link_state(const struct temper *temper)
{
	return temper->link_state != TEMPER_LINK_NONE;
}

static bool has_rss_query(const struct temper *temper)
{
	return temper->has_rss_query;
}

static bool has_trust(const struct temper *temper)
{
	return temper->has_trust;
}

/* GUIDs are for InfiniBand alone (handle_vf_guid). */
static bool has_guid(const struct temper *temper)
{
	(void)temper;
	return false;
}

/* In the order in which the kernel looks at them (do_setvfinfo). */
static const struct {
	uint16_t type;
	bool (*is_known)(const struct temper *temper);
	int (*set)(const struct setting *setting);
} settings[] = {
	{ IFLA_VF_MAC, has_mac, set_mac },
	{ IFLA_VF_VLAN, has_vlan, set_vlan },
	{ IFLA_VF_VLAN_LIST, has_vlan, set_full_vlan },
	{ IFLA_VF_TX_RATE, has_tx_rate, set_tx_rate },
	{ IFLA_VF_RATE, has_rate, set_rate },
	{ IFLA_VF_SPOOFCHK, has_spoofchk, set_spoofchk },
	{ IFLA_VF_LINK_STATE, has_link_state, set_link_state },
	{ IFLA_VF_RSS_QUERY_EN, has_rss_query, set_rss_query },
	{ IFLA_VF_TRUST, has_trust, set_trust },
	{ IFLA_VF_IB_NODE_GUID, has_guid, NULL },
	{ IFLA_VF_IB_PORT_GUID, has_guid, NULL },
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static const struct policy vf_policy[IFLA_VF_MAX + 1] = {
	[IFLA_VF_MAC] = { POLICY_LEAST, sizeof(struct ifla_vf_mac) },
	[IFLA_VF_BROADCAST] = { POLICY_NEVER, 0 },
	[IFLA_VF_VLAN] = { POLICY_LEAST, sizeof(struct ifla_vf_vlan) },
	[IFLA_VF_VLAN_LIST] = { POLICY_NEST, 0 },
	[IFLA_VF_TX_RATE] = { POLICY_LEAST, sizeof(struct ifla_vf_tx_rate) },
	[IFLA_VF_SPOOFCHK] = { POLICY_LEAST, sizeof(struct ifla_vf_spoofchk) },
	[IFLA_VF_RATE] = { POLICY_LEAST, sizeof(struct ifla_vf_rate) },
	[IFLA_VF_LINK_STATE] = { POLICY_LEAST, sizeof(struct ifla_vf_link_state) },
	[IFLA_VF_RSS_QUERY_EN] = { POLICY_LEAST, sizeof(struct ifla_vf_rss_query_en) },
	[IFLA_VF_STATS] = { POLICY_NEST, 0 },
	[IFLA_VF_TRUST] = { POLICY_LEAST, sizeof(struct ifla_vf_trust) },
	[IFLA_VF_IB_NODE_GUID] = { POLICY_LEAST, sizeof(struct ifla_vf_guid) },
	[IFLA_VF_IB_PORT_GUID] = { POLICY_LEAST, sizeof(struct ifla_vf_guid) },
};

/* The one element of a list of VLANs, which is all that a VF can have (MAX_VLAN_LIST_LEN). */
static int take_vlan(const struct attribute *list, struct attribute *vlan)
{
	struct attributes left = { list->data, list->length };
	struct attribute entry;
	int count = 0;

	while (attributes_next(&left, &entry) > 0) {
		if (entry.type != IFLA_VF_VLAN_INFO ||
			entry.length < sizeof(struct ifla_vf_vlan_info))
			return -EINVAL;
		if (count++)
			return -EOPNOTSUPP;
		*vlan = entry;
	}
	return count ? 0 : -EINVAL;
}

/* The VF itself is looked at by the driver, which has to know the setting first. */
static int find_vf(struct setting *setting, bool known)
{
	if (setting->number >= INT_MAX)
		return -EINVAL;
	if (!setting->pf || !known)
		return -EOPNOTSUPP;
	if (setting->number >= setting->pf->vf_count)
		return -EINVAL;
	setting->vf = setting->pf->vfs[setting->number];
	return 0;
}

static int set_one(struct setting *setting, size_t i, const struct attribute *attribute)
{
	bool known = settings[i].is_known(&setting->kernel->temper);
	struct attribute value = *attribute;
	int result = 0;

	if (attribute->type == IFLA_VF_VLAN_LIST && (!setting->pf || !known))
		return -EOPNOTSUPP;
	if (attribute->type == IFLA_VF_VLAN_LIST)
		result = take_vlan(attribute, &value);
	if (result)
		return result;
	setting->data = value.data;
	memcpy(&setting->number, value.data, sizeof(setting->number));
	memcpy(&setting->value, value.data + sizeof(setting->number),
		sizeof(setting->value));
	result = find_vf(setting, known);
	/* igb has no answer for the first of no VFs (igb_ndo_set_vf_spoofchk). */
	if (result == -EINVAL && attribute->type == IFLA_VF_SPOOFCHK &&
		setting->number < INT_MAX && !setting->pf->vf_count)
		result = -setting->kernel->temper.spoofchk_of_none;
	return result ? result : settings[i].set(setting);
}

static int set_entry(struct setting *setting, const struct attribute *entry)
{
	struct attribute found[IFLA_VF_MAX + 1];
	/* So it is for an entry that says nothing (do_setvfinfo). */
	int result = -EINVAL, failed;

	if (entry->type != IFLA_VF_INFO || entry->length < NLA_HDRLEN)
		return -EINVAL;
	failed = policy_parse(setting->kernel, "a VF",
		(struct attributes){ entry->data, entry->length }, vf_policy,
		IFLA_VF_MAX + 1, found, NULL);
	if (failed)
		return failed;
	for (size_t i = 0; i < SETTINGS; i++) {
		if (!found[settings[i].type].data)
			continue;
		result = set_one(setting, i, &found[settings[i].type]);
		if (result)
			return result;
	}
	return result;
}

int vfinfo_set(struct sim_kernel *kernel, const struct sim_netdev *netdev,
	const struct attribute *list)
{
	struct setting setting = { .kernel = kernel,
		.pf = has_vfs(netdev) ? netdev->device : NULL };
	struct attributes left = { list->data, list->length };
	struct attribute entry;
	int result = 0, more = 1;

	while (!result && (more = attributes_next(&left, &entry)) > 0)
		result = set_entry(&setting, &entry);
	if (more < 0)
		kernel_complain(
			kernel, "%zu bytes of a list of VFs are none", left.length);
	return result;
}
