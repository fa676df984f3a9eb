/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which driver a PCI device is bound to, changed through driver_override. */
#ifndef NHD_VF_DRIVER_H
#define NHD_VF_DRIVER_H

#include "vf/sysfs.h"

#define NHD_VFIO_PCI "vfio-pci"

/* Whether driver hands its devices to guests: vfio-pci, or one of its variants. */
bool nhd_driver_is_vfio(const char *driver);

/*
 * Refuses a device, bound to driver now, that no vfio driver could take.
 * Errors: -ENOTSUP (config-unsupported) without an IOMMU group, -ENOENT (operation-invalid)
 * where it is bound to none and vfio-pci is not loaded, or what sysfs gave.
 */
int nhd_driver_check_vfio(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error);

/*
 * Binds the device to driver, "" for none, and leaves override as its driver_override. It
 * may be called in any state, and again. Errors: what sysfs gave; -ENXIO where nothing
 * refused but the device is not bound to driver.
 */
int nhd_driver_bind(struct nhd_host *host, const char *address, const char *driver,
	const char *override, struct nhd_error *error);

#endif
