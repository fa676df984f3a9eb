// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A network, step by step in the order of libvirt's virNetworkDefParseXML. Its DNS, IP
 * addresses and routes are nothing that a pool of VFs has, and are not read.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/rules.h"

static struct nhd_network *network_of(const struct nhd_reader *reader)
{
	return nhd_owner(reader, NHD_ELEMENT_NETWORK);
}

static int read_name(struct nhd_reader *reader)
{
	int status = nhd_read_rows(reader, NHD_ELEMENT_NAME);

	if (!status && strchr(network_of(reader)->name, '/'))
		status = nhd_fail_value(
			reader, NHD_ERROR_XML, NHD_ELEMENT_NAME, "", "has a slash");
	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_UUID);
}

static int read_title(struct nhd_reader *reader)
{
	const char *title = nhd_text(reader, NHD_ELEMENT_TITLE, "");

	if (title && strchr(title, '\n'))
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_TITLE, "",
			"is longer than a line");
	return 0;
}

/* A domain name that is registered has to be the network's own. */
static int read_root(struct nhd_reader *reader)
{
	const char *names, *local;
	int status = nhd_read_rows(reader, NHD_ELEMENT_NETWORK);

	if (!status)
		status = nhd_read_element(reader, NHD_ELEMENT_NETWORK_DOMAIN);
	names = nhd_text(reader, NHD_ELEMENT_NETWORK_DOMAIN, "register");
	local = nhd_text(reader, NHD_ELEMENT_NETWORK_DOMAIN, "localOnly");
	if (status || !names || strcmp(names, "yes") || (local && !strcmp(local, "yes")))
		return status;
	return nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
		NHD_ELEMENT_NETWORK_DOMAIN, "register", "wants localOnly='yes'");
}

static int read_bandwidth(struct nhd_reader *reader)
{
	return nhd_read_bandwidth(reader, NHD_ELEMENT_NETWORK_BANDWIDTH);
}

static int read_tag(struct nhd_reader *reader)
{
	struct nhd_network *network = reader->records[reader->depth - 2];

	return nhd_read_tag(reader, NHD_ELEMENT_NETWORK_TAG, &network->vlan);
}

static int read_vlan(struct nhd_reader *reader)
{
	int status = nhd_read_vlan(reader, NHD_ELEMENT_NETWORK_VLAN);

	return status ? status : nhd_read_element(reader, NHD_ELEMENT_NETWORK_PORT);
}

static int read_bridge(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_BRIDGE);

	if (!status)
		status = nhd_read_element(reader, NHD_ELEMENT_NETWORK_MAC);
	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_NETWORK_MTU);
}

static int read_virtualport(struct nhd_reader *reader)
{
	return nhd_read_virtualport(
		reader, NHD_ELEMENT_NETWORK_VIRTUALPORT, NHD_VIRTUALPORT_TYPED);
}

static int read_portgroups(struct nhd_reader *reader)
{
	return nhd_told_late(reader, NHD_ELEMENT_PORTGROUP);
}

/* virNetworkPortGroupParseXML */
static int read_portgroup(struct nhd_reader *reader)
{
	struct nhd_portgroup *portgroup = nhd_record(reader);
	const char *text = nhd_text(reader, NHD_ELEMENT_PORTGROUP, "default");
	int status = nhd_read_rows(reader, NHD_ELEMENT_PORTGROUP);

	portgroup->is_default = text && !strcasecmp(text, "yes");
	if (!status)
		status = nhd_read_virtualport(
			reader, NHD_ELEMENT_PORTGROUP_VIRTUALPORT, NHD_VIRTUALPORT_ANY);
	if (!status)
		status = nhd_read_bandwidth(reader, NHD_ELEMENT_PORTGROUP_BANDWIDTH);
	return status ? status : nhd_read_vlan(reader, NHD_ELEMENT_PORTGROUP_VLAN);
}

static int read_portgroup_tag(struct nhd_reader *reader)
{
	struct nhd_portgroup *portgroup = reader->records[reader->depth - 2];

	return nhd_read_tag(reader, NHD_ELEMENT_PORTGROUP_TAG, &portgroup->vlan);
}

static int read_mode(struct nhd_reader *reader)
{
	struct nhd_forward *forward = nhd_owner(reader, NHD_ELEMENT_FORWARD);
	const char *managed = nhd_text(reader, NHD_ELEMENT_FORWARD, "managed");
	int status = nhd_read_named(reader, NHD_ELEMENT_FORWARD, "mode");

	if (status)
		return status;
	if (forward->mode != NHD_FORWARD_HOSTDEV) {
		nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_FORWARD,
			"mode", NULL, "the network is no pool of host devices");
		return -ENOTSUP;
	}
	forward->managed =
		managed && !strcasecmp(managed, "yes") ? NHD_BOOL_YES : NHD_BOOL_NO;
	return nhd_read_element(reader, NHD_ELEMENT_FORWARD_DRIVER);
}

