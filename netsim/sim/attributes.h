/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Netlink messages by hand, and on purpose without libnl: what a program builds with that
 * library should be taken apart by another's code, and the other way round.
 */
#ifndef NETSIM_SIM_ATTRIBUTES_H
#define NETSIM_SIM_ATTRIBUTES_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

/* Adds a header; message_end() puts its length right. Both return or take its place. */
size_t message_begin(struct buffer *bytes, uint16_t type, uint16_t flags,
	uint32_t sequence, uint32_t port);
void message_end(struct buffer *bytes, size_t place);
/* Adds something that is not an attribute, and pads it. */
void message_add(struct buffer *bytes, const void *data, size_t length);

void attribute_add(struct buffer *bytes, uint16_t type, const void *data, size_t length);
void attribute_add_u32(struct buffer *bytes, uint16_t type, uint32_t value);
void attribute_add_text(struct buffer *bytes, uint16_t type, const char *text);
/* A nest; its length is 16 bits wide and wraps without a word, as in the kernel. */
size_t attribute_begin(struct buffer *bytes, uint16_t type);
void attribute_end(struct buffer *bytes, size_t place);

/* An attribute that was received, its data within the message. */
struct attribute {
	uint16_t type; /* without flags */
	const unsigned char *data;
	size_t length;
};

/* Attributes one behind the other. */
struct attributes {
	const unsigned char *data;
	size_t length;
};

/*
 * Takes the next one off. Returns 1, 0 at the end, or -1 where what is left is no
 * attribute; that a last one is not padded is no mistake.
 */
int attributes_next(struct attributes *attributes, struct attribute *attribute);
/* Whether there is one of that type: the first of them is found then, or nothing. */
bool attributes_find(
	struct attributes attributes, uint16_t type, struct attribute *found);

#endif
