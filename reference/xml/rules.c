// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the grammar's rows cannot say: the rules that join several values, applied in the
 * order of libvirt's virDomainNetDefParseXML, so that of two mistakes the same one is told.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/values.h"

/* What the document leaves to chance. */
static int invent(struct nhd_reader *reader, void *bytes, size_t count)
{
	if (getrandom(bytes, count, 0) != (ssize_t)count)
		return nhd_fail(reader->error, NHD_ERROR_INTERNAL, EIO,
			"the system has no random numbers");
	return 0;
}

static int read_type(struct nhd_reader *reader)
{
	const struct nhd_element *element = &nhd_elements[NHD_ELEMENT_INTERFACE];
	int status =
		nhd_read_attribute(reader, NHD_ELEMENT_INTERFACE, element->attributes);

	if (status || reader->interface->type == NHD_INTERFACE_HOSTDEV)
		return status;
	nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_INTERFACE, "type",
		NULL, "the interface is not of type hostdev");
	return -ENOTSUP;
}

/* What is missing where nothing tells the type of the source. */
static int fail_untyped_source(struct nhd_reader *reader)
{
	static const enum nhd_element_id chain[] = { NHD_ELEMENT_SOURCE,
		NHD_ELEMENT_SOURCE_ADDRESS };

	for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		if (!nhd_is_present(reader, chain[i]))
			return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, chain[i],
				NULL, NULL,
				"<%s> is missing, and nothing else tells the type of "
				"the source",
				nhd_elements[chain[i]].name);
	}
	return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
		NHD_ELEMENT_SOURCE_ADDRESS, "type", NULL,
		"nothing tells the type of the source");
}

/* The type may stand in any address, and a vendor implies it; an empty one is none. */
static int read_source_type(struct nhd_reader *reader)
{
	const struct nhd_collected_attribute *type =
		&reader->collection.anywhere[NHD_ANYWHERE_SOURCE_TYPE];

	if (type->rule && *nhd_collected_text(&reader->collection, type))
		return nhd_read_rules(reader, NHD_ELEMENT_SOURCE_ADDRESS, true);
	if (!reader->collection.elements[NHD_ELEMENT_VENDOR].seen)
		return fail_untyped_source(reader);
	reader->interface->source.type = NHD_SOURCE_USB;
	return 0;
}

/* virDomainHostdevDefParseXMLSubsys: what the sources of every type share. */
static int read_hostdev(struct nhd_reader *reader)
{
	int status = nhd_read_rules(reader, NHD_ELEMENT_SOURCE, true);

	return status ? status : nhd_read_rules(reader, NHD_ELEMENT_INTERFACE, false);
}

/*
 * The highest bus, slot and function. An address with neither domain, bus nor slot is
 * empty, and then nothing is checked (virPCIDeviceAddressParseXML).
 */
static int check_pci_ranges(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_pci_address *address)
{
	const struct nhd_element *element = &nhd_elements[id];

	if (nhd_pci_address_is_empty(address))
		return 0;
	for (size_t i = 0; i < element->count; i++) {
		const struct nhd_attribute *rule = &element->attributes[i];
		uint32_t value;

		if (!rule->max)
			continue;
		memcpy(&value, (const char *)reader->interface + rule->field,
			sizeof(value));
		if (value > rule->max)
			return nhd_fail_at(reader, NHD_ERROR_XML, id, rule->name,
				nhd_collected(&reader->collection, id, rule),
				"%s 0x%x is above 0x%x", rule->name, value, rule->max);
	}
	return 0;
}

static int read_pci_source(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_SOURCE);

	if (!status)
		status = nhd_read_element(reader, NHD_ELEMENT_SOURCE_ADDRESS);
	if (!status)
		status = check_pci_ranges(reader, NHD_ELEMENT_SOURCE_ADDRESS,
			&reader->interface->source.pci.address);
	return status ? status : nhd_read_element(reader, NHD_ELEMENT_SOURCE_ZPCI);
}

/* Vendor and product come together; which of them is missed depends on which is there. */
static int read_usb_product(struct nhd_reader *reader)
{
	static const enum nhd_element_id pair[] = { NHD_ELEMENT_VENDOR,
		NHD_ELEMENT_PRODUCT };

	for (size_t i = 0; i < 2; i++) {
		enum nhd_element_id other = pair[1 - i];
		int status = nhd_read_element(reader, pair[i]);

		if (status)
			return status;
		if (nhd_is_present(reader, pair[i]) && !nhd_is_present(reader, other))
			return nhd_fail_at(reader, NHD_ERROR_INTERNAL, other, NULL, NULL,
				"<%s> is missing beside <%s>", nhd_elements[other].name,
				nhd_elements[pair[i]].name);
	}
	return 0;
}

