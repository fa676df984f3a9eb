/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is shown of a PF and of a VF: one table for all forms. */
#ifndef NHD_VF_FIELDS_H
#define NHD_VF_FIELDS_H

#include "vf/snapshot.h"

/* Of all values, a profile is the longest. */
#define NHD_FIELD_SIZE (NHD_PROFILE_ID_MAX + 64)

/* What a value is to JSON. */
enum nhd_field_kind {
	NHD_FIELD_TEXT,
	NHD_FIELD_NUMBER,
	NHD_FIELD_SWITCH, /* on, off; yes, no */
};

struct nhd_field {
	const char *element; /* "" for the device's own attributes */
	const char *attribute;
	size_t present; /* the place of a byte that is 0 where the field is absent */
	size_t place;
	const struct nhd_field_type *type;
	bool is_ours; /* not in a host document */
};

struct nhd_fields {
	const struct nhd_field *items; /* those of an element together */
	size_t count;
};

extern const struct nhd_fields nhd_pf_fields; /* of a struct nhd_pf_snapshot */
extern const struct nhd_fields nhd_vf_fields; /* of a struct nhd_vf_snapshot */

/* Prints a field of a device, in printable ASCII; false where it is absent. */
bool nhd_field_print(
	const struct nhd_field *field, const void *device, char text[NHD_FIELD_SIZE]);
enum nhd_field_kind nhd_field_kind(const struct nhd_field *field);

#endif
