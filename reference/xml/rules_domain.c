// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A domain: its interfaces, and what no two devices may claim at once, in the order in which
 * libvirt looks at it (virDomainDefPostParse, virDomainDefValidate). What else can be wrong
 * with a domain, or with a device of another kind, is not looked at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "model/domain.h"
#include "xml/reader.h"
#include "xml/rules.h"

/* The order in which libvirt goes through the devices (virDomainDeviceInfoIterate). */
static const char *const device_names[] = { "disk", "interface", "sound", "hostdev", "video",
	"controller", "smartcard", "serial", "parallel", "channel", "console", "input",
	"filesystem", "watchdog", "memballoon", "rng", "nvram", "hub", "shmem", "tpm",
	"panic", "memory", "redirdev", "iommu", "vsock", "crypto", "pstore" };
#define DEVICE_NAMES (sizeof(device_names) / sizeof(device_names[0]))

static bool is_named(const nhd_interface *device, const char *name)
{
	return !strcmp(device_names[device->device_name], name);
}

/* A hostdev interface, or a plain <hostdev>. */
static bool is_hostdev(const nhd_interface *device)
{
	return device->type == NHD_INTERFACE_HOSTDEV ||
	       device->type == NHD_INTERFACE_PLAIN_HOSTDEV;
}

static struct nhd_domain *domain_of(const struct nhd_reader *reader)
{
	return nhd_owner(reader, NHD_ELEMENT_DOMAIN);
}

/* What is wrong with another device is not ours to tell: it claims nothing then. */
static int forgive(const struct nhd_reader *reader, int status)
{
	nhd_interface *device = nhd_record(reader);

	if (status != -ENOMEM && status)
		device->device = (struct nhd_device){ 0 };
	return status == -ENOMEM ? status : 0;
}

static int read_ramfb(struct nhd_reader *reader)
{
	const struct nhd_attribute *row = nhd_row(reader, NHD_ELEMENT_INTERFACE, "ramfb");

	return row ? nhd_read_row(reader, NHD_ELEMENT_INTERFACE, row) : 0;
}

static int read_plain_hostdev(struct nhd_reader *reader)
{
	nhd_interface *device = nhd_record(reader);
	const char *type = nhd_text(reader, NHD_ELEMENT_INTERFACE, "type");
	const struct nhd_attribute *row =
		nhd_row(reader, NHD_ELEMENT_SOURCE_ADDRESS, "type");
	int value = type ? nhd_choice_value(row->choices, type) : -1;
	int status;

	if (value < 0)
		return 0;
	device->source.type = (enum nhd_source_type)value;
	status = nhd_read_source(reader);
	if (!status)
		status = read_ramfb(reader);
	if (!status)
		device->type = NHD_INTERFACE_PLAIN_HOSTDEV;
	return forgive(reader, status);
}

/* The first drive of that name is unit 0: sda, or vda, whatever the letters before. */
static void place_disk(const struct nhd_reader *reader, nhd_interface *device)
{
	const char *name = nhd_text(reader, NHD_ELEMENT_TARGET, "dev");
	const char *bus = nhd_text(reader, NHD_ELEMENT_TARGET, "bus");
	uint32_t index = 0;

	if (!name || (bus ? strcmp(bus, "scsi") : strncmp(name, "sd", 2)))
		return;
	device->is_scsi_disk = true;
	device->disk_is_placed = device->device.address.type != NHD_ADDRESS_NONE;
	if (device->disk_is_placed)
		return;
	for (name += strlen(name) > 2 ? 2 : 0; *name >= 'a' && *name <= 'z'; name++)
		index = 26 * index + (uint32_t)(*name - 'a' + 1);
	device->device.address.type = NHD_ADDRESS_DRIVE;
	device->device.address.other.controller = index ? (index - 1) / 7 : 0;
	device->device.address.other.unit = index ? (index - 1) % 7 : 0;
}

static int read_other_device(struct nhd_reader *reader)
{
	nhd_interface *device = nhd_record(reader);
	int status = forgive(reader, nhd_read_device(reader));

	device->type = NHD_INTERFACE_OTHER;
	if (!status && is_named(device, "hostdev"))
		status = read_plain_hostdev(reader);
	if (!status && is_named(device, "disk"))
		place_disk(reader, device);
	return status;
}

