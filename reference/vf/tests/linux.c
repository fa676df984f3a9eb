// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows the door to this machine: a folder for its sysfs, and the kernel that runs here. */
#include <errno.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/check.h"
#include "vf/linux.h"
#include "vf/rtnl.h"

#define LOOPBACK 1 /* in each network namespace */
#define NOBODY 0x7ffffff0

static char folder[] = "/tmp/nhd-linux.XXXXXX";
static struct nhd_host *host;

static void write_text(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

static void test_read(struct tap *tap)
{
	char text[8];

	write_text("short", "igbvf\n");
	write_text("long", "mlx5_vfio_pci\n");
	CHECK(tap, nhd_host_read(host, text, sizeof(text), "short") == 5);
	CHECK(tap, !strcmp(text, "igbvf"));
	CHECK(tap, nhd_host_read(host, text, sizeof(text), "long") == -EFBIG);
	CHECK(tap, nhd_host_read(host, text, sizeof(text), "none") == -ENOENT);
	CHECK(tap, nhd_host_read(host, text, sizeof(text), "folder") == -EISDIR);
}

static void test_write(struct tap *tap)
{
	char text[8];

	write_text("short", "");
	CHECK(tap, !nhd_host_write(host, "0\n", "short"));
	CHECK(tap, nhd_host_read(host, text, sizeof(text), "short") == 1);
	CHECK(tap, nhd_host_write(host, "0\n", "none") == -ENOENT);
	CHECK(tap, nhd_host_write(host, "0\n", "full") == -ENOSPC);
}

/* Lowers a limit of this process; returns what it was. */
static struct rlimit limit(int resource, rlim_t most)
{
	struct rlimit before, now;

	if (getrlimit(resource, &before))
		abort();
	now = before;
	now.rlim_cur = most;
	if (setrlimit(resource, &now))
		abort();
	return before;
}

/* A file that grows no further than its first byte. */
static void test_short_write(struct tap *tap)
{
	struct rlimit before;

	write_text("limited", "");
	before = limit(RLIMIT_FSIZE, 1);
	CHECK(tap, nhd_host_write(host, "0\n", "limited") == -EIO);
	setrlimit(RLIMIT_FSIZE, &before);
}

/* Names in a path may be a stranger's: a netdev's, a pool's, what a link says. */
static void test_path(struct tap *tap)
{
	static const char *const outside[] = { "../x", "folder/../x", "folder//x",
		"folder/", "", "folder/.hidden", "folder/x\ny" };
	char text[8], path[600];

	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		CHECK(tap, nhd_host_read(host, text, 8, "%s", outside[i]) == -EINVAL);
		CHECK(tap, nhd_host_write(host, "0", "%s", outside[i]) == -EINVAL);
		CHECK(tap, nhd_host_link(host, text, 8, "%s", outside[i]) == -EINVAL);
		CHECK(tap, nhd_host_list(host, NULL, NULL, "%s", outside[i]) == -EINVAL);
		CHECK(tap, nhd_host_has_folder(host, "%s", outside[i]) == -EINVAL);
	}
	/* The kernel itself takes longer ones. */
	for (size_t i = 0; i + 2 < sizeof(path); i += 2)
		memcpy(path + i, "x/", 3);
	CHECK(tap, nhd_host_read(host, text, 8, "%sx", path) == -ENAMETOOLONG);
}

static void test_link(struct tap *tap)
{
	char text[16];

	CHECK(tap, nhd_host_link(host, text, sizeof(text), "full") == 9);
	CHECK(tap, !strcmp(text, "/dev/full"));
	CHECK(tap, nhd_host_link(host, text, 9, "full") == -ENAMETOOLONG);
	CHECK(tap, nhd_host_link(host, text, sizeof(text), "none") == -ENOENT);
	CHECK(tap, nhd_host_link(host, text, sizeof(text), "folder") == -EINVAL);
}

static int count(void *data, const char *name)
{
	(void)name;
	++*(unsigned int *)data;
	return 0;
}

static int stop(void *data, const char *name)
{
	count(data, name);
	return 7;
}

