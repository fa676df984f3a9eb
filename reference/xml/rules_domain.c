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
#include "xml/buffer.h"
#include "xml/devices.h"
#include "xml/reader.h"
#include "xml/rules.h"
#include "xml/values.h"

/* The order in which libvirt goes through the devices (virDomainDeviceInfoIterate). */
static const char *const device_names[] = { "disk", "interface", "sound", "hostdev",
	"video", "controller", "smartcard", "serial", "parallel", "channel", "console",
	"input", "filesystem", "watchdog", "memballoon", "rng", "nvram", "hub", "shmem",
	"tpm", "panic", "memory", "redirdev", "iommu", "vsock", "crypto", "pstore" };
#define DEVICE_NAMES (sizeof(device_names) / sizeof(device_names[0]))

bool nhd_is_kind(const nhd_interface *device, const char *kind)
{
	return !strcmp(device_names[device->bystander.kind], kind);
}

/* A hostdev interface, or a plain <hostdev>. */
bool nhd_is_hostdev(const nhd_interface *device)
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
	/* The type stands in the <hostdev>, and nobody looks for one in the address. */
	nhd_collected_forget(&reader->collection, NHD_ELEMENT_SOURCE_ADDRESS, row);
	status = nhd_read_source(reader);
	if (!status)
		status = read_ramfb(reader);
	if (!status)
		device->type = NHD_INTERFACE_PLAIN_HOSTDEV;
	return forgive(reader, status);
}

/*
 * The number of a disk by its name: sda is 0, sdz 25, sdaa 26; a partition's number behind
 * does not count. False for a name of no known beginning (virDiskNameParse).
 */
static bool parse_disk_name(const char *name, uint32_t *number)
{
	static const char *const prefixes[] = { "fd", "hd", "vd", "sd", "xvd", "ubd" };
	const char *letters = NULL;
	uint64_t count = 0;

	for (size_t i = 0; !letters && i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			letters = name + strlen(prefixes[i]);
	}
	if (!letters)
		return false;
	for (name = letters; *name >= 'a' && *name <= 'z' && count < INT32_MAX; name++)
		count = 26 * count + (uint64_t)(*name - 'a' + 1);
	*number = (uint32_t)(count - 1);
	return count && count < INT32_MAX && !name[strspn(name, "0123456789")];
}

/* A SCSI disk without an address has that of its name: seven to a controller. */
static void place_disk(const struct nhd_reader *reader, nhd_interface *device)
{
	const char *name = nhd_text(reader, NHD_ELEMENT_TARGET, "dev");
	const char *bus = device->bystander.bus;
	struct nhd_guest_address *address = &device->device.address;
	uint32_t number = 0;

	if (!name || (bus ? strcmp(bus, "scsi") : strncmp(name, "sd", 2)))
		return;
	device->bystander.disk_is_placed = address->type != NHD_ADDRESS_NONE;
	device->bystander.is_scsi_disk =
		device->bystander.disk_is_placed || parse_disk_name(name, &number);
	if (device->bystander.disk_is_placed || !device->bystander.is_scsi_disk)
		return;
	address->type = NHD_ADDRESS_DRIVE;
	address->other.controller = number / 7;
	address->other.unit = number % 7;
}

/* A teaming of a plain <hostdev> is looked at when all devices are read. */
static int read_plain_teaming(struct nhd_reader *reader)
{
	const nhd_interface *device = nhd_record(reader);
	const struct nhd_teaming *teaming = &device->teaming;
	int status = nhd_read_rows(reader, NHD_ELEMENT_TEAMING);
	struct nhd_error *told = reader->error;
	struct nhd_error error = NHD_ERROR_INIT;
	const char *claim = NULL;

	if (status || !teaming->type)
		return forgive(reader, status);
	if (teaming->type != NHD_TEAMING_TRANSIENT)
		claim = "/teaming/@type";
	else if (!teaming->persistent)
		claim = "/teaming/@persistent";
	else if (device->source.type != NHD_SOURCE_PCI)
		claim = "/teaming";
	if (!claim)
		return 0;
	reader->error = &error;
	status = nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED, device, claim,
		"only a PCI device is teamed, as the transient one");
	reader->error = told;
	return nhd_keep_failure(reader, NHD_LATE_PLAIN_HOSTDEV, status, &error)
		       ? 0
		       : nhd_fail_memory(reader->error);
}

/* To any other device an index is nothing, as it may be written. */
static void forget_index(struct nhd_reader *reader)
{
	const struct nhd_attribute *row = nhd_row(reader, NHD_ELEMENT_BYSTANDER, "index");

	if (!nhd_is_kind(nhd_record(reader), "controller"))
		nhd_collected_forget(&reader->collection, NHD_ELEMENT_BYSTANDER, row);
}

