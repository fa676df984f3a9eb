/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The devices of a domain, and the checks that go over all of them. A check gets them in
 * libvirt's order of kinds, ended by NULL, and returns as a step of reading does.
 */
#ifndef NHD_XML_DEVICES_H
#define NHD_XML_DEVICES_H

#include "xml/reader.h"

typedef int nhd_device_check(struct nhd_reader *reader, nhd_interface **devices);

bool nhd_is_kind(const nhd_interface *device, const char *kind);
bool nhd_is_hostdev(const nhd_interface *device); /* an interface's, or a plain one */
bool nhd_is_scsi_hostdev(const nhd_interface *device);

/*
 * Refuses what a device claims and another has; claim is a path from the device on.
 * Returns -EINVAL.
 */
int nhd_fail_claim(const struct nhd_reader *reader, enum nhd_error_class error_class,
	const nhd_interface *device, const char *claim, const char *what);

/* rules_place.c */
nhd_device_check nhd_number_controllers;
nhd_device_check nhd_check_usb_hostdevs;
nhd_device_check nhd_check_disks;
nhd_device_check nhd_assign_drives;
nhd_device_check nhd_check_qemu_places;
nhd_device_check nhd_check_drives;
nhd_device_check nhd_drop_assigned;

#endif
