// SPDX-License-Identifier: LGPL-2.1-or-later
/* Builds and takes apart what is four bytes aligned and has its length in front. */
#include <string.h>

#include "attributes.h"

static void pad(struct buffer *bytes)
{
	static const char zeros[NLMSG_ALIGNTO];

	buffer_add(bytes, zeros, NLMSG_ALIGN(bytes->length) - bytes->length);
}

size_t message_begin(struct buffer *bytes, uint16_t type, uint16_t flags,
	uint32_t sequence, uint32_t port)
{
	struct nlmsghdr header = { 0, type, flags, sequence, port };
	size_t place = bytes->length;

	buffer_add(bytes, &header, sizeof(header));
	return place;
}

void message_end(struct buffer *bytes, size_t place)
{
	uint32_t length = (uint32_t)(bytes->length - place);

	memcpy(bytes->data + place, &length, sizeof(length));
	pad(bytes);
}

void message_add(struct buffer *bytes, const void *data, size_t length)
{
	buffer_add(bytes, data, length);
	pad(bytes);
}

void attribute_add(struct buffer *bytes, uint16_t type, const void *data, size_t length)
{
	struct nlattr header = { (uint16_t)(NLA_HDRLEN + length), type };

	buffer_add(bytes, &header, sizeof(header));
	message_add(bytes, data, length);
}

void attribute_add_u32(struct buffer *bytes, uint16_t type, uint32_t value)
{
	attribute_add(bytes, type, &value, sizeof(value));
}

void attribute_add_text(struct buffer *bytes, uint16_t type, const char *text)
{
	attribute_add(bytes, type, text, strlen(text) + 1);
}

size_t attribute_begin(struct buffer *bytes, uint16_t type)
{
	size_t place = bytes->length;
	struct nlattr header = { 0, type };

	buffer_add(bytes, &header, sizeof(header));
	return place;
}

void attribute_end(struct buffer *bytes, size_t place)
{
	uint16_t length = (uint16_t)(bytes->length - place);

	memcpy(bytes->data + place, &length, sizeof(length));
}

int attributes_next(struct attributes *attributes, struct attribute *attribute)
{
	struct nlattr header;
	size_t whole;

	if (!attributes->length)
		return 0;
	if (attributes->length < sizeof(header))
		return -1;
	memcpy(&header, attributes->data, sizeof(header));
	if (header.nla_len < sizeof(header) || header.nla_len > attributes->length)
		return -1;
	attribute->type = header.nla_type & NLA_TYPE_MASK;
	attribute->data = attributes->data + sizeof(header);
	attribute->length = header.nla_len - sizeof(header);
	whole = NLA_ALIGN(header.nla_len);
	if (whole > attributes->length)
		whole = attributes->length;
	attributes->data += whole;
	attributes->length -= whole;
	return 1;
}

bool attributes_find(struct attributes attributes, uint16_t type, struct attribute *found)
{
	while (attributes_next(&attributes, found) > 0)
		if (found->type == type)
			return true;
	*found = (struct attribute){ 0, NULL, 0 };
	return false;
}
