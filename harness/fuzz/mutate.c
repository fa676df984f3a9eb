// SPDX-License-Identifier: LGPL-2.1-or-later
/* One table of changes, each with how often it is chosen. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/mutate.h"
#include "fuzz/words.h"
#include "memory.h"

/* A document does not grow beyond this by copies of its own parts. */
#define ELEMENTS_MAX 400

/* The document at work, and its elements as they were before the change. */
struct work {
	struct part *document;
	struct part **elements;
	size_t count;
	struct dice *dice;
	const struct corpus *corpus;
};

static struct part *any_element(const struct work *work)
{
	return work->elements[dice_below(work->dice, work->count)];
}

/* Any but the root; NULL where there is no other. */
static struct part *any_child(const struct work *work)
{
	if (work->count < 2)
		return NULL;
	return work->elements[1 + dice_below(work->dice, work->count - 1)];
}

/* An element with attributes, by a few tries; NULL where there seems to be none. */
static struct part *any_with_attributes(const struct work *work)
{
	for (int tries = 0; tries < 8; tries++) {
		struct part *element = any_element(work);

		/* The root's own are few, and mostly say what kind of thing it all is. */
		if (element->attribute_count && (element->parent->parent || tries > 4 ||
							dice_chance(work->dice, 20)))
			return element;
	}
	return NULL;
}

static struct tree_attribute *any_attribute(const struct work *work)
{
	struct part *element = any_with_attributes(work);

	if (!element)
		return NULL;
	return &element->attributes[dice_below(work->dice, element->attribute_count)];
}

static void set_plain_value(struct tree_attribute *attribute, const char *value)
{
	struct buffer markup = { 0 };

	tree_escape(&markup, value);
	tree_set_value(attribute, buffer_text(&markup));
	buffer_free(&markup);
}

static void change_value(struct work *work)
{
	struct tree_attribute *attribute = any_attribute(work);
	char *value;
	char *other;

	if (!attribute)
		return;
	value = tree_unescape(attribute->value);
	other = words_mutate(work->dice, work->corpus, attribute->name, value);
	set_plain_value(attribute, other);
	free(other);
	free(value);
}

/* The text of an element that holds text alone. */
static void change_text(struct work *work)
{
	size_t count;
	struct part **texts = tree_list(work->document, PART_TEXT, &count);
	struct part *text = count ? texts[dice_below(work->dice, count)] : NULL;
	struct buffer markup = { 0 };
	char *value;
	char *other;

	free(texts);
	if (!text || text->parent->child_count > 1 || text->parent->kind != PART_ELEMENT)
		return;
	value = tree_unescape(text->text);
	other = words_mutate(work->dice, work->corpus, text->parent->text, value);
	tree_escape(&markup, other);
	free(text->text);
	text->text = memory_copy(buffer_text(&markup));
	buffer_free(&markup);
	free(other);
	free(value);
}

static void drop_attribute(struct work *work)
{
	struct part *element = any_with_attributes(work);

	if (element)
		tree_remove_attribute(
			element, dice_below(work->dice, element->attribute_count));
}

/* An attribute that such an element is known to have, or that any is. */
static void add_attribute(struct work *work)
{
	struct part *element = any_element(work);
	const char *owner = dice_chance(work->dice, 75)
				    ? element->text
				    : corpus_element(work->corpus, work->dice);
	const char *name =
		owner ? corpus_attribute(work->corpus, work->dice, owner) : NULL;
	const char *known = name ? corpus_value(work->corpus, work->dice, name) : NULL;
	char *value;

	if (!name || (tree_find_attribute(element, name) && !dice_chance(work->dice, 5)))
		return;
	value = dice_chance(work->dice, 70) && known
			? memory_copy(known)
			: words_mutate(
				  work->dice, work->corpus, name, known ? known : "");
	tree_add_attribute(element, name, "");
	set_plain_value(&element->attributes[element->attribute_count - 1], value);
	free(value);
}

static void rename_attribute(struct work *work)
{
	static const char *const names[] = { "x", "id", "type", "Type", "xml:id",
		"p:type" };
	struct tree_attribute *attribute = any_attribute(work);
	const char *owner = corpus_element(work->corpus, work->dice);
	const char *name =
		owner ? corpus_attribute(work->corpus, work->dice, owner) : NULL;

	if (!attribute)
		return;
	if (!name || dice_chance(work->dice, 30))
		name = DICE_PICK(work->dice, names);
	free(attribute->name);
	attribute->name = memory_copy(name);
}

