// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows how a link's list of VFs is decoded, from bytes put together here by hand. */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "tests/check.h"
#include "vf/vfinfo.h"

/* A message as it grows. Every length is the machine's byte order, as in netlink. */
struct bytes {
	_Alignas(8) unsigned char data[65536];
	size_t length;
};

static void put(struct bytes *bytes, const void *data, size_t length)
{
	memcpy(bytes->data + bytes->length, data, length);
	bytes->length += length;
	while (bytes->length % 4)
		bytes->data[bytes->length++] = 0;
}

/* Begins an attribute; its place is for end(), which fills in its length. */
static size_t begin(struct bytes *bytes, uint16_t type)
{
	size_t place = bytes->length;
	const uint16_t header[] = { 0, type };

	put(bytes, header, sizeof(header));
	return place;
}

static void end(struct bytes *bytes, size_t place)
{
	uint16_t length = (uint16_t)(bytes->length - place);

	memcpy(bytes->data + place, &length, sizeof(length));
}

static void attribute(struct bytes *bytes, uint16_t type, const void *data, size_t length)
{
	size_t place = begin(bytes, type);
	uint16_t exact = (uint16_t)(4 + length);

	put(bytes, data, length);
	memcpy(bytes->data + place, &exact, sizeof(exact));
}

/* What is wrong with a message. */
struct fault {
	bool no_list, no_mac, no_vlan, no_num_vf, no_protocol, bad_length;
	bool short_mac, short_vlan, short_info, short_num_vf;
	bool no_link; /* it ends before the link's own header does */
	bool strange; /* with attributes that a later kernel may have */
	bool short_port;
	unsigned int listed;
	uint32_t more;  /* VFs that there are, and are not listed */
	uint32_t first; /* the number of the first that is listed */
};

static void put_vf(struct bytes *bytes, uint32_t vf, const struct fault *fault)
{
	const unsigned char mac[36] = { (unsigned char)vf, 0, 0, 0, 2, 0, 0, 0, 0,
		(unsigned char)(0x20 + vf) };
	const uint32_t vlan[] = { vf, 100 + vf, 3 };
	const uint32_t rate[] = { vf, 10, 20 }, spoofchk[] = { vf, 1 },
		       trust[] = { vf, 0 };
	unsigned char info[16] = { 0 };
	size_t entry = begin(bytes, IFLA_VF_INFO), list;

	memcpy(info, vlan, sizeof(vlan));
	info[12] = fault->no_protocol ? 0 : 0x88;
	info[13] = fault->no_protocol ? 0 : 0xa8;
	if (!fault->no_mac)
		attribute(bytes, IFLA_VF_MAC, mac, fault->short_mac ? 8 : sizeof(mac));
	if (!fault->no_vlan)
		attribute(
			bytes, IFLA_VF_VLAN, vlan, fault->short_vlan ? 8 : sizeof(vlan));
	attribute(bytes, IFLA_VF_RATE, rate, sizeof(rate));
	attribute(bytes, IFLA_VF_SPOOFCHK, spoofchk, sizeof(spoofchk));
	attribute(bytes, IFLA_VF_TRUST, trust, sizeof(trust));
	list = begin(bytes, IFLA_VF_VLAN_LIST);
	attribute(bytes, IFLA_VF_VLAN_INFO, info, fault->short_info ? 12 : sizeof(info));
	end(bytes, list);
	end(bytes, entry);
}

/* What a port says; a length of 0 stands for an attribute that is not there. */
struct port {
	uint32_t number;
	size_t number_length;
	uint8_t request;
	size_t request_length;
	const char *profile;
	size_t uuid_length;
};

static void put_port(struct bytes *bytes, const struct port *port)
{
	size_t place = begin(bytes, IFLA_VF_PORT);

	if (port->number_length)
		attribute(bytes, IFLA_PORT_VF, &port->number, port->number_length);
	if (port->request_length)
		attribute(bytes, IFLA_PORT_REQUEST, &port->request, port->request_length);
	if (port->profile)
		attribute(bytes, IFLA_PORT_PROFILE, port->profile,
			strlen(port->profile) + 1);
	if (port->uuid_length)
		attribute(bytes, IFLA_PORT_HOST_UUID, "0123456789abcdef",
			port->uuid_length);
	end(bytes, place);
}

