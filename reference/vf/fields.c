// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is shown of a PF and of a VF, and how each kind of value is written. */
#include <linux/if_link.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "vf/fields.h"
#include "vf/mac.h"
#include "vf/port.h"

/* Leaves text empty where there is nothing to be said. */
struct nhd_field_type {
	enum nhd_field_kind kind;
	void (*print)(const void *value, char text[NHD_FIELD_SIZE]);
};

/* Names are the kernel's and a card's, in whatever bytes. */
static void print_text(const void *value, char text[NHD_FIELD_SIZE])
{
	snprintf(text, NHD_FIELD_SIZE, "%s", (const char *)value);
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			*text = '?';
	}
}

static void print_mac(const void *value, char text[NHD_FIELD_SIZE])
{
	nhd_mac_to_text(text, value);
}

/* A netdev that is no Ethernet one has none. */
static void print_own_mac(const void *value, char text[NHD_FIELD_SIZE])
{
	if (!nhd_mac_is_zero(value))
		print_mac(value, text);
}

static void print_uuid(const void *value, char text[NHD_FIELD_SIZE])
{
	nhd_uuid_to_text(text, value);
}

static void print_number(const void *value, char text[NHD_FIELD_SIZE])
{
	snprintf(text, NHD_FIELD_SIZE, "%u", *(const uint32_t *)value);
}

/* The name of a number, if it has one. */
static void print_name(const char *const *names, size_t count, uint32_t number,
	char text[NHD_FIELD_SIZE])
{
	if (number < count)
		strcpy(text, names[number]);
}

static void print_switch(const void *value, char text[NHD_FIELD_SIZE])
{
	static const char *const names[] = { "off", "on" };

	print_name(names, 2, *(const uint32_t *)value, text);
}

static void print_up(const void *value, char text[NHD_FIELD_SIZE])
{
	static const char *const names[] = { "no", "yes" };

	print_name(names, 2, *(const uint32_t *)value, text);
}

static void print_link_state(const void *value, char text[NHD_FIELD_SIZE])
{
	static const char *const names[] = {
		[IFLA_VF_LINK_STATE_AUTO] = "auto",
		[IFLA_VF_LINK_STATE_ENABLE] = "enable",
		[IFLA_VF_LINK_STATE_DISABLE] = "disable",
	};

	print_name(
		names, sizeof(names) / sizeof(names[0]), *(const uint32_t *)value, text);
}

static void print_protocol(const void *value, char text[NHD_FIELD_SIZE])
{
	bool is_double = *(const uint16_t *)value == NHD_VLAN_PROTOCOL_8021AD;

	strcpy(text, is_double ? "802.1ad" : "802.1Q");
}

static void print_response(const void *value, char text[NHD_FIELD_SIZE])
{
	uint16_t response = *(const uint16_t *)value;

	strcpy(text, response == PORT_PROFILE_RESPONSE_SUCCESS      ? "success"
		     : response == PORT_PROFILE_RESPONSE_INPROGRESS ? "in-progress"
								    : "refused");
}

static const struct nhd_field_type type_text = { NHD_FIELD_TEXT, print_text },
				   type_mac = { NHD_FIELD_TEXT, print_mac },
				   type_own_mac = { NHD_FIELD_TEXT, print_own_mac },
				   type_uuid = { NHD_FIELD_TEXT, print_uuid },
				   type_number = { NHD_FIELD_NUMBER, print_number },
				   type_switch = { NHD_FIELD_SWITCH, print_switch },
				   type_up = { NHD_FIELD_SWITCH, print_up },
				   type_link_state = { NHD_FIELD_TEXT, print_link_state },
				   type_protocol = { NHD_FIELD_TEXT, print_protocol },
				   type_response = { NHD_FIELD_TEXT, print_response };

#define PF(present, field, type)                                                         \
	offsetof(struct nhd_pf_snapshot, present),                                       \
		offsetof(struct nhd_pf_snapshot, field), &type_##type
#define VF(present, field, type)                                                         \
	offsetof(struct nhd_vf_snapshot, present),                                       \
		offsetof(struct nhd_vf_snapshot, field), &type_##type

/* clang-format off */
static const struct nhd_field pf_fields[] = {
	{ "", "address", PF(address, address, text), false },
	{ "", "driver", PF(driver, driver, text), true },
	{ "netdev", "name", PF(netdev.name, netdev.name, text), false },
	{ "netdev", "mac", PF(netdev.name, netdev.mac, own_mac), false },
	{ "netdev", "up", PF(netdev.name, is_up, up), false },
};

static const struct nhd_field vf_fields[] = {
	{ "", "address", VF(vf.address, vf.address, text), false },
	{ "", "index", VF(vf.address, vf.index, number), false },
	{ "", "driver", VF(driver, driver, text), false },
	{ "", "driver-override", VF(override, override, text), false },
	{ "", "phase", VF(phase, phase, text), true },
	{ "netdev", "name", VF(netdev.name, netdev.name, text), false },
	{ "netdev", "mac", VF(netdev.name, netdev.mac, own_mac), false },
	{ "admin", "mac", VF(is_listed, info.admin_mac, mac), false },
	{ "admin", "vlan", VF(is_listed, info.vlan.tag, number), false },
	{ "admin", "qos", VF(is_listed, info.vlan.qos, number), false },
	{ "admin", "protocol", VF(is_listed, info.vlan.protocol, protocol), false },
	{ "rate", "min", VF(is_listed, info.min_tx_rate, number), false },
	{ "rate", "max", VF(is_listed, info.max_tx_rate, number), false },
	{ "policy", "spoofchk", VF(is_listed, info.spoofchk, switch), false },
	{ "policy", "trust", VF(is_listed, info.trust, switch), false },
	{ "policy", "link-state", VF(is_listed, info.link_state, link_state), false },
	{ "port", "profile", VF(info.port.profile, info.port.profile, text), false },
	{ "port", "instance", VF(info.port.profile, info.port.instance, uuid), false },
	{ "port", "host", VF(info.port.profile, info.port.host, uuid), false },
	{ "port", "response", VF(info.port.profile, info.port.response, response), false },
};
/* clang-format on */

const struct nhd_fields nhd_pf_fields = { pf_fields,
	sizeof(pf_fields) / sizeof(pf_fields[0]) };
const struct nhd_fields nhd_vf_fields = { vf_fields,
	sizeof(vf_fields) / sizeof(vf_fields[0]) };

bool nhd_field_print(
	const struct nhd_field *field, const void *device, char text[NHD_FIELD_SIZE])
{
	const char *bytes = device;

	*text = '\0';
	if (bytes[field->present])
		field->type->print(bytes + field->place, text);
	return *text;
}

enum nhd_field_kind nhd_field_kind(const struct nhd_field *field)
{
	return field->type->kind;
}