static int read_usb_source(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_SOURCE);

	if (!status)
		status = read_usb_product(reader);
	return status ? status : nhd_read_element(reader, NHD_ELEMENT_SOURCE_ADDRESS);
}

/* SCSI and mediated devices are no network cards: libvirt reads them, we do not. */
static int read_other_source(struct nhd_reader *reader)
{
	if (reader->interface->source.type == NHD_SOURCE_SCSI) {
		int status = nhd_read_rules(reader, NHD_ELEMENT_ADAPTER, false);

		if (status)
			return status;
	}
	nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_SOURCE_ADDRESS,
		"type", NULL, "a source of this type is no network card");
	return -ENOTSUP;
}

static int read_source(struct nhd_reader *reader)
{
	switch (reader->interface->source.type) {
	case NHD_SOURCE_PCI:
		return read_pci_source(reader);
	case NHD_SOURCE_USB:
		return read_usb_source(reader);
	default:
		return read_other_source(reader);
	}
}

/* Whether a parameter counts as given: an empty profileid does not. */
static bool has_parameter(
	const nhd_interface *interface, const struct nhd_attribute *rule)
{
	const char *base = (const char *)interface;

	return rule->has ? base[rule->has] : base[rule->field] != '\0';
}

static int invent_parameter(struct nhd_reader *reader, const struct nhd_attribute *rule)
{
	char *base = (char *)reader->interface;
	uint8_t *uuid = (uint8_t *)base + rule->field;
	int status = invent(reader, uuid, NHD_UUID_LENGTH);

	/* RFC 9562, version 4. */
	uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
	uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
	base[rule->has] = true;
	return status;
}

/* midonet asks for its interfaceid instead of inventing it. */
static bool is_invented(const nhd_interface *interface, const struct nhd_attribute *rule)
{
	return rule->flags & NHD_INVENTED &&
	       interface->virtualport.type != NHD_VIRTUALPORT_MIDONET;
}

/* Every parameter that the type needs, and no other (midonet minds no other). */
static int check_parameters(struct nhd_reader *reader)
{
	const struct nhd_element *element = &nhd_elements[NHD_ELEMENT_PARAMETERS];
	const nhd_interface *interface = reader->interface;
	uint32_t variant = nhd_element_variant(element, interface);
	int status = 0;

	for (size_t i = 0; !status && i < element->count; i++) {
		const struct nhd_attribute *rule = &element->attributes[i];

		if (!(rule->needed_by & variant) || has_parameter(interface, rule))
			continue;
		status = is_invented(interface, rule)
				 ? invent_parameter(reader, rule)
				 : nhd_fail_at(reader, NHD_ERROR_XML,
					   NHD_ELEMENT_PARAMETERS, rule->name, NULL,
					   "this type of virtualport needs %s",
					   rule->name);
	}
	for (size_t i = 0; !status && i < element->count &&
			   interface->virtualport.type != NHD_VIRTUALPORT_MIDONET;
		i++) {
		const struct nhd_attribute *rule = &element->attributes[i];

		if (!(rule->only & variant) && has_parameter(interface, rule))
			status = nhd_fail_at(reader, NHD_ERROR_XML,
				NHD_ELEMENT_PARAMETERS, rule->name,
				nhd_collected(&reader->collection, NHD_ELEMENT_PARAMETERS,
					rule),
				"this type of virtualport has no %s", rule->name);
	}
	return status;
}

/* Parameters are converted whatever the type, and only then compared with it. */
static int read_virtualport(struct nhd_reader *reader)
{
	const struct nhd_element *element = &nhd_elements[NHD_ELEMENT_PARAMETERS];
	int status = nhd_read_element(reader, NHD_ELEMENT_VIRTUALPORT);

	for (size_t i = 0; !status && i < element->count; i++)
		status = nhd_read_attribute(
			reader, NHD_ELEMENT_PARAMETERS, &element->attributes[i]);
	if (status || !nhd_is_present(reader, NHD_ELEMENT_VIRTUALPORT))
		return status;
	return check_parameters(reader);
}

