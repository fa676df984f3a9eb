// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rtnetlink requests, put together and taken apart with libnl's core. Its route library
 * drops VLAN 0, so the attributes are raw; its receive loop folds many errno values into
 * one and hands no context to its transport hooks, so the loop is here.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "error.h"
#include "vf/rtnl.h"

/* The highest errno that the kernel knows (include/linux/err.h, MAX_ERRNO). */
#define ERRNO_MAX 4095

/* What to do with the message that answers a request; returns 0 or a negative errno. */
typedef int (*answer_handler)(
	void *context, struct nlmsghdr *answer, struct nhd_error *error);

/* One request on its way. */
struct exchange {
	struct nhd_host *host;
	int netdev; /* that it is about */
	struct nhd_error *error;
	answer_handler handle;
	void *context;
	bool handled; /* the message asked for has come */
	bool acknowledged;
};

static void free_message(struct nl_msg **message)
{
	nlmsg_free(*message);
}

/* The extended acknowledgement's own words, where the kernel gave some. */
static const char *kernel_words(struct nlmsghdr *message, struct nlmsgerr *answer)
{
	struct nlattr *attributes, *words;
	int length = nlmsg_datalen(message) - (int)sizeof(*answer);

	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	attributes = (struct nlattr *)(answer + 1);
	/* Unless capped, the whole request is repeated in front of the attributes. */
	if (!(message->nlmsg_flags & NLM_F_CAPPED)) {
		int repeated = NLMSG_ALIGN((int)answer->msg.nlmsg_len) - NLMSG_HDRLEN;

		if (repeated < 0 || repeated > length)
			return NULL;
		attributes = (struct nlattr *)((char *)attributes + repeated);
		length -= repeated;
	}
	words = nla_find(attributes, length, NLMSGERR_ATTR_MSG);
	if (!words || !memchr(nla_data(words), 0, nla_len(words)))
		return NULL;
	return nla_data(words);
}

static int take_acknowledgement(struct exchange *exchange, struct nlmsghdr *message)
{
	struct nlmsgerr *answer = nlmsg_data(message);
	const char *words;

	if (nlmsg_datalen(message) < (int)sizeof(*answer) || answer->error > 0 ||
		answer->error < -ERRNO_MAX)
		return nhd_fail(exchange->error, NHD_ERROR_SYSTEM, EBADMSG,
			"the kernel's answer is malformed");
	if (!answer->error) {
		exchange->acknowledged = true;
		return 0;
	}
	words = kernel_words(message, answer);
	return nhd_fail(exchange->error, NHD_ERROR_SYSTEM, -answer->error, "%s%s%s%s",
		strerror(-answer->error), words ? " (" : "", words ? words : "",
		words ? ")" : "");
}

static int take_link(struct exchange *exchange, struct nlmsghdr *message)
{
	struct ifinfomsg *link = nlmsg_data(message);

	if (nlmsg_datalen(message) < (int)sizeof(*link) ||
		link->ifi_index != exchange->netdev)
		return nhd_fail(exchange->error, NHD_ERROR_SYSTEM, EBADMSG,
			"the kernel's answer is about another netdev");
	exchange->handled = true;
	return exchange->handle(exchange->context, message, exchange->error);
}

/* Answers to requests that were given up earlier are passed over. */
static int take_message(struct exchange *exchange, struct nlmsghdr *message)
{
	if (message->nlmsg_seq != exchange->host->sequence)
		return 0;
	if (message->nlmsg_type == NLMSG_ERROR)
		return take_acknowledgement(exchange, message);
	if (message->nlmsg_type != RTM_NEWLINK || !exchange->handle)
		return 0;
	return take_link(exchange, message);
}

static int transport_failed(struct exchange *exchange, int result)
{
	return nhd_fail(exchange->error,
		result == -ETIMEDOUT ? NHD_ERROR_TIMED_OUT : NHD_ERROR_SYSTEM, -result,
		"%s",
		result == -ETIMEDOUT ? "the kernel did not answer" : strerror(-result));
}

static int take_datagram(struct exchange *exchange, void *datagram, int length)
{
	struct nlmsghdr *message = datagram;
	int result = 0;

	while (!result && nlmsg_ok(message, length)) {
		result = take_message(exchange, message);
		message = nlmsg_next(message, &length);
	}
	if (!result && length > 0)
		return transport_failed(exchange, -EMSGSIZE);
	return result;
}

