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
#include "model/arena.h"
#include "model/bandwidth.h"
#include "model/choice.h"
#include "model/device.h"
#include "model/ip.h"
#include "model/source.h"
#include "model/virtualport.h"
#include "model/vlan.h"

#define NHD_MAC_LENGTH 6

struct nhd_mac {
	uint8_t address[NHD_MAC_LENGTH];
	bool is_drawn; /* at random, for the document has none */
	enum nhd_mac_type type;
	enum nhd_bool check;
};

/* The host's driver that hands a PCI device over. */
struct nhd_pci_driver {
	enum nhd_driver_name name;
	char *model; /* a variant of vfio-pci, or NULL */
};

/* What <driver> says of a virtio device: of a hostdev, nothing that could have effect. */
struct nhd_virtio_options {
	enum nhd_switch iommu;
	enum nhd_switch ats;
	enum nhd_switch packed;
	enum nhd_switch page_per_vq;
};

struct nhd_target {
	char *device;
	enum nhd_bool managed;
};

struct nhd_guest_netdev {
	char *device;
	char *actual;
};

struct nhd_backend {
	enum nhd_backend_type type;
	char *tap;
	char *log_file;
};

struct nhd_teaming {
	enum nhd_teaming_type type;
	char *persistent; /* alias of the other one of the pair */
};

/* One of a domain's devices, of whatever kind: what says whether it is in the way. */
struct nhd_bystander {
	unsigned int kind; /* in libvirt's order of kinds */
	size_t position;   /* byte offset in the document */
	char *type;        /* of a controller, or where a serial line ends */
	char *model;       /* of a controller */
	char *bus;         /* of a disk, a hub or an input device */
	char *target_type; /* of a serial line or a console */
	char *source_path; /* of the same */
	char *network;     /* of an interface of that type */
	char *portgroup;   /* of the same, or NULL */
	bool has_index;    /* of a controller */
	uint32_t index;
	bool is_scsi_disk;
	bool disk_is_placed;    /* by an address of its own, not by its name */
	bool drive_is_assigned; /* by us */
};

struct nhd_interface {
	enum nhd_interface_type type; /* NHD_INTERFACE_HOSTDEV, but in a domain */
	bool managed;
	enum nhd_bool trust_guest_rx_filters;
	struct nhd_mac mac;
	struct nhd_pci_driver driver;
	struct nhd_source source;
	struct nhd_vlan vlan;
	struct nhd_vlan actual_vlan; /* what its network gave it, when it is read */
	struct nhd_virtualport virtualport;
	struct nhd_bandwidth bandwidth;
	enum nhd_bool isolated;
	struct nhd_ip_setup guest_ip;
	struct nhd_list port_forwards; /* of struct nhd_port_forward */
	char *script;
	char *downscript;
	char *backend_domain;
	struct nhd_target target;
	struct nhd_guest_netdev guest;
	char *model;
	bool model_is_virtio;
	struct nhd_virtio_options virtio;
	struct nhd_backend backend;
	bool has_sndbuf;
	uint64_t sndbuf; /* bytes */
	struct nhd_teaming teaming;
	enum nhd_link_state link_state;
	uint32_t mtu;                 /* bytes; 0: none */
	uint64_t coalesce_max_frames; /* 32 bits; 0: none */
	struct nhd_device device;
	enum nhd_switch ramfb;
	struct nhd_bystander bystander;
	struct nhd_arena arena; /* owns what the pointers above point to */
};

#endif
