// SPDX-License-Identifier: LGPL-2.1-or-later
/* The one table of elements, attributes, order and limits; and how it is looked up. */
#include <string.h>

#include "xml/grammar.h"

#define IN(type, member) NHD_PLACE(struct type, member)
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
	{ "network", NHD_INTERFACE_NETWORK },
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
	{ "filtered", NHD_SGIO_FILTERED },
	{ "unfiltered", NHD_SGIO_UNFILTERED },
	{ NULL, 0 },
};

static const struct nhd_choice scsi_host_models[] = {
	{ "default", 0 },
	{ "virtio", 1 },
	{ "virtio-transitional", 2 },
	{ "virtio-non-transitional", 3 },
	{ NULL, 0 },
};

static const struct nhd_choice mdev_models[] = {
	{ "vfio-pci", NHD_MDEV_MODEL_VFIO_PCI },
	{ "vfio-ccw", NHD_MDEV_MODEL_VFIO_CCW },
	{ "vfio-ap", NHD_MDEV_MODEL_VFIO_AP },
	{ NULL, 0 },
};

static const struct nhd_choice driver_names[] = {
	{ "kvm", NHD_DRIVER_NAME_KVM },
	{ "vfio", NHD_DRIVER_NAME_VFIO },
	{ "xen", NHD_DRIVER_NAME_XEN },
	{ NULL, 0 },
};

static const struct nhd_choice scsi_protocols[] = {
	{ "adapter", NHD_SCSI_PROTOCOL_ADAPTER },
	{ "iscsi", NHD_SCSI_PROTOCOL_ISCSI },
	{ NULL, 0 },
};

static const struct nhd_choice scsi_host_protocols[] = {
	{ "vhost", NHD_SCSI_HOST_PROTOCOL_VHOST },
	{ NULL, 0 },
};

static const struct nhd_choice host_transports[] = {
	{ "tcp", NHD_HOST_TRANSPORT_TCP },
	{ "unix", NHD_HOST_TRANSPORT_UNIX },
	{ "rdma", NHD_HOST_TRANSPORT_RDMA },
	{ "fd", NHD_HOST_TRANSPORT_FD },
	{ NULL, 0 },
};

static const struct nhd_choice auth_types[] = {
	{ "none", NHD_AUTH_NONE },
	{ "chap", NHD_AUTH_CHAP },
	{ "ceph", NHD_AUTH_CEPH },
	{ NULL, 0 },
};

static const struct nhd_choice ip_families[] = {
	{ "ipv4", NHD_IP_FAMILY_IPV4 },
	{ "ipv6", NHD_IP_FAMILY_IPV6 },
	{ NULL, 0 },
};

static const struct nhd_choice port_protocols[] = {
	{ "tcp", NHD_PORT_PROTOCOL_TCP },
	{ "udp", NHD_PORT_PROTOCOL_UDP },
	{ NULL, 0 },
};

static const struct nhd_choice backend_types[] = {
	{ "default", NHD_BACKEND_ABSENT },
	{ "passt", NHD_BACKEND_PASST },
	{ NULL, 0 },
};

static const struct nhd_choice teaming_types[] = {
	{ "persistent", NHD_TEAMING_PERSISTENT },
	{ "transient", NHD_TEAMING_TRANSIENT },
	{ NULL, 0 },
};

static const struct nhd_choice link_states[] = {
	{ "up", NHD_LINK_STATE_UP },
	{ "down", NHD_LINK_STATE_DOWN },
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

static const struct nhd_choice forward_modes[] = {
	{ "hostdev", NHD_FORWARD_HOSTDEV },
	{ "none", NHD_FORWARD_OTHER },
	{ "nat", NHD_FORWARD_OTHER },
	{ "route", NHD_FORWARD_OTHER },
	{ "open", NHD_FORWARD_OTHER },
	{ "bridge", NHD_FORWARD_OTHER },
	{ "private", NHD_FORWARD_OTHER },
	{ "vepa", NHD_FORWARD_OTHER },
	{ "passthrough", NHD_FORWARD_OTHER },
	{ NULL, 0 },
};

static const struct nhd_choice pool_address_types[] = {
	{ "pci", NHD_POOL_ADDRESS_PCI },
	{ "none", NHD_POOL_ADDRESS_OTHER },
	{ "netdev", NHD_POOL_ADDRESS_OTHER },
	{ NULL, 0 },
};

static const struct nhd_choice mac_table_managers[] = {
	{ "kernel", 1 },
	{ "libvirt", 2 },
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

/* Conditions of printing that one value cannot tell; owner is the element's struct. */
static bool interface_is_hostdev(const void *owner)
{
	return ((const struct nhd_interface *)owner)->type == NHD_INTERFACE_HOSTDEV;
}

/* What is read in the place of another. */
static bool is_never_printed(const void *owner)
{
	(void)owner;
	return false;
}

static bool source_names_product(const void *owner)
{
	const struct nhd_source *source = owner;

	return source->type == NHD_SOURCE_USB && source->usb.vendor;
}

static bool source_is_adapter(const void *owner)
{
	const struct nhd_source *source = owner;

	return source->type == NHD_SOURCE_SCSI && !source->scsi.protocol;
}

static bool source_is_iscsi(const void *owner)
{
	const struct nhd_source *source = owner;

	return source->type == NHD_SOURCE_SCSI && source->scsi.protocol;
}

static bool source_has_address(const void *owner)
{
	const struct nhd_source *source = owner;

	switch (source->type) {
	case NHD_SOURCE_USB:
		return source->usb.bus || source->usb.device;
	case NHD_SOURCE_SCSI:
		return source_is_adapter(owner);
	default:
		return source->type != NHD_SOURCE_SCSI_HOST;
	}
}

static bool source_address_has_type(const void *owner)
{
	return ((const struct nhd_source *)owner)->type != NHD_SOURCE_MDEV;
}

static bool auth_is_given(const void *owner)
{
	return ((const struct nhd_auth *)owner)->user != NULL;
}

/* Be they all of a type that has none of them (virNetDevVPortProfileFormat). */
static bool parameters_are_given(const void *owner)
{
	const struct nhd_virtualport *virtualport = owner;

	return virtualport->has_manager_id || virtualport->has_type_id ||
	       virtualport->has_type_id_version || virtualport->has_instance_id ||
	       virtualport->has_interface_id || virtualport->profile_id[0];
}

static bool bandwidth_is_given(const void *owner)
{
	return ((const struct nhd_bandwidth *)owner)->given;
}

/* The direction as a whole: what lacks both says nothing (virNetDevBandwidthRateFormat). */
static bool rate_is_given(const void *owner)
{
	const struct nhd_bandwidth_rate *rate = owner;

	return rate->average || rate->floor;
}

/* A driver's model alone is no content: it is printed behind (virNetworkDefFormatBuf). */
static bool forward_has_content(const void *owner)
{
	const struct nhd_forward *forward = owner;

	return forward->driver.name || forward->pfs.count || forward->netdevs.count ||
	       forward->addresses.count;
}

static bool forward_has_stray_driver(const void *owner)
{
	return !forward_has_content(owner);
}

static bool network_has_ipv6(const void *owner)
{
	return ((const struct nhd_network *)owner)->ipv6 == NHD_BOOL_YES;
}

static bool model_is_virtio(const void *owner)
{
	return ((const struct nhd_interface *)owner)->model_is_virtio;
}

static bool guest_pci_is_placed(const void *owner)
{
	return !nhd_pci_address_is_empty(&((const struct nhd_guest_address *)owner)->pci);
}

static bool guest_usb_has_port(const void *owner)
{
	return ((const struct nhd_guest_address *)owner)->usb.ports[0] != 0;
}

static bool guest_has_zpci(const void *owner)
{
	const struct nhd_guest_address *address = owner;

	return address->type == NHD_ADDRESS_PCI &&
	       (address->pci.has_zpci_uid || address->pci.has_zpci_fid);
}

/*
 * Rows with the same name stand in the order in which libvirt looks at them; where a row has
 * no field, its value is checked and dropped.
 */
static const struct nhd_attribute domain_uuid_attributes[] = {
	{ "", NHD_VALUE_UUID, NHD_PRINT_NOT, NHD_NOT_EMPTY, .field = IN(nhd_domain, uuid),
		.has = IN(nhd_domain, has_uuid), .error_class = NHD_ERROR_INTERNAL },
};

static const struct nhd_attribute os_type_attributes[] = {
	{ "", NHD_VALUE_STRING, NHD_PRINT_NOT, NHD_XPATH,
		.field = IN(nhd_domain, os_type) },
};

static const struct nhd_attribute interface_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = interface_types,
		.field = IN(nhd_interface, type) },
	{ "managed", NHD_VALUE_YES, NHD_PRINT_PLAIN,
		.field = IN(nhd_interface, managed) },
	{ "trustGuestRxFilters", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_interface, trust_guest_rx_filters) },
	/* The root is read by the same code as a plain <hostdev>, which has these. */
	{ "sgio", NHD_VALUE_CHOICE, NHD_PRINT_NOT, NHD_REFUSED, .choices = sgio_modes,
		.only = ~FOR(NHD_SOURCE_SCSI) },
	{ "sgio", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = sgio_modes,
		.only = FOR(NHD_SOURCE_SCSI),
		.field = IN(nhd_interface, source.scsi.sgio) },
	{ "rawio", NHD_VALUE_CHOICE, NHD_PRINT_NOT, NHD_REFUSED, .choices = yes_no,
		.only = ~FOR(NHD_SOURCE_SCSI) },
	{ "rawio", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no,
		.only = FOR(NHD_SOURCE_SCSI) },
	{ "model", NHD_VALUE_STRING, NHD_PRINT_NOT, NHD_REFUSED,
		.only = ~(FOR(NHD_SOURCE_SCSI_HOST) | FOR(NHD_SOURCE_MDEV)) },
	{ "model", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = scsi_host_models,
		.only = FOR(NHD_SOURCE_SCSI_HOST) },
	{ "model", NHD_VALUE_CHOICE, NHD_PRINT_NOT, NHD_REQUIRED, .choices = mdev_models,
		.only = FOR(NHD_SOURCE_MDEV),
		.field = IN(nhd_interface, source.mdev.model) },
	{ "display", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off,
		.only = FOR(NHD_SOURCE_PCI) | FOR(NHD_SOURCE_MDEV) },
	{ "ramfb", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off,
		.only = FOR(NHD_SOURCE_PCI) | FOR(NHD_SOURCE_MDEV),
		.field = IN(nhd_interface, ramfb) },
};