/* The verdict on an interface is told only once all of them could be read. */
static int validate_late(struct nhd_reader *reader)
{
	static const struct {
		enum nhd_late_stage stage;
		nhd_read_step *step;
	} stages[] = {
		{ NHD_LATE_POST_PARSE, nhd_validate_placement },
		{ NHD_LATE_INTERFACE, nhd_validate_interface },
		{ NHD_LATE_HOSTDEV, nhd_validate_hostdev },
	};
	struct nhd_error *told = reader->error;
	struct nhd_error error = NHD_ERROR_INIT;
	bool enough = true;

	reader->error = &error;
	for (size_t i = 0; enough && i < sizeof(stages) / sizeof(stages[0]); i++)
		enough = nhd_keep_failure(
			reader, stages[i].stage, stages[i].step(reader), &error);
	reader->error = told;
	return enough ? 0 : nhd_fail_memory(reader->error);
}

int nhd_read_domain_device(struct nhd_reader *reader)
{
	const struct nhd_domain *domain = reader->records[0];
	nhd_interface *device = nhd_record(reader);
	const char *name = reader->collection.any_name;
	const char *type = nhd_text(reader, NHD_ELEMENT_INTERFACE, "type");
	int status;

	device->position = reader->collection.elements[NHD_ELEMENT_INTERFACE].end;
	while (device->device_name < DEVICE_NAMES &&
		strcmp(device_names[device->device_name], name))
		device->device_name++;
	if (domain->devices.count > NHD_DEVICES_MAX)
		return nhd_fail(reader->error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
			"a domain of more than %d devices is not read", NHD_DEVICES_MAX);
	if (device->device_name == DEVICE_NAMES) {
		device->type = NHD_INTERFACE_UNKNOWN_DEVICE;
		return 0;
	}
	if (strcmp(name, "interface") || !type)
		return read_other_device(reader);
	status = nhd_read_interface_steps(reader);
	if (status == -ENOTSUP)
		return read_other_device(reader);
	return status ? status : validate_late(reader);
}

/* Tells what a device claims that another has claimed before. */
static int fail_claim(const struct nhd_reader *reader, enum nhd_error_class error_class,
	const nhd_interface *device, const char *claim, const char *what)
{
	nhd_fail(reader->error, error_class, EINVAL, "%s", what);
	nhd_locate_offset(&reader->collection, device->position, reader->error);
	snprintf(reader->error->path, sizeof(reader->error->path),
		"/domain/devices/%s/%s", device_names[device->device_name], claim);
	return -EINVAL;
}

static int by_name_and_place(const void *left, const void *right)
{
	const nhd_interface *one = *(nhd_interface *const *)left;
	const nhd_interface *other = *(nhd_interface *const *)right;

	if (one->device_name != other->device_name)
		return one->device_name < other->device_name ? -1 : 1;
	return one->position < other->position ? -1 : one->position > other->position;
}

/* The devices in libvirt's order; ended by NULL, to be freed. */
static nhd_interface **sort_devices(const struct nhd_list *list)
{
	nhd_interface **devices = malloc((list->count + 1) * sizeof(*devices));
	nhd_interface *items = list->items;
	size_t count = 0;

	for (size_t i = 0; devices && i < list->count; i++) {
		if (items[i].type != NHD_INTERFACE_UNKNOWN_DEVICE)
			devices[count++] = &items[i];
	}
	if (!devices)
		return NULL;
	qsort(devices, count, sizeof(*devices), by_name_and_place);
	devices[count] = NULL;
	return devices;
}

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

static bool is_scsi_hostdev(const nhd_interface *device)
{
	return is_hostdev(device) && device->source.type == NHD_SOURCE_SCSI;
}

static bool drive_is_taken(nhd_interface *const *devices, const nhd_interface *device)
{
	for (; *devices; devices++) {
		if (*devices != device &&
			((*devices)->is_scsi_disk || is_scsi_hostdev(*devices)) &&
			same_drive(*devices, device))
			return true;
	}
	return false;
}

/* virDomainHostdevAssignAddress: the first unit of the first controller that is free. */
static int assign_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		struct nhd_guest_address *address = &devices[i]->device.address;

		if (!is_scsi_hostdev(devices[i]) || address->type != NHD_ADDRESS_NONE)
			continue;
		address->type = NHD_ADDRESS_DRIVE;
		while (drive_is_taken(devices, devices[i])) {
			address->other.unit = (address->other.unit + 1) % 7;
			address->other.controller += !address->other.unit;
		}
		devices[i]->drive_is_assigned = true;
	}
	(void)reader;
	return 0;
}

