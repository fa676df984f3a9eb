/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What form the values in a host document have, whichever kernel is to be as it says. */
#ifndef HARNESS_HOST_FORMS_H
#define HARNESS_HOST_FORMS_H

enum host_form {
	HOST_ADDRESS, /* of a PCI function */
	HOST_INDEX,
	HOST_DRIVER,
	HOST_NETDEV,
	HOST_NETDEV_MAC,
	HOST_UP,
	HOST_MAC,
	HOST_VLAN,
	HOST_QOS,
	HOST_PROTOCOL,
	HOST_RATE,
	HOST_SWITCH,
	HOST_LINK_STATE,
	HOST_PROFILE,
	HOST_UUID,
	HOST_RESPONSE,
};

/* What a value of that form is, in words, where this is none; else NULL. */
const char *host_form_check(enum host_form form, const char *value);

#endif