/* The device of forward is the first of the interfaces, or there are no others. */
static int read_netdevs(struct nhd_reader *reader)
{
	struct nhd_forward *forward = nhd_owner(reader, NHD_ELEMENT_FORWARD);
	struct nhd_pool_netdev *first;
	int status = nhd_told_late(reader, NHD_ELEMENT_FORWARD_INTERFACE);

	forward->pfs.count = 0;
	forward->addresses.count = 0;
	if (status)
		return status;
	first = forward->netdevs.items;
	if (forward->netdevs.count && !forward->device)
		forward->device = first->name;
	if (forward->netdevs.count && strcmp(first->name, forward->device))
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_FORWARD_INTERFACE,
			"dev", NULL, "dev='%.*s' is not the dev of <forward>",
			nhd_fitting(first->name, 80), first->name);
	if (forward->netdevs.count)
		return 0;
	first = nhd_list_append(reader->arena, &forward->netdevs, sizeof(*first));
	if (!first)
		return nhd_fail_memory(reader->error);
	first->name = forward->device;
	return 0;
}

static int read_pool_addresses(struct nhd_reader *reader)
{
	struct nhd_forward *forward = nhd_owner(reader, NHD_ELEMENT_FORWARD);

	forward->pfs.count = 0;
	return nhd_told_late(reader, NHD_ELEMENT_FORWARD_ADDRESS);
}

static int read_pf(struct nhd_reader *reader)
{
	const struct nhd_forward *forward = nhd_owner(reader, NHD_ELEMENT_FORWARD);

	if (forward->pfs.count > 1)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_PF, NULL, NULL,
			"a pool is of one PF, not of %zu", forward->pfs.count);
	return nhd_told_late(reader, NHD_ELEMENT_PF);
}

/* virNetworkForwardDefParseXML: of netdevs, addresses and PFs the first counts. */
static int read_forward(struct nhd_reader *reader)
{
	struct nhd_forward *forward = nhd_owner(reader, NHD_ELEMENT_FORWARD);
	int status = read_mode(reader);

	if (!status && forward->nats.count)
		status = nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_NAT, NULL, NULL,
			"no pool translates addresses");
	if (!status)
		status = nhd_read_named(reader, NHD_ELEMENT_FORWARD, "dev");
	if (status)
		return status;
	if (forward->device && (forward->addresses.count || forward->pfs.count))
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_FORWARD, "dev",
			"is one way to name devices, and there is another");
	if (forward->device || forward->netdevs.count)
		return read_netdevs(reader);
	if (forward->addresses.count)
		return read_pool_addresses(reader);
	return read_pf(reader);
}

static int read_pool_netdev(struct nhd_reader *reader)
{
	const struct nhd_pool_netdev *netdev = nhd_record(reader);
	int status = nhd_read_rows(reader, NHD_ELEMENT_FORWARD_INTERFACE);

	if (status)
		return status;
	return nhd_tell_twice(reader, NHD_SEEN_NETDEV, netdev->name, strlen(netdev->name),
		NHD_ELEMENT_FORWARD_INTERFACE, "dev");
}

static int read_pool_address(struct nhd_reader *reader)
{
	const struct nhd_pool_address *address = nhd_record(reader);
	const struct nhd_pci_address *pci = &address->pci;
	uint32_t parts[4];
	int status = nhd_read_named(reader, NHD_ELEMENT_FORWARD_ADDRESS, "type");

	if (!status && address->type != NHD_POOL_ADDRESS_PCI)
		status = nhd_fail_value(reader, NHD_ERROR_XML,
			NHD_ELEMENT_FORWARD_ADDRESS, "type", "is not pci");
	if (!status)
		status = nhd_read_rows(reader, NHD_ELEMENT_FORWARD_ADDRESS);
	if (!status)
		status = nhd_check_pci_ranges(reader, NHD_ELEMENT_FORWARD_ADDRESS, pci);
	if (!status)
		status = nhd_read_element(reader, NHD_ELEMENT_FORWARD_ZPCI);
	if (status)
		return status;
	memcpy(parts, (uint32_t[]){ pci->domain, pci->bus, pci->slot, pci->function },
		sizeof(parts));
	return nhd_tell_twice(reader, NHD_SEEN_PCI, parts, sizeof(parts),
		NHD_ELEMENT_FORWARD_ADDRESS, NULL);
}

/* What a network with devices of its own cannot have: a bridge, and its MTU. */
static int refuse_bridge(struct nhd_reader *reader)
{
	static const char *const names[] = { "name", "zone", "macTableManager", "delay",
		"stp" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = nhd_text(reader, NHD_ELEMENT_BRIDGE, names[i]);

		/* A delay of 0 is none. */
		if (text && (i != 3 || strspn(text, " \t\n\r+0") < strlen(text)))
			return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_BRIDGE,
				names[i], "is for a network with a bridge");
	}
	if (network_of(reader)->mtu)
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_NETWORK_MTU,
			"size", "is for a network with a bridge");
	return 0;
}

nhd_read_step *const nhd_network_steps[] = {
	read_name,
	read_title,
	read_root,
	read_bandwidth,
	read_vlan,
	read_bridge,
	read_virtualport,
	read_portgroups,
	read_forward,
	refuse_bridge,
	NULL,
};

nhd_read_step *const nhd_network_tag_steps[] = { read_tag, NULL };
nhd_read_step *const nhd_pool_netdev_steps[] = { read_pool_netdev, NULL };
nhd_read_step *const nhd_pool_address_steps[] = { read_pool_address, NULL };
nhd_read_step *const nhd_portgroup_steps[] = { read_portgroup, NULL };
nhd_read_step *const nhd_portgroup_tag_steps[] = { read_portgroup_tag, NULL };
