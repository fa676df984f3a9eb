// SPDX-License-Identifier: LGPL-2.1-or-later
/* The machine of a host document, and the host document of a machine. */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

static const char *const link_states[] = {
	[IFLA_VF_LINK_STATE_AUTO] = "auto",
	[IFLA_VF_LINK_STATE_ENABLE] = "enable",
	[IFLA_VF_LINK_STATE_DISABLE] = "disable",
};
#define LINK_STATES (sizeof(link_states) / sizeof(link_states[0]))

struct loading {
	struct sim_kernel *kernel;
	struct buffer *why;
};

static int wrong(const struct loading *loading, const char *what, const char *value)
{
	buffer_format(loading->why, "%s '%s' cannot be", what, value ? value : "");
	return -EINVAL;
}

static bool read_switch(const char *text, uint32_t *number)
{
	*number = !strcmp(text, "on");
	return *number || !strcmp(text, "off");
}

static bool read_protocol(const char *text, uint16_t *protocol)
{
	*protocol = strcmp(text, "802.1ad") ? ETH_P_8021Q : ETH_P_8021AD;
	return !strcmp(text, "802.1ad") || !strcmp(text, "802.1Q");
}

static bool read_link_state(const char *text, uint32_t *state)
{
	for (*state = 0; *state < LINK_STATES; ++*state)
		if (!strcmp(link_states[*state], text))
			return true;
	return false;
}

/* What of a switch's answers a document tells apart. */
static const struct {
	const char *name;
	uint16_t response;
} responses[] = {
	{ "success", PORT_PROFILE_RESPONSE_SUCCESS },
	{ "in-progress", PORT_PROFILE_RESPONSE_INPROGRESS },
	{ "refused", PORT_PROFILE_RESPONSE_ERROR },
};
#define RESPONSES (sizeof(responses) / sizeof(responses[0]))

static bool read_response(const char *text, uint16_t *response)
{
	for (size_t i = 0; i < RESPONSES; i++) {
		*response = responses[i].response;
		if (!strcmp(responses[i].name, text))
			return true;
	}
	return false;
}

static const char *response_text(uint16_t response)
{
	for (size_t i = 0; i < RESPONSES; i++)
		if (responses[i].response == response)
			return responses[i].name;
	return "refused";
}

static bool read_uuid(const char *text, uint8_t uuid[16])
{
	for (size_t i = 0; i < 16; i++, text += 2) {
		text += *text == '-';
		if (sscanf(text, "%2hhx", &uuid[i]) != 1)
			return false;
	}
	return !*text;
}

static char *uuid_text(const uint8_t uuid[16])
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < 16; i++)
		buffer_format(&text, "%s%02x",
			i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
	return text.data;
}

static bool read_profile(const char *text, struct sim_port *port)
{
	port->requested = port->has_profile = port->has_instance = port->has_host = true;
	port->request = PORT_REQUEST_ASSOCIATE;
	snprintf(port->profile, sizeof(port->profile), "%s", text);
	return *text && strlen(text) < sizeof(port->profile);
}

static bool read_netdev_name(const char *text, char name[SIM_NETDEV_SIZE])
{
	if (!*text || strlen(text) >= SIM_NETDEV_SIZE || strchr(text, '/'))
		return false;
	strcpy(name, text);
	return true;
}

/* One field of a VF; absent ones stay as they are. */
static bool read_vf_field(
	struct sim_device *vf, enum host_vf_field field, const char *text)
{
	switch (field) {
	case VF_ADMIN_MAC:
		vf->vf.mac_is_given = strcmp(text, "00:00:00:00:00:00") != 0;
		return text_mac(text, vf->vf.mac);
	case VF_VLAN:
		return text_number(text, 10, 4095, &vf->vf.vlan);
	case VF_QOS:
		return text_number(text, 10, 7, &vf->vf.qos);
	case VF_PROTOCOL:
		return read_protocol(text, &vf->vf.protocol);
	case VF_MIN_RATE:
		return text_number(text, 10, UINT32_MAX, &vf->vf.min_tx_rate);
	case VF_MAX_RATE:
		return text_number(text, 10, UINT32_MAX, &vf->vf.max_tx_rate);
	case VF_SPOOFCHK:
		return read_switch(text, &vf->vf.spoofchk);
	case VF_TRUST:
		return read_switch(text, &vf->vf.trust);
	case VF_LINK_STATE:
		return read_link_state(text, &vf->vf.link_state);
	case VF_PORT_PROFILE:
		return read_profile(text, &vf->port);
	case VF_PORT_INSTANCE:
		return read_uuid(text, vf->port.instance);
	case VF_PORT_HOST:
		return read_uuid(text, vf->port.host);
	case VF_PORT_RESPONSE:
		return read_response(text, &vf->port.response);
	case VF_OVERRIDE:
		return !kernel_set_override(vf, text);
	case VF_MAC:
		return text_mac(text, vf->own_mac);
	default:
		return true;
	}
}

