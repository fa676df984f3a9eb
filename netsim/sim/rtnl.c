// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * RTM_GETLINK, RTM_SETLINK and RTM_NEWLINK of a link that is there, in the order and with
 * the errors of net/core/rtnetlink.c (Linux 6.12); VF settings are in vfinfo.c, port
 * profiles in port.c.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "attributes.h"
#include "memory.h"
#include "policy.h"
#include "port.h"
#include "rtnl.h"
#include "vfinfo.h"

/*
 * As much as the kernel puts into a datagram of a dump (netlink_dump): the first one is made
 * before anyone has said how much can be received.
 */
#define FIRST_DUMP_SIZE 3776
#define DUMP_SIZE 32448

/* Which the headers of an older system do not name. */
enum {
	LINK_ALT_NAME = 53,
	LINK_PERM_ADDRESS = 54,
	LINK_PARENT_NAME = 56,
	LINK_PARENT_BUS = 57,
	LINK_ATTRIBUTES,
};

/* A message that asks for something, taken apart. */
struct request {
	struct nlmsghdr header;
	uint32_t port;              /* of the process */
	const unsigned char *bytes; /* the whole message */
	struct ifinfomsg link;
	struct attribute attributes[LINK_ATTRIBUTES]; /* data is NULL: there is none */
	uint32_t ext_mask;
};

/* What an error says beside its number: words, and which attribute it is about. */
struct reason {
	const char *words;
	const unsigned char *attribute;
};

/* What a socket holds by default (net.core.rmem_default), one datagram at least. */
#define MAILBOX_SIZE 212992

/* Takes the bytes over. */
static void post(
	struct sim_mailbox *mailbox, struct buffer *bytes, uint64_t due, int error)
{
	if (mailbox->count && mailbox->bytes > MAILBOX_SIZE) {
		mailbox->overrun = true;
		buffer_free(bytes);
		return;
	}
	mailbox->bytes += bytes->length;
	mailbox->list =
		memory_grow(mailbox->list, mailbox->count + 1, sizeof(*mailbox->list));
	mailbox->list[mailbox->count++] = (struct sim_datagram){ *bytes, due, error };
	*bytes = (struct buffer){ 0 };
}

/* What is used here; the kernel knows more (ifla_policy). */
static const struct policy link_policy[LINK_ATTRIBUTES] = {
	[IFLA_IFNAME] = { POLICY_TEXT, SIM_NETDEV_SIZE - 1 },
	[IFLA_ADDRESS] = { POLICY_MOST, 32 },
	[IFLA_EXT_MASK] = { POLICY_NUMBER, 4 },
	[IFLA_VFINFO_LIST] = { POLICY_NEST, 0 },
	[IFLA_VF_PORTS] = { POLICY_NEST, 0 },
	[IFLA_PORT_SELF] = { POLICY_NEST, 0 },
	[LINK_ALT_NAME] = { POLICY_TEXT, 127 },
	[LINK_PERM_ADDRESS] = { POLICY_NEVER, 0 },
};

static int parse(
	struct sim_kernel *kernel, struct request *request, struct reason *reason)
{
	size_t fixed = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(request->link));
	size_t length = request->header.nlmsg_len;
	const struct attribute *mask = &request->attributes[IFLA_EXT_MASK];
	int result;

	if (length < fixed) {
		reason->words = "the header is too short";
		return -EINVAL;
	}
	memcpy(&request->link, request->bytes + NLMSG_HDRLEN, sizeof(request->link));
	result = policy_parse(kernel, "a link",
		(struct attributes){ request->bytes + fixed, length - fixed },
		link_policy, LINK_ATTRIBUTES, request->attributes, &reason->attribute);
	if (result)
		reason->words = "an attribute is not as it has to be";
	else if (mask->data)
		memcpy(&request->ext_mask, mask->data, sizeof(request->ext_mask));
	return result;
}

