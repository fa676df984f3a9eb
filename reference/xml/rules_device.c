// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a guest sees of a device: alias, boot order, ROM and address (virDomainDeviceInfo). */
#include <ctype.h>
#include <string.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/rules.h"
#include "xml/values.h"

static struct nhd_device *device_of(const struct nhd_reader *reader)
{
	return nhd_owner(reader, NHD_ELEMENT_BOOT);
}

/* Of no running guest a name that libvirt gave is kept, nor one that it could have given. */
static int read_alias(struct nhd_reader *reader)
{
	const char *alias = nhd_text(reader, NHD_ELEMENT_ALIAS, "name");
	bool own = alias && !strncmp(alias, "ua-", 3) &&
		   !alias[strspn(alias, NHD_LETTERS NHD_DIGITS "_-")];

	return own || reader->form == NHD_FORM_LIVE
		       ? nhd_read_rows(reader, NHD_ELEMENT_ALIAS)
		       : 0;
}

static int read_master(struct nhd_reader *reader)
{
	device_of(reader)->has_master = nhd_is_present(reader, NHD_ELEMENT_MASTER);
	return nhd_read_element(reader, NHD_ELEMENT_MASTER);
}

/* virStringToUpper */
static void make_upper_case(char *text)
{
	for (; *text; text++)
		*text = *text == '-' ? '_' : (char)toupper((unsigned char)*text);
}

/* virDomainDeviceBootParseXML */
static int read_boot(struct nhd_reader *reader)
{
	int status = nhd_read_element(reader, NHD_ELEMENT_BOOT);
	char *loadparm = device_of(reader)->loadparm;

	if (status || !loadparm)
		return status;
	make_upper_case(loadparm);
	if (!loadparm[strspn(loadparm, " ")] || strlen(loadparm) > 8 ||
		loadparm[strspn(loadparm, NHD_LETTERS NHD_DIGITS ". ")])
		return nhd_fail_value(reader, NHD_ERROR_INTERNAL, NHD_ELEMENT_BOOT,
			"loadparm", "is not 1 to 8 letters, digits, dots and blanks");
	return 0;
}

static int read_rom(struct nhd_reader *reader)
{
	const struct nhd_rom *rom = nhd_owner(reader, NHD_ELEMENT_ROM);
	int status = nhd_read_element(reader, NHD_ELEMENT_ROM);

	if (status || rom->enabled != NHD_BOOL_NO || (!rom->bar && !rom->file))
		return status;
	return nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_ROM,
		rom->bar ? "bar" : "file", "says something of a ROM that is disabled");
}

static int read_acpi(struct nhd_reader *reader)
{
	return nhd_read_element(reader, NHD_ELEMENT_ACPI);
}

/* A channel address is whole or not there, and what it may be (virCCWDeviceAddress). */
static int check_ccw_address(struct nhd_reader *reader)
{
	static const struct {
		const char *name;
		uint32_t max;
	} parts[] = { { "cssid", 254 }, { "ssid", 3 }, { "devno", 65535 } };
	const char *missing = NULL;
	size_t given = 0;

	for (size_t i = 0; i < 3; i++) {
		const char *text = nhd_text(reader, NHD_ELEMENT_ADDRESS, parts[i].name);
		uint32_t value;

		if (!text && !missing)
			missing = parts[i].name;
		if (!text)
			continue;
		given++;
		nhd_parse_unsigned(text, 0, &value);
		if (value > parts[i].max)
			return nhd_fail_value(reader, NHD_ERROR_INTERNAL,
				NHD_ELEMENT_ADDRESS, parts[i].name, "is too large");
	}
	if (given && missing)
		return nhd_fail_at(reader, NHD_ERROR_INTERNAL, NHD_ELEMENT_ADDRESS,
			missing, NULL, "a ccw address needs cssid, ssid and devno");
	return 0;
}

/* virDomainDeviceAddressParseXML; of a bad port and a bad bus of USB the port is told. */
static int read_address(struct nhd_reader *reader)
{
	const struct nhd_guest_address *address = nhd_owner(reader, NHD_ELEMENT_ADDRESS);
	int status = 0;

	if (!nhd_is_present(reader, NHD_ELEMENT_ADDRESS))
		return 0;
	status = nhd_read_named(reader, NHD_ELEMENT_ADDRESS, "type");
	if (!status && address->type == NHD_ADDRESS_USB)
		status = nhd_read_named(reader, NHD_ELEMENT_ADDRESS, "port");
	if (!status)
		status = nhd_read_rows(reader, NHD_ELEMENT_ADDRESS);
	if (status)
		return status;
	switch (address->type) {
	case NHD_ADDRESS_PCI:
		status = nhd_check_pci_ranges(reader, NHD_ELEMENT_ADDRESS, &address->pci);
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

/* virDomainDeviceInfoParseXML */
int nhd_read_device(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = { read_alias, read_master, read_boot,
		read_rom, read_acpi, read_address, NULL };

	return nhd_take_steps(reader, steps);
}