static void swap_values(struct work *work)
{
	struct tree_attribute *left = any_attribute(work);
	struct tree_attribute *right = any_attribute(work);
	char *value;

	if (!left || !right || left->quote != right->quote)
		return;
	value = left->value;
	left->value = right->value;
	right->value = value;
}

static void move_attribute(struct work *work)
{
	struct part *from = any_with_attributes(work);
	struct part *to = any_element(work);
	size_t index;

	if (!from)
		return;
	index = dice_below(work->dice, from->attribute_count);
	if (from == to || tree_find_attribute(to, from->attributes[index].name))
		return;
	tree_add_attribute(
		to, from->attributes[index].name, from->attributes[index].value);
	to->attributes[to->attribute_count - 1].quote = from->attributes[index].quote;
	if (dice_chance(work->dice, 70))
		tree_remove_attribute(from, index);
}

static void drop_element(struct work *work)
{
	struct part *element = any_child(work);

	if (element)
		tree_remove(element);
}

/* A place among the children of parent. */
static void insert_anywhere(struct work *work, struct part *parent, struct part *child)
{
	tree_insert(parent, dice_below(work->dice, parent->child_count + 1), child);
}

static void double_element(struct work *work)
{
	struct part *element = any_child(work);

	if (!element || work->count > ELEMENTS_MAX)
		return;
	if (dice_chance(work->dice, 70))
		tree_insert(element->parent, tree_index(element) + 1, tree_copy(element));
	else
		insert_anywhere(work, element->parent, tree_copy(element));
}

static void move_element(struct work *work)
{
	struct part *element = any_child(work);
	struct part *to = any_element(work);

	if (!element || tree_is_within(to, element))
		return;
	tree_detach(element);
	insert_anywhere(work, to, element);
}

/* Another order of the children of one element. */
static void shuffle_children(struct work *work)
{
	struct part *parent = any_element(work);
	struct part *child;

	if (parent->child_count < 2)
		return;
	child = parent->children[dice_below(work->dice, parent->child_count)];
	tree_detach(child);
	insert_anywhere(work, parent, child);
}

/* A part of another document, mostly where such a part belongs. */
static void splice(struct work *work)
{
	const struct part *other = corpus_tree(work->corpus, work->dice);
	struct part **elements;
	struct part *element;
	struct part *to = NULL;
	size_t count;

	if (!other || work->count > ELEMENTS_MAX)
		return;
	elements = tree_list((struct part *)other, PART_ELEMENT, &count);
	element = elements[count > 1 ? 1 + dice_below(work->dice, count - 1) : 0];
	for (size_t i = 0; i < work->count && element->parent; i++)
		if (!strcmp(work->elements[i]->text, element->parent->text))
			to = work->elements[i];
	if (!to || dice_chance(work->dice, 20))
		to = any_element(work);
	insert_anywhere(work, to, tree_copy(element));
	free(elements);
}

/* A part that replaces its namesake here. */
static void exchange(struct work *work)
{
	struct part *element = any_child(work);
	const struct part *other = corpus_tree(work->corpus, work->dice);
	struct part **elements;
	size_t count;
	size_t at;

	if (!element || !other)
		return;
	elements = tree_list((struct part *)other, PART_ELEMENT, &count);
	at = dice_below(work->dice, count);
	for (size_t i = 0; i < count; i++, at = (at + 1) % count) {
		if (strcmp(elements[at]->text, element->text) != 0)
			continue;
		tree_insert(element->parent, tree_index(element) + 1,
			tree_copy(elements[at]));
		tree_remove(element);
		break;
	}
	free(elements);
}

static void rename_element(struct work *work)
{
	static const char *const names[] = { "x", "Interface", "a-b", "p:x", "a.b", "_" };
	struct part *element = any_child(work);
	const char *name = corpus_element(work->corpus, work->dice);

	if (!element)
		return;
	if (!name || dice_chance(work->dice, 30))
		name = DICE_PICK(work->dice, names);
	free(element->text);
	element->text = memory_copy(name);
}