static int load_netdev_name(
	const struct loading *loading, struct sim_netdev *netdev, const char *name)
{
	if (kernel_find_netdev(loading->kernel, name) ||
		!read_netdev_name(name, netdev->name))
		return wrong(loading, "netdev", name);
	return 0;
}

static int load_driver(
	const struct loading *loading, struct sim_device *device, const char *name)
{
	if (!name)
		return 0;
	if (!*name || strlen(name) >= SIM_NAME_SIZE || strchr(name, '/'))
		return wrong(loading, "driver", name);
	device->driver = kernel_find_driver(loading->kernel, name);
	if (!device->driver)
		device->driver = kernel_add_driver(loading->kernel, name, false);
	return 0;
}

/* What a driver does not know stays unknown, whatever the document says. */
static void fit_to_temper(const struct temper *temper, struct sim_vf *vf)
{
	if (!vf->vlan && !vf->qos)
		vf->vlan = temper->no_vlan;
	if (temper->spoofchk == TEMPER_SPOOFCHK_NONE)
		vf->spoofchk = SIM_UNKNOWN;
	if (!temper->has_trust)
		vf->trust = SIM_UNKNOWN;
}

static int load_vf(
	const struct loading *loading, struct sim_device *vf, char *const *fields)
{
	struct sim_netdev *netdev;
	int status;

	if (!vf)
		return wrong(loading, "the address of a VF", fields[VF_ADDRESS]);
	status = load_driver(loading, vf, fields[VF_DRIVER]);
	if (strcmp(fields[VF_ADDRESS] ? fields[VF_ADDRESS] : "", vf->address) != 0)
		return wrong(loading, "the address of a VF", fields[VF_ADDRESS]);
	for (int i = 0; i < VF_FIELDS && !status; i++)
		if (fields[i] && !read_vf_field(vf, (enum host_vf_field)i, fields[i]))
			status = wrong(loading, "a setting of a VF", fields[i]);
	fit_to_temper(&loading->kernel->temper, &vf->vf);
	if (status || !fields[VF_NETDEV])
		return status;
	netdev = kernel_add_netdev(loading->kernel, vf, "");
	memcpy(netdev->mac, vf->own_mac, SIM_MAC_LENGTH);
	/* Where the two are the same, its driver came after the PF's MAC. */
	if (!memcmp(vf->own_mac, vf->vf.mac, SIM_MAC_LENGTH))
		memcpy(vf->reset_mac, vf->vf.mac, SIM_MAC_LENGTH);
	return load_netdev_name(loading, netdev, fields[VF_NETDEV]);
}

static int load_pf_netdev(
	const struct loading *loading, struct sim_device *pf, char *const *fields)
{
	struct sim_netdev *netdev = kernel_add_pf_netdev(loading->kernel, pf, "");

	netdev->up = !strcmp(fields[PF_UP] ? fields[PF_UP] : "yes", "yes");
	return load_netdev_name(loading, netdev, fields[PF_NETDEV]);
}

/* Those that the document does not name get what names are left. */
static void add_further_netdevs(struct sim_kernel *kernel)
{
	for (size_t i = 0; i < kernel->device_count; i++) {
		struct sim_device *pf = kernel->devices[i];

		while (!pf->pf && pf->netdev_count &&
			pf->netdev_count < kernel->temper.pf_netdevs)
			kernel_add_pf_netdev(kernel, pf, NULL)->up = pf->netdevs[0]->up;
		for (size_t j = 0; j < pf->vf_count; j++)
			kernel_add_representor(kernel, pf->vfs[j]);
	}
}

static bool is_address(const char *text)
{
	unsigned int parts[4];
	int end = 0;

	return text && strlen(text) < SIM_ADDRESS_SIZE &&
	       sscanf(text, "%8x:%2x:%2x.%1x%n", &parts[0], &parts[1], &parts[2],
		       &parts[3], &end) == 4 &&
	       !text[end] && parts[3] < 8;
}

/* Where the VFs are, as the first two are; the others have to fit, as on a real card. */
static void place_vfs(struct sim_device *pf, const struct host_pf *from)
{
	unsigned int place = kernel_routing_id(pf->address);

	for (size_t i = 0; i < from->count && i < 2; i++) {
		const char *address = from->vfs[i].fields[VF_ADDRESS];
		unsigned int distance = kernel_routing_id(address ? address : "") - place;

		*(i ? &pf->vf_stride : &pf->vf_offset) = distance & 0xffff;
		place += distance;
	}
}