/* A disk's place, by its name or given, against one that an interface's source was given. */
static int check_disks(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		if (!is_scsi_hostdev(devices[i]))
			continue;
		for (size_t j = 0; devices[j]; j++) {
			if (devices[j]->is_scsi_disk && same_drive(devices[i], devices[j]))
				return fail_claim(reader,
					devices[j]->disk_is_placed
						? NHD_ERROR_XML
						: NHD_ERROR_CONFIG_UNSUPPORTED,
					devices[i], "address",
					"a disk has the same drive address");
		}
	}
	return 0;
}

/* virDomainDefBootOrderPostParse; other kinds of guest have no boot order. */
static int check_boot_orders(struct nhd_reader *reader, nhd_interface **devices)
{
	static const char *const booting[] = { "disk", "interface", "hostdev",
		"filesystem", "redirdev" };
	const struct nhd_domain *domain = domain_of(reader);
	const nhd_interface *last = NULL;

	if (!domain->os_type || strcmp(domain->os_type, "hvm"))
		return 0;
	for (size_t i = 0; i < sizeof(booting) / sizeof(booting[0]); i++) {
		for (size_t j = 0; devices[j]; j++) {
			uint32_t order = devices[j]->device.boot_order;
			int status;

			if (!order || !is_named(devices[j], booting[i]))
				continue;
			last = devices[j];
			status = nhd_seen_add(&reader->seen, NHD_SEEN_BOOT_ORDER, &order,
				sizeof(order));
			if (status < 0)
				return nhd_fail_memory(reader->error);
			if (status)
				return fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
					last, "boot/@order",
					"another device has the same boot order");
		}
	}
	if (!last || !domain->boots.count)
		return 0;
	return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_OS_BOOT, NULL,
		NULL, "a device has a boot order of its own");
}

static bool same_text(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

static bool same_pci(const struct nhd_source *first, const struct nhd_source *second)
{
	const struct nhd_pci_address *one = &first->pci.address;
	const struct nhd_pci_address *other = &second->pci.address;

	return one->domain == other->domain && one->bus == other->bus &&
	       one->slot == other->slot && one->function == other->function;
}

/* By address where the first has one; else by vendor and product, be they absent. */
static bool same_usb(const struct nhd_source *first, const struct nhd_source *second)
{
	const struct nhd_usb_source *one = &first->usb, *other = &second->usb;

	if (one->bus && one->device)
		return one->bus == other->bus && one->device == other->device;
	return one->vendor == other->vendor && one->product == other->product;
}

static bool same_scsi(const struct nhd_source *first, const struct nhd_source *second)
{
	const struct nhd_scsi_source *one = &first->scsi, *other = &second->scsi;
	const struct nhd_iscsi_host *host = one->hosts.items, *others = other->hosts.items;

	if (one->protocol != other->protocol)
		return false;
	if (one->protocol)
		return same_text(host->name, others->name) &&
		       host->port == others->port && same_text(one->path, other->path);
	return same_text(one->adapter, other->adapter) && one->bus == other->bus &&
	       one->target == other->target && one->unit == other->unit;
}

static bool same_scsi_host(const struct nhd_source *first, const struct nhd_source *second)
{
	return same_text(first->scsi_host.wwpn, second->scsi_host.wwpn);
}

static bool same_mdev(const struct nhd_source *first, const struct nhd_source *second)
{
	return !memcmp(first->mdev.uuid, second->mdev.uuid, NHD_UUID_LENGTH);
}

/* virDomainHostdevMatch; not symmetric: first comes before second. */
static bool same_source(const struct nhd_source *first, const struct nhd_source *second)
{
	static bool (*const by_type[])(
		const struct nhd_source *, const struct nhd_source *) = {
		[NHD_SOURCE_USB] = same_usb,
		[NHD_SOURCE_PCI] = same_pci,
		[NHD_SOURCE_SCSI] = same_scsi,
		[NHD_SOURCE_SCSI_HOST] = same_scsi_host,
		[NHD_SOURCE_MDEV] = same_mdev,
	};

	return first->type == second->type && by_type[first->type](first, second);
}

static int check_hostdevs(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		if (!is_hostdev(devices[i]))
			continue;
		for (size_t j = i + 1; devices[j]; j++) {
			if (is_hostdev(devices[j]) &&
				same_source(&devices[i]->source, &devices[j]->source))
				return fail_claim(reader, NHD_ERROR_XML, devices[j],
					"source", "another device has the same source");
		}
		for (size_t j = i + 1; devices[i]->ramfb == NHD_SWITCH_ON && devices[j]; j++) {
			if (is_hostdev(devices[j]) && devices[j]->ramfb == NHD_SWITCH_ON)
				return fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
					devices[j], "@ramfb", "another device has one");
		}
	}
	return 0;
}