/* An empty element of a known name, with one of its attributes. */
static void add_element(struct work *work)
{
	const char *name = corpus_element(work->corpus, work->dice);
	struct part *element;
	const char *attribute;
	const char *value;

	if (!name)
		return;
	element = tree_new(PART_ELEMENT, name);
	for (size_t i = dice_below(work->dice, 4); i > 0; i--) {
		attribute = corpus_attribute(work->corpus, work->dice, name);
		if (!attribute || tree_find_attribute(element, attribute))
			continue;
		value = corpus_value(work->corpus, work->dice, attribute);
		tree_add_attribute(element, attribute, "");
		set_plain_value(&element->attributes[element->attribute_count - 1],
			value ? value : "");
	}
	insert_anywhere(work, any_element(work), element);
}

static void wrap(struct work *work)
{
	struct part *element = any_child(work);
	const char *name = corpus_element(work->corpus, work->dice);
	struct part *around;

	if (!element)
		return;
	around = tree_new(PART_ELEMENT, name && dice_chance(work->dice, 70) ? name : "x");
	tree_insert(element->parent, tree_index(element), around);
	tree_detach(element);
	tree_append(around, element);
}

/* The children take their parent's place. */
static void unwrap(struct work *work)
{
	struct part *element = any_child(work);

	if (!element)
		return;
	while (element->child_count) {
		struct part *child = element->children[0];

		tree_detach(child);
		tree_insert(element->parent, tree_index(element), child);
	}
	tree_remove(element);
}

static void add_markup(struct work *work)
{
	static const struct {
		enum part_kind kind;
		const char *text;
	} markups[] = {
		{ PART_OTHER, "<!-- x -->" },
		{ PART_OTHER, "<!---->" },
		{ PART_OTHER, "<!-- <mac address='00:11:22:33:44:66'/> -->" },
		{ PART_OTHER, "<?x y?>" },
		{ PART_OTHER, "<![CDATA[x]]>" },
		{ PART_OTHER, "<![CDATA[]]>" },
		{ PART_TEXT, "x" },
		{ PART_TEXT, "&amp;" },
		{ PART_TEXT, "&#65;" },
		{ PART_TEXT, "\n\t " },
		{ PART_TEXT, "\xc3\xa9" },
	};
	size_t which = dice_below(work->dice, sizeof(markups) / sizeof(markups[0]));

	insert_anywhere(work, any_element(work),
		tree_new(markups[which].kind, markups[which].text));
}

/* The text of an element in a CDATA section: another way to write it. */
static void wrap_text(struct work *work)
{
	size_t count;
	struct part **texts = tree_list(work->document, PART_TEXT, &count);
	struct part *text = count ? texts[dice_below(work->dice, count)] : NULL;
	char *value;

	free(texts);
	if (!text || text->parent->kind != PART_ELEMENT)
		return;
	value = tree_unescape(text->text);
	free(text->text);
	text->text = memory_format("<![CDATA[%s]]>", value);
	text->kind = PART_OTHER;
	free(value);
}

/* One character of a value by its number. */
static void spell_by_reference(struct work *work)
{
	struct tree_attribute *attribute = any_attribute(work);
	size_t length = attribute ? strlen(attribute->value) : 0;
	size_t at = length ? dice_below(work->dice, length) : 0;
	unsigned char byte = length ? (unsigned char)attribute->value[at] : 0x80;
	char *value;

	if (byte >= 0x80 || strchr(attribute->value, '&'))
		return;
	value = memory_format(
		dice_chance(work->dice, 50) ? "%.*s&#%u;%s" : "%.*s&#x%X;%s", (int)at,
		attribute->value, (unsigned int)byte, attribute->value + at + 1);
	tree_set_value(attribute, value);
	free(value);
}

static void change_quotes(struct work *work)
{
	struct tree_attribute *attribute = any_attribute(work);

	if (attribute && !strpbrk(attribute->value, "'\""))
		attribute->quote = attribute->quote == '"' ? '\'' : '"';
}

/* Default namespaces, prefixes that are bound, and prefixes that are not. */
static void add_namespace(struct work *work)
{
	struct part *element = any_element(work);
	struct tree_attribute *attribute;
	char *name;

	switch (dice_below(work->dice, 5)) {
	case 0:
		tree_add_attribute(element, "xmlns", "u:x");
		return;
	case 1:
		tree_add_attribute(element, "xmlns", "");
		return;
	case 2:
		tree_add_attribute(tree_root(work->document), "xmlns:p", "u:x");
		break;
	case 3:
		tree_add_attribute(element, "xmlns:p", "u:x");
		break;
	default:
		break;
	}
	attribute = any_attribute(work);
	if (attribute && dice_chance(work->dice, 50)) {
		name = memory_format("p:%s", attribute->name);
		free(attribute->name);
		attribute->name = name;
	} else {
		name = memory_format("p:%s", element->text);
		free(element->text);
		element->text = name;
	}
}

