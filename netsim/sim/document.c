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

static uint32_t read_link_state(const char *text)
{
	uint32_t state = 0;

	while (state + 1 < LINK_STATES && strcmp(link_states[state], text) != 0)
		state++;
	return state;
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

static uint16_t read_response(const char *text)
{
	size_t i = 0;

	while (i + 1 < RESPONSES && strcmp(responses[i].name, text) != 0)
		i++;
	return responses[i].response;
}

static const char *response_text(uint16_t response)
{
	for (size_t i = 0; i < RESPONSES; i++)
		if (responses[i].response == response)
			return responses[i].name;
	return "refused";
}

static void read_uuid(const char *text, uint8_t uuid[16])
{
	for (size_t i = 0; i < 16; i++, text += 2) {
		text += *text == '-';
		sscanf(text, "%2hhx", &uuid[i]);
	}
}

static char *uuid_text(const uint8_t uuid[16])
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < 16; i++)
		buffer_format(&text, "%s%02x",
			i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
	return text.data;
}

static void read_profile(const char *text, struct sim_port *port)
{
	port->requested = port->has_profile = port->has_instance = port->has_host = true;
	port->request = PORT_REQUEST_ASSOCIATE;
	snprintf(port->profile, sizeof(port->profile), "%s", text);
}

/* One field of a VF; absent ones stay as they are. host_read() has seen to the forms. */
static void read_vf_field(
	struct sim_device *vf, enum host_vf_field field, const char *text)
{
	switch (field) {
	case VF_ADMIN_MAC:
		vf->vf.mac_is_given = strcmp(text, "00:00:00:00:00:00") != 0;
		text_mac(text, vf->vf.mac);
		break;
	case VF_VLAN:
		text_number(text, 10, UINT32_MAX, &vf->vf.vlan);
		break;
	case VF_QOS:
		text_number(text, 10, UINT32_MAX, &vf->vf.qos);
		break;
	case VF_PROTOCOL:
		vf->vf.protocol = strcmp(text, "802.1ad") ? ETH_P_8021Q : ETH_P_8021AD;
		break;
	case VF_MIN_RATE:
		text_number(text, 10, UINT32_MAX, &vf->vf.min_tx_rate);
		break;
	case VF_MAX_RATE:
		text_number(text, 10, UINT32_MAX, &vf->vf.max_tx_rate);
		break;
	case VF_SPOOFCHK:
		vf->vf.spoofchk = !strcmp(text, "on");
		break;
	case VF_TRUST:
		vf->vf.trust = !strcmp(text, "on");
		break;
	case VF_LINK_STATE:
		vf->vf.link_state = read_link_state(text);
		break;
	case VF_PORT_PROFILE:
		read_profile(text, &vf->port);
		break;
	case VF_PORT_INSTANCE:
		read_uuid(text, vf->port.instance);
		break;
	case VF_PORT_HOST:
		read_uuid(text, vf->port.host);
		break;
	case VF_PORT_RESPONSE:
		vf->port.response = read_response(text);
		break;
	case VF_OVERRIDE:
		kernel_set_override(vf, text);
		break;
	case VF_MAC:
		text_mac(text, vf->own_mac);
		break;
	default:
		break;
	}
}

static void load_driver(
	const struct loading *loading, struct sim_device *device, const char *name)
{
	if (!name)
		return;
	device->driver = kernel_find_driver(loading->kernel, name);
	if (!device->driver)
		device->driver = kernel_add_driver(loading->kernel, name, false);
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

/* VFs are where the PF's first two say that they are. */
static int load_vf(
	const struct loading *loading, struct sim_device *pf, const struct host_vf *from)
{
	struct sim_device *vf = kernel_add_vf(loading->kernel, pf);
	char *const *fields = from->fields;
	struct sim_netdev *netdev;

	if (!vf || strcmp(fields[VF_ADDRESS], vf->address) != 0) {
		buffer_format(loading->why,
			"line %ld: <vf address='%s'>: it does not follow the VFs before",
			from->line, fields[VF_ADDRESS]);
		return -EINVAL;
	}
	load_driver(loading, vf, fields[VF_DRIVER]);
	for (int i = 0; i < VF_FIELDS; i++)
		if (fields[i])
			read_vf_field(vf, (enum host_vf_field)i, fields[i]);
	fit_to_temper(&loading->kernel->temper, &vf->vf);
	if (!fields[VF_NETDEV])
		return 0;
	netdev = kernel_add_netdev(loading->kernel, vf, fields[VF_NETDEV]);
	memcpy(netdev->mac, vf->own_mac, SIM_MAC_LENGTH);
	/* Where the two are the same, its driver came after the PF's MAC. */
	if (!memcmp(vf->own_mac, vf->vf.mac, SIM_MAC_LENGTH))
		memcpy(vf->reset_mac, vf->vf.mac, SIM_MAC_LENGTH);
	return 0;
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

/* Where the VFs are, as the first two are; the others have to fit, as on a real card. */
static void place_vfs(struct sim_device *pf, const struct host_pf *from)
{
	unsigned int place = kernel_routing_id(pf->address);

	for (size_t i = 0; i < from->count && i < 2; i++) {
		unsigned int distance =
			kernel_routing_id(from->vfs[i].fields[VF_ADDRESS]) - place;

		*(i ? &pf->vf_stride : &pf->vf_offset) = distance & 0xffff;
		place += distance;
	}
}

static int load_pf(const struct loading *loading, const struct host_pf *from)
{
	struct sim_kernel *kernel = loading->kernel;
	char *const *fields = from->fields;
	struct sim_device *pf;
	int status = 0;

	if (from->count > SIM_VFS_MAX) {
		buffer_format(loading->why, "line %ld: <pf>: it has more than %d VFs",
			from->line, SIM_VFS_MAX);
		return -EINVAL;
	}
	pf = kernel_add_device(kernel, fields[PF_ADDRESS]);
	pf->driver = kernel_find_driver(kernel, kernel->temper.pf_driver);
	place_vfs(pf, from);
	pf->vf_total = from->count > 7 ? SIM_VFS_MAX : 7;
	if (fields[PF_MAC])
		text_mac(fields[PF_MAC], pf->own_mac);
	if (fields[PF_NETDEV])
		kernel_add_pf_netdev(kernel, pf, fields[PF_NETDEV])->up =
			!strings_equal(fields[PF_UP], "no");
	for (size_t i = 0; i < from->count && !status; i++)
		status = load_vf(loading, pf, &from->vfs[i]);
	return status;
}

int kernel_load(
	struct sim_kernel *kernel, const char *text, size_t length, struct buffer *why)
{
	struct loading loading = { kernel, why };
	struct host host = { 0 };
	int status = host_read(&host, text, length, why);

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
