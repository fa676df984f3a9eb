// SPDX-License-Identifier: LGPL-2.1-or-later
/* One thread, one question after the other: whatever a question does is done at once. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "memory.h"
#include "rtnl.h"
#include "server.h"
#include "sysfs.h"
#include "wire.h"

#define DOCUMENT_MAX ((size_t)16 * 1024 * 1024)
/* More than that wait until one has gone. */
#define CLIENTS_MAX 512

struct client {
	int socket;
	struct sim_mailbox mailbox;
	struct buffer document; /* what came of one so far */
};

struct server {
	struct sim_kernel *kernel;
	int socket;
	struct client *clients;
	size_t count;
	struct pollfd *polled; /* stdin, the socket, the clients */
	/* Of the question at hand; their room is used again. */
	struct buffer data, answer;
};

/* One question taken apart; path and data end in a NUL. */
struct question {
	enum wire_operation operation;
	uint64_t value;
	const char *path;
	struct buffer *data;
};

static int64_t load(struct server *server, struct client *client,
	const struct question *question, struct buffer *answer)
{
	int result;

	if (client->document.length + question->data->length > DOCUMENT_MAX)
		return -EFBIG;
	buffer_add(
		&client->document, buffer_text(question->data), question->data->length);
	if (!question->value)
		return 0;
	result = kernel_load(server->kernel, buffer_text(&client->document),
		client->document.length, answer);
	buffer_clear(&client->document);
	return result;
}

static int64_t change_temper(
	struct sim_kernel *kernel, const struct buffer *text, struct buffer *answer)
{
	struct temper temper;
	int result;

	temper_init(&temper);
	result = temper_read(&temper, buffer_text(text), answer);
	if (!result)
		kernel_reset(kernel, &temper);
	return result;
}

/* A part of the document, and how much there is in all. */
static int64_t show(const struct sim_kernel *kernel, uint64_t from, struct buffer *answer)
{
	struct buffer text = { 0 };
	size_t length, left;

	kernel_show(kernel, &text);
	length = text.length;
	left = from < length ? length - (size_t)from : 0;
	buffer_add(answer, buffer_text(&text) + length - left,
		left < WIRE_DATA_MAX ? left : WIRE_DATA_MAX);
	buffer_free(&text);
	return (int64_t)length;
}

static int64_t check(struct sim_kernel *kernel, struct buffer *answer)
{
	size_t length = kernel->complaints.length;

	buffer_add(answer, buffer_text(&kernel->complaints),
		length < WIRE_DATA_MAX ? length : WIRE_DATA_MAX);
	buffer_clear(&kernel->complaints);
	return length != 0;
}

/* No one waits longer at once: time is not to come round. */
static uint64_t at_most(uint64_t milliseconds)
{
	return milliseconds < 1000000000 ? milliseconds : 1000000000;
}