/* Of a domain's other devices; of an interface they say nothing. */
static const struct nhd_attribute bystander_attributes[] = {
	{ "type", NHD_VALUE_STRING, NHD_PRINT_NOT, .field = IN(nhd_bystander, type) },
	{ "model", NHD_VALUE_STRING, NHD_PRINT_NOT, .field = IN(nhd_bystander, model) },
	{ "index", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, .base = 10,
		.field = IN(nhd_bystander, index), .has = IN(nhd_bystander, has_index) },
};

static const struct nhd_attribute bystander_source_attributes[] = {
	{ "path", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.field = IN(nhd_bystander, source_path) },
	{ "network", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.field = IN(nhd_bystander, network) },
	{ "portgroup", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.field = IN(nhd_bystander, portgroup) },
};

static const struct nhd_attribute bystander_target_attributes[] = {
	{ "bus", NHD_VALUE_STRING, NHD_PRINT_NOT, .field = IN(nhd_bystander, bus) },
	{ "type", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.field = IN(nhd_bystander, target_type) },
};

static const struct nhd_attribute mac_attributes[] = {
	{ "address", NHD_VALUE_MAC, NHD_PRINT_PLAIN, .field = IN(nhd_mac, address) },
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = mac_types,
		.field = IN(nhd_mac, type) },
	{ "check", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_mac, check) },
};

static const struct nhd_attribute driver_attributes[] = {
	{ "name", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = driver_names,
		.field = IN(nhd_pci_driver, name) },
	{ "model", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		.field = IN(nhd_pci_driver, model) },
};

static const struct nhd_attribute source_attributes[] = {
	{ "startupPolicy", NHD_VALUE_STRING, NHD_PRINT_NOT,
		NHD_REFUSED | NHD_ANYWHERE | NHD_NO_NAMESPACE,
		.only = ~FOR(NHD_SOURCE_USB),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "startupPolicy", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = startup_policies,
		.only = FOR(NHD_SOURCE_USB),
		.field = IN(nhd_source, usb.startup_policy) },
	{ "autoAddress", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no,
		.only = FOR(NHD_SOURCE_USB) },
	{ "guestReset", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = guest_resets,
		.only = FOR(NHD_SOURCE_USB), .field = IN(nhd_source, usb.guest_reset) },
	{ "writeFiltering", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.only = FOR(NHD_SOURCE_PCI),
		.field = IN(nhd_source, pci.write_filtering) },
	{ "protocol", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = scsi_protocols,
		.only = FOR(NHD_SOURCE_SCSI), .field = IN(nhd_source, scsi.protocol) },
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN, .only = FOR(NHD_SOURCE_SCSI),
		.field = IN(nhd_source, scsi.path), .printed = source_is_iscsi },
	{ "protocol", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.choices = scsi_host_protocols, .only = FOR(NHD_SOURCE_SCSI_HOST),
		.field = IN(nhd_source, scsi_host.protocol) },
	{ "wwpn", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_SCSI_HOST),
		.field = IN(nhd_source, scsi_host.wwpn) },
};

static const struct nhd_attribute vendor_attributes[] = {
	{ "id", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, NHD_REQUIRED | NHD_NONZERO,
		.field = IN(nhd_source, usb.vendor) },
};

static const struct nhd_attribute product_attributes[] = {
	{ "id", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, NHD_REQUIRED,
		.field = IN(nhd_source, usb.product) },
};

