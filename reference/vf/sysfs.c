// SPDX-License-Identifier: LGPL-2.1-or-later
/* What sysfs says of a PCI device: whether it is a VF, of which PF, and its driver. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "vf/mac.h"
#include "vf/sysfs.h"

#define DEVICE "bus/pci/devices/%s"

/* The last part of what a link points to. */
static int link_name(struct nhd_host *host, const char *address, const char *link,
	char *name, size_t size)
{
	char target[PATH_MAX];
	const char *last;
	int result =
		nhd_host_link(host, target, sizeof(target), DEVICE "/%s", address, link);

	if (result < 0)
		return result;
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (!*last || strlen(last) >= size)
		return -ENAMETOOLONG;
	strcpy(name, last);
	return 0;
}

static int read_number(struct nhd_host *host, const char *address, const char *netdev,
	const char *attribute, int *number)
{
	char text[32], *end;
	long value;
	int result = nhd_host_read(host, text, sizeof(text), DEVICE "/net/%s/%s", address,
		netdev, attribute);

	if (result < 0)
		return result;
	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || *end || end == text || value < 0 || value > INT_MAX)
		return -EINVAL;
	*number = (int)value;
	return 0;
}

struct netdev_search {
	struct nhd_host *host;
	const char *address;
	struct nhd_netdev *found;
	int port;
};

/* What is there was listed a moment ago: where it is not, it has another name by now. */
static int read_netdev(const struct netdev_search *search, const char *name,
	struct nhd_netdev *netdev, int *port)
{
	char mac[128];
	int result = read_number(
		search->host, search->address, name, "ifindex", &netdev->index);

	if (result >= 0)
		result = nhd_host_read(search->host, mac, sizeof(mac),
			DEVICE "/net/%s/address", search->address, name);
	if (result < 0)
		return result == -ENOENT ? -EAGAIN : result;
	if (!nhd_mac_from_text(netdev->mac, mac))
		memset(netdev->mac, 0, NHD_MAC_LENGTH);
	strcpy(netdev->name, name);
	result = read_number(search->host, search->address, name, "dev_port", port);
	return result == -ENOENT ? 0 : result;
}

static int visit_netdev(void *data, const char *name)
{
	struct netdev_search *search = data;
	struct nhd_netdev netdev;
	int port = 0, result;

	if (strlen(name) >= IF_NAMESIZE)
		return -ENAMETOOLONG;
	result = read_netdev(search, name, &netdev, &port);
	if (result < 0)
		return result;
	if (*search->found->name &&
		(port > search->port ||
			(port == search->port && netdev.index > search->found->index)))
		return 0;
	*search->found = netdev;
	search->port = port;
	return 0;
}

int nhd_pci_netdev(struct nhd_host *host, const char *address, struct nhd_netdev *netdev)
{
	struct netdev_search search = { host, address, netdev, 0 };
	struct nhd_backoff backoff = { 0 };
	int result;

	/* Once a driver is bound, udev renames the netdev: it may go while it is looked at. */
	do {
		*netdev = (struct nhd_netdev){ 0 };
		result = nhd_host_list(
			host, visit_netdev, &search, DEVICE "/net", address);
	} while (nhd_host_backoff(host, &backoff, result));
	return result == -ENOENT ? 0 : result;
}

int nhd_pci_driver(
	struct nhd_host *host, const char *address, char driver[NHD_DRIVER_SIZE])
{
	int result = link_name(host, address, "driver", driver, NHD_DRIVER_SIZE);

	if (result != -ENOENT)
		return result;
	*driver = '\0';
	return 0;
}

int nhd_pci_override(
	struct nhd_host *host, const char *address, char override[NHD_DRIVER_SIZE])
{
	int result = nhd_host_read(
		host, override, NHD_DRIVER_SIZE, DEVICE "/driver_override", address);

	if (result < 0)
		return result;
	/* How the kernel's printf shows that there is none (drivers/pci/pci-sysfs.c). */
	if (!strcmp(override, "(null)"))
		*override = '\0';
	return 0;
}

struct index_search {
	struct nhd_host *host;
	struct nhd_vf *vf;
};