static int64_t answer_question(struct server *server, struct client *client,
	const struct question *question, struct buffer *answer)
{
	struct sim_kernel *kernel = server->kernel;
	const char *path = question->path;

	switch (question->operation) {
	case WIRE_READ:
		return sysfs_read(kernel, path, answer);
	case WIRE_WRITE:
		return sysfs_write(kernel, path, question->data);
	case WIRE_LINK:
		return sysfs_link(kernel, path, answer);
	case WIRE_LIST:
		return sysfs_list(kernel, path, answer);
	case WIRE_SEND:
		rtnl_request(kernel, question->data, &client->mailbox);
		return 0;
	case WIRE_RECEIVE:
		return rtnl_receive(kernel, &client->mailbox,
			kernel->now + at_most(question->value), answer);
	case WIRE_NOW:
		return (int64_t)kernel->now;
	case WIRE_SLEEP:
		kernel->now += at_most(question->value);
		return 0;
	case WIRE_TEMPER:
		return change_temper(kernel, question->data, answer);
	case WIRE_LOAD:
		return load(server, client, question, answer);
	case WIRE_SHOW:
		return show(kernel, question->value, answer);
	case WIRE_FAULT:
		if (faults_add(&kernel->faults, buffer_text(question->data)))
			return 0;
		faults_explain(answer);
		return -EINVAL;
	case WIRE_CHECK:
		return check(kernel, answer);
	case WIRE_REQUESTS:
		requests_tell(&kernel->requests, answer);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

/* Receives a question; 0 where the client is gone or talks nonsense. */
static size_t take_question(
	int socket, struct question *question, char path[WIRE_PATH_MAX + 1])
{
	struct wire_question head;
	char *room = buffer_room(question->data, WIRE_PATH_MAX + WIRE_DATA_MAX + 1);
	struct iovec parts[] = { { &head, sizeof(head) },
		{ room, WIRE_PATH_MAX + WIRE_DATA_MAX } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t length = recvmsg(socket, &message, 0);
	size_t left;

	if (length < (ssize_t)sizeof(head) || message.msg_flags & MSG_TRUNC)
		return 0;
	left = (size_t)length - sizeof(head);
	if (head.path_length > left || head.path_length > WIRE_PATH_MAX ||
		head.operation >= WIRE_OPERATIONS)
		return 0;
	memcpy(path, room, head.path_length);
	path[head.path_length] = '\0';
	question->data->length = left;
	question->data->data[left] = '\0';
	buffer_drop(question->data, head.path_length);
	question->operation = (enum wire_operation)head.operation;
	question->value = head.value;
	question->path = path;
	return (size_t)length;
}

/* A fault's doing. The process is in its question: it never sees anything behind it. */
static bool is_killed(struct sim_faults *faults, const struct client *client)
{
	pid_t asker = (pid_t)client->mailbox.port;

	if (!faults->kills)
		return false;
	faults->kills = false;
	/* 0 is one whom this process cannot see. */
	return asker > 1 && !kill(asker, SIGKILL);
}

/*
 * Returns whether the client is still there. One that takes no answers is not waited for:
 * it would keep all others waiting.
 */
static bool serve(struct server *server, struct client *client)
{
	char path[WIRE_PATH_MAX + 1];
	struct question question = { .data = &server->data };
	struct buffer *answer = &server->answer;
	struct wire_answer head = { -EMSGSIZE };
	struct iovec parts[2] = { { &head, sizeof(head) } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	buffer_clear(&server->data);
	buffer_clear(answer);
	if (!take_question(client->socket, &question, path))
		return false;
	head.value = answer_question(server, client, &question, answer);
	if (is_killed(&server->kernel->faults, client))
		return false;
	if (answer->length > WIRE_DATA_MAX) {
		head.value = -EMSGSIZE;
		buffer_clear(answer);
	}
	parts[1] = (struct iovec){ (void *)buffer_text(answer), answer->length };
	return sendmsg(client->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

static void remove_client(struct server *server, size_t index)
{
	struct client *client = &server->clients[index];

	close(client->socket);
	rtnl_mailbox_free(&client->mailbox);
	buffer_free(&client->document);
	*client = server->clients[--server->count];
}

/* As the kernel does for a netlink socket that names none: the process's number. */
static uint32_t port_of(int socket)
{
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);

	getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size);
	return (uint32_t)peer.pid;
}

static void accept_client(struct server *server)
{
	const int size = WIRE_DATA_MAX + 4096;
	int socket = accept4(server->socket, NULL, NULL, SOCK_CLOEXEC);

	if (socket < 0)
		return;
	setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	server->clients =
		memory_grow(server->clients, server->count + 1, sizeof(*server->clients));
	server->clients[server->count++] = (struct client){ .socket = socket,
		.mailbox = { .port = port_of(socket) } };
}

static void fill_polled(struct server *server)
{
	server->polled =
		memory_grow(server->polled, server->count + 2, sizeof(*server->polled));
	server->polled[0] = (struct pollfd){ STDIN_FILENO, POLLIN, 0 };
	server->polled[1] = (struct pollfd){ server->socket,
		server->count < CLIENTS_MAX ? POLLIN : 0, 0 };
	for (size_t i = 0; i < server->count; i++)
		server->polled[i + 2] =
			(struct pollfd){ server->clients[i].socket, POLLIN, 0 };
}

/* What is written to stdin says nothing; its end is the kernel's. */
static bool stdin_has_ended(void)
{
	char unwanted[256];
	ssize_t length = read(STDIN_FILENO, unwanted, sizeof(unwanted));

	return !length || (length < 0 && errno != EINTR && errno != EAGAIN);
}

static int serve_all(struct server *server)
{
	for (;;) {
		size_t polled = server->count;

		fill_polled(server);
		if (poll(server->polled, polled + 2, -1) < 0) {
			if (errno != EINTR)
				return -errno;
			continue;
		}
		if (server->polled[0].revents && stdin_has_ended())
			return 0;
		/* From behind, since the last one takes the place of one that goes. */
		for (size_t i = polled; i-- > 0;)
			if (server->polled[i + 2].revents &&
				!serve(server, &server->clients[i]))
				remove_client(server, i);
		if (server->polled[1].revents)
			accept_client(server);
	}
}

static int open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int failure, listener;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (listener < 0)
		return -errno;
	if (!bind(listener, (struct sockaddr *)&address, sizeof(address)) &&
		!listen(listener, 128))
		return listener;
	failure = errno;
	close(listener);
	return -failure;
}

int server_run(struct sim_kernel *kernel, const char *path)
{
	struct server server = { .kernel = kernel, .socket = open_socket(path) };
	int status;

	if (server.socket < 0)
		return server.socket;
	puts("ready");
	fflush(stdout);
	status = serve_all(&server);
	unlink(path);
	close(server.socket);
	while (server.count)
		remove_client(&server, server.count - 1);
	free(server.clients);
	free(server.polled);
	buffer_free(&server.data);
	buffer_free(&server.answer);
	return status;
}
