/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The VLAN tags of an interface. */
#ifndef NHD_MODEL_VLAN_H
#define NHD_MODEL_VLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/choice.h"

#define NHD_VLAN_TAG_MAX 4095

/* count is 0 where the interface has no <vlan>; tags is owned. */
struct nhd_vlan {
	size_t count;
	uint16_t *tags;
	bool trunk;
	enum nhd_native_mode native_mode;
	uint16_t native_tag;
};

#endif
