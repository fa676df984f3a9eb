// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is to be run, as a shell script for the inside of the machine. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "script.h"

#define TIER_VARIABLE "NHD_NETSIM_TIER"
/* The tools of the administrator are not in everybody's PATH. */
#define MORE_PATH ":/usr/sbin:/sbin"
#define USUAL_PATH "/usr/local/bin:/usr/bin:/bin"

extern char **environ;

/* A word for the shell, quoted whatever is in it. */
static void add_word(struct buffer *text, const char *word)
{
	buffer_add_text(text, "'");
	for (; *word; word++) {
		if (*word == '\'')
			buffer_add_text(text, "'\\''");
		else
			buffer_add(text, word, 1);
	}
	buffer_add_text(text, "'");
}

static void add_words(struct buffer *text, char *const *words)
{
	for (; *words; words++) {
		buffer_add_text(text, " ");
		add_word(text, *words);
	}
}

void script_set_environment(const char *tier)
{
	const char *path = getenv("PATH");
	char *longer = memory_format("%s%s", path ? path : USUAL_PATH, MORE_PATH);

	setenv("PATH", longer, 1);
	setenv(TIER_VARIABLE, tier, 1);
	free(longer);
}

static void add_folder(struct buffer *text)
{
	char *folder = getcwd(NULL, 0);

	buffer_add_text(text, "cd ");
	add_word(text, folder ? folder : "/");
	buffer_add_text(text, " || exit 125\n");
	free(folder);
}

void script_write(struct buffer *text, char *const *argv, const char *share,
	const char *terminal, const char *document)
{
	buffer_add_text(text, "share=");
	add_word(text, share ? share : "");
	buffer_add_text(text, "\nterminal=");
	add_word(text, terminal ? terminal : "");
	buffer_add_text(text, "\ndocument=");
	add_word(text, document);
	buffer_add_text(text, "\nrun_command() {\n");
	add_folder(text);
	buffer_add_text(text, "exec /usr/bin/env -i");
	add_words(text, environ);
	add_words(text, argv);
	buffer_add_text(text, "\n}\n");
}
