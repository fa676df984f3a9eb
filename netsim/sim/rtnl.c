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
#include "port.h"
#include "rtnl.h"
#include "vfinfo.h"

/* As much as the kernel puts into one datagram of a dump. */
#define DUMP_SIZE 32768

/* A message that asks for something, taken apart. */
struct request {
	struct nlmsghdr header;
	const unsigned char *bytes; /* the whole message */
	struct ifinfomsg link;
	struct attribute attributes[IFLA_MAX + 1]; /* data is NULL where there is none */
	uint32_t ext_mask;
};

static void post(
	struct sim_mailbox *mailbox, struct buffer *bytes, uint64_t due, int error)
{
	mailbox->list =
		memory_grow(mailbox->list, mailbox->count + 1, sizeof(*mailbox->list));
	mailbox->list[mailbox->count++] = (struct sim_datagram){ *bytes, due, error };
	*bytes = (struct buffer){ 0 };
}

static bool is_known(uint16_t type)
{
	static const uint16_t known[] = { IFLA_ADDRESS, IFLA_IFNAME, IFLA_EXT_MASK,
		IFLA_VFINFO_LIST, IFLA_VF_PORTS, IFLA_PORT_SELF };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == type)
			return true;
	return false;
}

static int parse_attributes(
	struct sim_kernel *kernel, struct request *request, struct attributes left)
{
	struct attribute attribute;
	int more;

	while ((more = attributes_next(&left, &attribute)) > 0) {
		if (!is_known(attribute.type))
			kernel_complain(kernel,
				"attribute %u of a link is not known here",
				attribute.type);
		else if (request->attributes[attribute.type].data)
			kernel_complain(kernel, "attribute %u of a link comes twice",
				attribute.type);
		if (attribute.type <= IFLA_MAX)
			request->attributes[attribute.type] = attribute;
	}
	if (more < 0)
		kernel_complain(kernel, "%zu bytes behind a link's attributes are none",
			left.length);
	return more < 0 ? -EINVAL : 0;
}

static int parse_fixed(struct request *request)
{
	const struct attribute *mask = &request->attributes[IFLA_EXT_MASK];
	const struct attribute *address = &request->attributes[IFLA_ADDRESS];

	if (mask->data && mask->length < sizeof(request->ext_mask))
		return -ERANGE;
	if (mask->data)
		memcpy(&request->ext_mask, mask->data, sizeof(request->ext_mask));
	return address->data && address->length < SIM_MAC_LENGTH ? -EINVAL : 0;
}

static int parse(struct sim_kernel *kernel, struct request *request)
{
	size_t fixed = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(request->link));
	size_t length = request->header.nlmsg_len;
	int result;

	if (length < fixed)
		return -EINVAL;
	memcpy(&request->link, request->bytes + NLMSG_HDRLEN, sizeof(request->link));
	result = parse_attributes(kernel, request,
		(struct attributes){ request->bytes + fixed, length - fixed });
	return result ? result : parse_fixed(request);
}

static int find_netdev(const struct sim_kernel *kernel, const struct request *request,
	struct sim_netdev **netdev)
{
	const struct attribute *name = &request->attributes[IFLA_IFNAME];
	char text[SIM_NETDEV_SIZE] = "";

	*netdev = NULL;
	if (request->link.ifi_index > 0) {
		*netdev = kernel_netdev_at(kernel, request->link.ifi_index);
	} else if (name->data) {
		if (name->length > sizeof(text))
			return -ERANGE;
		memcpy(text, name->data, name->length);
		text[sizeof(text) - 1] = '\0';
		*netdev = kernel_find_netdev(kernel, text);
	} else {
		return -EINVAL;
	}
	return *netdev ? 0 : -ENODEV;
}

