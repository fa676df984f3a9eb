/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a device is: on the host (source) or in the guest. */
#ifndef NHD_MODEL_ADDRESS_H
#define NHD_MODEL_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/choice.h"

/*
 * A PCI address. libvirt checks the ranges (bus 8 bits, slot 5, function 3) only where
 * domain, bus or slot is not zero, so function may hold any 32-bit number otherwise.
 */
struct nhd_pci_address {
	uint32_t domain;
	uint32_t bus;
	uint32_t slot;
	uint32_t function;
	enum nhd_switch multifunction;
	bool has_zpci_uid;
	bool has_zpci_fid;
	uint32_t zpci_uid;
	uint32_t zpci_fid;
};

/* USB in the guest: ports[] from the root hub on, ended by the first zero. */
#define NHD_USB_PORT_DEPTH 4
struct nhd_usb_address {
	uint32_t bus;
	uint32_t ports[NHD_USB_PORT_DEPTH];
};

/* The parts that the addresses of the other buses have; each type has some of them. */
struct nhd_other_address {
	uint32_t controller;
	uint32_t bus;
	uint32_t target;
	uint32_t unit;
	uint32_t port;
	uint32_t slot;
	uint32_t cssid;
	uint32_t ssid;
	uint32_t devno;
	uint32_t iobase;
	uint32_t irq;
	bool has_reg;
	uint64_t reg;
	uint64_t base;
};

enum nhd_address_type {
	NHD_ADDRESS_NONE,
	NHD_ADDRESS_PCI,
	NHD_ADDRESS_DRIVE,
	NHD_ADDRESS_VIRTIO_SERIAL,
	NHD_ADDRESS_CCID,
	NHD_ADDRESS_USB,
	NHD_ADDRESS_SPAPR_VIO,
	NHD_ADDRESS_VIRTIO_S390,
	NHD_ADDRESS_CCW,
	NHD_ADDRESS_VIRTIO_MMIO,
	NHD_ADDRESS_ISA,
	NHD_ADDRESS_DIMM,
	NHD_ADDRESS_UNASSIGNED,
};

struct nhd_guest_address {
	enum nhd_address_type type;
	struct nhd_pci_address pci;
	struct nhd_usb_address usb;
	struct nhd_other_address other;
};

/* libvirt's notion of an address that says nothing: function is not looked at. */
static inline bool nhd_pci_address_is_empty(const struct nhd_pci_address *address)
{
	return !address->domain && !address->bus && !address->slot;
}

#endif