static int receive_answer(struct exchange *exchange)
{
	struct nhd_host *host = exchange->host;
	uint64_t deadline = host->operations->now(host->context) + NHD_NETLINK_TIMEOUT_MS;

	while (!exchange->acknowledged) {
		uint64_t now = host->operations->now(host->context);
		void *datagram = NULL;
		int result = -ETIMEDOUT;

		if (now < deadline)
			result = host->operations->receive(
				host->context, &datagram, (unsigned int)(deadline - now));
		if (result < 0)
			return transport_failed(exchange, result);
		result = take_datagram(exchange, datagram, result);
		free(datagram);
		if (result < 0)
			return result;
	}
	if (exchange->handle && !exchange->handled)
		return nhd_fail(exchange->error, NHD_ERROR_SYSTEM, ENODATA,
			"the kernel's answer holds no link");
	return 0;
}

/*
 * Sends message and waits for its acknowledgement; handle gets the link asked for. What was
 * refused for the moment alone is no error in the end.
 */
static int exchange_message(struct nhd_host *host, struct nl_msg *message,
	answer_handler handle, void *context, struct nhd_error *error)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	int netdev = ((struct ifinfomsg *)nlmsg_data(header))->ifi_index;
	struct nhd_backoff backoff = { 0 };
	struct nhd_error met = NHD_ERROR_INIT;
	int result;

	do {
		struct exchange exchange = { host, netdev, &met, handle, context, false,
			false };

		header->nlmsg_seq = ++host->sequence;
		result = host->operations->send(host->context, header, header->nlmsg_len);
		if (result < 0)
			transport_failed(&exchange, result);
		else
			result = receive_answer(&exchange);
	} while (nhd_host_backoff(host, &backoff, result));
	if (result < 0 && error)
		nhd_error_copy(error, &met);
	return result;
}

static struct nl_msg *new_request(int type, int netdev)
{
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC, .ifi_index = netdev };
	struct nl_msg *message = nlmsg_alloc_simple(type, NLM_F_REQUEST | NLM_F_ACK);

	if (message && nlmsg_append(message, &link, sizeof(link), NLMSG_ALIGNTO) < 0) {
		nlmsg_free(message);
		return NULL;
	}
	return message;
}

static int get(struct nhd_host *host, int netdev, answer_handler handle, void *context,
	struct nhd_error *error)
{
	/* Statistics would halve the number of VFs that the kernel's list can hold. */
	uint32_t filter = RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS;
	_cleanup_(free_message) struct nl_msg *message = new_request(RTM_GETLINK, netdev);

	if (!message || nla_put_u32(message, IFLA_EXT_MASK, filter) < 0)
		return nhd_fail_memory(error);
	return exchange_message(host, message, handle, context, error);
}

static int handle_list(void *context, struct nlmsghdr *answer, struct nhd_error *error)
{
	struct nhd_vf_list *list = context;

	/* A kernel that answers twice is none, but must not cost memory. */
	nhd_vf_list_free(list);
	return nhd_vf_list_decode(answer, list, error);
}

int nhd_rtnl_get_vfs(struct nhd_host *host, int netdev, struct nhd_vf_list *list,
	struct nhd_error *error)
{
	int result;

	*list = (struct nhd_vf_list){ 0 };
	result = get(host, netdev, handle_list, list, error);
	if (result < 0)
		nhd_vf_list_free(list);
	return result;
}

struct vf_search {
	unsigned int vf;
	struct nhd_vf_info *info;
};

static int handle_vf(void *context, struct nlmsghdr *answer, struct nhd_error *error)
{
	struct vf_search *search = context;
	struct nhd_vf_list list;
	int result = nhd_vf_list_decode(answer, &list, error);

	if (!result)
		result = nhd_vf_list_take(&list, search->vf, search->info, error);
	nhd_vf_list_free(&list);
	return result;
}

int nhd_rtnl_get_vf(struct nhd_host *host, int netdev, unsigned int vf,
	struct nhd_vf_info *info, struct nhd_error *error)
{
	struct vf_search search = { vf, info };

	return get(host, netdev, handle_vf, &search, error);
}

