// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What is refused of an interface that could be read: by libvirt's validation for every
 * driver, and by its qemu driver.
 */
#include <string.h>

#include "xml/reader.h"
#include "xml/rules.h"

static int refuse(const struct nhd_reader *reader, enum nhd_element_id id,
	const char *attribute, const char *why)
{
	return nhd_fail_at(
		reader, NHD_ERROR_CONFIG_UNSUPPORTED, id, attribute, NULL, "%s", why);
}

/* The guest address that a mediated device's model has (virDomainHostdevDefPostParse). */
int nhd_validate_placement(struct nhd_reader *reader)
{
	const nhd_interface *interface = nhd_interface_of(reader);
	enum nhd_address_type type = interface->device.address.type;
	enum nhd_mdev_model model = interface->source.mdev.model;

	if (interface->source.type != NHD_SOURCE_MDEV || type == NHD_ADDRESS_NONE ||
		(model == NHD_MDEV_MODEL_VFIO_PCI && type == NHD_ADDRESS_PCI) ||
		(model == NHD_MDEV_MODEL_VFIO_CCW && type == NHD_ADDRESS_CCW) ||
		model == NHD_MDEV_MODEL_VFIO_AP)
		return 0;
	return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_ADDRESS, "type",
		"is not for a device of this model");
}

/* The addresses of a PC's buses (virDomainPCIAddressValidate, at assignment). */
int nhd_validate_assignment(struct nhd_reader *reader)
{
	const struct nhd_guest_address *address =
		&nhd_interface_of(reader)->device.address;

	if (reader->driver != NHD_DRIVER_QEMU || address->type != NHD_ADDRESS_PCI)
		return 0;
	if (address->pci.domain)
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_ADDRESS,
			"domain", "is not 0, the guest's only PCI domain");
	if (address->pci.bus && !address->pci.slot)
		return nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_ADDRESS, "slot",
			"is below 1, the first of a further bus");
	return 0;
}

/* virDomainDeviceInfoValidate */
static int validate_unassigned(struct nhd_reader *reader)
{
	if (nhd_interface_of(reader)->device.address.type == NHD_ADDRESS_UNASSIGNED)
		return refuse(reader, NHD_ELEMENT_ADDRESS, "type",
			"the address of an interface cannot be unassigned");
	return 0;
}

static int validate_host_ip(struct nhd_reader *reader)
{
	const struct nhd_ip_setup *host = &nhd_interface_of(reader)->source.host_ip;

	if (host->addresses.count)
		return refuse(reader, NHD_ELEMENT_HOST_IP, NULL,
			"the host has no address on a hostdev interface");
	if (host->routes.count)
		return refuse(reader, NHD_ELEMENT_HOST_ROUTE, NULL,
			"the host has no route over a hostdev interface");
	return 0;
}

static int validate_target(struct nhd_reader *reader)
{
	if (nhd_interface_of(reader)->target.managed == NHD_BOOL_NO)
		return refuse(reader, NHD_ELEMENT_TARGET, "managed",
			"a hostdev interface has no target to be unmanaged");
	return 0;
}

static int validate_teaming(struct nhd_reader *reader)
{
	const struct nhd_teaming *teaming = &nhd_interface_of(reader)->teaming;

	if (teaming->type == NHD_TEAMING_TRANSIENT && !teaming->persistent)
		return refuse(reader, NHD_ELEMENT_TEAMING, "persistent",
			"a transient interface names the persistent one");
	if (teaming->type == NHD_TEAMING_PERSISTENT && teaming->persistent)
		return refuse(reader, NHD_ELEMENT_TEAMING, "persistent",
			"a persistent interface names no other");
	return 0;
}

static int validate_port(struct nhd_reader *reader)
{
	if (nhd_interface_of(reader)->isolated == NHD_BOOL_YES)
		return refuse(reader, NHD_ELEMENT_PORT, "isolated",
			"only what is on a bridge can be isolated");
	return 0;
}

/* virDomainCheckVirtioOptionsAreAbsent */
static int validate_virtio_options(struct nhd_reader *reader)
{
	static const char *const names[] = { "iommu", "ats", "packed", "page_per_vq" };
	bool virtio = nhd_interface_of(reader)->model_is_virtio;

	for (size_t i = 0; !virtio && i < sizeof(names) / sizeof(names[0]); i++) {
		if (nhd_text(reader, NHD_ELEMENT_VIRTIO_DRIVER, names[i]))
			return nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				NHD_ELEMENT_VIRTIO_DRIVER, names[i],
				"is for virtio devices");
	}
	return 0;
}

