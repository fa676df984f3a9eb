// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Takes away what can be taken away: parts, attributes, pieces of values; then makes what
 * is left plainer. What is not well formed is cut byte by byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/shrink.h"
#include "fuzz/tree.h"
#include "memory.h"

#define ROUNDS_MAX 8

struct shrinker {
	const struct asker *asker;
	enum fuzz_verdict verdict;
	const struct buffer *place;
	size_t budget;
	int status;
	bool changed; /* in this round */
	struct part *tree;
	struct buffer text;       /* the smallest so far */
	struct buffer next;       /* the one to try */
	struct buffer next_place; /* what came of it */
};

/* Whether they disagree on next as they do on the first; it then is the smallest. */
static bool next_holds(struct shrinker *shrinker)
{
	enum fuzz_verdict verdict;
	struct buffer smallest;

	if (!shrinker->budget || shrinker->status ||
		buffer_equal(&shrinker->next, &shrinker->text))
		return false;
	shrinker->budget--;
	shrinker->status = asker_ask(
		shrinker->asker, &shrinker->next, &verdict, &shrinker->next_place);
	if (shrinker->status || verdict != shrinker->verdict ||
		!buffer_equal(&shrinker->next_place, shrinker->place))
		return false;
	smallest = shrinker->next;
	shrinker->next = shrinker->text;
	shrinker->text = smallest;
	shrinker->changed = true;
	return true;
}

static bool tree_holds(struct shrinker *shrinker)
{
	buffer_clear(&shrinker->next);
	tree_write(shrinker->tree, &shrinker->next);
	return next_holds(shrinker);
}

/* All parts of the document but its root, in their order. */
static struct part **list_all(const struct shrinker *shrinker, size_t *count)
{
	struct part **list = NULL;
	const struct part *root = tree_root(shrinker->tree);

	*count = 0;
	for (enum part_kind kind = PART_ELEMENT; kind <= PART_OTHER; kind++) {
		size_t more;
		struct part **parts = tree_list(shrinker->tree, kind, &more);

		list = memory_grow(list, *count + more + 1, sizeof(struct part *));
		for (size_t i = 0; i < more; i++)
			if (parts[i] != root)
				list[(*count)++] = parts[i];
		free(parts);
	}
	return list;
}

/* Tries a change on one part after the other; a change may free parts that follow. */
static void each_part(struct shrinker *shrinker,
	bool (*change)(struct shrinker *shrinker, struct part *part))
{
	size_t count;
	struct part **list = list_all(shrinker, &count);

	for (size_t i = 0; i < count;) {
		if (!change(shrinker, list[i])) {
			i++;
			continue;
		}
		free(list);
		list = list_all(shrinker, &count);
	}
	free(list);
}

/* Takes a run of an element's children out, if they then still disagree. */
static bool drop_run(
	struct shrinker *shrinker, struct part *parent, size_t first, size_t count)
{
	struct part **gone = memory_new(count, sizeof(*gone));
	bool dropped;

	for (size_t i = 0; i < count; i++) {
		gone[i] = parent->children[first];
		tree_detach(gone[i]);
	}
	dropped = tree_holds(shrinker);
	for (size_t i = 0; i < count; i++) {
		if (dropped)
			tree_free(gone[i]);
		else
			tree_insert(parent, first + i, gone[i]);
	}
	free(gone);
	return dropped;
}

/* Whether a run of children is without the root, which stays. */
static bool is_without_root(const struct part *parent, size_t first, size_t count)
{
	if (parent->kind != PART_DOCUMENT)
		return true;
	for (size_t i = first; i < first + count; i++)
		if (parent->children[i]->kind == PART_ELEMENT)
			return false;
	return true;
}

/* All children, then halves of them, down to single ones; then what is left of each. */
static void thin_out(struct shrinker *shrinker, struct part *parent)
{
	for (size_t size = parent->child_count; size; size /= 2) {
		for (size_t at = 0; at < parent->child_count;) {
			size_t left = parent->child_count - at;
			size_t count = size < left ? size : left;

			if (!is_without_root(parent, at, count) ||
				!drop_run(shrinker, parent, at, count))
				at += count;
		}
	}
	for (size_t i = 0; i < parent->child_count; i++)
		thin_out(shrinker, parent->children[i]);
}

/* Its children in the place of an element. */
static bool unwrap_part(struct shrinker *shrinker, struct part *part)
{
	struct part *parent = part->parent;
	size_t index = tree_index(part);
	size_t count = part->child_count;

	if (!count)
		return false;
	tree_detach(part);
	for (size_t i = 0; i < count; i++) {
		struct part *child = part->children[0];

		tree_detach(child);
		tree_insert(parent, index + i, child);
	}
	if (tree_holds(shrinker)) {
		tree_free(part);
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		struct part *child = parent->children[index];

		tree_detach(child);
		tree_append(part, child);
	}
	tree_insert(parent, index, part);
	return false;
}