static const struct nhd_attribute adapter_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_REQUIRED | NHD_XPATH,
		.field = IN(nhd_source, scsi.adapter) },
};

static const struct nhd_attribute source_address_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_XPATH | NHD_BEYOND,
		.choices = source_types, .field = IN(nhd_source, type),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED,
		.printed = source_address_has_type },
	{ "domain", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .only = FOR(NHD_SOURCE_PCI),
		.field = IN(nhd_source, pci.address.domain) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = FOR(NHD_SOURCE_PCI),
		.max = 0xff, .field = IN(nhd_source, pci.address.bus) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = FOR(NHD_SOURCE_PCI),
		.max = 0x1f, .field = IN(nhd_source, pci.address.slot) },
	{ "function", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED_0X,
		.only = FOR(NHD_SOURCE_PCI), .max = 7,
		.field = IN(nhd_source, pci.address.function) },
	{ "multifunction", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off,
		.only = FOR(NHD_SOURCE_PCI) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_USB), .field = IN(nhd_source, usb.bus) },
	{ "device", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_USB), .field = IN(nhd_source, usb.device) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_SCSI), .field = IN(nhd_source, scsi.bus) },
	{ "target", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_SCSI), .field = IN(nhd_source, scsi.target) },
	{ "unit", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.only = FOR(NHD_SOURCE_SCSI), .field = IN(nhd_source, scsi.unit) },
	{ "uuid", NHD_VALUE_UUID, NHD_PRINT_PLAIN, NHD_OF_FIRST,
		.only = FOR(NHD_SOURCE_MDEV), .field = IN(nhd_source, mdev.uuid),
		.error_class = NHD_ERROR_INTERNAL },
};

static const struct nhd_attribute source_zpci_attributes[] = {
	{ "uid", NHD_VALUE_UNSIGNED, .print = NHD_PRINT_NOT },
	{ "fid", NHD_VALUE_UNSIGNED, .print = NHD_PRINT_NOT },
};

static const struct nhd_attribute host_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN, .field = IN(nhd_iscsi_host, name) },
	{ "port", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_UNLESS_ZERO, .base = 10,
		.max = UINT16_MAX, .field = IN(nhd_iscsi_host, port),
		.error_class = NHD_ERROR_INVALID_ARGUMENT },
	{ "transport", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = host_transports,
		.field = IN(nhd_iscsi_host, transport) },
	{ "socket", NHD_VALUE_STRING, .print = NHD_PRINT_NOT },
};

static const struct nhd_attribute auth_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.choices = auth_types, .field = IN(nhd_auth, type),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "username", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		NHD_REQUIRED | NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.field = IN(nhd_auth, user) },
};

static const struct nhd_attribute secret_attributes[] = {
	{ "type", NHD_VALUE_STRING, NHD_PRINT_PLAIN, .field = IN(nhd_auth, secret_type) },
	{ "uuid", NHD_VALUE_UUID, NHD_PRINT_PLAIN, .field = IN(nhd_auth, secret_uuid),
		.has = IN(nhd_auth, has_secret_uuid) },
	{ "usage", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		.field = IN(nhd_auth, secret_usage) },
};

static const struct nhd_attribute iqn_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_source, scsi.initiator) },
};

static const struct nhd_attribute ip_attributes[] = {
	{ "address", NHD_VALUE_IP, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.field = IN(nhd_ip, address) },
	{ "family", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = ip_families,
		.field = IN(nhd_ip, address.family) },
	{ "prefix", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, NHD_UNLESS_ZERO, .base = 10,
		.field = IN(nhd_ip, prefix) },
	{ "peer", NHD_VALUE_IP, NHD_PRINT_PLAIN, .field = IN(nhd_ip, peer),
		.error_class = NHD_ERROR_INVALID_ARGUMENT },
};

static const struct nhd_attribute route_attributes[] = {
	{ "family", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = ip_families,
		.field = IN(nhd_route, family) },
	{ "address", NHD_VALUE_IP, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.field = IN(nhd_route, address) },
	{ "netmask", NHD_VALUE_IP, NHD_PRINT_PLAIN, .field = IN(nhd_route, netmask) },
	{ "prefix", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, .base = 10,
		.field = IN(nhd_route, prefix), .has = IN(nhd_route, has_prefix) },
	{ "gateway", NHD_VALUE_IP, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.field = IN(nhd_route, gateway) },
	{ "metric", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_NONZERO | NHD_UNLESS_ZERO,
		.base = 10, .field = IN(nhd_route, metric) },
};

static const struct nhd_attribute vlan_attributes[] = {
	{ "trunk", NHD_VALUE_YES, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.field = IN(nhd_vlan, trunk) },
};

static const struct nhd_attribute tag_attributes[] = {
	{ "id", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_REQUIRED, .base = 10,
		.max = NHD_VLAN_TAG_MAX, .field = IN(nhd_vlan_tag, id) },
	{ "nativeMode", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = native_modes,
		.field = IN(nhd_vlan_tag, native_mode) },
};

static const struct nhd_attribute virtualport_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = virtualport_types,
		.field = IN(nhd_virtualport, type),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
};

/* A portgroup's has no type where the interface that uses it says one. */
#define UNTYPED FOR(NHD_VIRTUALPORT_NONE)
#define QBG FOR(NHD_VIRTUALPORT_8021QBG)
#define QBH FOR(NHD_VIRTUALPORT_8021QBH)
#define OPENVSWITCH FOR(NHD_VIRTUALPORT_OPENVSWITCH)
#define MIDONET FOR(NHD_VIRTUALPORT_MIDONET)

/* midonet never complains of a parameter too many (virNetDevVPortProfileCheckNoExtras). */
static const struct nhd_attribute parameters_attributes[] = {
	{ "managerid", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, .max = 0xff,
		.only = QBG | UNTYPED, .needed_by = QBG,
		.field = IN(nhd_virtualport, manager_id),
		.has = IN(nhd_virtualport, has_manager_id) },
	{ "typeid", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, .max = 0xffffff,
		.only = QBG | UNTYPED, .needed_by = QBG,
		.field = IN(nhd_virtualport, type_id),
		.has = IN(nhd_virtualport, has_type_id) },
	{ "typeidversion", NHD_VALUE_WRAPPING, NHD_PRINT_PLAIN, .max = 0xff,
		.only = QBG | UNTYPED, .needed_by = QBG,
		.field = IN(nhd_virtualport, type_id_version),
		.has = IN(nhd_virtualport, has_type_id_version) },
	{ "instanceid", NHD_VALUE_UUID, NHD_PRINT_PLAIN, .only = QBG | UNTYPED,
		.needed_by = QBG, .field = IN(nhd_virtualport, instance_id),
		.flags = NHD_INVENTED, .has = IN(nhd_virtualport, has_instance_id) },
	{ "interfaceid", NHD_VALUE_UUID, NHD_PRINT_PLAIN,
		.only = OPENVSWITCH | MIDONET | UNTYPED,
		.needed_by = OPENVSWITCH | MIDONET,
		.field = IN(nhd_virtualport, interface_id), .flags = NHD_INVENTED,
		.has = IN(nhd_virtualport, has_interface_id) },
	{ "profileid", NHD_VALUE_TEXT, NHD_PRINT_PLAIN, .max = NHD_PROFILE_ID_MAX,
		.only = QBH | OPENVSWITCH | UNTYPED, .needed_by = QBH,
		.field = IN(nhd_virtualport, profile_id) },
};