static void copy_name(const struct attribute *name, char *text, size_t size)
{
	size_t length = name->length < size - 1 ? name->length : size - 1;

	memcpy(text, name->data, length);
	text[length] = '\0';
}

/* NULL where there is none of that index or name. */
static struct sim_netdev *look_up(
	const struct sim_kernel *kernel, const struct request *request)
{
	const struct attribute *name = &request->attributes[IFLA_IFNAME];
	char text[128];

	if (request->link.ifi_index > 0)
		return kernel_netdev_at(kernel, request->link.ifi_index);
	if (!name->data)
		name = &request->attributes[LINK_ALT_NAME];
	if (!name->data)
		return NULL;
	copy_name(name, text, name->type == IFLA_IFNAME ? SIM_NETDEV_SIZE : sizeof(text));
	return kernel_find_netdev(kernel, text);
}

static int find_netdev(const struct sim_kernel *kernel, const struct request *request,
	struct sim_netdev **netdev)
{
	*netdev = look_up(kernel, request);
	if (*netdev)
		return 0;
	return request->link.ifi_index > 0 || request->attributes[IFLA_IFNAME].data ||
			       request->attributes[LINK_ALT_NAME].data
		       ? -ENODEV
		       : -EINVAL;
}

static void add_numbers(struct buffer *bytes, const struct sim_netdev *netdev)
{
	const struct {
		uint16_t type;
		uint32_t value;
	} numbers[] = {
		{ IFLA_MTU, 1500 },
		{ IFLA_MIN_MTU, 68 },
		{ IFLA_MAX_MTU, 9216 },
		{ IFLA_GROUP, 0 },
		{ IFLA_PROMISCUITY, 0 },
		{ IFLA_NUM_TX_QUEUES, 8 },
		{ IFLA_GSO_MAX_SEGS, 65535 },
		{ IFLA_GSO_MAX_SIZE, 65536 },
		{ IFLA_NUM_RX_QUEUES, 8 },
	};
	uint8_t carrier = netdev->up;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		attribute_add_u32(bytes, numbers[i].type, numbers[i].value);
	attribute_add(bytes, IFLA_CARRIER, &carrier, sizeof(carrier));
	attribute_add_u32(bytes, IFLA_CARRIER_CHANGES, 2);
}

static void add_counters(struct buffer *bytes)
{
	static const struct rtnl_link_stats64 wide;
	static const struct rtnl_link_stats narrow;

	attribute_add(bytes, IFLA_STATS64, &wide, sizeof(wide));
	attribute_add(bytes, IFLA_STATS, &narrow, sizeof(narrow));
}

/* What the kernel says of a link, in its order (rtnl_fill_ifinfo). */
static void add_link(const struct sim_kernel *kernel, const struct sim_netdev *netdev,
	const struct request *request, bool with_vfs, uint16_t flags,
	struct buffer *bytes)
{
	static const uint8_t broadcast[SIM_MAC_LENGTH] = { 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff };
	struct ifinfomsg link = {
		.ifi_type = ARPHRD_ETHER,
		.ifi_index = netdev->index,
		.ifi_flags = IFF_BROADCAST | IFF_MULTICAST |
			     (netdev->up ? IFF_UP | IFF_RUNNING | IFF_LOWER_UP : 0),
	};
	size_t place = message_begin(
		bytes, RTM_NEWLINK, flags, request->header.nlmsg_seq, request->port);
	uint8_t state = netdev->up ? IF_OPER_UP : IF_OPER_DOWN, mode = 0;

