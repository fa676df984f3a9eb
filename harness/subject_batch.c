// SPDX-License-Identifier: LGPL-2.1-or-later
/* Batch mode: takes the frames of a subject apart. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "memory.h"
#include "subject.h"

#define FRAME_LINE_MAX 1024
#define GREETING "hello 1 "

/* How much of a wrong line is shown. */
#define SHOWN_MAX 80

struct frame {
	char line[FRAME_LINE_MAX + 1];
	size_t length; /* of the line with its newline */
};

static enum frame_result broken(struct answer *answer, const char *what, const char *line)
{
	char shown[SHOWN_MAX + 1];
	size_t length = 0;

	for (; line[length] && length < SHOWN_MAX; length++)
		shown[length] =
			line[length] >= ' ' && line[length] < 0x7f ? line[length] : '?';
	shown[length] = '\0';
	answer_set(answer, ANSWER_VIOLATION, "%s: '%s'", what, shown);
	return FRAME_BROKEN;
}

static enum frame_result read_line(
	const struct buffer *output, struct frame *frame, struct answer *answer)
{
	const char *newline;
	size_t length = output->length;

	if (!length)
		return FRAME_INCOMPLETE;
	newline = memchr(output->data, '\n', length);
	length = newline ? (size_t)(newline - output->data) : length;
	if (length > FRAME_LINE_MAX)
		return broken(answer, "a line without end on stdout", output->data);
	memcpy(frame->line, output->data, length);
	frame->line[length] = '\0';
	frame->length = length + 1;
	if (strlen(frame->line) != length)
		return broken(answer, "a NUL on stdout, in", frame->line);
	return newline ? FRAME_COMPLETE : FRAME_INCOMPLETE;
}

static bool parse_length(const char *text, size_t *length)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*length = strtoul(text, &end, 10);
	return !errno && !*end && *length <= PROCESS_OUTPUT_MAX;
}

/* The verbs of an answer, and how many words each line has. */
static const struct {
	const char *name;
	enum answer_kind kind;
	size_t words;
} answers[] = {
	{ "accept", ANSWER_ACCEPT, 2 },
	{ "reject", ANSWER_REJECT, 4 },
	{ "skip", ANSWER_SKIP, 2 },
};

/* Splits at single spaces, so that doubled or trailing ones are seen. */
static size_t split(char *line, char **words, size_t limit)
{
	size_t count = 0;

	for (char *rest = line; rest; count++) {
		char *word = strsep(&rest, " ");

		if (count < limit)
			words[count] = word;
	}
	return count;
}

static bool words_are_right(char **words, size_t count, size_t *which, size_t *length)
{
	size_t i = 0;

	while (i < sizeof(answers) / sizeof(answers[0]) &&
		strcmp(answers[i].name, words[0]) != 0)
		i++;
	if (i == sizeof(answers) / sizeof(answers[0]) || count != answers[i].words ||
		!parse_length(words[count - 1], length))
		return false;
	*which = i;
	return answers[i].kind != ANSWER_REJECT ||
	       (class_is_answer(words[1]) &&
		       (!strcmp(words[2], "-") || words[2][0] == '/'));
}

enum frame_result batch_answer(
	const struct buffer *output, struct answer *answer, size_t *used)
{
	struct frame frame;
	enum frame_result result = read_line(output, &frame, answer);
	char line[FRAME_LINE_MAX + 1];
	char *words[4];
	size_t count;
	size_t which;
	size_t length;

	if (result != FRAME_COMPLETE)
		return result;
	strcpy(line, frame.line);
	count = split(line, words, 4);
	if (!words_are_right(words, count, &which, &length))
		return broken(
			answer, "is no answer, or one of more than 64 MiB", frame.line);
	if (output->length - frame.length < length)
		return FRAME_INCOMPLETE;
	answer_set(answer, answers[which].kind, "%s", "");
	buffer_add(&answer->text, output->data + frame.length, length);
	if (answers[which].kind == ANSWER_REJECT) {
		answer->error_class = memory_copy(words[1]);
		answer->path = strcmp(words[2], "-") ? memory_copy(words[2]) : NULL;
	}
	*used = frame.length + length;
	return FRAME_COMPLETE;
}

static bool is_spaced_singly(const char *line)
{
	for (; *line; line++)
		if ((unsigned char)*line < ' ' ||
			(*line == ' ' && (!line[1] || line[1] == ' ')))
			return false;
	return true;
}

enum frame_result batch_greeting(
	const struct buffer *output, char **greeting, struct answer *answer, size_t *used)
{
	struct frame frame;
	enum frame_result result = read_line(output, &frame, answer);
	char **words;

	if (result != FRAME_COMPLETE)
		return result;
	words = strings_split(frame.line);
	if (strncmp(frame.line, GREETING, strlen(GREETING)) != 0 ||
		strings_count(words) < 4 || !is_spaced_singly(frame.line))
		result = broken(answer, "is no 'hello 1 NAME VERSION'", frame.line);
	else
		*greeting = memory_copy(frame.line + strlen(GREETING));
	*used = frame.length;
	strings_free(words);
	return result;
}
