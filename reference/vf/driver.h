/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which driver a PCI device is bound to, changed through driver_override. */
#ifndef NHD_VF_DRIVER_H
#define NHD_VF_DRIVER_H

#include "vf/sysfs.h"

#define NHD_VFIO_PCI "vfio-pci"

/*
 * Whether text can be the name of a driver, or that of none (""): it goes into paths of sysfs
 * and into state files.
 */
bool nhd_driver_is_name(const char *text);

/* Whether driver hands its devices to guests: vfio-pci, or one of its variants. */
bool nhd_driver_is_vfio(const char *driver);

/*
 * What modules.alias says of vfio's drivers, as text to choose from; to be freed. "" where
 * there is no such file. Errors: -ENOMEM, or what reading it gave.
 */
int nhd_driver_aliases(struct nhd_host *host, char **aliases, struct nhd_error *error);

/*
 * Chooses the driver that hands a device, bound to now, to a guest: model unless NULL; now
 * where that is a vfio driver; of the variants that are loaded the one whose alias fits best
 * (as libvirt, virPCIDeviceFindBestVFIOVariant); or vfio-pci.
 * Errors: -ENOTSUP (config-unsupported) a model that is no vfio driver, or without an IOMMU
 * group, -ENOENT (operation-invalid) where the driver is not loaded, or what sysfs gave.
 */
int nhd_driver_choose(struct nhd_host *host, const char *address, const char *aliases,
	const char *model, const char *now, char driver[NHD_DRIVER_SIZE],
	struct nhd_error *error);

/*
 * Takes the device from whatever driver has it but driver, which its driver_override names
 * from then on. Returns 1 where driver has it, 0 where none has; errors: what sysfs gave.
 */
int nhd_driver_unbind(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error);

/*
 * Binds the device to driver, "" for none, and leaves override as its driver_override. It
 * may be called in any state, and again. Errors: what sysfs gave; -ENXIO where nothing
 * refused but the device is not bound to driver.
 */
int nhd_driver_bind(struct nhd_host *host, const char *address, const char *driver,
	const char *override, struct nhd_error *error);

#endif