static int read_bystander(struct nhd_reader *reader)
{
	static const enum nhd_element_id parts[] = { NHD_ELEMENT_BYSTANDER,
		NHD_ELEMENT_BYSTANDER_SOURCE, NHD_ELEMENT_BYSTANDER_TARGET };
	int status = forgive(reader, nhd_read_device(reader));

	forget_index(reader);
	for (size_t i = 0; !status && i < sizeof(parts) / sizeof(parts[0]); i++)
		status = forgive(reader, nhd_read_rows(reader, parts[i]));
	return status;
}

static int read_other_device(struct nhd_reader *reader)
{
	nhd_interface *device = nhd_record(reader);
	int status = read_bystander(reader);

	device->type = NHD_INTERFACE_OTHER;
	if (!status && nhd_is_kind(device, "hostdev"))
		status = read_plain_hostdev(reader);
	if (!status && device->type == NHD_INTERFACE_PLAIN_HOSTDEV)
		status = read_plain_teaming(reader);
	if (!status && nhd_is_kind(device, "disk"))
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
		{ NHD_LATE_ASSIGNMENT, nhd_validate_assignment },
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
	nhd_interface *device = nhd_record(reader);
	const char *name = reader->collection.any_name;
	const char *type = nhd_text(reader, NHD_ELEMENT_INTERFACE, "type");
	int status;

	device->bystander.position =
		reader->collection.elements[NHD_ELEMENT_INTERFACE].end;
	while (device->bystander.kind < DEVICE_NAMES &&
		strcmp(device_names[device->bystander.kind], name))
		device->bystander.kind++;
	if (device->bystander.kind == DEVICE_NAMES) {
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
int nhd_fail_claim(const struct nhd_reader *reader, enum nhd_error_class error_class,
	const nhd_interface *device, const char *claim, const char *what)
{
	nhd_fail(reader->error, error_class, EINVAL, "%s", what);
	nhd_locate_offset(&reader->collection, device->bystander.position, reader->error);
	snprintf(reader->error->path, sizeof(reader->error->path), "/domain/devices/%s%s",
		device_names[device->bystander.kind], claim);
	return -EINVAL;
}

static int by_name_and_place(const void *left, const void *right)
{
	const nhd_interface *one = *(nhd_interface *const *)left;
	const nhd_interface *other = *(nhd_interface *const *)right;

	if (one->bystander.kind != other->bystander.kind)
		return one->bystander.kind < other->bystander.kind ? -1 : 1;
	return one->bystander.position < other->bystander.position
		       ? -1
		       : one->bystander.position > other->bystander.position;
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

bool nhd_is_scsi_hostdev(const nhd_interface *device)
{
	return nhd_is_hostdev(device) && device->source.type == NHD_SOURCE_SCSI;
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

			if (!order || !nhd_is_kind(devices[j], booting[i]))
				continue;
			last = devices[j];
			status = nhd_seen_add(&reader->seen, NHD_SEEN_BOOT_ORDER, &order,
				sizeof(order));
			if (status < 0)
				return nhd_fail_memory(reader->error);
			if (status)
				return nhd_fail_claim(reader,
					NHD_ERROR_CONFIG_UNSUPPORTED, last,
					"/boot/@order",
					"another device has the same boot order");
		}
	}
	if (!last || !domain->boots.count)
		return 0;
	return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_OS_BOOT,
		NULL, NULL, "a device has a boot order of its own");
}

/* What a source is known by, put together. */
struct source_key {
	enum nhd_seen_kind kind;
	struct nhd_buffer bytes;
};

