// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Paths over one table of patterns. A segment of a pattern is a literal or a variable: %d a
 * device, %n a netdev of it, %r a driver, %v a virtfnN, %g an IOMMU group. A folder is what
 * other rows have as their beginning; nothing but links, files and variables is listed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "sysfs.h"

/* What the variables of a pattern stand for. */
struct place {
	struct sim_kernel *kernel;
	struct sim_device *device;
	const struct sim_netdev *netdev;
	const struct sim_driver *driver;
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
	(void)place;
	buffer_add_text(text, "0x8086\n");
	return 0;
}

static int read_device(const struct place *place, struct buffer *text)
{
	buffer_add_text(text, place->device->pf ? "0x10ca\n" : "0x10c9\n");
	return 0;
}

static int read_class(const struct place *place, struct buffer *text)
{
	(void)place;
	buffer_add_text(text, "0x020000\n");
	return 0;
}

static int read_modalias(const struct place *place, struct buffer *text)
{
	buffer_format(text, "pci:v00008086d0000%ssv00000000sd00000000bc02sc00i00\n",
		place->device->pf ? "10CA" : "10C9");
	return 0;
}

static int read_override(const struct place *place, struct buffer *text)
{
	const char *override = place->device->override;

	buffer_format(text, "%s\n", *override ? override : "(null)");
	return 0;
}

/* A newline alone takes the override away (drivers/pci/pci-sysfs.c). */
static int write_override(const struct place *place, const char *text)
{
	size_t length = strcspn(text, "\n");

	if (length >= SIM_NAME_SIZE)
		return -EINVAL;
	memcpy(place->device->override, text, length);
	place->device->override[length] = '\0';
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
	char *end;
	unsigned long count = strtoul(text, &end, 10);

	if (end == text || (*end && *end != '\n'))
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
	buffer_format(target, "../../../bus/pci/drivers/%s", place->device->driver->name);
	return 0;
}

static int link_group(const struct place *place, struct buffer *target)
{
	buffer_format(
		target, "../../../kernel/iommu_groups/%u", place->device->iommu_group);
	return 0;
}

