// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The simulated rtnetlink, byte for byte: what stands in an answer and in which order, what
 * is refused and how, and where the list of VFs no longer fits (net/core/rtnetlink.c and
 * net/netlink/af_netlink.c of Linux 6.12). At the end it is given what nobody should send.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libxml/parser.h>

#include "attributes.h"
#include "fuzz/dice.h"
#include "kernel.h"
#include "memory.h"
#include "rtnl.h"
#include "sysfs.h"
#include "tests/tally.h"

#define PORT 4711
#define ROUNDS 20000

static void check_number(struct tally *tally, long came, long expected, const char *name)
{
	check(tally, came == expected, name);
	if (came != expected)
		printf("# expected: %ld\n# came: %ld\n", expected, came);
}

/* A machine with a PF, eth0, and so many VFs. */
static void make_machine(struct sim_kernel *kernel, const char *temper_text, size_t vfs)
{
	struct buffer text = { 0 }, why = { 0 };
	struct temper temper;

	temper_init(&temper);
	temper_read(&temper, temper_text, &why);
	kernel_init(kernel, &temper);
	buffer_add_text(&text, "<host><pf address='0000:01:00.0'>"
			       "<netdev name='eth0' mac='52:54:00:00:00:01' up='yes'/>");
	for (size_t i = 0; i < vfs; i++) {
		buffer_format(&text,
			"<vf address='0000:%02zx:%02zx.%zx' index='%zu' driver='igbvf'>",
			1 + (0x80 + 2 * i) / 256, (0x80 + 2 * i) / 8 % 32, 2 * i % 8, i);
		buffer_format(&text,
			"<netdev name='eth%zu' mac='02:00:00:00:%02zx:%02zx'/></vf>",
			i + 1, i / 256, i % 256);
	}
	buffer_add_text(&text, "</pf></host>");
	if (kernel_load(kernel, buffer_text(&text), text.length, &why))
		printf("# the machine: %s\n", buffer_text(&why));
	buffer_free(&text);
	buffer_free(&why);
}

/* A request of one link, to be ended with message_end(.., 0). */
static void begin(struct buffer *bytes, uint16_t type, uint16_t flags, int index)
{
	struct ifinfomsg link = { .ifi_index = index };

	message_begin(bytes, type, (uint16_t)(NLM_F_REQUEST | flags), 7, 0);
	message_add(bytes, &link, sizeof(link));
}

/* Sends it; what comes is put one behind the other, and the datagrams are counted. */
static size_t transact(
	struct sim_kernel *kernel, struct buffer *bytes, struct buffer *answers)
{
	struct sim_mailbox mailbox = { .port = PORT };
	struct buffer one = { 0 };
	size_t count = 0;

	if (bytes->length >= sizeof(struct nlmsghdr))
		message_end(bytes, 0);
	rtnl_request(kernel, bytes, &mailbox);
	buffer_clear(answers);
	while (!rtnl_receive(kernel, &mailbox, kernel->now, &one)) {
		buffer_add(answers, buffer_text(&one), one.length);
		count++;
	}
	rtnl_mailbox_free(&mailbox);
	buffer_free(&one);
	buffer_clear(bytes);
	return count;
}

static struct nlmsghdr header_of(const struct buffer *answers)
{
	struct nlmsghdr header = { 0 };

	if (answers->length >= sizeof(header))
		memcpy(&header, answers->data, sizeof(header));
	return header;
}

/* What the error message at the beginning says; 1 where there is none. */
static int error_of(const struct buffer *answers)
{
	struct nlmsgerr error;

	if (header_of(answers).nlmsg_type != NLMSG_ERROR ||
		answers->length < NLMSG_HDRLEN + sizeof(error))
		return 1;
	memcpy(&error, answers->data + NLMSG_HDRLEN, sizeof(error));
	return error.error;
}

static struct attributes attributes_of(const struct buffer *answers, size_t fixed)
{
	return (struct attributes){ (const unsigned char *)answers->data + fixed,
		answers->length - fixed };
}

static struct attributes inside(const struct attribute *nest)
{
	return (struct attributes){ nest->data, nest->length };
}

/* The types of attributes in their order, and the bytes of each with its header. */
static char *describe(struct attributes left, bool with_sizes)
{
	struct buffer text = { 0 };
	struct attribute attribute;

	buffer_add_text(&text, "");
	while (attributes_next(&left, &attribute) > 0)
		buffer_format(&text, with_sizes ? "%u:%zu " : "%u ", attribute.type,
			attribute.length + NLA_HDRLEN);
	return text.data ? text.data : memory_copy("");
}

