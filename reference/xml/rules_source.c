// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is behind the interface: the rules of its <source>, whatever its type. */
#include <errno.h>
#include <string.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/rules.h"
#include "xml/values.h"

static struct nhd_source *source_of(const struct nhd_reader *reader)
{
	return nhd_owner(reader, NHD_ELEMENT_SOURCE);
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
int nhd_read_source_type(struct nhd_reader *reader)
{
	if (nhd_text(reader, NHD_ELEMENT_SOURCE_ADDRESS, "type"))
		return nhd_read_named(reader, NHD_ELEMENT_SOURCE_ADDRESS, "type");
	if (!reader->collection.elements[NHD_ELEMENT_VENDOR].seen)
		return fail_untyped_source(reader);
	source_of(reader)->type = NHD_SOURCE_USB;
	return 0;
}

/* virDomainHostdevDefParseXMLSubsys: what the sources of every type share. */
int nhd_read_hostdev(struct nhd_reader *reader)
{
	int status =
		source_of(reader)->type == NHD_SOURCE_USB
			? 0
			: nhd_read_named(reader, NHD_ELEMENT_SOURCE, "startupPolicy");

	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_INTERFACE);
}

/*
 * The highest bus, slot and function. An address with neither domain, bus nor slot is
 * empty, and then nothing is checked (virPCIDeviceAddressParseXML).
 */
int nhd_check_pci_ranges(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_pci_address *address)
{
	const struct nhd_element *element = &nhd_elements[id];

	if (nhd_pci_address_is_empty(address))
		return 0;
	for (size_t i = 0; i < element->count; i++) {
		const struct nhd_attribute *row = &element->attributes[i];
		uint32_t value;

		if (!row->max || !row->field)
			continue;
		memcpy(&value, nhd_field(nhd_owner(reader, id), row->field),
			sizeof(value));
		if (value > row->max)
			return nhd_fail_at(reader, NHD_ERROR_XML, id, row->name,
				nhd_collected(&reader->collection, id, row),
				"%s 0x%x is above 0x%x", row->name, value, row->max);
	}
	return 0;
}

static int read_pci_source(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_SOURCE);

	if (!status)
		status = nhd_read_element(reader, NHD_ELEMENT_SOURCE_ADDRESS);
	if (!status)
		status = nhd_check_pci_ranges(reader, NHD_ELEMENT_SOURCE_ADDRESS,
			&source_of(reader)->pci.address);
	if (!status)
		status = nhd_read_element(reader, NHD_ELEMENT_SOURCE_ZPCI);
	return status ? status : nhd_read_element(reader, NHD_ELEMENT_DRIVER);
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

/* A logical unit that an adapter of the host has (virDomainHostdevSubsysSCSIHostDefParseXML). */
static int read_adapter_source(struct nhd_reader *reader)
{
	int status;

	source_of(reader)->scsi.hosts.count = 0;
	if (!nhd_is_present(reader, NHD_ELEMENT_SOURCE_ADDRESS))
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_SOURCE_ADDRESS,
			NULL, NULL, "a SCSI source needs an address");
	status = nhd_read_rows(reader, NHD_ELEMENT_SOURCE_ADDRESS);
	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_ADAPTER);
}

/* What else a secret of libvirt's can be for (virSecretUsageType). */
static bool is_secret_type(const char *type)
{
	static const char *const types[] = { "none", "volume", "ceph", "tls", "vtpm" };

	for (size_t i = 0; type && i < sizeof(types) / sizeof(types[0]); i++) {
		if (!strcmp(types[i], type))
			return true;
	}
	return false;
}

/* Who knows the secret: one of a UUID and a usage (virSecretLookupParseSecret). */
static int read_secret(struct nhd_reader *reader)
{
	struct nhd_auth *auth = nhd_owner(reader, NHD_ELEMENT_SECRET);
	const char *uuid = nhd_text(reader, NHD_ELEMENT_SECRET, "uuid");
	const char *usage = nhd_text(reader, NHD_ELEMENT_SECRET, "usage");
	int status;

	if (!uuid == !usage)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_SECRET, NULL, NULL,
			"a secret is named by its uuid or by its usage");
	status = nhd_read_rows(reader, NHD_ELEMENT_SECRET);
	if (status || (auth->secret_type && !strcmp(auth->secret_type, "iscsi")))
		return status;
	return nhd_fail_value(reader,
		is_secret_type(auth->secret_type) ? NHD_ERROR_INTERNAL
						  : NHD_ERROR_CONFIG_UNSUPPORTED,
		NHD_ELEMENT_SECRET, "type", "is no secret of iSCSI");
}

/* virStorageAuthDefParse */
static int read_auth(struct nhd_reader *reader)
{
	int status;

	if (!nhd_is_present(reader, NHD_ELEMENT_AUTH))
		return 0;
	status = nhd_read_named(reader, NHD_ELEMENT_AUTH, "username");
	if (!status)
		status = nhd_read_named(reader, NHD_ELEMENT_AUTH, "type");
	if (!status && !nhd_is_present(reader, NHD_ELEMENT_SECRET))
		status = nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_SECRET, NULL,
			NULL, "<secret> is missing");
	return status ? status : read_secret(reader);
}