static int validate_backend(struct nhd_reader *reader)
{
	if (nhd_interface_of(reader)->backend.type == NHD_BACKEND_PASST)
		return refuse(reader, NHD_ELEMENT_BACKEND, "type",
			"passt is for interfaces of type user and vhostuser");
	if (nhd_interface_of(reader)->port_forwards.count)
		return refuse(reader, NHD_ELEMENT_PORT_FORWARD, NULL,
			"only passt forwards ports");
	return 0;
}

/* The limits of tc (virNetDevBandwidthRateValidate). */
static int validate_rate(struct nhd_reader *reader, enum nhd_element_id id)
{
	const struct nhd_bandwidth_rate *rate = nhd_owner(reader, id);
	const struct {
		const char *name;
		uint64_t value;
		uint64_t max;
	} limits[] = {
		{ "average", rate->average, UINT64_C(1) << 54 },
		{ "peak", rate->peak, UINT64_C(1) << 54 },
		{ "burst", rate->burst, UINT32_MAX >> 10 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		if (limits[i].value > limits[i].max)
			return nhd_fail_value(reader, NHD_ERROR_XML, id, limits[i].name,
				"is too large");
	}
	return 0;
}

static int validate_bandwidth(struct nhd_reader *reader)
{
	int status = validate_rate(reader, NHD_ELEMENT_INBOUND);

	return status ? status : validate_rate(reader, NHD_ELEMENT_OUTBOUND);
}

/* qemuValidateDomainDeviceDefAddress; the machine is a PC, and none of an old kind. */
static int validate_qemu_address(struct nhd_reader *reader)
{
	const struct nhd_guest_address *address =
		&nhd_interface_of(reader)->device.address;

	if (address->type == NHD_ADDRESS_CCW)
		return refuse(reader, NHD_ELEMENT_ADDRESS, "type",
			"a PC has no channel devices");
	if (address->type == NHD_ADDRESS_SPAPR_VIO && address->other.reg > UINT32_MAX)
		return nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_ADDRESS, "reg", "is no number of 32 bits");
	if (address->type == NHD_ADDRESS_DRIVE && address->other.bus)
		return nhd_fail_value(reader, NHD_ERROR_INTERNAL, NHD_ELEMENT_ADDRESS,
			"bus", "is not 0, a SCSI controller's only bus");
	/* No other source than SCSI has the driver add the controller that is asked. */
	if (address->type == NHD_ADDRESS_DRIVE && address->other.target &&
		nhd_interface_of(reader)->source.type == NHD_SOURCE_SCSI)
		return refuse(reader, NHD_ELEMENT_ADDRESS, "target",
			"the controller of a PC has one target, 0");
	if (address->type != NHD_ADDRESS_PCI)
		return 0;
	if (address->pci.has_zpci_uid || address->pci.has_zpci_fid)
		return refuse(reader, NHD_ELEMENT_ZPCI, NULL, "a PC has no zPCI devices");
	return 0;
}

/* Whether the guest sees a PCI device; what has no address yet gets one of its bus. */
static bool is_pci_device(const nhd_interface *interface)
{
	enum nhd_source_type source = interface->source.type;

	if (interface->device.address.type == NHD_ADDRESS_NONE)
		return source != NHD_SOURCE_USB && source != NHD_SOURCE_SCSI;
	return interface->device.address.type == NHD_ADDRESS_PCI;
}

/* qemuValidateDomainDeviceInfo */
static int validate_qemu_device(struct nhd_reader *reader)
{
	const nhd_interface *interface = nhd_interface_of(reader);
	const struct nhd_device *device = &interface->device;
	bool is_pci = is_pci_device(interface);

	if (device->acpi_index && !is_pci)
		return refuse(reader, NHD_ELEMENT_ACPI, "index",
			"an ACPI index is for PCI devices");
	if ((device->rom.enabled || device->rom.bar || device->rom.file) && !is_pci)
		return refuse(reader, NHD_ELEMENT_ROM, NULL, "a ROM is for PCI devices");
	return 0;
}