static void check_text(
	struct tally *tally, char *came, const char *expected, const char *name)
{
	check(tally, !strcmp(came, expected), name);
	if (strcmp(came, expected) != 0)
		printf("# expected: %s\n# came: %s\n", expected, came);
	free(came);
}

static void get_link(
	struct sim_kernel *kernel, int index, uint32_t mask, struct buffer *answers)
{
	struct buffer bytes = { 0 };

	begin(&bytes, RTM_GETLINK, 0, index);
	if (mask)
		attribute_add_u32(&bytes, IFLA_EXT_MASK, mask);
	transact(kernel, &bytes, answers);
	buffer_free(&bytes);
}

#define LINK_FIXED NLMSG_SPACE(sizeof(struct ifinfomsg))
#define ERROR_FIXED NLMSG_SPACE(sizeof(struct nlmsgerr))

static void test_answer(struct tally *tally)
{
	struct sim_kernel kernel;
	struct buffer answers = { 0 };
	struct attribute list, entry;
	int pf, vf;

	make_machine(&kernel, "", 2);
	pf = kernel_find_netdev(&kernel, "eth0")->index;
	vf = kernel_find_netdev(&kernel, "eth1")->index;
	get_link(&kernel, pf, RTEXT_FILTER_VF, &answers);
	check_number(tally, header_of(&answers).nlmsg_type, RTM_NEWLINK, "a link");
	check_number(tally, header_of(&answers).nlmsg_seq, 7, "of that request");
	check_number(tally, header_of(&answers).nlmsg_pid, PORT, "for that process");
	check_text(tally, describe(attributes_of(&answers, LINK_FIXED), false),
		"3 13 16 17 4 50 51 27 30 31 40 41 32 33 35 1 2 23 7 21 22 6 56 57 ",
		"its attributes have the kernel's order");
	check(tally,
		attributes_find(
			attributes_of(&answers, LINK_FIXED), IFLA_VFINFO_LIST, &list),
		"it has a list of VFs");
	check_text(tally, describe(inside(&list), true), "1:296 1:296 ",
		"an entry has 296 bytes");
	attributes_find(inside(&list), IFLA_VF_INFO, &entry);
	check_text(tally, describe(inside(&entry), true),
		"1:40 13:36 2:16 6:16 3:12 4:12 5:12 7:12 9:12 12:24 8:100 ",
		"its parts have the kernel's order and sizes");
	attributes_find(inside(&entry), IFLA_VF_RSS_QUERY_EN, &list);
	check(tally, list.length == 8 && !memcmp(list.data + 4, "\xff\xff\xff\xff", 4),
		"what igb does not know is told as -1");
	get_link(&kernel, pf, RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS, &answers);
	attributes_find(attributes_of(&answers, LINK_FIXED), IFLA_VFINFO_LIST, &list);
	check_text(tally, describe(inside(&list), true), "1:196 1:196 ",
		"and 196 without counters");
	get_link(&kernel, pf, 0, &answers);
	check(tally,
		!attributes_find(attributes_of(&answers, LINK_FIXED), IFLA_NUM_VF, &list),
		"nobody is told of VFs who did not ask");
	get_link(&kernel, vf, RTEXT_FILTER_VF, &answers);
	check(tally,
		attributes_find(
			attributes_of(&answers, LINK_FIXED), IFLA_NUM_VF, &list) &&
			!attributes_find(attributes_of(&answers, LINK_FIXED),
				IFLA_VFINFO_LIST, &list),
		"a VF has a number of VFs and no list");
	kernel_free(&kernel);
	make_machine(&kernel, "", 0);
	get_link(&kernel, 2, RTEXT_FILTER_VF, &answers);
	check(tally,
		attributes_find(
			attributes_of(&answers, LINK_FIXED), IFLA_VFINFO_LIST, &list) &&
			!list.length,
		"a PF without VFs has an empty one");
	kernel_free(&kernel);
	buffer_free(&answers);
}

