// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Walks an expression and writes as it goes. With no buffer to write to, the same walk only
 * finds where a part ends.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/regex.h"

#define REPEAT_MAX 4096
#define BRANCHES_MAX 64
#define NESTING_MAX 40

struct walk {
	struct dice *dice;
	int nesting;
};

/* Members of classes are looked for among these. */
static const char candidates[] =
	"\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
	"abcdefghijklmnopqrstuvwxyz{|}~";
static const char *const foreign[] = { "\xc3\xa9", "\xe2\x82\xac", "\xd0\x96" };

static const char *walk_choice(struct walk *walk, const char *at, struct buffer *out);

static bool is_letter(int character)
{
	return (character >= 'a' && character <= 'z') ||
	       (character >= 'A' && character <= 'Z');
}

static bool is_digit(int character)
{
	return character >= '0' && character <= '9';
}

static bool is_blank(int character)
{
	return character && strchr(" \t\r\n", character);
}

/* Whether an ASCII character is of a general category, by the category's first letter. */
static bool is_of_category(int character, const char *category)
{
	switch (*category) {
	case 'L':
		if (category[1] == 'u')
			return character >= 'A' && character <= 'Z';
		if (category[1] == 'l')
			return character >= 'a' && character <= 'z';
		return is_letter(character);
	case 'N':
		return is_digit(character);
	case 'Z':
		return character == ' ';
	case 'I': /* a block: IsBasicLatin */
		return true;
	default:
		return character > ' ' && !is_letter(character) && !is_digit(character);
	}
}

/* Whether a character is in what \letter stands for. */
static bool escape_holds(const char *letter, int character)
{
	bool word = is_letter(character) || is_digit(character);

	switch (*letter) {
	case 'd':
		return is_digit(character);
	case 'D':
		return !is_digit(character);
	case 's':
		return is_blank(character);
	case 'S':
		return !is_blank(character);
	case 'w':
		return word;
	case 'W':
		return !word;
	case 'i':
		return is_letter(character) || strchr("_:", character);
	case 'I':
		return !is_letter(character) && !strchr("_:", character);
	case 'c':
		return word || strchr("_:-.", character);
	case 'C':
		return !word && !strchr("_:-.", character);
	case 'p':
		return is_of_category(character, letter + 2);
	case 'P':
		return !is_of_category(character, letter + 2);
	case 'n':
		return character == '\n';
	case 'r':
		return character == '\r';
	case 't':
		return character == '\t';
	default:
		return character == *letter;
	}
}

/* Behind \letter or \p{...}, at the backslash. */
static const char *escape_end(const char *at)
{
	const char *close = strchr(at, '}');

	if ((at[1] == 'p' || at[1] == 'P') && at[2] == '{' && close)
		return close + 1;
	return at[1] ? at + 2 : at + 1;
}

/* Behind a class, at its bracket. */
static const char *class_end(const char *at)
{
	for (at++; *at && *at != ']';) {
		if (*at == '\\')
			at = escape_end(at);
		else
			at = *at == '[' ? class_end(at) : at + 1;
	}
	return *at ? at + 1 : at;
}

/* A character that begins or ends a range: as it is, or escaped. */
static const char *range_end(const char *at, int *character)
{
	static const char letters[] = "nrt";
	const char *letter = at[0] == '\\' ? strchr(letters, at[1]) : NULL;

	*character = (unsigned char)(at[0] == '\\' ? at[1] : at[0]);
	if (letter && *letter)
		*character = "\n\r\t"[letter - letters];
	return at[0] == '\\' && at[1] ? at + 2 : at + 1;
}

/* Whether a class, at its bracket, holds a character of ASCII. */
static bool class_holds(const char *at, int character)
{
	bool negated = at[1] == '^';
	bool found = false;
	int first;
	int last;

	for (at += negated ? 2 : 1; *at && *at != ']';) {
		if (at[0] == '-' && at[1] == '[') {
			if (class_holds(at + 1, character))
				return false;
			break;
		}
		if (*at == '\\' && strchr("dDsSwWiIcCpP", at[1])) {
			found = found || escape_holds(at + 1, character);
			at = escape_end(at);
			continue;
		}
		at = range_end(at, &first);
		last = first;
		if (at[0] == '-' && at[1] != ']' && at[1] != '[')
			at = range_end(at + 1, &last);
		found = found || (character >= first && character <= last);
	}
	return found != negated;
}