/* Of those that there are, VF 1 alone is associated. */
static void put_ports(struct bytes *bytes, const struct fault *fault)
{
	static const struct port ports[] = {
		{ 0, 0, PORT_REQUEST_ASSOCIATE, 1, "nobody's", 16 },
		{ 77, 4, PORT_REQUEST_ASSOCIATE, 1, "another's", 16 },
		{ 0, 2, PORT_REQUEST_ASSOCIATE, 1, "half a number's", 16 },
		{ 0, 4, PORT_REQUEST_ASSOCIATE, 0, "no request", 16 },
		{ 0, 4, PORT_REQUEST_ASSOCIATE, 1, NULL, 16 },
		{ 2, 4, PORT_REQUEST_DISASSOCIATE, 1, "left", 16 },
		{ 1, 4, PORT_REQUEST_ASSOCIATE, 1, "blue", 16 },
	};
	static const struct port cut_short = { 1, 4, PORT_REQUEST_ASSOCIATE, 1, "blue",
		8 };
	size_t list = begin(bytes, IFLA_VF_PORTS | NLA_F_NESTED);

	attribute(bytes, 99, "strange", 8);
	if (fault->short_port)
		put_port(bytes, &cut_short);
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		put_port(bytes, &ports[i]);
	end(bytes, list);
}

static int decode(const struct fault *fault, unsigned int vf, struct nhd_vf_info *info,
	struct nhd_error *error)
{
	struct bytes bytes = { .length = 0 };
	struct nlmsghdr header = { .nlmsg_type = RTM_NEWLINK };
	struct ifinfomsg link = { .ifi_index = 2 };
	/* The half of a number is another one. */
	const uint32_t count =
		fault->short_num_vf ? UINT32_MAX : fault->listed + fault->more;
	struct nhd_vf_list vfs;
	size_t list;
	int result;

	put(&bytes, &header, sizeof(header));
	put(&bytes, &link, sizeof(link));
	if (!fault->no_num_vf)
		attribute(&bytes, IFLA_NUM_VF, &count,
			fault->short_num_vf ? 2 : sizeof(count));
	if (!fault->no_list) {
		list = begin(&bytes, IFLA_VFINFO_LIST | NLA_F_NESTED);
		if (fault->strange)
			attribute(&bytes, 99, "strange", 8);
		for (uint32_t i = 0; i < fault->listed; i++)
			put_vf(&bytes, fault->first + i, fault);
		end(&bytes, list);
		if (fault->bad_length)
			memset(bytes.data + list, 0xff, 2);
	}
	if (fault->strange)
		put_ports(&bytes, fault);
	header.nlmsg_len = fault->no_link ? sizeof(header) + 4 : (uint32_t)bytes.length;
	memcpy(bytes.data, &header, sizeof(header));
	result = nhd_vf_list_decode((struct nlmsghdr *)bytes.data, &vfs, error);
	if (!result)
		result = nhd_vf_list_take(&vfs, vf, info, error);
	nhd_vf_list_free(&vfs);
	return result;
}

static void test_decode(struct tap *tap)
{
	const struct fault none = { .listed = 3 };
	struct nhd_vf_info info;
	const uint8_t mac[] = { 2, 0, 0, 0, 0, 0x21 };

	CHECK(tap, !decode(&none, 1, &info, NULL));
	CHECK(tap, !memcmp(info.admin_mac, mac, sizeof(mac)));
	CHECK(tap, info.vlan.tag == 101 && info.vlan.qos == 3);
	CHECK(tap, info.vlan.protocol == NHD_VLAN_PROTOCOL_8021AD);
	CHECK(tap, info.min_tx_rate == 10 && info.max_tx_rate == 20);
	CHECK(tap, info.spoofchk == 1 && info.trust == 0 && !info.link_state);
}

static void test_strange(struct tap *tap)
{
	const struct fault strange = { .listed = 3, .strange = true };
	struct nhd_vf_info info;

	CHECK(tap, !decode(&strange, 1, &info, NULL));
	CHECK(tap, info.vlan.tag == 101 && !strcmp(info.port.profile, "blue"));
	CHECK(tap, !memcmp(info.port.host, "0123456789abcdef", NHD_UUID_LENGTH));
	CHECK(tap, info.port.response == PORT_PROFILE_RESPONSE_INPROGRESS);
	for (unsigned int vf = 0; vf < 3; vf += 2) {
		CHECK(tap, !decode(&strange, vf, &info, NULL));
		CHECK(tap, info.vlan.tag == 100 + vf && !*info.port.profile);
	}
}

/* A driver of port profiles that has no other list: enic. */
static void test_untold(struct tap *tap)
{
	const struct fault untold = { .listed = 3, .no_list = true, .strange = true };
	struct nhd_vf_info info;

	CHECK(tap, !decode(&untold, 1, &info, NULL));
	CHECK(tap, info.untold && !strcmp(info.port.profile, "blue"));
	CHECK(tap, !decode(&untold, 2, &info, NULL));
	CHECK(tap, info.untold && !*info.port.profile && !info.vlan.tag);
	CHECK(tap, decode(&untold, 3, &info, NULL) == -ENODATA);
}