/* IFLA_VFINFO_LIST has 16 bits for its length (nla_nest_end). */
static void test_wrap(struct tally *tally)
{
	static const struct {
		uint32_t mask;
		size_t vfs;
		size_t told;
		const char *name;
	} cases[] = {
		{ RTEXT_FILTER_VF, 221, 221, "221 VFs fit into the list" },
		{ RTEXT_FILTER_VF, 222, 0, "222 do not" },
		{ RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS, 334, 334,
			"without counters 334 do" },
		{ RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS, 335, 0, "and 335 do not" },
		{ RTEXT_FILTER_VF, 335, 113, "a list that came round has some" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sim_kernel kernel;
		struct buffer answers = { 0 };
		struct attributes left;
		struct attribute found;
		uint32_t number = 0;
		size_t told = 0;

		make_machine(&kernel, "", cases[i].vfs);
		get_link(&kernel, 2, cases[i].mask, &answers);
		left = attributes_of(&answers, LINK_FIXED);
		if (attributes_find(left, IFLA_NUM_VF, &found))
			memcpy(&number, found.data, sizeof(number));
		attributes_find(left, IFLA_VFINFO_LIST, &found);
		left = inside(&found);
		while (attributes_next(&left, &found) > 0)
			told += found.type == IFLA_VF_INFO;
		check_number(tally, (long)told, (long)cases[i].told, cases[i].name);
		check_number(
			tally, number, (long)cases[i].vfs, "their number stays right");
		check_number(tally, header_of(&answers).nlmsg_len, (long)answers.length,
			"and so does the message's length");
		kernel_free(&kernel);
		buffer_free(&answers);
	}
}

static size_t open_vf(struct buffer *bytes, size_t *list)
{
	*list = attribute_begin(bytes, IFLA_VFINFO_LIST);
	return attribute_begin(bytes, IFLA_VF_INFO);
}

static void close_vf(struct buffer *bytes, size_t list, size_t entry)
{
	attribute_end(bytes, entry);
	attribute_end(bytes, list);
}

static void add_vlan(struct buffer *bytes, uint32_t vf, uint32_t vlan)
{
	struct ifla_vf_vlan value = { vf, vlan, 0 };
	size_t list, entry = open_vf(bytes, &list);

	attribute_add(bytes, IFLA_VF_VLAN, &value, sizeof(value));
	close_vf(bytes, list, entry);
}

/* Each makes a request of its own; eth0 has index 2 and two VFs, eth1 is the first's. */
static void no_index(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 0);
}

static void unknown_index(struct buffer *bytes)
{
	begin(bytes, RTM_GETLINK, 0, 99);
}

static void negative_index(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, -1);
	attribute_add_text(bytes, IFLA_IFNAME, "eth0");
	add_vlan(bytes, 0, 5);
}

static void negative_alone(struct buffer *bytes)
{
	begin(bytes, RTM_GETLINK, 0, -1);
}

static void long_name(struct buffer *bytes)
{
	begin(bytes, RTM_GETLINK, 0, 0);
	attribute_add_text(bytes, IFLA_IFNAME, "a-name-of-16-by-");
}

static void empty_name(struct buffer *bytes)
{
	begin(bytes, RTM_GETLINK, 0, 0);
	attribute_add(bytes, IFLA_IFNAME, "", 0);
}

static void name_without_end(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 0);
	attribute_add(bytes, IFLA_IFNAME, "eth0", 4);
}

static void policy_first(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 99);
	attribute_add(bytes, IFLA_EXT_MASK, "\1", 1);
}

static void link_before_length(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 99);
	attribute_add(bytes, IFLA_ADDRESS, "\2", 1);
}

static void short_address(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add(bytes, IFLA_ADDRESS, "\2", 1);
}

static void long_address(struct buffer *bytes)
{
	static const char address[33] = "\2";

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add(bytes, IFLA_ADDRESS, address, sizeof(address));
}

static void empty_list(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add(bytes, IFLA_VFINFO_LIST, "", 0);
}

static void empty_entry(struct buffer *bytes)
{
	size_t list;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	list = attribute_begin(bytes, IFLA_VFINFO_LIST);
	attribute_add(bytes, IFLA_VF_INFO, "", 0);
	attribute_end(bytes, list);
}

static void entry_without_settings(struct buffer *bytes)
{
	size_t list, entry;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	entry = open_vf(bytes, &list);
	attribute_add_u32(bytes, 99, 1);
	close_vf(bytes, list, entry);
}

static void short_setting(struct buffer *bytes)
{
	size_t list, entry;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	entry = open_vf(bytes, &list);
	attribute_add(bytes, IFLA_VF_VLAN, "\0\0\0\0\1\0\0\0", 8);
	close_vf(bytes, list, entry);
}