/* qemuValidateDomainDeviceDefNetwork */
static int validate_qemu_network(struct nhd_reader *reader)
{
	const nhd_interface *interface = nhd_interface_of(reader);

	if (interface->guest_ip.routes.count)
		return refuse(
			reader, NHD_ELEMENT_ROUTE, NULL, "qemu gives the guest no route");
	if (interface->guest_ip.addresses.count)
		return refuse(
			reader, NHD_ELEMENT_IP, NULL, "qemu gives the guest no address");
	if (interface->mtu)
		return refuse(reader, NHD_ELEMENT_MTU, "size",
			"a hostdev interface has no MTU to be set");
	if (interface->teaming.type == NHD_TEAMING_PERSISTENT &&
		!interface->model_is_virtio)
		return refuse(reader, NHD_ELEMENT_TEAMING, "type",
			"a persistent interface is a virtio device");
	if (nhd_text(reader, NHD_ELEMENT_FRAMES, "max"))
		return refuse(reader, NHD_ELEMENT_COALESCE, NULL,
			"a hostdev interface has no coalescing to be set");
	return 0;
}

static int validate_qemu(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = { validate_qemu_address,
		validate_qemu_device, validate_qemu_network, NULL };

	return reader->driver == NHD_DRIVER_QEMU ? nhd_take_steps(reader, steps) : 0;
}

/* virDomainHostdevDefValidate: the guest addresses that each type of source can have. */
static int validate_address(struct nhd_reader *reader)
{
#define BIT(type) (1u << NHD_ADDRESS_##type)
	static const struct {
		uint32_t allowed;
		enum nhd_error_class refused;
	} rules[] = {
		[NHD_SOURCE_USB] = { BIT(USB), NHD_ERROR_CONFIG_UNSUPPORTED },
		[NHD_SOURCE_PCI] = { BIT(PCI), NHD_ERROR_INTERNAL },
		[NHD_SOURCE_SCSI] = { BIT(DRIVE), NHD_ERROR_CONFIG_UNSUPPORTED },
		[NHD_SOURCE_SCSI_HOST] = { BIT(PCI) | BIT(CCW),
			NHD_ERROR_CONFIG_UNSUPPORTED },
		[NHD_SOURCE_MDEV] = { ~0u, NHD_ERROR_NONE },
	};
#undef BIT
	enum nhd_source_type source = nhd_interface_of(reader)->source.type;
	enum nhd_address_type type = nhd_interface_of(reader)->device.address.type;

	if (type == NHD_ADDRESS_NONE || rules[source].allowed & 1u << type)
		return 0;
	return nhd_fail_value(reader, rules[source].refused, NHD_ELEMENT_ADDRESS, "type",
		"is no guest address for a source of this type");
}

static int validate_sgio(struct nhd_reader *reader)
{
	if (nhd_interface_of(reader)->source.scsi.sgio == NHD_SGIO_UNFILTERED)
		return nhd_fail_value(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_INTERFACE, "sgio", "is no longer supported");
	return 0;
}

/* qemuValidateDomainDeviceDefHostdev, of an x86 guest without graphics. */
static int validate_qemu_hostdev(struct nhd_reader *reader)
{
	const nhd_interface *interface = nhd_interface_of(reader);
	enum nhd_source_type type = interface->source.type;
	const char *display = nhd_text(reader, NHD_ELEMENT_INTERFACE, "display");

	if (reader->driver != NHD_DRIVER_QEMU)
		return 0;
	if (interface->source.pci.write_filtering)
		return refuse(reader, NHD_ELEMENT_SOURCE, "writeFiltering",
			"qemu does not filter writes");
	if (interface->device.boot_order &&
		(type == NHD_SOURCE_SCSI_HOST || type == NHD_SOURCE_MDEV))
		return refuse(reader, NHD_ELEMENT_BOOT, NULL,
			"no guest boots from a device of this type");
	if (type == NHD_SOURCE_MDEV &&
		interface->source.mdev.model != NHD_MDEV_MODEL_VFIO_PCI)
		return refuse(reader, NHD_ELEMENT_INTERFACE, "model",
			"a PC has mediated devices of model vfio-pci alone");
	if ((type == NHD_SOURCE_MDEV || type == NHD_SOURCE_PCI) && display &&
		!strcmp(display, "on"))
		return refuse(reader, NHD_ELEMENT_INTERFACE, "display",
			"a display needs a guest with graphics");
	return 0;
}

int nhd_validate_interface(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = {
		validate_unassigned,
		validate_host_ip,
		validate_target,
		validate_teaming,
		validate_port,
		validate_virtio_options,
		validate_backend,
		validate_bandwidth,
		validate_qemu,
		NULL,
	};

	return nhd_take_steps(reader, steps);
}

int nhd_validate_hostdev(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = {
		validate_address,
		validate_sgio,
		validate_qemu_hostdev,
		NULL,
	};

	return nhd_take_steps(reader, steps);
}
