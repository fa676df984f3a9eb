// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where the devices of a domain stand in the guest, and that no two stand in one place:
 * drives, PCI and USB addresses, which the qemu driver looks at before it gives out others.
 */
#include <string.h>

#include "error.h"
#include "xml/devices.h"
#include "xml/reader.h"

static bool same_drive(const nhd_interface *one, const nhd_interface *other)
{
	const struct nhd_guest_address *left = &one->device.address;
	const struct nhd_guest_address *right = &other->device.address;

	return left->type == NHD_ADDRESS_DRIVE && right->type == NHD_ADDRESS_DRIVE &&
	       left->other.controller == right->other.controller &&
	       left->other.bus == right->other.bus &&
	       left->other.target == right->other.target &&
	       left->other.unit == right->other.unit;
}

static bool drive_is_taken(nhd_interface *const *devices, const nhd_interface *device)
{
	for (; *devices; devices++) {
		if (*devices != device &&
			((*devices)->bystander.is_scsi_disk || nhd_is_scsi_hostdev(*devices)) &&
			same_drive(*devices, device))
			return true;
	}
	return false;
}

static bool same_text(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

static bool is_controller(const nhd_interface *device, const char *type)
{
	return nhd_is_kind(device, "controller") &&
	       same_text(device->bystander.type, type);
}

/* Whether a controller of the type has that index. */
static bool index_is_taken(
	nhd_interface *const *devices, const char *type, uint32_t index)
{
	for (; *devices; devices++) {
		if (is_controller(*devices, type) && (*devices)->bystander.has_index &&
			(*devices)->bystander.index == index)
			return true;
	}
	return false;
}

/* A controller without an index has the lowest that is free of its type. */
int nhd_number_controllers(struct nhd_reader *reader, nhd_interface **devices)
{
	(void)reader;
	for (size_t i = 0; devices[i]; i++) {
		struct nhd_bystander *controller = &devices[i]->bystander;

		if (!nhd_is_kind(devices[i], "controller") || controller->has_index ||
			!controller->type)
			continue;
		controller->index = 0;
		while (index_is_taken(devices, controller->type, controller->index))
			controller->index++;
		controller->has_index = true;
	}
	return 0;
}

/* How many units a SCSI controller has: more than 7 are never given out. */
static uint32_t units_of(nhd_interface *const *devices, uint32_t index)
{
	for (; *devices; devices++) {
		if (is_controller(*devices, "scsi") &&
			(*devices)->bystander.index == index &&
			same_text((*devices)->bystander.model, "lsisas1068"))
			return 2;
	}
	return 7;
}

/* virDomainHostdevAssignAddress: the first unit of the first controller that is free. */
int nhd_assign_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	(void)reader;
	for (size_t i = 0; devices[i]; i++) {
		struct nhd_guest_address *address = &devices[i]->device.address;
		struct nhd_other_address *drive = &address->other;

		if (!nhd_is_scsi_hostdev(devices[i]) || address->type != NHD_ADDRESS_NONE)
			continue;
		address->type = NHD_ADDRESS_DRIVE;
		while (drive_is_taken(devices, devices[i])) {
			if (++drive->unit < units_of(devices, drive->controller))
				continue;
			drive->unit = 0;
			drive->controller++;
		}
		devices[i]->bystander.drive_is_assigned = true;
	}
	return 0;
}

/*
 * The four numbers that libvirt finds where a drive address would be, whatever address is
 * there: it compares them unseen (virDomainDriveAddressIsUsedByDisk).
 */
static struct nhd_other_address raw_drive(const struct nhd_guest_address *address)
{
	const struct nhd_pci_address *pci = &address->pci;
	const struct nhd_usb_address *usb = &address->usb;

	switch (address->type) {
	case NHD_ADDRESS_PCI:
		return (struct nhd_other_address){ .controller = pci->domain,
			.bus = pci->bus, .target = pci->slot, .unit = pci->function };
	case NHD_ADDRESS_USB:
		return (struct nhd_other_address){ .controller = usb->bus,
			.bus = usb->ports[0], .target = usb->ports[1],
			.unit = usb->ports[2] };
	default:
		return address->other;
	}
}

static bool is_in_place(const nhd_interface *device, const nhd_interface *disk)
{
	struct nhd_other_address one = raw_drive(&device->device.address);
	const struct nhd_other_address *other = &disk->device.address.other;

	return one.controller == other->controller && one.bus == other->bus &&
	       one.target == other->target && one.unit == other->unit;
}

/* A disk's place, by its name or given, against one that an interface's source was given. */
int nhd_check_disks(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		enum nhd_address_type type = devices[i]->device.address.type;

		if (!nhd_is_scsi_hostdev(devices[i]) || type == NHD_ADDRESS_NONE)
			continue;
		for (size_t j = 0; devices[j]; j++) {
			const struct nhd_bystander *disk = &devices[j]->bystander;

			if (disk->is_scsi_disk && is_in_place(devices[i], devices[j]))
				return nhd_fail_claim(reader,
					disk->disk_is_placed || type != NHD_ADDRESS_DRIVE
						? NHD_ERROR_XML
						: NHD_ERROR_CONFIG_UNSUPPORTED,
					devices[i], "/address",
					"a disk has the same drive address");
		}
	}
	return 0;
}

