// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What libvirt's status files have of a running guest's interface of type network: an <actual>
 * with what its network gave it, which takes the place of what the user has said
 * (virDomainActualNetDefParseXML, virDomainActualNetDefContentsFormat).
 */
#include <string.h>

#include "xml/reader.h"
#include "xml/rules.h"

/* Whether a device of the host was handed over to the interface at hand. */
bool nhd_is_handed_over(const struct nhd_reader *reader)
{
	const char *type = nhd_text(reader, NHD_ELEMENT_ACTUAL, "type");

	return reader->form == NHD_FORM_LIVE && type && !strcmp(type, "hostdev");
}

/* A pool has no other devices than those on PCI. */
static int read_source(struct nhd_reader *reader)
{
	const struct nhd_source *source = nhd_owner(reader, NHD_ELEMENT_ACTUAL_ADDRESS);
	int status;

	if (!nhd_text(reader, NHD_ELEMENT_ACTUAL_ADDRESS, "type"))
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_ACTUAL_ADDRESS, "type", NULL,
			"nothing tells the type of the source");
	status = nhd_read_rows(reader, NHD_ELEMENT_ACTUAL_ADDRESS);
	if (!status && source->type != NHD_SOURCE_PCI)
		status = nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_ACTUAL_ADDRESS, "type", "is not what a network has");
	if (!status)
		status = nhd_check_pci_ranges(
			reader, NHD_ELEMENT_ACTUAL_ADDRESS, &source->pci.address);
	return status ? status : nhd_read_element(reader, NHD_ELEMENT_ACTUAL_DRIVER);
}

/* The interface's own is gone: it is here, or the network's is (virDomainNetGetActualVlan). */
static int read_vlan(struct nhd_reader *reader)
{
	nhd_interface *interface = nhd_interface_of(reader);
	int status = nhd_read_vlan(reader, NHD_ELEMENT_ACTUAL_VLAN);

	interface->vlan = interface->actual_vlan;
	return status;
}

/* So it is with the port profile (virDomainNetGetActualVirtPortProfile). */
static int read_virtualport(struct nhd_reader *reader)
{
	nhd_interface_of(reader)->virtualport = (struct nhd_virtualport){ 0 };
	return nhd_read_virtualport(
		reader, NHD_ELEMENT_ACTUAL_VIRTUALPORT, NHD_VIRTUALPORT_WHOLE);
}

/* And with the port (virDomainNetGetActualPortOptionsIsolated). */
static int read_port(struct nhd_reader *reader)
{
	nhd_interface_of(reader)->isolated = NHD_BOOL_ABSENT;
	return nhd_read_element(reader, NHD_ELEMENT_ACTUAL_PORT);
}

static int read_attributes(struct nhd_reader *reader)
{
	return nhd_read_rows(reader, NHD_ELEMENT_ACTUAL);
}

int nhd_read_actual(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = { read_attributes, read_virtualport,
		read_source, read_vlan, read_port, NULL };

	if (!nhd_is_of_network(reader) || !nhd_is_handed_over(reader))
		return 0;
	return nhd_take_steps(reader, steps);
}

static int read_tag(struct nhd_reader *reader)
{
	nhd_interface *interface = reader->records[reader->depth - 2];

	return nhd_read_tag(reader, NHD_ELEMENT_ACTUAL_TAG, &interface->actual_vlan);
}

nhd_read_step *const nhd_actual_tag_steps[] = { read_tag, NULL };
