// SPDX-License-Identifier: LGPL-2.1-or-later
/* What interfaces, networks and portgroups share: virtualport, vlan and bandwidth. */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/rules.h"

int nhd_invent(struct nhd_reader *reader, void *bytes, size_t count)
{
	if (getrandom(bytes, count, 0) != (ssize_t)count)
		return nhd_fail(reader->error, NHD_ERROR_INTERNAL, EIO,
			"the system has no random numbers");
	return 0;
}

/* Whether a parameter counts as given: an empty profileid does not. */
static bool has_parameter(
	const struct nhd_virtualport *virtualport, const struct nhd_attribute *row)
{
	return *(const char *)nhd_field(virtualport, row->has ? row->has : row->field);
}

static int invent_parameter(struct nhd_reader *reader,
	struct nhd_virtualport *virtualport, const struct nhd_attribute *row)
{
	uint8_t *uuid = nhd_field(virtualport, row->field);
	int status = nhd_invent(reader, uuid, NHD_UUID_LENGTH);

	/* RFC 9562, version 4. */
	uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
	uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
	*(bool *)nhd_field(virtualport, row->has) = true;
	return status;
}

/* midonet asks for its interfaceid instead of inventing it. */
static bool is_invented(
	const struct nhd_virtualport *virtualport, const struct nhd_attribute *row)
{
	return row->flags & NHD_INVENTED && virtualport->type != NHD_VIRTUALPORT_MIDONET;
}

/* Every parameter that the type needs. */
static int check_complete(
	struct nhd_reader *reader, enum nhd_element_id id, bool may_invent)
{
	const struct nhd_element *element = &nhd_elements[id];
	struct nhd_virtualport *virtualport = nhd_owner(reader, id);
	uint32_t variant = nhd_element_variant(element, virtualport);
	int status = 0;

	for (size_t i = 0; !status && i < element->count; i++) {
		const struct nhd_attribute *row = &element->attributes[i];

		if (!(row->needed_by & variant) || has_parameter(virtualport, row))
			continue;
		status =
			may_invent && is_invented(virtualport, row)
				? invent_parameter(reader, virtualport, row)
				: nhd_fail_at(reader, NHD_ERROR_XML, id, row->name, NULL,
					  "this type of virtualport needs %s", row->name);
	}
	return status;
}

/* And no other (midonet minds no other). */
static int check_no_extras(struct nhd_reader *reader, enum nhd_element_id id)
{
	const struct nhd_element *element = &nhd_elements[id];
	const struct nhd_virtualport *virtualport = nhd_owner(reader, id);
	uint32_t variant = nhd_element_variant(element, virtualport);

	if (virtualport->type == NHD_VIRTUALPORT_MIDONET)
		return 0;
	for (size_t i = 0; i < element->count; i++) {
		const struct nhd_attribute *row = &element->attributes[i];

		if (!(row->only & variant) && has_parameter(virtualport, row))
			return nhd_fail_at(reader, NHD_ERROR_XML, id, row->name,
				nhd_collected(&reader->collection, id, row),
				"this type of virtualport has no %s", row->name);
	}
	return 0;
}

/* Parameters are converted whatever the type, and only then compared with it. */
int nhd_read_virtualport(struct nhd_reader *reader, enum nhd_element_id id,
	enum nhd_virtualport_demand demand)
{
	enum nhd_element_id parameters = id + 1;
	const struct nhd_element *element = &nhd_elements[parameters];
	int status = nhd_read_element(reader, id);

	if (status || !nhd_is_present(reader, id))
		return status;
	if (demand != NHD_VIRTUALPORT_ANY && !nhd_text(reader, id, "type"))
		return nhd_fail_at(reader, NHD_ERROR_XML, id, "type", NULL,
			"the attribute type is missing");
	for (size_t i = 0; !status && i < element->count; i++)
		status = nhd_read_row(reader, parameters, &element->attributes[i]);
	if (!status && demand >= NHD_VIRTUALPORT_COMPLETE)
		status = check_complete(
			reader, parameters, demand == NHD_VIRTUALPORT_COMPLETE);
	return status ? status : check_no_extras(reader, parameters);
}