static void broadcast_setting(struct buffer *bytes)
{
	size_t list, entry;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	entry = open_vf(bytes, &list);
	attribute_add(bytes, IFLA_VF_BROADCAST, "", 0);
	close_vf(bytes, list, entry);
}

static void huge_vf(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 3);
	add_vlan(bytes, 0x7fffffff, 5);
}

static void vf_of_a_vf(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 3);
	add_vlan(bytes, 0, 5);
}

static void two_vlans(struct buffer *bytes)
{
	struct ifla_vf_vlan_info vlan;
	size_t list, entry, vlans;

	memset(&vlan, 0, sizeof(vlan));
	vlan.vlan = 5;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	entry = open_vf(bytes, &list);
	vlans = attribute_begin(bytes, IFLA_VF_VLAN_LIST);
	attribute_add(bytes, IFLA_VF_VLAN_INFO, &vlan, sizeof(vlan));
	attribute_add(bytes, IFLA_VF_VLAN_INFO, &vlan, sizeof(vlan));
	attribute_end(bytes, vlans);
	close_vf(bytes, list, entry);
}

static void no_vlans(struct buffer *bytes)
{
	size_t list, entry;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	entry = open_vf(bytes, &list);
	attribute_add(bytes, IFLA_VF_VLAN_LIST, "", 0);
	close_vf(bytes, list, entry);
}

static void ports(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add(bytes, IFLA_VF_PORTS, "", 0);
}

static void guid(struct buffer *bytes)
{
	struct ifla_vf_guid value;
	size_t list, entry;

	memset(&value, 0, sizeof(value));

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	entry = open_vf(bytes, &list);
	attribute_add(bytes, IFLA_VF_IB_NODE_GUID, &value, sizeof(value));
	close_vf(bytes, list, entry);
}

static void unknown_attribute(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add_u32(bytes, 4000, 1);
}

static void junk_behind(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	message_add(bytes, "\1", 1);
}

static void rename_to_another(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add_text(bytes, IFLA_IFNAME, "eth1");
}

static void rename_to_itself(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add_text(bytes, IFLA_IFNAME, "eth0");
}

static void new_of_old(struct buffer *bytes)
{
	begin(bytes, RTM_NEWLINK, NLM_F_ACK, 2);
	add_vlan(bytes, 0, 5);
}

static void new_exclusive(struct buffer *bytes)
{
	begin(bytes, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, 2);
}

static void new_replacing(struct buffer *bytes)
{
	begin(bytes, RTM_NEWLINK, NLM_F_ACK | NLM_F_REPLACE, 2);
}

static void new_negative(struct buffer *bytes)
{
	begin(bytes, RTM_NEWLINK, NLM_F_ACK, -1);
	attribute_add_text(bytes, IFLA_IFNAME, "eth0");
}

static void new_unknown(struct buffer *bytes)
{
	begin(bytes, RTM_NEWLINK, NLM_F_ACK, 99);
}

static void new_created(struct buffer *bytes)
{
	begin(bytes, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE, 0);
	attribute_add_text(bytes, IFLA_IFNAME, "new0");
}

static void unknown_type(struct buffer *bytes)
{
	begin(bytes, RTM_MAX + 1, 0, 2);
}

static void header_alone(struct buffer *bytes)
{
	message_begin(bytes, RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, 7, 0);
}

static void half_a_link(struct buffer *bytes)
{
	message_begin(bytes, RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, 7, 0);
	message_add(bytes, "\0\0\0\0\0\0\0", 8);
}

static void no_request(struct buffer *bytes)
{
	begin(bytes, RTM_SETLINK, NLM_F_ACK, 99);
	bytes->data[offsetof(struct nlmsghdr, nlmsg_flags)] = NLM_F_ACK;
}

static void control(struct buffer *bytes)
{
	begin(bytes, NLMSG_NOOP, NLM_F_ACK, 99);
}