static void add_text(struct source_key *key, const char *text)
{
	/* Its NUL is a part of it: the next text begins behind. */
	nhd_buffer_bytes(&key->bytes, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void add_number(struct source_key *key, uint64_t number)
{
	nhd_buffer_bytes(&key->bytes, (const char *)&number, sizeof(number));
}

static void key_of_pci(const struct nhd_source *source, struct source_key *key)
{
	const struct nhd_pci_address *address = &source->pci.address;

	key->kind = NHD_SEEN_PCI_SOURCE;
	add_number(key, address->domain);
	add_number(key, address->bus);
	add_number(key, address->slot);
	add_number(key, address->function);
}

/* By its address if it has one whole, else by vendor and product, be they absent. */
static void key_of_usb(const struct nhd_source *source, struct source_key *key)
{
	const struct nhd_usb_source *usb = &source->usb;
	bool placed = usb->bus && usb->device;

	key->kind = placed ? NHD_SEEN_USB_SOURCE : NHD_SEEN_USB_PRODUCT;
	add_number(key, placed ? usb->bus : usb->vendor);
	add_number(key, placed ? usb->device : usb->product);
}

static void key_of_scsi(const struct nhd_source *source, struct source_key *key)
{
	const struct nhd_scsi_source *scsi = &source->scsi;
	const struct nhd_iscsi_host *host = scsi->hosts.items;

	key->kind = NHD_SEEN_SCSI_SOURCE;
	add_number(key, scsi->protocol);
	if (scsi->protocol) {
		add_text(key, host->name);
		add_number(key, host->port);
		add_text(key, scsi->path);
	} else {
		add_text(key, scsi->adapter);
		add_number(key, scsi->bus);
		add_number(key, scsi->target);
		add_number(key, scsi->unit);
	}
}

static void key_of_scsi_host(const struct nhd_source *source, struct source_key *key)
{
	key->kind = NHD_SEEN_SCSI_HOST_SOURCE;
	add_text(key, source->scsi_host.wwpn);
}

static void key_of_mdev(const struct nhd_source *source, struct source_key *key)
{
	key->kind = NHD_SEEN_MDEV_SOURCE;
	nhd_buffer_bytes(&key->bytes, (const char *)source->mdev.uuid, NHD_UUID_LENGTH);
}

/*
 * Notes a source under number. Returns 0 if it is new, 1 with the first that is the same, or
 * -ENOMEM (virDomainHostdevMatch). USB devices are compared as the first of two is named:
 * one that has an address may clash with one before it that has none.
 */
static int note_source(struct nhd_seen *seen, const struct nhd_source *source,
	size_t number, size_t *first)
{
	static void (*const by_type[])(const struct nhd_source *, struct source_key *) = {
		[NHD_SOURCE_USB] = key_of_usb,
		[NHD_SOURCE_PCI] = key_of_pci,
		[NHD_SOURCE_SCSI] = key_of_scsi,
		[NHD_SOURCE_SCSI_HOST] = key_of_scsi_host,
		[NHD_SOURCE_MDEV] = key_of_mdev,
	};
	struct source_key key = { .bytes = { NULL, 0, 0, false } };
	int status;

	by_type[source->type](source, &key);
	status = key.bytes.failed ? -ENOMEM
				  : nhd_seen_note(seen, key.kind, key.bytes.text,
					    key.bytes.length, number, first);
	free(key.bytes.text);
	return status;
}

/* The earliest device without an address of which a USB source that has one is the kind. */
static bool find_product(
	const struct nhd_seen *seen, const struct nhd_source *source, size_t *first)
{
	const struct nhd_usb_source *usb = &source->usb;
	uint64_t parts[] = { usb->vendor, usb->product };

	return source->type == NHD_SOURCE_USB && usb->bus && usb->device &&
	       nhd_seen_find(seen, NHD_SEEN_USB_PRODUCT, parts, sizeof(parts), first);
}

/* Of several pairs libvirt tells that whose first device is the earliest. */
struct clash {
	size_t first;
	const nhd_interface *second; /* NULL: none */
};

static int find_clash(
	struct nhd_reader *reader, nhd_interface **devices, struct clash *clash)
{
	for (size_t i = 0; devices[i]; i++) {
		size_t first = SIZE_MAX, product = SIZE_MAX;

		if (!nhd_is_hostdev(devices[i]))
			continue;
		if (note_source(&reader->seen, &devices[i]->source, i, &first) < 0)
			return nhd_fail_memory(reader->error);
		if (find_product(&reader->seen, &devices[i]->source, &product) &&
			product < first)
			first = product;
		if (first < clash->first)
			*clash = (struct clash){ first, devices[i] };
	}
	return 0;
}

/* One source for each, and one of them at most with a framebuffer at boot. */
static int check_hostdevs(struct nhd_reader *reader, nhd_interface **devices)
{
	struct clash clash = { SIZE_MAX, NULL };
	bool has_ramfb = false;
	int status = find_clash(reader, devices, &clash);

	for (size_t i = 0; !status && devices[i] && i < clash.first; i++) {
		if (!nhd_is_hostdev(devices[i]) || devices[i]->ramfb != NHD_SWITCH_ON)
			continue;
		if (has_ramfb)
			status = nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				devices[i], "/@ramfb", "another device has one");
		has_ramfb = true;
	}
	if (!status && clash.second)
		status = nhd_fail_claim(reader, NHD_ERROR_XML, clash.second, "/source",
			"another device has the same source");
	return status;
}

/* Where a serial line goes if nothing is said (virDomainChrDefParseXML). */
static const char *line_type(const nhd_interface *device)
{
	return device->bystander.type ? device->bystander.type : "pty";
}

static bool same_line(const nhd_interface *one, const nhd_interface *other)
{
	return !strcmp(line_type(one), line_type(other)) &&
	       nhd_same_text(one->bystander.source_path, other->bystander.source_path);
}

static bool is_serial_type(const char *type)
{
	return !type || !strcmp(type, "serial") || !strcmp(type, "none");
}

/* The targets of a serial line that no console stands for. */
static bool is_card(const char *type)
{
	static const char *const types[] = { "pci-serial", "usb-serial", "isa-debug" };

	for (size_t i = 0; type && i < sizeof(types) / sizeof(types[0]); i++) {
		if (!strcmp(types[i], type))
			return true;
	}
	return false;
}

static nhd_interface *first_of(nhd_interface **devices, const char *kind)
{
	while (*devices && !nhd_is_kind(*devices, kind))
		devices++;
	return *devices;
}

static void drop_alias(nhd_interface *device)
{
	if (device)
		device->device.alias = NULL;
}

/*
 * In a PC the first console and the first serial line are one, and libvirt drops the alias
 * of one of them before it compares any (virDomainDefAddConsoleCompat).
 */
static int merge_console(struct nhd_reader *reader, nhd_interface **devices)
{
	const struct nhd_domain *domain = domain_of(reader);
	nhd_interface *serial = first_of(devices, "serial");
	nhd_interface *console = first_of(devices, "console");
	bool is_line = console && is_serial_type(console->bystander.target_type);

	if (!domain->os_type || strcmp(domain->os_type, "hvm"))
		return 0;
	if (!serial) {
		drop_alias(is_line ? console : NULL);
	} else if (!is_line) {
		if (!is_card(serial->bystander.target_type))
			drop_alias(serial);
	} else {
		drop_alias(serial);
		drop_alias(same_line(serial, console) ? NULL : console);
	}
	return 0;
}

/* A balloon of model none is no device. */
static bool is_there(const nhd_interface *device)
{
	return !nhd_is_kind(device, "memballoon") ||
	       !nhd_same_text(device->bystander.model, "none");
}

static int check_aliases(struct nhd_reader *reader, nhd_interface **devices)
{
	for (; *devices; devices++) {
		const char *alias = (*devices)->device.alias;
		int status = alias && is_there(*devices)
				     ? nhd_seen_add(&reader->seen, NHD_SEEN_ALIAS, alias,
					       strlen(alias))
				     : 0;

		if (status < 0)
			return nhd_fail_memory(reader->error);
		if (status)
			return nhd_fail_claim(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
				*devices, "/alias/@name",
				"another device has the same alias");
	}
	return 0;
}

static int tell_placement(struct nhd_reader *reader, nhd_interface **devices)
{
	(void)devices;
	return nhd_told_late(reader, NHD_LATE_POST_PARSE);
}

static int tell_assignment(struct nhd_reader *reader, nhd_interface **devices)
{
	(void)devices;
	return nhd_told_late(reader, NHD_LATE_ASSIGNMENT);
}

static int tell_verdicts(struct nhd_reader *reader, nhd_interface **devices)
{
	int status = nhd_told_late(reader, NHD_LATE_INTERFACE);

	(void)devices;
	if (!status)
		status = nhd_told_late(reader, NHD_LATE_HOSTDEV);
	return status ? status : nhd_told_late(reader, NHD_LATE_PLAIN_HOSTDEV);
}

static int check_devices(struct nhd_reader *reader)
{
	static nhd_device_check *const checks[] = {
		nhd_number_controllers,
		nhd_check_usb_hostdevs,
		nhd_check_disks,
		tell_placement,
		nhd_assign_drives,
		check_boot_orders,
		tell_assignment,
		nhd_check_qemu_places,
		tell_verdicts,
		check_hostdevs,
		nhd_check_drives,
		merge_console,
		check_aliases,
		nhd_drop_assigned,
	};
	nhd_interface **devices = sort_devices(&domain_of(reader)->devices);
	int status = devices ? 0 : nhd_fail_memory(reader->error);

	for (size_t i = 0; !status && i < sizeof(checks) / sizeof(checks[0]); i++)
		status = checks[i](reader, devices);
	free(devices);
	return status;
}

static int read_uuid(struct nhd_reader *reader)
{
	return nhd_read_rows(reader, NHD_ELEMENT_DOMAIN_UUID);
}

static int read_devices(struct nhd_reader *reader)
{
	int status = nhd_told_late(reader, NHD_ELEMENT_INTERFACE);

	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_OS_TYPE);
}

nhd_read_step *const nhd_domain_steps[] = { read_uuid, read_devices, check_devices,
	NULL };
