// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shapes of documents, for signatures, and names from them. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/shape.h"
#include "fuzz/tree.h"

#define SHAPE_MAX 400

/* Letters as they are, digits as one 0; what a glob or a word would trip on as '_'. */
static void add_value(struct buffer *shape, const char *value)
{
	for (; *value && shape->length < SHAPE_MAX; value++) {
		unsigned char character = (unsigned char)*value;
		bool again = shape->length && shape->data[shape->length - 1] == '0';

		if (isdigit(character)) {
			if (!again)
				buffer_add_text(shape, "0");
		} else if (character <= ' ' || strchr("*?[]\\", character)) {
			buffer_add_text(shape, "_");
		} else if (character >= 0x7f) {
			buffer_format(shape, "%%%02x", character);
		} else {
			buffer_add(shape, value, 1);
		}
	}
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
		add_value(shape, sorted[i]->value);
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

	add_value(shape, part->text);
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