static void test_list(struct tap *tap)
{
	unsigned int names = 0;

	write_text("folder/one", "");
	write_text("folder/two", "");
	write_text("folder/.hidden", "");
	CHECK(tap, !nhd_host_list(host, count, &names, "folder") && names == 2);
	CHECK(tap, nhd_host_list(host, stop, &names, "folder") == 7 && names == 3);
	CHECK(tap, nhd_host_list(host, count, &names, "none") == -ENOENT);
	CHECK(tap, nhd_host_list(host, count, &names, "full") == -ENOTDIR);
}

/* A kernel without modules has no file of them. */
static void test_aliases(struct tap *tap)
{
	unsigned int lines = 0, first = 0;
	int result = host->operations->aliases(host->context, count, &lines);

	CHECK(tap, result == -ENOENT || (!result && lines));
	CHECK(tap, host->operations->aliases(host->context, stop, &first) ==
			   (lines ? 7 : result));
	CHECK(tap, first == (lines ? 1 : 0));
}

/* The first line, and how many there are. */
struct lines {
	char first[32];
	unsigned int count;
};

static int take_line(void *data, const char *line)
{
	struct lines *lines = data;

	if (!lines->count++)
		snprintf(lines->first, sizeof(lines->first), "%s", line);
	return 0;
}

/* As modules.alias is read, which not every machine has. */
static void test_lines(struct tap *tap)
{
	struct lines lines = { "", 0 };
	unsigned int names = 0;
	char path[64];

	write_text("lines", "alias one 1\n\nthree");
	snprintf(path, sizeof(path), "%s/lines", folder);
	CHECK(tap, !nhd_linux_lines(path, take_line, &lines));
	CHECK(tap, lines.count == 3 && !strcmp(lines.first, "alias one 1"));
	CHECK(tap, nhd_linux_lines(path, stop, &names) == 7 && names == 1);
	CHECK(tap, nhd_linux_lines(folder, count, &names) == -EIO && names == 1);
	CHECK(tap, nhd_linux_lines("/nowhere", count, &names) == -ENOENT);
}

static struct __user_cap_data_struct *capabilities(
	long call, struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3])
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };

	if (syscall(call, &header, data))
		abort();
	return &data[CAP_TO_INDEX(CAP_NET_ADMIN)];
}

/* What the kernel itself says of this process, and once it has put the capability down. */
static void test_permission(struct tap *tap)
{
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	struct __user_cap_data_struct *mine = capabilities(SYS_capget, data);
	uint32_t effective = mine->effective;

	CHECK(tap, nhd_host_check_permission(host, NULL) ==
			   (effective & CAP_TO_MASK(CAP_NET_ADMIN) ? 0 : -EPERM));
	mine->effective &= ~CAP_TO_MASK(CAP_NET_ADMIN);
	capabilities(SYS_capset, data);
	CHECK(tap, nhd_host_check_permission(host, NULL) == -EPERM);
	mine->effective = effective;
	capabilities(SYS_capset, data);
}

/* A process that has no descriptor left for the socket, and a request that is too large. */
static void test_unsent(struct tap *tap)
{
	const size_t size = (size_t)16 * 1024 * 1024;
	char *large = calloc(1, size);
	struct nhd_host *late;
	struct rlimit before;
	int next;

	CHECK(tap, !nhd_linux_open(&late, folder, NULL, NULL));
	next = dup(0);
	close(next);
	before = limit(RLIMIT_NOFILE, (rlim_t)next);
	CHECK(tap, late->operations->send(late->context, large, 16) == -EMFILE);
	setrlimit(RLIMIT_NOFILE, &before);
	CHECK(tap, late->operations->send(late->context, large, size) == -EMSGSIZE);
	nhd_host_free(late);
	free(large);
}

static void test_kernel(struct tap *tap)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_vf_list vfs;
	uint8_t mac[NHD_MAC_LENGTH] = { 2 };
	int result = nhd_rtnl_get_vfs(host, LOOPBACK, &vfs, &error);

	CHECK(tap, result == -ENODATA);
	CHECK(tap, strstr(error.message, "no list of VFs"));
	result = nhd_rtnl_get_vfs(host, NOBODY, &vfs, &error);
	CHECK(tap, result == -ENODEV && error.error_number == ENODEV);
	result = nhd_rtnl_set_vf_mac(host, LOOPBACK, 0, mac, &error);
	CHECK(tap, result == -EOPNOTSUPP || result == -EPERM);
}

