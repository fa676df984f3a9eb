/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The port profile (802.1Qbg, 802.1Qbh, Open vSwitch, MidoNet) of an interface. */
#ifndef NHD_MODEL_VIRTUALPORT_H
#define NHD_MODEL_VIRTUALPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/choice.h"
#include "model/source.h"

#define NHD_PROFILE_ID_MAX                                                               \
	39 /* bytes, without the NUL; the kernel's PORT_PROFILE_MAX - 1 */

/* A number or UUID counts only where its has_ is set; an empty profile_id is an absent one. */
struct nhd_virtualport {
	enum nhd_virtualport_type type;
	bool has_manager_id;
	bool has_type_id;
	bool has_type_id_version;
	bool has_instance_id;
	bool has_interface_id;
	uint32_t manager_id;      /* 8 bits */
	uint32_t type_id;         /* 24 bits */
	uint32_t type_id_version; /* 8 bits */
	uint8_t instance_id[NHD_UUID_LENGTH];
	uint8_t interface_id[NHD_UUID_LENGTH];
	char profile_id[NHD_PROFILE_ID_MAX + 1];
};

#endif