static int check_drives(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; devices[i]; i++) {
		for (size_t j = i + 1; is_scsi_hostdev(devices[i]) && devices[j]; j++) {
			if (is_scsi_hostdev(devices[j]) &&
				same_drive(devices[i], devices[j]))
				return fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
					devices[j], "address",
					"another device has the same drive address");
		}
	}
	return 0;
}

static int check_aliases(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const char *alias = (*devices)->device.alias;
		int status = alias ? nhd_seen_add(&reader->seen, NHD_SEEN_ALIAS, alias,
					     strlen(alias))
				   : 0;

		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED, *devices,
				"alias/@name", "another device has the same alias");
	}
	return 0;
}

/* A PC has one device at a place of its PCI bus (virDomainPCIAddressReserveAddr). */
static int check_pci_places(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; reader->driver == NHD_DRIVER_QEMU && *devices; devices++) {
		const struct nhd_pci_address *pci = &(*devices)->device.address.pci;
		uint32_t parts[] = { pci->domain, pci->bus, pci->slot, pci->function };
		bool piix3 = !pci->bus && pci->slot == 1 && pci->function < 4;
		int status;

		if ((*devices)->device.address.type != NHD_ADDRESS_PCI ||
			nhd_pci_address_is_empty(pci))
			continue;
		status = piix3 ? 1
			       : nhd_seen_add(&reader->seen, NHD_SEEN_PCI, parts,
					 sizeof(parts));
		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return fail_claim(reader, NHD_ERROR_XML, *devices, "address",
				"another device has the same PCI address");
	}
	return 0;
}

/* Function 0 says so where its slot has others (virDomainPCIAddressSetMultiFunction). */
static int mark_functions(struct nhd_reader *reader, nhd_interface **devices)
{
	for (size_t i = 0; reader->driver == NHD_DRIVER_QEMU && devices[i]; i++) {
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
	return 0;
}

static int tell_placement(struct nhd_reader *reader, nhd_interface **devices)
{
	(void)devices;
	return nhd_told_late(reader, NHD_LATE_POST_PARSE);
}

static int tell_verdicts(struct nhd_reader *reader, nhd_interface **devices)
{
	int status = nhd_told_late(reader, NHD_LATE_INTERFACE);

	(void)devices;
	return status ? status : nhd_told_late(reader, NHD_LATE_HOSTDEV);
}

/* An address that the qemu driver gives is not the document's. */
static int drop_assigned(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; reader->driver == NHD_DRIVER_QEMU && *devices; devices++) {
		if ((*devices)->drive_is_assigned)
			(*devices)->device.address.type = NHD_ADDRESS_NONE;
	}
	return 0;
}

static int check_devices(struct nhd_reader *reader)
{
	static int (*const checks[])(struct nhd_reader *, nhd_interface **) = {
		check_disks,
		tell_placement,
		assign_drives,
		check_boot_orders,
		check_pci_places,
		mark_functions,
		tell_verdicts,
		check_hostdevs,
		check_drives,
		check_aliases,
		drop_assigned,
	};
	nhd_interface **devices = sort_devices(&domain_of(reader)->devices);
	int status = devices ? 0 : nhd_fail_memory(reader->error);

	for (size_t i = 0; !status && i < sizeof(checks) / sizeof(checks[0]); i++)
		status = checks[i](reader, devices);
	free(devices);
	return status;
}

static int read_devices(struct nhd_reader *reader)
{
	int status = nhd_told_late(reader, NHD_ELEMENT_INTERFACE);

	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_OS_TYPE);
}

nhd_read_step *const nhd_domain_steps[] = { read_devices, check_devices, NULL };
