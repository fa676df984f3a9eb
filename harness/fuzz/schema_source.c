// SPDX-License-Identifier: LGPL-2.1-or-later
/* A walk over patterns that takes each choice by chance. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/regex.h"
#include "fuzz/schema_source.h"
#include "memory.h"

/* Below this depth, and beyond so many elements, only what has to be there is made. */
#define DEPTH_MAX 12
#define ELEMENTS_MAX 150
#define VALUE_TRIES 20
/* What may have any name is made so much more seldom than what has a meaning. */
#define WILDNESS 8

struct maker {
	struct dice *dice;
	const struct corpus *corpus;
	unsigned int density; /* how often, of 100, an option is taken */
	bool ordered;         /* what may mix stays in the order of the schema */
	unsigned int depth;
	unsigned int wild; /* how many of the elements around have no meaning */
	unsigned int elements;
};

static void make(struct maker *maker, const struct pattern *pattern, struct part *into);
static void make_value(struct maker *maker, const struct pattern *pattern,
	const char *name, struct buffer *value);

static bool is_scarce(const struct maker *maker)
{
	return maker->depth >= DEPTH_MAX || maker->elements >= ELEMENTS_MAX;
}

static bool takes_option(struct maker *maker, const struct pattern *pattern)
{
	unsigned int density = maker->density;

	if (pattern->wild || maker->wild)
		density = density / WILDNESS + 1;
	return !is_scarce(maker) && dice_chance(maker->dice, density);
}

static size_t repetitions(struct maker *maker, const struct pattern *pattern)
{
	size_t least = pattern->kind == PATTERN_ONE_OR_MORE ? 1 : 0;

	if (pattern->kind == PATTERN_OPTIONAL)
		return takes_option(maker, pattern) ? 1 : 0;
	if (!takes_option(maker, pattern))
		return least;
	return 1 + dice_few(maker->dice, 6);
}

/* One of a choice that comes to an end; the lowest where there is no more room. */
static const struct pattern *choose(struct maker *maker, const struct pattern *choice)
{
	const struct pattern *lowest = NULL;

	for (size_t i = 0; i < choice->child_count; i++) {
		const struct pattern *child = choice->children[i];

		if (!lowest || child->height < lowest->height)
			lowest = child;
	}
	for (int tries = 0; lowest && !is_scarce(maker) && tries < VALUE_TRIES; tries++) {
		size_t which = dice_below(maker->dice, choice->child_count);

		if (choice->children[which]->wild &&
			!dice_chance(maker->dice, 100 / WILDNESS))
			continue;
		if (choice->children[which]->height < HEIGHT_NONE)
			return choice->children[which];
	}
	return lowest;
}

/* A name of those that are allowed, or one that nobody gave a meaning. */
static const char *choose_name(struct maker *maker, const struct pattern *pattern)
{
	static const char *const strange[] = { "x", "other", "foo", "a-b", "_x" };
	const char *name = DICE_PICK(maker->dice, strange);

	if (pattern->names)
		return pattern
			->names[dice_below(maker->dice, strings_count(pattern->names))];
	if (dice_chance(maker->dice, 40) && corpus_element(maker->corpus, maker->dice)) {
		const char *known = corpus_element(maker->corpus, maker->dice);
		const char *other =
			pattern->kind == PATTERN_ATTRIBUTE
				? corpus_attribute(maker->corpus, maker->dice, known)
				: known;

		/* A prefix would want a namespace that the schema says nothing of. */
		if (other && !strings_contain(pattern->excluded, other) &&
			!strchr(other, ':') && strcmp(other, "xmlns") != 0)
			return other;
	}
	return strings_contain(pattern->excluded, name) ? "nobody-knows" : name;
}

static void make_element(
	struct maker *maker, const struct pattern *pattern, struct part *into)
{
	struct part *element = tree_new(PART_ELEMENT, choose_name(maker, pattern));

	maker->depth++;
	maker->elements++;
	maker->wild += !pattern->names;
	for (size_t i = 0; i < pattern->child_count; i++)
		make(maker, pattern->children[i], element);
	maker->wild -= !pattern->names;
	maker->depth--;
	tree_append(into, element);
}

static void make_attribute(
	struct maker *maker, const struct pattern *pattern, struct part *into)
{
	const char *name = choose_name(maker, pattern);
	struct buffer value = { 0 };
	struct buffer markup = { 0 };

	if (tree_find_attribute(into, name))
		return;
	for (size_t i = 0; i < pattern->child_count; i++)
		make_value(maker, pattern->children[i], name, &value);
	tree_escape(&markup, buffer_text(&value));
	tree_add_attribute(into, name, buffer_text(&markup));
	buffer_free(&markup);
	buffer_free(&value);
}

