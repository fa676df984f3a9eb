// SPDX-License-Identifier: LGPL-2.1-or-later
/* The host that is this machine: sysfs under a folder, and an rtnetlink socket. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "vf/linux.h"

/* A VF takes some 200 bytes of a link's message: room for as many as the kernel lists. */
#define RECEIVE_SIZE (1024 * 1024)

struct linux_host {
	int sysfs;
	int netlink; /* -1 until first needed */
};

static int linux_read(void *context, const char *path, char *text, size_t size)
{
	struct linux_host *linux_host = context;
	int file = openat(linux_host->sysfs, path, O_RDONLY | O_CLOEXEC);
	ssize_t length;
	int failure;

	if (file < 0)
		return -errno;
	length = read(file, text, size - 1);
	failure = errno;
	close(file);
	if (length < 0)
		return -failure;
	if ((size_t)length == size - 1)
		return -EFBIG;
	while (length > 0 && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return (int)length;
}

static int linux_write(void *context, const char *path, const char *text)
{
	struct linux_host *linux_host = context;
	int file = openat(linux_host->sysfs, path, O_WRONLY | O_CLOEXEC);
	ssize_t length;
	int failure;

	if (file < 0)
		return -errno;
	length = write(file, text, strlen(text));
	failure = errno;
	close(file);
	if (length < 0)
		return -failure;
	return (size_t)length == strlen(text) ? 0 : -EIO;
}

static int linux_link(void *context, const char *path, char *target, size_t size)
{
	struct linux_host *linux_host = context;
	ssize_t length = readlinkat(linux_host->sysfs, path, target, size - 1);

	if (length < 0)
		return -errno;
	if ((size_t)length == size - 1)
		return -ENAMETOOLONG;
	target[length] = '\0';
	return (int)length;
}

static int linux_list(void *context, const char *path, nhd_name_visitor visit, void *data)
{
	struct linux_host *linux_host = context;
	int folder = openat(linux_host->sysfs, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = folder < 0 ? NULL : fdopendir(folder);
	struct dirent *entry;
	int result = 0;

	if (!stream) {
		result = -errno;
		if (folder >= 0)
			close(folder);
		return result;
	}
	while (!result && (entry = readdir(stream))) {
		if (entry->d_name[0] != '.')
			result = visit(data, entry->d_name);
	}
	closedir(stream);
	return result;
}

int nhd_linux_lines(const char *path, nhd_name_visitor visit, void *data)
{
	char line[1024];
	FILE *stream = fopen(path, "re");
	int result = 0;

	if (!stream)
		return -errno;
	while (!result && fgets(line, sizeof(line), stream)) {
		line[strcspn(line, "\n")] = '\0';
		result = visit(data, line);
	}
	if (!result && ferror(stream))
		result = -EIO;
	fclose(stream);
	return result;
}

static int linux_aliases(void *context, nhd_name_visitor visit, void *data)
{
	struct utsname kernel;
	char path[sizeof(kernel.release) + 64];

	(void)context;
	if (uname(&kernel) < 0)
		return -errno;
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.alias", kernel.release);
	return nhd_linux_lines(path, visit, data);
}

/* What rtnetlink asks for before it sets anything (net/core/rtnetlink.c, rtnetlink_rcv_msg). */
static int linux_permission(void *context)
{
	struct __user_cap_header_struct header = { .version =
							   _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	(void)context;
	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	return data[CAP_TO_INDEX(CAP_NET_ADMIN)].effective & CAP_TO_MASK(CAP_NET_ADMIN)
		       ? 0
		       : -EPERM;
}

static int open_netlink(struct linux_host *linux_host)
{
	const int on = 1, size = RECEIVE_SIZE;
	struct sockaddr_nl local = { .nl_family = AF_NETLINK };
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int failure;

	if (netlink < 0)
		return -errno;
	/* Both only make answers better: a kernel without them still answers. */
	setsockopt(netlink, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(netlink, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(netlink, (struct sockaddr *)&local, sizeof(local)) < 0) {
		failure = errno;
		close(netlink);
		return -failure;
	}
	linux_host->netlink = netlink;
	return 0;
}

static int linux_send(void *context, const void *message, size_t length)
{
	struct linux_host *linux_host = context;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int result = linux_host->netlink < 0 ? open_netlink(linux_host) : 0;

	if (result < 0)
		return result;
	if (sendto(linux_host->netlink, message, length, 0, (struct sockaddr *)&kernel,
		    sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

/* Receives into buffer; 0 where the sender was not the kernel. */
static int receive_from_kernel(int netlink, void *buffer)
{
	struct sockaddr_nl sender = { 0 };
	struct iovec part = { buffer, RECEIVE_SIZE };
	struct msghdr header = {
		.msg_name = &sender,
		.msg_namelen = sizeof(sender),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	ssize_t length = recvmsg(netlink, &header, MSG_DONTWAIT);

	if (length < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (header.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	return sender.nl_pid ? 0 : (int)length;
}

static uint64_t linux_now(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int linux_receive(void *context, void **message, unsigned int timeout)
{
	struct linux_host *linux_host = context;
	uint64_t deadline = linux_now(context) + timeout, now;
	struct pollfd wait = { linux_host->netlink, POLLIN, 0 };
	void *buffer = malloc(RECEIVE_SIZE);
	int result;

	if (!buffer)
		return -ENOMEM;
	/* rtnetlink has answered by the time that the request is sent. */
	result = receive_from_kernel(linux_host->netlink, buffer);
	while (!result) {
		now = linux_now(context);
		if (now >= deadline)
			result = -ETIMEDOUT;
		else if (poll(&wait, 1, (int)(deadline - now)) > 0)
			result = receive_from_kernel(linux_host->netlink, buffer);
	}
	if (result < 0)
		free(buffer);
	else
		*message = buffer;
	return result;
}

static void linux_sleep(void *context, unsigned int milliseconds)
{
	struct timespec left = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

	(void)context;
	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

static void linux_close(void *context)
{
	struct linux_host *linux_host = context;

	close(linux_host->sysfs);
	if (linux_host->netlink >= 0)
		close(linux_host->netlink);
	free(linux_host);
}

int nhd_linux_open(struct nhd_host **host, const char *sysfs, const char *state_dir,
	struct nhd_error *error)
{
	static const struct nhd_host_operations operations = {
		.read = linux_read,
		.write = linux_write,
		.link = linux_link,
		.list = linux_list,
		.aliases = linux_aliases,
		.permission = linux_permission,
		.send = linux_send,
		.receive = linux_receive,
		.now = linux_now,
		.sleep = linux_sleep,
		.close = linux_close,
	};
	struct linux_host *linux_host = malloc(sizeof(*linux_host));
	int failure;

	*host = NULL;
	if (!linux_host)
		return nhd_fail_memory(error);
	linux_host->netlink = -1;
	linux_host->sysfs = open(sysfs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (linux_host->sysfs < 0) {
		failure = errno;
		free(linux_host);
		return nhd_fail(error, NHD_ERROR_SYSTEM, failure, "cannot open %s: %s",
			sysfs, strerror(failure));
	}
	return nhd_host_new(host, &operations, linux_host, state_dir, error);
}

int nhd_host_open(nhd_host **host, const char *state_dir, struct nhd_error *error)
{
	return nhd_linux_open(host, "/sys", state_dir, error);
}
