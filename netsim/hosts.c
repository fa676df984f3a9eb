// SPDX-License-Identifier: LGPL-2.1-or-later
/* Host documents: whether a tier can be as one says, and making it so. */
#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apply.h"
#include "hosts.h"
#include "keeper.h"
#include "memory.h"
#include "observe.h"
#include "tier.h"

#define DOCUMENT_MOST (4u * 1024 * 1024)
#define SRIOV_DEVICES "/sys/bus/pci/devices/*/sriov_totalvfs"
/* The first VF is half a bus behind its PF, each further one two functions on. */
#define FIRST_VF 0x80
#define VF_STRIDE 2
/* A VF past these would be on the bus of the next PF. */
#define VFS_MOST_OF_SEVERAL 64

#define HOST_FIELD_NAME(name, element, attribute, form)                                  \
	element[0] ? element " " attribute : attribute,
static const char *const vf_field_names[] = { HOST_VF_FIELDS(HOST_FIELD_NAME) };
#undef HOST_FIELD_NAME

char *hosts_pf_address(size_t pf)
{
	return memory_format("0000:%02zx:00.0", pf + 1);
}

char *hosts_vf_address(size_t pf, size_t vf)
{
	size_t place = (pf + 1) * 256 + FIRST_VF + VF_STRIDE * vf;

	return memory_format(
		"0000:%02zx:%02zx.%zx", place / 256, place / 8 % 32, place % 8);
}

bool hosts_has_netdev(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->count; i++) {
		const struct host_pf *pf = &host->pfs[i];

		if (strings_equal(pf->fields[PF_NETDEV], name))
			return true;
		for (size_t j = 0; j < pf->count; j++)
			if (strings_equal(pf->vfs[j].fields[VF_NETDEV], name))
				return true;
	}
	return false;
}

char *hosts_free_netdev(const struct host *host, size_t *next)
{
	char *name = memory_format("eth%zu", (*next)++);

	while (hosts_has_netdev(host, name)) {
		free(name);
		name = memory_format("eth%zu", (*next)++);
	}
	return name;
}

static void take(char **field, const char *value)
{
	if (!*field && value)
		*field = memory_copy(value);
}

/* As without a document, each PF has the name of its number where that is free. */
void hosts_complete(struct host *host)
{
	for (size_t i = 0; i < host->count; i++) {
		char **fields = host->pfs[i].fields;
		size_t next = i;

		if (!fields[PF_NETDEV])
			fields[PF_NETDEV] = hosts_free_netdev(host, &next);
		if (!fields[PF_MAC])
			fields[PF_MAC] = memory_format("52:54:00:00:00:%02zx", i + 1);
		take(&fields[PF_UP], "yes");
	}
}

static void make_host(struct run *run)
{
	for (size_t i = 0; i < (size_t)run->pfs; i++) {
		struct host_pf *pf = host_add_pf(&run->host);

		pf->fields[PF_ADDRESS] = hosts_pf_address(i);
		for (size_t j = 0; j < (size_t)run->vfs; j++) {
			struct host_vf *vf = host_add_vf(pf);

			vf->fields[VF_ADDRESS] = hosts_vf_address(i, j);
			vf->fields[VF_INDEX] = memory_format("%zu", j);
		}
	}
}

static int read_document(struct run *run, struct buffer *why)
{
	struct buffer text = { 0 }, wrong = { 0 };
	int status = buffer_read_file(&text, run->host_file, DOCUMENT_MOST);

	if (status)
		buffer_add_text(&wrong, strerror(-status));
	else
		status = host_read(&run->host, buffer_text(&text), text.length, &wrong);
	if (!status && !run->host.count) {
		status = -EINVAL;
		buffer_add_text(&wrong, "there is no PF in it");
	}
	if (status)
		buffer_format(why, "%s: %s", run->host_file, buffer_text(&wrong));
	buffer_free(&wrong);
	buffer_free(&text);
	run->pfs = (long)run->host.count;
	run->vfs = 0;
	for (size_t i = 0; i < run->host.count; i++)
		if ((long)run->host.pfs[i].count > run->vfs)
			run->vfs = (long)run->host.pfs[i].count;
	return status;
}

int hosts_read(struct run *run, struct buffer *why)
{
	if (run->host_file)
		return read_document(run, why);
	make_host(run);
	return 0;
}

