// SPDX-License-Identifier: LGPL-2.1-or-later
/* The one table of elements, attributes, order and limits; and how it is looked up. */
#include <string.h>

#include "xml/grammar.h"

#define AT(member) offsetof(struct nhd_interface, member)
_Static_assert(!AT(vlan.count), "offset 0 has to be a field that no row names");
#define FOR(enumerator) (1u << (enumerator))

/* In each table of words, the order is libvirt's; a zero enumerator has no word. */
static const struct nhd_choice yes_no[] = {
	{ "yes", NHD_BOOL_YES },
	{ "no", NHD_BOOL_NO },
	{ NULL, 0 },
};

static const struct nhd_choice on_off[] = {
	{ "on", NHD_SWITCH_ON },
	{ "off", NHD_SWITCH_OFF },
	{ NULL, 0 },
};

static const struct nhd_choice interface_types[] = {
	{ "hostdev", NHD_INTERFACE_HOSTDEV },
	{ "user", NHD_INTERFACE_OTHER },
	{ "ethernet", NHD_INTERFACE_OTHER },
	{ "vhostuser", NHD_INTERFACE_OTHER },
	{ "server", NHD_INTERFACE_OTHER },
	{ "client", NHD_INTERFACE_OTHER },
	{ "mcast", NHD_INTERFACE_OTHER },
	{ "network", NHD_INTERFACE_OTHER },
	{ "bridge", NHD_INTERFACE_OTHER },
	{ "internal", NHD_INTERFACE_OTHER },
	{ "direct", NHD_INTERFACE_OTHER },
	{ "udp", NHD_INTERFACE_OTHER },
	{ "vdpa", NHD_INTERFACE_OTHER },
	{ "null", NHD_INTERFACE_OTHER },
	{ "vds", NHD_INTERFACE_OTHER },
	{ NULL, 0 },
};

static const struct nhd_choice source_types[] = {
	{ "usb", NHD_SOURCE_USB },
	{ "pci", NHD_SOURCE_PCI },
	{ "scsi", NHD_SOURCE_SCSI },
	{ "scsi_host", NHD_SOURCE_SCSI_HOST },
	{ "mdev", NHD_SOURCE_MDEV },
	{ NULL, 0 },
};

static const struct nhd_choice sgio_modes[] = {
	{ "filtered", 1 },
	{ "unfiltered", 2 },
	{ NULL, 0 },
};

static const struct nhd_choice mac_types[] = {
	{ "generated", NHD_MAC_TYPE_GENERATED },
	{ "static", NHD_MAC_TYPE_STATIC },
	{ NULL, 0 },
};

static const struct nhd_choice startup_policies[] = {
	{ "mandatory", NHD_STARTUP_POLICY_MANDATORY },
	{ "requisite", NHD_STARTUP_POLICY_REQUISITE },
	{ "optional", NHD_STARTUP_POLICY_OPTIONAL },
	{ NULL, 0 },
};

static const struct nhd_choice guest_resets[] = {
	{ "off", NHD_GUEST_RESET_OFF },
	{ "uninitialized", NHD_GUEST_RESET_UNINITIALIZED },
	{ "on", NHD_GUEST_RESET_ON },
	{ NULL, 0 },
};

static const struct nhd_choice native_modes[] = {
	{ "tagged", NHD_NATIVE_MODE_TAGGED },
	{ "untagged", NHD_NATIVE_MODE_UNTAGGED },
	{ NULL, 0 },
};

static const struct nhd_choice virtualport_types[] = {
	{ "802.1Qbg", NHD_VIRTUALPORT_8021QBG },
	{ "802.1Qbh", NHD_VIRTUALPORT_8021QBH },
	{ "openvswitch", NHD_VIRTUALPORT_OPENVSWITCH },
	{ "midonet", NHD_VIRTUALPORT_MIDONET },
	{ NULL, 0 },
};

