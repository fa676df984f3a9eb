/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A host document: PFs and their VFs as the kernel holds them. Fixtures give one for before
 * and one for after; what is observed is written in the same form, so that text compares.
 */
#ifndef HARNESS_HOST_H
#define HARNESS_HOST_H

#include <stddef.h>

#include "buffer.h"

/* The fields: name, the child element that holds it ("" for the own one), the attribute. */
#define HOST_PF_FIELDS(X)                                                                \
	X(PF_ADDRESS, "", "address")                                                     \
	X(PF_NETDEV, "netdev", "name")                                                   \
	X(PF_MAC, "netdev", "mac")                                                       \
	X(PF_UP, "netdev", "up") /* yes, no */

#define HOST_VF_FIELDS(X)                                                                \
	X(VF_ADDRESS, "", "address")                                                     \
	X(VF_INDEX, "", "index")                                                         \
	X(VF_DRIVER, "", "driver")                                                       \
	X(VF_OVERRIDE, "", "driver-override")                                            \
	X(VF_NETDEV, "netdev", "name")                                                   \
	X(VF_MAC, "netdev", "mac")                                                       \
	X(VF_ADMIN_MAC, "admin", "mac")                                                  \
	X(VF_VLAN, "admin", "vlan")                                                      \
	X(VF_QOS, "admin", "qos")                                                        \
	X(VF_PROTOCOL, "admin", "protocol") /* 802.1Q, 802.1ad */                        \
	X(VF_MIN_RATE, "rate", "min")       /* Mbit/s */                                 \
	X(VF_MAX_RATE, "rate", "max")                                                    \
	X(VF_SPOOFCHK, "policy", "spoofchk") /* on, off */                               \
	X(VF_TRUST, "policy", "trust")                                                   \
	X(VF_LINK_STATE, "policy", "link-state")                                         \
	X(VF_PORT_PROFILE, "port", "profile") /* 802.1Qbh */                             \
	X(VF_PORT_INSTANCE, "port", "instance")                                          \
	X(VF_PORT_HOST, "port", "host")                                                  \
	X(VF_PORT_RESPONSE, "port", "response") /* success, in-progress, refused */

#define HOST_FIELD_ENUM(name, element, attribute) name,
enum host_pf_field { HOST_PF_FIELDS(HOST_FIELD_ENUM) PF_FIELDS };
enum host_vf_field { HOST_VF_FIELDS(HOST_FIELD_ENUM) VF_FIELDS };
#undef HOST_FIELD_ENUM

/* An absent field is NULL; all are owned. */
struct host_vf {
	char *fields[VF_FIELDS];
};

struct host_pf {
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

/* Reads a document. Returns 0, or -EINVAL where it is not a host document. */
int host_read(struct host *host, const char *text, size_t length);
/* Adds the canonical form to text. */
void host_write(const struct host *host, struct buffer *text);

#endif
