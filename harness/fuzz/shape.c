// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shapes of documents, for signatures, and names from them. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/shape.h"
#include "fuzz/tree.h"

#define SHAPE_MAX 400

/* A run of letters and digits: 0 where there is a digit among them, else as it is. */
static size_t add_run(struct buffer *shape, const char *run)
{
	size_t length = 0;
	bool digit = false;

	for (; isalnum((unsigned char)run[length]); length++)
		digit = digit || isdigit((unsigned char)run[length]);
	if (digit)
		buffer_add_text(shape, "0");
	else
		buffer_add(shape, run, length);
	return length;
}

/* What a glob or a word would trip on is one '_'. */
static void add_value(struct buffer *shape, const char *value)
{
	while (*value && shape->length < SHAPE_MAX) {
		unsigned char character = (unsigned char)*value;
		size_t run = add_run(shape, value);

		value += run ? run : 1;
		if (run)
			continue;
		if (character >= 0x7f)
			buffer_format(shape, "%%%02x", character);
		else if (character > ' ' && !strchr("*?[]\\", character))
			buffer_format(shape, "%c", character);
		else if (!shape->length || shape->data[shape->length - 1] != '_')
			buffer_add_text(shape, "_");
	}
}

/* Markup by what it means, so that references do not count. */
static void add_markup(struct buffer *shape, const char *markup)
{
	char *value = tree_unescape(markup);

	add_value(shape, value);
	free(value);
}

static int by_name(const void *left, const void *right)
{
	const struct tree_attribute *const *first = left;
	const struct tree_attribute *const *second = right;

	return strcmp((*first)->name, (*second)->name);
}

/* In one order, whatever they are written in. */
static void add_attributes(struct buffer *shape, const struct part *element)
{
	const struct tree_attribute *sorted[64];
	size_t count = element->attribute_count < 64 ? element->attribute_count : 64;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &element->attributes[i];
	qsort(sorted, count, sizeof(sorted[0]), by_name);
	for (size_t i = 0; i < count; i++) {
		buffer_add_text(shape, i ? "," : "(");
		add_value(shape, sorted[i]->name);
		buffer_add_text(shape, "=");
		add_markup(shape, sorted[i]->value);
	}
	if (count)
		buffer_add_text(shape, ")");
}

static bool is_blank(const struct part *part)
{
	return part->kind == PART_TEXT && !part->text[strspn(part->text, " \t\r\n")];
}

static void add_part(struct buffer *shape, const struct part *part)
{
	bool first = true;

	add_markup(shape, part->text);
	if (part->kind == PART_ELEMENT)
		add_attributes(shape, part);
	for (size_t i = 0; i < part->child_count; i++) {
		if (is_blank(part->children[i]))
			continue;
		buffer_add_text(shape, first ? "{" : ",");
		add_part(shape, part->children[i]);
		first = false;
	}
	if (!first)
		buffer_add_text(shape, "}");
}

void shape_add(struct buffer *shape, const struct buffer *text)
{
	struct part *tree = tree_parse(text->data, text->length);

	if (tree) {
		for (size_t i = 0; i < tree->child_count; i++)
			if (!is_blank(tree->children[i]))
				add_part(shape, tree->children[i]);
	} else {
		add_value(shape, buffer_text(text));
	}
	tree_free(tree);
}

void shape_add_text(struct buffer *shape, const char *text)
{
	add_value(shape, text);
}

void shape_add_name(struct buffer *name, const struct buffer *text, unsigned long number)
{
	struct part *tree = tree_parse(text->data, text->length);
	size_t count = 0;
	struct part **elements = tree ? tree_list(tree, PART_ELEMENT, &count) : NULL;
	const struct part *last = count ? elements[count - 1] : NULL;

	for (const char *at = last ? last->text : "torn"; *at; at++)
		if (islower((unsigned char)*at) || isdigit((unsigned char)*at))
			buffer_add(name, at, 1);
	if (last && last->attribute_count) {
		buffer_add_text(name, "-");
		for (const char *at = last->attributes[0].name; *at; at++)
			if (isalnum((unsigned char)*at))
				buffer_format(name, "%c", tolower((unsigned char)*at));
	}
	buffer_format(name, "-%lu", number);
	free(elements);
	tree_free(tree);
}