int nhd_pf_vf(struct nhd_host *host, const char *pf_address, unsigned int index,
	char address[NHD_PCI_NAME_SIZE])
{
	char link[32];

	snprintf(link, sizeof(link), "virtfn%u", index);
	return link_name(host, pf_address, link, address, NHD_PCI_NAME_SIZE);
}

/* 1 where virtfnN of the PF leads to the VF. */
static int is_virtfn(const struct index_search *search, unsigned int index)
{
	char address[NHD_PCI_NAME_SIZE];
	int result = nhd_pf_vf(search->host, search->vf->pf_address, index, address);

	if (result < 0)
		return result;
	search->vf->index = index;
	return !strcmp(address, search->vf->address);
}

static int visit_pf_entry(void *data, const char *name)
{
	static const char prefix[] = "virtfn";
	unsigned long index;
	char *end;

	if (strncmp(name, prefix, sizeof(prefix) - 1))
		return 0;
	index = strtoul(name + sizeof(prefix) - 1, &end, 10);
	return *end || index > UINT16_MAX ? 0 : is_virtfn(data, (unsigned int)index);
}

/* Bus, slot and function as the one number that they are on the bus, or -1. */
static long place_of(const char *address)
{
	unsigned int domain, bus, slot, function;

	return sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &function) == 4
		       ? (long)(bus << 8 | slot << 3 | function)
		       : -1;
}

/* VFs lie at equal distances (PCI Express, VF stride): the first two tell where each is. */
static int look_at_layout(
	struct nhd_host *host, const char *pf, struct nhd_vf_layout *layout)
{
	char first[NHD_PCI_NAME_SIZE], second[NHD_PCI_NAME_SIZE];
	int result = nhd_pf_vf(host, pf, 0, first);

	if (result < 0)
		return result;
	layout->first = place_of(first);
	layout->stride = 1;
	if (!nhd_pf_vf(host, pf, 1, second))
		layout->stride = place_of(second) - layout->first;
	strcpy(layout->pf_address, pf);
	return 0;
}

/* 1 where the VF is where it should be; where it is not, there is nothing that could be said. */
static int guess_index(const struct index_search *search)
{
	struct nhd_vf_layout *layout = &search->host->layout;
	const char *pf = search->vf->pf_address;
	long distance;

	if (strcmp(layout->pf_address, pf) &&
		look_at_layout(search->host, pf, layout) < 0)
		return 0;
	if (!layout->stride)
		return 0;
	distance = place_of(search->vf->address) - layout->first;
	return is_virtfn(search, (unsigned int)(distance / layout->stride)) == 1;
}

static int find_index(struct index_search *search)
{
	int result = guess_index(search);

	if (!result)
		result = nhd_host_list(search->host, visit_pf_entry, search, DEVICE,
			search->vf->pf_address);
	return result ? result : -ENOENT;
}

/* What is without a PF is no VF, or not there at all. */
static int tell_no_vf(struct nhd_host *host, const char *address, struct nhd_error *error)
{
	int result = nhd_host_has_folder(host, DEVICE, address);

	if (result == -ENOENT)
		return nhd_fail(error, NHD_ERROR_NO_DEVICE, ENODEV,
			"%s: there is no such PCI device", address);
	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "%s: looking at it: %s",
			address, strerror(-result));
	return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
		"%s is not an SR-IOV virtual function", address);
}

static int find_pf(struct nhd_host *host, struct nhd_vf *vf, struct nhd_error *error)
{
	struct index_search search = { host, vf };
	int result = link_name(
		host, vf->address, "physfn", vf->pf_address, sizeof(vf->pf_address));

	if (result == -ENOENT)
		return tell_no_vf(host, vf->address, error);
	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result,
			"%s: finding its PF: %s", vf->address, strerror(-result));
	result = find_index(&search);
	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result,
			"%s: finding its number among the VFs of %s: %s", vf->address,
			vf->pf_address, strerror(-result));
	return 0;
}

