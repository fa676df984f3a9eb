// SPDX-License-Identifier: LGPL-2.1-or-later
/* A scanner of tags: just enough XML to say where a node stands in a text. */
#include <string.h>

#include "markup.h"

#define BLANKS " \t\r\n"

struct scanner {
	const char *text;
	size_t length;
	size_t at;
	const char *path;
	size_t depth;   /* open elements */
	size_t matched; /* how many of them, from the root, are the path's */
	size_t steps;   /* elements in the path */
};

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

static size_t step_count(const char *path)
{
	size_t count = 0;

	for (; *path; path++)
		if (path[0] == '/' && path[1] != '@')
			count++;
	return count;
}

/* Whether the path's step number index is the name of length bytes. */
static bool step_is(const char *path, size_t index, const char *name, size_t length)
{
	for (; *path == '/'; index--) {
		size_t step = strcspn(++path, "/");

		if (!index)
			return step == length && !memcmp(path, name, length);
		path += step;
	}
	return false;
}

/* The offset behind the next occurrence of ending, or the end of the text. */
static size_t behind(const struct scanner *scanner, const char *ending)
{
	size_t length = strlen(ending);

	for (size_t i = scanner->at; i + length <= scanner->length; i++)
		if (!memcmp(scanner->text + i, ending, length))
			return i + length;
	return scanner->length;
}

/* The offset behind the > that ends a tag; quotes may hold one. */
static size_t tag_end(const struct scanner *scanner)
{
	char quote = '\0';

	for (size_t i = scanner->at; i < scanner->length; i++) {
		char c = scanner->text[i];

		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return scanner->length;
}

static size_t name_length(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && !is_blank(text[i]) && text[i] != '/' && text[i] != '>' &&
		text[i] != '=')
		i++;
	return i;
}

/* Reads the next name="value" of a tag at *at; false at the tag's end. */
static bool next_attribute(const char *text, struct markup_range tag, size_t *at,
	size_t *name_size, struct markup_node *node)
{
	size_t i = *at;
	char quote;

	while (i < tag.end && is_blank(text[i]))
		i++;
	node->range.start = i;
	*name_size = name_length(text + i, tag.end - i);
	i += *name_size;
	while (i < tag.end && (is_blank(text[i]) || text[i] == '='))
		i++;
	if (!*name_size || i >= tag.end || (text[i] != '"' && text[i] != '\''))
		return false;
	quote = text[i++];
	node->value.start = i;
	while (i < tag.end && text[i] != quote)
		i++;
	node->value.end = i;
	node->range.end = i < tag.end ? i + 1 : i;
	*at = node->range.end;
	return true;
}

static size_t first_attribute(const char *text, struct markup_range tag)
{
	return tag.start + 1 + name_length(text + tag.start + 1, tag.end - tag.start - 1);
}

bool markup_attribute(const char *text, struct markup_range tag, const char *name,
	struct markup_node *node)
{
	size_t at = first_attribute(text, tag);
	size_t size;

	node->tag = tag;
	while (next_attribute(text, tag, &at, &size, node))
		if (size == strlen(name) && !memcmp(text + node->range.start, name, size))
			return true;
	return false;
}

size_t markup_attribute_count(const char *text, struct markup_range tag)
{
	size_t at = first_attribute(text, tag);
	size_t count = 0;
	size_t size;
	struct markup_node node;

	while (next_attribute(text, tag, &at, &size, &node))
		count++;
	return count;
}

/* Passes over a comment, CDATA, declaration or instruction; false where a tag stands. */
static bool skip_other(struct scanner *scanner)
{
	static const char *const others[][2] = {
		{ "<!--", "-->" },
		{ "<![CDATA[", "]]>" },
		{ "<!", ">" },
		{ "<?", "?>" },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t length = strlen(others[i][0]);

		if (scanner->length - scanner->at >= length &&
			!memcmp(scanner->text + scanner->at, others[i][0], length)) {
			scanner->at += length;
			scanner->at = behind(scanner, others[i][1]);
			return true;
		}
	}
	return false;
}

/* Moves on to the next tag and over it; false at the end of the text. */
static bool next_tag(struct scanner *scanner, struct markup_range *tag)
{
	do {
		const char *open = memchr(
			scanner->text + scanner->at, '<', scanner->length - scanner->at);

		if (!open)
			return false;
		scanner->at = (size_t)(open - scanner->text);
	} while (skip_other(scanner));
	tag->start = scanner->at;
	scanner->at = tag->end = tag_end(scanner);
	return tag->end - tag->start >= 3;
}

static bool closes_itself(const char *text, struct markup_range tag)
{
	return text[tag.end - 2] == '/';
}

/* Goes into the element of tag; true where that completes the path. */
static bool enter(struct scanner *scanner, struct markup_range tag)
{
	const char *name = scanner->text + tag.start + 1;
	size_t length = name_length(name, tag.end - tag.start - 1);

	if (scanner->matched == scanner->depth &&
		step_is(scanner->path, scanner->depth, name, length))
		scanner->matched++;
	scanner->depth++;
	return scanner->matched == scanner->steps && scanner->depth == scanner->steps;
}

static void leave(struct scanner *scanner)
{
	if (scanner->depth)
		scanner->depth--;
	if (scanner->matched > scanner->depth)
		scanner->matched = scanner->depth;
}

/* The end of the element whose start tag was just read. */
static size_t element_end(struct scanner *scanner, struct markup_range tag)
{
	size_t depth = 1;

	if (closes_itself(scanner->text, tag))
		return tag.end;
	while (depth && next_tag(scanner, &tag)) {
		if (scanner->text[tag.start + 1] == '/')
			depth--;
		else if (!closes_itself(scanner->text, tag))
			depth++;
	}
	return tag.end;
}

bool markup_find(
	const char *text, size_t length, const char *path, struct markup_node *node)
{
	struct scanner scanner = { text, length, 0, path, 0, 0, step_count(path) };
	const char *attribute = strchr(path, '@');
	struct markup_range tag;

	while (next_tag(&scanner, &tag)) {
		if (text[tag.start + 1] == '/') {
			leave(&scanner);
			continue;
		}
		if (enter(&scanner, tag)) {
			if (attribute && markup_attribute(text, tag, attribute + 1, node))
				return true;
			if (!attribute) {
				node->tag = tag;
				node->range.start = tag.start;
				node->range.end = element_end(&scanner, tag);
				return true;
			}
		}
		if (closes_itself(text, tag))
			leave(&scanner);
	}
	return false;
}
