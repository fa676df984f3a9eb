// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The tier netdevsim: the kernel's own simulated network devices, in a network namespace,
 * with a PCI bus in sysfs that is ours. On a kernel without the module, such as most, the
 * machine is booted, and the very same done there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "helpers.h"
#include "hosts.h"
#include "local.h"
#include "machine.h"
#include "memory.h"
#include "observe.h"
#include "script.h"
#include "tier.h"

#define BUS "/sys/bus/netdevsim"
#define PFS_MOST 12
/* The machine's limit is the one that counts there. */
#define NO_TIMEOUT "86400"

/* Which devices are ours; shared, so that the keeper knows what the command made. */
struct devices {
	unsigned int ids[PFS_MOST]; /* 0 for none */
};

struct session {
	const struct run *run;
	struct devices *devices;
};

static bool is_here(void)
{
	return geteuid() == 0 && !access(BUS "/new_device", W_OK);
}

static int probe(struct supervisor *supervisor, struct buffer *words)
{
	if (is_here()) {
		buffer_add_text(words, "the module netdevsim of this kernel");
		return 0;
	}
	return machine_probe("netdevsim", supervisor, words);
}

static int prepare(struct supervisor *supervisor)
{
	if (!is_here())
		return machine_prepare("netdevsim", supervisor);
	say("ready: this kernel has netdevsim");
	return 0;
}

static const struct hosts_rule rules[] = {
	{ VF_DRIVER, { NULL } },
	{ VF_OVERRIDE, { NULL } },
	{ VF_NETDEV, { NULL } },
	{ VF_MAC, { NULL } },
	{ VF_PORT_PROFILE, { NULL } },
	{ VF_PORT_INSTANCE, { NULL } },
	{ VF_PORT_HOST, { NULL } },
	{ VF_PORT_RESPONSE, { NULL } },
};

static int write_line(const char *path, const char *line)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	int status = 0;

	if (file < 0)
		return -errno;
	if (write(file, line, strlen(line)) < 0)
		status = -errno;
	close(file);
	return status;
}

/* Makes a device under a number that is free. It belongs to the namespace of the writer. */
static int new_device(unsigned int *id)
{
	int status = -EEXIST;

	for (int tries = 0; tries < 100 && status; tries++) {
		unsigned short number = 0;
		char *path, *line;

		if (getrandom(&number, sizeof(number), 0) < 0 || !number)
			continue;
		path = memory_format(BUS "/devices/netdevsim%u", number);
		line = memory_format("%u 1", number);
		if (access(path, F_OK)) {
			*id = number;
			status = write_line(BUS "/new_device", line);
			if (status)
				*id = 0;
		}
		free(line);
		free(path);
	}
	return status;
}

