// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which driver has which device, as what is written into sysfs changes it (drivers/base/bus.c,
 * drivers/base/dd.c, drivers/pci/pci-driver.c, drivers/pci/iov.c).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "memory.h"

struct sim_id kernel_id_of(const struct sim_device *device)
{
	return (struct sim_id){ .vendor = 0x8086,
		.device = device->pf ? 0x10ca : 0x10c9,
		.class = 0x020000 };
}

static bool fits_id(const struct sim_id *id, const struct sim_id *device)
{
	return (id->vendor == SIM_ANY_ID || id->vendor == device->vendor) &&
	       (id->device == SIM_ANY_ID || id->device == device->device) &&
	       (id->subvendor == SIM_ANY_ID || id->subvendor == device->subvendor) &&
	       (id->subdevice == SIM_ANY_ID || id->subdevice == device->subdevice) &&
	       !((id->class ^ device->class) & id->class_mask);
}

/* What is built into the driver; the stubs for guests have nothing there that fits. */
static bool fits_built_in(
	const struct sim_kernel *kernel, const struct sim_driver *driver, bool vf)
{
	return !strcmp(
		driver->name, vf ? kernel->temper.vf_driver : kernel->temper.pf_driver);
}

/* pci_match_device: an override rules out all others, and makes its own driver fit. */
static bool fits(const struct sim_kernel *kernel, const struct sim_driver *driver,
	const struct sim_device *device)
{
	const struct sim_id id = kernel_id_of(device);

	if (device->override)
		return !strcmp(device->override, driver->name);
	for (size_t i = 0; i < driver->id_count; i++)
		if (fits_id(&driver->ids[i], &id))
			return true;
	return fits_built_in(kernel, driver, device->pf);
}

static void start_netdevs(struct sim_kernel *kernel, struct sim_device *device)
{
	if (device->pf) {
		kernel_start_vf(kernel, device);
		return;
	}
	for (unsigned int i = 0; i < kernel->temper.pf_netdevs; i++)
		kernel_add_pf_netdev(kernel, device, NULL);
}

int kernel_bind(struct sim_kernel *kernel, struct sim_device *device,
	const struct sim_driver *driver)
{
	if (!fits(kernel, driver, device))
		return -ENODEV;
	if (device->driver)
		return -EBUSY;
	/* sriov_drivers_autoprobe holds for whoever asks (pci_device_can_probe). */
	if (device->pf && device->pf->vfs_have_no_probe && !device->override)
		return -ENODEV;
	/* A PF's driver that is given a VF, and the other way round (igb_probe). */
	if (driver->makes_netdevs && !fits_built_in(kernel, driver, device->pf))
		return -EINVAL;
	device->driver = driver;
	if (driver->makes_netdevs)
		start_netdevs(kernel, device);
	return 0;
}

int kernel_unbind(struct sim_kernel *kernel, struct sim_device *device)
{
	if (!device->driver)
		return -ENODEV;
	/* A PF's driver takes the VFs along (igb_remove). */
	if (device->driver->makes_netdevs)
		kernel_remove_vfs(kernel, device);
	kernel_remove_netdevs(kernel, device, false);
	if (device->pf && device->driver->makes_netdevs)
		kernel_stop_vf(kernel, device);
	device->driver = NULL;
	return 0;
}

int kernel_probe(struct sim_kernel *kernel, struct sim_device *device)
{
	/* What no driver wants stays as it is, and nobody is told (bus_rescan_devices). */
	for (size_t i = 0; !device->driver && i < kernel->driver_count; i++)
		kernel_bind(kernel, device, kernel->drivers[i]);
	return 0;
}

int kernel_set_override(struct sim_device *device, const char *text)
{
	size_t length = strcspn(text, "\n");

	if (strlen(text) >= SIM_PAGE_SIZE - 1)
		return -EINVAL;
	free(device->override);
	device->override = length ? memory_copy_length(text, length) : NULL;
	return 0;
}

