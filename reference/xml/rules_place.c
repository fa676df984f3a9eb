// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where the devices of a domain stand in the guest, and that no two stand in one place:
 * drives, PCI and USB addresses, which the qemu driver looks at before it gives out others.
 */
#include <errno.h>
#include <string.h>

#include "error.h"
#include "xml/devices.h"
#include "xml/reader.h"
#include "xml/rules.h"
#include "xml/values.h"

static bool is_controller(const nhd_interface *device, const char *type)
{
	return nhd_is_kind(device, "controller") &&
	       nhd_same_text(device->bystander.type, type);
}

static int note_small_controllers(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const struct nhd_bystander *controller = &(*devices)->bystander;

		if (is_controller(*devices, "scsi") &&
			nhd_same_text(controller->model, "lsisas1068") &&
			nhd_seen_add(&reader->seen, NHD_SEEN_SMALL_CONTROLLER,
				&controller->index, sizeof(controller->index)) < 0)
			return nhd_fail_memory(reader->error);
	}
	return 0;
}

/* A SCSI controller without an index has the lowest that is free. */
int nhd_number_controllers(struct nhd_reader *reader, nhd_interface **devices)
{
	uint32_t next = 0;
	int status = 0;

	for (size_t i = 0; devices[i]; i++) {
		const struct nhd_bystander *controller = &devices[i]->bystander;

		if (is_controller(devices[i], "scsi") && controller->has_index &&
			nhd_seen_add(&reader->seen, NHD_SEEN_CONTROLLER,
				&controller->index, sizeof(controller->index)) < 0)
			return nhd_fail_memory(reader->error);
	}
	for (size_t i = 0; devices[i]; i++) {
		struct nhd_bystander *controller = &devices[i]->bystander;

		if (!is_controller(devices[i], "scsi") || controller->has_index)
			continue;
		while ((status = nhd_seen_add(&reader->seen, NHD_SEEN_CONTROLLER, &next,
				sizeof(next))) > 0)
			next++;
		if (status)
			return nhd_fail_memory(reader->error);
		controller->index = next;
	}
	return note_small_controllers(reader, devices);
}

/* How many units a SCSI controller has: more than 7 are never given out. */
static uint32_t units_of(const struct nhd_reader *reader, uint32_t index)
{
	return nhd_seen_find(&reader->seen, NHD_SEEN_SMALL_CONTROLLER, &index,
		       sizeof(index), NULL)
		       ? 2
		       : 7;
}

struct drive_place {
	uint32_t controller;
	uint32_t bus;
	uint32_t target;
	uint32_t unit;
};

static struct drive_place place_of(const struct nhd_other_address *drive)
{
	return (struct drive_place){ drive->controller, drive->bus, drive->target,
		drive->unit };
}

/* Notes a drive's place. Returns 0, 1 if it is taken, or -ENOMEM. */
static int take_drive(struct nhd_reader *reader, enum nhd_seen_kind kind,
	const struct nhd_other_address *drive)
{
	struct drive_place place = place_of(drive);

	return nhd_seen_add(&reader->seen, kind, &place, sizeof(place));
}

static int take_given_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const struct nhd_guest_address *address = &(*devices)->device.address;

		if (((*devices)->bystander.is_scsi_disk ||
			    nhd_is_scsi_hostdev(*devices)) &&
			address->type == NHD_ADDRESS_DRIVE &&
			take_drive(reader, NHD_SEEN_DRIVE, &address->other) < 0)
			return nhd_fail_memory(reader->error);
	}
	return 0;
}

/*
 * virDomainHostdevAssignAddress: the first unit of the first controller that is free. None
 * before the last one that was given out can be.
 */
