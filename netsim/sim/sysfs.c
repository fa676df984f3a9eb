// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Paths over one table of patterns. A segment of a pattern is a literal or a variable: %b a
 * bridge that devices are behind, %d a device, %n a netdev of it, %r a driver, %v a virtfnN,
 * %g an IOMMU group, %m a module, %p a driver of it. A folder is what other rows have as their beginning; nothing but links,
 * files and variables is listed.
 */
#include <errno.h>
#include <linux/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "modules.h"
#include "sysfs.h"
#include "text.h"

/* What the variables of a pattern stand for. */
struct place {
	struct sim_kernel *kernel;
	struct sim_device *device;
	struct sim_netdev *netdev;
	struct sim_driver *driver;
	const char *bridge; /* NULL: none so far */
	unsigned int number;
};

struct node {
	const char *pattern;
	/* Adds the text, with its newline, or the target of a link. -ENOENT: not here. */
	int (*read)(const struct place *place, struct buffer *text);
	int (*link)(const struct place *place, struct buffer *target);
	int (*write)(const struct place *place, const char *text);
	/* Adds what the variable at the end of this row can be here. */
	void (*list)(const struct place *place, struct buffer *names);
};

static int read_vendor(const struct place *place, struct buffer *text)
{
	buffer_format(text, "0x%04x\n", kernel_id_of(place->device).vendor);
	return 0;
}

static int read_device(const struct place *place, struct buffer *text)
{
	buffer_format(text, "0x%04x\n", kernel_id_of(place->device).device);
	return 0;
}

static int read_zero(const struct place *place, struct buffer *text)
{
	(void)place;
	buffer_add_text(text, "0x0000\n");
	return 0;
}

static int read_class(const struct place *place, struct buffer *text)
{
	buffer_format(text, "0x%06x\n", kernel_id_of(place->device).class);
	return 0;
}

static int read_modalias(const struct place *place, struct buffer *text)
{
	struct sim_id id = kernel_id_of(place->device);

	buffer_format(text, "pci:v%08Xd%08Xsv%08Xsd%08Xbc02sc00i00\n", id.vendor,
		id.device, 0, 0);
	return 0;
}

/* One node, of which the firmware says nothing. */
static int read_numa_node(const struct place *place, struct buffer *text)
{
	(void)place;
	buffer_add_text(text, "-1\n");
	return 0;
}

static int read_override(const struct place *place, struct buffer *text)
{
	const char *override = place->device->override;

	buffer_format(text, "%s\n", override ? override : "(null)");
	return 0;
}

static int write_override(const struct place *place, const char *text)
{
	return kernel_set_override(place->device, text);
}

/* A whole number as kstrtoul() reads it: in C's notation, with one line break at most. */
static bool read_whole(const char *text, unsigned long *number)
{
	char *end;

	text += *text == '+';
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoul(text, &end, 0);
	return !errno && (!*end || !strcmp(end, "\n"));
}

static int write_reset(const struct place *place, const char *text)
{
	unsigned long number;

	if (!read_whole(text, &number) || number != 1)
		return -EINVAL;
	if (place->device->pf)
		kernel_reset_vf(place->kernel, place->device);
	return 0;
}

/* kstrtobool() */
static bool read_bool(const char *text, bool *value)
{
	if (strchr("yYtT1", *text) && *text)
		*value = true;
	else if (strchr("nNfF0", *text) && *text)
		*value = false;
	else if ((*text == 'o' || *text == 'O') && text[1] && strchr("nNfF", text[1]))
		*value = text[1] == 'n' || text[1] == 'N';
	else
		return false;
	return true;
}

static int read_autoprobe(const struct place *place, struct buffer *text)
{
	if (place->device->pf)
		return -ENOENT;
	buffer_format(text, "%d\n", !place->device->vfs_have_no_probe);
	return 0;
}

static int write_autoprobe(const struct place *place, const char *text)
{
	bool value;

	if (!read_bool(text, &value))
		return -EINVAL;
	place->device->vfs_have_no_probe = !value;
	return 0;
}

/* Where the VFs are, counted in functions from the PF on, and what they are. */
static int read_vf_offset(const struct place *place, struct buffer *text)
{
	if (place->device->pf)
		return -ENOENT;
	buffer_format(text, "%u\n", place->device->vf_offset);
	return 0;
}

