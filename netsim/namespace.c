// SPDX-License-Identifier: LGPL-2.1-or-later
/* Namespaces of its own for a command, and a PCI bus in sysfs that is ours. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hosts.h"
#include "memory.h"
#include "namespace.h"

#define PCI_FOLDER "/sys/bus/pci"

static int failed(struct buffer *why, const char *step)
{
	int status = -errno;

	buffer_format(why, "%s: %s", step, strerror(-status));
	return status;
}

/* Writes text to path, which is made where it is not there. */
static int write_file(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int status = 0;

	if (file < 0)
		return -errno;
	if (write(file, text, strlen(text)) < 0)
		status = -errno;
	close(file);
	return status;
}

/* Root inside is the caller outside, and nobody else is anybody. */
static int map_caller(uid_t user, gid_t group)
{
	char *users = memory_format("0 %u 1", user);
	char *groups = memory_format("0 %u 1", group);
	int status = write_file("/proc/self/setgroups", "deny");

	if (status == -ENOENT)
		status = 0;
	if (!status)
		status = write_file("/proc/self/uid_map", users);
	if (!status)
		status = write_file("/proc/self/gid_map", groups);
	free(users);
	free(groups);
	return status;
}

int namespace_enter(bool privileged, struct buffer *why)
{
	uid_t user = geteuid();
	gid_t group = getegid();
	int flags = CLONE_NEWNET | CLONE_NEWNS | (privileged ? 0 : CLONE_NEWUSER);

	if (unshare(flags))
		return failed(why, "new namespaces");
	if (!privileged) {
		errno = -map_caller(user, group);
		if (errno)
			return failed(why, "mapping the user");
	}
	if (mount("none", "/", NULL, MS_REC | MS_SLAVE, NULL))
		return failed(why, "mounts of its own");
	if (mount("sysfs", "/sys", "sysfs", 0, NULL))
		return failed(why, "mounting sysfs");
	/* What programs keep of this machine's devices is not of those in here. */
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755"))
		return failed(why, "covering /run");
	return 0;
}

int namespace_try(bool privileged, struct buffer *why)
{
	int ends[2];
	ssize_t got;
	char text[256];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	child = fork();
	if (!child) {
		struct buffer words = { 0 };

		namespace_enter(privileged, &words);
		if (write(ends[1], buffer_text(&words), words.length) < 0)
			_exit(1);
		_exit(0);
	}
	close(ends[1]);
	got = read(ends[0], text, sizeof(text));
	close(ends[0]);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (got > 0)
		buffer_add(why, text, (size_t)got);
	return child < 0 || got ? -EPERM : 0;
}

/* The following add to a folder, and are silent where earlier ones failed: *status tells. */
static void add_folder(const char *path, int *status)
{
	if (!*status && mkdir(path, 0755))
		*status = -errno;
}

static void add_link(
	const char *folder, const char *name, const char *target, int *status)
{
	char *path = memory_format("%s/%s", folder, name);

	if (!*status && symlink(target, path))
		*status = -errno;
	free(path);
}

static void add_file(const char *folder, const char *name, const char *text, int *status)
{
	char *path = memory_format("%s/%s", folder, name);

	if (!*status)
		*status = write_file(path, text);
	free(path);
}

/* Links to all that is in folder, but for one name. */
static void add_links(const char *to, const char *folder, const char *except, int *status)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;

	if (!entries && !*status)
		*status = -errno;
	while (entries && (entry = readdir(entries))) {
		char *target = memory_format("%s/%s", folder, entry->d_name);

		if (entry->d_name[0] != '.' && strcmp(entry->d_name, except) != 0)
			add_link(to, entry->d_name, target, status);
		free(target);
	}
	if (entries)
		closedir(entries);
}