int nhd_assign_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	struct nhd_other_address drive = { .controller = 0 };
	int status = take_given_drives(reader, devices);

	for (size_t i = 0; !status && devices[i]; i++) {
		struct nhd_guest_address *address = &devices[i]->device.address;

		if (!nhd_is_scsi_hostdev(devices[i]) || address->type != NHD_ADDRESS_NONE)
			continue;
		while ((status = take_drive(reader, NHD_SEEN_DRIVE, &drive)) > 0) {
			if (++drive.unit < units_of(reader, drive.controller))
				continue;
			drive.unit = 0;
			drive.controller++;
		}
		address->type = NHD_ADDRESS_DRIVE;
		address->other = drive;
		devices[i]->bystander.drive_is_assigned = true;
		if (status)
			status = nhd_fail_memory(reader->error);
	}
	return status;
}

/* A logical unit alone gets the first; what the qemu driver gives is not the document's. */
int nhd_assign_drive(struct nhd_reader *reader)
{
	nhd_interface *interface = nhd_interface_of(reader);

	if (reader->driver == NHD_DRIVER_GENERIC &&
		interface->source.type == NHD_SOURCE_SCSI &&
		interface->device.address.type == NHD_ADDRESS_NONE)
		interface->device.address.type = NHD_ADDRESS_DRIVE;
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
			.bus = pci->bus,
			.target = pci->slot,
			.unit = pci->function };
	case NHD_ADDRESS_USB:
		return (struct nhd_other_address){ .controller = usb->bus,
			.bus = usb->ports[0],
			.target = usb->ports[1],
			.unit = usb->ports[2] };
	default:
		return address->other;
	}
}

/* The places of disks, by their names and by addresses of their own. */
static int note_disks(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const struct nhd_bystander *disk = &(*devices)->bystander;

		if (disk->is_scsi_disk &&
			take_drive(reader,
				disk->disk_is_placed ? NHD_SEEN_DISK_BY_ADDRESS
						     : NHD_SEEN_DISK_BY_NAME,
				&(*devices)->device.address.other) < 0)
			return nhd_fail_memory(reader->error);
	}
	return 0;
}

static bool is_disk(const struct nhd_reader *reader, enum nhd_seen_kind kind,
	const nhd_interface *device)
{
	struct nhd_other_address drive = raw_drive(&device->device.address);
	struct drive_place place = place_of(&drive);

	return nhd_seen_find(&reader->seen, kind, &place, sizeof(place), NULL);
}

/* All places by name before any by address, against those that sources were given. */
int nhd_check_disks(struct nhd_reader *reader, nhd_interface **devices)
{
	int status = note_disks(reader, devices);

	for (size_t i = 0; !status && devices[i]; i++) {
		if (nhd_is_scsi_hostdev(devices[i]) &&
			devices[i]->device.address.type == NHD_ADDRESS_DRIVE &&
			is_disk(reader, NHD_SEEN_DISK_BY_NAME, devices[i]))
			status = nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				devices[i], "/address", "a disk's name stands for it");
	}
	for (size_t i = 0; !status && devices[i]; i++) {
		if (nhd_is_scsi_hostdev(devices[i]) &&
			devices[i]->device.address.type != NHD_ADDRESS_NONE &&
			(is_disk(reader, NHD_SEEN_DISK_BY_ADDRESS, devices[i]) ||
				is_disk(reader, NHD_SEEN_DISK_BY_NAME, devices[i])))
			status = nhd_fail_claim(reader, NHD_ERROR_XML, devices[i],
				"/address", "a disk has the same drive address");
	}
	return status;
}

int nhd_check_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const struct nhd_guest_address *address = &(*devices)->device.address;
		int status = 0;

		if (nhd_is_scsi_hostdev(*devices) && address->type == NHD_ADDRESS_DRIVE)
			status = take_drive(reader, NHD_SEEN_SCSI_DRIVE, &address->other);
		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				*devices, "/address",
				"another device has the same drive address");
	}
	return 0;
}