static int read_vf_stride(const struct place *place, struct buffer *text)
{
	if (place->device->pf)
		return -ENOENT;
	buffer_format(text, "%u\n", place->device->vf_stride);
	return 0;
}

static int read_vf_device(const struct place *place, struct buffer *text)
{
	const struct sim_device vf = { .pf = place->device };

	if (place->device->pf)
		return -ENOENT;
	buffer_format(text, "%x\n", kernel_id_of(&vf).device);
	return 0;
}

static int read_vf_total(const struct place *place, struct buffer *text)
{
	if (place->device->pf)
		return -ENOENT;
	buffer_format(text, "%zu\n", place->device->vf_total);
	return 0;
}

static int read_vf_count(const struct place *place, struct buffer *text)
{
	if (place->device->pf)
		return -ENOENT;
	buffer_format(text, "%zu\n", place->device->vf_count);
	return 0;
}

static int write_vf_count(const struct place *place, const char *text)
{
	unsigned long count;

	if (!read_whole(text, &count) || count > UINT16_MAX)
		return -EINVAL;
	return kernel_set_vf_count(place->kernel, place->device, count);
}

static int link_pf(const struct place *place, struct buffer *target)
{
	if (!place->device->pf)
		return -ENOENT;
	buffer_format(target, "../%s", place->device->pf->address);
	return 0;
}

static int link_vf(const struct place *place, struct buffer *target)
{
	const struct sim_device *pf = place->device;

	if (place->number >= pf->vf_count)
		return -ENOENT;
	buffer_format(target, "../%s", pf->vfs[place->number]->address);
	return 0;
}

static void list_vfs(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->device->vf_count; i++)
		buffer_format(names, "virtfn%zu\n", i);
}

static int link_driver(const struct place *place, struct buffer *target)
{
	if (!place->device->driver)
		return -ENOENT;
	buffer_format(
		target, "../../../../bus/pci/drivers/%s", place->device->driver->name);
	return 0;
}

static int link_group(const struct place *place, struct buffer *target)
{
	if (!place->kernel->temper.has_iommu)
		return -ENOENT;
	buffer_format(
		target, "../../../../kernel/iommu_groups/%u", place->device->iommu_group);
	return 0;
}

static int link_subsystem(const struct place *place, struct buffer *target)
{
	(void)place;
	buffer_add_text(target, "../../../../bus/pci");
	return 0;
}

static void list_netdevs(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->device->netdev_count; i++)
		buffer_format(names, "%s\n", place->device->netdevs[i]->name);
}

static int read_index(const struct place *place, struct buffer *text)
{
	buffer_format(text, "%d\n", place->netdev->index);
	return 0;
}

static int read_address(const struct place *place, struct buffer *text)
{
	const uint8_t *mac = place->netdev->mac;

	buffer_format(text, "%02x:%02x:%02x:%02x:%02x:%02x\n", mac[0], mac[1], mac[2],
		mac[3], mac[4], mac[5]);
	return 0;
}

static int read_port(const struct place *place, struct buffer *text)
{
	buffer_format(text, "%d\n", place->netdev->dev_port);
	return 0;
}

/*
 * A PF with representors says which port is which (drivers/net/ethernet/broadcom/bnxt,
 * bnxt_vf_rep_get_phys_port_name); others have nothing to say of it.
 */
static int read_port_name(const struct place *place, struct buffer *text)
{
	if (place->netdev->device->pf || !place->kernel->temper.representors)
		return -EOPNOTSUPP;
	if (place->netdev->represents)
		buffer_format(text, "pf0vf%u\n", place->netdev->vf);
	else
		buffer_format(text, "p%d\n", place->netdev->dev_port);
	return 0;
}

/* One with several ports has (drivers/net/ethernet/mellanox/mlx4/en_netdev.c). */
static int read_port_id(const struct place *place, struct buffer *text)
{
	const uint8_t *mac = place->netdev->mac;

	if (place->netdev->device->pf || place->kernel->temper.pf_netdevs < 2)
		return -EOPNOTSUPP;
	buffer_format(text, "0000%02x%02x%02x%02x%02x%02x\n", mac[0], mac[1], mac[2],
		mac[3], mac[4], mac[5]);
	return 0;
}

static int read_switch_id(const struct place *place, struct buffer *text)
{
	const uint8_t *mac = place->netdev->device->own_mac;

	if (place->netdev->device->pf || !place->kernel->temper.representors)
		return -EOPNOTSUPP;
	buffer_format(text, "%02x%02x%02xfffe%02x%02x%02x\n", mac[0], mac[1], mac[2],
		mac[3], mac[4], mac[5]);
	return 0;
}