static int link_subsystem(const struct place *place, struct buffer *target)
{
	(void)place;
	buffer_add_text(target, "../../../bus/pci");
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

/* A driver with one port on a PF has nothing to say of it. */
static int read_port_name(const struct place *place, struct buffer *text)
{
	if (place->netdev->device->netdev_count < 2)
		return -EOPNOTSUPP;
	buffer_format(text, "p%d\n", place->netdev->dev_port);
	return 0;
}

static int read_port_id(const struct place *place, struct buffer *text)
{
	const uint8_t *mac = place->netdev->mac;

	if (place->netdev->device->netdev_count < 2)
		return -EOPNOTSUPP;
	buffer_format(text, "%02x%02x%02x%02x%02x%02x\n", mac[0], mac[1], mac[2], mac[3],
		mac[4], mac[5]);
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
	buffer_format(target, "../../../../devices/%s", place->device->address);
	return 0;
}

static void list_bound(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		if (place->kernel->devices[i]->driver == place->driver)
			buffer_format(names, "%s\n", place->kernel->devices[i]->address);
}

static struct sim_device *written_device(const struct place *place, const char *text)
{
	char address[SIM_ADDRESS_SIZE];
	size_t length = strcspn(text, "\n");

	if (length >= sizeof(address))
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

static int link_class(const struct place *place, struct buffer *target)
{
	buffer_format(target, "../../devices/%s/net/%s", place->netdev->device->address,
		place->netdev->name);
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
	buffer_format(target, "../../../../devices/%s", place->device->address);
	return 0;
}

static void list_groups(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		buffer_format(names, "%u\n", place->kernel->devices[i]->iommu_group);
}

static void list_members(const struct place *place, struct buffer *names)
{
	for (size_t i = 0; i < place->kernel->device_count; i++)
		if (place->kernel->devices[i]->iommu_group == place->number)
			buffer_format(names, "%s\n", place->kernel->devices[i]->address);
}

#define DEVICE "bus/pci/devices/%d"
#define NETDEV DEVICE "/net/%n"
#define DRIVER "bus/pci/drivers/%r"
#define GROUP "kernel/iommu_groups/%g"

static const struct node nodes[] = {
	{ DEVICE, .list = list_devices },
	{ DEVICE "/vendor", .read = read_vendor },
	{ DEVICE "/device", .read = read_device },
	{ DEVICE "/class", .read = read_class },
	{ DEVICE "/modalias", .read = read_modalias },
	{ DEVICE "/driver_override", .read = read_override, .write = write_override },
	{ DEVICE "/sriov_totalvfs", .read = read_vf_total },
	{ DEVICE "/sriov_numvfs", .read = read_vf_count, .write = write_vf_count },
	{ DEVICE "/physfn", .link = link_pf },
	{ DEVICE "/%v", .link = link_vf, .list = list_vfs },
	{ DEVICE "/driver", .link = link_driver },
	{ DEVICE "/iommu_group", .link = link_group },
	{ DEVICE "/subsystem", .link = link_subsystem },
	{ NETDEV, .list = list_netdevs },
	{ NETDEV "/ifindex", .read = read_index },
	{ NETDEV "/address", .read = read_address },
	{ NETDEV "/dev_port", .read = read_port },
	{ NETDEV "/phys_port_name", .read = read_port_name },
	{ NETDEV "/phys_port_id", .read = read_port_id },
	{ NETDEV "/operstate", .read = read_state },
	{ NETDEV "/device", .link = link_device },
	{ DRIVER, .list = list_drivers },
	{ DRIVER "/%d", .link = link_bound, .list = list_bound },
	{ DRIVER "/bind", .write = write_bind },
	{ DRIVER "/unbind", .write = write_unbind },
	{ "bus/pci/drivers_probe", .write = write_probe },
	{ "class/net/%n", .link = link_class, .list = list_all_netdevs },
	{ GROUP, .list = list_groups },
	{ GROUP "/devices/%d", .link = link_member, .list = list_members },
};
#define NODES (sizeof(nodes) / sizeof(nodes[0]))

static bool take_number(const char *text, unsigned int *number)
{
	char *end;

	*number = (unsigned int)strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end;
}

/* Sets what a variable stands for; a netdev is one of the device at hand, if there is one. */
static bool take_variable(struct place *place, char variable, const char *text)
{
	switch (variable) {
	case 'd':
		place->device = kernel_find_device(place->kernel, text);
		return place->device;
	case 'n':
		place->netdev = kernel_find_netdev(place->kernel, text);
		return place->netdev &&
		       (!place->device || place->netdev->device == place->device);
	case 'r':
		place->driver = kernel_find_driver(place->kernel, text);
		return place->driver;
	case 'v':
		return !strncmp(text, "virtfn", 6) &&
		       take_number(text + 6, &place->number);
	default:
		return take_number(text, &place->number);
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

/*
 * Where a link leads, from the root of sysfs. The devices stand below bus/pci/devices here,
 * where the kernel has links to them, and so the way back up is not looked at.
 */
static char *follow(const char *target)
{
	static const char *const roots[] = { "bus/pci", "kernel/iommu_groups" };
	const char *net = strstr(target, "/net/");
	const char *start = net ? net : target + strlen(target);

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (strstr(target, roots[i]))
			return memory_copy(strstr(target, roots[i]));
	while (start > target && start[-1] != '/')
		start--;
	return memory_format("bus/pci/devices/%s", start);
}

/* The path with its first link but the last segment followed; NULL where there is none. */
static char *follow_first(struct sim_kernel *kernel, const char *path)
{
	char *followed = NULL;

	for (const char *slash = strchr(path, '/'); slash && !followed;
		slash = strchr(slash + 1, '/')) {
		char *beginning = memory_copy_length(path, (size_t)(slash - path));
		struct place place;
		const struct node *node = find_exactly(kernel, beginning, &place);
		struct buffer target = { 0 };

		if (node && node->link && !node->link(&place, &target)) {
			char *folder = follow(buffer_text(&target));

			followed = memory_format("%s%s", folder, slash);
			free(folder);
		}
		buffer_free(&target);
		free(beginning);
	}
	return followed;
}

/* How many links a path may have, as in the kernel. */
#define LINKS_MAX 40

static const struct node *find(
	struct sim_kernel *kernel, const char *path, struct place *place)
{
	const struct node *node = find_exactly(kernel, path, place);
	char *now = NULL;

	for (int i = 0; !node && i < LINKS_MAX; i++) {
		char *next = follow_first(kernel, now ? now : path);

		if (!next)
			break;
		free(now);
		now = next;
		node = find_exactly(kernel, now, place);
	}
	free(now);
	return node;
}

static int meet_fault(struct sim_kernel *kernel, enum sim_operation operation)
{
	struct sim_fault fault = faults_meet(&kernel->faults, operation);

	return fault.kind == FAULT_ERROR ? -(int)fault.value : 0;
}

int sysfs_read(struct sim_kernel *kernel, const char *path, struct buffer *text)
{
	struct place place;
	const struct node *node = find(kernel, path, &place);
	int result = meet_fault(kernel, SIM_READ);

	if (result)
		return result;
	if (node && node->read)
		return node->read(&place, text);
	return node && node->write ? -EACCES : -ENOENT;
}

int sysfs_write(struct sim_kernel *kernel, const char *path, const char *text)
{
	struct place place;
	const struct node *node = find(kernel, path, &place);
	int result = meet_fault(kernel, SIM_WRITE);

	if (result)
		return result;
	if (node && node->write)
		return node->write(&place, text);
	return node && node->read ? -EACCES : -ENOENT;
}

int sysfs_link(struct sim_kernel *kernel, const char *path, struct buffer *target)
{
	struct place place;
	const struct node *node = find(kernel, path, &place);
	int result = meet_fault(kernel, SIM_LINK);

	if (result)
		return result;
	if (node && node->link)
		return node->link(&place, target);
	return node ? -EINVAL : -ENOENT;
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

/* What a row adds to the listing of the folder that is its beginning. */
static void list_node(const struct node *node, const char *rest,
	const struct place *place, struct buffer *names)
{
	size_t length = strcspn(rest, "/");
	char *name = memory_format("%.*s\n", (int)length, rest);
	const char *seen = strstr(buffer_text(names), name);

	if (rest[length] && *rest == '%')
		;
	else if (node->list && !rest[length])
		node->list(place, names);
	else if ((!seen || (seen != buffer_text(names) && seen[-1] != '\n')) &&
		 (rest[length] || is_here(node, place)))
		buffer_add_text(names, name);
	free(name);
}

int sysfs_list(struct sim_kernel *kernel, const char *path, struct buffer *names)
{
	bool found = false;
	int result = meet_fault(kernel, SIM_LIST);

	for (size_t i = 0; i < NODES && !result; i++) {
		struct place place = { .kernel = kernel };
		const char *rest = fit(&place, nodes[i].pattern, path);

		if (rest && !*rest && (nodes[i].read || nodes[i].link))
			result = -ENOTDIR;
		/* A device without netdevs has no folder for them. */
		if (!rest || (place.device && !place.netdev &&
				     !place.device->netdev_count && strstr(path, "/net")))
			continue;
		found = true;
		if (*rest && !result)
			list_node(&nodes[i], rest, &place, names);
	}
	if (result)
		return result;
	return found ? 0 : -ENOENT;
}