static const struct nhd_choice address_types[] = {
	{ "pci", NHD_ADDRESS_PCI },
	{ "drive", NHD_ADDRESS_DRIVE },
	{ "virtio-serial", NHD_ADDRESS_VIRTIO_SERIAL },
	{ "ccid", NHD_ADDRESS_CCID },
	{ "usb", NHD_ADDRESS_USB },
	{ "spapr-vio", NHD_ADDRESS_SPAPR_VIO },
	{ "virtio-s390", NHD_ADDRESS_VIRTIO_S390 },
	{ "ccw", NHD_ADDRESS_CCW },
	{ "virtio-mmio", NHD_ADDRESS_VIRTIO_MMIO },
	{ "isa", NHD_ADDRESS_ISA },
	{ "dimm", NHD_ADDRESS_DIMM },
	{ "unassigned", NHD_ADDRESS_UNASSIGNED },
	{ NULL, 0 },
};

/* Conditions of printing that one value cannot tell. */
static bool source_names_product(const nhd_interface *interface)
{
	return interface->source.type == NHD_SOURCE_USB && interface->source.usb.vendor;
}

static bool source_has_address(const nhd_interface *interface)
{
	return interface->source.type == NHD_SOURCE_PCI || interface->source.usb.bus ||
	       interface->source.usb.device;
}

static bool guest_pci_is_placed(const nhd_interface *interface)
{
	return !nhd_pci_address_is_empty(&interface->address.pci);
}

static bool guest_usb_has_port(const nhd_interface *interface)
{
	return interface->address.usb.ports[0] != 0;
}

static bool guest_has_zpci(const nhd_interface *interface)
{
	return interface->address.type == NHD_ADDRESS_PCI &&
	       (interface->address.pci.has_zpci_uid ||
		       interface->address.pci.has_zpci_fid);
}

/*
 * Rows with the same name stand in the order in which libvirt looks at them; where a row has
 * no field, its value is checked and dropped.
 */
static const struct nhd_attribute interface_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = interface_types,
		.field = AT(type) },
	{ "managed", NHD_VALUE_YES, NHD_PRINT_PLAIN, .field = AT(managed) },
	/* The root is read by the same code as a plain <hostdev>, which has these. */
	{ "sgio", NHD_VALUE_CHOICE, NHD_PRINT_NOT, NHD_REFUSED, .choices = sgio_modes,
		.only = ~FOR(NHD_SOURCE_SCSI) },
	{ "rawio", NHD_VALUE_CHOICE, NHD_PRINT_NOT, NHD_REFUSED, .choices = yes_no,
		.only = ~FOR(NHD_SOURCE_SCSI) },
	{ "model", NHD_VALUE_TEXT, NHD_PRINT_NOT, NHD_REFUSED,
		.only = ~(FOR(NHD_SOURCE_SCSI_HOST) | FOR(NHD_SOURCE_MDEV)) },
	{ "model", NHD_VALUE_TEXT, NHD_PRINT_NOT, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_MDEV) },
	{ "display", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off,
		.only = FOR(NHD_SOURCE_PCI) | FOR(NHD_SOURCE_MDEV) },
	{ "ramfb", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off,
		.only = FOR(NHD_SOURCE_PCI) | FOR(NHD_SOURCE_MDEV) },
};

static const struct nhd_attribute mac_attributes[] = {
	{ "address", NHD_VALUE_MAC, NHD_PRINT_PLAIN, .field = AT(mac.address) },
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = mac_types,
		.field = AT(mac.type) },
	{ "check", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = AT(mac.check) },
};