static void change_prolog(struct work *work)
{
	static const char *const prologs[] = { "<?xml version='1.0'?>",
		"<?xml version='1.0' encoding='UTF-8'?>",
		"<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?>\n",
		"<?xml version='1.1'?>", "<!-- x -->", "\n", "<?x?>" };

	if (dice_chance(work->dice, 70))
		tree_insert(work->document, 0,
			tree_new(PART_OTHER, DICE_PICK(work->dice, prologs)));
	else
		tree_append(work->document,
			tree_new(PART_OTHER, DICE_PICK(work->dice, prologs)));
}

static const struct change {
	unsigned int weight;
	void (*make)(struct work *work);
} changes[] = {
	{ 360, change_value },
	{ 60, change_text },
	{ 60, drop_attribute },
	{ 90, add_attribute },
	{ 20, rename_attribute },
	{ 20, swap_values },
	{ 20, move_attribute },
	{ 70, drop_element },
	{ 50, double_element },
	{ 40, move_element },
	{ 30, shuffle_children },
	{ 100, splice },
	{ 60, exchange },
	{ 15, rename_element },
	{ 30, add_element },
	{ 10, wrap },
	{ 10, unwrap },
	{ 25, add_markup },
	{ 10, wrap_text },
	{ 20, spell_by_reference },
	{ 5, change_quotes },
	{ 12, add_namespace },
	{ 5, change_prolog },
};

static const struct change *any_change(struct dice *dice)
{
	const struct change *change = changes;
	size_t total = 0;
	size_t at;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		total += changes[i].weight;
	for (at = dice_below(dice, total); at >= change->weight; change++)
		at -= change->weight;
	return change;
}

void mutate_tree(struct part *document, size_t count, struct dice *dice,
	const struct corpus *corpus)
{
	struct work work = { document, NULL, 0, dice, corpus };

	while (count--) {
		work.elements = tree_list(document, PART_ELEMENT, &work.count);
		any_change(dice)->make(&work);
		free(work.elements);
	}
}

static void splice_bytes(
	struct buffer *text, size_t at, size_t gone, const char *data, size_t length)
{
	struct buffer result = { 0 };

	buffer_add(&result, buffer_text(text), at);
	buffer_add(&result, data, length);
	buffer_add(&result, buffer_text(text) + at + gone, text->length - at - gone);
	buffer_free(text);
	*text = result;
}

void mutate_bytes(struct buffer *text, struct dice *dice)
{
	static const char *const tokens[] = { "<", ">", "&", "'", "\"", "/", "=", " ",
		"]]>", "<!--", "-->", "<![CDATA[", "<?", "?>", "</", "/>", "&#0;",
		"&#x41;", "&lt;", "&amp;", "&x;", "\xc0\x80", "\xef\xbb\xbf", "\xff",
		"\xed\xa0\x80", "\x01", "\x7f", "\xc2\x85", "\r", "\r\n",
		"xmlns:", "xml:" };

	for (size_t count = 1 + dice_few(dice, 3); count > 0; count--) {
		size_t at = dice_below(dice, text->length + 1);
		size_t left = text->length - at;
		size_t length = left ? 1 + dice_few(dice, 10) : 0;
		const char *token = DICE_PICK(dice, tokens);
		char byte = (char)dice_below(dice, 256);

		length = length > left ? left : length;
		switch (dice_below(dice, 6)) {
		case 0:
			splice_bytes(text, at, length, "", 0);
			break;
		case 1:
			splice_bytes(text, at, left ? 1 : 0, &byte, 1);
			break;
		case 2:
			if (dice_chance(dice, 20))
				splice_bytes(text, at, left, "", 0);
			break;
		case 3:
			byte = left ? (char)(text->data[at] ^ (1 << (byte & 7))) : '\n';
			splice_bytes(text, at, left ? 1 : 0, &byte, 1);
			break;
		default:
			splice_bytes(text, at, 0, token, strlen(token));
			break;
		}
	}
}
