// SPDX-License-Identifier: LGPL-2.1-or-later
/* Puts this machine's PFs and VFs into the state that a host document tells. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apply.h"
#include "diff.h"
#include "memory.h"
#include "observe.h"
#include "tool.h"

struct work {
	struct supervisor *supervisor;
	struct buffer *why;
};

/* ip link set, with the words of arguments. */
static int ip_set(const struct work *work, const char *arguments)
{
	char *line = memory_format("ip link set %s", arguments);
	struct process process = { 0 };
	int status = tool_run(&process, line, NULL, work->supervisor, work->why);

	process_free(&process);
	free(line);
	return status;
}

static int ip_set_vf(const struct work *work, const struct host_pf *pf,
	const struct host_vf *vf, const char *name, const char *value)
{
	char *arguments = memory_format("%s vf %s %s %s", pf->fields[PF_NETDEV],
		vf->fields[VF_INDEX], name, value);
	int status = ip_set(work, arguments);

	free(arguments);
	return status;
}

/* Writes a line to a file below /sys/bus/pci; frees path. */
static int write_sysfs(const struct work *work, char *path, const char *text)
{
	char *full = memory_format("/sys/bus/pci/%s", path);
	char *line = memory_format("%s\n", text);
	int file = open(full, O_WRONLY | O_CLOEXEC);
	int status = 0;

	if (file < 0 || write(file, line, strlen(line)) < 0)
		status = -errno;
	if (file >= 0)
		close(file);
	if (status)
		buffer_format(
			work->why, "writing %s to %s: %s", text, full, strerror(-status));
	free(line);
	free(full);
	free(path);
	return status;
}

static int set_override(
	const struct work *work, const char *address, const char *override)
{
	return write_sysfs(work, memory_format("devices/%s/driver_override", address),
		override ? override : "");
}

/*
 * Binds the driver anew, with the VF's own MAC lent as admin MAC while it does, which is
 * how a driver of a VF comes to a MAC that is ours to choose.
 */
static int bind_driver(
	const struct work *work, const struct host_pf *pf, const struct host_vf *vf)
{
	const char *address = vf->fields[VF_ADDRESS];
	const char *driver = vf->fields[VF_DRIVER];
	char *now = observe_link(address, "driver");
	int status = 0;

	if (vf->fields[VF_MAC])
		status = ip_set_vf(work, pf, vf, "mac", vf->fields[VF_MAC]);
	if (!status && now)
		status = write_sysfs(
			work, memory_format("drivers/%s/unbind", now), address);
	if (!status && driver)
		status = set_override(work, address, driver);
	if (!status && driver)
		status = write_sysfs(work, memory_copy("drivers_probe"), address);
	if (!status)
		status = set_override(work, address, vf->fields[VF_OVERRIDE]);
	free(now);
	return status;
}

/* The fields that ip sets with one option and one value. */
static const struct {
	enum host_vf_field field;
	const char *option;
} vf_options[] = {
	{ VF_ADMIN_MAC, "mac" },
	{ VF_MIN_RATE, "min_tx_rate" },
	{ VF_MAX_RATE, "max_tx_rate" },
	{ VF_SPOOFCHK, "spoofchk" },
	{ VF_TRUST, "trust" },
	{ VF_LINK_STATE, "state" },
};

static int set_vlan(
	const struct work *work, const struct host_pf *pf, const struct host_vf *vf)
{
	bool tagged = !strings_equal(vf->fields[VF_VLAN], "0");
	char *value = memory_format(tagged ? "%s qos %s proto %s" : "%s qos %s",
		vf->fields[VF_VLAN], vf->fields[VF_QOS], vf->fields[VF_PROTOCOL]);
	int status = ip_set_vf(work, pf, vf, "vlan", value);

	free(value);
	return status;
}

/* Only what differs is set: a driver refuses what it cannot do even where it is so. */
static int apply_vf(const struct work *work, const struct host_pf *pf,
	const struct host_vf *vf, const struct host_vf *now)
{
	char *const *fields = vf->fields;
	int status = 0;
	bool rebind = !strings_equal(fields[VF_DRIVER], now->fields[VF_DRIVER]) ||
		      !strings_equal(fields[VF_MAC], now->fields[VF_MAC]);

	if (rebind)
		status = bind_driver(work, pf, vf);
	else if (!strings_equal(fields[VF_OVERRIDE], now->fields[VF_OVERRIDE]))
		status = set_override(work, fields[VF_ADDRESS], fields[VF_OVERRIDE]);
	for (size_t i = 0; i < sizeof(vf_options) / sizeof(vf_options[0]) && !status;
		i++) {
		enum host_vf_field field = vf_options[i].field;
		bool lent = rebind && field == VF_ADMIN_MAC;

		if (fields[field] &&
			(lent || !strings_equal(fields[field], now->fields[field])))
			status = ip_set_vf(
				work, pf, vf, vf_options[i].option, fields[field]);
	}
	if (!status &&
		(!strings_equal(fields[VF_VLAN], now->fields[VF_VLAN]) ||
			!strings_equal(fields[VF_QOS], now->fields[VF_QOS]) ||
			!strings_equal(fields[VF_PROTOCOL], now->fields[VF_PROTOCOL])))
		status = set_vlan(work, pf, vf);
	return status;
}