	with_vfs = with_vfs && request->ext_mask & RTEXT_FILTER_VF;
	message_add(bytes, &link, sizeof(link));
	attribute_add_text(bytes, IFLA_IFNAME, netdev->name);
	attribute_add_u32(bytes, IFLA_TXQLEN, 1000);
	attribute_add(bytes, IFLA_OPERSTATE, &state, sizeof(state));
	attribute_add(bytes, IFLA_LINKMODE, &mode, sizeof(mode));
	add_numbers(bytes, netdev);
	attribute_add(bytes, IFLA_ADDRESS, netdev->mac, SIM_MAC_LENGTH);
	attribute_add(bytes, IFLA_BROADCAST, broadcast, SIM_MAC_LENGTH);
	add_counters(bytes);
	if (with_vfs)
		vfinfo_add(kernel, netdev, request->ext_mask, bytes);
	if (with_vfs && !netdev->represents)
		port_add(kernel, netdev->device, bytes);
	attribute_add_text(bytes, IFLA_QDISC, netdev->up ? "mq" : "noop");
	attribute_add_text(bytes, LINK_PARENT_NAME, netdev->device->address);
	attribute_add_text(bytes, LINK_PARENT_BUS, "pci");
	message_end(bytes, place);
}

/*
 * The words are for sockets that asked for extended acknowledgements, as the backend's does;
 * there is no other here (netlink_ack).
 */
static void post_error(const struct request *request, int error,
	const struct reason *reason, struct sim_mailbox *mailbox, uint64_t due)
{
	struct nlmsgerr answer = { error, request->header };
	struct buffer bytes = { 0 };
	uint16_t flags = error ? 0 : NLM_F_CAPPED;
	size_t place;

	if (reason->words)
		flags |= NLM_F_ACK_TLVS;
	place = message_begin(
		&bytes, NLMSG_ERROR, flags, request->header.nlmsg_seq, request->port);
	message_add(&bytes, &answer, sizeof(answer));
	/* A failed request is repeated whole, one that went well by its header alone. */
	if (error)
		message_add(&bytes, request->bytes + NLMSG_HDRLEN,
			request->header.nlmsg_len - NLMSG_HDRLEN);
	if (reason->words)
		attribute_add_text(&bytes, NLMSGERR_ATTR_MSG, reason->words);
	if (error && reason->attribute)
		attribute_add_u32(&bytes, NLMSGERR_ATTR_OFFS,
			(uint32_t)(reason->attribute - request->bytes));
	message_end(&bytes, place);
	post(mailbox, &bytes, due, 0);
}

static void dump(const struct sim_kernel *kernel, const struct request *request,
	struct sim_mailbox *mailbox, uint64_t due)
{
	struct buffer bytes = { 0 };
	const uint32_t end = 0;
	size_t place, size = FIRST_DUMP_SIZE;

	for (size_t i = 0; i < kernel->netdev_count; i++) {
		struct buffer one = { 0 };

		add_link(kernel, kernel->netdevs[i], request, true, NLM_F_MULTI, &one);
		if (bytes.length && bytes.length + one.length > size) {
			post(mailbox, &bytes, due, 0);
			size = DUMP_SIZE;
		}
		buffer_add(&bytes, buffer_text(&one), one.length);
		buffer_free(&one);
	}
	if (bytes.length)
		post(mailbox, &bytes, due, 0);
	/* In a datagram of its own (RTNL_FLAG_DUMP_SPLIT_NLM_DONE). */
	place = message_begin(&bytes, NLMSG_DONE, NLM_F_MULTI, request->header.nlmsg_seq,
		request->port);
	message_add(&bytes, &end, sizeof(end));
	message_end(&bytes, place);
	post(mailbox, &bytes, due, 0);
}

/* Without flags and change the flags stay; without change all are meant. */
static void change_flags(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const struct ifinfomsg *link)
{
	unsigned int change = link->ifi_change ? link->ifi_change : ~0u;

	if ((link->ifi_flags || link->ifi_change) && change & IFF_UP)
		kernel_set_netdev_up(kernel, netdev, link->ifi_flags & IFF_UP);
}

/* An index and a name together ask for another name. */
static int rename_netdev(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const struct request *request)
{
	char text[SIM_NETDEV_SIZE];

	if (request->link.ifi_index <= 0 || !request->attributes[IFLA_IFNAME].data)
		return 0;
	copy_name(&request->attributes[IFLA_IFNAME], text, sizeof(text));
	return *text ? kernel_rename_netdev(kernel, netdev, text) : 0;
}