/* One tag, and what it makes of the tags before it (virNetDevVlanParse). */
int nhd_read_tag(struct nhd_reader *reader, enum nhd_element_id id, struct nhd_vlan *vlan)
{
	const struct nhd_vlan_tag *tag = nhd_record(reader);
	int status = nhd_read_rows(reader, id);

	if (!status && tag->id > NHD_VLAN_TAG_MAX)
		return nhd_fail_value(reader, NHD_ERROR_XML, id, "id", "is too large");
	if (status || !tag->native_mode)
		return status;
	if (vlan->native_mode)
		return nhd_fail_value(reader, NHD_ERROR_XML, id, "nativeMode",
			"is the second of its kind");
	vlan->native_mode = tag->native_mode;
	vlan->native_tag = tag->id;
	return 0;
}

/* trunk is the one word of the format whose case does not count. */
static int read_trunk(struct nhd_reader *reader, enum nhd_element_id id)
{
	struct nhd_vlan *vlan = nhd_owner(reader, id);
	const char *text = nhd_text(reader, id, "trunk");
	const char *complaint = NULL;

	vlan->trunk = text ? !strcasecmp(text, "yes") : vlan->tags.count > 1;
	if (!text || vlan->trunk)
		return 0;
	if (vlan->tags.count > 1)
		complaint = "contradicts several tags";
	else if (vlan->native_mode)
		complaint = "contradicts a native tag";
	else if (strcasecmp(text, "no"))
		complaint = "is neither yes nor no";
	return complaint ? nhd_fail_value(reader, NHD_ERROR_XML, id, "trunk", complaint)
			 : 0;
}

/* nativeMode is printed on every tag of the native number (virNetDevVlanFormat). */
static void spread_native_mode(struct nhd_vlan *vlan)
{
	struct nhd_vlan_tag *tags = nhd_vlan_tags(vlan);

	for (size_t i = 0; vlan->native_mode && i < vlan->tags.count; i++) {
		if (tags[i].id == vlan->native_tag)
			tags[i].native_mode = vlan->native_mode;
	}
}

int nhd_read_vlan(struct nhd_reader *reader, enum nhd_element_id id)
{
	struct nhd_vlan *vlan = nhd_owner(reader, id);
	enum nhd_element_id tag = id + 1;
	int status;

	if (!nhd_is_present(reader, id))
		return 0;
	status = nhd_told_late(reader, tag);
	if (!status && !vlan->tags.count)
		status = nhd_fail_at(reader, NHD_ERROR_XML, tag, NULL, NULL,
			"a vlan needs at least one tag");
	if (!status)
		status = read_trunk(reader, id);
	if (!status)
		spread_native_mode(vlan);
	return status;
}

/* virNetDevBandwidthParseRate; floor is for what shares a bridge. */
static int read_rate(struct nhd_reader *reader, enum nhd_element_id id)
{
	bool average, floor;
	int status;

	if (!nhd_is_present(reader, id))
		return 0;
	status = nhd_read_rows(reader, id);
	average = nhd_text(reader, id, "average");
	floor = nhd_text(reader, id, "floor");
	if (status)
		return status;
	if (!average && !floor)
		return nhd_fail_at(reader, NHD_ERROR_XML, id, "average", NULL,
			"the attribute average is missing");
	if (!average && (nhd_text(reader, id, "peak") || nhd_text(reader, id, "burst")))
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, id, "average",
			NULL, "peak and burst need an average");
	if (floor)
		return nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED, id, "floor",
			"is not supported here");
	return 0;
}

int nhd_read_bandwidth(struct nhd_reader *reader, enum nhd_element_id id)
{
	enum nhd_element_id inbound = id + 1, outbound = id + 2;
	struct nhd_bandwidth *bandwidth = nhd_owner(reader, id);
	int status = nhd_read_element(reader, id);

	if (!status)
		status = read_rate(reader, inbound);
	if (!status)
		status = read_rate(reader, outbound);
	bandwidth->given =
		nhd_is_present(reader, inbound) || nhd_is_present(reader, outbound);
	return status;
}