/* What the kernel says of a link, as far as anyone here asks. */
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
	const struct nlmsghdr *header = &request->header;
	size_t place = message_begin(
		bytes, RTM_NEWLINK, flags, header->nlmsg_seq, header->nlmsg_pid);
	uint8_t state = netdev->up ? IF_OPER_UP : IF_OPER_DOWN;

	message_add(bytes, &link, sizeof(link));
	attribute_add_text(bytes, IFLA_IFNAME, netdev->name);
	attribute_add_u32(bytes, IFLA_TXQLEN, 1000);
	attribute_add(bytes, IFLA_OPERSTATE, &state, sizeof(state));
	attribute_add_u32(bytes, IFLA_MTU, 1500);
	attribute_add(bytes, IFLA_ADDRESS, netdev->mac, SIM_MAC_LENGTH);
	attribute_add(bytes, IFLA_BROADCAST, broadcast, SIM_MAC_LENGTH);
	if (request->ext_mask & RTEXT_FILTER_VF && with_vfs)
		vfinfo_add(netdev->device, request->ext_mask, bytes);
	if (kernel->temper.has_port && request->ext_mask & RTEXT_FILTER_VF && with_vfs)
		port_add(kernel, netdev->device, bytes);
	message_end(bytes, place);
}

static void post_error(const struct request *request, int error, const char *words,
	struct sim_mailbox *mailbox, uint64_t due)
{
	struct nlmsgerr answer = { error, request->header };
	struct buffer bytes = { 0 };
	uint16_t flags = error ? 0 : NLM_F_CAPPED;
	size_t place;

	if (words)
		flags |= NLM_F_ACK_TLVS;
	place = message_begin(&bytes, NLMSG_ERROR, flags, request->header.nlmsg_seq,
		request->header.nlmsg_pid);
	message_add(&bytes, &answer, sizeof(answer));
	/* A failed request is repeated whole, one that went well by its header alone. */
	if (error)
		message_add(&bytes, request->bytes + NLMSG_HDRLEN,
			request->header.nlmsg_len - NLMSG_HDRLEN);
	if (words)
		attribute_add_text(&bytes, NLMSGERR_ATTR_MSG, words);
	message_end(&bytes, place);
	post(mailbox, &bytes, due, 0);
}

static void dump(const struct sim_kernel *kernel, const struct request *request,
	struct sim_mailbox *mailbox, uint64_t due)
{
	struct buffer bytes = { 0 };
	const uint32_t end = 0;
	size_t place;

	for (size_t i = 0; i < kernel->netdev_count; i++) {
		struct buffer one = { 0 };

		add_link(kernel, kernel->netdevs[i], request, true, NLM_F_MULTI, &one);
		if (bytes.length && bytes.length + one.length > DUMP_SIZE)
			post(mailbox, &bytes, due, 0);
		buffer_add(&bytes, buffer_text(&one), one.length);
		buffer_free(&one);
	}
	if (bytes.length)
		post(mailbox, &bytes, due, 0);
	place = message_begin(&bytes, NLMSG_DONE, NLM_F_MULTI, request->header.nlmsg_seq,
		request->header.nlmsg_pid);
	message_add(&bytes, &end, sizeof(end));
	message_end(&bytes, place);
	post(mailbox, &bytes, due, 0);
}

static int change_flags(struct sim_netdev *netdev, const struct ifinfomsg *link)
{
	unsigned int change = link->ifi_change ? link->ifi_change : ~0u;

	/* Without flags and change the flags stay (rtnl_dev_combine_flags). */
	if ((link->ifi_flags || link->ifi_change) && change & IFF_UP)
		netdev->up = link->ifi_flags & IFF_UP;
	return 0;
}

static int set_link(
	struct sim_kernel *kernel, const struct request *request, const char **words)
{
	const struct attribute *attributes = request->attributes;
	struct sim_netdev *netdev;
	int result = find_netdev(kernel, request, &netdev);

