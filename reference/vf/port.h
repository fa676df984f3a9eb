/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A port profile on a VF: asked for, waited for, and given up (802.1Qbh). */
#ifndef NHD_VF_PORT_H
#define NHD_VF_PORT_H

#include "vf/sysfs.h"
#include "vf/vfinfo.h"

/* How long the switch may take to answer; libvirt gives it as long. */
#define NHD_PORT_TIMEOUT_MS 10000

/*
 * Makes the VF's port what it shall be, if it is not: associated with a profile, or (profile
 * "") with none. Returns 0 once the switch has agreed; -ETIMEDOUT (timed-out) where it does
 * not answer, -EIO (system-error) where it refuses, or what the kernel gave.
 */
int nhd_port_settle(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_port *port, struct nhd_error *error);

/*
 * Sets port to what shall be; device is what it is of, for messages. Returns 0, or -EINVAL
 * (invalid-argument) where a UUID is none or NULL.
 */
int nhd_port_make(struct nhd_port *port, const char *device, const char *profile,
	const char *guest_uuid, const char *host_uuid, struct nhd_error *error);

/* A profile in words, "none" for none; it needs 160 bytes at most. */
void nhd_port_to_text(const struct nhd_port *port, char *text, size_t size);

#define NHD_UUID_TEXT_SIZE sizeof("4dea22b3-1d52-d8f3-2516-782e98ab3fa0")
void nhd_uuid_to_text(char text[NHD_UUID_TEXT_SIZE], const uint8_t uuid[NHD_UUID_LENGTH]);

bool nhd_port_is_same(const struct nhd_port *one, const struct nhd_port *other);

#endif
