// SPDX-License-Identifier: LGPL-2.1-or-later
/* Takes what libvirt makes up out of a subject's output, once its form is right. */
#include <string.h>

#include "invents.h"
#include "markup.h"

/* Where s is a pattern of: x for a lower-case hexadecimal digit, else the byte itself. */
static bool matches(const char *text, size_t length, const char *pattern)
{
	if (length != strlen(pattern))
		return false;
	for (size_t i = 0; i < length; i++) {
		bool digit = (text[i] >= '0' && text[i] <= '9') ||
			     (text[i] >= 'a' && text[i] <= 'f');

		if (pattern[i] == 'x' ? !digit : text[i] != pattern[i])
			return false;
	}
	return true;
}

/* The low bit of a first octet is the group bit: the second digit is even. */
static bool is_mac(const char *text, size_t length)
{
	return matches(text, length, "xx:xx:xx:xx:xx:xx") &&
	       strchr("02468ace", text[1]) &&
	       memcmp(text, "00:00:00:00:00:00", length) != 0;
}

static bool is_uuid(const char *text, size_t length)
{
	return matches(text, length, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
}

static const struct invention {
	const char *path;
	const char
		*attribute; /* of the element at path, its only one; NULL: path is one */
	bool (*is_right)(const char *text, size_t length);
	const char *form;
} inventions[] = {
	{ "/interface/mac", "address", is_mac,
		"an address alone, six lower-case octets, unicast, not zero" },
	{ "/interface/mac/@address", NULL, is_mac,
		"six lower-case octets, unicast, not zero" },
	{ "/interface/virtualport/parameters/@interfaceid", NULL, is_uuid,
		"a UUID in its canonical form" },
	{ "/interface/virtualport/parameters/@instanceid", NULL, is_uuid,
		"a UUID in its canonical form" },
};

static const struct invention *find(const char *path)
{
	for (size_t i = 0; i < sizeof(inventions) / sizeof(inventions[0]); i++)
		if (!strcmp(inventions[i].path, path))
			return &inventions[i];
	return NULL;
}

bool invents_is_known(const char *path)
{
	return find(path) != NULL;
}

const char *invents_form(const char *path)
{
	const struct invention *invention = find(path);

	return invention ? invention->form : "unknown";
}

/* Whether the element has no content: it is one tag, or its end tag follows at once. */
static bool is_empty(const char *text, const struct markup_node *node)
{
	return node->range.end == node->tag.end ||
	       !strncmp(text + node->tag.end, "</", 2);
}

static bool form_is_right(const char *text, const struct invention *invention,
	const struct markup_node *node)
{
	struct markup_node value = *node;

	if (invention->attribute &&
		(!markup_attribute(text, node->tag, invention->attribute, &value) ||
			markup_attribute_count(text, node->tag) != 1 ||
			!is_empty(text, node)))
		return false;
	return invention->is_right(
		text + value.value.start, value.value.end - value.value.start);
}

/* Widens the range to the whole line, where the element has it for itself. */
static struct markup_range whole_line(
	const struct buffer *text, struct markup_range range)
{
	struct markup_range line = range;

	while (line.start && strchr(" \t", text->data[line.start - 1]))
		line.start--;
	if (line.end < text->length && text->data[line.end] == '\n' &&
		(!line.start || text->data[line.start - 1] == '\n')) {
		line.end++;
		return line;
	}
	return range;
}

static struct markup_range with_blanks(
	const struct buffer *text, struct markup_range range)
{
	while (range.start && strchr(" \t\r\n", text->data[range.start - 1]))
		range.start--;
	return range;
}

enum invents_result invents_drop(struct buffer *text, const char *path)
{
	const struct invention *invention = find(path);
	struct markup_node node;
	struct markup_range range;

	if (!invention || !text->length ||
		!markup_find(text->data, text->length, path, &node))
		return INVENTS_MISSING;
	if (!form_is_right(text->data, invention, &node))
		return INVENTS_MALFORMED;
	range = invention->attribute ? whole_line(text, node.range)
				     : with_blanks(text, node.range);
	memmove(text->data + range.start, text->data + range.end,
		text->length - range.end + 1);
	text->length -= range.end - range.start;
	return INVENTS_DROPPED;
}