static void test_silence(struct tap *tap)
{
	uint64_t begin = host->operations->now(host->context), waited;
	void *message;

	CHECK(tap, host->operations->receive(host->context, &message, 30) == -ETIMEDOUT);
	waited = host->operations->now(host->context) - begin;
	CHECK(tap, waited >= 30);
	host->operations->sleep(host->context, 20);
	CHECK(tap, host->operations->now(host->context) - begin >= waited + 20);
}

static void ignore_signal(int number)
{
	(void)number;
}

/* The alarm may come late, and so be no interruption, but the wait is never shorter. */
static void test_interrupted(struct tap *tap)
{
	const struct sigaction action = { .sa_handler = ignore_signal };
	const struct itimerval soon = { .it_value = { 0, 2000 } };
	uint64_t begin = host->operations->now(host->context);

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	host->operations->sleep(host->context, 50);
	CHECK(tap, host->operations->now(host->context) - begin >= 50);
}

/*
 * The first socket of a process has its number for an address. Only root may write there: of
 * the two lies, one is there when the answer is asked for, and one while it is waited for.
 */
static void test_stranger(struct tap *tap)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = (uint32_t)getpid() };
	struct nlmsghdr lie = { .nlmsg_len = sizeof(lie), .nlmsg_type = NLMSG_DONE };
	int stranger = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	void *message;

	for (int i = 0; i < 2; i++)
		CHECK(tap, sendto(stranger, &lie, sizeof(lie), 0, (struct sockaddr *)&to,
				   sizeof(to)) == (ssize_t)sizeof(lie) ||
				   errno == EPERM);
	close(stranger);
	CHECK(tap, host->operations->receive(host->context, &message, 10) == -ETIMEDOUT);
}

/* Answers that nobody fetches: some are lost, and the kernel says so. */
static void test_overrun(struct tap *tap)
{
	struct {
		struct nlmsghdr header;
		struct ifinfomsg link;
	} ask = {
		.header = { .nlmsg_len = sizeof(ask),
			.nlmsg_type = RTM_GETLINK,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.link = { .ifi_index = NOBODY },
	};
	void *message = NULL;
	int result = 0;

	for (size_t i = 0; i < 100000 && !result; i++)
		result = host->operations->send(host->context, &ask, sizeof(ask));
	CHECK(tap, !result || result == -ENOBUFS);
	do {
		free(message);
		message = NULL;
		result = host->operations->receive(host->context, &message, 0);
	} while (result > 0);
	CHECK(tap, result == -ENOBUFS);
}

static void test_no_folder(struct tap *tap)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_host *none;

	CHECK(tap, nhd_linux_open(&none, "/nowhere", NULL, &error) == -ENOENT && !none);
	CHECK(tap, error.error_class == NHD_ERROR_SYSTEM &&
			   strstr(error.message, "/nowhere"));
}

int main(void)
{
	struct tap tap = { 0 };
	char command[128];

	/* A file that grows too large is an error, and no death. */
	signal(SIGXFSZ, SIG_IGN);
	if (!mkdtemp(folder))
		abort();
	snprintf(command, sizeof(command),
		"cd %s && mkdir folder && ln -s /dev/full full", folder);
	if (system(command) || nhd_linux_open(&host, folder, NULL, NULL) < 0)
		abort();
	tap_run(&tap, "a text is read without its line end", test_read);
	tap_run(&tap, "a text is written where there is a file", test_write);
	tap_run(&tap, "a text that is written in part is an error", test_short_write);
	tap_run(&tap, "a link is read, and not followed", test_link);
	tap_run(&tap, "no name leads outside, or beyond a path's length", test_path);
	tap_run(&tap, "a folder is listed", test_list);
	tap_run(&tap, "the modules' aliases are those of this kernel", test_aliases);
	tap_run(&tap, "such a file is read by lines, or it is told why not", test_lines);
	tap_run(&tap, "it is known what this process may", test_permission);
	tap_run(&tap, "the kernel here answers", test_kernel);
	tap_run(&tap, "and is not waited for when it does not", test_silence);
	tap_run(&tap, "a wait that is interrupted goes on", test_interrupted);
	tap_run(&tap, "nobody else answers for it", test_stranger);
	tap_run(&tap, "an answer that was lost is told", test_overrun);
	tap_run(&tap, "what cannot be sent is an error", test_unsent);
	tap_run(&tap, "a machine without sysfs is an error", test_no_folder);
	nhd_host_free(host);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command))
		abort();
	return tap_end(&tap);
}