static void take_attributes(struct part *into, const struct part *from)
{
	for (size_t i = 0; i < from->attribute_count; i++)
		if (!tree_find_attribute(into, from->attributes[i].name))
			tree_add_attribute(into, from->attributes[i].name,
				from->attributes[i].value);
}

/* Each child's parts keep their order; those of different children mix. */
static void make_interleave(
	struct maker *maker, const struct pattern *pattern, struct part *into)
{
	struct part *mixed = tree_new(PART_ELEMENT, "");

	for (size_t i = 0; i < pattern->child_count; i++) {
		struct part *next = tree_new(PART_ELEMENT, "");
		size_t at = 0;

		make(maker, pattern->children[i], next);
		take_attributes(into, next);
		while (next->child_count) {
			struct part *child = next->children[0];

			tree_detach(child);
			at = maker->ordered ? mixed->child_count
					    : at + dice_below(maker->dice,
							   mixed->child_count - at + 1);
			tree_insert(mixed, at++, child);
		}
		tree_free(next);
	}
	while (mixed->child_count) {
		struct part *child = mixed->children[0];

		tree_detach(child);
		tree_append(into, child);
	}
	tree_free(mixed);
}

static void make_text(
	struct maker *maker, const struct pattern *pattern, struct part *into)
{
	struct buffer value = { 0 };
	struct buffer markup = { 0 };

	make_value(maker, pattern, into->text, &value);
	tree_escape(&markup, buffer_text(&value));
	if (markup.length)
		tree_append(into, tree_new(PART_TEXT, buffer_text(&markup)));
	buffer_free(&markup);
	buffer_free(&value);
}

static void make_repeated(
	struct maker *maker, const struct pattern *pattern, struct part *into)
{
	for (size_t i = repetitions(maker, pattern); i > 0; i--)
		for (size_t j = 0; j < pattern->child_count; j++)
			make(maker, pattern->children[j], into);
}

static void make(struct maker *maker, const struct pattern *pattern, struct part *into)
{
	const struct pattern *chosen;

	switch (pattern->kind) {
	case PATTERN_EMPTY:
	case PATTERN_NOT_ALLOWED:
		break;
	case PATTERN_ELEMENT:
		make_element(maker, pattern, into);
		break;
	case PATTERN_ATTRIBUTE:
		make_attribute(maker, pattern, into);
		break;
	case PATTERN_INTERLEAVE:
		make_interleave(maker, pattern, into);
		break;
	case PATTERN_CHOICE:
		chosen = choose(maker, pattern);
		if (chosen)
			make(maker, chosen, into);
		break;
	case PATTERN_OPTIONAL:
	case PATTERN_ZERO_OR_MORE:
	case PATTERN_ONE_OR_MORE:
		make_repeated(maker, pattern, into);
		break;
	case PATTERN_REFERENCE:
		make(maker, pattern->target, into);
		break;
	case PATTERN_GROUP:
		for (size_t i = 0; i < pattern->child_count; i++)
			make(maker, pattern->children[i], into);
		break;
	case PATTERN_TEXT:
		if (!dice_chance(maker->dice, 10))
			break;
		make_text(maker, pattern, into);
		break;
	case PATTERN_LIST:
	case PATTERN_DATA:
	case PATTERN_VALUE:
		make_text(maker, pattern, into);
		break;
	}
}

/* The types that are numbers, and from where to where. */
static const struct number_type {
	const char *name;
	long long least;
	unsigned long long most;
} number_types[] = {
	{ "byte", SCHAR_MIN, SCHAR_MAX },
	{ "short", SHRT_MIN, SHRT_MAX },
	{ "int", INT_MIN, INT_MAX },
	{ "long", LLONG_MIN, LLONG_MAX },
	{ "integer", LLONG_MIN, LLONG_MAX },
	{ "negativeInteger", LLONG_MIN, 0 },
	{ "unsignedByte", 0, UCHAR_MAX },
	{ "unsignedShort", 0, USHRT_MAX },
	{ "unsignedInt", 0, UINT_MAX },
	{ "unsignedLong", 0, ULLONG_MAX },
	{ "nonNegativeInteger", 0, ULLONG_MAX },
	{ "positiveInteger", 1, ULLONG_MAX },
};

static const char *limit_of(const struct pattern *data, const char *name)
{
	for (size_t i = 0; i < data->limit_count; i++)
		if (!strcmp(data->limits[i].name, name))
			return data->limits[i].value;
	return NULL;
}

static long long least_of(const struct pattern *data, long long least)
{
	const char *limit = limit_of(data, "minInclusive");

	if (limit)
		return strtoll(limit, NULL, 10);
	limit = limit_of(data, "minExclusive");
	return limit ? strtoll(limit, NULL, 10) + 1 : least;
}