/* How many there are, nothing else tells. */
static void test_uncounted(struct tap *tap)
{
	struct fault fault = { .listed = 3, .strange = true };
	struct nhd_vf_info info;

	for (int variant = 0; variant < 2; variant++) {
		fault.no_num_vf = variant;
		fault.short_num_vf = !variant;
		fault.no_list = false;
		CHECK(tap, !decode(&fault, 1, &info, NULL));
		fault.no_list = true;
		CHECK(tap, decode(&fault, 1, &info, NULL) == -ENODATA);
	}
	fault = (struct fault){ .no_list = true, .strange = true };
	for (int variant = 0; variant < 2; variant++) {
		struct nhd_error error = NHD_ERROR_INIT;

		fault.more = variant ? UINT16_MAX + 1 : 0;
		CHECK(tap, decode(&fault, 0, &info, &error) == -ENODATA);
		CHECK(tap, strstr(error.message, "no list of VFs") != NULL);
	}
}

static void test_protocol(struct tap *tap)
{
	const struct fault none = { .listed = 3, .no_protocol = true, .no_num_vf = true };
	struct nhd_vf_info info;

	CHECK(tap, !decode(&none, 0, &info, NULL));
	CHECK(tap, info.vlan.protocol == NHD_VLAN_PROTOCOL_8021Q);
}

/* 1000 VFs of some 150 bytes are more than 16 bits can count. */
static void test_short_list(struct tap *tap)
{
	const struct fault wrapped = { .listed = 20, .more = 980 };
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_vf_info info;

	/* Even for a VF that is listed: what is listed may be another lap of the length. */
	CHECK(tap, decode(&wrapped, 0, &info, &error) == -EMSGSIZE);
	CHECK(tap, strstr(error.message, "20 of 1000 VFs") != NULL);
	CHECK(tap, decode(&wrapped, 30, &info, &error) == -EMSGSIZE);
}

/* A list that could hold more lacks a VF for a reason of the VF's own. */
static void test_hidden(struct tap *tap)
{
	const struct fault hidden = { .listed = 2, .more = 1 };
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_vf_info info;

	CHECK(tap, !decode(&hidden, 1, &info, &error));
	CHECK(tap, decode(&hidden, 2, &info, &error) == -EAGAIN);
	CHECK(tap, strstr(error.message, "VF 2 is missing") != NULL);
}

static void test_missing(struct tap *tap)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_vf_info info;

	CHECK(tap,
		decode(&(struct fault){ .no_list = true }, 0, &info, &error) == -ENODATA);
	CHECK(tap, decode(&(struct fault){ .listed = 3 }, 3, &info, &error) == -ENODATA);
	CHECK(tap, strstr(error.message, "VF 3") != NULL);
	CHECK(tap, decode(&(struct fault){ .listed = 3, .no_vlan = true }, 0, &info,
			   &error) == -ENODATA);
}

static void test_malformed(struct tap *tap)
{
	static const struct fault faults[] = {
		{ .listed = 3, .no_mac = true },
		{ .listed = 3, .short_mac = true },
		{ .listed = 3, .short_vlan = true },
		{ .listed = 3, .short_info = true },
		{ .listed = 3, .no_link = true },
		{ .listed = 3, .first = 1 },
		{ .listed = 3, .strange = true, .short_port = true },
		{ .more = UINT16_MAX + 1 },
	};
	struct nhd_vf_info info;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (decode(&faults[i], 0, &info, NULL) != -EBADMSG) {
			printf("# accepted: fault %zu\n", i);
			tap->good = false;
		}
	}
	CHECK(tap, decode(&(struct fault){ .listed = 3, .bad_length = true }, 0, &info,
			   NULL) < 0);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "the fields of one VF among others", test_decode);
	tap_run(&tap, "what a later kernel may add is passed over", test_strange);
	tap_run(&tap, "VFs of which only ports are told are known", test_untold);
	tap_run(&tap, "unless it is not told how many there are", test_uncounted);
	tap_run(&tap, "no protocol is 802.1Q", test_protocol);
	tap_run(&tap, "a list shorter than the number of VFs is an error",
		test_short_list);
	tap_run(&tap, "a VF that is not listed is told from one that is not there",
		test_hidden);
	tap_run(&tap, "a missing list, VF or VLAN is an error", test_missing);
	tap_run(&tap, "attributes that are too short are errors", test_malformed);
	return tap_end(&tap);
}
