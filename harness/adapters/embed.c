// SPDX-License-Identifier: LGPL-2.1-or-later
/* The private root of an embedded qemu driver: made, entered as a mere user, removed. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "embed.h"

#define OPEN_FOLDERS_MAX 16

/*
 * Keeps libvirt's modules in reach of a mere user: they may lie below a folder that only
 * root can search, such as /root. They are loaded later on (virModuleLoad).
 */
static int keep_modules_in_reach(void)
{
	const char *folder = getenv("LIBVIRT_DRIVER_DIR");
	char path[sizeof("/proc/self/fd/") + 3 * sizeof(int)];
	int descriptor;

	if (!folder)
		return 0;
	/* Not closed: the path holds for as long as it is open. */
	descriptor = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0)
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
	return setenv("LIBVIRT_DRIVER_DIR", path, 1) ? -errno : 0;
}

int embed_drop_root(uid_t uid)
{
	struct passwd *user;
	int status;

	if (geteuid() != 0)
		return 0;
	user = uid == EMBED_UID_DEFAULT ? getpwnam("nobody") : getpwuid(uid);
	if (user)
		uid = user->pw_uid;
	if (uid == EMBED_UID_DEFAULT || uid == 0)
		return -EINVAL;
	status = keep_modules_in_reach();
	if (status)
		return status;
	/* A uid without an entry stands for its own group too. */
	if (setgroups(0, NULL) || setgid(user ? user->pw_gid : (gid_t)uid) || setuid(uid))
		return -errno;
	return 0;
}

static int make_folder(char root[EMBED_PATH_MAX], const char *parent)
{
	int length =
		snprintf(root, EMBED_PATH_MAX, "%s/nethostdev-libvirt-XXXXXX", parent);

	if (length >= EMBED_PATH_MAX)
		return -ENAMETOOLONG;
	return mkdtemp(root) ? 0 : -errno;
}

/* Makes the folder name under root and lets variable name it. */
static int make_home(const char *root, const char *variable, const char *name)
{
	char path[EMBED_PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	if (mkdir(path, 0700) && errno != EEXIST)
		return -errno;
	return setenv(variable, path, 1) ? -errno : 0;
}

int embed_make_root(char root[EMBED_PATH_MAX])
{
	static const char *const homes[][2] = {
		{ "HOME", "home" },
		{ "XDG_RUNTIME_DIR", "runtime" },
		{ "XDG_CACHE_HOME", "home/cache" },
		{ "XDG_CONFIG_HOME", "home/config" },
		{ "XDG_DATA_HOME", "home/data" },
	};
	const char *parent = getenv("TMPDIR");
	int status = parent && parent[0] ? make_folder(root, parent) : -ENOENT;

	if (status)
		status = make_folder(root, "/tmp");
	if (status) {
		root[0] = '\0';
		return status;
	}
	for (size_t i = 0; !status && i < sizeof(homes) / sizeof(homes[0]); i++)
		status = make_home(root, homes[i][0], homes[i][1]);
	return status;
}

static int remove_entry(
	const char *path, const struct stat *info, int type, struct FTW *walk)
{
	(void)info;
	(void)type;
	(void)walk;
	/* What cannot be removed must not keep the rest. */
	remove(path);
	return 0;
}

/* Reaps child, and what it leaves behind, until child ends; returns how it ended. */
static int reap_until(pid_t child)
{
	int status = 0;
	pid_t pid;

	do {
		pid = wait(&status);
	} while (pid != child && (pid > 0 || errno == EINTR));
	return status;
}

int embed_continue_in_child(const char *root)
{
	pid_t child;
	int status;

	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
		return -errno;
	child = fork();
	if (child < 0)
		return -errno;
	if (child == 0)
		return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) ? -errno : 0;
	/* The other ends must see the child's end, and not this process's. */
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	status = reap_until(child);
	nftw(root, remove_entry, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	if (WIFSIGNALED(status))
		raise(WTERMSIG(status));
	_exit(WEXITSTATUS(status));
}
