// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Hostile documents get a clear error or the right answer, in bounded time and memory; so
 * does every truncation and every change of a byte of good ones. With the argument
 * "attacks" only the attacks are read, between the lines "begin" and "end" on stdout: for
 * a tracer, which has to see no file opened in between, and one behind them.
 */
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "nethostdev.h"
#include "tests/attacks.h"
#include "tests/check.h"
#include "tests/documents.h"
#include "tests/memory.h"

#define MEMORY_MAX (16u * 1024 * 1024)
/* What is promised is half a second; a busy or slow machine is no failure. */
#define SECONDS_MAX 20
#define CHANGED_DOCUMENTS 10

struct answer {
	int status;
	struct nhd_error error;
	char *text;
	size_t length;
};

static void ask(const struct kind *kind, nhd_reader *reader, const char *text,
	size_t length, struct answer *answer)
{
	*answer = (struct answer){ .error = NHD_ERROR_INIT };
	answer->status = kind->format(
		reader, text, length, &answer->text, &answer->length, &answer->error);
}

/* Whether an error says what is wrong, and where as far as that can be. */
static bool is_clear(const struct answer *answer)
{
	const struct nhd_error *error = &answer->error;

	return (answer->status == -EINVAL || answer->status == -ENOTSUP ||
		       answer->status == -EFBIG) &&
	       error->error_class != NHD_ERROR_NONE &&
	       error->error_class != NHD_ERROR_NO_MEMORY && *error->message &&
	       !strchr(error->message, '\n') && !answer->text;
}

/* What was written is XML that is an answer again, if not always an accepted one. */
static bool is_document(
	const struct kind *kind, nhd_reader *reader, const struct answer *answer)
{
	struct answer again;
	bool good;

	if (!answer->length || answer->text[answer->length - 1] != '\n')
		return false;
	ask(kind, reader, answer->text, answer->length, &again);
	good = again.status ? is_clear(&again) &&
				      again.error.error_class != NHD_ERROR_NOT_WELL_FORMED
			    : true;
	nhd_text_free(again.text);
	return good;
}

static bool is_sane(
	const struct kind *kind, nhd_reader *reader, const struct answer *answer)
{
	return answer->status ? is_clear(answer) : is_document(kind, reader, answer);
}

/* Reads one attack, and tells what it cost. */
static bool survive(const struct attack *attack)
{
	nhd_reader *reader = NULL;
	struct answer answer;
	size_t length, peak;
	char *text = attack->make(&length);
	double seconds;
	bool good;

	if (!text || nhd_reader_new(&reader, NHD_DRIVER_QEMU, NULL))
		return false;
	memory_watch();
	seconds = (double)clock() / CLOCKS_PER_SEC;
	ask(kind_guess(text, length < 1000 ? length : 1000), reader, text, length,
		&answer);
	seconds = (double)clock() / CLOCKS_PER_SEC - seconds;
	peak = memory_peak();
	good = answer.error.error_class == attack->error_class &&
	       (answer.status ? is_clear(&answer) : answer.text != NULL) &&
	       peak <= MEMORY_MAX;
	printf("# %.3f s, %.2f MiB beyond the document's %.2f: %s %s %s\n", seconds,
		(double)peak / 1048576, (double)length / 1048576,
		nhd_error_class_name(answer.error.error_class), answer.error.path,
		answer.error.message);
	nhd_text_free(answer.text);
	nhd_reader_free(reader);
	free(text);
	return good;
}

/* In a process of its own: no attack takes another one's time or memory. */
static bool survive_apart(const struct attack *attack)
{
	struct rlimit limit = { SECONDS_MAX, SECONDS_MAX };
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child)
		return child > 0 && waitpid(child, &status, 0) == child && !status;
	setrlimit(RLIMIT_CPU, &limit);
	status = !survive(attack);
	fflush(stdout);
	_exit(status);
}