static int read_mtu(const struct place *place, struct buffer *text)
{
	(void)place;
	buffer_add_text(text, "1500\n");
	return 0;
}

static int read_type(const struct place *place, struct buffer *text)
{
	(void)place;
	buffer_add_text(text, "1\n");
	return 0;
}

static int read_address_length(const struct place *place, struct buffer *text)
{
	(void)place;
	buffer_format(text, "%d\n", SIM_MAC_LENGTH);
	return 0;
}

static int read_flags(const struct place *place, struct buffer *text)
{
	buffer_format(text, "0x%x\n",
		(unsigned int)(IFF_BROADCAST | IFF_MULTICAST) |
			(place->netdev->up ? (unsigned int)IFF_UP : 0u));
	return 0;
}

/* Of the flags that can be written (flags_store), those that matter here. */
static int write_flags(const struct place *place, const char *text)
{
	unsigned long flags;

	if (!read_whole(text, &flags))
		return -EINVAL;
	kernel_set_netdev_up(place->kernel, place->netdev, flags & IFF_UP);
	return 0;
}

/* There is none to be told of while the netdev is down (carrier_show). */
static int read_carrier(const struct place *place, struct buffer *text)
{
	if (!place->netdev->up)
		return -EINVAL;
	buffer_add_text(text, "1\n");
	return 0;
}

static int read_state(const struct place *place, struct buffer *text)
{
	buffer_add_text(text, place->netdev->up ? "up\n" : "down\n");
	return 0;
}

static int link_device(const struct place *place, struct buffer *target)
{
	buffer_format(target, "../../../%s", place->netdev->device->address);
	return 0;
}

static int link_net_class(const struct place *place, struct buffer *target)
{
	(void)place;
	buffer_add_text(target, "../../../../../../class/net");
	return 0;
}

/* Where a device really is, from the root. */
static void add_place(const struct sim_device *device, struct buffer *target)
{
	buffer_format(
		target, "devices/pci0000:00/%s/%s", device->bridge, device->address);
}

static void list_bridges(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++) {
		const char *bridge = place->kernel->devices[i]->bridge;

		if (!strstr(buffer_text(names), bridge))
			buffer_format(names, "%s\n", bridge);
	}
}

static void list_behind_bridge(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		if (!strcmp(place->kernel->devices[i]->bridge, place->bridge))
			buffer_format(names, "%s\n", place->kernel->devices[i]->address);
}

static int link_place(const struct place *place, struct buffer *target)
{
	buffer_add_text(target, "../../../");
	add_place(place->device, target);
	return 0;
}

static void list_devices(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		buffer_format(names, "%s\n", place->kernel->devices[i]->address);
}

static void list_drivers(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->driver_count; i++)
		buffer_format(names, "%s\n", place->kernel->drivers[i]->name);
}

static int link_bound(const struct place *place, struct buffer *target)
{
	if (place->device->driver != place->driver)
		return -ENOENT;
	buffer_add_text(target, "../../../../");
	add_place(place->device, target);
	return 0;
}

static void list_bound(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		if (place->kernel->devices[i]->driver == place->driver)
			buffer_format(names, "%s\n", place->kernel->devices[i]->address);
}

/* sysfs_streq(): a line break behind is no difference. */
static struct sim_device *written_device(const struct place *place, const char *text)
{
	char address[SIM_ADDRESS_SIZE];
	size_t length = strcspn(text, "\n");

	if (length >= sizeof(address) || (text[length] && text[length + 1]))
		return NULL;
	memcpy(address, text, length);
	address[length] = '\0';
	return kernel_find_device(place->kernel, address);
}

static int write_bind(const struct place *place, const char *text)
{
	struct sim_device *device = written_device(place, text);

	return device ? kernel_bind(place->kernel, device, place->driver) : -ENODEV;
}

static int write_unbind(const struct place *place, const char *text)
{
	struct sim_device *device = written_device(place, text);

	if (!device || device->driver != place->driver)
		return -ENODEV;
	return kernel_unbind(place->kernel, device);
}

static int write_probe(const struct place *place, const char *text)
{
	struct sim_device *device = written_device(place, text);

	return device ? kernel_probe(place->kernel, device) : -ENODEV;
}

