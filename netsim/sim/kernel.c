// SPDX-License-Identifier: LGPL-2.1-or-later
/* Devices, drivers and netdevs of the simulated kernel, and what changes them. */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "memory.h"

static const uint8_t no_mac[SIM_MAC_LENGTH];

const struct sim_driver *kernel_add_driver(
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
	if (strcmp(temper->vf_driver, temper->pf_driver) != 0)
		kernel_add_driver(kernel, temper->vf_driver, temper->vf_has_netdev);
	kernel_add_driver(kernel, "vfio-pci", false);
	kernel_add_driver(kernel, "pci-stub", false);
}

static void free_devices(struct sim_kernel *kernel)
{
	for (size_t i = 0; i < kernel->netdev_count; i++)
		free(kernel->netdevs[i]);
	for (size_t i = 0; i < kernel->device_count; i++) {
		free(kernel->devices[i]->vfs);
		free(kernel->devices[i]->netdevs);
		free(kernel->devices[i]);
	}
	free(kernel->netdevs);
	free(kernel->devices);
}

void kernel_free(struct sim_kernel *kernel)
{
	free_devices(kernel);
	for (size_t i = 0; i < kernel->driver_count; i++)
		free(kernel->drivers[i]);
	free(kernel->drivers);
	faults_free(&kernel->faults);
	buffer_free(&kernel->complaints);
	*kernel = (struct sim_kernel){ .now = 0 };
}

void kernel_reset(struct sim_kernel *kernel, const struct temper *temper)
{
	struct temper copy = *temper;

	kernel_free(kernel);
	kernel_init(kernel, &copy);
}