static unsigned long long most_of(const struct pattern *data, unsigned long long most)
{
	const char *limit = limit_of(data, "maxInclusive");

	if (limit)
		return strtoull(limit, NULL, 10);
	limit = limit_of(data, "maxExclusive");
	return limit ? strtoull(limit, NULL, 10) - 1 : most;
}

/* Ends of the range, numbers by them, and some of every size between. */
static void make_number(struct maker *maker, const struct pattern *data,
	const struct number_type *type, struct buffer *value)
{
	long long least = least_of(data, type->least);
	unsigned long long most = most_of(data, type->most);
	unsigned long long span = most - (unsigned long long)least;
	unsigned long long step = dice_next(maker->dice) >> dice_below(maker->dice, 64);

	if (span != ULLONG_MAX)
		step %= span + 1;
	switch (dice_below(maker->dice, 6)) {
	case 0:
		step = 0;
		break;
	case 1:
		step = span;
		break;
	case 2:
		step = step % 16 > span ? span : step % 16;
		break;
	default:
		break;
	}
	if (least < 0 && step < -(unsigned long long)least)
		buffer_format(value, "%lld", least + (long long)step);
	else
		buffer_format(value, "%s%llu", dice_chance(maker->dice, 8) ? "0" : "",
			(unsigned long long)least + step);
}

static size_t throw_length(struct maker *maker, const struct pattern *data)
{
	const char *exact = limit_of(data, "length");
	const char *least = limit_of(data, exact ? "length" : "minLength");
	const char *most = limit_of(data, exact ? "length" : "maxLength");
	size_t low = least ? strtoul(least, NULL, 10) : 0;
	size_t high = most ? strtoul(most, NULL, 10) : low + 12;

	if (high > 4096)
		high = 4096;
	if (high <= low)
		return low;
	if (dice_chance(maker->dice, 15))
		return high;
	return low + dice_below(maker->dice, high - low + 1);
}

static void make_string(
	struct maker *maker, const struct pattern *data, struct buffer *value)
{
	static const char characters[] = "abcdefxyzABCXYZ0123456789-_.:/ ,+#%&<'\"";
	static const char letters[] = "abcdefABCDEF";
	bool name = strstr(data->text, "Name") || strstr(data->text, "NMTOKEN") ||
		    !strcmp(data->text, "ID");
	bool token = !strcmp(data->text, "token") || !strcmp(data->text, "anyURI");

	for (size_t length = throw_length(maker, data); length > 0; length--) {
		size_t limit = name ? sizeof(letters) - 1 : sizeof(characters) - 1;
		char character =
			(name ? letters : characters)[dice_below(maker->dice, limit)];

		if (token && character == ' ')
			character = '_';
		buffer_add(value, &character, 1);
	}
	if (name && !value->length)
		buffer_add_text(value, "a");
}

static void make_data_once(struct maker *maker, const struct pattern *data,
	const char *name, struct buffer *value)
{
	const char *expression = limit_of(data, "pattern");
	const char *known = corpus_value(maker->corpus, maker->dice, name);

	if (expression) {
		regex_make(expression, maker->dice, value);
		return;
	}
	for (size_t i = 0; i < sizeof(number_types) / sizeof(number_types[0]); i++) {
		if (strcmp(number_types[i].name, data->text) != 0)
			continue;
		make_number(maker, data, &number_types[i], value);
		return;
	}
	if (!strcmp(data->text, "boolean"))
		buffer_add_text(value, dice_chance(maker->dice, 50) ? "true" : "0");
	else if (known && !data->limit_count && !strcmp(data->text, "string") &&
		 dice_chance(maker->dice, 60))
		buffer_add_text(value, known);
	else
		make_string(maker, data, value);
}

/* Whether two are the same but for the blanks around them: values are tokens. */
static bool same_token(const char *left, const char *right)
{
	size_t length;

	left += strspn(left, " \t\r\n");
	right += strspn(right, " \t\r\n");
	length = strcspn(left, " \t\r\n");
	return length == strcspn(right, " \t\r\n") && !strncmp(left, right, length);
}

static bool is_excepted(const struct pattern *except, const char *value)
{
	bool found = except->kind == PATTERN_VALUE && same_token(except->text, value);

	for (size_t i = 0; i < except->child_count && !found; i++)
		found = is_excepted(except->children[i], value);
	return found;
}

/* Whether a number is within the limits that stand beside a pattern for its digits. */
static bool is_within_limits(const struct pattern *data, const char *value)
{
	bool bounded = limit_of(data, "maxInclusive") || limit_of(data, "minInclusive");

	if (!limit_of(data, "pattern") || !bounded)
		return true;
	errno = 0;
	return strtoll(value, NULL, 10) >= least_of(data, LLONG_MIN) &&
	       (*value == '-' ||
		       strtoull(value, NULL, 10) <= most_of(data, ULLONG_MAX)) &&
	       !errno;
}