static const struct {
	void (*make)(struct buffer *bytes);
	int error;
	const char *name;
} requests[] = {
	{ no_index, -EINVAL, "neither index nor name" },
	{ unknown_index, -ENODEV, "an index that nothing has" },
	{ negative_index, 0, "a negative index is none, and the name counts" },
	{ negative_alone, -EINVAL, "alone it is nothing" },
	{ long_name, -ERANGE, "a name that is too long" },
	{ empty_name, -ERANGE, "one that is empty" },
	{ name_without_end, 0, "one without a NUL" },
	{ policy_first, -ERANGE, "lengths are looked at before the link" },
	{ link_before_length, -ENODEV, "the link before the MAC's" },
	{ short_address, -EINVAL, "a MAC that is too short" },
	{ long_address, -ERANGE, "one that is longer than any" },
	{ empty_list, 0, "an empty list of VFs asks nothing" },
	{ empty_entry, -EINVAL, "an empty entry is none" },
	{ entry_without_settings, -EINVAL, "nor is one that nothing is known of" },
	{ short_setting, -ERANGE, "a setting that is too short" },
	{ broadcast_setting, -EINVAL, "the broadcast is only told" },
	{ huge_vf, -EINVAL, "a number that no VF has, before all else" },
	{ vf_of_a_vf, -EOPNOTSUPP, "a VF has no VFs" },
	{ two_vlans, -EOPNOTSUPP, "two VLANs are too many" },
	{ no_vlans, -EINVAL, "none are too few" },
	{ ports, -EOPNOTSUPP, "igb has no ports, not even none" },
	{ guid, -EOPNOTSUPP, "Ethernet has no GUIDs" },
	{ unknown_attribute, 0, "what is not known is passed over" },
	{ junk_behind, 0, "so is what stands behind" },
	{ rename_to_another, -EEXIST, "a name that another has" },
	{ rename_to_itself, 0, "the name that it has" },
	{ new_of_old, 0, "a new link that is there is set" },
	{ new_exclusive, -EEXIST, "unless it had to be new" },
	{ new_replacing, -EOPNOTSUPP, "it cannot be replaced" },
	{ new_negative, -EINVAL, "a new one has no negative index" },
	{ new_unknown, -ENODEV, "one that is not there is not made unasked" },
	{ new_created, -EOPNOTSUPP, "nor without a kind" },
	{ unknown_type, -EOPNOTSUPP, "a type that no kernel has" },
	{ header_alone, 0, "a header alone asks nothing" },
	{ half_a_link, -EINVAL, "half a link" },
	{ no_request, 0, "what is no request is acknowledged" },
	{ control, 0, "and so is what controls" },
};

static void test_errors(struct tally *tally)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct sim_kernel kernel;
		struct buffer bytes = { 0 }, answers = { 0 };

		make_machine(&kernel, "", 2);
		requests[i].make(&bytes);
		transact(&kernel, &bytes, &answers);
		check_number(
			tally, error_of(&answers), requests[i].error, requests[i].name);
		kernel_free(&kernel);
		buffer_free(&bytes);
		buffer_free(&answers);
	}
}

static void test_acknowledgements(struct tally *tally)
{
	struct sim_kernel kernel;
	struct buffer bytes = { 0 }, answers = { 0 };
	struct attribute found;
	uint32_t offset = 0;

	make_machine(&kernel, "", 2);
	negative_index(&bytes);
	transact(&kernel, &bytes, &answers);
	check(tally,
		header_of(&answers).nlmsg_flags == NLM_F_CAPPED &&
			answers.length == NLMSG_LENGTH(sizeof(struct nlmsgerr)),
		"an acknowledgement repeats the header alone");
	short_setting(&bytes);
	transact(&kernel, &bytes, &answers);
	check(tally,
		!header_of(&answers).nlmsg_flags &&
			answers.length > NLMSG_LENGTH(sizeof(struct nlmsgerr)),
		"an error all of the request, and a VF's has no words");
	policy_first(&bytes);
	transact(&kernel, &bytes, &answers);
	/* The request is a header, a link, and an attribute of five bytes, padded. */
	check(tally,
		header_of(&answers).nlmsg_flags == NLM_F_ACK_TLVS &&
			attributes_find(
				attributes_of(&answers,
					ERROR_FIXED + sizeof(struct ifinfomsg) + 8),
				NLMSGERR_ATTR_OFFS, &found) &&
			found.length == sizeof(offset),
		"a link's has, and says where");
	if (found.data)
		memcpy(&offset, found.data, sizeof(offset));
	check_number(tally, offset, 32, "it is");
	begin(&bytes, RTM_SETLINK, 0, 2);
	check_number(tally, (long)transact(&kernel, &bytes, &answers), 0,
		"nothing is acknowledged that did not ask for it");
	begin(&bytes, RTM_GETLINK, NLM_F_ACK, 2);
	check_number(tally, (long)transact(&kernel, &bytes, &answers), 2,
		"an answer and an acknowledgement are two");
	kernel_free(&kernel);
	buffer_free(&bytes);
	buffer_free(&answers);
}

