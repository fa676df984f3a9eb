// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads and searches the list of known disagreements. */
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "fuzz/known.h"
#include "memory.h"

#define BLANKS " \t\r"
#define FILE_MAX (16u * 1024 * 1024)

/* A copy of the word at *at, which goes on to the next one. */
static char *take_word(char **at)
{
	char *word = *at;
	size_t length = strcspn(word, BLANKS);

	*at += length + strspn(word + length, BLANKS);
	return memory_copy_length(word, length);
}

/* The rest of the word at *at, if it begins with prefix; else NULL. */
static char *take_condition(char **at, const char *prefix)
{
	if (strncmp(*at, prefix, strlen(prefix)))
		return NULL;
	*at += strlen(prefix);
	return take_word(at);
}

/* Takes one line apart; -EINVAL where it has no reason. */
static int add_line(struct known *known, char *line)
{
	char *at = line + strspn(line, BLANKS);
	struct known_line *next;
	char *exception;

	if (!*at || *at == '#')
		return 0;
	known->lines = memory_grow(known->lines, known->count + 1, sizeof(*known->lines));
	next = &known->lines[known->count++];
	*next = (struct known_line){ .pattern = take_word(&at) };
	next->says = take_condition(&at, "says:");
	while ((exception = take_condition(&at, "but:")))
		strings_add(&next->but, exception);
	next->reason = memory_copy(at);
	return *at ? 0 : -EINVAL;
}

int known_load(struct known *known, const char *path, char **complaint)
{
	struct buffer text = { 0 };
	int status = buffer_read_file(&text, path, FILE_MAX);
	char *rest = text.data;
	char *line;

	if (status)
		*complaint = memory_format("%s: %s", path, strerror(-status));
	for (unsigned int number = 1; !status && (line = strsep(&rest, "\n")); number++) {
		status = add_line(known, line);
		if (status)
			*complaint = memory_format(
				"%s:%u: a signature without a reason", path, number);
	}
	buffer_free(&text);
	return status;
}

void known_free(struct known *known)
{
	for (size_t i = 0; i < known->count; i++) {
		free(known->lines[i].pattern);
		free(known->lines[i].says);
		strings_free(known->lines[i].but);
		free(known->lines[i].reason);
	}
	free(known->lines);
	*known = (struct known){ 0 };
}

static bool matches(
	const struct known_line *line, const char *signature, const char *message)
{
	if (fnmatch(line->pattern, signature, 0) ||
		(line->says && fnmatch(line->says, message, 0)))
		return false;
	for (char **but = line->but; but && *but; but++)
		if (!fnmatch(*but, signature, 0) || !fnmatch(*but, message, 0))
			return false;
	return true;
}

struct known_line *known_find(
	const struct known *known, const char *signature, const char *message)
{
	for (size_t i = 0; i < known->count; i++)
		if (matches(&known->lines[i], signature, message))
			return &known->lines[i];
	return NULL;
}
