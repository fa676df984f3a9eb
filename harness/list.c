// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows a suite to people. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "list.h"

static void list_case(const struct suite_case *test)
{
	char *range = suite_case_range(test);
	char *title = suite_case_title(test);

	printf("%s\t%s\t%s\t%s\n", test->id, suite_level_name(test->level), range, title);
	free(title);
	free(range);
}

size_t list_cases(const struct suite *suite, char *const *globs)
{
	size_t count = 0;

	for (size_t i = 0; i < suite->count; i++) {
		for (size_t j = 0; j < suite->chapters[i].count; j++) {
			const struct suite_case *test = &suite->chapters[i].cases[j];

			if (globs && *globs && !suite_id_matches(test->id, globs))
				continue;
			list_case(test);
			count++;
		}
	}
	return count;
}

static void show_text(const char *title, const struct buffer *text)
{
	printf("\n%s:\n", title);
	fwrite(buffer_text(text), 1, text->length, stdout);
	if (text->length && text->data[text->length - 1] != '\n')
		putchar('\n');
}

static void show_words(const char *label, char *const *words)
{
	for (; words && *words; words++)
		printf("%s: %s\n", label, *words);
}

static void show_facts(const struct suite_case *test)
{
	char *range = suite_case_range(test);

	printf("%s\n%s\n\n%s\n\n", test->id, test->chapter->title, test->prose);
	printf("level: %s\nref: %s\nlibvirt: %s\n", suite_level_name(test->level),
		test->ref, range);
	if (test->driver)
		printf("driver: %s\n", test->driver);
	show_words("invents", test->invents);
	show_words("requires", test->requires);
	if (test->unstable)
		puts("unstable: yes");
	if (test->verbs)
		printf("do: %s\n", test->verbs);
	if (test->behaviour)
		printf("behaviour: %s\n", test->behaviour);
	if (test->faults)
		printf("faults: %s\n", test->faults);
	free(range);
}

static void show_extras(const struct suite_case *test, bool expected)
{
	for (size_t i = 0; i < SUITE_EXTRAS; i++) {
		const struct buffer *text = suite_extra_text(&suite_extras[i], test);

		if (suite_extras[i].is_expected == expected && text->length)
			show_text(suite_extras[i].key, text);
	}
}

int list_show(const struct suite *suite, const char *id)
{
	const struct suite_case *test = suite_find(suite, id);

	if (!test)
		return -ENOENT;
	show_facts(test);
	show_extras(test, false);
	show_text("input", &test->input);
	if (test->rejects)
		printf("\nrejected as:\n%s %s\n", test->error_class,
			test->error_path ? test->error_path : "");
	else
		show_text("output", &test->output);
	show_extras(test, true);
	return 0;
}
