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
	bool no_list, no_mac, no_vlan, short_vlan, no_num_vf, no_protocol, bad_length;
	bool no_link; /* it ends before the link's own header does */
	bool strange; /* with attributes that a later kernel may have */
	unsigned int listed;
	uint32_t more; /* VFs that there are, and are not listed */
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
		attribute(bytes, IFLA_VF_MAC, mac, sizeof(mac));
	if (!fault->no_vlan)
		attribute(
			bytes, IFLA_VF_VLAN, vlan, fault->short_vlan ? 8 : sizeof(vlan));
	attribute(bytes, IFLA_VF_RATE, rate, sizeof(rate));
	attribute(bytes, IFLA_VF_SPOOFCHK, spoofchk, sizeof(spoofchk));
	attribute(bytes, IFLA_VF_TRUST, trust, sizeof(trust));
	list = begin(bytes, IFLA_VF_VLAN_LIST);
	attribute(bytes, IFLA_VF_VLAN_INFO, info, sizeof(info));
	end(bytes, list);
	end(bytes, entry);
}

/* The profile of a VF; number 0xff stands for none. */
static void put_port(struct bytes *bytes, uint32_t number, const char *profile)
{
	const uint8_t request = PORT_REQUEST_ASSOCIATE;
	size_t port = begin(bytes, IFLA_VF_PORT);

	if (number != 0xff)
		attribute(bytes, IFLA_PORT_VF, &number, sizeof(number));
	attribute(bytes, IFLA_PORT_REQUEST, &request, sizeof(request));
	attribute(bytes, IFLA_PORT_PROFILE, profile, strlen(profile) + 1);
	end(bytes, port);
}

static void put_ports(struct bytes *bytes)
{
	size_t list = begin(bytes, IFLA_VF_PORTS | NLA_F_NESTED);

	put_port(bytes, 0xff, "nobody's");
	put_port(bytes, 77, "another's");
	attribute(bytes, 99, "strange", 8);
	put_port(bytes, 1, "blue");
	end(bytes, list);
}

static int decode(const struct fault *fault, unsigned int vf, struct nhd_vf_info *info,
	struct nhd_error *error)
{
	struct bytes bytes = { .length = 0 };
	struct nlmsghdr header = { .nlmsg_type = RTM_NEWLINK };
	struct ifinfomsg link = { .ifi_index = 2 };
	const uint32_t count = fault->listed + fault->more;
	struct nhd_vf_list vfs;
	size_t list;
	int result;

	put(&bytes, &header, sizeof(header));
	put(&bytes, &link, sizeof(link));
	if (!fault->no_num_vf)
		attribute(&bytes, IFLA_NUM_VF, &count, sizeof(count));
	if (!fault->no_list) {
		list = begin(&bytes, IFLA_VFINFO_LIST | NLA_F_NESTED);
		if (fault->strange)
			attribute(&bytes, 99, "strange", 8);
		for (uint32_t i = 0; i < fault->listed; i++)
			put_vf(&bytes, i, fault);
		end(&bytes, list);
		if (fault->bad_length)
			memset(bytes.data + list, 0xff, 2);
	}
	if (fault->strange)
		put_ports(&bytes);
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
	CHECK(tap, !decode(&strange, 0, &info, NULL));
	CHECK(tap, info.vlan.tag == 100 && !*info.port.profile);
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
	struct nhd_vf_info info;

	CHECK(tap, decode(&(struct fault){ .listed = 3, .no_mac = true }, 0, &info,
			   NULL) == -EBADMSG);
	CHECK(tap, decode(&(struct fault){ .listed = 3, .short_vlan = true }, 0, &info,
			   NULL) == -EBADMSG);
	CHECK(tap, decode(&(struct fault){ .listed = 3, .bad_length = true }, 0, &info,
			   NULL) < 0);
	CHECK(tap, decode(&(struct fault){ .listed = 3, .no_link = true }, 0, &info,
			   NULL) == -EBADMSG);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "the fields of one VF among others", test_decode);
	tap_run(&tap, "what a later kernel may add is passed over", test_strange);
	tap_run(&tap, "VFs of which only ports are told are known", test_untold);
	tap_run(&tap, "no protocol is 802.1Q", test_protocol);
	tap_run(&tap, "a list shorter than the number of VFs is an error",
		test_short_list);
	tap_run(&tap, "a VF that is not listed is told from one that is not there",
		test_hidden);
	tap_run(&tap, "a missing list, VF or VLAN is an error", test_missing);
	tap_run(&tap, "attributes that are too short are errors", test_malformed);
	return tap_end(&tap);
}
