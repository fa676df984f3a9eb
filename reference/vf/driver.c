// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which driver a PCI device is bound to, changed through driver_override. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "vf/driver.h"

bool nhd_driver_is_vfio(const char *driver)
{
	return strstr(driver, "vfio") != NULL;
}

static int failed(
	const char *what, const char *address, int result, struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "%s of %s: %s", what, address,
		strerror(-result));
}

int nhd_driver_check_vfio(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error)
{
	char group[256];
	int result = nhd_host_link(
		host, group, sizeof(group), "bus/pci/devices/%s/iommu_group", address);

	if (result == -ENOENT)
		return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
			"%s has no IOMMU group: the IOMMU is off or absent", address);
	if (result < 0)
		return failed("the IOMMU group", address, result, error);
	if (nhd_driver_is_vfio(driver))
		return 0;
	result = nhd_host_has_folder(host, "bus/pci/drivers/" NHD_VFIO_PCI);
	if (result == -ENOENT)
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, ENOENT,
			"the driver " NHD_VFIO_PCI " is not loaded "
			"(modprobe " NHD_VFIO_PCI ")");
	return result < 0 ? failed("the vfio driver", address, result, error) : 0;
}

static int set_override(struct nhd_host *host, const char *address, const char *override,
	struct nhd_error *error)
{
	char now[NHD_DRIVER_SIZE], text[NHD_DRIVER_SIZE + 1];
	int result = nhd_pci_override(host, address, now);

	/* The newline alone clears it (drivers/pci/pci-sysfs.c). */
	snprintf(text, sizeof(text), "%s\n", override);
	if (!result && strcmp(now, override))
		result = nhd_host_write(
			host, text, "bus/pci/devices/%s/driver_override", address);
	return result < 0 ? failed("driver_override", address, result, error) : 0;
}

static int unbind(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error)
{
	int result = nhd_host_write(host, address, "bus/pci/drivers/%s/unbind", driver);

	return result < 0 ? failed("unbinding", address, result, error) : 0;
}

static int probe(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error)
{
	char now[NHD_DRIVER_SIZE];
	int result = nhd_host_write(host, address, "bus/pci/drivers_probe");

	if (!result)
		result = nhd_pci_driver(host, address, now);
	if (result < 0)
		return failed("probing", address, result, error);
	/* A probe that the driver failed is in the kernel's log only. */
	if (strcmp(now, driver))
		return nhd_fail(error, NHD_ERROR_SYSTEM, ENXIO,
			"%s is not bound to %s after the probe, but to %s", address,
			driver, *now ? now : "no driver");
	return 0;
}

static int rebind(struct nhd_host *host, const char *address, const char *now,
	const char *driver, struct nhd_error *error)
{
	int result = 0;

	/* For the probe the override names the driver, so that no other can win. */
	if (*driver)
		result = set_override(host, address, driver, error);
	if (!result && *now)
		result = unbind(host, address, now, error);
	if (!result && *driver)
		result = probe(host, address, driver, error);
	return result;
}

int nhd_driver_bind(struct nhd_host *host, const char *address, const char *driver,
	const char *override, struct nhd_error *error)
{
	char now[NHD_DRIVER_SIZE];
	int result = nhd_pci_driver(host, address, now);

	if (result < 0)
		return failed("the driver", address, result, error);
	if (strcmp(now, driver))
		result = rebind(host, address, now, driver, error);
	return result < 0 ? result : set_override(host, address, override, error);
}
