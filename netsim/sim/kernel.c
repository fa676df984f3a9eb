// SPDX-License-Identifier: LGPL-2.1-or-later
/* Devices, drivers and netdevs of the simulated kernel, and what changes them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "memory.h"

struct sim_driver *kernel_add_driver(
	struct sim_kernel *kernel, const char *name, bool makes_netdevs)
{
	struct sim_driver *driver = memory_new(1, sizeof(*driver));

	snprintf(driver->name, sizeof(driver->name), "%s", name);
	driver->makes_netdevs = makes_netdevs;
	kernel->drivers = memory_grow(
		kernel->drivers, kernel->driver_count + 1, sizeof(*kernel->drivers));
	kernel->drivers[kernel->driver_count++] = driver;
	return driver;
}

void kernel_init(struct sim_kernel *kernel, const struct temper *temper)
{
	*kernel = (struct sim_kernel){ .temper = *temper, .next_index = 2, .chance = 1 };
	kernel_add_driver(kernel, temper->pf_driver, true);
	if (*temper->vf_driver && strcmp(temper->vf_driver, temper->pf_driver) != 0)
		kernel_add_driver(kernel, temper->vf_driver, temper->vf_has_netdev);
	if (temper->has_vfio)
		kernel_add_driver(kernel, "vfio-pci", false);
	kernel_add_driver(kernel, "pci-stub", false);
	if (*temper->vfio_variant && temper->vfio_variant_loaded)
		kernel_add_driver(kernel, temper->vfio_variant, false);
}

static void free_device(struct sim_device *device)
{
	free(device->override);
	free(device->vfs);
	free(device->kept);
	free(device->netdevs);
	free(device);
}

static void free_devices(struct sim_kernel *kernel)
{
	for (size_t i = 0; i < kernel->netdev_count; i++)
		free(kernel->netdevs[i]);
	for (size_t i = 0; i < kernel->device_count; i++)
		free_device(kernel->devices[i]);
	free(kernel->netdevs);
	free(kernel->devices);
}

void kernel_free(struct sim_kernel *kernel)
{
	free_devices(kernel);
	for (size_t i = 0; i < kernel->driver_count; i++) {
		free(kernel->drivers[i]->ids);
		free(kernel->drivers[i]);
	}
	free(kernel->drivers);
	faults_free(&kernel->faults);
	requests_free(&kernel->requests);
	buffer_free(&kernel->complaints);
	*kernel = (struct sim_kernel){ .now = 0 };
}

void kernel_reset(struct sim_kernel *kernel, const struct temper *temper)
{
	struct temper copy = *temper;

	kernel_free(kernel);
	kernel_init(kernel, &copy);
}

/* One who sends nonsense without end is told so often and no more. */
#define COMPLAINTS_MAX 65536

void kernel_complain(struct sim_kernel *kernel, const char *format, ...)
{
	char line[256];
	va_list arguments;

	if (kernel->complaints.length > COMPLAINTS_MAX)
		return;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	buffer_format(&kernel->complaints, "%s\n", line);
}

struct sim_device *kernel_find_device(
	const struct sim_kernel *kernel, const char *address)
{
	for (size_t i = 0; i < kernel->device_count; i++)
		if (!strcmp(kernel->devices[i]->address, address))
			return kernel->devices[i];
	return NULL;
}

struct sim_driver *kernel_find_driver(const struct sim_kernel *kernel, const char *name)
{
	for (size_t i = 0; i < kernel->driver_count; i++)
		if (!strcmp(kernel->drivers[i]->name, name))
			return kernel->drivers[i];
	return NULL;
}

struct sim_netdev *kernel_find_netdev(const struct sim_kernel *kernel, const char *name)
{
	for (size_t i = 0; i < kernel->netdev_count; i++)
		if (!strcmp(kernel->netdevs[i]->name, name))
			return kernel->netdevs[i];
	return NULL;
}

struct sim_netdev *kernel_netdev_at(const struct sim_kernel *kernel, int index)
{
	for (size_t i = 0; i < kernel->netdev_count; i++)
		if (kernel->netdevs[i]->index == index)
			return kernel->netdevs[i];
	return NULL;
}