static int write_new_id(const struct place *place, const char *text)
{
	return kernel_add_id(place->kernel, place->driver, text);
}

static int write_remove_id(const struct place *place, const char *text)
{
	return kernel_remove_id(place->driver, text);
}

static int link_class(const struct place *place, struct buffer *target)
{
	buffer_add_text(target, "../../");
	add_place(place->netdev->device, target);
	buffer_format(target, "/net/%s", place->netdev->name);
	return 0;
}

static void list_all_netdevs(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->netdev_count; i++)
		buffer_format(names, "%s\n", place->kernel->netdevs[i]->name);
}

static int link_member(const struct place *place, struct buffer *target)
{
	if (place->device->iommu_group != place->number)
		return -ENOENT;
	buffer_add_text(target, "../../../../");
	add_place(place->device, target);
	return 0;
}

static void list_groups(const struct place *place, struct buffer *names)
{
	for (size_t i = 0;
		place->kernel->temper.has_iommu && i < place->kernel->device_count; i++)
		buffer_format(names, "%u\n", place->kernel->devices[i]->iommu_group);
}

static void list_members(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		if (place->kernel->devices[i]->iommu_group == place->number)
			buffer_format(names, "%s\n", place->kernel->devices[i]->address);
}

static int link_module(const struct place *place, struct buffer *target)
{
	char module[SIM_NAME_SIZE];

	modules_name(place->driver->name, module);
	buffer_format(target, "../../../../module/%s", module);
	return 0;
}

static void list_modules(const struct place *place, struct buffer *names)
{
	char module[SIM_NAME_SIZE];

	for (size_t i = 0; i < place->kernel->driver_count; i++) {
		modules_name(place->kernel->drivers[i]->name, module);
		buffer_format(names, "%s\n", module);
	}
}

static int link_module_driver(const struct place *place, struct buffer *target)
{
	buffer_format(target, "../../../bus/pci/drivers/%s", place->driver->name);
	return 0;
}

static void list_module_drivers(const struct place *place, struct buffer *names)
{
	buffer_format(names, "pci:%s\n", place->driver->name);
}

/* No part of sysfs: the file that a machine has in /lib/modules. */
static int read_aliases(const struct place *place, struct buffer *text)
{
	modules_add_aliases(place->kernel, text);
	return 0;
}

#define BRIDGE "devices/pci0000:00/%b"
#define DEVICE BRIDGE "/%d"
#define NETDEV DEVICE "/net/%n"
#define DRIVER "bus/pci/drivers/%r"
#define MODULE "module/%m"
#define GROUP "kernel/iommu_groups/%g"

static const struct node nodes[] = {
	{ BRIDGE, .list = list_bridges },
	{ DEVICE, .list = list_behind_bridge },
	{ DEVICE "/vendor", .read = read_vendor },
	{ DEVICE "/device", .read = read_device },
	{ DEVICE "/subsystem_vendor", .read = read_zero },
	{ DEVICE "/subsystem_device", .read = read_zero },
	{ DEVICE "/class", .read = read_class },
	{ DEVICE "/modalias", .read = read_modalias },
	{ DEVICE "/numa_node", .read = read_numa_node },
	{ DEVICE "/driver_override", .read = read_override, .write = write_override },
	{ DEVICE "/reset", .write = write_reset },
	{ DEVICE "/sriov_totalvfs", .read = read_vf_total },
	{ DEVICE "/sriov_numvfs", .read = read_vf_count, .write = write_vf_count },
	{ DEVICE "/sriov_offset", .read = read_vf_offset },
	{ DEVICE "/sriov_stride", .read = read_vf_stride },
	{ DEVICE "/sriov_vf_device", .read = read_vf_device },
	{ DEVICE "/sriov_drivers_autoprobe", .read = read_autoprobe,
		.write = write_autoprobe },
	{ DEVICE "/physfn", .link = link_pf },
	{ DEVICE "/%v", .link = link_vf, .list = list_vfs },
	{ DEVICE "/driver", .link = link_driver },
	{ DEVICE "/iommu_group", .link = link_group },
	{ DEVICE "/subsystem", .link = link_subsystem },
	{ NETDEV, .list = list_netdevs },
	{ NETDEV "/ifindex", .read = read_index },
	{ NETDEV "/iflink", .read = read_index },
	{ NETDEV "/address", .read = read_address },
	{ NETDEV "/addr_len", .read = read_address_length },
	{ NETDEV "/type", .read = read_type },
	{ NETDEV "/flags", .read = read_flags, .write = write_flags },
	{ NETDEV "/mtu", .read = read_mtu },
	{ NETDEV "/dev_port", .read = read_port },
	{ NETDEV "/phys_port_name", .read = read_port_name },
	{ NETDEV "/phys_port_id", .read = read_port_id },
	{ NETDEV "/phys_switch_id", .read = read_switch_id },
	{ NETDEV "/operstate", .read = read_state },
	{ NETDEV "/carrier", .read = read_carrier },
	{ NETDEV "/device", .link = link_device },
	{ NETDEV "/subsystem", .link = link_net_class },
	{ "bus/pci/devices/%d", .link = link_place, .list = list_devices },
	{ DRIVER, .list = list_drivers },
	{ DRIVER "/%d", .link = link_bound, .list = list_bound },
	{ DRIVER "/bind", .write = write_bind },
	{ DRIVER "/unbind", .write = write_unbind },
	{ DRIVER "/new_id", .write = write_new_id },
	{ DRIVER "/remove_id", .write = write_remove_id },
	{ DRIVER "/module", .link = link_module },
	{ MODULE, .list = list_modules },
	{ MODULE "/drivers/%p", .link = link_module_driver, .list = list_module_drivers },
	{ "modules.alias", .read = read_aliases },
	{ "bus/pci/drivers_probe", .write = write_probe },
	{ "class/net/%n", .link = link_class, .list = list_all_netdevs },
	{ GROUP, .list = list_groups },
	{ GROUP "/devices/%d", .link = link_member, .list = list_members },
};
#define NODES (sizeof(nodes) / sizeof(nodes[0]))

