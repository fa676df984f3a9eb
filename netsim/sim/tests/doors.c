// SPDX-License-Identifier: LGPL-2.1-or-later
/* The calls of a host and of state.c on their way. state.c is compiled in here, with the
 * doors in the place of the file system's calls. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doors.h"
#include "tests/memory.h"

static struct {
	struct doors_plan plan;
	unsigned int calls;
	char trespass[512];
	const struct nhd_host_operations *behind;
} doors;

void doors_plan(const struct doors_plan *plan)
{
	doors.plan = *plan;
	doors.calls = 0;
	*doors.trespass = '\0';
}

unsigned int doors_calls(void)
{
	return doors.calls;
}

const char *doors_trespass(void)
{
	return *doors.trespass ? doors.trespass : NULL;
}

/* Within the PCI bus and the modules' folders, by plain names. */
static bool is_path(const char *path)
{
	const char *part;

	if (strncmp(path, "bus/pci/", 8) != 0 && strncmp(path, "module/", 7) != 0)
		return false;
	for (part = path; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (!*part || *part == '/' || *part == '.')
			return false;
	}
	return !strchr(path, '\n');
}

static void check_path(const char *path)
{
	if (!is_path(path) && !*doors.trespass)
		snprintf(doors.trespass, sizeof(doors.trespass), "[%s]", path);
}

/* What a call comes to that was let in; nothing that the doors do lacks memory. */
struct passage {
	bool met;
	int result; /* 0: it is made; 1: it is left out; or a negative errno */
};

static struct passage enter(enum door door)
{
	struct doors_plan *plan = &doors.plan;
	struct passage passage = { false, 0 };

	memory_hold(true);
	if (!(plan->watched & 1u << door))
		return passage;
	doors.calls++;
	passage.met =
		plan->end != DOORS_QUIET &&
		(doors.calls == plan->at || (plan->stays && doors.calls > plan->at));
	if (!passage.met)
		return passage;
	if (plan->end == DOORS_DIE_BEFORE)
		kill(getpid(), SIGKILL);
	if (plan->end == DOORS_MEANWHILE)
		plan->meanwhile(plan->context);
	if (plan->end == DOORS_FAIL)
		passage.result = -plan->failure;
	if (plan->end == DOORS_IN_VAIN)
		passage.result = 1;
	return passage;
}

static void leave(struct passage passage)
{
	if (passage.met && doors.plan.end == DOORS_DIE_BEHIND)
		kill(getpid(), SIGKILL);
	memory_hold(false);
}

/* Around a call of a host's, which gives a result of its own. */
#define PASS(door, call)                                                                 \
	struct passage passage = enter(door);                                            \
	int result = passage.result ? passage.result < 0 ? passage.result : 0 : (call);  \
                                                                                         \
	leave(passage);                                                                  \
	return result

static bool lies(struct passage passage)
{
	return passage.met && doors.plan.end == DOORS_LIE;
}

static int tell(char *text, size_t size, int too_long)
{
	if (strlen(doors.plan.lie) >= size)
		return too_long;
	strcpy(text, doors.plan.lie);
	return (int)strlen(text);
}

static int door_read(void *context, const char *path, char *text, size_t size)
{
	check_path(path);
	PASS(DOOR_READ, lies(passage) ? tell(text, size, -EFBIG)
				      : doors.behind->read(context, path, text, size));
}

static int door_write(void *context, const char *path, const char *text)
{
	check_path(path);
	PASS(DOOR_WRITE, doors.behind->write(context, path, text));
}

static int door_link(void *context, const char *path, char *target, size_t size)
{
	check_path(path);
	PASS(DOOR_LINK, lies(passage) ? tell(target, size, -ENAMETOOLONG)
				      : doors.behind->link(context, path, target, size));
}

/* A visitor is the library's again. */
struct visit {
	nhd_name_visitor visit;
	void *data;
};

static int visit_name(void *data, const char *name)
{
	struct visit *visit = data;
	int result;

	memory_hold(false);
	result = visit->visit(visit->data, name);
	memory_hold(true);
	return result;
}

static int list(
	void *context, const char *path, struct passage passage, struct visit *visit)
{
	int result = lies(passage) ? visit_name(visit, doors.plan.lie) : 0;

	return result ? result : doors.behind->list(context, path, visit_name, visit);
}

static int door_list(void *context, const char *path, nhd_name_visitor visit, void *data)
{
	struct visit ours = { visit, data };

	check_path(path);
	PASS(DOOR_LIST, list(context, path, passage, &ours));
}

static int list_aliases(void *context, struct passage passage, struct visit *visit)
{
	int result = lies(passage) ? visit_name(visit, doors.plan.lie) : 0;

	return result ? result : doors.behind->aliases(context, visit_name, visit);
}

static int door_aliases(void *context, nhd_name_visitor visit, void *data)
{
	struct visit ours = { visit, data };

	PASS(DOOR_ALIASES, list_aliases(context, passage, &ours));
}

static int door_permission(void *context)
{
	return doors.behind->permission(context);
}

static int door_send(void *context, const void *message, size_t length)
{
	const struct nlmsghdr *header = message;

	PASS(header->nlmsg_type == RTM_GETLINK ? DOOR_GETLINK : DOOR_SETLINK,
		doors.behind->send(context, message, length));
}

