// SPDX-License-Identifier: LGPL-2.1-or-later
/* Learns names and values from documents, and gives them back by chance. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/corpus.h"
#include "memory.h"

/* Values kept of one name: enough to choose from, and soon searched. */
#define VALUES_MAX 500
/* Longer values are in the documents that they came with. */
#define VALUE_LENGTH_MAX 200

/* The entry of a name, which is made where there is none. */
static struct corpus_entry *entry_of(struct corpus_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (!strcmp(table->entries[i].name, name))
			return &table->entries[i];
	table->entries =
		memory_grow(table->entries, table->count + 1, sizeof(*table->entries));
	table->entries[table->count] =
		(struct corpus_entry){ memory_copy(name), NULL, 0 };
	return &table->entries[table->count++];
}

static void add_value(struct corpus_table *table, const char *name, const char *value)
{
	struct corpus_entry *entry = entry_of(table, name);

	if (strlen(value) > VALUE_LENGTH_MAX || entry->count >= VALUES_MAX ||
		strings_contain(entry->values, value))
		return;
	strings_add(&entry->values, memory_copy(value));
	entry->count++;
}

void corpus_add_element(struct corpus *corpus, const char *element)
{
	entry_of(&corpus->elements, element);
}

void corpus_add_attribute(
	struct corpus *corpus, const char *element, const char *attribute)
{
	add_value(&corpus->elements, element, attribute);
}

void corpus_add_value(struct corpus *corpus, const char *name, const char *value)
{
	add_value(&corpus->values, name, value);
}

static void learn_element(struct corpus *corpus, const struct part *element)
{
	corpus_add_element(corpus, element->text);
	for (size_t i = 0; i < element->attribute_count; i++) {
		const struct tree_attribute *attribute = &element->attributes[i];
		char *value = tree_unescape(attribute->value);

		corpus_add_attribute(corpus, element->text, attribute->name);
		corpus_add_value(corpus, attribute->name, value);
		free(value);
	}
	if (element->child_count == 1 && element->children[0]->kind == PART_TEXT) {
		char *value = tree_unescape(element->children[0]->text);

		corpus_add_value(corpus, element->text, value);
		free(value);
	}
}

static void add_document(struct corpus *corpus, const struct buffer *input)
{
	struct corpus_document *document;
	struct part **elements;
	size_t count;

	corpus->documents = memory_grow(
		corpus->documents, corpus->count + 1, sizeof(*corpus->documents));
	document = &corpus->documents[corpus->count++];
	*document = (struct corpus_document){
		.tree = tree_parse(input->data, input->length),
	};
	buffer_add(&document->text, buffer_text(input), input->length);
	if (!document->tree)
		return;
	elements = tree_list(document->tree, PART_ELEMENT, &count);
	for (size_t i = 0; i < count; i++)
		learn_element(corpus, elements[i]);
	free(elements);
}

void corpus_add_suite(struct corpus *corpus, const struct suite *suite,
	enum suite_kind kind, char *const *globs)
{
	for (size_t i = 0; i < suite->count; i++) {
		const struct suite_chapter *chapter = &suite->chapters[i];

		for (size_t j = 0; chapter->kind == kind && j < chapter->count; j++)
			if (!globs || suite_id_matches(chapter->cases[j].id, globs))
				add_document(corpus, &chapter->cases[j].input);
	}
}

static void free_table(struct corpus_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->entries[i].name);
		strings_free(table->entries[i].values);
	}
	free(table->entries);
}

void corpus_free(struct corpus *corpus)
{
	for (size_t i = 0; i < corpus->count; i++) {
		buffer_free(&corpus->documents[i].text);
		tree_free(corpus->documents[i].tree);
	}
	free(corpus->documents);
	free_table(&corpus->elements);
	free_table(&corpus->values);
	*corpus = (struct corpus){ 0 };
}

const char *corpus_element(const struct corpus *corpus, struct dice *dice)
{
	if (!corpus->elements.count)
		return NULL;
	return corpus->elements.entries[dice_below(dice, corpus->elements.count)].name;
}

static const char *pick_value(
	const struct corpus_table *table, struct dice *dice, const char *name)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct corpus_entry *entry = &table->entries[i];

		if (!strcmp(entry->name, name) && entry->count)
			return entry->values[dice_below(dice, entry->count)];
	}
	return NULL;
}

const char *corpus_attribute(
	const struct corpus *corpus, struct dice *dice, const char *element)
{
	return pick_value(&corpus->elements, dice, element);
}

const char *corpus_value(const struct corpus *corpus, struct dice *dice, const char *name)
{
	return pick_value(&corpus->values, dice, name);
}

const struct part *corpus_tree(const struct corpus *corpus, struct dice *dice)
{
	/* Some fixtures are torn on purpose; a few tries find a whole one. */
	for (int tries = 0; corpus->count && tries < 20; tries++) {
		size_t which = dice_below(dice, corpus->count);

		if (corpus->documents[which].tree)
			return corpus->documents[which].tree;
	}
	return NULL;
}