static int trace_attacks(void)
{
	int status = 0;

	puts("begin");
	fflush(stdout);
	for (const struct attack *attack = attacks; attack->name; attack++)
		status |= !survive(attack);
	fflush(stdout);
	puts("end");
	fflush(stdout);
	/* If this is not seen, nothing was looked at. */
	return close(open("/dev/null", O_RDONLY | O_CLOEXEC)) || status;
}

/* Ever new names: a reader that lives long does not keep them all. */
static void names_are_forgotten(struct tap *tap)
{
	nhd_reader *reader;
	struct answer answer;
	char text[1024];

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	memory_watch();
	for (unsigned int i = 0; i < 30000; i++) {
		int length = snprintf(text, sizeof(text),
			"<interface type='bridge'><a%u b%u=''/><?c%u?>"
			"</interface>",
			i, i, i);

		ask(kinds, reader, text, (size_t)length, &answer);
		nhd_text_free(answer.text);
	}
	printf("# %.2f MiB\n", (double)memory_peak() / 1048576);
	CHECK(tap, answer.status == -ENOTSUP);
	CHECK(tap, memory_peak() < 1024 * 1024);
	nhd_reader_free(reader);
}

struct changes {
	nhd_reader *reader;
	const struct document *document;
	char *text; /* of the document, to be changed */
	size_t count;
	size_t wrong;
};

static void try_change(
	struct changes *changes, size_t place, size_t length, const char *what)
{
	const struct kind *kind = changes->document->kind;
	struct answer answer;

	ask(kind, changes->reader, changes->text, length, &answer);
	changes->count++;
	if (!is_sane(kind, changes->reader, &answer) && changes->wrong++ < 10)
		printf("# %s, %s at %zu: %d %s\n", changes->document->name, what, place,
			answer.status, answer.error.message);
	nhd_text_free(answer.text);
}

static void truncate_everywhere(struct changes *changes)
{
	for (size_t length = changes->document->length; length-- > 0;) {
		changes->text[length] = '\0';
		try_change(changes, length, length, "cut");
	}
}

static void change_every_byte(struct changes *changes)
{
	for (size_t i = 0; i < changes->document->length; i++) {
		char original = changes->text[i];

		for (int change = 1; change < 256; change++) {
			changes->text[i] = (char)(original ^ change);
			try_change(changes, i, changes->document->length, "changed");
		}
		changes->text[i] = original;
	}
}

/* Documents from all over the fixtures. */
static void change_documents(struct tap *tap, const struct documents *documents,
	const char *name, void (*change)(struct changes *changes))
{
	struct changes changes = { .count = 0 };

	if (nhd_reader_new(&changes.reader, NHD_DRIVER_QEMU, NULL))
		abort();
	for (size_t i = 0; i < CHANGED_DOCUMENTS; i++) {
		changes.document = &documents->list[(2 * i + 1) * documents->count /
						    (2 * CHANGED_DOCUMENTS)];
		changes.text = malloc(changes.document->length + 1);
		if (!changes.text)
			abort();
		memcpy(changes.text, changes.document->text,
			changes.document->length + 1);
		change(&changes);
		free(changes.text);
	}
	nhd_reader_free(changes.reader);
	printf("# %zu documents\n", changes.count);
	tap_verdict(tap, name, !changes.wrong && changes.count > CHANGED_DOCUMENTS);
}

int main(int argc, char **argv)
{
	struct tap tap = { 0, 0, true };
	struct documents documents;
	int status;

	memory_install();
	xmlInitParser();
	if (argc > 1 && !strcmp(argv[1], "attacks"))
		return trace_attacks();
	for (const struct attack *attack = attacks; attack->name; attack++)
		tap_verdict(&tap, attack->name, survive_apart(attack));
	tap_run(&tap, "the names of old documents are forgotten", names_are_forgotten);
	if (!documents_load(&documents))
		return 99;
	change_documents(&tap, &documents, "every truncation of ten documents",
		truncate_everywhere);
	change_documents(&tap, &documents, "every change of a byte of ten documents",
		change_every_byte);
	documents_free(&documents);
	status = tap_end(&tap);
	xmlCleanupParser();
	return status;
}