static int set_vf_count(const struct work *work, const struct host_pf *pf)
{
	const char *address = pf->fields[PF_ADDRESS];
	char *count = memory_format("%zu", pf->count);
	int status =
		write_sysfs(work, memory_format("devices/%s/sriov_numvfs", address), "0");

	if (!status && pf->count)
		status = write_sysfs(
			work, memory_format("devices/%s/sriov_numvfs", address), count);
	free(count);
	return status;
}

static int set_up(const struct work *work, const struct host_pf *pf, bool up)
{
	char *arguments =
		memory_format("%s %s", pf->fields[PF_NETDEV], up ? "up" : "down");
	int status = ip_set(work, arguments);

	free(arguments);
	return status;
}

/* Looks again after each change that a later one depends on. */
static int look(const struct work *work, const struct host *wanted, struct host *now)
{
	host_free(now);
	return observe(wanted, now, work->supervisor, work->why);
}

static int apply_pf(const struct work *work, const struct host *wanted, size_t index,
	struct host *now)
{
	const struct host_pf *pf = &wanted->pfs[index];
	int status = set_up(work, pf, true);

	if (!status && now->pfs[index].count != pf->count) {
		status = set_vf_count(work, pf);
		if (!status)
			status = look(work, wanted, now);
		if (!status && now->pfs[index].count != pf->count)
			status = -EIO;
	}
	for (size_t i = 0; i < pf->count && !status; i++)
		status = apply_vf(work, pf, &pf->vfs[i], &now->pfs[index].vfs[i]);
	if (!status && strings_equal(pf->fields[PF_UP], "no"))
		status = set_up(work, pf, false);
	return status;
}

static int rename_netdev(const struct work *work, const char *to, char **now)
{
	char *arguments = memory_format("%s name %s", *now, to);
	int status = ip_set(work, arguments);

	free(arguments);
	free(*now);
	*now = memory_copy(to);
	return status;
}

static bool is_misnamed(const char *wanted, const char *now)
{
	return wanted && now && strcmp(wanted, now) != 0;
}

/* Of the names of one device, which may have no netdev. */
typedef int (*renamer)(
	const struct work *work, const char *wanted, char **now, size_t place);

/* To a name that nobody wants: place is another one for each. */
static int rename_aside(
	const struct work *work, const char *wanted, char **now, size_t place)
{
	char *aside;
	int status;

	if (!is_misnamed(wanted, *now))
		return 0;
	aside = memory_format("place%zu", place);
	status = rename_netdev(work, aside, now);
	free(aside);
	return status;
}

/* A netdev that has the name, and that the document does not know, gives way. */
static int rename_there(
	const struct work *work, const char *wanted, char **now, size_t place)
{
	struct buffer unwanted = { 0 };
	const struct work silently = { work->supervisor, &unwanted };
	char *other;

	(void)place;
	if (!is_misnamed(wanted, *now))
		return 0;
	other = memory_copy(wanted);
	/* The kernel puts a number there that is free. */
	rename_netdev(&silently, "aside%d", &other);
	free(other);
	buffer_free(&unwanted);
	return rename_netdev(work, wanted, now);
}

static int rename_all(const struct work *work, const struct host *wanted,
	struct host *now, renamer rename)
{
	size_t place = 0;
	int status = 0;

	for (size_t i = 0; i < wanted->count && !status; i++) {
		const struct host_pf *pf = &wanted->pfs[i];

		status = rename(work, pf->fields[PF_NETDEV],
			&now->pfs[i].fields[PF_NETDEV], place++);
		for (size_t j = 0; j < pf->count && j < now->pfs[i].count && !status; j++)
			status = rename(work, pf->vfs[j].fields[VF_NETDEV],
				&now->pfs[i].vfs[j].fields[VF_NETDEV], place++);
	}
	return status;
}

/* In two turns, since one may have the name of the other. */
static int rename_netdevs(
	const struct work *work, const struct host *wanted, struct host *now)
{
	int status = rename_all(work, wanted, now, rename_aside);

	return status ? status : rename_all(work, wanted, now, rename_there);
}

/* Whether the machine is as wanted; why gets the differences. */
static int compare(const struct host *wanted, const struct host *now, struct buffer *why)
{
	struct buffer wanted_text = { 0 }, now_text = { 0 };
	int status = 0;

	host_write(wanted, &wanted_text);
	host_write(now, &now_text);
	if (strcmp(buffer_text(&wanted_text), buffer_text(&now_text)) != 0) {
		status = -EIO;
		buffer_add_text(why, "the host is not as the document wants it\n");
		diff_unified(why, &wanted_text, &now_text);
	}
	buffer_free(&wanted_text);
	buffer_free(&now_text);
	return status;
}

int apply(const struct host *wanted, struct supervisor *supervisor, struct buffer *why)
{
	const struct work work = { supervisor, why };
	struct host now = { 0 };
	int status = look(&work, wanted, &now);

	if (!status)
		status = rename_netdevs(&work, wanted, &now);
	for (size_t i = 0; i < wanted->count && !status; i++)
		status = apply_pf(&work, wanted, i, &now);
	if (!status)
		status = look(&work, wanted, &now);
	if (!status)
		status = rename_netdevs(&work, wanted, &now);
	if (!status)
		status = compare(wanted, &now, why);
	host_free(&now);
	return status;
}