static void pause_briefly(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

/* The device's netdev, which the kernel makes on its own time. Owned, or NULL. */
static char *find_netdev(unsigned int id)
{
	for (int tries = 0; tries < 250; tries++) {
		char *address = memory_format("../../netdevsim/devices/netdevsim%u", id);
		char *netdev = observe_netdev(address);

		free(address);
		if (netdev)
			return netdev;
		pause_briefly();
	}
	return NULL;
}

static int set_vfs(unsigned int id, size_t vfs)
{
	char *most = memory_format("/sys/kernel/debug/netdevsim/netdevsim%u/max_vfs", id);
	char *path = memory_format(BUS "/devices/netdevsim%u/sriov_numvfs", id);
	char *line = memory_format("%zu", vfs);
	int status = 0;

	/* The kernel's own limit is 4; where debugfs is not there, it stays. */
	if (vfs > 0 && !access(most, F_OK))
		status = write_line(most, line);
	if (!status && vfs > 0)
		status = write_line(path, line);
	free(line);
	free(path);
	free(most);
	return status;
}

static int add_pf(struct session *session, size_t pf, struct namespace_pf *shape)
{
	const struct host_pf *wanted = &session->run->host.pfs[pf];
	char *const *fields = wanted->fields;
	unsigned int *id = &session->devices->ids[pf];
	int status = new_device(id);
	char *now = status ? NULL : find_netdev(*id);

	if (!status && !now)
		status = -ENODEV;
	if (!status)
		status = hosts_set_netdev(now, fields[PF_NETDEV], fields[PF_MAC], true);
	if (!status)
		status = set_vfs(*id, wanted->count);
	*shape = (struct namespace_pf){ .driver = "netdevsim",
		.netdev = fields[PF_NETDEV],
		.numvfs = memory_format(NAMESPACE_SYSFS
			"/bus/netdevsim/devices/netdevsim%u/sriov_numvfs",
			*id),
		.vfs = wanted->count };
	free(now);
	return status;
}

/* Returns an exit status, and says what went wrong. */
static int set_up(struct session *session)
{
	struct host *host = (struct host *)&session->run->host;
	struct namespace_pf pfs[PFS_MOST];
	struct buffer why = { 0 };
	int status = namespace_enter(true, &why), exit_status = EXIT_BROKEN;

	if (!status) {
		mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
		status = hosts_tool("ip link set dev lo up");
	}
	for (size_t i = 0; i < host->count && !status; i++)
		status = add_pf(session, i, &pfs[i]);
	if (!status)
		status = namespace_cover_pci(pfs, host->count, &why);
	if (!status && session->run->host_file) {
		status = hosts_set_up(host, &why);
		exit_status = EXIT_USAGE;
	}
	if (status)
		say("tier netdevsim: %s",
			why.length ? buffer_text(&why) : strerror(-status));
	buffer_free(&why);
	return status ? exit_status : 0;
}

static int begin(void *data)
{
	struct session *session = data;
	int status;

	script_set_environment(session->run->tier->name);
	status = set_up(session);
	return status ? status : become(session->run->command);
}

/* A device outlives its namespace: it would move to the first one. */
static void release(void *data)
{
	const struct session *session = data;

	for (size_t i = 0; i < PFS_MOST; i++) {
		char line[16];

		if (!session->devices->ids[i])
			continue;
		snprintf(line, sizeof(line), "%u", session->devices->ids[i]);
		write_line(BUS "/del_device", line);
	}
}

static int run_here(struct run *run)
{
	struct session session = { .run = run };
	int status;

	session.devices = mmap(NULL, sizeof(*session.devices), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (session.devices == MAP_FAILED) {
		say("no memory to share: %s", strerror(errno));
		return EXIT_BROKEN;
	}
	status = local_run(run, begin, release, &session);
	munmap(session.devices, sizeof(*session.devices));
	return status;
}

static int run_in_machine(struct run *run)
{
	char **argv = NULL;
	int status;

	strings_add(&argv, helper_self());
	strings_add(&argv, memory_copy("run"));
	strings_add(&argv, memory_copy("--tier=netdevsim"));
	strings_add(&argv, memory_copy("--timeout=" NO_TIMEOUT));
	if (run->host_file) {
		strings_add(&argv, memory_copy("--host=" MACHINE_DOCUMENT));
	} else {
		strings_add(&argv, memory_format("--pfs=%ld", run->pfs));
		strings_add(&argv, memory_format("--vfs=%ld", run->vfs));
	}
	strings_add(&argv, memory_copy("--"));
	for (char **word = run->command; *word; word++)
		strings_add(&argv, memory_copy(*word));
	status = machine_run(&(struct machine_request){ .run = run,
		.parts = "netdevsim",
		.argv = argv,
		.tier = run->tier->name });
	strings_free(argv);
	return status;
}

static int run_somewhere(struct run *run)
{
	return is_here() ? run_here(run) : run_in_machine(run);
}

const struct tier tier_netdevsim = {
	.name = "netdevsim",
	.pfs_most = PFS_MOST,
	.vfs_most = 200,
	.vfs = 7,
	.shares = true,
	.probe = probe,
	.prepare = prepare,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
	.run = run_somewhere,
};
