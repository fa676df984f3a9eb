// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads and searches the list of known disagreements. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "fuzz/known.h"
#include "memory.h"

#define BLANKS " \t\r"
#define FILE_MAX (16u * 1024 * 1024)

/* Takes one line apart; false where it has no reason. */
static int add_line(struct known *known, char *line)
{
	char *pattern = line + strspn(line, BLANKS);
	size_t length = strcspn(pattern, BLANKS);
	char *reason = pattern + length + strspn(pattern + length, BLANKS);

	if (!*pattern || *pattern == '#')
		return 0;
	if (!*reason)
		return -EINVAL;
	known->lines = memory_grow(known->lines, known->count + 1, sizeof(*known->lines));
	known->lines[known->count++] =
		(struct known_line){ memory_copy_length(pattern, length),
			memory_copy(reason), 0 };
	return 0;
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
		free(known->lines[i].reason);
	}
	free(known->lines);
	*known = (struct known){ 0 };
}

struct known_line *known_find(const struct known *known, const char *signature)
{
	for (size_t i = 0; i < known->count; i++)
		if (!fnmatch(known->lines[i].pattern, signature, 0))
			return &known->lines[i];
	return NULL;
}