static bool take_bridge(struct place *place, const char *text)
{
	for (size_t i = 0; i < place->kernel->device_count; i++) {
		if (strcmp(place->kernel->devices[i]->bridge, text) != 0)
			continue;
		place->bridge = place->kernel->devices[i]->bridge;
		return true;
	}
	return false;
}

static bool take_device(struct place *place, const char *text)
{
	place->device = kernel_find_device(place->kernel, text);
	return place->device &&
	       (!place->bridge || !strcmp(place->device->bridge, place->bridge));
}

static bool is_group(const struct place *place)
{
	for (size_t i = 0;
		place->kernel->temper.has_iommu && i < place->kernel->device_count; i++)
		if (place->kernel->devices[i]->iommu_group == place->number)
			return true;
	return false;
}

/* Sets what a variable stands for; a netdev is one of the device at hand, if there is one. */
static bool take_variable(struct place *place, char variable, const char *text)
{
	switch (variable) {
	case 'b':
		return take_bridge(place, text);
	case 'd':
		return take_device(place, text);
	case 'n':
		place->netdev = kernel_find_netdev(place->kernel, text);
		return place->netdev &&
		       (!place->device || place->netdev->device == place->device);
	case 'r':
		place->driver = kernel_find_driver(place->kernel, text);
		return place->driver;
	case 'm':
		place->driver = modules_find_driver(place->kernel, text);
		return place->driver;
	case 'p':
		return !strncmp(text, "pci:", 4) &&
		       !strcmp(text + 4, place->driver->name);
	case 'v':
		return !strncmp(text, "virtfn", 6) &&
		       text_number(text + 6, 10, UINT32_MAX, &place->number);
	default:
		return text_number(text, 10, UINT32_MAX, &place->number) &&
		       is_group(place);
	}
}

/* One segment of a path against one of a pattern. */
static bool fits_segment(struct place *place, const char *pattern, size_t pattern_length,
	const char *path, size_t path_length)
{
	char text[SIM_NAME_SIZE];

	if (pattern_length != 2 || *pattern != '%')
		return path_length == pattern_length &&
		       !memcmp(path, pattern, path_length);
	if (path_length >= sizeof(text))
		return false;
	memcpy(text, path, path_length);
	text[path_length] = '\0';
	return take_variable(place, pattern[1], text);
}

/* What of the pattern is left behind the path: NULL where the path does not fit. */
static const char *fit(struct place *place, const char *pattern, const char *path)
{
	while (*path) {
		size_t path_length = strcspn(path, "/");
		size_t pattern_length = strcspn(pattern, "/");

		if (!pattern_length ||
			!fits_segment(place, pattern, pattern_length, path, path_length))
			return NULL;
		path += path_length + (path[path_length] == '/');
		pattern += pattern_length + (pattern[pattern_length] == '/');
	}
	return pattern;
}