/* What went before a failure stays (do_setlink). */
static int set_link(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const struct request *request)
{
	const struct attribute *attributes = request->attributes;
	int result = 0;

	if (attributes[IFLA_ADDRESS].data &&
		attributes[IFLA_ADDRESS].length < SIM_MAC_LENGTH)
		return -EINVAL;
	if (attributes[IFLA_ADDRESS].data)
		result = kernel_set_netdev_mac(
			kernel, netdev, attributes[IFLA_ADDRESS].data);
	if (!result)
		result = rename_netdev(kernel, netdev, request);
	if (!result)
		change_flags(kernel, netdev, &request->link);
	if (!result && attributes[IFLA_VFINFO_LIST].data)
		result = vfinfo_set(kernel, netdev, &attributes[IFLA_VFINFO_LIST]);
	if (!result && attributes[IFLA_VF_PORTS].data)
		result = port_set_vfs(kernel, netdev->device, &attributes[IFLA_VF_PORTS]);
	if (!result && attributes[IFLA_PORT_SELF].data)
		result = port_set_self(kernel, &attributes[IFLA_PORT_SELF]);
	return result;
}

/* No link is made here: the kinds that can be are no cards (__rtnl_newlink). */
static int new_link(
	struct sim_kernel *kernel, const struct request *request, struct reason *reason)
{
	uint16_t flags = request->header.nlmsg_flags;
	struct sim_netdev *netdev;

	if (request->link.ifi_index < 0) {
		reason->words = "no link has a negative index";
		return -EINVAL;
	}
	netdev = look_up(kernel, request);
	if (netdev && flags & NLM_F_EXCL)
		return -EEXIST;
	if (netdev && flags & NLM_F_REPLACE)
		return -EOPNOTSUPP;
	if (netdev)
		return set_link(kernel, netdev, request);
	if (!(flags & NLM_F_CREATE))
		return -ENODEV;
	reason->words = "there is no such kind of link";
	return -EOPNOTSUPP;
}

/* An answer to a request of another time: a program has to tell it by its number. */
static void post_foreign(
	const struct request *request, struct sim_mailbox *mailbox, uint64_t due)
{
	struct request other = *request;

	other.header.nlmsg_seq--;
	post_error(&other, -EPERM, &(struct reason){ NULL, NULL }, mailbox, due);
}

/* Carries one message out; what it answers is due then. Returns what the ACK says. */
static int carry_out(struct sim_kernel *kernel, const struct request *request,
	enum sim_fault_kind fault, struct sim_mailbox *mailbox, uint64_t due,
	struct reason *reason)
{
	struct buffer bytes = { 0 };
	struct sim_netdev *netdev;
	int result;

	if (request->header.nlmsg_type == RTM_NEWLINK)
		return new_link(kernel, request, reason);
	result = find_netdev(kernel, request, &netdev);
	if (result)
		return result;
	if (request->header.nlmsg_type == RTM_SETLINK)
		return set_link(kernel, netdev, request);
	add_link(kernel, netdev, request, fault != FAULT_NO_VFS, 0, &bytes);
	post(mailbox, &bytes, due, 0);
	return 0;
}

/* What a fault makes of the answers from the first one on. */
static void spoil(
	const struct sim_fault *fault, struct sim_mailbox *mailbox, size_t first)
{
	for (size_t i = first; i < mailbox->count; i++) {
		struct sim_datagram *datagram = &mailbox->list[i];

		if (fault->kind == FAULT_OVERRUN && i + 1 == mailbox->count)
			datagram->error = ENOBUFS;
		if (fault->kind == FAULT_CUT && i == first)
			datagram->error = EMSGSIZE;
		if (fault->kind == FAULT_LOST) {
			mailbox->bytes -= datagram->bytes.length;
			buffer_free(&datagram->bytes);
		}
	}
	if (fault->kind == FAULT_LOST)
		mailbox->count = first;
}