static int keep_tag(struct nhd_reader *reader, uint16_t id)
{
	struct nhd_vlan *vlan = &reader->interface->vlan;

	if (vlan->count == reader->tag_capacity) {
		size_t capacity = reader->tag_capacity ? 2 * reader->tag_capacity : 4;
		uint16_t *tags = realloc(vlan->tags, capacity * sizeof(*tags));

		if (!tags)
			return nhd_fail_memory(reader->error);
		vlan->tags = tags;
		reader->tag_capacity = capacity;
	}
	vlan->tags[vlan->count++] = id;
	return 0;
}

/* The two attributes of the tag at hand, in the order of the grammar. */
static int read_tag(struct nhd_reader *reader)
{
	const struct nhd_attribute *rules = nhd_elements[NHD_ELEMENT_TAG].attributes;
	const struct nhd_collected_attribute *values[2];
	struct nhd_vlan *vlan = &reader->interface->vlan;
	uint32_t id = 0;
	int mode;

	for (size_t i = 0; i < 2; i++) {
		int status = nhd_read_attribute(reader, NHD_ELEMENT_TAG, &rules[i]);

		if (status)
			return status;
		values[i] =
			nhd_collected(&reader->collection, NHD_ELEMENT_TAG, &rules[i]);
	}
	nhd_convert_number(
		&rules[0], nhd_collected_text(&reader->collection, values[0]), &id);
	if (id > rules[0].max)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_TAG, "id",
			values[0], "the tag %u is above %u", id, rules[0].max);
	if (values[1]) {
		mode = nhd_choice_value(rules[1].choices,
			nhd_collected_text(&reader->collection, values[1]));
		if (vlan->native_mode)
			return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_TAG,
				"nativeMode", values[1], "a second tag is native");
		vlan->native_mode = (enum nhd_native_mode)mode;
		vlan->native_tag = (uint16_t)id;
	}
	return keep_tag(reader, (uint16_t)id);
}

/* Tags are many, so each is read when it comes; a wrong one is told when its turn is. */
void nhd_on_tag(void *context, enum nhd_element_id id)
{
	struct nhd_reader *reader = context;

	(void)id;
	if (reader->tag_status)
		return;
	reader->error = &reader->tag_error;
	reader->tag_status = read_tag(reader);
}

/* trunk is the one word of the format whose case does not count; an empty one is none. */
static int read_trunk(struct nhd_reader *reader)
{
	const struct nhd_attribute *rule = nhd_elements[NHD_ELEMENT_VLAN].attributes;
	const struct nhd_collected_attribute *collected =
		nhd_collected(&reader->collection, NHD_ELEMENT_VLAN, rule);
	const char *text =
		collected ? nhd_collected_text(&reader->collection, collected) : "";
	struct nhd_vlan *vlan = &reader->interface->vlan;
	const char *complaint = NULL;

	vlan->trunk = *text ? !strcasecmp(text, "yes") : vlan->count > 1;
	if (!*text || vlan->trunk)
		return 0;
	if (vlan->count > 1)
		complaint = "several tags are a trunk";
	else if (vlan->native_mode)
		complaint = "a native tag is part of a trunk";
	else if (strcasecmp(text, "no"))
		complaint = "it has to be yes or no";
	if (!complaint)
		return 0;
	return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_VLAN, rule->name, collected,
		"trunk='%.80s': %s", text, complaint);
}

static int read_vlan(struct nhd_reader *reader)
{
	if (!nhd_is_present(reader, NHD_ELEMENT_VLAN))
		return 0;
	if (reader->tag_status) {
		*reader->error = reader->tag_error;
		return reader->tag_status;
	}
	if (!reader->interface->vlan.count)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_TAG, NULL, NULL,
			"a vlan needs at least one tag");
	return read_trunk(reader);
}

/* 52:54:00 is what libvirt gives to qemu's guests, and the test driver's too. */
static int read_mac(struct nhd_reader *reader)
{
	static const uint8_t zero[NHD_MAC_LENGTH], prefix[] = { 0x52, 0x54, 0x00 };
	struct nhd_mac *mac = &reader->interface->mac;
	int status = nhd_read_element(reader, NHD_ELEMENT_MAC);

	if (status || memcmp(mac->address, zero, sizeof(zero)))
		return status;
	memcpy(mac->address, prefix, sizeof(prefix));
	return invent(
		reader, mac->address + sizeof(prefix), NHD_MAC_LENGTH - sizeof(prefix));
}