void kernel_complain(struct sim_kernel *kernel, const char *format, ...)
{
	char line[256];
	va_list arguments;

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

const struct sim_driver *kernel_find_driver(
	const struct sim_kernel *kernel, const char *name)
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

static void make_random_mac(struct sim_kernel *kernel, uint8_t mac[SIM_MAC_LENGTH])
{
	for (size_t i = 0; i < SIM_MAC_LENGTH; i++)
		mac[i] = next_byte(kernel);
	mac[0] = (uint8_t)((mac[0] & 0xfe) | 2);
}

/* The lowest ethN that is free, as the kernel gives it. */
static void choose_name(const struct sim_kernel *kernel, char name[SIM_NETDEV_SIZE])
{
	unsigned int number = 0;

	do
		snprintf(name, SIM_NETDEV_SIZE, "eth%u", number++);
	while (kernel_find_netdev(kernel, name));
}

struct sim_netdev *kernel_add_netdev(struct sim_kernel *kernel, struct sim_device *device)
{
	struct sim_netdev *netdev = memory_new(1, sizeof(*netdev));

	choose_name(kernel, netdev->name);
	netdev->index = kernel->next_index++;
	netdev->dev_port = (int)device->netdev_count;
	netdev->device = device;
	kernel->netdevs = memory_grow(
		kernel->netdevs, kernel->netdev_count + 1, sizeof(*kernel->netdevs));
	kernel->netdevs[kernel->netdev_count++] = netdev;
	device->netdevs = memory_grow(
		device->netdevs, device->netdev_count + 1, sizeof(*device->netdevs));
	device->netdevs[device->netdev_count++] = netdev;
	return netdev;
}

static void remove_netdevs(struct sim_kernel *kernel, struct sim_device *device)
{
	size_t kept = 0;

	for (size_t i = 0; i < kernel->netdev_count; i++) {
		if (kernel->netdevs[i]->device == device)
			free(kernel->netdevs[i]);
		else
			kernel->netdevs[kept++] = kernel->netdevs[i];
	}
	kernel->netdev_count = kept;
	device->netdev_count = 0;
}

static void start_reset(struct sim_kernel *kernel, struct sim_device *device)
{
	device->busy_until = kernel->now + kernel->temper.reset_time;
}

/* The MAC of a VF's new netdev, and what its PF hears of it. */
static void settle_mac(struct sim_kernel *kernel, struct sim_device *vf)
{
	struct sim_netdev *netdev = vf->netdevs[0];

	if (memcmp(vf->vf.mac, no_mac, SIM_MAC_LENGTH) != 0 && vf->vf.mac_is_given)
		memcpy(vf->own_mac, vf->vf.mac, SIM_MAC_LENGTH);
	else if (kernel->temper.unset_mac == TEMPER_MAC_RANDOM ||
		 !memcmp(vf->own_mac, no_mac, SIM_MAC_LENGTH))
		make_random_mac(kernel, vf->own_mac);
	memcpy(netdev->mac, vf->own_mac, SIM_MAC_LENGTH);
	if (kernel->temper.reports_mac)
		memcpy(vf->vf.mac, vf->own_mac, SIM_MAC_LENGTH);
}

int kernel_bind(struct sim_kernel *kernel, struct sim_device *device,
	const struct sim_driver *driver)
{
	if (device->driver)
		return -EBUSY;
	if (*device->override && strcmp(device->override, driver->name) != 0)
		return -ENODEV;
	device->driver = driver;
	start_reset(kernel, device);
	if (!driver->makes_netdevs || (device->pf && !kernel->temper.vf_has_netdev))
		return 0;
	if (device->pf) {
		kernel_add_netdev(kernel, device);
		settle_mac(kernel, device);
	}
	for (unsigned int i = 0; !device->pf && i < kernel->temper.pf_netdevs; i++) {
		struct sim_netdev *netdev = kernel_add_netdev(kernel, device);

		memcpy(netdev->mac, device->own_mac, SIM_MAC_LENGTH);
		netdev->mac[SIM_MAC_LENGTH - 1] =
			(uint8_t)(netdev->mac[SIM_MAC_LENGTH - 1] + i);
	}
	return 0;
}

int kernel_unbind(struct sim_kernel *kernel, struct sim_device *device)
{
	if (!device->driver)
		return -ENODEV;
	remove_netdevs(kernel, device);
	device->driver = NULL;
	start_reset(kernel, device);
	if (device->pf && kernel->temper.forgets) {
		memset(device->vf.mac, 0, SIM_MAC_LENGTH);
		device->vf.mac_is_given = false;
		device->vf.vlan = device->vf.qos = 0;
	}
	return 0;
}

int kernel_probe(struct sim_kernel *kernel, struct sim_device *device)
{
	const char *name =
		device->pf ? kernel->temper.vf_driver : kernel->temper.pf_driver;
	const struct sim_driver *driver;

	if (*device->override)
		name = device->override;
	driver = kernel_find_driver(kernel, name);
	/* What no driver wants stays as it is, and nobody is told. */
	return device->driver || !driver ? 0 : kernel_bind(kernel, device, driver);
}

/* 0000:01:10.0 + 2n, as the emulated card's VFs are numbered. */
static void address_of_vf(
	const struct sim_device *pf, unsigned int number, char address[SIM_ADDRESS_SIZE])
{
	unsigned int domain, bus, function = 0x80 + 2 * number;

	sscanf(pf->address, "%x:%x", &domain, &bus);
	snprintf(address, SIM_ADDRESS_SIZE, "%04x:%02x:%02x.%x", domain & 0xffff,
		(bus + function / 256) & 0xff, function / 8 % 32, function % 8);
}

static int by_address(const void *left, const void *right)
{
	return strcmp((*(struct sim_device *const *)left)->address,
		(*(struct sim_device *const *)right)->address);
}

struct sim_device *kernel_add_device(struct sim_kernel *kernel, const char *address)
{
	struct sim_device *device = memory_new(1, sizeof(*device));

	snprintf(device->address, SIM_ADDRESS_SIZE, "%s", address);
	device->iommu_group = (unsigned int)kernel->device_count;
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
	vf = kernel_add_device(kernel, address);
	vf->pf = pf;
	vf->number = (unsigned int)pf->vf_count;
	vf->vf = (struct sim_vf){ .protocol = ETH_P_8021Q, .spoofchk = 1 };
	pf->vfs = memory_grow(pf->vfs, pf->vf_count + 1, sizeof(*pf->vfs));
	pf->vfs[pf->vf_count++] = vf;
	return vf;
}

static void remove_vfs(struct sim_kernel *kernel, struct sim_device *pf)
{
	size_t kept = 0;

	for (size_t i = 0; i < pf->vf_count; i++)
		remove_netdevs(kernel, pf->vfs[i]);
	for (size_t i = 0; i < kernel->device_count; i++) {
		struct sim_device *device = kernel->devices[i];

		if (device->pf != pf) {
			kernel->devices[kept++] = device;
			continue;
		}
		free(device->netdevs);
		free(device);
	}
	kernel->device_count = kept;
	pf->vf_count = 0;
}

void kernel_sort_devices(struct sim_kernel *kernel)
{
	if (kernel->device_count)
		qsort(kernel->devices, kernel->device_count, sizeof(*kernel->devices),
			by_address);
}

int kernel_set_vf_count(struct sim_kernel *kernel, struct sim_device *pf, size_t count)
{
	if (pf->pf || !pf->driver)
		return -ENOENT;
	if (count > pf->vf_total)
		return -ERANGE;
	if (count == pf->vf_count)
		return 0;
	if (count && pf->vf_count)
		return -EBUSY;
	remove_vfs(kernel, pf);
	while (pf->vf_count < count)
		kernel_probe(kernel, kernel_add_vf(kernel, pf));
	kernel_sort_devices(kernel);
	return 0;
}

/* What a VF in reset answers to everything. */
static int check_ready(const struct sim_kernel *kernel, const struct sim_device *vf)
{
	return kernel->now < vf->busy_until ? -EBUSY : 0;
}

int kernel_set_vf_mac(struct sim_kernel *kernel, struct sim_device *vf,
	const uint8_t mac[SIM_MAC_LENGTH])
{
	bool zero = !memcmp(mac, no_mac, SIM_MAC_LENGTH);
	int result = check_ready(kernel, vf);

	if (result)
		return result;
	if (mac[0] & 1)
		return -EINVAL;
	if (zero && kernel->temper.zero_mac)
		return -kernel->temper.zero_mac;
	memcpy(vf->vf.mac, mac, SIM_MAC_LENGTH);
	vf->vf.mac_is_given = !zero;
	return 0;
}

int kernel_set_vf_vlan(struct sim_kernel *kernel, struct sim_device *vf, uint32_t vlan,
	uint32_t qos, uint16_t protocol)
{
	int result = check_ready(kernel, vf);

	if (result)
		return result;
	if (vlan > 4095 || qos > 7)
		return -EINVAL;
	if (protocol != ETH_P_8021Q)
		return -EPROTONOSUPPORT;
	if (!vlan && !qos && kernel->temper.zero_vlan)
		return -kernel->temper.zero_vlan;
	vf->vf.vlan = vlan;
	vf->vf.qos = qos;
	vf->vf.protocol = protocol;
	return 0;
}

int kernel_set_netdev_mac(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const uint8_t mac[SIM_MAC_LENGTH])
{
	struct sim_device *vf = netdev->device;

	if (mac[0] & 1 || !memcmp(mac, no_mac, SIM_MAC_LENGTH))
		return -EADDRNOTAVAIL;
	if (vf->pf && kernel->temper.obeys_mac && vf->vf.mac_is_given &&
		memcmp(vf->vf.mac, mac, SIM_MAC_LENGTH) != 0)
		return -EADDRNOTAVAIL;
	memcpy(netdev->mac, mac, SIM_MAC_LENGTH);
	if (!vf->pf)
		return 0;
	memcpy(vf->own_mac, mac, SIM_MAC_LENGTH);
	if (kernel->temper.reports_mac)
		memcpy(vf->vf.mac, mac, SIM_MAC_LENGTH);
	return 0;
}