static const struct nhd_attribute bandwidth_attributes[] = {
	{ "classID", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, NHD_REFUSED, .base = 10 },
};

static const struct nhd_attribute rate_attributes[] = {
	{ "average", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_UNLESS_ZERO, .base = 10,
		.field = IN(nhd_bandwidth_rate, average) },
	{ "peak", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_UNLESS_ZERO, .base = 10,
		.field = IN(nhd_bandwidth_rate, peak) },
	{ "floor", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_UNLESS_ZERO, .base = 10,
		.field = IN(nhd_bandwidth_rate, floor) },
	{ "burst", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_UNLESS_ZERO, .base = 10,
		.field = IN(nhd_bandwidth_rate, burst) },
};

static const struct nhd_attribute port_attributes[] = {
	{ "isolated", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_interface, isolated) },
};

/* What a network has made of an interface: in the live form it takes the place of that. */
static const struct nhd_attribute actual_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = interface_types,
		.field = IN(nhd_interface, type) },
	{ "managed", NHD_VALUE_YES, NHD_PRINT_NOT, .field = IN(nhd_interface, managed) },
};

static const struct nhd_attribute port_forward_attributes[] = {
	{ "proto", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.choices = port_protocols, .field = IN(nhd_port_forward, protocol) },
	{ "address", NHD_VALUE_IP, NHD_PRINT_PLAIN,
		.field = IN(nhd_port_forward, address) },
};

static const struct nhd_attribute range_attributes[] = {
	{ "start", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_NONZERO, .base = 10,
		.field = IN(nhd_port_range, start) },
	{ "end", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, NHD_NONZERO, .base = 10 },
	{ "to", NHD_VALUE_UNSIGNED, NHD_PRINT_NOT, NHD_NONZERO, .base = 10 },
	{ "exclude", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no },
};

static const struct nhd_attribute script_attributes[] = {
	{ "path", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_interface, script) },
};

static const struct nhd_attribute downscript_attributes[] = {
	{ "path", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_interface, downscript) },
};

static const struct nhd_attribute backenddomain_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_interface, backend_domain) },
};

static const struct nhd_attribute target_attributes[] = {
	{ "dev", NHD_VALUE_STRING, NHD_PRINT_PLAIN, .field = IN(nhd_target, device) },
	{ "managed", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_target, managed) },
};

static const struct nhd_attribute guest_attributes[] = {
	{ "dev", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_guest_netdev, device) },
	{ "actual", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_guest_netdev, actual) },
};

static const struct nhd_attribute model_attributes[] = {
	{ "type", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_interface, model) },
};

/* What else <driver> can say is read only for interfaces of other types. */
static const struct nhd_attribute virtio_driver_attributes[] = {
	{ "iommu", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.field = IN(nhd_interface, virtio.iommu) },
	{ "ats", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.field = IN(nhd_interface, virtio.ats) },
	{ "packed", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.field = IN(nhd_interface, virtio.packed) },
	{ "page_per_vq", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.field = IN(nhd_interface, virtio.page_per_vq) },
};

static const struct nhd_attribute backend_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = backend_types,
		.field = IN(nhd_backend, type) },
	{ "tap", NHD_VALUE_STRING, NHD_PRINT_PLAIN, .field = IN(nhd_backend, tap) },
	{ "logFile", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		.field = IN(nhd_backend, log_file) },
};

static const struct nhd_attribute sndbuf_attributes[] = {
	{ "", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_XPATH, .base = 10,
		.field = IN(nhd_interface, sndbuf),
		.has = IN(nhd_interface, has_sndbuf) },
};

static const struct nhd_attribute teaming_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_XPATH, .choices = teaming_types,
		.field = IN(nhd_teaming, type),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "persistent", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_teaming, persistent) },
};

static const struct nhd_attribute link_attributes[] = {
	{ "state", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_XPATH, .choices = link_states,
		.field = IN(nhd_interface, link_state),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
};

static const struct nhd_attribute mtu_attributes[] = {
	{ "size", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_XPATH | NHD_UNLESS_ZERO,
		.base = 10, .field = IN(nhd_interface, mtu) },
};

static const struct nhd_attribute frames_attributes[] = {
	{ "max", NHD_VALUE_UNSIGNED_64, NHD_PRINT_PLAIN, NHD_XPATH | NHD_UNLESS_ZERO,
		.base = 10, .field = IN(nhd_interface, coalesce_max_frames) },
};

static const struct nhd_attribute boot_attributes[] = {
	{ "order", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN,
		NHD_REQUIRED | NHD_NONZERO | NHD_UNLESS_ZERO, .base = 10,
		.field = IN(nhd_device, boot_order) },
	{ "loadparm", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		.field = IN(nhd_device, loadparm) },
};

static const struct nhd_attribute alias_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_XPATH,
		.field = IN(nhd_device, alias) },
};

static const struct nhd_attribute master_attributes[] = {
	{ "startport", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10,
		.field = IN(nhd_device, master_start_port),
		.has = IN(nhd_device, has_master) },
};

static const struct nhd_attribute rom_attributes[] = {
	{ "enabled", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_rom, enabled) },
	{ "bar", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.field = IN(nhd_rom, bar) },
	{ "file", NHD_VALUE_STRING, NHD_PRINT_PLAIN, .field = IN(nhd_rom, file) },
};

static const struct nhd_attribute acpi_attributes[] = {
	{ "index", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_NONZERO | NHD_UNLESS_ZERO,
		.base = 10, .field = IN(nhd_device, acpi_index) },
};

#define PCI FOR(NHD_ADDRESS_PCI)
#define USB FOR(NHD_ADDRESS_USB)
#define DRIVE FOR(NHD_ADDRESS_DRIVE)
#define VIRTIO_SERIAL FOR(NHD_ADDRESS_VIRTIO_SERIAL)
#define CCID FOR(NHD_ADDRESS_CCID)
#define CCW FOR(NHD_ADDRESS_CCW)
#define ISA FOR(NHD_ADDRESS_ISA)
#define DIMM FOR(NHD_ADDRESS_DIMM)
#define PART(member) IN(nhd_guest_address, member)

