/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every device of a guest can have, whatever its kind. */
#ifndef NHD_MODEL_DEVICE_H
#define NHD_MODEL_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/address.h"
#include "model/choice.h"

struct nhd_rom {
	enum nhd_bool enabled;
	enum nhd_switch bar;
	char *file;
};

struct nhd_device {
	uint32_t boot_order; /* 0: none */
	char *loadparm;      /* upper case */
	char *alias;         /* a user's own, or NULL */
	bool has_master;
	uint32_t master_start_port;
	struct nhd_rom rom;
	uint32_t acpi_index; /* 0: none */
	struct nhd_guest_address address;
};

#endif