static void test_order(struct tally *tally)
{
	struct ifla_vf_vlan vlans[] = { { 0, 5, 0 }, { 1, 4096, 0 } };
	struct sim_kernel kernel;
	struct buffer bytes = { 0 }, answers = { 0 };
	size_t list;

	make_machine(&kernel, "", 2);
	begin(&bytes, RTM_SETLINK, NLM_F_ACK, 2);
	attribute_add(&bytes, IFLA_ADDRESS, "\2\0\0\0\11\1", 6);
	list = attribute_begin(&bytes, IFLA_VFINFO_LIST);
	for (size_t i = 0; i < 2; i++) {
		size_t entry = attribute_begin(&bytes, IFLA_VF_INFO);

		attribute_add(&bytes, IFLA_VF_VLAN, &vlans[i], sizeof(vlans[i]));
		attribute_end(&bytes, entry);
	}
	attribute_end(&bytes, list);
	transact(&kernel, &bytes, &answers);
	check_number(tally, error_of(&answers), -EINVAL, "one of two VFs is refused");
	check_number(tally, kernel_find_device(&kernel, "0000:01:10.0")->vf.vlan, 5,
		"the one before it stays set");
	check_number(tally, kernel_find_netdev(&kernel, "eth0")->mac[4], 9,
		"and the link's own MAC, which comes first");
	kernel_free(&kernel);
	buffer_free(&bytes);
	buffer_free(&answers);
}

static void test_dump(struct tally *tally)
{
	struct sim_kernel kernel;
	struct buffer bytes = { 0 }, answers = { 0 };
	unsigned char family = 0;
	size_t count;

	make_machine(&kernel, "", 2);
	begin(&bytes, RTM_GETLINK, NLM_F_DUMP | NLM_F_ACK, 0);
	count = transact(&kernel, &bytes, &answers);
	check(tally, count == 2 && header_of(&answers).nlmsg_flags == NLM_F_MULTI,
		"a dump ends in a datagram of its own, without an acknowledgement");
	begin(&bytes, RTM_GETLINK, NLM_F_ROOT, 0);
	check_number(tally, (long)transact(&kernel, &bytes, &answers), 2,
		"one of its two flags makes a dump");
	message_begin(&bytes, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 7, 0);
	message_add(&bytes, &family, sizeof(family));
	check_number(tally, (long)transact(&kernel, &bytes, &answers), 2,
		"it may say a family and no more");
	kernel_free(&kernel);
	make_machine(&kernel, "", 7);
	begin(&bytes, RTM_GETLINK, NLM_F_DUMP, 0);
	attribute_add_u32(&bytes, IFLA_EXT_MASK, RTEXT_FILTER_VF);
	check_number(tally, (long)transact(&kernel, &bytes, &answers), 3,
		"the first datagram is a small one");
	kernel_free(&kernel);
	buffer_free(&bytes);
	buffer_free(&answers);
}

static void ask_port(
	struct buffer *bytes, uint32_t vf, uint8_t request, size_t profile_length)
{
	static const char profile[PORT_PROFILE_MAX] = "gold", uuid[PORT_UUID_MAX] = "x";
	size_t list, entry;

	begin(bytes, RTM_SETLINK, NLM_F_ACK, 2);
	list = attribute_begin(bytes, IFLA_VF_PORTS);
	entry = attribute_begin(bytes, IFLA_VF_PORT);
	attribute_add_u32(bytes, IFLA_PORT_VF, vf);
	attribute_add(bytes, IFLA_PORT_REQUEST, &request, sizeof(request));
	if (profile_length)
		attribute_add(bytes, IFLA_PORT_PROFILE, profile, profile_length);
	attribute_add(bytes, IFLA_PORT_INSTANCE_UUID, uuid, sizeof(uuid));
	attribute_end(bytes, entry);
	attribute_end(bytes, list);
}