int nhd_vf_find_netdev(struct nhd_host *host, struct nhd_vf *vf, struct nhd_error *error)
{
	int result = nhd_pci_netdev(host, vf->pf_address, &vf->pf);

	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result,
			"%s: finding the netdev of its PF %s: %s", vf->address,
			vf->pf_address, strerror(-result));
	if (!*vf->pf.name)
		return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
			"%s: its PF %s has no netdev to set it through", vf->address,
			vf->pf_address);
	return 0;
}

int nhd_vf_use_netdev(struct nhd_host *host, struct nhd_vf *vf, const char *name)
{
	const struct netdev_search search = { .host = host, .address = vf->pf_address };
	int port;

	return read_netdev(&search, name, &vf->pf, &port);
}

int nhd_vf_find_named(struct nhd_host *host, const char *address, struct nhd_vf *vf,
	struct nhd_error *error)
{
	snprintf(vf->address, sizeof(vf->address), "%s", address);
	vf->pf = (struct nhd_netdev){ 0 };
	return find_pf(host, vf, error);
}

static void print_pci(const struct nhd_pci_address *address, char *text, size_t size)
{
	snprintf(text, size, "%04x:%02x:%02x.%x", address->domain, address->bus,
		address->slot, address->function);
}

int nhd_vf_find(struct nhd_host *host, const struct nhd_pci_address *address,
	struct nhd_vf *vf, struct nhd_error *error)
{
	char name[NHD_PCI_NAME_SIZE];

	print_pci(address, name, sizeof(name));
	return nhd_vf_find_named(host, name, vf, error);
}

void nhd_source_name(const nhd_interface *interface, char name[NHD_SOURCE_NAME_SIZE])
{
	const struct nhd_usb_source *usb = &interface->source.usb;

	if (interface->source.type == NHD_SOURCE_PCI)
		print_pci(&interface->source.pci.address, name, NHD_SOURCE_NAME_SIZE);
	else if (usb->vendor)
		snprintf(name, NHD_SOURCE_NAME_SIZE, "the USB device 0x%04x:0x%04x",
			usb->vendor, usb->product);
	else
		snprintf(name, NHD_SOURCE_NAME_SIZE, "the USB device %u on bus %u",
			usb->device, usb->bus);
}

int nhd_vf_of_interface(struct nhd_host *host, const nhd_interface *interface,
	struct nhd_vf *vf, struct nhd_error *error)
{
	char name[NHD_SOURCE_NAME_SIZE];

	nhd_source_name(interface, name);
	if (interface->source.type == NHD_SOURCE_PCI)
		return nhd_vf_find_named(host, name, vf, error);
	return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
		"%s is not an SR-IOV virtual function", name);
}

/* The PCI device of a netdev: its link leads to .../0000:01:00.0/net/eth0. */
static int device_of(
	struct nhd_host *host, const char *netdev, char address[NHD_PCI_NAME_SIZE])
{
	char target[PATH_MAX], *end, *begin;
	int result;

	if (strchr(netdev, '/'))
		return -EINVAL;
	result = nhd_host_link(host, target, sizeof(target), "class/net/%s", netdev);
	if (result < 0)
		return result;
	end = strstr(target, "/net/");
	if (!end)
		return -ENODEV;
	*end = '\0';
	begin = strrchr(target, '/');
	begin = begin ? begin + 1 : target;
	if (end - begin >= NHD_PCI_NAME_SIZE)
		return -ENODEV;
	strcpy(address, begin);
	return 0;
}

int nhd_vf_of_netdev(struct nhd_host *host, const char *netdev, unsigned int index,
	struct nhd_pci_address *address)
{
	char pf[NHD_PCI_NAME_SIZE], vf[NHD_PCI_NAME_SIZE];
	int result = device_of(host, netdev, pf);

	if (!result)
		result = nhd_pf_vf(host, pf, index, vf);
	if (result < 0)
		return result;
	*address = (struct nhd_pci_address){ 0 };
	return sscanf(vf, "%" SCNx32 ":%" SCNx32 ":%" SCNx32 ".%" SCNx32,
		       &address->domain, &address->bus, &address->slot,
		       &address->function) == 4
		       ? 0
		       : -EINVAL;
}