static const struct nhd_attribute source_attributes[] = {
	{ "startupPolicy", NHD_VALUE_TEXT, NHD_PRINT_NOT,
		NHD_REFUSED | NHD_ANYWHERE | NHD_NO_NAMESPACE,
		.anywhere = NHD_ANYWHERE_STARTUP_POLICY, .only = ~FOR(NHD_SOURCE_USB),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "startupPolicy", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = startup_policies,
		.only = FOR(NHD_SOURCE_USB), .field = AT(source.usb.startup_policy) },
	{ "autoAddress", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no,
		.only = FOR(NHD_SOURCE_USB) },
	{ "guestReset", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = guest_resets,
		.only = FOR(NHD_SOURCE_USB), .field = AT(source.usb.guest_reset) },
	{ "writeFiltering", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.only = FOR(NHD_SOURCE_PCI), .field = AT(source.pci.write_filtering) },
};

static const struct nhd_attribute vendor_attributes[] = {
	{ "id", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, NHD_REQUIRED | NHD_NONZERO,
		.field = AT(source.usb.vendor) },
};

static const struct nhd_attribute product_attributes[] = {
	{ "id", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, NHD_REQUIRED,
		.field = AT(source.usb.product) },
};

static const struct nhd_attribute adapter_attributes[] = {
	{ "name", NHD_VALUE_TEXT, NHD_PRINT_NOT,
		.flags = NHD_REQUIRED | NHD_NO_NAMESPACE },
};

static const struct nhd_attribute source_address_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN,
		NHD_REQUIRED | NHD_ANYWHERE | NHD_NO_NAMESPACE,
		.anywhere = NHD_ANYWHERE_SOURCE_TYPE, .choices = source_types,
		.field = AT(source.type), .error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "domain", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .only = FOR(NHD_SOURCE_PCI),
		.field = AT(source.pci.address.domain) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = FOR(NHD_SOURCE_PCI),
		.max = 0xff, .field = AT(source.pci.address.bus) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = FOR(NHD_SOURCE_PCI),
		.max = 0x1f, .field = AT(source.pci.address.slot) },
	{ "function", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED_0X,
		.only = FOR(NHD_SOURCE_PCI), .max = 7,
		.field = AT(source.pci.address.function) },
	{ "multifunction", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off,
		.only = FOR(NHD_SOURCE_PCI) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_USB), .field = AT(source.usb.bus) },
	{ "device", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_USB), .field = AT(source.usb.device) },
};

static const struct nhd_attribute source_zpci_attributes[] = {
	{ "uid", NHD_VALUE_UNSIGNED, .print = NHD_PRINT_NOT },
	{ "fid", NHD_VALUE_UNSIGNED, .print = NHD_PRINT_NOT },
};

static const struct nhd_attribute vlan_attributes[] = {
	{ "trunk", NHD_VALUE_YES, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE,
		.field = AT(vlan.trunk) },
};

/* Of one tag; the reader keeps them all, the writer prints them all. */
static const struct nhd_attribute tag_attributes[] = {
	{ "id", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, NHD_REQUIRED, .base = 10,
		.max = NHD_VLAN_TAG_MAX },
	{ "nativeMode", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = native_modes },
};

static const struct nhd_attribute virtualport_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.choices = virtualport_types, .field = AT(virtualport.type),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
};

#define QBG FOR(NHD_VIRTUALPORT_8021QBG)
#define QBH FOR(NHD_VIRTUALPORT_8021QBH)
#define OPENVSWITCH FOR(NHD_VIRTUALPORT_OPENVSWITCH)
#define MIDONET FOR(NHD_VIRTUALPORT_MIDONET)