static int load_pf(const struct loading *loading, const struct host_pf *from)
{
	struct sim_kernel *kernel = loading->kernel;
	struct sim_device *pf;
	int status = 0;

	if (!is_address(from->fields[PF_ADDRESS]) ||
		kernel_find_device(kernel, from->fields[PF_ADDRESS]))
		return wrong(loading, "the address of a PF", from->fields[PF_ADDRESS]);
	if (from->count > SIM_VFS_MAX)
		return wrong(loading, "the number of VFs of", from->fields[PF_ADDRESS]);
	pf = kernel_add_device(kernel, from->fields[PF_ADDRESS]);
	pf->driver = kernel_find_driver(kernel, kernel->temper.pf_driver);
	place_vfs(pf, from);
	pf->vf_total = from->count > 7 ? SIM_VFS_MAX : 7;
	if (from->fields[PF_MAC] && !text_mac(from->fields[PF_MAC], pf->own_mac))
		return wrong(loading, "MAC", from->fields[PF_MAC]);
	if (from->fields[PF_NETDEV])
		status = load_pf_netdev(loading, pf, from->fields);
	for (size_t i = 0; i < from->count && !status; i++)
		status = load_vf(loading, kernel_add_vf(kernel, pf), from->vfs[i].fields);
	return status;
}

int kernel_load(
	struct sim_kernel *kernel, const char *text, size_t length, struct buffer *why)
{
	struct loading loading = { kernel, why };
	struct host host = { 0 };
	int status = host_read(&host, text, length);

	if (status)
		buffer_add_text(why, "this is no host document");
	kernel_reset(kernel, &kernel->temper);
	for (size_t i = 0; i < host.count && !status; i++)
		status = load_pf(&loading, &host.pfs[i]);
	add_further_netdevs(kernel);
	kernel_sort_devices(kernel);
	host_free(&host);
	return status;
}

static char *mac_text(const uint8_t mac[SIM_MAC_LENGTH])
{
	return memory_format("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		mac[3], mac[4], mac[5]);
}

/* What the driver does not know is not there, as with ip. */
static char *switch_text(uint32_t value)
{
	if (value == SIM_UNKNOWN)
		return NULL;
	return memory_copy(value == 1 ? "on" : "off");
}

static char *number_text(uint32_t value)
{
	return memory_format("%u", value);
}

/* A port without a profile, or that has given it up, is none. */
static void show_port(
	const struct sim_kernel *kernel, const struct sim_port *port, char **fields)
{
	if (!port->requested || port->request != PORT_REQUEST_ASSOCIATE)
		return;
	fields[VF_PORT_PROFILE] = memory_copy(port->profile);
	fields[VF_PORT_INSTANCE] = uuid_text(port->instance);
	fields[VF_PORT_HOST] = uuid_text(port->host);
	fields[VF_PORT_RESPONSE] = memory_copy(kernel->now < port->settled_at
						       ? "in-progress"
						       : response_text(port->response));
}

static void show_vf(
	const struct sim_kernel *kernel, const struct sim_device *device, char **fields)
{
	const struct sim_vf told = kernel_told_vf(kernel, device), *vf = &told;

	fields[VF_ADDRESS] = memory_copy(device->address);
	fields[VF_INDEX] = number_text(device->number);
	if (device->driver)
		fields[VF_DRIVER] = memory_copy(device->driver->name);
	if (device->override)
		fields[VF_OVERRIDE] = memory_copy(device->override);
	if (device->netdev_count) {
		fields[VF_NETDEV] = memory_copy(device->netdevs[0]->name);
		fields[VF_MAC] = mac_text(device->netdevs[0]->mac);
	}
	fields[VF_ADMIN_MAC] = mac_text(vf->mac);
	fields[VF_VLAN] = number_text(vf->vlan);
	fields[VF_QOS] = number_text(vf->qos);
	fields[VF_PROTOCOL] =
		memory_copy(vf->protocol == ETH_P_8021AD ? "802.1ad" : "802.1Q");
	fields[VF_MIN_RATE] = number_text(vf->min_tx_rate);
	fields[VF_MAX_RATE] = number_text(vf->max_tx_rate);
	fields[VF_SPOOFCHK] = switch_text(vf->spoofchk);
	fields[VF_TRUST] = switch_text(vf->trust);
	fields[VF_LINK_STATE] = memory_copy(link_states[vf->link_state]);
	show_port(kernel, &device->port, fields);
}

static void show_pf(const struct sim_kernel *kernel, const struct sim_device *device,
	struct host_pf *pf)
{
	pf->fields[PF_ADDRESS] = memory_copy(device->address);
	if (device->netdev_count) {
		pf->fields[PF_NETDEV] = memory_copy(device->netdevs[0]->name);
		pf->fields[PF_MAC] = mac_text(device->netdevs[0]->mac);
		pf->fields[PF_UP] = memory_copy(device->netdevs[0]->up ? "yes" : "no");
	}
	for (size_t i = 0; i < device->vf_count; i++)
		show_vf(kernel, device->vfs[i], host_add_vf(pf)->fields);
}

void kernel_show(const struct sim_kernel *kernel, struct buffer *text)
{
	struct host host = { 0 };

	for (size_t i = 0; i < kernel->device_count; i++)
		if (!kernel->devices[i]->pf)
			show_pf(kernel, kernel->devices[i], host_add_pf(&host));
	host_write(&host, text);
	host_free(&host);
}
