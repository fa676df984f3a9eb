// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads the list of expected failures. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "expected.h"
#include "memory.h"

#define LIST_MAX (16u * 1024 * 1024)
#define BLANKS " \t\r"

/* Takes the next word off *rest. */
static char *take_word(char **rest)
{
	char *word = *rest + strspn(*rest, BLANKS);
	char *end = word + strcspn(word, BLANKS);

	*rest = end;
	if (*end) {
		*end = '\0';
		*rest = end + 1;
	}
	return word;
}

static const char *add_line(struct expected *expected, char *line, unsigned int number)
{
	char *rest = line;
	char *id = take_word(&rest);
	char *outcome_text = take_word(&rest);
	char *reason = rest + strspn(rest, BLANKS);
	enum outcome_kind outcome;

	if (!*id || *id == '#')
		return NULL;
	if (!outcome_parse_failure(outcome_text, &outcome))
		return "the second word is no outcome";
	if (!*reason)
		return "no reason is given";
	if (expected_find(expected, id))
		return "the id is on the list already";
	expected->list =
		memory_grow(expected->list, expected->count + 1, sizeof(*expected->list));
	expected->list[expected->count++] = (struct expected_failure){ memory_copy(id),
		outcome, memory_copy(reason), number };
	return NULL;
}

int expected_load(struct expected *expected, const char *path, char **complaint)
{
	struct buffer text = { 0 };
	int status = buffer_read_file(&text, path, LIST_MAX);
	const char *wrong = status ? strerror(-status) : NULL;
	unsigned int number = 0;
	char *rest = text.data;

	while (rest && !wrong) {
		char *line = strsep(&rest, "\n");

		number++;
		wrong = add_line(expected, line, number);
	}
	buffer_free(&text);
	if (!wrong)
		return 0;
	*complaint = memory_format("%s:%u: %s", path, number, wrong);
	return status ? status : -EINVAL;
}

void expected_free(struct expected *expected)
{
	for (size_t i = 0; i < expected->count; i++) {
		free(expected->list[i].id);
		free(expected->list[i].reason);
	}
	free(expected->list);
	*expected = (struct expected){ 0 };
}

const struct expected_failure *expected_find(
	const struct expected *expected, const char *id)
{
	for (size_t i = 0; i < expected->count; i++)
		if (!strcmp(expected->list[i].id, id))
			return &expected->list[i];
	return NULL;
}

void expected_check(const struct expected *expected, const struct suite *suite,
	const char *path, char ***problems)
{
	for (size_t i = 0; i < expected->count; i++)
		if (!suite_find(suite, expected->list[i].id))
			strings_add(problems,
				memory_format("%s:%u: no case is called %s", path,
					expected->list[i].line, expected->list[i].id));
}