/* Puts value in the place of *field if they then still disagree. Takes value over. */
static bool try_text(struct shrinker *shrinker, char **field, char *value)
{
	char *before = *field;

	if (!strcmp(before, value)) {
		free(value);
		return false;
	}
	*field = value;
	if (tree_holds(shrinker)) {
		free(before);
		return true;
	}
	*field = before;
	free(value);
	return false;
}

/* How plain a character is; a value is only changed to plainer ones. */
static int rank_of(char character)
{
	static const char plain[] = "01ax";
	const char *place = character ? strchr(plain, character) : NULL;

	return place ? (int)(place - plain) : 10;
}

static bool is_plainer(const char *value, const char *than)
{
	size_t length = strlen(value);

	if (length != strlen(than))
		return length < strlen(than);
	for (size_t i = 0; i < length; i++)
		if (rank_of(value[i]) != rank_of(than[i]))
			return rank_of(value[i]) < rank_of(than[i]);
	return false;
}

static bool try_plain(struct shrinker *shrinker, char **field)
{
	static const char *const plain[] = { "", "0", "1", "x" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (is_plainer(plain[i], *field) &&
			try_text(shrinker, field, memory_copy(plain[i])))
			return true;
	return false;
}

/* Cuts pieces out, from half of the value down to single characters. */
static void cut_text(struct shrinker *shrinker, char **field)
{
	for (size_t size = (strlen(*field) + 1) / 2; size; size = size / 2) {
		for (size_t at = 0; at < strlen(*field);) {
			size_t length = strlen(*field);
			size_t end = at + size < length ? at + size : length;

			if (!try_text(shrinker, field,
				    memory_format(
					    "%.*s%s", (int)at, *field, *field + end)))
				at += size;
		}
	}
}

/* Makes single characters plainer: digits 0 or 1, others a. */
static void flatten_text(struct shrinker *shrinker, char **field)
{
	static const char plain[] = "01a";

	for (size_t at = 0; at < strlen(*field); at++) {
		bool letter = strchr("0123456789", (*field)[at]) == NULL;

		for (size_t i = letter ? 2 : 0; i < (letter ? 3u : 2u); i++) {
			char *value = memory_copy(*field);

			value[at] = plain[i];
			if (!is_plainer(value, *field)) {
				free(value);
				continue;
			}
			if (try_text(shrinker, field, value))
				break;
		}
	}
}

static void simplify(struct shrinker *shrinker, char **field)
{
	struct buffer markup = { 0 };
	char *plain = tree_unescape(*field);

	/* The usual spelling first: it is as short as it gets, and known to the eye. */
	tree_escape(&markup, plain);
	try_text(shrinker, field, memory_copy(buffer_text(&markup)));
	buffer_free(&markup);
	free(plain);
	if (try_plain(shrinker, field))
		return;
	cut_text(shrinker, field);
	flatten_text(shrinker, field);
}

/* Takes the count attributes behind first out, if they then still disagree. */
static bool drop_attribute_run(
	struct shrinker *shrinker, struct part *element, size_t first, size_t count)
{
	size_t behind = element->attribute_count - first - count;
	size_t size = sizeof(*element->attributes);
	struct tree_attribute *gone = memory_new(count, size);
	bool dropped;

	memcpy(gone, element->attributes + first, count * size);
	memmove(element->attributes + first, element->attributes + first + count,
		behind * size);
	element->attribute_count -= count;
	dropped = tree_holds(shrinker);
	if (!dropped) {
		memmove(element->attributes + first + count, element->attributes + first,
			behind * size);
		memcpy(element->attributes + first, gone, count * size);
		element->attribute_count += count;
	}
	for (size_t i = 0; dropped && i < count; i++) {
		free(gone[i].name);
		free(gone[i].value);
	}
	free(gone);
	return dropped;
}

static void drop_attributes(struct shrinker *shrinker, struct part *element)
{
	if (element->attribute_count > 1)
		drop_attribute_run(shrinker, element, 0, element->attribute_count);
	for (size_t i = element->attribute_count; i > 0; i--)
		drop_attribute_run(shrinker, element, i - 1, 1);
}

static void rename_plainly(struct shrinker *shrinker, char **name)
{
	if (strcmp(*name, "x") != 0 && is_plainer("x", *name))
		try_text(shrinker, name, memory_copy("x"));
}

/* Attributes, names and texts: nothing here frees a part. */
static void simplify_parts(struct shrinker *shrinker)
{
	struct part *root = tree_root(shrinker->tree);
	size_t count;
	struct part **list = list_all(shrinker, &count);

	drop_attributes(shrinker, root);
	for (size_t i = 0; i < count; i++)
		if (list[i]->kind == PART_ELEMENT)
			drop_attributes(shrinker, list[i]);
	for (size_t i = 0; i < count; i++) {
		if (list[i]->kind == PART_TEXT)
			simplify(shrinker, &list[i]->text);
		if (list[i]->kind == PART_ELEMENT)
			rename_plainly(shrinker, &list[i]->text);
	}
	for (size_t i = 0; i <= count; i++) {
		struct part *element = i ? list[i - 1] : root;

		for (size_t j = 0; j < element->attribute_count; j++) {
			rename_plainly(shrinker, &element->attributes[j].name);
			simplify(shrinker, &element->attributes[j].value);
		}
	}
	free(list);
}

static void usual_quotes(struct part *tree)
{
	size_t count;
	struct part **list = tree_list(tree, PART_ELEMENT, &count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < list[i]->attribute_count; j++)
			if (!strchr(list[i]->attributes[j].value, '\''))
				list[i]->attributes[j].quote = '\'';
	free(list);
}

/* Adds line ends and blanks to elements that hold elements alone. */
static void indent(struct part *element, size_t depth)
{
	char blanks[65];
	size_t count = element->child_count;

	for (size_t i = 0; i < count; i++)
		if (element->children[i]->kind == PART_TEXT)
			return;
	depth = depth > 30 ? 30 : depth;
	snprintf(blanks, sizeof(blanks), "\n%*s", (int)depth * 2, "");
	for (size_t i = 0; i < count; i++) {
		tree_insert(element, i * 2, tree_new(PART_TEXT, blanks));
		if (element->children[i * 2 + 1]->kind == PART_ELEMENT)
			indent(element->children[i * 2 + 1], depth + 1);
	}
	blanks[depth ? depth * 2 - 1 : 1] = '\0';
	if (count)
		tree_append(element, tree_new(PART_TEXT, blanks));
}

/* As fixtures are written, if that makes no difference. */
static void lay_out(struct shrinker *shrinker)
{
	usual_quotes(shrinker->tree);
	tree_holds(shrinker);
	indent(tree_root(shrinker->tree), 1);
	tree_append(shrinker->tree, tree_new(PART_TEXT, "\n"));
	tree_holds(shrinker);
}

/* The blanks between elements are many, and rarely matter: away with all of them. */
static void drop_blanks(struct shrinker *shrinker)
{
	struct part *before = tree_copy(shrinker->tree);
	size_t count;
	struct part **texts = tree_list(shrinker->tree, PART_TEXT, &count);

	for (size_t i = 0; i < count; i++)
		if (!texts[i]->text[strspn(texts[i]->text, " \t\r\n")])
			tree_remove(texts[i]);
	free(texts);
	if (tree_holds(shrinker)) {
		tree_free(before);
		return;
	}
	tree_free(shrinker->tree);
	shrinker->tree = before;
}

static void shrink_tree(struct shrinker *shrinker)
{
	drop_blanks(shrinker);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		shrinker->changed = false;
		thin_out(shrinker, shrinker->tree);
		each_part(shrinker, unwrap_part);
		simplify_parts(shrinker);
		if (!shrinker->changed)
			break;
	}
	shrinker->budget += 2;
	lay_out(shrinker);
}

