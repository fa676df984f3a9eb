/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of a <domain>, its devices: hostdev interfaces whole, of others what they claim. */
#ifndef NHD_MODEL_DOMAIN_H
#define NHD_MODEL_DOMAIN_H

#include "model/interface.h"

/* More than the buses of any guest hold. */
#define NHD_DEVICES_MAX 4096

struct nhd_domain {
	bool has_uuid;
	uint8_t uuid[NHD_UUID_LENGTH];
	char *os_type;
	struct nhd_list boots;   /* of struct nhd_os_boot */
	struct nhd_list devices; /* of struct nhd_interface */
	struct nhd_arena arena;
};

struct nhd_os_boot {
	char unused; /* only how many there are matters */
};

#endif