/* An RAM file system over /sys/bus, with the other buses behind links. */
static int cover_buses(struct buffer *why)
{
	int status = 0;

	if (mount("tmpfs", "/sys/bus", "tmpfs", 0, "mode=755"))
		return failed(why, "covering /sys/bus");
	add_folder(NAMESPACE_SYSFS, &status);
	if (!status && mount("sysfs", NAMESPACE_SYSFS, "sysfs", 0, NULL))
		return failed(why, "mounting sysfs again");
	add_links("/sys/bus", NAMESPACE_SYSFS "/bus", "pci", &status);
	add_folder(PCI_FOLDER, &status);
	add_folder(PCI_FOLDER "/devices", &status);
	add_folder(PCI_FOLDER "/drivers", &status);
	add_file(PCI_FOLDER, "drivers_probe", "", &status);
	errno = -status;
	return status ? failed(why, "making " PCI_FOLDER) : 0;
}

/* What each PCI function has. */
static void add_function(const char *folder, const char *device, int *status)
{
	add_folder(folder, status);
	add_link(folder, "subsystem", "../..", status);
	add_file(folder, "vendor", "0x8086\n", status);
	add_file(folder, "device", device, status);
	add_file(folder, "class", "0x020000\n", status);
	add_file(folder, "driver_override", "(null)\n", status);
}

static void add_vf(const char *pf_folder, size_t pf, size_t vf, int *status)
{
	char *address = hosts_vf_address(pf, vf);
	char *folder = memory_format(PCI_FOLDER "/devices/%s", address);
	char *name = memory_format("virtfn%zu", vf);
	char *to_pf = hosts_pf_address(pf);
	char *target = memory_format("../%s", address);
	char *back = memory_format("../%s", to_pf);

	add_function(folder, "0x10ca\n", status);
	add_link(folder, "physfn", back, status);
	add_link(pf_folder, name, target, status);
	free(back);
	free(target);
	free(to_pf);
	free(name);
	free(folder);
	free(address);
}

/* The netdev's folder with a link to the PF, here and where the kernel has it. */
static void add_netdev(const char *pf_folder, const char *netdev, int *status)
{
	/* Not a relative one: the folder is seen at two places. */
	char *net = memory_format("%s/net", pf_folder);
	char *folder = memory_format("%s/%s", net, netdev);
	char *true_folder = memory_format(NAMESPACE_SYSFS "/class/net/%s", netdev);
	char *visible = memory_format("/sys/class/net/%s", netdev);
	char place[PATH_MAX];

	add_folder(net, status);
	add_folder(folder, status);
	add_links(folder, true_folder, "device", status);
	add_link(folder, "device", pf_folder, status);
	if (!*status &&
		(!realpath(visible, place) || mount(folder, place, NULL, MS_BIND, NULL)))
		*status = -errno;
	free(visible);
	free(true_folder);
	free(folder);
	free(net);
}

static void add_driver(const char *pf_folder, const char *driver, int *status)
{
	char *folder = memory_format(PCI_FOLDER "/drivers/%s", driver);
	char *target = memory_format("../../drivers/%s", driver);

	if (access(folder, F_OK))
		add_folder(folder, status);
	add_link(pf_folder, "driver", target, status);
	free(target);
	free(folder);
}

static int add_pf(const struct namespace_pf *pf, size_t index)
{
	char *address = hosts_pf_address(index);
	char *folder = memory_format(PCI_FOLDER "/devices/%s", address);
	char *count = memory_format("%zu\n", pf->vfs);
	int status = 0;

	add_function(folder, "0x10c9\n", &status);
	add_file(folder, "sriov_totalvfs", count, &status);
	if (pf->numvfs)
		add_link(folder, "sriov_numvfs", pf->numvfs, &status);
	else
		add_file(folder, "sriov_numvfs", count, &status);
	add_driver(folder, pf->driver, &status);
	add_netdev(folder, pf->netdev, &status);
	for (size_t vf = 0; vf < pf->vfs; vf++)
		add_vf(folder, index, vf, &status);
	free(count);
	free(folder);
	free(address);
	return status;
}

int namespace_cover_pci(const struct namespace_pf *pfs, size_t count, struct buffer *why)
{
	int status = cover_buses(why);

	for (size_t i = 0; i < count && !status; i++) {
		errno = -add_pf(&pfs[i], i);
		if (errno)
			status = failed(why, "making the PFs in " PCI_FOLDER);
	}
	return status;
}