/* enic_set_vf_port and enic_get_vf_port */
static void test_ports(struct tally *tally)
{
	static const struct {
		uint32_t vf;
		uint8_t request;
		size_t profile_length;
		int error;
		const char *name;
	} cases[] = {
		{ 0, PORT_REQUEST_ASSOCIATE, 5, -EINVAL,
			"a profile with its own length" },
		{ 0, PORT_REQUEST_ASSOCIATE, 0, -EINVAL, "no profile" },
		{ 0, PORT_REQUEST_PREASSOCIATE, 40, -EOPNOTSUPP, "a request of Qbg" },
		{ 0, 9, 40, -EOPNOTSUPP, "one that nobody knows" },
		{ 2, PORT_REQUEST_ASSOCIATE, 40, -EINVAL, "a VF that is not there" },
		{ UINT32_MAX, PORT_REQUEST_ASSOCIATE, 40, -EOPNOTSUPP, "the PF itself" },
		{ 1, PORT_REQUEST_ASSOCIATE, 40, 0, "a profile with all of its bytes" },
	};
	struct sim_kernel kernel;
	struct buffer bytes = { 0 }, answers = { 0 };
	struct attribute list, entry;

	make_machine(&kernel, "port-profile yes\nport-exact yes\ntells-vfs no\n", 2);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ask_port(&bytes, cases[i].vf, cases[i].request, cases[i].profile_length);
		transact(&kernel, &bytes, &answers);
		check_number(tally, error_of(&answers), cases[i].error, cases[i].name);
	}
	get_link(&kernel, 2, RTEXT_FILTER_VF, &answers);
	attributes_find(attributes_of(&answers, LINK_FIXED), IFLA_VF_PORTS, &list);
	check_text(tally, describe(inside(&list), true), "1:92 ", "one port is told");
	attributes_find(inside(&list), IFLA_VF_PORT, &entry);
	check_text(tally, describe(inside(&entry), true), "1:8 6:6 7:6 2:44 4:20 ",
		"with the driver's order and sizes");
	check(tally,
		!attributes_find(
			attributes_of(&answers, LINK_FIXED), IFLA_VFINFO_LIST, &list),
		"beside no list of VFs");
	kernel_free(&kernel);
	buffer_free(&bytes);
	buffer_free(&answers);
}

static void test_overrun(struct tally *tally)
{
	struct sim_kernel kernel;
	struct sim_mailbox mailbox = { .port = PORT };
	struct buffer bytes = { 0 }, answer = { 0 };
	int result;

	make_machine(&kernel, "", 221);
	begin(&bytes, RTM_GETLINK, 0, 2);
	attribute_add_u32(&bytes, IFLA_EXT_MASK, RTEXT_FILTER_VF);
	message_end(&bytes, 0);
	for (int i = 0; i < 10; i++)
		rtnl_request(&kernel, &bytes, &mailbox);
	check(tally, mailbox.count < 10, "who takes no answers loses some");
	check_number(tally, rtnl_receive(&kernel, &mailbox, 0, &answer), -ENOBUFS,
		"and is told so");
	while (!(result = rtnl_receive(&kernel, &mailbox, 0, &answer)))
		;
	check(tally, result == -ETIMEDOUT && !mailbox.bytes, "the others are there");
	rtnl_mailbox_free(&mailbox);
	kernel_free(&kernel);
	buffer_free(&bytes);
	buffer_free(&answer);
}

static void add_junk(struct dice *dice, struct buffer *bytes, size_t most)
{
	for (size_t length = dice_below(dice, most + 1); length; length--) {
		char byte = (char)dice_next(dice);

		buffer_add(bytes, &byte, 1);
	}
}

/* A request that is right, and then has some bytes changed, cut off or added. */
static void add_request(struct dice *dice, struct buffer *bytes)
{
	if (dice_chance(dice, 15)) {
		add_junk(dice, bytes, 200);
		return;
	}
	if (dice_chance(dice, 30))
		ask_port(bytes, (uint32_t)dice_below(dice, 4),
			(uint8_t)dice_below(dice, 5), dice_below(dice, 41));
	else
		requests[dice_below(dice, sizeof(requests) / sizeof(requests[0]))].make(
			bytes);
	message_end(bytes, 0);
	for (size_t i = dice_few(dice, 8); i && bytes->length; i--)
		bytes->data[dice_below(dice, bytes->length)] =
			(char)(dice_chance(dice, 50) ? dice_next(dice)
						     : dice_below(dice, 4));
	if (dice_chance(dice, 20))
		bytes->length = dice_below(dice, bytes->length + 1);
	if (dice_chance(dice, 20))
		add_junk(dice, bytes, 40);
	if (dice_chance(dice, 50) && bytes->length >= sizeof(uint32_t)) {
		uint32_t length = (uint32_t)bytes->length;

		memcpy(bytes->data, &length, sizeof(length));
	}
}