/* Whether an element of a list of nests has one of that type. */
static bool has_in(const struct attribute *list, uint16_t type)
{
	struct attributes left = { list->data, list->length };
	struct attribute entry, inner;

	while (attributes_next(&left, &entry) > 0) {
		struct attributes rest = { entry.data, entry.length };

		while (attributes_next(&rest, &inner) > 0)
			if (inner.type == type)
				return true;
	}
	return false;
}

/* That of the request, or else one of what it sets; the first counts. */
static struct sim_fault meet_fault(
	struct sim_kernel *kernel, const struct request *request)
{
	static const struct {
		uint16_t list, type;
		enum sim_operation operation;
	} settings[] = {
		{ IFLA_VFINFO_LIST, IFLA_VF_MAC, SIM_VF_MAC },
		{ IFLA_VFINFO_LIST, IFLA_VF_VLAN, SIM_VF_VLAN },
		{ IFLA_VFINFO_LIST, IFLA_VF_VLAN_LIST, SIM_VF_VLAN },
		{ IFLA_VF_PORTS, IFLA_PORT_REQUEST, SIM_VF_PORT },
	};
	bool gets = request->header.nlmsg_type == RTM_GETLINK;
	struct sim_fault fault =
		faults_meet(&kernel->faults, gets ? SIM_GETLINK : SIM_SETLINK);

	if (gets && !fault.kind && request->ext_mask & RTEXT_FILTER_VF)
		fault = faults_meet(&kernel->faults, SIM_GET_VFS);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (!gets && !fault.kind &&
			has_in(&request->attributes[settings[i].list], settings[i].type))
			fault = faults_meet(&kernel->faults, settings[i].operation);
	return fault;
}

static void answer(struct sim_kernel *kernel, const struct request *request, bool dumps,
	struct sim_mailbox *mailbox)
{
	struct sim_fault fault = meet_fault(kernel, request);
	uint64_t late = fault.kind == FAULT_LATE ? fault.value : 0;
	size_t first = mailbox->count;
	struct reason reason = { NULL, NULL };
	int result = -(int)fault.value;

	if (fault.kind == FAULT_KILLED)
		return;
	if (fault.kind == FAULT_FOREIGN)
		post_foreign(request, mailbox, kernel->now);
	if (dumps) {
		dump(kernel, request, mailbox, kernel->now + late);
	} else {
		if (fault.kind != FAULT_ERROR)
			result = carry_out(kernel, request, fault.kind, mailbox,
				kernel->now + late, &reason);
		if (result || request->header.nlmsg_flags & NLM_F_ACK)
			post_error(request, result, &reason, mailbox, kernel->now + late);
	}
	spoil(&fault, mailbox, first);
}

/*
 * A dump is never refused: what it says is taken or left, and it may say as little as a
 * family (rtnl_valid_dump_ifinfo_req).
 */
static void parse_dump(struct sim_kernel *kernel, struct request *request)
{
	struct reason unwanted = { NULL, NULL };

	if (request->header.nlmsg_len >= NLMSG_HDRLEN + sizeof(request->link) &&
		parse(kernel, request, &unwanted))
		request->ext_mask = 0;
}

/* Whether it is a request that is answered here; if not, *result is for the ACK. */
static bool is_ours(struct sim_kernel *kernel, const struct request *request, int *result)
{
	const struct nlmsghdr *header = &request->header;
	uint16_t type = header->nlmsg_type;

	*result = 0;
	if (!(header->nlmsg_flags & NLM_F_REQUEST) || type < NLMSG_MIN_TYPE) {
		kernel_complain(kernel, "a message of type %u is no request", type);
		return false;
	}
	if (header->nlmsg_len == NLMSG_HDRLEN && type <= RTM_MAX) {
		kernel_complain(kernel, "a request of type %u asks nothing", type);
		return false;
	}
	*result = -EOPNOTSUPP;
	if (type != RTM_GETLINK && type != RTM_SETLINK && type != RTM_NEWLINK) {
		kernel_complain(kernel, "a request of type %u is not known here", type);
		return false;
	}
	/* Bridges have requests of their own. */
	if (request->bytes[NLMSG_HDRLEN] == AF_BRIDGE) {
		kernel_complain(kernel, "a request of family %u is not known here",
			request->bytes[NLMSG_HDRLEN]);
		return false;
	}
	return true;
}

