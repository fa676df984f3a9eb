// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A client of the simulated kernel that no other client should notice: packets by chance,
 * questions that nobody waits for, connections that end in the middle. Usage: pester SEED
 * ROUNDS, with NHD_SIM_SOCKET set.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "fuzz/dice.h"
#include "wire.h"

#define CONNECTIONS 40

static void fill(struct dice *dice, unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)dice_next(dice);
}

/* The head may be right, and what it says of the path. */
static size_t make_packet(struct dice *dice, unsigned char *packet, size_t most)
{
	struct wire_question head = { (uint32_t)dice_below(dice, WIRE_OPERATIONS + 1),
		(uint32_t)dice_few(dice, 600), dice_next(dice) };
	size_t length = dice_chance(dice, 10) ? dice_below(dice, sizeof(head))
					      : sizeof(head) + dice_few(dice, 8) * 64;

	if (length > most)
		length = most;
	fill(dice, packet, length);
	/* What would take the machine away is for others. */
	if (head.operation == WIRE_TEMPER || head.operation == WIRE_LOAD ||
		head.operation == WIRE_FAULT)
		head.operation = WIRE_SEND;
	if (length >= sizeof(head))
		memcpy(packet, &head, sizeof(head));
	return length;
}

static void reconnect(int *connection)
{
	if (*connection >= 0)
		close(*connection);
	*connection = wire_connect(getenv("NHD_SIM_SOCKET"));
}

/* So many questions that their answers fill the socket; none is taken. */
static void flood(int connection)
{
	const struct wire_question question = { WIRE_NOW, 0, 0 };
	const struct timeval limit = { 20, 0 };

	setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	for (int i = 0; i < 5000; i++)
		if (send(connection, &question, sizeof(question), MSG_NOSIGNAL) < 0)
			return;
}

/* Whether the kernel still answers a question that is right, and within reason. */
static int ask(void)
{
	const struct timeval limit = { 20, 0 };
	int connection = wire_connect(getenv("NHD_SIM_SOCKET"));
	int64_t result = connection;

	if (connection >= 0) {
		setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
		result = wire_ask(connection, WIRE_NOW, NULL, 0, NULL, 0, NULL);
	}
	if (connection >= 0)
		close(connection);
	return result < 0 ? (int)result : 0;
}

int main(int argc, char **argv)
{
	int connections[CONNECTIONS];
	unsigned char packet[4096];
	struct dice dice;
	unsigned long rounds;
	int result;

	if (argc != 3 || !getenv("NHD_SIM_SOCKET"))
		return 2;
	dice_start(&dice, strtoull(argv[1], NULL, 10), 0);
	rounds = strtoul(argv[2], NULL, 10);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		connections[i] = -1;
		reconnect(&connections[i]);
	}
	while (rounds--) {
		int *connection = &connections[dice_below(&dice, CONNECTIONS)];
		size_t length = make_packet(&dice, packet, sizeof(packet));

		if (send(*connection, packet, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ||
			dice_chance(&dice, 2))
			reconnect(connection);
		/* Some answers are taken, most are not. */
		if (dice_chance(&dice, 20))
			recv(*connection, packet, sizeof(packet), MSG_DONTWAIT);
	}
	reconnect(&connections[0]);
	flood(connections[0]);
	result = ask();
	if (result)
		fprintf(stderr, "pester: %s\n", strerror(-result));
	for (size_t i = 0; i < CONNECTIONS; i++)
		close(connections[i]);
	return result ? 1 : 0;
}
