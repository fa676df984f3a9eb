/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sysfs says of a PCI device: whether it is a VF, of which PF, and its driver. */
#ifndef NHD_VF_SYSFS_H
#define NHD_VF_SYSFS_H

#include <net/if.h>
#include <stdbool.h>

#include "model/address.h"
#include "model/interface.h"
#include "vf/host.h"

#define NHD_DRIVER_SIZE 64

struct nhd_netdev {
	char name[IF_NAMESIZE]; /* "" where there is none */
	int index;
	uint8_t mac[NHD_MAC_LENGTH]; /* zero where its address is no Ethernet one */
};

struct nhd_vf {
	char address[NHD_PCI_NAME_SIZE];
	char pf_address[NHD_PCI_NAME_SIZE];
	unsigned int index;   /* the N of the PF's virtfnN */
	struct nhd_netdev pf; /* what the VF is set through */
};

/*
 * Finds the VF at address, and its PF, but not the netdev of that.
 * Errors: -ENODEV (no-device) where there is no such device, -ENOTSUP (config-unsupported)
 * where it is no VF.
 */
int nhd_vf_find(struct nhd_host *host, const struct nhd_pci_address *address,
	struct nhd_vf *vf, struct nhd_error *error);

/* How the device that an interface names is called in a message, be it there or not. */
#define NHD_SOURCE_NAME_SIZE 64
void nhd_source_name(const nhd_interface *interface, char name[NHD_SOURCE_NAME_SIZE]);

/* The same of the VF that an interface names; -ENOTSUP for a USB device, too. */
int nhd_vf_of_interface(struct nhd_host *host, const nhd_interface *interface,
	struct nhd_vf *vf, struct nhd_error *error);

/* Finds the netdev of the VF's PF, too; -ENOTSUP (config-unsupported) where it has none. */
int nhd_vf_find_netdev(struct nhd_host *host, struct nhd_vf *vf, struct nhd_error *error);

/* The address of VF number index of a PF; -ENOENT where there is none. */
int nhd_pf_vf(struct nhd_host *host, const char *pf_address, unsigned int index,
	char address[NHD_PCI_NAME_SIZE]);

/* Sets the VF through the netdev of that name of its PF. Errors: what sysfs gave. */
int nhd_vf_use_netdev(struct nhd_host *host, struct nhd_vf *vf, const char *name);

/* The address of VF number index of a PF that has this netdev; -ENOENT where there is none. */
int nhd_vf_of_netdev(struct nhd_host *host, const char *netdev, unsigned int index,
	struct nhd_pci_address *address);

/* The same by its name in sysfs. */
int nhd_vf_find_named(struct nhd_host *host, const char *address, struct nhd_vf *vf,
	struct nhd_error *error);

/*
 * The netdev of a device. Where there are several, that of its lowest dev_port, and of the
 * lowest index among those, whatever the VF is bound to and in whatever order they are
 * listed, so that saving and setting look at the same one.
 * Returns 0 also where there is none; otherwise what sysfs gave.
 */
int nhd_pci_netdev(struct nhd_host *host, const char *address, struct nhd_netdev *netdev);

/* The driver a device is bound to, and its driver_override; "" for none. */
int nhd_pci_driver(
	struct nhd_host *host, const char *address, char driver[NHD_DRIVER_SIZE]);
int nhd_pci_override(
	struct nhd_host *host, const char *address, char override[NHD_DRIVER_SIZE]);

#endif
