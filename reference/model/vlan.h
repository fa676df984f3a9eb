/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The VLAN tags of an interface, a network or a portgroup. */
#ifndef NHD_MODEL_VLAN_H
#define NHD_MODEL_VLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/choice.h"

#define NHD_VLAN_TAG_MAX 4095

struct nhd_vlan_tag {
	uint32_t id; /* 12 bits */
	enum nhd_native_mode native_mode;
};

/* Without tags there is no vlan. */
struct nhd_vlan {
	struct nhd_list tags; /* of struct nhd_vlan_tag */
	bool trunk;
	enum nhd_native_mode native_mode; /* of the tags that have that number */
	uint32_t native_tag;
};

static inline struct nhd_vlan_tag *nhd_vlan_tags(const struct nhd_vlan *vlan)
{
	return vlan->tags.items;
}

#endif
