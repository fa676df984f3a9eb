// SPDX-License-Identifier: LGPL-2.1-or-later
/* A finding: what it is in comments, then the case, its input and its expectation. */
#include <string.h>

#include "fuzz/finding.h"
#include "fuzz/shape.h"
#include "invents.h"
#include "memory.h"

/* Bytes that a terminal or an editor would not show as they are. */
static bool is_plain(const struct buffer *text)
{
	for (size_t i = 0; i < text->length; i++) {
		unsigned char byte = (unsigned char)text->data[i];

		if ((byte < ' ' && byte != '\n' && byte != '\t') || byte >= 0x7f)
			return false;
	}
	return true;
}

/* As it is, or in the form that printf %b of a shell turns back into it. */
static void print_bytes(FILE *stream, const struct buffer *text)
{
	if (is_plain(text)) {
		fwrite(buffer_text(text), 1, text->length, stream);
	} else {
		for (size_t i = 0; i < text->length; i++) {
			unsigned char byte = (unsigned char)text->data[i];

			if (byte == '\\')
				fputs("\\\\", stream);
			else if ((byte < ' ' && byte != '\n') || byte >= 0x7f)
				fprintf(stream, "\\0%03o", byte);
			else
				fputc(byte, stream);
		}
	}
	if (text->length && text->data[text->length - 1] != '\n')
		fputs("\n", stream);
}

static void print_file(
	FILE *stream, const char *name, const char *suffix, const struct buffer *text)
{
	fprintf(stream, "--- %s%s%s%s\n", name, suffix,
		is_plain(text) ? "" : "   # bytes as for printf %b",
		text->length && text->data[text->length - 1] != '\n'
			? "   # no last newline"
			: "");
	print_bytes(stream, text);
}

/* The first two words of a hello: name and version. */
static int ref_length(const char *greeting)
{
	size_t name = strcspn(greeting, " ");

	return (int)(name + (greeting[name] ? 1 + strcspn(greeting + name + 1, " ") : 0));
}

static const char *word_of(const struct answer *answer)
{
	static const char *const words[] = {
		[ANSWER_ACCEPT] = "accepts",
		[ANSWER_REJECT] = "rejects",
		[ANSWER_SKIP] = "skips",
		[ANSWER_CRASH] = "crashes",
		[ANSWER_TIMEOUT] = "hangs",
		[ANSWER_VIOLATION] = "breaks the protocol",
	};

	return words[answer->kind];
}

/* One line of what a side said, and with accepted documents no more. */
static void print_side(FILE *stream, const char *who, const struct answer *answer)
{
	const char *message =
		answer->kind == ANSWER_ACCEPT ? "" : buffer_text(&answer->text);
	struct buffer line = { 0 };

	buffer_format(&line, "# the %s %s%s%s%s%s", who, word_of(answer),
		answer->kind == ANSWER_REJECT ? " as " : "",
		answer->kind == ANSWER_REJECT ? answer->error_class : "",
		answer->path ? " at " : "", answer->path ? answer->path : "");
	buffer_format(&line, "%s%.*s\n", *message ? ": " : "",
		(int)strcspn(message, "\n"), message);
	print_bytes(stream, &line);
	buffer_free(&line);
}

/* Every line of a text behind a #. */
static void print_commented(FILE *stream, const struct buffer *text)
{
	struct buffer lines = { 0 };

	for (const char *line = buffer_text(text); *line;) {
		size_t length = strcspn(line, "\n");

		buffer_format(&lines, "#   %.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
	print_bytes(stream, &lines);
	buffer_free(&lines);
}

/* Takes out of the judge's form what it made up, and says so as a case does. */
static void drop_inventions(
	const struct fuzz_finding *finding, struct buffer *form, struct buffer *paths)
{
	static const char *const inventions[] = {
		"/interface/mac",
		"/interface/virtualport/parameters/@interfaceid",
		"/interface/virtualport/parameters/@instanceid",
	};

	for (size_t i = 0; i < sizeof(inventions) / sizeof(inventions[0]); i++) {
		const char *name = strrchr(inventions[i], '/') + 1;

		name += *name == '@';
		if (strstr(buffer_text(finding->text), name) ||
			invents_drop(form, inventions[i]) != INVENTS_DROPPED)
			continue;
		buffer_format(
			paths, "%s%s", paths->length ? " " : " invents='", inventions[i]);
	}
	if (paths->length)
		buffer_add_text(paths, "'");
}

/* What the judge says is what the case expects. */
static void print_case(FILE *stream, const struct fuzz_finding *finding, const char *name)
{
	const struct answer *judge = finding->judge;
	struct buffer expectation = { 0 };
	struct buffer invents = { 0 };

	if (judge->kind == ANSWER_ACCEPT) {
		buffer_add(&expectation, buffer_text(&judge->text), judge->text.length);
		if (finding->kind == KIND_INTERFACE)
			drop_inventions(finding, &expectation, &invents);
	} else if (judge->kind == ANSWER_REJECT) {
		buffer_format(&expectation, "%s%s%s\n", judge->error_class,
			judge->path ? " " : "", judge->path ? judge->path : "");
	}
	fprintf(stream,
		"<case id='%s' level='quirk'%s%s ref='%.*s'>%.*s %s this%s%s.</case>\n",
		name, strstr(finding->judge_name, "driver=qemu") ? " driver='qemu'" : "",
		buffer_text(&invents), ref_length(finding->judge_name),
		finding->judge_name, ref_length(finding->judge_name), finding->judge_name,
		word_of(judge), judge->kind == ANSWER_REJECT ? " as " : "",
		judge->kind == ANSWER_REJECT ? judge->error_class : "");
	print_file(stream, name, ".in.xml", finding->text);
	if (expectation.length)
		print_file(stream, name,
			judge->kind == ANSWER_ACCEPT ? ".out.xml" : ".error",
			&expectation);
	buffer_free(&expectation);
	buffer_free(&invents);
}

void fuzz_report(FILE *stream, const struct fuzz_finding *finding)
{
	struct buffer name = { 0 };

	shape_add_name(&name, finding->text, (unsigned long)finding->document);
	fprintf(stream, "# disagreement %zu: %s, %s, document %" PRIu64 "\n",
		finding->number, fuzz_verdict_name(finding->verdict),
		suite_kind_name(finding->kind), finding->document);
	fprintf(stream, "# signature: %s\n", finding->signature);
	print_side(stream, "judge", finding->judge);
	print_side(stream, "subject", finding->subject);
	print_case(stream, finding, buffer_text(&name));
	if (finding->subject->kind == ANSWER_ACCEPT) {
		fputs("# the subject's form:\n", stream);
		print_commented(stream, &finding->subject->text);
	}
	fputs("\n", stream);
	fflush(stream);
	buffer_free(&name);
}
