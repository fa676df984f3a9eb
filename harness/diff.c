// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A unified diff by longest common subsequence: the middle that is left when the common
 * head and tail are gone is small in practice, and is replaced whole where it is not.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "memory.h"

#define CONTEXT 3
#define TABLE_MAX (4u * 1024 * 1024) /* cells of the table */
#define SHOWN_LINES_MAX 300
#define SHOWN_LINE_MAX 400

struct line {
	const char *text;
	size_t length; /* with the newline, if there is one */
};

struct lines {
	struct line *list;
	size_t count;
};

/* One step of the way from one text to the other. */
struct step {
	char sign; /* ' ', '-' or '+' */
	struct line line;
};

struct script {
	struct step *steps;
	size_t count;
};

static struct lines split_lines(const struct buffer *text)
{
	struct lines lines = { NULL, 0 };
	size_t room = 0;

	for (size_t at = 0; at < text->length;) {
		const char *start = text->data + at;
		const char *newline = memchr(start, '\n', text->length - at);
		size_t length =
			newline ? (size_t)(newline - start) + 1 : text->length - at;

		if (lines.count == room) {
			room = room ? room * 2 : 64;
			lines.list = memory_grow(lines.list, room, sizeof(*lines.list));
		}
		lines.list[lines.count++] = (struct line){ start, length };
		at += length;
	}
	return lines;
}

static bool same(struct line left, struct line right)
{
	return left.length == right.length && !memcmp(left.text, right.text, left.length);
}

static void add_steps(
	struct script *script, char sign, const struct line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		script->steps[script->count++] = (struct step){ sign, lines[i] };
}

/* table[i][j]: the length of the longest common subsequence of what follows i and j. */
static uint32_t *fill_table(
	const struct line *left, size_t n, const struct line *right, size_t m)
{
	size_t width = m + 1;
	uint32_t *table = memory_new((n + 1) * width, sizeof(*table));

	for (size_t i = n; i-- > 0;) {
		for (size_t j = m; j-- > 0;) {
			uint32_t down = table[(i + 1) * width + j];
			uint32_t across = table[i * width + j + 1];

			if (same(left[i], right[j]))
				table[i * width + j] = table[(i + 1) * width + j + 1] + 1;
			else
				table[i * width + j] = down > across ? down : across;
		}
	}
	return table;
}

static void add_middle(struct script *script, const struct line *left, size_t n,
	const struct line *right, size_t m)
{
	size_t width = m + 1;
	size_t i = 0;
	size_t j = 0;
	uint32_t *table;

	if (n && m && n < TABLE_MAX / width) {
		table = fill_table(left, n, right, m);
		while (i < n && j < m) {
			if (same(left[i], right[j])) {
				add_steps(script, ' ', &left[i++], 1);
				j++;
			} else if (table[(i + 1) * width + j] >=
				   table[i * width + j + 1]) {
				add_steps(script, '-', &left[i++], 1);
			} else {
				add_steps(script, '+', &right[j++], 1);
			}
		}
		free(table);
	}
	add_steps(script, '-', left + i, n - i);
	add_steps(script, '+', right + j, m - j);
}

static struct script make_script(const struct lines *left, const struct lines *right)
{
	struct script script = { NULL, 0 };
	size_t head = 0;
	size_t tail = 0;
	size_t shorter = left->count < right->count ? left->count : right->count;

	script.steps = memory_new(left->count + right->count, sizeof(*script.steps));
	while (head < shorter && same(left->list[head], right->list[head]))
		head++;
	while (tail < shorter - head && same(left->list[left->count - 1 - tail],
						right->list[right->count - 1 - tail]))
		tail++;
	if (head)
		add_steps(&script, ' ', left->list, head);
	add_middle(&script, left->list ? left->list + head : NULL,
		left->count - head - tail, right->list ? right->list + head : NULL,
		right->count - head - tail);
	if (tail)
		add_steps(&script, ' ', left->list + left->count - tail, tail);
	return script;
}

/* The line without its newline, tamed; cut where it is too long. */
static void print_line(struct buffer *diff, const struct step *step)
{
	size_t length = step->line.length;
	bool newline = length && step->line.text[length - 1] == '\n';

	length -= newline;
	buffer_add(diff, &step->sign, 1);
	for (size_t i = 0; i < length && i < SHOWN_LINE_MAX; i++) {
		unsigned char byte = (unsigned char)step->line.text[i];

		if ((byte < ' ' && byte != '\t') || byte == 0x7f)
			buffer_format(diff, "\\x%02x", byte);
		else
			buffer_add(diff, &step->line.text[i], 1);
	}
	if (length > SHOWN_LINE_MAX)
		buffer_format(diff, "[%zu bytes more]", length - SHOWN_LINE_MAX);
	buffer_add_text(diff, newline ? "\n" : "\n\\ No newline at end of file\n");
}

/* The end of the hunk that begins at start: where more than two contexts are the same. */
static size_t hunk_end(const struct script *script, size_t start)
{
	size_t last = start;

	for (size_t i = start; i < script->count && i <= last + 2 * CONTEXT; i++)
		if (script->steps[i].sign != ' ')
			last = i;
	return last + CONTEXT + 1 < script->count ? last + CONTEXT + 1 : script->count;
}

static size_t count_signs(const struct script *script, size_t from, size_t to, char sign)
{
	size_t count = 0;

	for (size_t i = from; i < to; i++)
		if (script->steps[i].sign != sign)
			count++;
	return count;
}

static void print_hunk(
	struct buffer *diff, const struct script *script, size_t from, size_t to)
{
	size_t old_count = count_signs(script, from, to, '+');
	size_t new_count = count_signs(script, from, to, '-');
	size_t old_start = count_signs(script, 0, from, '+') + (old_count ? 1 : 0);
	size_t new_start = count_signs(script, 0, from, '-') + (new_count ? 1 : 0);

	buffer_format(diff, "@@ -%zu,%zu +%zu,%zu @@\n", old_start, old_count, new_start,
		new_count);
	for (size_t i = from; i < to; i++) {
		if (i - from == SHOWN_LINES_MAX) {
			buffer_format(diff, "... %zu lines more\n", to - i);
			break;
		}
		print_line(diff, &script->steps[i]);
	}
}

static void print_script(struct buffer *diff, const struct script *script)
{
	size_t at = 0;
	size_t shown = 0;

	for (size_t i = 0; i < script->count; i++) {
		size_t from = i > CONTEXT ? i - CONTEXT : 0;

		if (script->steps[i].sign == ' ')
			continue;
		if (shown > SHOWN_LINES_MAX) {
			buffer_add_text(diff, "... and more\n");
			return;
		}
		from = from < at ? at : from;
		at = hunk_end(script, i);
		print_hunk(diff, script, from, at);
		shown += at - from;
		i = at - 1;
	}
}

void diff_unified(
	struct buffer *diff, const struct buffer *expected, const struct buffer *actual)
{
	struct lines left = split_lines(expected);
	struct lines right = split_lines(actual);
	struct script script = make_script(&left, &right);

	if (count_signs(&script, 0, script.count, ' ')) {
		buffer_add_text(diff, "--- expected\n+++ subject\n");
		print_script(diff, &script);
	}
	free(script.steps);
	free(left.list);
	free(right.list);
}
