/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One <interface type='hostdev'>, as plain data.
 * model/ includes neither XML nor the kernel; xml/ and vf/ include model/, never each other.
 */
#ifndef NHD_MODEL_INTERFACE_H
#define NHD_MODEL_INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "nethostdev.h"
#include "model/address.h"
#include "model/choice.h"
#include "model/virtualport.h"
#include "model/vlan.h"

#define NHD_MAC_LENGTH 6

struct nhd_mac {
	uint8_t address[NHD_MAC_LENGTH];
	enum nhd_mac_type type;
	enum nhd_bool check;
};

/* Of libvirt's five kinds of source a network card can be made from the first two. */
enum nhd_source_type {
	NHD_SOURCE_ABSENT,
	NHD_SOURCE_USB,
	NHD_SOURCE_PCI,
	NHD_SOURCE_SCSI,
	NHD_SOURCE_SCSI_HOST,
	NHD_SOURCE_MDEV,
};

struct nhd_pci_source {
	struct nhd_pci_address address;
	enum nhd_bool write_filtering;
};

struct nhd_source {
	enum nhd_source_type type;
	struct nhd_pci_source pci;
	struct nhd_usb_source usb;
};

struct nhd_interface {
	struct nhd_vlan vlan;         /* first: the grammar takes offset 0 for no field */
	enum nhd_interface_type type; /* always NHD_INTERFACE_HOSTDEV, once read */
	bool managed;
	struct nhd_mac mac;
	struct nhd_source source;
	struct nhd_virtualport virtualport;
	struct nhd_guest_address address;
};

#endif
