// SPDX-License-Identifier: LGPL-2.1-or-later
/* Chooses where a document comes from, and how far it strays. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/mutate.h"
#include "fuzz/schema_source.h"
#include "fuzz/source.h"
#include "memory.h"

/* How often, of 100: */
#define FROM_SCHEMA 50  /* where there are schema and fixtures */
#define AS_ALLOWED 40   /* a document of the schema stays as it is */
#define BYTES_CHANGED 3 /* bytes are changed with no regard to markup */
#define CHANGES_MAX 6

#define CONTROLLER_MAX 100
#define CONTROLLER_INSTEAD "31"

int source_load(struct source *source, const struct suite *suite, char *const *globs,
	const char *path, char **complaint)
{
	int status = path ? schema_load(&source->schema, path, complaint) : 0;

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (kind == KIND_BACKEND)
			continue;
		corpus_add_suite(
			&source->corpora[kind], suite, (enum suite_kind)kind, globs);
		if (status || !path)
			continue;
		source->roots[kind] = schema_root(
			&source->schema, suite_kind_name((enum suite_kind)kind));
		schema_teach(&source->schema, &source->corpora[kind]);
	}
	return status;
}

bool source_use(struct source *source, enum suite_kind kind)
{
	if (!source->corpora[kind].count && !source->roots[kind])
		return false;
	source->kinds[source->kind_count++] = kind;
	return true;
}

void source_free(struct source *source)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		corpus_free(&source->corpora[kind]);
	schema_free(&source->schema);
}

/*
 * libvirt makes all controllers up to the one that a guest's address names, and looks
 * through those that there are for each (virDomainDefMaybeAddController, domain_conf.c): a
 * big number takes it minutes, and shows nothing that a small one does not.
 */
static void spare_judge(struct part *document)
{
	size_t count;
	struct part **elements = tree_list(document, PART_ELEMENT, &count);

	for (size_t i = 0; i < count; i++) {
		struct tree_attribute *attribute =
			tree_find_attribute(elements[i], "controller");
		char *value = attribute ? tree_unescape(attribute->value) : NULL;
		unsigned long number = value ? strtoul(value, NULL, 0) : 0;
		unsigned long decimal = value ? strtoul(value, NULL, 10) : 0;

		number = number > decimal ? number : decimal;
		if (number > CONTROLLER_MAX && number <= UINT_MAX)
			tree_set_value(attribute, CONTROLLER_INSTEAD);
		free(value);
	}
	free(elements);
}

static void write_changed(struct part *document, size_t changes, struct dice *dice,
	const struct corpus *corpus, struct buffer *text)
{
	mutate_tree(document, changes, dice, corpus);
	spare_judge(document);
	tree_write(document, text);
	tree_free(document);
}

static void make_by_schema(const struct pattern *root, const struct corpus *corpus,
	struct dice *dice, struct buffer *text)
{
	size_t changes =
		dice_chance(dice, AS_ALLOWED) ? 0 : 1 + dice_few(dice, CHANGES_MAX);

	write_changed(schema_make(root, dice, corpus), changes, dice, corpus, text);
}

static void make_by_fixture(
	const struct corpus *corpus, struct dice *dice, struct buffer *text)
{
	const struct corpus_document *document =
		&corpus->documents[dice_below(dice, corpus->count)];

	if (document->tree)
		write_changed(tree_copy(document->tree), 1 + dice_few(dice, CHANGES_MAX),
			dice, corpus, text);
	else
		buffer_add(text, buffer_text(&document->text), document->text.length);
	if (!document->tree)
		mutate_bytes(text, dice);
}

enum suite_kind source_make(
	const struct source *source, uint64_t seed, uint64_t number, struct buffer *text)
{
	struct dice dice;
	enum suite_kind kind;
	const struct corpus *corpus;

	dice_start(&dice, seed, number);
	kind = source->kinds[dice_below(&dice, source->kind_count)];
	corpus = &source->corpora[kind];
	buffer_clear(text);
	if (source->roots[kind] && (!corpus->count || dice_chance(&dice, FROM_SCHEMA)))
		make_by_schema(source->roots[kind], corpus, &dice, text);
	else
		make_by_fixture(corpus, &dice, text);
	if (dice_chance(&dice, BYTES_CHANGED))
		mutate_bytes(text, &dice);
	return kind;
}