/* An address has to be what it is in every tier; frees wanted. */
static int check_address(const struct run *run, long line, const char *element,
	const char *address, char *wanted, struct buffer *why)
{
	int status = strcmp(address, wanted) != 0 ? -EINVAL : 0;

	if (status)
		buffer_format(why,
			"%s: line %ld: <%s address='%s'>: in this tier it is %s",
			run->host_file, line, element, address, wanted);
	free(wanted);
	return status;
}

/* Where a document may say where PFs and VFs are. */
static bool is_placed(const struct run *run)
{
	return run->host_file && run->tier->places;
}

/* The place of a function in its domain. */
static long routing_id(const char *address)
{
	unsigned int bus = 0, slot = 0, function = 0;

	sscanf(address, "%*x:%x:%x.%x", &bus, &slot, &function);
	return (long)(bus * 256 + slot * 8 + function);
}

/* VFs are in their PF's domain, behind it, and as far from each other as the first two. */
static int check_step(const struct run *run, size_t pf, size_t index, struct buffer *why)
{
	const struct host_pf *from = &run->host.pfs[pf];
	const struct host_vf *vfs = from->vfs;
	const char *address = vfs[index].fields[VF_ADDRESS];
	long first = routing_id(vfs[0].fields[VF_ADDRESS]);
	long step = index ? routing_id(vfs[1].fields[VF_ADDRESS]) - first : 0;
	size_t domain = strcspn(address, ":") + 1;

	if (!strncmp(address, from->fields[PF_ADDRESS], domain) && step >= 0 &&
		first > routing_id(from->fields[PF_ADDRESS]) &&
		routing_id(address) == first + step * (long)index)
		return 0;
	buffer_format(why,
		"%s: line %ld: <vf address='%s'>: it does not follow its PF and "
		"the VFs before",
		run->host_file, vfs[index].line, address);
	return -EINVAL;
}

/* What the tier's rule does not list cannot be had. */
static int check_rule(const struct run *run, const struct host_vf *vf,
	const struct hosts_rule *rule, struct buffer *why)
{
	const char *value = vf->fields[rule->field];
	size_t i;

	if (!value)
		return 0;
	for (i = 0; i < HOSTS_WORDS_MOST && rule->words[i]; i++)
		if (!strcmp(rule->words[i], value))
			return 0;
	buffer_format(why, "%s: line %ld: <vf> %s='%s': tier %s ", run->host_file,
		vf->line, vf_field_names[rule->field], value, run->tier->name);
	if (!i)
		buffer_add_text(why, "cannot set it");
	for (size_t j = 0; j < i; j++)
		buffer_format(why, "%s%s", j ? ", " : "sets only ", rule->words[j]);
	return -EINVAL;
}

static int check_vf(const struct run *run, size_t pf, size_t index, struct buffer *why)
{
	const struct tier *tier = run->tier;
	const struct host_vf *vf = &run->host.pfs[pf].vfs[index];
	int status = 0;

	if (!is_placed(run))
		status = check_address(run, vf->line, "vf", vf->fields[VF_ADDRESS],
			hosts_vf_address(pf, index), why);
	else
		status = check_step(run, pf, index, why);

	for (size_t i = 0; i < tier->rule_count && !status; i++)
		status = check_rule(run, vf, &tier->rules[i], why);
	return status;
}

static int check_numbers(const struct run *run, struct buffer *why)
{
	const struct tier *tier = run->tier;

	if (run->pfs > tier->pfs_most || run->vfs > tier->vfs_most)
		buffer_format(why, "tier %s has at most %ld PFs with %ld VFs each",
			tier->name, tier->pfs_most, tier->vfs_most);
	else if (run->pfs > 1 && run->vfs > VFS_MOST_OF_SEVERAL && !is_placed(run))
		buffer_format(
			why, "several PFs have at most %d VFs each", VFS_MOST_OF_SEVERAL);
	else
		return 0;
	return -EINVAL;
}

int hosts_check(const struct run *run, struct buffer *why)
{
	int status = check_numbers(run, why);

	for (size_t i = 0; i < run->host.count && !status; i++) {
		const struct host_pf *pf = &run->host.pfs[i];

		if (!is_placed(run))
			status = check_address(run, pf->line, "pf",
				pf->fields[PF_ADDRESS], hosts_pf_address(i), why);
		for (size_t j = 0; j < pf->count && !status; j++)
			status = check_vf(run, i, j, why);
	}
	return status;
}