static int receive(
	void *context, void **message, unsigned int timeout, struct passage passage)
{
	int length = doors.behind->receive(context, message, timeout);

	if (length > 0 && lies(passage))
		length = doors.plan.spoil(doors.plan.context, *message, length);
	return length;
}

static int door_receive(void *context, void **message, unsigned int timeout)
{
	PASS(DOOR_RECEIVE, receive(context, message, timeout, passage));
}

static uint64_t door_now(void *context)
{
	uint64_t now;

	memory_hold(true);
	now = doors.behind->now(context);
	memory_hold(false);
	return now;
}

static void door_sleep(void *context, unsigned int milliseconds)
{
	memory_hold(true);
	doors.behind->sleep(context, milliseconds);
	memory_hold(false);
}

static void door_close(void *context)
{
	doors.behind->close(context);
}

void doors_install(struct nhd_host *host)
{
	static const struct nhd_host_operations operations = {
		.read = door_read,
		.write = door_write,
		.link = door_link,
		.list = door_list,
		.aliases = door_aliases,
		.permission = door_permission,
		.send = door_send,
		.receive = door_receive,
		.now = door_now,
		.sleep = door_sleep,
		.close = door_close,
	};

	doors.behind = host->operations;
	host->operations = &operations;
}

/* Around a call of the file system's: -1 and errno where it fails. */
#define PASS_FILE(type, door, call)                                                      \
	struct passage passage = enter(door);                                            \
	int failure = -passage.result;                                                   \
	type result = failure ? -1 : (call);                                             \
                                                                                         \
	if (!failure)                                                                    \
		failure = errno;                                                         \
	leave(passage);                                                                  \
	errno = failure;                                                                 \
	return result

static int door_mkdir(const char *path, mode_t mode)
{
	PASS_FILE(int, DOOR_FOLDER, mkdir(path, mode));
}

static int door_open(const char *path, int flags)
{
	PASS_FILE(int, DOOR_FOLDER, open(path, flags));
}

static int door_scandirat(int folder, const char *name, struct dirent ***entries,
	int (*choose)(const struct dirent *),
	int (*compare)(const struct dirent **, const struct dirent **))
{
	PASS_FILE(int, DOOR_FOLDER, scandirat(folder, name, entries, choose, compare));
}

static int door_flock(int file, int operation)
{
	PASS_FILE(int, DOOR_LOCK, flock(file, operation));
}

static int door_fstat(int file, struct stat *status)
{
	PASS_FILE(int, DOOR_STATUS, fstat(file, status));
}

static int door_fstatat(int folder, const char *name, struct stat *status, int flags)
{
	PASS_FILE(int, DOOR_STATUS, fstatat(folder, name, status, flags));
}

static int door_openat(int folder, const char *name, int flags, mode_t mode)
{
	PASS_FILE(int, DOOR_FILE_OPEN, openat(folder, name, flags, mode));
}

static ssize_t door_file_read(int file, void *text, size_t size)
{
	PASS_FILE(ssize_t, DOOR_FILE_READ, read(file, text, size));
}

static ssize_t door_file_write(int file, const void *text, size_t size)
{
	PASS_FILE(ssize_t, DOOR_FILE_WRITE,
		write(file, text,
			passage.met && doors.plan.end == DOORS_SHORT ? (size + 1) / 2
								     : size));
}

/* A process that is killed loses nothing that was not synced: there is nothing to do. */
static int door_fsync(int file)
{
	PASS_FILE(int, DOOR_FILE_SYNC, fcntl(file, F_GETFD) < 0 ? -1 : 0);
}

/* Closed it is in any case, as by the kernel. */
static int door_file_close(int file)
{
	int closed = close(file);

	PASS_FILE(int, DOOR_FILE_CLOSE, closed);
}

static int door_renameat(
	int old_folder, const char *old_name, int folder, const char *name)
{
	PASS_FILE(int, DOOR_FILE_RENAME, renameat(old_folder, old_name, folder, name));
}

static int door_unlinkat(int folder, const char *name, int flags)
{
	PASS_FILE(int, DOOR_FILE_REMOVE, unlinkat(folder, name, flags));
}

#define mkdir(path, mode) door_mkdir(path, mode)
#define open(path, flags) door_open(path, flags)
#define scandirat(folder, name, entries, choose, compare)                                \
	door_scandirat(folder, name, entries, choose, compare)
#define flock(file, operation) door_flock(file, operation)
#define fstat(file, status) door_fstat(file, status)
#define fstatat(folder, name, status, flags) door_fstatat(folder, name, status, flags)
#define OPENAT(folder, name, flags, mode, ...) door_openat(folder, name, flags, mode)
#define openat(...) OPENAT(__VA_ARGS__, 0, 0)
#define read(file, text, size) door_file_read(file, text, size)
#define write(file, text, size) door_file_write(file, text, size)
#define fsync(file) door_fsync(file)
#define close(file) door_file_close(file)
#define renameat(old_folder, old_name, folder, name)                                     \
	door_renameat(old_folder, old_name, folder, name)
#define unlinkat(folder, name, flags) door_unlinkat(folder, name, flags)

#include "vf/state.c"