static const struct node *find_exactly(
	struct sim_kernel *kernel, const char *path, struct place *place)
{
	for (size_t i = 0; i < NODES; i++) {
		const char *rest;

		*place = (struct place){ .kernel = kernel };
		rest = fit(place, nodes[i].pattern, path);
		if (rest && !*rest)
			return &nodes[i];
	}
	return NULL;
}

/* How many links a path may have, as in the kernel. */
#define LINKS_MAX 40

/* Takes the last segment off. */
static void go_up(struct buffer *path)
{
	size_t length = path->length;

	while (length && path->data[length - 1] != '/')
		length--;
	path->length = length ? length - 1 : 0;
	if (path->data)
		path->data[path->length] = '\0';
}

static void go_down(struct buffer *path, const char *segment, size_t length)
{
	if (path->length)
		buffer_add_text(path, "/");
	buffer_add(path, segment, length);
}

/*
 * The path without links and "..", its last segment followed only if asked for. Returns 0
 * or -ELOOP.
 */
static int resolve(
	struct sim_kernel *kernel, const char *path, bool last, struct buffer *resolved)
{
	char *rest = memory_copy(path), *segment = rest;
	int links = 0;

	while (*segment && links <= LINKS_MAX) {
		size_t length = strcspn(segment, "/");
		const char *behind = segment + length + strspn(segment + length, "/");
		struct buffer target = { 0 };
		const struct node *node;
		struct place place;

		if (length == 2 && !memcmp(segment, "..", 2)) {
			go_up(resolved);
		} else if (length && (length != 1 || *segment != '.')) {
			go_down(resolved, segment, length);
			node = *behind || last ? find_exactly(kernel,
							 buffer_text(resolved), &place)
					       : NULL;
			if (node && node->link && !node->link(&place, &target)) {
				char *further = memory_format(
					"%s/%s", buffer_text(&target), behind);

				go_up(resolved);
				free(rest);
				rest = further;
				behind = rest;
				links++;
			}
			buffer_free(&target);
		}
		segment = (char *)behind;
	}
	free(rest);
	return links > LINKS_MAX ? -ELOOP : 0;
}

/* Whether something is below it, and nothing else it is. */
static bool is_folder(struct sim_kernel *kernel, const char *path)
{
	for (size_t i = 0; i < NODES; i++) {
		struct place place = { .kernel = kernel };
		const char *rest = fit(&place, nodes[i].pattern, path);

		if (!rest ||
			(!*rest && (nodes[i].read || nodes[i].write || nodes[i].link)))
			continue;
		/* A device without netdevs has no folder for them. */
		if (!place.device || place.netdev || strncmp(rest, "%n", 2) != 0 ||
			place.device->netdev_count)
			return true;
	}
	return false;
}

/* The row of a file, or NULL with the errno. */
static const struct node *find_file(
	struct sim_kernel *kernel, const char *path, struct place *place, int *error)
{
	struct buffer resolved = { 0 };
	const struct node *node;

	*error = resolve(kernel, path, true, &resolved);
	node = find_exactly(kernel, buffer_text(&resolved), place);
	if (node && (node->link || (!node->read && !node->write)))
		node = NULL;
	if (!*error && !node)
		*error = is_folder(kernel, buffer_text(&resolved)) ? -EISDIR : -ENOENT;
	buffer_free(&resolved);
	return *error ? NULL : node;
}

/* -EINTR where whoever asks is gone before it is done. */
static int meet_fault(struct sim_kernel *kernel, enum sim_operation operation)
{
	struct sim_fault fault = faults_meet(&kernel->faults, operation);

	if (fault.kind == FAULT_KILLED)
		return -EINTR;
	return fault.kind == FAULT_ERROR ? -(int)fault.value : 0;
}

static int meet_write_fault(struct sim_kernel *kernel, const char *path)
{
	static const struct {
		const char *file;
		enum sim_operation operation;
	} files[] = {
		{ "unbind", SIM_UNBIND },
		{ "drivers_probe", SIM_PROBE },
		{ "driver_override", SIM_OVERRIDE },
	};
	const char *slash = strrchr(path, '/');
	int result = meet_fault(kernel, SIM_WRITE);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !result; i++)
		if (!strcmp(slash ? slash + 1 : path, files[i].file))
			result = meet_fault(kernel, files[i].operation);
	return result;
}