/* midonet never complains of a parameter too many (virNetDevVPortProfileCheckNoExtras). */
static const struct nhd_attribute parameters_attributes[] = {
	{ "managerid", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, .max = 0xff, .only = QBG,
		.needed_by = QBG, .field = AT(virtualport.manager_id),
		.has = AT(virtualport.has_manager_id) },
	{ "typeid", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, .max = 0xffffff, .only = QBG,
		.needed_by = QBG, .field = AT(virtualport.type_id),
		.has = AT(virtualport.has_type_id) },
	{ "typeidversion", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, .max = 0xff, .only = QBG,
		.needed_by = QBG, .field = AT(virtualport.type_id_version),
		.has = AT(virtualport.has_type_id_version) },
	{ "instanceid", NHD_VALUE_UUID, NHD_PRINT_PLAIN, .only = QBG, .needed_by = QBG,
		.field = AT(virtualport.instance_id), .flags = NHD_INVENTED,
		.has = AT(virtualport.has_instance_id) },
	{ "interfaceid", NHD_VALUE_UUID, NHD_PRINT_PLAIN, .only = OPENVSWITCH | MIDONET,
		.needed_by = OPENVSWITCH | MIDONET, .field = AT(virtualport.interface_id),
		.has = AT(virtualport.has_interface_id), .flags = NHD_INVENTED },
	{ "profileid", NHD_VALUE_TEXT, NHD_PRINT_PLAIN, .max = NHD_PROFILE_ID_MAX,
		.only = QBH | OPENVSWITCH, .needed_by = QBH,
		.field = AT(virtualport.profile_id) },
};

/*
 * The addresses of other buses are read only to be refused: a mistake in one is found
 * before it turns out that a hostdev network card cannot be there.
 */
static const struct nhd_attribute address_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.choices = address_types, .field = AT(address.type) },
	{ "domain", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .only = FOR(NHD_ADDRESS_PCI),
		.field = AT(address.pci.domain), .printed = guest_pci_is_placed },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = FOR(NHD_ADDRESS_PCI),
		.max = 0xff, .field = AT(address.pci.bus),
		.printed = guest_pci_is_placed },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = FOR(NHD_ADDRESS_PCI),
		.max = 0x1f, .field = AT(address.pci.slot),
		.printed = guest_pci_is_placed },
	{ "function", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED_0X,
		.only = FOR(NHD_ADDRESS_PCI), .max = 7, .field = AT(address.pci.function),
		.printed = guest_pci_is_placed },
	{ "multifunction", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.only = FOR(NHD_ADDRESS_PCI), .field = AT(address.pci.multifunction) },
	/* Of a bad port and a bad bus the port is told (virDomainDeviceUSBAddressParseXML). */
	{ "port", NHD_VALUE_USB_PORT, NHD_PRINT_NOT, .only = FOR(NHD_ADDRESS_USB),
		.error_class = NHD_ERROR_INTERNAL },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10,
		.only = FOR(NHD_ADDRESS_USB), .field = AT(address.usb.bus) },
	{ "port", NHD_VALUE_USB_PORT, NHD_PRINT_PLAIN, .only = FOR(NHD_ADDRESS_USB),
		.field = AT(address.usb.ports), .error_class = NHD_ERROR_INTERNAL,
		.printed = guest_usb_has_port },
	{ "controller", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.only = FOR(NHD_ADDRESS_DRIVE) | FOR(NHD_ADDRESS_VIRTIO_SERIAL) |
			FOR(NHD_ADDRESS_CCID) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.only = FOR(NHD_ADDRESS_DRIVE) | FOR(NHD_ADDRESS_VIRTIO_SERIAL) },
	{ "target", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.only = FOR(NHD_ADDRESS_DRIVE) },
	{ "unit", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.only = FOR(NHD_ADDRESS_DRIVE) },
	{ "port", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.only = FOR(NHD_ADDRESS_VIRTIO_SERIAL) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.only = FOR(NHD_ADDRESS_CCID) },
	{ "reg", NHD_VALUE_UNSIGNED_64, NHD_PRINT_NOT, .base = 16,
		.only = FOR(NHD_ADDRESS_SPAPR_VIO) },
	{ "cssid", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .only = FOR(NHD_ADDRESS_CCW) },
	{ "ssid", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .only = FOR(NHD_ADDRESS_CCW) },
	{ "devno", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .only = FOR(NHD_ADDRESS_CCW) },
	{ "iobase", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 16,
		.only = FOR(NHD_ADDRESS_ISA) },
	{ "irq", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 16,
		.only = FOR(NHD_ADDRESS_ISA) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, NHD_REQUIRED, .base = 10,
		.only = FOR(NHD_ADDRESS_DIMM) },
	{ "base", NHD_VALUE_UNSIGNED_64, NHD_PRINT_NOT, .base = 16,
		.only = FOR(NHD_ADDRESS_DIMM) },
};