/* Adds one of the candidates that holds() takes. */
static void add_member(struct walk *walk, bool (*holds)(const char *at, int character),
	const char *at, struct buffer *out)
{
	char members[sizeof(candidates)];
	size_t count = 0;

	for (const char *candidate = candidates; *candidate; candidate++)
		if (holds(at, *candidate))
			members[count++] = *candidate;
	if (count)
		buffer_add(out, &members[dice_below(walk->dice, count)], 1);
}

static bool dot_holds(const char *at, int character)
{
	(void)at;
	return character != '\n' && character != '\r';
}

static const char *walk_escape(struct walk *walk, const char *at, struct buffer *out)
{
	if (out)
		add_member(walk, escape_holds, at + 1, out);
	return escape_end(at);
}

static const char *walk_atom(struct walk *walk, const char *at, struct buffer *out)
{
	const char *end;
	size_t length = 1;

	switch (*at) {
	case '(':
		if (walk->nesting >= NESTING_MAX)
			return at + strlen(at);
		walk->nesting++;
		end = walk_choice(walk, at + 1, out);
		walk->nesting--;
		return *end ? end + 1 : end;
	case '[':
		if (out)
			add_member(walk, class_holds, at, out);
		return class_end(at);
	case '\\':
		return walk_escape(walk, at, out);
	case '.':
		if (out && dice_chance(walk->dice, 5))
			buffer_add_text(out, DICE_PICK(walk->dice, foreign));
		else if (out)
			add_member(walk, dot_holds, at, out);
		return at + 1;
	default:
		while ((at[length] & 0xc0) == 0x80)
			length++;
		if (out)
			buffer_add(out, at, length);
		return at + length;
	}
}

/* Reads a quantity, if there is one, and returns what is behind it. */
static const char *read_quantity(
	const char *at, unsigned long *least, unsigned long *most)
{
	char *end;

	*least = *at == '?' || *at == '*' ? 0 : 1;
	*most = *at == '*' || *at == '+' ? ULONG_MAX : 1;
	if (*at && strchr("?*+", *at))
		return at + 1;
	if (*at != '{')
		return at;
	*least = *most = strtoul(at + 1, &end, 10);
	if (*end == ',') {
		at = end + 1;
		*most = strtoul(at, &end, 10);
		if (end == at)
			*most = ULONG_MAX;
	}
	return *end ? end + 1 : end;
}

static size_t throw_quantity(struct walk *walk, unsigned long least, unsigned long most)
{
	least = least > REPEAT_MAX ? REPEAT_MAX : least;
	if (most == ULONG_MAX)
		return least + dice_few(walk->dice, 12);
	most = most > REPEAT_MAX ? REPEAT_MAX : most;
	most = most < least ? least : most;
	switch (dice_below(walk->dice, 4)) {
	case 0:
		return least;
	case 1:
		return most;
	default:
		return least + dice_below(walk->dice, most - least + 1);
	}
}

static const char *walk_piece(struct walk *walk, const char *at, struct buffer *out)
{
	const char *end = walk_atom(walk, at, NULL);
	unsigned long least;
	unsigned long most;
	const char *next = read_quantity(end, &least, &most);

	if (out)
		for (size_t i = throw_quantity(walk, least, most); i > 0; i--)
			walk_atom(walk, at, out);
	return next;
}

static const char *walk_branch(struct walk *walk, const char *at, struct buffer *out)
{
	while (*at && *at != '|' && *at != ')')
		at = walk_piece(walk, at, out);
	return at;
}

/* Up to the closing parenthesis, or the end. */
static const char *walk_choice(struct walk *walk, const char *at, struct buffer *out)
{
	const char *branches[BRANCHES_MAX];
	size_t count = 0;

	for (;;) {
		if (count < BRANCHES_MAX)
			branches[count++] = at;
		at = walk_branch(walk, at, NULL);
		if (*at != '|')
			break;
		at++;
	}
	if (out)
		walk_branch(walk, branches[dice_below(walk->dice, count)], out);
	return at;
}

void regex_make(const char *expression, struct dice *dice, struct buffer *text)
{
	struct walk walk = { dice, 0 };

	walk_choice(&walk, expression, text);
}