/* Bytes that look random and are the same in every run. */
static uint8_t next_byte(struct sim_kernel *kernel)
{
	kernel->chance = kernel->chance * 1103515245 + 12345;
	return (uint8_t)(kernel->chance >> 16);
}

void kernel_make_mac(struct sim_kernel *kernel, uint8_t mac[SIM_MAC_LENGTH])
{
	for (size_t i = 0; i < SIM_MAC_LENGTH; i++)
		mac[i] = next_byte(kernel);
	mac[0] = (uint8_t)((mac[0] & 0xfe) | 2);
}

/* The lowest ethN that is free, as the kernel gives it (__dev_alloc_name). */
static void choose_name(const struct sim_kernel *kernel, char name[SIM_NETDEV_SIZE])
{
	bool *used = memory_new(kernel->netdev_count + 1, sizeof(*used));
	unsigned int number = 0;

	for (size_t i = 0; i < kernel->netdev_count; i++) {
		int end = 0;

		if (sscanf(kernel->netdevs[i]->name, "eth%5u%n", &number, &end) == 1 &&
			!kernel->netdevs[i]->name[end] && number < kernel->netdev_count)
			used[number] = true;
	}
	for (number = 0; used[number]; number++)
		;
	snprintf(name, SIM_NETDEV_SIZE, "eth%u", number);
	free(used);
}

struct sim_netdev *kernel_add_netdev(
	struct sim_kernel *kernel, struct sim_device *device, const char *name)
{
	struct sim_netdev *netdev = memory_new(1, sizeof(*netdev));

	if (name)
		snprintf(netdev->name, sizeof(netdev->name), "%s", name);
	else
		choose_name(kernel, netdev->name);
	netdev->index = kernel->next_index++;
	netdev->device = device;
	kernel->netdevs = memory_grow(
		kernel->netdevs, kernel->netdev_count + 1, sizeof(*kernel->netdevs));
	kernel->netdevs[kernel->netdev_count++] = netdev;
	device->netdevs = memory_grow(
		device->netdevs, device->netdev_count + 1, sizeof(*device->netdevs));
	device->netdevs[device->netdev_count++] = netdev;
	return netdev;
}

struct sim_netdev *kernel_add_pf_netdev(
	struct sim_kernel *kernel, struct sim_device *pf, const char *name)
{
	int port = (int)pf->netdev_count;
	struct sim_netdev *netdev = kernel_add_netdev(kernel, pf, name);

	memcpy(netdev->mac, pf->own_mac, SIM_MAC_LENGTH);
	netdev->mac[SIM_MAC_LENGTH - 1] =
		(uint8_t)(netdev->mac[SIM_MAC_LENGTH - 1] + port);
	netdev->dev_port = port;
	return netdev;
}

void kernel_add_representor(struct sim_kernel *kernel, struct sim_device *vf)
{
	struct sim_netdev *netdev;

	if (!kernel->temper.representors || !kernel_pf_netdev(vf->pf))
		return;
	netdev = kernel_add_netdev(kernel, vf->pf, NULL);
	netdev->represents = true;
	netdev->vf = vf->number;
	kernel_make_mac(kernel, netdev->mac);
}

void kernel_remove_netdevs(
	struct sim_kernel *kernel, struct sim_device *device, bool representors)
{
	size_t kept = 0, devices_own = 0;

	for (size_t i = 0; i < kernel->netdev_count; i++) {
		struct sim_netdev *netdev = kernel->netdevs[i];

		if (netdev->device != device) {
			kernel->netdevs[kept++] = netdev;
		} else if (representors && !netdev->represents) {
			kernel->netdevs[kept++] = netdev;
			device->netdevs[devices_own++] = netdev;
		} else {
			free(netdev);
		}
	}
	kernel->netdev_count = kept;
	device->netdev_count = devices_own;
}

const struct sim_netdev *kernel_pf_netdev(const struct sim_device *pf)
{
	return pf->netdev_count ? pf->netdevs[0] : NULL;
}