static const struct nhd_attribute address_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.choices = address_types, .field = PART(type) },
	{ "domain", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .only = PCI,
		.field = PART(pci.domain), .printed = guest_pci_is_placed },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = PCI, .max = 0xff,
		.field = PART(pci.bus), .printed = guest_pci_is_placed },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .only = PCI, .max = 0x1f,
		.field = PART(pci.slot), .printed = guest_pci_is_placed },
	{ "function", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED_0X, .only = PCI, .max = 7,
		.field = PART(pci.function), .printed = guest_pci_is_placed },
	{ "multifunction", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = on_off,
		.only = PCI, .field = PART(pci.multifunction) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10, .only = USB,
		.field = PART(usb.bus) },
	{ "port", NHD_VALUE_USB_PORT, NHD_PRINT_PLAIN, .only = USB,
		.field = PART(usb.ports), .error_class = NHD_ERROR_INTERNAL,
		.printed = guest_usb_has_port },
	{ "controller", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10,
		.only = DRIVE | VIRTIO_SERIAL | CCID, .field = PART(other.controller) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10,
		.only = DRIVE | VIRTIO_SERIAL, .field = PART(other.bus) },
	{ "target", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10, .only = DRIVE,
		.field = PART(other.target) },
	{ "unit", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10, .only = DRIVE,
		.field = PART(other.unit) },
	{ "port", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10, .only = VIRTIO_SERIAL,
		.field = PART(other.port) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED, .base = 10, .only = CCID,
		.field = PART(other.slot) },
	{ "reg", NHD_VALUE_UNSIGNED_64, NHD_PRINT_HEX_8, .base = 16,
		.only = FOR(NHD_ADDRESS_SPAPR_VIO), .field = PART(other.reg),
		.has = PART(other.has_reg) },
	{ "cssid", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX, .only = CCW,
		.field = PART(other.cssid) },
	{ "ssid", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX, .only = CCW,
		.field = PART(other.ssid) },
	{ "devno", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .only = CCW,
		.field = PART(other.devno) },
	{ "iobase", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX, NHD_UNLESS_ZERO, .base = 16,
		.only = ISA, .field = PART(other.iobase) },
	{ "irq", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX, NHD_UNLESS_ZERO, .base = 16,
		.only = ISA, .field = PART(other.irq) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_PLAIN, NHD_REQUIRED, .base = 10,
		.only = DIMM, .field = PART(other.slot) },
	{ "base", NHD_VALUE_UNSIGNED_64, NHD_PRINT_HEX, NHD_UNLESS_ZERO, .base = 16,
		.only = DIMM, .field = PART(other.base) },
};

static const struct nhd_attribute zpci_attributes[] = {
	{ "uid", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4, .field = PART(pci.zpci_uid),
		.has = PART(pci.has_zpci_uid), .printed = guest_has_zpci },
	{ "fid", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_8, .field = PART(pci.zpci_fid),
		.has = PART(pci.has_zpci_fid), .printed = guest_has_zpci },
};

static const struct nhd_attribute network_attributes[] = {
	{ "ipv6", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.choices = yes_no, .field = IN(nhd_network, ipv6),
		.printed = network_has_ipv6 },
	{ "trustGuestRxFilters", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_network, trust_guest_rx_filters) },
};

static const struct nhd_attribute name_attributes[] = {
	{ "", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_REQUIRED | NHD_NOT_EMPTY,
		.field = IN(nhd_network, name) },
};

static const struct nhd_attribute uuid_attributes[] = {
	{ "", NHD_VALUE_UUID, NHD_PRINT_NOT, NHD_NOT_EMPTY,
		.error_class = NHD_ERROR_INTERNAL },
};

static const struct nhd_attribute title_attributes[] = {
	{ "", NHD_VALUE_STRING, NHD_PRINT_NOT, .flags = NHD_NOT_EMPTY },
};

static const struct nhd_attribute forward_attributes[] = {
	{ "dev", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.field = IN(nhd_forward, device) },
	{ "mode", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.choices = forward_modes, .field = IN(nhd_forward, mode),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "managed", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.choices = yes_no, .field = IN(nhd_forward, managed) },
};

static const struct nhd_attribute forward_driver_attributes[] = {
	{ "name", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = driver_names,
		.field = IN(nhd_forward, driver.name) },
	{ "model", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		.field = IN(nhd_forward, driver.model) },
};

static const struct nhd_attribute netdev_attributes[] = {
	{ "dev", NHD_VALUE_STRING, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.field = IN(nhd_pool_netdev, name) },
};

static const struct nhd_attribute pool_address_attributes[] = {
	{ "type", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, NHD_REQUIRED,
		.choices = pool_address_types, .field = IN(nhd_pool_address, type),
		.error_class = NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "domain", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_4,
		.field = IN(nhd_pool_address, pci.domain) },
	{ "bus", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .max = 0xff,
		.field = IN(nhd_pool_address, pci.bus) },
	{ "slot", NHD_VALUE_UNSIGNED, NHD_PRINT_HEX_2, .max = 0x1f,
		.field = IN(nhd_pool_address, pci.slot) },
	{ "function", NHD_VALUE_UNSIGNED, NHD_PRINT_SIGNED_0X, .max = 7,
		.field = IN(nhd_pool_address, pci.function) },
	{ "multifunction", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = on_off },
};

/* What is for other networks is read, and refused here. */
static const struct nhd_attribute bridge_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.flags = NHD_NO_NAMESPACE | NHD_NOT_EMPTY },
	{ "zone", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.flags = NHD_NO_NAMESPACE | NHD_NOT_EMPTY },
	{ "stp", NHD_VALUE_STRING, NHD_PRINT_NOT,
		.flags = NHD_NO_NAMESPACE | NHD_NOT_EMPTY },
	{ "delay", NHD_VALUE_UNSIGNED_64, NHD_PRINT_NOT, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.base = 10 },
	{ "macTableManager", NHD_VALUE_CHOICE, NHD_PRINT_NOT,
		NHD_NO_NAMESPACE | NHD_NOT_EMPTY, .choices = mac_table_managers },
};

static const struct nhd_attribute network_mtu_attributes[] = {
	{ "size", NHD_VALUE_WRAPPING, NHD_PRINT_NOT, NHD_XPATH, .base = 10,
		.field = IN(nhd_network, mtu) },
};

static const struct nhd_attribute network_mac_attributes[] = {
	{ "address", NHD_VALUE_MAC, NHD_PRINT_NOT,
		.flags = NHD_NO_NAMESPACE | NHD_NOT_EMPTY },
};

static const struct nhd_attribute network_domain_attributes[] = {
	{ "name", NHD_VALUE_STRING, .print = NHD_PRINT_NOT },
	{ "localOnly", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no },
	{ "register", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no },
};

static const struct nhd_attribute network_port_attributes[] = {
	{ "isolated", NHD_VALUE_CHOICE, NHD_PRINT_NOT, .choices = yes_no },
};

static const struct nhd_attribute portgroup_attributes[] = {
	{ "name", NHD_VALUE_STRING, NHD_PRINT_PLAIN,
		NHD_REQUIRED | NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.field = IN(nhd_portgroup, name) },
	{ "default", NHD_VALUE_YES, NHD_PRINT_PLAIN, NHD_NO_NAMESPACE | NHD_NOT_EMPTY,
		.field = IN(nhd_portgroup, is_default) },
	{ "trustGuestRxFilters", NHD_VALUE_CHOICE, NHD_PRINT_PLAIN, .choices = yes_no,
		.field = IN(nhd_portgroup, trust_guest_rx_filters) },
};

