// SPDX-License-Identifier: LGPL-2.1-or-later
/* What this machine's kernel says of PFs and their VFs, by ip and sysfs alone. */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "observe.h"
#include "tool.h"

static char *device_path(const char *address, const char *name)
{
	return memory_format("/sys/bus/pci/devices/%s/%s", address, name);
}

char *observe_attribute(const char *address, const char *attribute)
{
	char *path = device_path(address, attribute);
	struct buffer text = { 0 };
	char *line = NULL;

	if (!buffer_read_file(&text, path, 65536))
		line = memory_copy_length(
			buffer_text(&text), strcspn(buffer_text(&text), "\n"));
	buffer_free(&text);
	free(path);
	return line;
}

char *observe_link(const char *address, const char *link)
{
	char *path = device_path(address, link);
	char target[4096];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	char *last;

	free(path);
	if (length < 0)
		return NULL;
	target[length] = '\0';
	last = strrchr(target, '/');
	return memory_copy(last ? last + 1 : target);
}

char *observe_netdev(const char *address)
{
	char *path = device_path(address, "net");
	DIR *folder = opendir(path);
	struct dirent *entry;
	char *name = NULL;

	free(path);
	while (folder && !name && (entry = readdir(folder))) {
		if (entry->d_name[0] != '.')
			name = memory_copy(entry->d_name);
	}
	if (folder)
		closedir(folder);
	return name;
}

/* The netdev of a device and its MAC; both stay NULL where it has none. */
static void observe_mac(const char *address, char **netdev, char **mac)
{
	char *attribute;

	*netdev = observe_netdev(address);
	if (!*netdev)
		return;
	attribute = memory_format("net/%s/address", *netdev);
	*mac = observe_attribute(address, attribute);
	free(attribute);
}

static char *copy_switch(const json_t *value)
{
	return json_is_boolean(value) ? memory_copy(json_is_true(value) ? "on" : "off")
				      : NULL;
}

/* An integer that ip leaves out where it is 0. */
static char *copy_number(const json_t *value)
{
	return memory_format("%" JSON_INTEGER_FORMAT, json_integer_value(value));
}

static char *copy_text(const json_t *value, const char *otherwise)
{
	const char *text = json_string_value(value);

	return text || otherwise ? memory_copy(text ? text : otherwise) : NULL;
}

/* What the PF's netdev says of one VF: an element of ip's vfinfo_list. */
static void take_admin(const json_t *info, char **fields)
{
	const json_t *vlan = json_array_get(json_object_get(info, "vlan_list"), 0);
	const json_t *rate = json_object_get(info, "rate");

	fields[VF_ADMIN_MAC] = copy_text(json_object_get(info, "address"), NULL);
	fields[VF_VLAN] = copy_number(json_object_get(vlan, "vlan"));
	fields[VF_QOS] = copy_number(json_object_get(vlan, "qos"));
	fields[VF_PROTOCOL] = copy_text(json_object_get(vlan, "protocol"), "802.1Q");
	fields[VF_MIN_RATE] = copy_number(json_object_get(rate, "min_tx"));
	fields[VF_MAX_RATE] = copy_number(json_object_get(rate, "max_tx"));
	fields[VF_SPOOFCHK] = copy_switch(json_object_get(info, "spoofchk"));
	fields[VF_TRUST] = copy_switch(json_object_get(info, "trust"));
	fields[VF_LINK_STATE] = copy_text(json_object_get(info, "link_state"), NULL);
}

static const json_t *find_info(const json_t *link, size_t index)
{
	const json_t *list = json_object_get(link, "vfinfo_list"), *info;
	size_t i;

	json_array_foreach(list, i, info)
	{
		if ((size_t)json_integer_value(json_object_get(info, "vf")) == index)
			return info;
	}
	return NULL;
}

static void observe_vf(
	char *address, size_t index, const json_t *link, struct host_vf *vf)
{
	char **fields = vf->fields;
	const json_t *info;

	fields[VF_ADDRESS] = address;
	fields[VF_INDEX] = memory_format("%zu", index);
	fields[VF_DRIVER] = observe_link(address, "driver");
	fields[VF_OVERRIDE] = observe_attribute(address, "driver_override");
	if (fields[VF_OVERRIDE] && !strcmp(fields[VF_OVERRIDE], "(null)")) {
		free(fields[VF_OVERRIDE]);
		fields[VF_OVERRIDE] = NULL;
	}
	observe_mac(address, &fields[VF_NETDEV], &fields[VF_MAC]);
	info = find_info(link, index);
	/* Where ip is silent, nothing is known: not that there is no VLAN. */
	if (info)
		take_admin(info, fields);
}

static void observe_vfs(const char *pf_address, const json_t *link, struct host_pf *pf)
{
	for (size_t index = 0;; index++) {
		char *name = memory_format("virtfn%zu", index);
		char *address = observe_link(pf_address, name);

		free(name);
		if (!address)
			return;
		observe_vf(address, index, link, host_add_vf(pf));
	}
}

static bool is_up(const json_t *link)
{
	const json_t *flags = json_object_get(link, "flags"), *flag;
	size_t i;

	json_array_foreach(flags, i, flag)
	{
		if (json_is_string(flag) && !strcmp(json_string_value(flag), "UP"))
			return true;
	}
	return false;
}

/* What ip shows of a netdev, as JSON; *links is the caller's to release. */
static int show_link(const char *netdev, struct supervisor *supervisor, json_t **links,
	struct buffer *why)
{
	char *line = memory_format("ip -d -j link show dev %s", netdev);
	struct process process = { 0 };
	int status = tool_run(&process, line, NULL, supervisor, why);

	*links = status ? NULL : json_loads(buffer_text(&process.output), 0, NULL);
	if (!status && !*links) {
		status = -EIO;
		buffer_format(why, "%s: no JSON", line);
	}
	process_free(&process);
	free(line);
	return status;
}

static int observe_pf(const char *address, struct host_pf *pf,
	struct supervisor *supervisor, struct buffer *why)
{
	json_t *links = NULL;
	const json_t *link;
	int status;

	pf->fields[PF_ADDRESS] = memory_copy(address);
	observe_mac(address, &pf->fields[PF_NETDEV], &pf->fields[PF_MAC]);
	if (!pf->fields[PF_NETDEV]) {
		buffer_format(why, "%s has no netdev", address);
		return -ENODEV;
	}
	status = show_link(pf->fields[PF_NETDEV], supervisor, &links, why);
	if (status)
		return status;
	link = json_array_get(links, 0);
	if (!json_is_object(link)) {
		buffer_format(why, "ip shows nothing of %s", pf->fields[PF_NETDEV]);
		json_decref(links);
		return -EIO;
	}
	pf->fields[PF_UP] = memory_copy(is_up(link) ? "yes" : "no");
	observe_vfs(address, link, pf);
	json_decref(links);
	return 0;
}

int observe(const struct host *like, struct host *seen, struct supervisor *supervisor,
	struct buffer *why)
{
	int status = 0;

	for (size_t i = 0; i < like->count && !status; i++)
		status = observe_pf(like->pfs[i].fields[PF_ADDRESS], host_add_pf(seen),
			supervisor, why);
	return status;
}