unsigned int kernel_routing_id(const char *address)
{
	unsigned int domain, bus = 0, slot = 0, function = 0;

	sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &function);
	return bus * 256 + slot * 8 + function;
}

/* virtfn_bus, virtfn_devfn (drivers/pci/iov.c) */
static void address_of_vf(
	const struct sim_device *pf, unsigned int number, char address[SIM_ADDRESS_SIZE])
{
	unsigned int domain, function = kernel_routing_id(pf->address) + pf->vf_offset +
					pf->vf_stride * number;

	sscanf(pf->address, "%x", &domain);
	snprintf(address, SIM_ADDRESS_SIZE, "%04x:%02x:%02x.%x", domain,
		function / 256 & 0xff, function / 8 % 32, function % 8);
}

static int by_address(const void *left, const void *right)
{
	return strcmp((*(struct sim_device *const *)left)->address,
		(*(struct sim_device *const *)right)->address);
}

/* A bridge for each bus. */
static void name_bridge(struct sim_device *device)
{
	unsigned int domain, bus = 0;

	sscanf(device->address, "%x:%x", &domain, &bus);
	snprintf(device->bridge, SIM_ADDRESS_SIZE, "0000:00:%02x.%x", bus / 8 % 32,
		bus % 8);
}

struct sim_device *kernel_add_device(struct sim_kernel *kernel, const char *address)
{
	struct sim_device *device = memory_new(1, sizeof(*device));

	snprintf(device->address, SIM_ADDRESS_SIZE, "%s", address);
	name_bridge(device);
	device->iommu_group = kernel->next_group++;
	/* 0000:01:10.0 + 2n, as the emulated card's VFs are numbered. */
	device->vf_offset = 0x80;
	device->vf_stride = 2;
	kernel->devices = memory_grow(
		kernel->devices, kernel->device_count + 1, sizeof(*kernel->devices));
	kernel->devices[kernel->device_count++] = device;
	return device;
}

struct sim_device *kernel_add_vf(struct sim_kernel *kernel, struct sim_device *pf)
{
	char address[SIM_ADDRESS_SIZE];
	struct sim_device *vf;

	address_of_vf(pf, (unsigned int)pf->vf_count, address);
	if (kernel_find_device(kernel, address))
		return NULL;
	vf = kernel_add_device(kernel, address);
	vf->pf = pf;
	memcpy(vf->bridge, pf->bridge, sizeof(vf->bridge));
	vf->number = (unsigned int)pf->vf_count;
	if (vf->number < pf->kept_count)
		vf->vf = pf->kept[vf->number];
	else
		kernel_clear_vf(kernel, &vf->vf);
	pf->vfs = memory_grow(pf->vfs, pf->vf_count + 1, sizeof(*pf->vfs));
	pf->vfs[pf->vf_count++] = vf;
	return vf;
}

void kernel_sort_devices(struct sim_kernel *kernel)
{
	if (kernel->device_count)
		qsort(kernel->devices, kernel->device_count, sizeof(*kernel->devices),
			by_address);
}

/* What the PF holds stays where the temper says so, and the VFs come back to it. */
static void keep_vf(struct sim_device *pf, const struct sim_device *vf)
{
	if (vf->number >= pf->kept_count) {
		pf->kept = memory_grow(pf->kept, vf->number + 1, sizeof(*pf->kept));
		pf->kept_count = vf->number + 1;
	}
	pf->kept[vf->number] = vf->vf;
}

void kernel_remove_vfs(struct sim_kernel *kernel, struct sim_device *pf)
{
	size_t left = 0;

	for (size_t i = 0; i < pf->vf_count; i++) {
		kernel_remove_netdevs(kernel, pf->vfs[i], false);
		if (kernel->temper.keeps)
			keep_vf(pf, pf->vfs[i]);
	}
	kernel_remove_netdevs(kernel, pf, true);
	for (size_t i = 0; i < kernel->device_count; i++) {
		if (kernel->devices[i]->pf != pf)
			kernel->devices[left++] = kernel->devices[i];
		else
			free_device(kernel->devices[i]);
	}
	kernel->device_count = left;
	pf->vf_count = 0;
}