static void note(struct sim_kernel *kernel, const struct request *request)
{
	const struct sim_netdev *netdev = look_up(kernel, request);

	requests_note_message(
		&kernel->requests, request->bytes, netdev ? netdev->name : "none");
}

static void take_message(struct sim_kernel *kernel, const unsigned char *bytes,
	const struct nlmsghdr *header, struct sim_mailbox *mailbox)
{
	struct request request = {
		.header = *header, .port = mailbox->port, .bytes = bytes
	};
	bool dumps =
		header->nlmsg_type == RTM_GETLINK && header->nlmsg_flags & NLM_F_DUMP;
	struct reason reason = { NULL, NULL };
	int result = 0;

	if (is_ours(kernel, &request, &result)) {
		if (dumps)
			parse_dump(kernel, &request);
		else
			result = parse(kernel, &request, &reason);
		if (dumps || !result) {
			note(kernel, &request);
			answer(kernel, &request, dumps, mailbox);
			return;
		}
		kernel_complain(
			kernel, "a request of type %u is malformed", header->nlmsg_type);
	}
	if (result || header->nlmsg_flags & NLM_F_ACK)
		post_error(&request, result, &reason, mailbox, kernel->now);
}

void rtnl_request(struct sim_kernel *kernel, const struct buffer *request,
	struct sim_mailbox *mailbox)
{
	const unsigned char *bytes = (const unsigned char *)buffer_text(request);
	size_t left = request->length;

	while (left) {
		struct nlmsghdr header;
		size_t whole;

		if (left < sizeof(header)) {
			kernel_complain(kernel, "%zu bytes are no message", left);
			return;
		}
		memcpy(&header, bytes, sizeof(header));
		/* The kernel drops what it cannot take apart, and answers nothing. */
		if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > left) {
			kernel_complain(kernel, "a message of %u bytes in %zu",
				header.nlmsg_len, left);
			return;
		}
		take_message(kernel, bytes, &header, mailbox);
		whole = NLMSG_ALIGN(header.nlmsg_len);
		if (whole > left)
			whole = left;
		bytes += whole;
		left -= whole;
	}
}

int rtnl_receive(struct sim_kernel *kernel, struct sim_mailbox *mailbox, uint64_t limit,
	struct buffer *bytes)
{
	struct sim_datagram *first = mailbox->list;
	int error;

	for (size_t i = 1; i < mailbox->count; i++)
		if (mailbox->list[i].due < first->due)
			first = &mailbox->list[i];
	if (mailbox->overrun) {
		mailbox->overrun = false;
		return -ENOBUFS;
	}
	if (!mailbox->count || first->due > limit) {
		kernel->now = limit;
		return -ETIMEDOUT;
	}
	if (first->due > kernel->now)
		kernel->now = first->due;
	error = first->error;
	mailbox->bytes -= first->bytes.length;
	buffer_free(bytes);
	*bytes = first->bytes;
	memmove(first, first + 1,
		(size_t)(mailbox->list + mailbox->count - first - 1) * sizeof(*first));
	mailbox->count--;
	return -error;
}

void rtnl_mailbox_free(struct sim_mailbox *mailbox)
{
	for (size_t i = 0; i < mailbox->count; i++)
		buffer_free(&mailbox->list[i].bytes);
	free(mailbox->list);
	*mailbox = (struct sim_mailbox){ .count = 0 };
}