int nhd_rtnl_set_link_mac(struct nhd_host *host, int netdev,
	const uint8_t mac[NHD_MAC_LENGTH], struct nhd_error *error)
{
	_cleanup_(free_message) struct nl_msg *message = new_request(RTM_SETLINK, netdev);

	if (!message || nla_put(message, IFLA_ADDRESS, NHD_MAC_LENGTH, mac) < 0)
		return nhd_fail_memory(error);
	return exchange_message(host, message, NULL, NULL, error);
}

/*
 * One attribute of one VF, in the two nests that the kernel wants around it, and in a third
 * where nest is not 0.
 */
static int set_vf(struct nhd_host *host, int netdev, int nest, int attribute,
	const void *data, int length, struct nhd_error *error)
{
	_cleanup_(free_message) struct nl_msg *message = new_request(RTM_SETLINK, netdev);
	struct nlattr *list, *entry, *inner = NULL;

	if (!message || !(list = nla_nest_start(message, IFLA_VFINFO_LIST)) ||
		!(entry = nla_nest_start(message, IFLA_VF_INFO)) ||
		(nest && !(inner = nla_nest_start(message, nest))) ||
		nla_put(message, attribute, length, data) < 0)
		return nhd_fail_memory(error);
	if (inner)
		nla_nest_end(message, inner);
	nla_nest_end(message, entry);
	nla_nest_end(message, list);
	return exchange_message(host, message, NULL, NULL, error);
}

int nhd_rtnl_set_vf_mac(struct nhd_host *host, int netdev, unsigned int vf,
	const uint8_t mac[NHD_MAC_LENGTH], struct nhd_error *error)
{
	struct ifla_vf_mac value = { .vf = vf };

	memcpy(value.mac, mac, NHD_MAC_LENGTH);
	return set_vf(host, netdev, 0, IFLA_VF_MAC, &value, sizeof(value), error);
}

int nhd_rtnl_set_vf_vlan(struct nhd_host *host, int netdev, unsigned int vf,
	const struct nhd_vf_vlan *vlan, struct nhd_error *error)
{
	struct ifla_vf_vlan plain = { vf, vlan->tag, vlan->qos };
	struct ifla_vf_vlan_info full = { vf, vlan->tag, vlan->qos,
		htons(vlan->protocol) };

	/* Only the newer attribute names a protocol; every driver knows the older one. */
	if (vlan->protocol == NHD_VLAN_PROTOCOL_8021Q)
		return set_vf(
			host, netdev, 0, IFLA_VF_VLAN, &plain, sizeof(plain), error);
	return set_vf(host, netdev, IFLA_VF_VLAN_LIST, IFLA_VF_VLAN_INFO, &full,
		sizeof(full), error);
}

static int put_port(struct nl_msg *message, unsigned int vf, const struct nhd_port *port)
{
	uint8_t request =
		*port->profile ? PORT_REQUEST_ASSOCIATE : PORT_REQUEST_DISASSOCIATE;
	/* All of its bytes: enic takes no fewer (enic_main.c, enic_set_vf_port). */
	char profile[PORT_PROFILE_MAX] = "";

	if (nla_put_u32(message, IFLA_PORT_VF, vf) < 0 ||
		nla_put(message, IFLA_PORT_REQUEST, sizeof(request), &request) < 0)
		return -1;
	if (!*port->profile)
		return 0;
	snprintf(profile, sizeof(profile), "%s", port->profile);
	if (nla_put(message, IFLA_PORT_PROFILE, sizeof(profile), profile) < 0 ||
		nla_put(message, IFLA_PORT_INSTANCE_UUID, NHD_UUID_LENGTH,
			port->instance) < 0)
		return -1;
	return nla_put(message, IFLA_PORT_HOST_UUID, NHD_UUID_LENGTH, port->host);
}

int nhd_rtnl_set_vf_port(struct nhd_host *host, int netdev, unsigned int vf,
	const struct nhd_port *port, struct nhd_error *error)
{
	_cleanup_(free_message) struct nl_msg *message = new_request(RTM_SETLINK, netdev);
	struct nlattr *list, *entry;

	if (!message || !(list = nla_nest_start(message, IFLA_VF_PORTS)) ||
		!(entry = nla_nest_start(message, IFLA_VF_PORT)) ||
		put_port(message, vf, port) < 0)
		return nhd_fail_memory(error);
	nla_nest_end(message, entry);
	nla_nest_end(message, list);
	return exchange_message(host, message, NULL, NULL, error);
}
