// SPDX-License-Identifier: LGPL-2.1-or-later
/* The VF that a pool gives to an interface, and what else the network has for it. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "model/network.h"
#include "vf/sysfs.h"

/* The one of that name, or, without a name, the default one; NULL where there is none. */
static const struct nhd_portgroup *find_portgroup(
	const nhd_network *network, const char *name)
{
	const struct nhd_portgroup *portgroups = network->portgroups.items;

	for (size_t i = 0; i < network->portgroups.count; i++) {
		if (name ? !strcmp(name, portgroups[i].name) : portgroups[i].is_default)
			return &portgroups[i];
	}
	return NULL;
}

/* The tags are the other's own, and go with it. */
static int copy_vlan(nhd_interface *interface, const struct nhd_vlan *from)
{
	struct nhd_vlan *vlan = &interface->vlan;

	if (vlan->tags.count || !from->tags.count)
		return 0;
	*vlan = *from;
	vlan->tags = (struct nhd_list){ 0 };
	for (size_t i = 0; i < from->tags.count; i++) {
		struct nhd_vlan_tag *tag =
			nhd_list_append(&interface->arena, &vlan->tags, sizeof(*tag));

		if (!tag)
			return -ENOMEM;
		*tag = nhd_vlan_tags(from)[i];
	}
	return 0;
}

/* Of what a VF's port profile has: only that of 802.1Qbh can be carried out. */
static int merge_virtualport(struct nhd_virtualport *into,
	const struct nhd_virtualport *from, struct nhd_error *error)
{
	if ((into->type && from->type && into->type != from->type) ||
		(*into->profile_id && *from->profile_id &&
			strcmp(into->profile_id, from->profile_id)))
		return nhd_fail(error, NHD_ERROR_XML, EINVAL,
			"the virtualports of interface, portgroup and network "
			"contradict each other");
	if (!into->type)
		into->type = from->type;
	if (!*into->profile_id)
		strcpy(into->profile_id, from->profile_id);
	return 0;
}

struct gift {
	const struct nhd_vlan *vlan;
	const struct nhd_virtualport *virtualport;
	const struct nhd_bandwidth *bandwidth; /* NULL: none to give */
	enum nhd_bool trust_guest_rx_filters;
};

static int give(
	nhd_interface *interface, const struct gift *gift, struct nhd_error *error)
{
	if (copy_vlan(interface, gift->vlan) < 0)
		return nhd_fail_memory(error);
	if (!interface->trust_guest_rx_filters)
		interface->trust_guest_rx_filters = gift->trust_guest_rx_filters;
	if (!interface->bandwidth.given && gift->bandwidth)
		interface->bandwidth = *gift->bandwidth;
	return merge_virtualport(&interface->virtualport, gift->virtualport, error);
}

static int give_of_portgroup(nhd_interface *interface,
	const struct nhd_portgroup *portgroup, struct nhd_error *error)
{
	const struct gift gift = { &portgroup->vlan, &portgroup->virtualport,
		&portgroup->bandwidth, portgroup->trust_guest_rx_filters };

	return give(interface, &gift, error);
}

/* networkAllocatePort: the network's bandwidth is that of its bridge, and not given away. */
static int take_gifts(
	nhd_interface *interface, const nhd_network *network, struct nhd_error *error)
{
	const struct nhd_portgroup *portgroup =
		find_portgroup(network, interface->bystander.portgroup);
	const struct gift of_network = { &network->vlan, &network->virtualport, NULL,
		network->trust_guest_rx_filters };
	const char *model = network->forward.driver.model;
	int result = portgroup ? give_of_portgroup(interface, portgroup, error) : 0;

	if (!result)
		result = give(interface, &of_network, error);
	if (result < 0)
		return result;
	interface->type = NHD_INTERFACE_HOSTDEV;
	interface->managed = network->forward.managed == NHD_BOOL_YES;
	interface->source.type = NHD_SOURCE_PCI;
	interface->driver.name = network->forward.driver.name;
	interface->driver.model = model ? nhd_arena_copy(&interface->arena, model) : NULL;
	return model && !interface->driver.model ? nhd_fail_memory(error) : 0;
}

/* One that a guest has already is passed over: then it is the next one's turn. */
struct search {
	nhd_host *host;
	nhd_interface *interface;
	const struct nhd_prepare_options *options;
	struct nhd_error *error;
};

#define TAKEN 1

/* Returns TAKEN, or how it ended. The kernel has an EALREADY of its own. */
static int try_address(const struct search *search, const struct nhd_pci_address *address)
{
	struct nhd_error error = NHD_ERROR_INIT;
	int result;

	search->interface->source.pci.address = *address;
	result = nhd_prepare(search->host, search->interface, search->options, &error);
	if (result == -EALREADY && error.error_class == NHD_ERROR_OPERATION_INVALID)
		return TAKEN;
	if (result < 0 && search->error)
		nhd_error_copy(search->error, &error);
	return result;
}

static int try_addresses(const struct search *search, const struct nhd_list *addresses)
{
	const struct nhd_pool_address *items = addresses->items;
	int result = TAKEN;

	for (size_t i = 0; i < addresses->count && result == TAKEN; i++)
		result = try_address(search, &items[i].pci);
	return result;
}

/* The kernel has one word for a name that is misspelt and for a PF without VFs. */
static int tell_no_vf(const struct search *search, const char *netdev, int found)
{
	char device[PATH_MAX];
	const char *why = strerror(-found);

	if (found == -ENOENT)
		why = nhd_host_link(search->host, device, sizeof(device), "class/net/%s",
			      netdev) == -ENOENT
			      ? "there is no netdev of that name"
			      : "it has none";
	return nhd_fail(search->error, NHD_ERROR_INTERNAL, -found,
		"the VFs of %s, the PF of the network: %s", netdev, why);
}

static int try_vfs(const struct search *search, const char *netdev)
{
	struct nhd_pci_address address;
	int result = TAKEN;

	for (unsigned int i = 0; result == TAKEN; i++) {
		int found = nhd_vf_of_netdev(search->host, netdev, i, &address);

		if (found == -ENOENT && i)
			break;
		if (found < 0)
			return tell_no_vf(search, netdev, found);
		result = try_address(search, &address);
	}
	return result;
}

int nhd_prepare_from_pool(nhd_host *host, nhd_interface *interface,
	const nhd_network *network, const struct nhd_prepare_options *options,
	struct nhd_error *error)
{
	const struct search search = { host, interface, options, error };
	const struct nhd_pool_netdev *pf = network->forward.pfs.items;
	int result;

	if (interface->type != NHD_INTERFACE_NETWORK ||
		strcmp(interface->bystander.network, network->name))
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"the interface is not of the network %s", network->name);
	result = take_gifts(interface, network, error);
	if (result < 0)
		return result;
	result = pf && !network->forward.addresses.count
			 ? try_vfs(&search, pf->name)
			 : try_addresses(&search, &network->forward.addresses);
	if (result == TAKEN)
		return nhd_fail(error, NHD_ERROR_INTERNAL, EBUSY,
			"no VF of the network %s is free", network->name);
	return result;
}