/* A bare IQN stands for its first unit (virDomainPostParseCheckISCSIPath). */
static int complete_path(struct nhd_reader *reader)
{
	char **path = &source_of(reader)->scsi.path;
	size_t length = strlen(*path);
	char *longer;

	if (strchr(*path, '/'))
		return 0;
	longer = nhd_arena_resize(reader->arena, *path, length + sizeof("/0"));
	if (!longer)
		return nhd_fail_memory(reader->error);
	*path = longer;
	memcpy(longer + length, "/0", sizeof("/0"));
	return 0;
}

/* virDomainHostdevSubsysSCSIiSCSIDefParseXML */
static int read_iscsi_source(struct nhd_reader *reader)
{
	size_t hosts = source_of(reader)->scsi.hosts.count;
	int status = 0;

	if (!source_of(reader)->scsi.path)
		return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_SOURCE, "name",
			NULL, "an iSCSI source needs a name");
	status = nhd_told_late(reader, NHD_ELEMENT_HOST);
	if (!status && hosts != 1)
		status = nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_HOST, NULL, NULL,
			"an iSCSI source has one host, not %zu", hosts);
	if (!status)
		status = read_auth(reader);
	if (!status)
		status = nhd_read_rows(reader, NHD_ELEMENT_IQN);
	return status ? status : complete_path(reader);
}

/* virDomainStorageNetworkParseHost: which attributes a host has depends on its transport. */
static int read_host(struct nhd_reader *reader)
{
	const struct nhd_iscsi_host *host = nhd_owner(reader, NHD_ELEMENT_HOST);
	int status = nhd_read_named(reader, NHD_ELEMENT_HOST, "transport");
	bool socket = nhd_text(reader, NHD_ELEMENT_HOST, "socket");

	if (status)
		return status;
	if (host->transport == NHD_HOST_TRANSPORT_FD)
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_HOST,
			"transport", "is not for a source of this type");
	if (host->transport == NHD_HOST_TRANSPORT_UNIX)
		return socket ? 0
			      : nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_HOST,
					"socket", NULL,
					"the attribute socket is missing");
	if (socket)
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_HOST, "socket",
			"is not for this transport");
	status = nhd_read_named(reader, NHD_ELEMENT_HOST, "port");
	if (!status && host->port > nhd_row(reader, NHD_ELEMENT_HOST, "port")->max)
		status = nhd_fail_value(reader, NHD_ERROR_INVALID_ARGUMENT,
			NHD_ELEMENT_HOST, "port", "is too large");
	if (!status && !nhd_text(reader, NHD_ELEMENT_HOST, "name"))
		status = nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_HOST, "name",
			NULL, "the attribute name is missing");
	return status ? status : nhd_read_named(reader, NHD_ELEMENT_HOST, "name");
}

static int read_scsi_source(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_SOURCE);

	if (status)
		return status;
	return source_of(reader)->scsi.protocol ? read_iscsi_source(reader)
						: read_adapter_source(reader);
}

/* virValidateWWN: 16 hex digits, after "naa." and with or without 0x. */
static bool is_wwpn(const char *text)
{
	if (strncmp(text, "naa.", 4))
		return false;
	text += 4;
	if (!strncmp(text, "0x", 2))
		text += 2;
	return strspn(text, "0123456789abcdefABCDEF") == 16 && !text[16];
}

static int read_scsi_host_source(struct nhd_reader *reader)
{
	int status = nhd_read_rows(reader, NHD_ELEMENT_SOURCE);

	if (status || is_wwpn(source_of(reader)->scsi_host.wwpn))
		return status;
	return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_SOURCE, "wwpn",
		"is not naa. and 16 hexadecimal digits");
}

/* The first address counts, in whatever source (virDomainHostdevSubsysMediatedDevDefParseXML). */
static int read_mdev_source(struct nhd_reader *reader)
{
	bool present = reader->collection.elements[NHD_ELEMENT_SOURCE_ADDRESS].seen;

	if (!present || !nhd_text(reader, NHD_ELEMENT_SOURCE_ADDRESS, "uuid"))
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_SOURCE_ADDRESS, present ? "uuid" : NULL, NULL,
			"a mediated device is named by the uuid of its address");
	return nhd_read_named(reader, NHD_ELEMENT_SOURCE_ADDRESS, "uuid");
}

int nhd_read_source(struct nhd_reader *reader)
{
	static nhd_read_step *const by_type[] = {
		[NHD_SOURCE_USB] = read_usb_source,
		[NHD_SOURCE_PCI] = read_pci_source,
		[NHD_SOURCE_SCSI] = read_scsi_source,
		[NHD_SOURCE_SCSI_HOST] = read_scsi_host_source,
		[NHD_SOURCE_MDEV] = read_mdev_source,
	};

	struct nhd_source *source = source_of(reader);

	/* Whatever its type, hosts were collected on the way: only iSCSI has them. */
	if (source->type != NHD_SOURCE_SCSI)
		source->scsi.hosts.count = 0;
	return by_type[source->type](reader);
}

nhd_read_step *const nhd_host_steps[] = { read_host, NULL };
