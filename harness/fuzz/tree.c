// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads, writes and edits documents as trees of their markup. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/tree.h"
#include "memory.h"

#define BLANKS " \t\r\n"
/* What a name may not hold here; XML's own rule is narrower. */
#define NAME_ENDS BLANKS "/>=<'\""
#define DEPTH_MAX 1000

struct part *tree_new(enum part_kind kind, const char *text)
{
	struct part *part = memory_new(1, sizeof(*part));

	part->kind = kind;
	part->text = memory_copy(text);
	return part;
}

void tree_free(struct part *part)
{
	if (!part)
		return;
	for (size_t i = 0; i < part->attribute_count; i++) {
		free(part->attributes[i].name);
		free(part->attributes[i].value);
	}
	for (size_t i = 0; i < part->child_count; i++)
		tree_free(part->children[i]);
	free(part->attributes);
	free(part->children);
	free(part->text);
	free(part);
}

struct part *tree_copy(const struct part *part)
{
	struct part *copy = tree_new(part->kind, part->text);

	for (size_t i = 0; i < part->attribute_count; i++) {
		const struct tree_attribute *attribute = &part->attributes[i];

		tree_add_attribute(copy, attribute->name, attribute->value);
		copy->attributes[i].quote = attribute->quote;
	}
	for (size_t i = 0; i < part->child_count; i++)
		tree_append(copy, tree_copy(part->children[i]));
	return copy;
}

void tree_insert(struct part *parent, size_t index, struct part *child)
{
	parent->children = memory_grow(
		parent->children, parent->child_count + 1, sizeof(*parent->children));
	memmove(parent->children + index + 1, parent->children + index,
		(parent->child_count - index) * sizeof(*parent->children));
	parent->children[index] = child;
	parent->child_count++;
	child->parent = parent;
}

void tree_append(struct part *parent, struct part *child)
{
	tree_insert(parent, parent->child_count, child);
}

size_t tree_index(const struct part *part)
{
	size_t index = 0;

	while (part->parent->children[index] != part)
		index++;
	return index;
}

void tree_detach(struct part *part)
{
	struct part *parent = part->parent;
	size_t index = tree_index(part);

	parent->child_count--;
	memmove(parent->children + index, parent->children + index + 1,
		(parent->child_count - index) * sizeof(*parent->children));
	part->parent = NULL;
}

void tree_remove(struct part *part)
{
	tree_detach(part);
	tree_free(part);
}

bool tree_is_within(const struct part *part, const struct part *ancestor)
{
	while (part && part != ancestor)
		part = part->parent;
	return part != NULL;
}

void tree_add_attribute(struct part *element, const char *name, const char *value)
{
	element->attributes = memory_grow(element->attributes,
		element->attribute_count + 1, sizeof(*element->attributes));
	element->attributes[element->attribute_count++] =
		(struct tree_attribute){ memory_copy(name), memory_copy(value), '\'' };
}

void tree_remove_attribute(struct part *element, size_t index)
{
	free(element->attributes[index].name);
	free(element->attributes[index].value);
	element->attribute_count--;
	memmove(element->attributes + index, element->attributes + index + 1,
		(element->attribute_count - index) * sizeof(*element->attributes));
}

void tree_set_value(struct tree_attribute *attribute, const char *value)
{
	char *copy = memory_copy(value);

	free(attribute->value);
	attribute->value = copy;
}

struct tree_attribute *tree_find_attribute(const struct part *element, const char *name)
{
	for (size_t i = 0; i < element->attribute_count; i++)
		if (!strcmp(element->attributes[i].name, name))
			return &element->attributes[i];
	return NULL;
}

struct part *tree_root(const struct part *document)
{
	for (size_t i = 0; i < document->child_count; i++)
		if (document->children[i]->kind == PART_ELEMENT)
			return document->children[i];
	return NULL;
}

static void list_parts(
	struct part *part, enum part_kind kind, struct part ***list, size_t *count)
{
	if (part->kind == kind) {
		/* Room for twice as many whenever a power of two is reached. */
		if (!(*count & (*count - 1)))
			*list = memory_grow(
				*list, *count ? *count * 2 : 1, sizeof(**list));
		(*list)[(*count)++] = part;
	}
	for (size_t i = 0; i < part->child_count; i++)
		list_parts(part->children[i], kind, list, count);
}

