/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A host document: PFs and their VFs as the kernel holds them. Fixtures give one for before
 * and one for after; what is observed is written in the same form, so that text compares.
 */
#ifndef HARNESS_HOST_H
#define HARNESS_HOST_H

#include <stddef.h>

#include "buffer.h"

/* The fields: name, the child element that holds it ("" for the own one), the attribute, and
 * its form, a HOST_... */
#define HOST_PF_FIELDS(X)                                                                \
	X(PF_ADDRESS, "", "address", ADDRESS)                                            \
	X(PF_NETDEV, "netdev", "name", NETDEV)                                           \
	X(PF_MAC, "netdev", "mac", NETDEV_MAC)                                           \
	X(PF_UP, "netdev", "up", UP)

#define HOST_VF_FIELDS(X)                                                                \
	X(VF_ADDRESS, "", "address", ADDRESS)                                            \
	X(VF_INDEX, "", "index", INDEX)                                                  \
	X(VF_DRIVER, "", "driver", DRIVER)                                               \
	X(VF_OVERRIDE, "", "driver-override", DRIVER)                                    \
	X(VF_NETDEV, "netdev", "name", NETDEV)                                           \
	X(VF_MAC, "netdev", "mac", NETDEV_MAC)                                           \
	X(VF_ADMIN_MAC, "admin", "mac", MAC)                                             \
	X(VF_VLAN, "admin", "vlan", VLAN)                                                \
	X(VF_QOS, "admin", "qos", QOS)                                                   \
	X(VF_PROTOCOL, "admin", "protocol", PROTOCOL)                                    \
	X(VF_MIN_RATE, "rate", "min", RATE) /* Mbit/s */                                 \
	X(VF_MAX_RATE, "rate", "max", RATE)                                              \
	X(VF_SPOOFCHK, "policy", "spoofchk", SWITCH)                                     \
	X(VF_TRUST, "policy", "trust", SWITCH)                                           \
	X(VF_LINK_STATE, "policy", "link-state", LINK_STATE)                             \
	X(VF_PORT_PROFILE, "port", "profile", PROFILE) /* 802.1Qbh */                    \
	X(VF_PORT_INSTANCE, "port", "instance", UUID)                                    \
	X(VF_PORT_HOST, "port", "host", UUID)                                            \
	X(VF_PORT_RESPONSE, "port", "response", RESPONSE)

#define HOST_FIELD_ENUM(name, element, attribute, form) name,
enum host_pf_field { HOST_PF_FIELDS(HOST_FIELD_ENUM) PF_FIELDS };
enum host_vf_field { HOST_VF_FIELDS(HOST_FIELD_ENUM) VF_FIELDS };
#undef HOST_FIELD_ENUM

/* An absent field is NULL; all are owned. line is where the element is in its document. */
struct host_vf {
	long line;
	char *fields[VF_FIELDS];
};

struct host_pf {
	long line;
	char *fields[PF_FIELDS];
	struct host_vf *vfs;
	size_t count;
};

/* Initialise with { 0 }; free with host_free(). */
struct host {
	struct host_pf *pfs;
	size_t count;
};

struct host_pf *host_add_pf(struct host *host);
struct host_vf *host_add_vf(struct host_pf *pf);
void host_free(struct host *host);

/*
 * Reads a document. Returns 0, or -EINVAL where it is not a host document: why, which is
 * cleared first, then says where and by which rule. Of what was read every value has its
 * form, every PF and VF its address, the VFs of a PF are numbered in their order, and no
 * address or netdev comes twice.
 */
int host_read(struct host *host, const char *text, size_t length, struct buffer *why);
/* Adds the canonical form to text. */
void host_write(const struct host *host, struct buffer *text);

#endif