static const struct nhd_attribute zpci_attributes[] = {
	{ "uid", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .field = AT(address.pci.zpci_uid),
		.has = AT(address.pci.has_zpci_uid), .printed = guest_has_zpci },
	{ "fid", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_8, .field = AT(address.pci.zpci_fid),
		.has = AT(address.pci.has_zpci_fid), .printed = guest_has_zpci },
};

#define ATTRIBUTES(table) table, sizeof(table) / sizeof((table)[0])

const struct nhd_element nhd_elements[NHD_ELEMENT_COUNT] = {
	[NHD_ELEMENT_INTERFACE] = { "interface", NHD_ELEMENT_COUNT,
		ATTRIBUTES(interface_attributes), .variant = AT(source.type) },
	[NHD_ELEMENT_MAC] = { "mac", NHD_ELEMENT_INTERFACE, ATTRIBUTES(mac_attributes),
		.variant = 0 },
	[NHD_ELEMENT_SOURCE] = { "source", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(source_attributes), .variant = AT(source.type) },
	[NHD_ELEMENT_VENDOR] = { "vendor", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(vendor_attributes), 0, .printed = source_names_product },
	[NHD_ELEMENT_PRODUCT] = { "product", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(product_attributes), 0, .printed = source_names_product },
	[NHD_ELEMENT_ADAPTER] = { "adapter", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(adapter_attributes), .variant = 0 },
	[NHD_ELEMENT_SOURCE_ADDRESS] = { "address", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(source_address_attributes), .variant = AT(source.type),
		.printed = source_has_address },
	[NHD_ELEMENT_SOURCE_ZPCI] = { "zpci", NHD_ELEMENT_SOURCE_ADDRESS,
		ATTRIBUTES(source_zpci_attributes), 0, .any_namespace = true },
	[NHD_ELEMENT_VLAN] = { "vlan", NHD_ELEMENT_INTERFACE, ATTRIBUTES(vlan_attributes),
		.variant = 0 },
	[NHD_ELEMENT_TAG] = { "tag", NHD_ELEMENT_VLAN, ATTRIBUTES(tag_attributes), 0,
		.repeats = true },
	[NHD_ELEMENT_VIRTUALPORT] = { "virtualport", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(virtualport_attributes), .variant = 0 },
	[NHD_ELEMENT_PARAMETERS] = { "parameters", NHD_ELEMENT_VIRTUALPORT,
		ATTRIBUTES(parameters_attributes), .variant = AT(virtualport.type),
		.any_namespace = true },
	[NHD_ELEMENT_ADDRESS] = { "address", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(address_attributes), .variant = AT(address.type) },
	[NHD_ELEMENT_ZPCI] = { "zpci", NHD_ELEMENT_ADDRESS, ATTRIBUTES(zpci_attributes),
		0, .any_namespace = true },
};

uint32_t nhd_element_variant(
	const struct nhd_element *element, const nhd_interface *interface)
{
	int variant;

	if (!element->variant)
		return ~0u;
	memcpy(&variant, (const char *)interface + element->variant, sizeof(variant));
	return FOR(variant);
}

int nhd_choice_value(const struct nhd_choice *choices, const char *word)
{
	for (; choices->word; choices++) {
		if (!strcmp(choices->word, word))
			return choices->value;
	}
	return -1;
}

const char *nhd_choice_word(const struct nhd_choice *choices, int value)
{
	for (; choices->word; choices++) {
		if (choices->value == value)
			return choices->word;
	}
	return NULL;
}