/* A channel address is whole or not there, and what it may be (virCCWDeviceAddress). */
static int check_ccw_address(struct nhd_reader *reader)
{
	static const struct {
		const char *name;
		uint32_t max;
	} parts[] = { { "cssid", 254 }, { "ssid", 3 }, { "devno", 65535 } };
	size_t given = 0;

	for (size_t i = 0; i < 3; i++) {
		const struct nhd_attribute rule = { .name = parts[i].name };
		const struct nhd_collected_attribute *collected =
			nhd_collected(&reader->collection, NHD_ELEMENT_ADDRESS, &rule);
		uint32_t value;

		if (!collected)
			continue;
		given++;
		nhd_parse_unsigned(
			nhd_collected_text(&reader->collection, collected), 0, &value);
		if (value > parts[i].max)
			return nhd_fail_at(reader, NHD_ERROR_INTERNAL,
				NHD_ELEMENT_ADDRESS, parts[i].name, collected,
				"%s 0x%x is above 0x%x", parts[i].name, value,
				parts[i].max);
	}
	if (given == 1 || given == 2)
		return nhd_fail_at(reader, NHD_ERROR_INTERNAL, NHD_ELEMENT_ADDRESS, NULL,
			NULL, "a ccw address needs cssid, ssid and devno");
	return 0;
}

/* virDomainDeviceAddressParseXML */
static int read_address(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_ADDRESS);

	if (status)
		return status;
	switch (reader->interface->address.type) {
	case NHD_ADDRESS_PCI:
		status = check_pci_ranges(
			reader, NHD_ELEMENT_ADDRESS, &reader->interface->address.pci);
		return status ? status : nhd_read_element(reader, NHD_ELEMENT_ZPCI);
	case NHD_ADDRESS_CCW:
		return check_ccw_address(reader);
	case NHD_ADDRESS_VIRTIO_S390:
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_ADDRESS, "type",
			NULL, "an address of type virtio-s390 says nothing");
	default:
		return 0;
	}
}

/* What libvirt's qemu driver refuses on top (qemuValidateDomainDeviceDefNetwork and others). */
static int validate_qemu(struct nhd_reader *reader)
{
	const nhd_interface *interface = reader->interface;
	const struct nhd_guest_address *address = &interface->address;

	if (reader->driver != NHD_DRIVER_QEMU)
		return 0;
	if (interface->source.pci.write_filtering)
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_SOURCE, "writeFiltering", NULL,
			"qemu does not filter writes");
	if (address->type == NHD_ADDRESS_CCW)
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_ADDRESS, "type", NULL, "a PC has no channel devices");
	if (address->type != NHD_ADDRESS_PCI)
		return 0;
	if (address->pci.has_zpci_uid || address->pci.has_zpci_fid)
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_ZPCI,
			NULL, NULL, "a PC has no zPCI devices");
	if (address->pci.domain)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_ADDRESS, "domain",
			NULL, "a guest has one PCI domain, 0");
	if (address->pci.bus && !address->pci.slot)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_ADDRESS, "slot",
			NULL, "on bus %u the first slot is 1", address->pci.bus);
	return 0;
}

/* virDomainDeviceInfoValidate and virDomainHostdevDefValidate */
static int validate_address(struct nhd_reader *reader)
{
	static const struct {
		enum nhd_address_type type;
		enum nhd_error_class refused;
		const char *name;
	} wanted[] = {
		[NHD_SOURCE_PCI] = { NHD_ADDRESS_PCI, NHD_ERROR_INTERNAL, "pci" },
		[NHD_SOURCE_USB] = { NHD_ADDRESS_USB, NHD_ERROR_CONFIG_UNSUPPORTED,
			"usb" },
	};
	enum nhd_source_type source = reader->interface->source.type;
	enum nhd_address_type type = reader->interface->address.type;

	if (type == NHD_ADDRESS_NONE || type == wanted[source].type)
		return 0;
	return nhd_fail_at(reader,
		type == NHD_ADDRESS_UNASSIGNED ? NHD_ERROR_CONFIG_UNSUPPORTED
					       : wanted[source].refused,
		NHD_ELEMENT_ADDRESS, "type", NULL,
		"a %s source needs a guest address of type %s", wanted[source].name,
		wanted[source].name);
}

nhd_read_step *const nhd_read_steps[] = {
	read_type,
	read_source_type,
	read_hostdev,
	read_source,
	read_virtualport,
	read_vlan,
	read_mac,
	read_address,
	validate_qemu,
	validate_address,
	NULL,
};