/* What a PC of the qemu driver has in slot 1 of bus 0: a bridge, IDE, USB, a timer. */
static uint32_t chipset_functions(nhd_interface *const *devices)
{
	uint32_t functions = 1u << 0 | 1u << 2 | 1u << 3;

	for (; *devices; devices++) {
		const struct nhd_bystander *other = &(*devices)->bystander;

		if (is_controller(*devices, "ide") ||
			(nhd_is_kind(*devices, "disk") &&
				nhd_same_text(other->bus, "ide")))
			functions |= 1u << 1;
		if (is_controller(*devices, "usb") && !other->index && other->model &&
			strcmp(other->model, "piix3-uhci"))
			functions &= ~(1u << 2);
	}
	return functions;
}

static bool is_placed(const nhd_interface *device)
{
	const struct nhd_guest_address *address = &device->device.address;

	return address->type == NHD_ADDRESS_PCI &&
	       !nhd_pci_address_is_empty(&address->pci);
}

/* Notes a place, and its slot if it is beyond function 0. */
static int take_place(struct nhd_reader *reader, const struct nhd_pci_address *pci)
{
	uint32_t parts[] = { pci->domain, pci->bus, pci->slot, pci->function };
	int status = nhd_seen_add(&reader->seen, NHD_SEEN_PCI, parts, sizeof(parts));

	if (!status && pci->function &&
		nhd_seen_add(&reader->seen, NHD_SEEN_PCI_SLOT, parts,
			3 * sizeof(parts[0])) < 0)
		return -ENOMEM;
	return status;
}

/* One device at a place of the PCI bus (virDomainPCIAddressReserveAddr). */
static int check_pci_places(struct nhd_reader *reader, nhd_interface **devices)
{
	uint32_t chipset = chipset_functions(devices);

	for (; *devices; devices++) {
		const struct nhd_pci_address *pci = &(*devices)->device.address.pci;
		bool is_chipset = !pci->domain && !pci->bus && pci->slot == 1 &&
				  pci->function < 8 && chipset & 1u << pci->function;
		int status;

		if (!is_placed(*devices))
			continue;
		status = is_chipset ? 1 : take_place(reader, pci);
		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return nhd_fail_claim(reader, NHD_ERROR_XML, *devices, "/address",
				"another device has the same PCI address");
	}
	return 0;
}

/* Function 0 says so where its slot has others (virDomainPCIAddressSetMultiFunction). */
static void mark_functions(const struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		struct nhd_pci_address *pci = &(*devices)->device.address.pci;
		uint32_t slot[] = { pci->domain, pci->bus, pci->slot };

		if (is_placed(*devices) && !pci->function && !pci->multifunction &&
			nhd_seen_find(&reader->seen, NHD_SEEN_PCI_SLOT, slot,
				sizeof(slot), NULL))
			pci->multifunction = NHD_SWITCH_ON;
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
		status = nhd_seen_add(
			&reader->seen, NHD_SEEN_USB, &address->usb, sizeof(address->usb));
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
			nhd_same_text((*devices)->bystander.model, "none"))
			return true;
	}
	return false;
}

static int refuse_usb(const struct nhd_reader *reader, const nhd_interface *device)
{
	return nhd_fail_claim(
		reader, NHD_ERROR_CONFIG_UNSUPPORTED, device, "", "the guest has no USB");
}

/* A plain <hostdev> is refused when it is read; an interface by the qemu driver alone. */
int nhd_check_usb_hostdevs(struct nhd_reader *reader, nhd_interface **devices)
{
	if (!has_no_usb(devices))
		return 0;
	for (; *devices; devices++) {
		if (is_usb_hostdev(*devices) && nhd_is_kind(*devices, "hostdev"))
			return refuse_usb(reader, *devices);
	}
	return 0;
}

int nhd_check_qemu_places(struct nhd_reader *reader, nhd_interface **devices)
{
	bool no_usb = has_no_usb(devices);
	int status;

	if (reader->driver != NHD_DRIVER_QEMU)
		return 0;
	status = check_pci_places(reader, devices);
	for (size_t i = 0; !status && no_usb && devices[i]; i++) {
		if (is_usb_hostdev(devices[i]))
			status = refuse_usb(reader, devices[i]);
	}
	mark_functions(reader, devices);
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