struct part **tree_list(struct part *top, enum part_kind kind, size_t *count)
{
	struct part **list = NULL;

	*count = 0;
	list_parts(top, kind, &list, count);
	return list;
}

static void write_start(const struct part *element, struct buffer *text)
{
	buffer_add(text, "<", 1);
	buffer_add_text(text, element->text);
	for (size_t i = 0; i < element->attribute_count; i++) {
		const struct tree_attribute *attribute = &element->attributes[i];

		buffer_add(text, " ", 1);
		buffer_add_text(text, attribute->name);
		buffer_add(text, "=", 1);
		buffer_add(text, &attribute->quote, 1);
		buffer_add_text(text, attribute->value);
		buffer_add(text, &attribute->quote, 1);
	}
	buffer_add_text(text, element->child_count ? ">" : "/>");
}

void tree_write(const struct part *part, struct buffer *text)
{
	if (part->kind == PART_ELEMENT)
		write_start(part, text);
	else if (part->kind != PART_DOCUMENT)
		buffer_add_text(text, part->text);
	for (size_t i = 0; i < part->child_count; i++)
		tree_write(part->children[i], text);
	if (part->kind == PART_ELEMENT && part->child_count) {
		buffer_add_text(text, "</");
		buffer_add_text(text, part->text);
		buffer_add(text, ">", 1);
	}
}

/* Reading: a cursor over a text that ends in a NUL. */
struct reader {
	const char *at;
	struct part *open; /* the innermost part that is not closed */
	size_t depth;
};

static struct part *add_part(struct reader *reader, enum part_kind kind, const char *end)
{
	struct part *part = memory_new(1, sizeof(*part));

	part->kind = kind;
	part->text = memory_copy_length(reader->at, (size_t)(end - reader->at));
	tree_append(reader->open, part);
	reader->at = end;
	return part;
}

/* What begins and ends as none of the tags do. */
static const struct other {
	const char *start;
	const char *end;
} others[] = {
	{ "<!--", "-->" },
	{ "<![CDATA[", "]]>" },
	{ "<?", "?>" },
};

/* The end of a document type, whose internal subset may hold tags of its own. */
static const char *doctype_end(const char *at)
{
	int depth = 0;

	for (; *at; at++) {
		depth += *at == '[';
		depth -= *at == ']';
		if (*at == '>' && depth <= 0)
			return at + 1;
	}
	return NULL;
}

static bool read_other(struct reader *reader)
{
	const char *end = NULL;

	for (size_t i = 0; !end && i < sizeof(others) / sizeof(others[0]); i++) {
		size_t length = strlen(others[i].start);

		if (strncmp(reader->at, others[i].start, length) != 0)
			continue;
		end = strstr(reader->at + length, others[i].end);
		if (!end)
			return false;
		end += strlen(others[i].end);
	}
	if (!end && reader->at[1] == '!')
		end = doctype_end(reader->at);
	if (!end)
		return false;
	add_part(reader, PART_OTHER, end);
	return true;
}

static bool read_attribute(struct reader *reader, struct part *element)
{
	size_t length = strcspn(reader->at, NAME_ENDS);
	const char *name = reader->at;
	const char *end;
	char quote;

	reader->at += length;
	reader->at += strspn(reader->at, BLANKS);
	if (!length || *reader->at++ != '=')
		return false;
	reader->at += strspn(reader->at, BLANKS);
	quote = *reader->at;
	if (quote != '\'' && quote != '"')
		return false;
	end = strchr(++reader->at, quote);
	if (!end)
		return false;
	element->attributes = memory_grow(element->attributes,
		element->attribute_count + 1, sizeof(*element->attributes));
	element->attributes[element->attribute_count++] =
		(struct tree_attribute){ memory_copy_length(name, length),
			memory_copy_length(reader->at, (size_t)(end - reader->at)),
			quote };
	reader->at = end + 1;
	return true;
}