int hosts_tool(const char *format, ...)
{
	char *line = NULL;
	char **argv;
	va_list arguments;
	int status = -1;
	pid_t child;

	va_start(arguments, format);
	if (vasprintf(&line, format, arguments) < 0)
		line = NULL;
	va_end(arguments);
	argv = strings_split(line ? line : "false");
	child = fork();
	if (!child) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		_exit(become(argv));
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		say("%s: failed", line ? line : "");
	strings_free(argv);
	free(line);
	return status ? -EIO : 0;
}

int hosts_set_netdev(const char *now, const char *name, const char *mac, bool up)
{
	int status = hosts_tool("ip link set dev %s down", now);

	if (!status && strcmp(now, name) != 0)
		status = hosts_tool("ip link set dev %s name %s", now, name);
	if (!status)
		status = hosts_tool("ip link set dev %s address %s", name, mac);
	if (!status && up)
		status = hosts_tool("ip link set dev %s up", name);
	return status;
}

/* What a document does not say of VFs is to be as it is; but a driver, an override and a
 * netdev that it does not name are not there. */
static void complete(struct host *wanted, const struct host *seen)
{
	for (size_t i = 0; i < wanted->count; i++) {
		struct host_pf *pf = &wanted->pfs[i];

		for (size_t j = 0; j < pf->count && j < seen->pfs[i].count; j++) {
			char **fields = pf->vfs[j].fields;
			char *const *known = seen->pfs[i].vfs[j].fields;

			for (int field = VF_ADMIN_MAC; field < VF_FIELDS; field++)
				take(&fields[field], known[field]);
			if (!fields[VF_DRIVER] ||
				!strings_equal(fields[VF_DRIVER], known[VF_DRIVER]))
				continue;
			take(&fields[VF_NETDEV], known[VF_NETDEV]);
			take(&fields[VF_MAC], known[VF_MAC]);
		}
	}
}

/* apply() leaves the PF's own MAC alone. */
static int set_pf_macs(const struct host *wanted, const struct host *seen)
{
	int status = 0;

	for (size_t i = 0; i < wanted->count && !status; i++) {
		const char *mac = wanted->pfs[i].fields[PF_MAC];
		char *const *now = seen->pfs[i].fields;

		if (!strings_equal(mac, now[PF_MAC]))
			status = hosts_set_netdev(
				now[PF_NETDEV], now[PF_NETDEV], mac, true);
	}
	return status;
}

/* As supervisor_open() and supervisor_close(), for a process that then becomes another. */
static void close_supervisor(struct supervisor *supervisor)
{
	supervisor_close(supervisor);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
}

int hosts_set_up(struct host *host, struct buffer *why)
{
	struct supervisor supervisor;
	struct host seen = { 0 };
	int status = supervisor_open(&supervisor);

	if (status)
		return status;
	status = observe(host, &seen, &supervisor, why);
	if (!status) {
		complete(host, &seen);
		status = set_pf_macs(host, &seen);
	}
	if (!status)
		status = apply(host, &supervisor, why);
	host_free(&seen);
	close_supervisor(&supervisor);
	return status;
}

int hosts_show(struct buffer *text, struct buffer *why)
{
	struct supervisor supervisor;
	struct host pfs = { 0 }, seen = { 0 };
	glob_t found = { 0 };
	int status = supervisor_open(&supervisor);

	if (status)
		return status;
	if (!glob(SRIOV_DEVICES, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			const char *address =
				found.gl_pathv[i] + strlen("/sys/bus/pci/devices/");
			char *copy = memory_copy_length(address, strcspn(address, "/"));
			char *netdev = observe_netdev(copy);

			/* A card that is no network card is not ours to show. */
			if (netdev)
				host_add_pf(&pfs)->fields[PF_ADDRESS] = memory_copy(copy);
			free(netdev);
			free(copy);
		}
	}
	globfree(&found);
	status = observe(&pfs, &seen, &supervisor, why);
	if (!status)
		host_write(&seen, text);
	host_free(&pfs);
	host_free(&seen);
	close_supervisor(&supervisor);
	return status;
}
