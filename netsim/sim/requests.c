// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests as text: a table says how each attribute is told. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "attributes.h"
#include "requests.h"

/* One who asks without end is noted so far and no further. */
#define TEXT_MAX 65536

/* How the value of one attribute is told; it has at least the length of its row. */
typedef void (*teller)(struct buffer *text, const unsigned char *data, size_t length);

struct row {
	uint16_t type;
	const char *name;
	size_t length;
	teller tell;            /* NULL: a nest */
	const struct row *rows; /* of what is in it; the last one has no name */
};

static void tell_bytes(struct buffer *text, const unsigned char *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		buffer_format(text, "%s%02x", i ? ":" : " ", data[i]);
}

static void tell_text(struct buffer *text, const unsigned char *data, size_t length)
{
	buffer_format(text, " '%.*s'", (int)strnlen((const char *)data, length), data);
}

/* As it is, with what fills it up: some drivers want the full length. */
static void tell_profile(struct buffer *text, const unsigned char *data, size_t length)
{
	tell_text(text, data, length);
	buffer_format(text, ", %zu bytes", length);
}

static void tell_uuid(struct buffer *text, const unsigned char *data, size_t length)
{
	buffer_add_text(text, " ");
	for (size_t i = 0; i < length; i++)
		buffer_format(text, "%s%02x",
			i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", data[i]);
}

static void tell_number(struct buffer *text, const unsigned char *data, size_t length)
{
	uint32_t number;

	(void)length;
	memcpy(&number, data, sizeof(number));
	buffer_format(text, " %u", number);
}

struct word {
	uint32_t value;
	const char *text;
};

/* The words of what is set, and what no word is for as a number. */
static void tell_flags(struct buffer *text, uint32_t flags, const struct word *words)
{
	for (; words->text; words++) {
		if ((flags & words->value) != words->value)
			continue;
		buffer_format(text, " %s", words->text);
		flags &= ~words->value;
	}
	if (flags)
		buffer_format(text, " 0x%x", flags);
}

static void tell_mask(struct buffer *text, const unsigned char *data, size_t length)
{
	static const struct word words[] = {
		{ RTEXT_FILTER_VF, "RTEXT_FILTER_VF" },
		{ RTEXT_FILTER_SKIP_STATS, "RTEXT_FILTER_SKIP_STATS" },
		{ 0, NULL },
	};
	uint32_t mask;

	(void)length;
	memcpy(&mask, data, sizeof(mask));
	tell_flags(text, mask, words);
}

static void tell_vf_mac(struct buffer *text, const unsigned char *data, size_t length)
{
	struct ifla_vf_mac mac;

	(void)length;
	memcpy(&mac, data, sizeof(mac));
	buffer_format(text, " vf %u, mac", mac.vf);
	tell_bytes(text, mac.mac, ETH_ALEN);
}

static void tell_vf_vlan(struct buffer *text, const unsigned char *data, size_t length)
{
	struct ifla_vf_vlan vlan;

	(void)length;
	memcpy(&vlan, data, sizeof(vlan));
	buffer_format(text, " vf %u, vlan %u, qos %u", vlan.vf, vlan.vlan, vlan.qos);
}

static void tell_vf_vlan_info(
	struct buffer *text, const unsigned char *data, size_t length)
{
	struct ifla_vf_vlan_info vlan;

	tell_vf_vlan(text, data, length);
	memcpy(&vlan, data, sizeof(vlan));
	buffer_format(text, ", vlan_proto %s",
		ntohs(vlan.vlan_proto) == ETH_P_8021Q    ? "802.1Q"
		: ntohs(vlan.vlan_proto) == ETH_P_8021AD ? "802.1ad"
							 : "unknown");
}

static void tell_vf_rate(struct buffer *text, const unsigned char *data, size_t length)
{
	struct ifla_vf_rate rate;

	(void)length;
	memcpy(&rate, data, sizeof(rate));
	buffer_format(text, " vf %u, min_tx_rate %u, max_tx_rate %u", rate.vf,
		rate.min_tx_rate, rate.max_tx_rate);
}

static void tell_vf_pair(struct buffer *text, const unsigned char *data, size_t length)
{
	(void)length;
	buffer_add_text(text, " vf");
	tell_number(text, data, sizeof(uint32_t));
	buffer_add_text(text, ",");
	tell_number(text, data + sizeof(uint32_t), sizeof(uint32_t));
}

static void tell_port_request(
	struct buffer *text, const unsigned char *data, size_t length)
{
	static const char *const words[] = { "PORT_REQUEST_PREASSOCIATE",
		"PORT_REQUEST_PREASSOCIATE_RR", "PORT_REQUEST_ASSOCIATE",
		"PORT_REQUEST_DISASSOCIATE" };

	(void)length;
	if (*data < sizeof(words) / sizeof(words[0]))
		buffer_format(text, " %s", words[*data]);
	else
		buffer_format(text, " %u", *data);
}

#define PAIR(type)                                                                       \
	{                                                                                \
		type, #type, 8, tell_vf_pair, NULL                                       \
	}

static const struct row vlan_rows[] = {
	{ IFLA_VF_VLAN_INFO, "IFLA_VF_VLAN_INFO", sizeof(struct ifla_vf_vlan_info),
		tell_vf_vlan_info, NULL },
	{ 0 },
};

static const struct row vf_rows[] = {
	{ IFLA_VF_MAC, "IFLA_VF_MAC", sizeof(struct ifla_vf_mac), tell_vf_mac, NULL },
	{ IFLA_VF_VLAN, "IFLA_VF_VLAN", sizeof(struct ifla_vf_vlan), tell_vf_vlan, NULL },
	{ IFLA_VF_VLAN_LIST, "IFLA_VF_VLAN_LIST", 0, NULL, vlan_rows },
	{ IFLA_VF_RATE, "IFLA_VF_RATE", sizeof(struct ifla_vf_rate), tell_vf_rate, NULL },
	PAIR(IFLA_VF_TX_RATE),
	PAIR(IFLA_VF_SPOOFCHK),
	PAIR(IFLA_VF_LINK_STATE),
	PAIR(IFLA_VF_RSS_QUERY_EN),
	PAIR(IFLA_VF_TRUST),
	{ 0 },
};

static const struct row vf_list_rows[] = {
	{ IFLA_VF_INFO, "IFLA_VF_INFO", 0, NULL, vf_rows },
	{ 0 },
};

static const struct row port_rows[] = {
	{ IFLA_PORT_VF, "IFLA_PORT_VF", 4, tell_number, NULL },
	{ IFLA_PORT_PROFILE, "IFLA_PORT_PROFILE", 0, tell_profile, NULL },
	{ IFLA_PORT_INSTANCE_UUID, "IFLA_PORT_INSTANCE_UUID", 0, tell_uuid, NULL },
	{ IFLA_PORT_HOST_UUID, "IFLA_PORT_HOST_UUID", 0, tell_uuid, NULL },
	{ IFLA_PORT_REQUEST, "IFLA_PORT_REQUEST", 1, tell_port_request, NULL },
	{ 0 },
};

static const struct row port_list_rows[] = {
	{ IFLA_VF_PORT, "IFLA_VF_PORT", 0, NULL, port_rows },
	{ 0 },
};

static const struct row link_rows[] = {
	{ IFLA_ADDRESS, "IFLA_ADDRESS", 0, tell_bytes, NULL },
	{ IFLA_IFNAME, "IFLA_IFNAME", 0, tell_text, NULL },
	{ IFLA_EXT_MASK, "IFLA_EXT_MASK", 4, tell_mask, NULL },
	{ IFLA_VFINFO_LIST, "IFLA_VFINFO_LIST", 0, NULL, vf_list_rows },
	{ IFLA_VF_PORTS, "IFLA_VF_PORTS", 0, NULL, port_list_rows },
	{ IFLA_PORT_SELF, "IFLA_PORT_SELF", 0, NULL, port_rows },
	{ 0 },
};

static bool fits(const struct row *row, const struct attribute *attribute)
{
	return row->type == attribute->type && attribute->length >= row->length;
}

static const struct row *find_row(
	const struct row *rows, const struct attribute *attribute)
{
	while (rows->name && !fits(rows, attribute))
		rows++;
	return rows->name ? rows : NULL;
}

static void tell_attributes(
	struct buffer *text, struct attributes all, const struct row *rows, int indent);

static void tell_attribute(struct buffer *text, const struct attribute *attribute,
	const struct row *row, int indent)
{
	const struct attributes inner = { attribute->data, attribute->length };

	if (row)
		buffer_format(text, "%*s%s", indent, "", row->name);
	else
		buffer_format(text, "%*sattribute %u", indent, "", attribute->type);
	if (!row)
		tell_bytes(text, attribute->data, attribute->length);
	else if (row->tell)
		row->tell(text, attribute->data, attribute->length);
	buffer_add_text(text, "\n");
	if (row && !row->tell)
		tell_attributes(text, inner, row->rows, indent + 2);
}

/*
 * In the order of the rows, for that of the message is nothing to the kernel; then what has
 * no row. As deep as the rows are; bytes that are no attribute are a complaint elsewhere.
 */
static void tell_attributes(
	struct buffer *text, struct attributes all, const struct row *rows, int indent)
{
	const struct row *row = rows;

	do {
		struct attributes left = all;
		struct attribute attribute;

		while (attributes_next(&left, &attribute) > 0)
			if (row->name ? fits(row, &attribute)
				      : !find_row(rows, &attribute))
				tell_attribute(
					text, &attribute, row->name ? row : NULL, indent);
	} while ((row++)->name);
}

static void tell_link(
	struct buffer *text, const struct ifinfomsg *link, const char *netdev)
{
	if (link->ifi_index)
		buffer_format(text, "  ifi_index of %s\n", netdev);
	if (link->ifi_change)
		buffer_format(text, "  ifi_change 0x%x\n", link->ifi_change);
	if (link->ifi_flags)
		buffer_format(text, "  ifi_flags 0x%x\n", link->ifi_flags);
}

static void tell_message(
	struct buffer *text, const unsigned char *bytes, const char *netdev)
{
	static const struct word words[] = {
		{ NLM_F_REQUEST, "NLM_F_REQUEST" },
		{ NLM_F_ACK, "NLM_F_ACK" },
		{ NLM_F_DUMP, "NLM_F_DUMP" },
		{ 0, NULL },
	};
	const size_t fixed = NLMSG_SPACE(sizeof(struct ifinfomsg));
	struct nlmsghdr header;
	struct ifinfomsg link;

	memcpy(&header, bytes, sizeof(header));
	buffer_add_text(text, header.nlmsg_type == RTM_GETLINK   ? "RTM_GETLINK"
			      : header.nlmsg_type == RTM_SETLINK ? "RTM_SETLINK"
								 : "RTM_NEWLINK");
	tell_flags(text, header.nlmsg_flags, words);
	buffer_add_text(text, "\n");
	/* A dump may say as little as a family. */
	if (header.nlmsg_len < fixed)
		return;
	memcpy(&link, bytes + NLMSG_HDRLEN, sizeof(link));
	tell_link(text, &link, netdev);
	tell_attributes(text,
		(struct attributes){ bytes + fixed, header.nlmsg_len - fixed }, link_rows,
		2);
}

/* Whether one request is among others: each begins in column 0. */
static bool is_among(const struct buffer *requests, const char *one)
{
	const char *all = buffer_text(requests), *found = all;
	size_t length = strlen(one);

	while ((found = strstr(found, one))) {
		if ((found == all || found[-1] == '\n') && found[length] != ' ')
			return true;
		found++;
	}
	return false;
}

static void add_change(struct sim_requests *requests, const struct buffer *one)
{
	if (requests->changes.length > TEXT_MAX ||
		!strcmp(buffer_text(&requests->changes) + requests->last,
			buffer_text(one)))
		return;
	requests->last = requests->changes.length;
	buffer_add(&requests->changes, buffer_text(one), one->length);
}

void requests_note_message(
	struct sim_requests *requests, const unsigned char *bytes, const char *netdev)
{
	struct buffer one = { 0 };

	if (!requests->noted)
		return;
	tell_message(&one, bytes, netdev);
	if (strncmp(buffer_text(&one), "RTM_GETLINK", 11) != 0)
		add_change(requests, &one);
	else if (requests->reads.length <= TEXT_MAX &&
		 !is_among(&requests->reads, buffer_text(&one)))
		buffer_add(&requests->reads, buffer_text(&one), one.length);
	buffer_free(&one);
}

void requests_note_write(struct sim_requests *requests, const char *owner,
	const char *file, const char *text)
{
	struct buffer one = { 0 };

	if (!requests->noted)
		return;
	/* With a line break behind or without: the kernel makes no difference. */
	buffer_format(&one, "write %s%s%s '%.*s'\n", owner, *owner ? "/" : "", file,
		(int)strcspn(text, "\n"), text);
	add_change(requests, &one);
	buffer_free(&one);
}

void requests_tell(struct sim_requests *requests, struct buffer *text)
{
	buffer_add(text, buffer_text(&requests->reads), requests->reads.length);
	buffer_add(text, buffer_text(&requests->changes), requests->changes.length);
	requests_free(requests);
	requests->noted = true;
}

void requests_free(struct sim_requests *requests)
{
	buffer_free(&requests->reads);
	buffer_free(&requests->changes);
	*requests = (struct sim_requests){ .noted = false };
}