static void make_data(struct maker *maker, const struct pattern *data, const char *name,
	struct buffer *value)
{
	struct buffer one = { 0 };

	for (int tries = 0; tries < VALUE_TRIES; tries++) {
		buffer_clear(&one);
		make_data_once(maker, data, name, &one);
		if (is_within_limits(data, buffer_text(&one)) &&
			!(data->except && is_excepted(data->except, buffer_text(&one))))
			break;
	}
	buffer_add_text(value, buffer_text(&one));
	buffer_free(&one);
}

static void make_any_text(struct maker *maker, const char *name, struct buffer *value)
{
	static const char *const texts[] = { "", "x", "0", "a b", "&", "\xc3\xa9",
		"yes" };
	const char *known = corpus_value(maker->corpus, maker->dice, name);

	buffer_add_text(value, known && dice_chance(maker->dice, 60)
				       ? known
				       : DICE_PICK(maker->dice, texts));
}

static size_t count_of_values(struct maker *maker, const struct pattern *pattern)
{
	if (pattern->kind == PATTERN_OPTIONAL || pattern->kind == PATTERN_ZERO_OR_MORE ||
		pattern->kind == PATTERN_ONE_OR_MORE)
		return repetitions(maker, pattern);
	return 1;
}

/* The value of an attribute, or the text of an element. */
static void make_value(struct maker *maker, const struct pattern *pattern,
	const char *name, struct buffer *value)
{
	const struct pattern *chosen;

	switch (pattern->kind) {
	case PATTERN_DATA:
		make_data(maker, pattern, name, value);
		return;
	case PATTERN_VALUE:
		buffer_add_text(value, pattern->text);
		return;
	case PATTERN_TEXT:
		make_any_text(maker, name, value);
		return;
	case PATTERN_REFERENCE:
		make_value(maker, pattern->target, name, value);
		return;
	case PATTERN_CHOICE:
		chosen = choose(maker, pattern);
		if (chosen)
			make_value(maker, chosen, name, value);
		return;
	default:
		break;
	}
	for (size_t i = count_of_values(maker, pattern); i > 0; i--)
		for (size_t j = 0; j < pattern->child_count; j++) {
			if (pattern->kind == PATTERN_LIST && value->length)
				buffer_add_text(value, " ");
			make_value(maker, pattern->children[j], name, value);
		}
}

struct part *schema_make(
	const struct pattern *root, struct dice *dice, const struct corpus *corpus)
{
	static const unsigned int densities[] = { 3, 8, 15, 20, 35, 50, 75, 90 };
	struct maker maker = { .dice = dice, .corpus = corpus };
	struct part *document = tree_new(PART_DOCUMENT, "");

	maker.density = DICE_PICK(dice, densities);
	maker.ordered = dice_chance(dice, 50);
	make(&maker, root, document);
	return document;
}

/* Values below an attribute are those of its name. */
static void teach_values(
	const struct pattern *pattern, const char *name, struct corpus *corpus, int depth)
{
	if (depth > DEPTH_MAX)
		return;
	if (pattern->kind == PATTERN_VALUE)
		corpus_add_value(corpus, name, pattern->text);
	if (pattern->kind == PATTERN_REFERENCE)
		teach_values(pattern->target, name, corpus, depth + 1);
	for (size_t i = 0; i < pattern->child_count; i++)
		teach_values(pattern->children[i], name, corpus, depth + 1);
}

/* The attributes of an element, through references, and not those of its children. */
static void teach_attributes(const struct pattern *pattern, const char *element,
	struct corpus *corpus, int depth)
{
	if (depth > DEPTH_MAX)
		return;
	if (pattern->kind == PATTERN_ATTRIBUTE) {
		for (char **name = pattern->names; name && *name; name++) {
			corpus_add_attribute(corpus, element, *name);
			teach_values(pattern, *name, corpus, 0);
		}
		return;
	}
	if (pattern->kind == PATTERN_ELEMENT && depth)
		return;
	if (pattern->kind == PATTERN_REFERENCE)
		teach_attributes(pattern->target, element, corpus, depth + 1);
	for (size_t i = 0; i < pattern->child_count; i++)
		teach_attributes(pattern->children[i], element, corpus, depth + 1);
}

void schema_teach(const struct schema *schema, struct corpus *corpus)
{
	for (size_t i = 0; i < schema->pattern_count; i++) {
		const struct pattern *pattern = schema->patterns[i];

		if (pattern->kind != PATTERN_ELEMENT)
			continue;
		for (char **name = pattern->names; name && *name; name++) {
			corpus_add_element(corpus, *name);
			teach_attributes(pattern, *name, corpus, 0);
		}
	}
}