/* Cuts runs of bytes, from half of the text down to single ones. */
static void shrink_bytes(struct shrinker *shrinker)
{
	for (size_t size = shrinker->text.length / 2; size && !shrinker->status;
		size /= 2) {
		for (size_t at = 0; at < shrinker->text.length && shrinker->budget;) {
			size_t end = at + size;
			const struct buffer *text = &shrinker->text;

			if (end > text->length)
				end = text->length;
			buffer_clear(&shrinker->next);
			buffer_add(&shrinker->next, text->data, at);
			buffer_add(&shrinker->next, text->data + end, text->length - end);
			if (!next_holds(shrinker))
				at += size;
			if (shrinker->status)
				return;
		}
	}
}

int shrink(struct buffer *text, const struct asker *asker, enum fuzz_verdict verdict,
	const struct buffer *place, size_t budget)
{
	struct shrinker shrinker = { .asker = asker, .verdict = verdict, .place = place };

	shrinker.budget = budget;
	shrinker.text = *text;
	*text = (struct buffer){ 0 };
	shrinker.tree = tree_parse(shrinker.text.data, shrinker.text.length);
	/* A tree that is not written as it was read has to hold before it can shrink. */
	if (shrinker.tree) {
		tree_write(shrinker.tree, &shrinker.next);
		if (!buffer_equal(&shrinker.next, &shrinker.text) &&
			!next_holds(&shrinker)) {
			tree_free(shrinker.tree);
			shrinker.tree = NULL;
		}
	}
	if (shrinker.tree)
		shrink_tree(&shrinker);
	else
		shrink_bytes(&shrinker);
	*text = shrinker.text;
	tree_free(shrinker.tree);
	buffer_free(&shrinker.next);
	buffer_free(&shrinker.next_place);
	return shrinker.status;
}