/* By what it is about, and not by the way that was taken there. */
static void note_write(
	const struct place *place, const char *path, const struct buffer *text)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	const char *owner = place->device   ? place->device->address
			    : place->driver ? place->driver->name
					    : "";

	requests_note_write(&place->kernel->requests, owner, file, buffer_text(text));
}

/* Whether a file or link is there in this place; writing alone is always possible. */
static bool is_here(const struct node *node, const struct place *place)
{
	struct buffer unwanted = { 0 };
	int result = 0;

	if (node->read)
		result = node->read(place, &unwanted);
	else if (node->link)
		result = node->link(place, &unwanted);
	buffer_free(&unwanted);
	return result != -ENOENT;
}

int sysfs_read(struct sim_kernel *kernel, const char *path, struct buffer *text)
{
	struct place place;
	int error, result = meet_fault(kernel, SIM_READ);
	const struct node *node = find_file(kernel, path, &place, &error);

	if (result)
		return result;
	if (!node)
		return error;
	return node->read ? node->read(&place, text) : -EACCES;
}

int sysfs_write(struct sim_kernel *kernel, const char *path, const struct buffer *text)
{
	struct place place;
	int error, result;
	const struct node *node = find_file(kernel, path, &place, &error);

	if (node && node->write && is_here(node, &place))
		note_write(&place, path, text);
	result = meet_write_fault(kernel, path);
	if (result)
		return result;
	if (!node)
		return error;
	if (!is_here(node, &place))
		return -ENOENT;
	if (!node->write)
		return -EACCES;
	/* The file never hears of a write of nothing (sysfs_kf_write). */
	return text->length ? node->write(&place, buffer_text(text)) : 0;
}

int sysfs_link(struct sim_kernel *kernel, const char *path, struct buffer *target)
{
	struct place place;
	struct buffer resolved = { 0 };
	const struct node *node;
	int result = meet_fault(kernel, SIM_LINK);

	if (!result)
		result = resolve(kernel, path, false, &resolved);
	if (!result) {
		node = find_exactly(kernel, buffer_text(&resolved), &place);
		if (node && node->link)
			result = node->link(&place, target);
		else if (node && (node->read || node->write) && is_here(node, &place))
			result = -EINVAL;
		else
			result = is_folder(kernel, buffer_text(&resolved)) ? -EINVAL
									   : -ENOENT;
	}
	buffer_free(&resolved);
	return result;
}

/* What a row adds to the listing of the folder that is its beginning. */
static void list_node(const struct node *node, const char *rest,
	const struct place *place, struct buffer *names)
{
	size_t length = strcspn(rest, "/");
	char *name = memory_format("%.*s\n", (int)length, rest);
	const char *seen = strstr(buffer_text(names), name);

	if (*rest == '%') {
		if (node->list && !rest[length])
			node->list(place, names);
	} else if ((!seen || (seen != buffer_text(names) && seen[-1] != '\n')) &&
		   (rest[length] || is_here(node, place))) {
		buffer_add_text(names, name);
	}
	free(name);
}

/* A folder is not named by a row of its own, as the devices' net/ is not. */
static bool is_left_out(const struct place *place, const char *rest)
{
	return place->device && !place->netdev && !place->device->netdev_count &&
	       !strncmp(rest, "net/", 4);
}

int sysfs_list(struct sim_kernel *kernel, const char *path, struct buffer *names)
{
	struct buffer resolved = { 0 };
	struct place place;
	const struct node *node;
	int result = meet_fault(kernel, SIM_LIST);

	if (!result)
		result = resolve(kernel, path, true, &resolved);
	node = find_exactly(kernel, buffer_text(&resolved), &place);
	if (!result && node && (node->read || node->write) && is_here(node, &place))
		result = -ENOTDIR;
	if (!result && !is_folder(kernel, buffer_text(&resolved)))
		result = -ENOENT;
	for (size_t i = 0; i < NODES && !result; i++) {
		const char *rest;

		place = (struct place){ .kernel = kernel };
		rest = fit(&place, nodes[i].pattern, buffer_text(&resolved));
		if (rest && *rest && !is_left_out(&place, rest))
			list_node(&nodes[i], rest, &place, names);
	}
	buffer_free(&resolved);
	return result;
}