static char *make_path(struct dice *dice)
{
	static const char *const parts[] = { "bus", "pci", "devices", "drivers", "igb",
		"igbvf", "vfio-pci", "0000:01:00.0", "0000:01:10.0", "0000:01:10.2",
		"net", "eth0", "eth1", "class", "driver", "physfn", "virtfn0", "virtfn99",
		"iommu_group", "subsystem", "bind", "unbind", "new_id", "remove_id",
		"drivers_probe", "driver_override", "sriov_numvfs", "device", "..", ".",
		"", "reset", "address", "kernel", "iommu_groups", "0", "1", "pci0000:00",
		"0000:00:00.1", "sriov_drivers_autoprobe", "phys_port_name", "%d", "%" };
	static const char *const starts[] = { "bus/pci/devices/0000:01:10.0",
		"bus/pci/devices/0000:01:00.0", "bus/pci/drivers/vfio-pci",
		"class/net/eth0/device", "bus/pci", "" };
	struct buffer path = { 0 };

	buffer_add_text(&path, DICE_PICK(dice, starts));
	for (size_t i = dice_few(dice, 8); i; i--)
		buffer_format(&path, "/%s", DICE_PICK(dice, parts));
	return path.data ? path.data : memory_copy("");
}

static void add_text(struct dice *dice, struct buffer *text)
{
	static const char *const texts[] = { "0000:01:10.0\n", "0000:01:00.0", "0", "1",
		"2\n", "7", "8086 10ca", "8086 10c9\n", "vfio-pci", "igbvf\n", "\n",
		"igb", "-1", "99999999999999999999", "0x", "on" };

	if (dice_chance(dice, 80))
		buffer_add_text(text, DICE_PICK(dice, texts));
	else
		add_junk(dice, text, 100);
}

static void pester_once(struct sim_kernel *kernel, struct sim_mailbox *mailbox,
	struct dice *dice, struct buffer *bytes, struct buffer *answer)
{
	char *path = make_path(dice);

	buffer_clear(bytes);
	buffer_clear(answer);
	switch (dice_below(dice, 8)) {
	case 0:
		sysfs_read(kernel, path, answer);
		break;
	case 1:
		sysfs_link(kernel, path, answer);
		break;
	case 2:
		sysfs_list(kernel, path, answer);
		break;
	case 3:
		add_text(dice, bytes);
		sysfs_write(kernel, path, bytes);
		break;
	case 4:
		requests_tell(&kernel->requests, answer);
		break;
	default:
		add_request(dice, bytes);
		rtnl_request(kernel, bytes, mailbox);
		rtnl_receive(kernel, mailbox,
			kernel->now + (dice_chance(dice, 5) ? 400 : 0), answer);
	}
	free(path);
}

/* The seed can be given again: NHD_SEED. */
static void test_nonsense(struct tally *tally)
{
	static const char *const tempers[] = { "", "port-profile yes\nport-time 300\n",
		"representors yes\nkeeps yes\nreset-time 50\nreset-hides yes\n",
		"pf-netdevs 2\nunset-mac own\nzero-mac EINVAL\nwhile-down EINVAL\n",
		"pf-driver enic\nvf-driver enic\ntells-vfs no\nport-profile yes\n" };
	const char *given = getenv("NHD_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	struct buffer bytes = { 0 }, answer = { 0 };

	printf("# NHD_SEED=%llu\n", (unsigned long long)seed);
	fflush(stdout);
	for (size_t i = 0; i < sizeof(tempers) / sizeof(tempers[0]); i++) {
		struct sim_kernel kernel;
		struct sim_mailbox mailbox = { .port = PORT };
		struct dice dice;

		dice_start(&dice, seed, i);
		make_machine(&kernel, tempers[i], 2);
		for (int round = 0; round < ROUNDS; round++)
			pester_once(&kernel, &mailbox, &dice, &bytes, &answer);
		buffer_clear(&answer);
		kernel_show(&kernel, &answer);
		check(tally, answer.length > 0, "nonsense is survived");
		rtnl_mailbox_free(&mailbox);
		kernel_free(&kernel);
	}
	buffer_free(&bytes);
	buffer_free(&answer);
}

int main(void)
{
	struct tally tally = { 0, 0 };

	test_answer(&tally);
	test_wrap(&tally);
	test_errors(&tally);
	test_acknowledgements(&tally);
	test_order(&tally);
	test_dump(&tally);
	test_ports(&tally);
	test_overrun(&tally);
	test_nonsense(&tally);
	xmlCleanupParser();
	return tally_end(&tally);
}