/* Returns how many numbers there were. */
static int read_id(const char *text, struct sim_id *id, unsigned long *data)
{
	*id = (struct sim_id){ .subvendor = SIM_ANY_ID, .subdevice = SIM_ANY_ID };
	*data = 0;
	return sscanf(text, "%x %x %x %x %x %x %lx", &id->vendor, &id->device,
		&id->subvendor, &id->subdevice, &id->class, &id->class_mask, data);
}

/* What the driver knows already, of a device that has just these numbers. */
static bool knows_id(const struct sim_kernel *kernel, const struct sim_driver *driver,
	const struct sim_id *id)
{
	const struct sim_device pf = { .pf = NULL },
				vf = { .pf = (struct sim_device *)&pf };
	const struct sim_id pf_id = kernel_id_of(&pf), vf_id = kernel_id_of(&vf);

	for (size_t i = 0; i < driver->id_count; i++)
		if (fits_id(&driver->ids[i], id))
			return true;
	return (id->vendor == pf_id.vendor && id->device == pf_id.device &&
		       fits_built_in(kernel, driver, false)) ||
	       (id->vendor == vf_id.vendor && id->device == vf_id.device &&
		       fits_built_in(kernel, driver, true));
}

int kernel_add_id(struct sim_kernel *kernel, struct sim_driver *driver, const char *text)
{
	struct sim_id id;
	unsigned long data;
	int count = read_id(text, &id, &data);

	if (count < 2)
		return -EINVAL;
	if (count != 7 && knows_id(kernel, driver, &id))
		return -EEXIST;
	/* Only data that an entry of the driver's own has; 0 is what they have here. */
	if (data)
		return -EINVAL;
	driver->ids =
		memory_grow(driver->ids, driver->id_count + 1, sizeof(*driver->ids));
	driver->ids[driver->id_count++] = id;
	/* At once it takes all that fits and is free (driver_attach). */
	for (size_t i = 0; i < kernel->device_count; i++)
		if (!kernel->devices[i]->driver)
			kernel_bind(kernel, kernel->devices[i], driver);
	return 0;
}

int kernel_remove_id(struct sim_driver *driver, const char *text)
{
	struct sim_id id;
	unsigned long data;

	if (read_id(text, &id, &data) < 2)
		return -EINVAL;
	for (size_t i = 0; i < driver->id_count; i++) {
		const struct sim_id *known = &driver->ids[i];

		if (known->vendor != id.vendor || known->device != id.device ||
			(id.subvendor != SIM_ANY_ID &&
				known->subvendor != id.subvendor) ||
			(id.subdevice != SIM_ANY_ID &&
				known->subdevice != id.subdevice) ||
			(known->class ^ id.class) & id.class_mask)
			continue;
		memmove(&driver->ids[i], &driver->ids[i + 1],
			(driver->id_count - i - 1) * sizeof(*driver->ids));
		driver->id_count--;
		return 0;
	}
	return -ENODEV;
}

int kernel_set_vf_count(struct sim_kernel *kernel, struct sim_device *pf, size_t count)
{
	if (count > pf->vf_total)
		return -ERANGE;
	if (count == pf->vf_count)
		return 0;
	/* No driver, or one that knows nothing of it. */
	if (!pf->driver || !pf->driver->makes_netdevs)
		return -ENOENT;
	if (count && pf->vf_count)
		return -EBUSY;
	kernel_remove_vfs(kernel, pf);
	while (pf->vf_count < count) {
		struct sim_device *vf = kernel_add_vf(kernel, pf);

		/* No bus number is left (sriov_enable). */
		if (!vf) {
			kernel_remove_vfs(kernel, pf);
			return -ENOMEM;
		}
		kernel_add_representor(kernel, vf);
		kernel_probe(kernel, vf);
	}
	kernel_sort_devices(kernel);
	return 0;
}