static bool read_start(struct reader *reader)
{
	size_t length = strcspn(++reader->at, NAME_ENDS);
	struct part *element;

	if (!length || reader->depth >= DEPTH_MAX)
		return false;
	element = add_part(reader, PART_ELEMENT, reader->at + length);
	for (;;) {
		reader->at += strspn(reader->at, BLANKS);
		if (*reader->at == '>' || !strncmp(reader->at, "/>", 2))
			break;
		if (!read_attribute(reader, element))
			return false;
	}
	if (*reader->at == '>') {
		reader->open = element;
		reader->depth++;
	}
	reader->at += *reader->at == '>' ? 1 : 2;
	return true;
}

static bool read_end(struct reader *reader)
{
	const char *name = reader->open->text;
	size_t length = strlen(name);

	reader->at += 2;
	if (reader->open->kind != PART_ELEMENT || strncmp(reader->at, name, length) != 0)
		return false;
	reader->at += length;
	reader->at += strspn(reader->at, BLANKS);
	reader->open = reader->open->parent;
	reader->depth--;
	return *reader->at++ == '>';
}

static bool read_part(struct reader *reader)
{
	size_t length = strcspn(reader->at, "<");

	if (length) {
		add_part(reader, PART_TEXT, reader->at + length);
		return true;
	}
	if (reader->at[1] == '/')
		return read_end(reader);
	if (reader->at[1] == '!' || reader->at[1] == '?')
		return read_other(reader);
	return read_start(reader);
}

struct part *tree_parse(const char *text, size_t length)
{
	struct part *document = tree_new(PART_DOCUMENT, "");
	struct reader reader = { text ? text : "", document, 0 };
	bool good = length == strlen(reader.at);

	while (good && *reader.at)
		good = read_part(&reader);
	if (good && reader.open == document && tree_root(document))
		return document;
	tree_free(document);
	return NULL;
}

/* The five that XML knows without a document type. */
static const struct reference {
	const char *markup;
	char character;
} references[] = {
	{ "&amp;", '&' },
	{ "&lt;", '<' },
	{ "&gt;", '>' },
	{ "&apos;", '\'' },
	{ "&quot;", '"' },
};

#define REFERENCE_COUNT (sizeof(references) / sizeof(references[0]))

void tree_escape(struct buffer *markup, const char *text)
{
	for (; *text; text++) {
		size_t i = 0;

		while (i < REFERENCE_COUNT && references[i].character != *text)
			i++;
		if (i < REFERENCE_COUNT)
			buffer_add_text(markup, references[i].markup);
		else if (strchr("\t\r\n", *text))
			buffer_format(markup, "&#%d;", *text);
		else
			buffer_add(markup, text, 1);
	}
}

static void add_utf8(struct buffer *text, unsigned long code)
{
	static const unsigned char firsts[] = { 0, 0xc0, 0xe0, 0xf0 };
	char bytes[4];
	int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

	for (int i = more; i > 0; i--, code >>= 6)
		bytes[i] = (char)(0x80 | (code & 0x3f));
	bytes[0] = (char)(firsts[more] | code);
	buffer_add(text, bytes, (size_t)more + 1);
}

/* How long the reference at markup is; 0 where it is none that is known here. */
static size_t add_reference(struct buffer *text, const char *markup)
{
	unsigned long code;
	char *end;

	for (size_t i = 0; i < REFERENCE_COUNT; i++) {
		size_t length = strlen(references[i].markup);

		if (strncmp(markup, references[i].markup, length) != 0)
			continue;
		buffer_add(text, &references[i].character, 1);
		return length;
	}
	if (strncmp(markup, "&#", 2) != 0)
		return 0;
	code = markup[2] == 'x' ? strtoul(markup + 3, &end, 16)
				: strtoul(markup + 2, &end, 10);
	if (*end != ';' || !code || code > 0x10ffff)
		return 0;
	add_utf8(text, code);
	return (size_t)(end + 1 - markup);
}

char *tree_unescape(const char *markup)
{
	struct buffer text = { 0 };

	while (*markup) {
		size_t length = *markup == '&' ? add_reference(&text, markup) : 0;

		if (!length)
			buffer_add(&text, markup, length = 1);
		markup += length;
	}
	return text.data ? text.data : memory_copy("");
}