int nhd_check_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		for (size_t j = i + 1; nhd_is_scsi_hostdev(devices[i]) && devices[j];
			j++) {
			if (nhd_is_scsi_hostdev(devices[j]) &&
				same_drive(devices[i], devices[j]))
				return nhd_fail_claim(reader,
					NHD_ERROR_CONFIG_UNSUPPORTED, devices[j],
					"/address",
					"another device has the same drive address");
		}
	}
	return 0;
}

/* What a PC of the qemu driver has in slot 1 of bus 0: a bridge, IDE, USB, a timer. */
static bool is_chipset(nhd_interface *const *devices, const struct nhd_pci_address *pci)
{
	bool ide = false, usb = true;

	if (pci->domain || pci->bus || pci->slot != 1)
		return false;
	for (; *devices; devices++) {
		const struct nhd_bystander *other = &(*devices)->bystander;

		ide |= is_controller(*devices, "ide") ||
		       (nhd_is_kind(*devices, "disk") && same_text(other->bus, "ide"));
		if (is_controller(*devices, "usb") && !other->index && other->model &&
			strcmp(other->model, "piix3-uhci"))
			usb = false;
	}
	return pci->function == 0 || pci->function == 3 || (pci->function == 1 && ide) ||
	       (pci->function == 2 && usb);
}

/* One device at a place of the PCI bus (virDomainPCIAddressReserveAddr). */
static int check_pci_places(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		const struct nhd_guest_address *address = &devices[i]->device.address;
		const struct nhd_pci_address *pci = &address->pci;
		uint32_t parts[] = { pci->domain, pci->bus, pci->slot, pci->function };
		int status;

		if (address->type != NHD_ADDRESS_PCI || nhd_pci_address_is_empty(pci))
			continue;
		status = is_chipset(devices, pci) ? 1
						  : nhd_seen_add(&reader->seen,
							    NHD_SEEN_PCI, parts,
							    sizeof(parts));
		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return nhd_fail_claim(reader, NHD_ERROR_XML, devices[i],
				"/address", "another device has the same PCI address");
	}
	return 0;
}

/* Function 0 says so where its slot has others (virDomainPCIAddressSetMultiFunction). */
static void mark_functions(nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		struct nhd_pci_address *one = &devices[i]->device.address.pci;

		if (devices[i]->device.address.type != NHD_ADDRESS_PCI || one->function ||
			one->multifunction)
			continue;
		for (size_t j = 0; devices[j]; j++) {
			const struct nhd_pci_address *other =
				&devices[j]->device.address.pci;

			if (devices[j]->device.address.type == NHD_ADDRESS_PCI &&
				other->domain == one->domain && other->bus == one->bus &&
				other->slot == one->slot && other->function)
				one->multifunction = NHD_SWITCH_ON;
		}
	}
}

/* One device at a port of USB; which ports there are is the machine's matter. */
static int check_usb_ports(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const struct nhd_guest_address *address = &(*devices)->device.address;
		int status;

		if (address->type != NHD_ADDRESS_USB || !address->usb.ports[0])
			continue;
		status = nhd_seen_add(&reader->seen, NHD_SEEN_USB, &address->usb,
			sizeof(address->usb));
		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return nhd_fail_claim(reader, NHD_ERROR_XML, *devices, "/address",
				"another device has the same USB port");
	}
	return 0;
}

static bool is_usb_hostdev(const nhd_interface *device)
{
	return nhd_is_hostdev(device) && device->source.type == NHD_SOURCE_USB;
}

static bool has_no_usb(nhd_interface *const *devices)
{
	for (; *devices; devices++) {
		if (is_controller(*devices, "usb") &&
			same_text((*devices)->bystander.model, "none"))
			return true;
	}
	return false;
}

/* A plain <hostdev> is refused when it is read; an interface by the qemu driver alone. */
int nhd_check_usb_hostdevs(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; has_no_usb(devices) && devices[i]; i++) {
		if (is_usb_hostdev(devices[i]) && nhd_is_kind(devices[i], "hostdev"))
			return nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				devices[i], "", "the guest has no USB");
	}
	return 0;
}

int nhd_check_qemu_places(struct nhd_reader *reader, nhd_interface **devices)
{
	int status;

	if (reader->driver != NHD_DRIVER_QEMU)
		return 0;
	status = check_pci_places(reader, devices);
	for (size_t i = 0; !status && has_no_usb(devices) && devices[i]; i++) {
		if (is_usb_hostdev(devices[i]))
			status = nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				devices[i], "", "the guest has no USB");
	}
	mark_functions(devices);
	return status ? status : check_usb_ports(reader, devices);
}

/* An address that the qemu driver gives is not the document's. */
int nhd_drop_assigned(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; reader->driver == NHD_DRIVER_QEMU && *devices; devices++) {
		if ((*devices)->bystander.drive_is_assigned)
			(*devices)->device.address.type = NHD_ADDRESS_NONE;
	}
	return 0;
}