#define NO_ATTRIBUTES .attributes = NULL, .count = 0

#define ATTRIBUTES(table) .attributes = table, .count = sizeof(table) / sizeof((table)[0])
#define OF_INTERFACE(member) .at = offsetof(struct nhd_interface, member)
#define OF_NETWORK(member) .at = offsetof(struct nhd_network, member)
#define OF_PORTGROUP(member) .at = offsetof(struct nhd_portgroup, member)
/* The bounds keep memory flat: devices and portgroups are larger than others. */
#define MANY 65536
#define LIST(record, member, item, highest)                                              \
	.list = IN(record, member), .size = sizeof(struct item), .most = (highest)

/* What stands in several places. */
#define PARAMETERS                                                                       \
	ATTRIBUTES(parameters_attributes), NHD_ANY_NAMESPACE | NHD_BARE,                 \
		.variant = IN(nhd_virtualport, type), .printed = parameters_are_given
#define BANDWIDTH                                                                        \
	ATTRIBUTES(bandwidth_attributes), NHD_UNFOLDED, .printed = bandwidth_is_given
#define RATE ATTRIBUTES(rate_attributes), NHD_ANY_NAMESPACE, .printed = rate_is_given

const struct nhd_element nhd_elements[NHD_ELEMENT_COUNT] = {
	[NHD_ELEMENT_DOMAIN] = { "domain", NHD_ELEMENT_COUNT, NO_ATTRIBUTES },
	[NHD_ELEMENT_DOMAIN_UUID] = { "uuid", NHD_ELEMENT_DOMAIN,
		ATTRIBUTES(domain_uuid_attributes) },
	[NHD_ELEMENT_OS] = { "os", NHD_ELEMENT_DOMAIN, NO_ATTRIBUTES, NHD_EVERY },
	[NHD_ELEMENT_OS_TYPE] = { "type", NHD_ELEMENT_OS,
		ATTRIBUTES(os_type_attributes) },
	[NHD_ELEMENT_OS_BOOT] = { "boot", NHD_ELEMENT_OS, NO_ATTRIBUTES, NHD_RECORD,
		LIST(nhd_domain, boots, nhd_os_boot, MANY) },
	[NHD_ELEMENT_DEVICES] = { "devices", NHD_ELEMENT_DOMAIN, NO_ATTRIBUTES,
		NHD_EVERY | NHD_BARE },
	[NHD_ELEMENT_INTERFACE] = { "interface", NHD_ELEMENT_DEVICES,
		ATTRIBUTES(interface_attributes), NHD_RECORD | NHD_ANY_NAME,
		LIST(nhd_domain, devices, nhd_interface, NHD_DEVICES_MAX),
		.variant = IN(nhd_interface, source.type),
		.printed = interface_is_hostdev, .twin = NHD_ELEMENT_BYSTANDER },
	[NHD_ELEMENT_BYSTANDER] = { "", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(bystander_attributes), OF_INTERFACE(bystander) },
	[NHD_ELEMENT_MAC] = { "mac", NHD_ELEMENT_INTERFACE, ATTRIBUTES(mac_attributes),
		OF_INTERFACE(mac) },
	[NHD_ELEMENT_DRIVER] = { "driver", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(driver_attributes), OF_INTERFACE(driver),
		.twin = NHD_ELEMENT_VIRTIO_DRIVER },
	[NHD_ELEMENT_SOURCE] = { "source", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(source_attributes), OF_INTERFACE(source),
		.variant = IN(nhd_source, type), .twin = NHD_ELEMENT_BYSTANDER_SOURCE },
	[NHD_ELEMENT_BYSTANDER_SOURCE] = { "", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(bystander_source_attributes), OF_INTERFACE(bystander) },
	[NHD_ELEMENT_VENDOR] = { "vendor", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(vendor_attributes), OF_INTERFACE(source),
		.printed = source_names_product },
	[NHD_ELEMENT_PRODUCT] = { "product", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(product_attributes), OF_INTERFACE(source),
		.printed = source_names_product },
	[NHD_ELEMENT_ADAPTER] = { "adapter", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(adapter_attributes), OF_INTERFACE(source),
		.printed = source_is_adapter },
	[NHD_ELEMENT_SOURCE_ADDRESS] = { "address", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(source_address_attributes), OF_INTERFACE(source),
		.variant = IN(nhd_source, type), .printed = source_has_address },
	[NHD_ELEMENT_SOURCE_ZPCI] = { "zpci", NHD_ELEMENT_SOURCE_ADDRESS,
		ATTRIBUTES(source_zpci_attributes), NHD_ANY_NAMESPACE },
	[NHD_ELEMENT_HOST] = { "host", NHD_ELEMENT_SOURCE, ATTRIBUTES(host_attributes),
		NHD_RECORD | NHD_BARE,
		LIST(nhd_interface, source.scsi.hosts, nhd_iscsi_host, MANY) },
	[NHD_ELEMENT_AUTH] = { "auth", NHD_ELEMENT_SOURCE, ATTRIBUTES(auth_attributes),
		OF_INTERFACE(source.scsi.auth), .printed = auth_is_given },
	[NHD_ELEMENT_SECRET] = { "secret", NHD_ELEMENT_AUTH,
		ATTRIBUTES(secret_attributes), OF_INTERFACE(source.scsi.auth) },
	[NHD_ELEMENT_INITIATOR] = { "initiator", NHD_ELEMENT_SOURCE, NO_ATTRIBUTES,
		NHD_EVERY },
	[NHD_ELEMENT_IQN] = { "iqn", NHD_ELEMENT_INITIATOR, ATTRIBUTES(iqn_attributes),
		OF_INTERFACE(source) },
	[NHD_ELEMENT_HOST_IP] = { "ip", NHD_ELEMENT_SOURCE, ATTRIBUTES(ip_attributes),
		NHD_RECORD, LIST(nhd_interface, source.host_ip.addresses, nhd_ip, MANY) },
	[NHD_ELEMENT_HOST_ROUTE] = { "route", NHD_ELEMENT_SOURCE,
		ATTRIBUTES(route_attributes), NHD_RECORD,
		LIST(nhd_interface, source.host_ip.routes, nhd_route, MANY) },
	[NHD_ELEMENT_VLAN] = { "vlan", NHD_ELEMENT_INTERFACE, ATTRIBUTES(vlan_attributes),
		OF_INTERFACE(vlan) },
	[NHD_ELEMENT_TAG] = { "tag", NHD_ELEMENT_VLAN, ATTRIBUTES(tag_attributes),
		NHD_RECORD, LIST(nhd_interface, vlan.tags, nhd_vlan_tag, MANY) },
	[NHD_ELEMENT_VIRTUALPORT] = { "virtualport", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(virtualport_attributes), OF_INTERFACE(virtualport) },
	[NHD_ELEMENT_PARAMETERS] = { "parameters", NHD_ELEMENT_VIRTUALPORT, PARAMETERS,
		OF_INTERFACE(virtualport) },
	[NHD_ELEMENT_BANDWIDTH] = { "bandwidth", NHD_ELEMENT_INTERFACE, BANDWIDTH,
		OF_INTERFACE(bandwidth) },
	[NHD_ELEMENT_INBOUND] = { "inbound", NHD_ELEMENT_BANDWIDTH, RATE,
		OF_INTERFACE(bandwidth.inbound) },
	[NHD_ELEMENT_OUTBOUND] = { "outbound", NHD_ELEMENT_BANDWIDTH, RATE,
		OF_INTERFACE(bandwidth.outbound) },
	[NHD_ELEMENT_PORT] = { "port", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(port_attributes) },
	[NHD_ELEMENT_ACTUAL] = { "actual", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(actual_attributes), .printed = is_never_printed },
	[NHD_ELEMENT_ACTUAL_DRIVER] = { "driver", NHD_ELEMENT_ACTUAL,
		ATTRIBUTES(driver_attributes), OF_INTERFACE(driver) },
	[NHD_ELEMENT_ACTUAL_SOURCE] = { "source", NHD_ELEMENT_ACTUAL, NO_ATTRIBUTES },
	[NHD_ELEMENT_ACTUAL_ADDRESS] = { "address", NHD_ELEMENT_ACTUAL_SOURCE,
		ATTRIBUTES(source_address_attributes), OF_INTERFACE(source),
		.variant = IN(nhd_source, type) },
	[NHD_ELEMENT_ACTUAL_VLAN] = { "vlan", NHD_ELEMENT_ACTUAL,
		ATTRIBUTES(vlan_attributes), OF_INTERFACE(actual_vlan) },
	[NHD_ELEMENT_ACTUAL_TAG] = { "tag", NHD_ELEMENT_ACTUAL_VLAN,
		ATTRIBUTES(tag_attributes), NHD_RECORD,
		LIST(nhd_interface, actual_vlan.tags, nhd_vlan_tag, MANY) },
	[NHD_ELEMENT_ACTUAL_VIRTUALPORT] = { "virtualport", NHD_ELEMENT_ACTUAL,
		ATTRIBUTES(virtualport_attributes), OF_INTERFACE(virtualport) },
	[NHD_ELEMENT_ACTUAL_PARAMETERS] = { "parameters", NHD_ELEMENT_ACTUAL_VIRTUALPORT,
		PARAMETERS, OF_INTERFACE(virtualport) },
	[NHD_ELEMENT_ACTUAL_PORT] = { "port", NHD_ELEMENT_ACTUAL,
		ATTRIBUTES(port_attributes) },
	[NHD_ELEMENT_IP] = { "ip", NHD_ELEMENT_INTERFACE, ATTRIBUTES(ip_attributes),
		NHD_RECORD, LIST(nhd_interface, guest_ip.addresses, nhd_ip, MANY) },
	[NHD_ELEMENT_ROUTE] = { "route", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(route_attributes), NHD_RECORD,
		LIST(nhd_interface, guest_ip.routes, nhd_route, MANY) },
	[NHD_ELEMENT_PORT_FORWARD] = { "portForward", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(port_forward_attributes), NHD_RECORD,
		LIST(nhd_interface, port_forwards, nhd_port_forward, MANY) },
	[NHD_ELEMENT_RANGE] = { "range", NHD_ELEMENT_PORT_FORWARD,
		ATTRIBUTES(range_attributes), NHD_RECORD,
		LIST(nhd_port_forward, ranges, nhd_port_range, MANY) },
	[NHD_ELEMENT_SCRIPT] = { "script", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(script_attributes) },
	[NHD_ELEMENT_DOWNSCRIPT] = { "downscript", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(downscript_attributes) },
	[NHD_ELEMENT_BACKENDDOMAIN] = { "backenddomain", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(backenddomain_attributes) },
	[NHD_ELEMENT_TARGET] = { "target", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(target_attributes), OF_INTERFACE(target),
		.twin = NHD_ELEMENT_BYSTANDER_TARGET },
	[NHD_ELEMENT_BYSTANDER_TARGET] = { "", NHD_ELEMENT_TARGET,
		ATTRIBUTES(bystander_target_attributes), OF_INTERFACE(bystander) },
	[NHD_ELEMENT_GUEST] = { "guest", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(guest_attributes), OF_INTERFACE(guest) },
	[NHD_ELEMENT_MODEL] = { "model", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(model_attributes) },
	[NHD_ELEMENT_VIRTIO_DRIVER] = { "driver", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(virtio_driver_attributes), .printed = model_is_virtio },
	[NHD_ELEMENT_BACKEND] = { "backend", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(backend_attributes), OF_INTERFACE(backend) },
	[NHD_ELEMENT_TUNE] = { "tune", NHD_ELEMENT_INTERFACE, NO_ATTRIBUTES, NHD_EVERY },
	[NHD_ELEMENT_SNDBUF] = { "sndbuf", NHD_ELEMENT_TUNE,
		ATTRIBUTES(sndbuf_attributes) },
	[NHD_ELEMENT_TEAMING] = { "teaming", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(teaming_attributes), OF_INTERFACE(teaming) },
	[NHD_ELEMENT_LINK] = { "link", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(link_attributes) },
	[NHD_ELEMENT_MTU] = { "mtu", NHD_ELEMENT_INTERFACE, ATTRIBUTES(mtu_attributes) },
	[NHD_ELEMENT_COALESCE] = { "coalesce", NHD_ELEMENT_INTERFACE, NO_ATTRIBUTES },
	[NHD_ELEMENT_RX] = { "rx", NHD_ELEMENT_COALESCE, NO_ATTRIBUTES, NHD_EVERY },
	[NHD_ELEMENT_FRAMES] = { "frames", NHD_ELEMENT_RX,
		ATTRIBUTES(frames_attributes) },
	[NHD_ELEMENT_BOOT] = { "boot", NHD_ELEMENT_INTERFACE, ATTRIBUTES(boot_attributes),
		OF_INTERFACE(device) },
	[NHD_ELEMENT_ALIAS] = { "alias", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(alias_attributes), OF_INTERFACE(device) },
	[NHD_ELEMENT_MASTER] = { "master", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(master_attributes), OF_INTERFACE(device) },
	[NHD_ELEMENT_ROM] = { "rom", NHD_ELEMENT_INTERFACE, ATTRIBUTES(rom_attributes),
		OF_INTERFACE(device.rom) },
	[NHD_ELEMENT_ACPI] = { "acpi", NHD_ELEMENT_INTERFACE, ATTRIBUTES(acpi_attributes),
		OF_INTERFACE(device) },
	[NHD_ELEMENT_ADDRESS] = { "address", NHD_ELEMENT_INTERFACE,
		ATTRIBUTES(address_attributes), OF_INTERFACE(device.address),
		.variant = PART(type) },
	[NHD_ELEMENT_ZPCI] = { "zpci", NHD_ELEMENT_ADDRESS, ATTRIBUTES(zpci_attributes),
		NHD_ANY_NAMESPACE, OF_INTERFACE(device.address) },
	[NHD_ELEMENT_NETWORK] = { "network", NHD_ELEMENT_COUNT,
		ATTRIBUTES(network_attributes) },
	[NHD_ELEMENT_NAME] = { "name", NHD_ELEMENT_NETWORK, ATTRIBUTES(name_attributes) },
	[NHD_ELEMENT_UUID] = { "uuid", NHD_ELEMENT_NETWORK, ATTRIBUTES(uuid_attributes) },
	[NHD_ELEMENT_TITLE] = { "title", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(title_attributes) },
	[NHD_ELEMENT_FORWARD] = { "forward", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(forward_attributes), OF_NETWORK(forward) },
	[NHD_ELEMENT_FORWARD_DRIVER] = { "driver", NHD_ELEMENT_FORWARD,
		ATTRIBUTES(forward_driver_attributes), OF_NETWORK(forward),
		.printed = forward_has_content },
	[NHD_ELEMENT_PF] = { "pf", NHD_ELEMENT_FORWARD, ATTRIBUTES(netdev_attributes),
		NHD_RECORD, LIST(nhd_network, forward.pfs, nhd_pool_netdev, MANY) },
	[NHD_ELEMENT_FORWARD_INTERFACE] = { "interface", NHD_ELEMENT_FORWARD,
		ATTRIBUTES(netdev_attributes), NHD_RECORD,
		LIST(nhd_network, forward.netdevs, nhd_pool_netdev, MANY) },
	[NHD_ELEMENT_FORWARD_ADDRESS] = { "address", NHD_ELEMENT_FORWARD,
		ATTRIBUTES(pool_address_attributes), NHD_RECORD,
		LIST(nhd_network, forward.addresses, nhd_pool_address, MANY) },
	[NHD_ELEMENT_FORWARD_ZPCI] = { "zpci", NHD_ELEMENT_FORWARD_ADDRESS,
		ATTRIBUTES(source_zpci_attributes), NHD_ANY_NAMESPACE },
	[NHD_ELEMENT_NAT] = { "nat", NHD_ELEMENT_FORWARD, NO_ATTRIBUTES, NHD_RECORD,
		LIST(nhd_network, forward.nats, nhd_pool_netdev, MANY) },
	[NHD_ELEMENT_STRAY_DRIVER] = { "driver", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(forward_driver_attributes), NHD_DEEPER, OF_NETWORK(forward),
		.printed = forward_has_stray_driver },
	[NHD_ELEMENT_BRIDGE] = { "bridge", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(bridge_attributes) },
	[NHD_ELEMENT_NETWORK_MTU] = { "mtu", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(network_mtu_attributes) },
	[NHD_ELEMENT_NETWORK_MAC] = { "mac", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(network_mac_attributes) },
	[NHD_ELEMENT_NETWORK_DOMAIN] = { "domain", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(network_domain_attributes) },
	[NHD_ELEMENT_NETWORK_VLAN] = { "vlan", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(vlan_attributes), OF_NETWORK(vlan) },
	[NHD_ELEMENT_NETWORK_TAG] = { "tag", NHD_ELEMENT_NETWORK_VLAN,
		ATTRIBUTES(tag_attributes), NHD_RECORD,
		LIST(nhd_network, vlan.tags, nhd_vlan_tag, MANY) },
	[NHD_ELEMENT_NETWORK_BANDWIDTH] = { "bandwidth", NHD_ELEMENT_NETWORK, BANDWIDTH,
		OF_NETWORK(bandwidth) },
	[NHD_ELEMENT_NETWORK_INBOUND] = { "inbound", NHD_ELEMENT_NETWORK_BANDWIDTH, RATE,
		OF_NETWORK(bandwidth.inbound) },
	[NHD_ELEMENT_NETWORK_OUTBOUND] = { "outbound", NHD_ELEMENT_NETWORK_BANDWIDTH,
		RATE, OF_NETWORK(bandwidth.outbound) },
	[NHD_ELEMENT_NETWORK_PORT] = { "port", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(network_port_attributes) },
	[NHD_ELEMENT_NETWORK_VIRTUALPORT] = { "virtualport", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(virtualport_attributes), OF_NETWORK(virtualport) },
	[NHD_ELEMENT_NETWORK_PARAMETERS] = { "parameters",
		NHD_ELEMENT_NETWORK_VIRTUALPORT, PARAMETERS, OF_NETWORK(virtualport) },
	[NHD_ELEMENT_PORTGROUP] = { "portgroup", NHD_ELEMENT_NETWORK,
		ATTRIBUTES(portgroup_attributes), NHD_RECORD | NHD_UNFOLDED,
		LIST(nhd_network, portgroups, nhd_portgroup, NHD_DEVICES_MAX) },
	[NHD_ELEMENT_PORTGROUP_VLAN] = { "vlan", NHD_ELEMENT_PORTGROUP,
		ATTRIBUTES(vlan_attributes), OF_PORTGROUP(vlan) },
	[NHD_ELEMENT_PORTGROUP_TAG] = { "tag", NHD_ELEMENT_PORTGROUP_VLAN,
		ATTRIBUTES(tag_attributes), NHD_RECORD,
		LIST(nhd_portgroup, vlan.tags, nhd_vlan_tag, MANY) },
	[NHD_ELEMENT_PORTGROUP_VIRTUALPORT] = { "virtualport", NHD_ELEMENT_PORTGROUP,
		ATTRIBUTES(virtualport_attributes), OF_PORTGROUP(virtualport) },
	[NHD_ELEMENT_PORTGROUP_PARAMETERS] = { "parameters",
		NHD_ELEMENT_PORTGROUP_VIRTUALPORT, PARAMETERS,
		OF_PORTGROUP(virtualport) },
	[NHD_ELEMENT_PORTGROUP_BANDWIDTH] = { "bandwidth", NHD_ELEMENT_PORTGROUP,
		BANDWIDTH, OF_PORTGROUP(bandwidth) },
	[NHD_ELEMENT_PORTGROUP_INBOUND] = { "inbound", NHD_ELEMENT_PORTGROUP_BANDWIDTH,
		RATE, OF_PORTGROUP(bandwidth.inbound) },
	[NHD_ELEMENT_PORTGROUP_OUTBOUND] = { "outbound", NHD_ELEMENT_PORTGROUP_BANDWIDTH,
		RATE, OF_PORTGROUP(bandwidth.outbound) },
};

enum nhd_element_id nhd_element_end(enum nhd_element_id id)
{
	unsigned int end = id + 1;

	while (end < NHD_ELEMENT_COUNT && nhd_elements[end].parent >= id &&
		nhd_elements[end].parent != NHD_ELEMENT_COUNT)
		end++;
	return end;
}

uint32_t nhd_element_variant(const struct nhd_element *element, const void *owner)
{
	int variant;

	if (!element->variant)
		return ~0u;
	memcpy(&variant, nhd_field(owner, element->variant), sizeof(variant));
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
