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

static bool same_text(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

static bool is_controller(const nhd_interface *device, const char *type)
{
	return nhd_is_kind(device, "controller") &&
	       same_text(device->bystander.type, type);
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

/* Notes a drive's place. Returns 0, 1 if it is taken, or -ENOMEM. */
static int take_drive(struct nhd_reader *reader, const struct nhd_other_address *drive)
{
	uint32_t parts[] = { drive->controller, drive->bus, drive->target, drive->unit };

	return nhd_seen_add(&reader->seen, NHD_SEEN_DRIVE, parts, sizeof(parts));
}

static int take_given_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const struct nhd_guest_address *address = &(*devices)->device.address;

		if (((*devices)->bystander.is_scsi_disk ||
			    nhd_is_scsi_hostdev(*devices)) &&
			address->type == NHD_ADDRESS_DRIVE &&
			take_drive(reader, &address->other) < 0)
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
		while ((status = take_drive(reader, &drive)) > 0) {
			if (++drive.unit < units_of(devices, drive.controller))
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

static bool is_in_place(const nhd_interface *device, const nhd_interface *disk)
{
	struct nhd_other_address one = raw_drive(&device->device.address);
	const struct nhd_other_address *other = &disk->device.address.other;

	return one.controller == other->controller && one.bus == other->bus &&
	       one.target == other->target && one.unit == other->unit;
}

/* A disk with that place, by its name or by an address of its own; or NULL. */
static const nhd_interface *find_disk(
	nhd_interface *const *devices, const nhd_interface *device, bool placed)
{
	for (; *devices; devices++) {
		const struct nhd_bystander *disk = &(*devices)->bystander;

		if (disk->is_scsi_disk && disk->disk_is_placed == placed &&
			is_in_place(device, *devices))
			return *devices;
	}
	return NULL;
}

/* The places of disks, all by name before any by address, against those of sources. */
int nhd_check_disks(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		if (nhd_is_scsi_hostdev(devices[i]) &&
			devices[i]->device.address.type == NHD_ADDRESS_DRIVE &&
			find_disk(devices, devices[i], false))
			return nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				devices[i], "/address", "a disk's name stands for it");
	}
	for (size_t i = 0; devices[i]; i++) {
		if (nhd_is_scsi_hostdev(devices[i]) &&
			devices[i]->device.address.type != NHD_ADDRESS_NONE &&
			(find_disk(devices, devices[i], true) ||
				find_disk(devices, devices[i], false)))
			return nhd_fail_claim(reader, NHD_ERROR_XML, devices[i],
				"/address", "a disk has the same drive address");
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
		status = is_chipset(devices, pci)
				 ? 1
				 : nhd_seen_add(&reader->seen, NHD_SEEN_PCI, parts,
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