	if (!result && attributes[IFLA_ADDRESS].data)
		result = kernel_set_netdev_mac(
			kernel, netdev, attributes[IFLA_ADDRESS].data);
	if (!result)
		result = change_flags(netdev, &request->link);
	if (!result && attributes[IFLA_VFINFO_LIST].data)
		result = vfinfo_set(
			kernel, netdev->device, &attributes[IFLA_VFINFO_LIST], words);
	if (!result && attributes[IFLA_VF_PORTS].data)
		result = port_set_vfs(kernel, netdev->device, &attributes[IFLA_VF_PORTS]);
	if (!result && attributes[IFLA_PORT_SELF].data)
		result = port_set_self(
			kernel, netdev->device, &attributes[IFLA_PORT_SELF]);
	return result;
}

/* An answer to a request of another time: a program has to tell it by its number. */
static void post_foreign(
	const struct request *request, struct sim_mailbox *mailbox, uint64_t due)
{
	struct request other = *request;

	other.header.nlmsg_seq--;
	post_error(&other, -EPERM, NULL, mailbox, due);
}

/* Carries one message out; what it answers is due then. Returns what the ACK says. */
static int carry_out(struct sim_kernel *kernel, const struct request *request,
	enum sim_fault_kind fault, struct sim_mailbox *mailbox, uint64_t due,
	const char **words)
{
	struct buffer bytes = { 0 };
	struct sim_netdev *netdev;
	int result;

	if (request->header.nlmsg_type != RTM_GETLINK)
		return set_link(kernel, request, words);
	result = find_netdev(kernel, request, &netdev);
	if (result)
		return result;
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
		if (fault->kind == FAULT_LOST)
			buffer_free(&datagram->bytes);
	}
	if (fault->kind == FAULT_LOST)
		mailbox->count = first;
}

static void answer(struct sim_kernel *kernel, const struct request *request,
	struct sim_mailbox *mailbox)
{
	bool gets = request->header.nlmsg_type == RTM_GETLINK;
	struct sim_fault fault =
		faults_meet(&kernel->faults, gets ? SIM_GETLINK : SIM_SETLINK);
	uint64_t due = kernel->now + (fault.kind == FAULT_LATE ? fault.value : 0);
	size_t first = mailbox->count;
	const char *words = NULL;
	int result = -(int)fault.value;

	if (fault.kind == FAULT_FOREIGN)
		post_foreign(request, mailbox, due);
	if (gets && (request->header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP) {
		dump(kernel, request, mailbox, due);
	} else {
		if (fault.kind != FAULT_ERROR)
			result = carry_out(
				kernel, request, fault.kind, mailbox, due, &words);
		if (result || request->header.nlmsg_flags & NLM_F_ACK)
			post_error(request, result, words, mailbox, due);
	}
	spoil(&fault, mailbox, first);
}

static void take_message(struct sim_kernel *kernel, const unsigned char *bytes,
	const struct nlmsghdr *header, struct sim_mailbox *mailbox)
{
	struct request request = { .header = *header, .bytes = bytes };
	uint16_t type = header->nlmsg_type;
	int result = 0;

	if (!(header->nlmsg_flags & NLM_F_REQUEST) || type < NLMSG_MIN_TYPE) {
		kernel_complain(kernel, "a message of type %u is no request", type);
	} else if (type != RTM_GETLINK && type != RTM_SETLINK && type != RTM_NEWLINK) {
		kernel_complain(kernel, "a request of type %u is not known here", type);
		result = -EOPNOTSUPP;
	} else {
		result = parse(kernel, &request);
		if (!result) {
			answer(kernel, &request, mailbox);
			return;
		}
		kernel_complain(kernel, "a request of type %u is malformed", type);
	}
	if (result || header->nlmsg_flags & NLM_F_ACK)
		post_error(&request, result, NULL, mailbox, kernel->now);
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
	if (!mailbox->count || first->due > limit) {
		kernel->now = limit;
		return -ETIMEDOUT;
	}
	if (first->due > kernel->now)
		kernel->now = first->due;
	error = first->error;
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
