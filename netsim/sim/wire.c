// SPDX-License-Identifier: LGPL-2.1-or-later
/* The asking side of the socket. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "wire.h"

int wire_connect(const char *path)
{
	const int size = WIRE_DATA_MAX + 4096;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int failure, connection;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (connection < 0)
		return -errno;
	setsockopt(connection, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (!connect(connection, (struct sockaddr *)&address, sizeof(address)))
		return connection;
	failure = errno;
	close(connection);
	return -failure;
}

static int64_t take_answer(int socket, struct buffer *answer)
{
	struct wire_answer head;
	struct iovec parts[] = { { &head, sizeof(head) },
		{ buffer_room(answer, WIRE_DATA_MAX), WIRE_DATA_MAX } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t length;

	do
		length = recvmsg(socket, &message, 0);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		return -errno;
	/* A kernel that is gone is as a machine that is. */
	if ((size_t)length < sizeof(head))
		return -ECONNRESET;
	if (message.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	answer->length = (size_t)length - sizeof(head);
	answer->data[answer->length] = '\0';
	return head.value;
}

int64_t wire_ask(int socket, enum wire_operation operation, const char *path,
	uint64_t value, const void *data, size_t length, struct buffer *answer)
{
	struct wire_question head = { operation, path ? (uint32_t)strlen(path) : 0,
		value };
	struct iovec parts[] = { { &head, sizeof(head) },
		{ (void *)path, head.path_length }, { (void *)data, length } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 3 };
	struct buffer unwanted = { 0 };
	int64_t result = 0;

	if (length > WIRE_DATA_MAX || head.path_length > WIRE_PATH_MAX)
		return -EMSGSIZE;
	if (answer)
		buffer_clear(answer);
	while (sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return errno == EPIPE ? -ECONNRESET : -errno;
	result = take_answer(socket, answer ? answer : &unwanted);
	buffer_free(&unwanted);
	return result;
}
