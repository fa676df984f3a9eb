// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory and lists of strings; running out of it ends the program. */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define BLANKS " \t\r\n"

static void *checked(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "%s: out of memory\n", program_invocation_short_name);
	exit(2);
}

void *memory_new(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size));
}

void *memory_grow(void *array, size_t count, size_t size)
{
	if (count > SIZE_MAX / size)
		return checked(NULL);
	return checked(realloc(array, count * size));
}

char *memory_copy(const char *text)
{
	return memory_copy_length(text, strlen(text));
}

char *memory_copy_length(const char *text, size_t length)
{
	char *copy = memory_new(length + 1, 1);

	if (length)
		memcpy(copy, text, length);
	return copy;
}

char *memory_format(const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	return checked(length < 0 ? NULL : text);
}

size_t strings_count(char *const *list)
{
	size_t count = 0;

	while (list && list[count])
		count++;
	return count;
}

bool strings_equal(const char *left, const char *right)
{
	return left && right ? !strcmp(left, right) : left == right;
}

void strings_add(char ***list, char *text)
{
	size_t count = strings_count(*list);

	*list = memory_grow(*list, count + 2, sizeof(**list));
	(*list)[count] = text;
	(*list)[count + 1] = NULL;
}

int strings_contain(char *const *list, const char *text)
{
	for (; list && *list; list++)
		if (!strcmp(*list, text))
			return 1;
	return 0;
}

char **strings_split(const char *text)
{
	char **words = NULL;

	for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
		size_t length = strcspn(text, BLANKS);

		strings_add(&words, memory_copy_length(text, length));
		text += length;
	}
	return words;
}

void strings_free(char **list)
{
	for (char **text = list; text && *text; text++)
		free(*text);
	free(list);
}
