/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's device behind a hostdev interface. */
#ifndef NHD_MODEL_SOURCE_H
#define NHD_MODEL_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"
#include "model/arena.h"
#include "model/choice.h"
#include "model/ip.h"

#define NHD_UUID_LENGTH 16

struct nhd_pci_source {
	struct nhd_pci_address address;
	enum nhd_bool write_filtering;
};

/* A USB device on the host: by bus and device number, by vendor and product, or both. */
struct nhd_usb_source {
	enum nhd_startup_policy startup_policy;
	enum nhd_guest_reset guest_reset;
	uint32_t vendor; /* 0: not named */
	uint32_t product;
	uint32_t bus;
	uint32_t device;
};

struct nhd_iscsi_host {
	enum nhd_host_transport transport;
	char *name;
	uint32_t port; /* 0: the protocol's */
};

struct nhd_auth {
	char *user;
	enum nhd_auth_type type;
	char *secret_type;
	bool has_secret_uuid;
	uint8_t secret_uuid[NHD_UUID_LENGTH];
	char *secret_usage;
};

/* A logical unit: of a host adapter, or behind iSCSI. */
struct nhd_scsi_source {
	enum nhd_scsi_protocol protocol;
	char *adapter;
	uint32_t bus;
	uint32_t target;
	uint64_t unit;
	char *path;            /* of iSCSI: IQN/LUN */
	struct nhd_list hosts; /* of struct nhd_iscsi_host: one */
	struct nhd_auth auth;
	char *initiator;
	enum nhd_sgio sgio;
};

struct nhd_scsi_host_source {
	enum nhd_scsi_host_protocol protocol;
	char *wwpn;
};

struct nhd_mdev_source {
	enum nhd_mdev_model model;
	uint8_t uuid[NHD_UUID_LENGTH];
};

/* Of the five kinds a network card can be made from the first two. */
enum nhd_source_type {
	NHD_SOURCE_ABSENT,
	NHD_SOURCE_USB,
	NHD_SOURCE_PCI,
	NHD_SOURCE_SCSI,
	NHD_SOURCE_SCSI_HOST,
	NHD_SOURCE_MDEV,
};

struct nhd_source {
	enum nhd_source_type type;
	struct nhd_pci_source pci;
	struct nhd_usb_source usb;
	struct nhd_scsi_source scsi;
	struct nhd_scsi_host_source scsi_host;
	struct nhd_mdev_source mdev;
	struct nhd_ip_setup host_ip; /* read, and then refused */
};

#endif
