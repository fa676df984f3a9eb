// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reads and writes every document of the fixtures again and again; each time another
 * allocation fails, of the library's or of libxml2's, until none is left to fail.
 */
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

#include "nethostdev.h"
#include "tests/check.h"
#include "tests/documents.h"
#include "tests/memory.h"

#define COMPLAINTS_MAX 10

struct answer {
	int status;
	struct nhd_error error;
	char *text;
	size_t length;
};

/* A way to fail. */
struct sweep {
	const char *name;
	bool forever; /* not one allocation fails, but all from one on */
	bool used;    /* the reader has read the document before */
};

static const struct sweep sweeps[] = {
	{ "one allocation fails", false, false },
	{ "all allocations fail from one on", true, false },
	{ "one allocation fails in a reader that is reused", false, true },
	{ "all fail from one on in a reader that is reused", true, true },
};

struct run {
	const struct sweep *sweep;
	const struct document *document;
	size_t number; /* of the allocation that fails */
	struct answer expected;
	bool invents; /* two answers differ in what was made up */
	size_t points;
	size_t complaints;
};

static void ask(
	const struct document *document, nhd_reader *reader, struct answer *answer)
{
	*answer = (struct answer){ .error = NHD_ERROR_INIT };
	answer->status = document->kind->format(reader, document->text, document->length,
		&answer->text, &answer->length, &answer->error);
}

static bool same(const struct run *run, const struct answer *answer)
{
	const struct answer *expected = &run->expected;

	if (answer->status != expected->status)
		return false;
	if (answer->status)
		return answer->error.error_class == expected->error.error_class &&
		       answer->error.line == expected->error.line &&
		       !strcmp(answer->error.path, expected->error.path) &&
		       !strcmp(answer->error.message, expected->error.message);
	return answer->length == expected->length &&
	       (run->invents || !memcmp(answer->text, expected->text, answer->length));
}

/*
 * libxml2 tells no lack of memory where xmlParseQName() cannot put a name with two colons
 * together, but that there is no name.
 */
static bool is_lost_name(const struct run *run, const struct answer *answer)
{
	const char *text = run->document->text;

	return !strcmp(answer->error.message, "StartTag: invalid element name") &&
	       memmem(text, run->document->length, "<a:b:", 5);
}

static void complain(struct run *run, const char *what, const struct answer *answer)
{
	if (run->complaints++ < COMPLAINTS_MAX)
		printf("# %s, allocation %zu: %s (%d, %s, %s)\n", run->document->name,
			run->number, what, answer->status,
			nhd_error_class_name(answer->error.error_class),
			answer->error.message);
}

/* One allocation fails, or none is left that could: then false is returned. */
static bool fail_once(struct run *run)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct answer answer = { .status = 0 };
	size_t blocks = memory_blocks();
	nhd_reader *reader = NULL;
	bool failed;

	if (run->sweep->used) {
		nhd_reader_new(&reader, NHD_DRIVER_QEMU, NULL);
		ask(run->document, reader, &answer);
		nhd_text_free(answer.text);
	}
	memory_fail(run->number, run->sweep->forever);
	if (!reader)
		answer.status = nhd_reader_new(&reader, NHD_DRIVER_QEMU, &error);
	answer.error = error;
	answer.text = NULL;
	if (reader)
		ask(run->document, reader, &answer);
	failed = memory_has_failed();
	memory_fail(0, false);

	if (answer.status == -ENOMEM
			? answer.error.error_class != NHD_ERROR_NO_MEMORY || !failed
			: !same(run, &answer) && !is_lost_name(run, &answer))
		complain(run, "neither no-memory nor the right answer", &answer);
	if (answer.status && answer.text)
		complain(run, "a text beside an error", &answer);
	nhd_text_free(answer.text);
	if (reader) {
		ask(run->document, reader, &answer);
		if (!same(run, &answer))
			complain(run, "no right answer with memory again", &answer);
		nhd_text_free(answer.text);
	}
	nhd_reader_free(reader);
	xmlResetLastError();
	if (memory_blocks() != blocks)
		complain(run, "memory is not given back", &answer);
	return failed;
}

static void sweep_document(struct run *run)
{
	struct answer again;
	nhd_reader *reader;

	nhd_reader_new(&reader, NHD_DRIVER_QEMU, NULL);
	ask(run->document, reader, &run->expected);
	ask(run->document, reader, &again);
	run->invents =
		!again.status && memcmp(again.text, run->expected.text, again.length);
	nhd_text_free(again.text);
	nhd_reader_free(reader);
	xmlResetLastError();
	run->number = 1;
	while (fail_once(run))
		run->number++;
	run->points += run->number - 1;
	nhd_text_free(run->expected.text);
}

static void sweep_all(
	struct tap *tap, const struct documents *documents, const struct sweep *sweep)
{
	struct run run = { .sweep = sweep };

	for (size_t i = 0; i < documents->count; i++) {
		run.document = &documents->list[i];
		sweep_document(&run);
	}
	printf("# %zu documents, %zu allocations\n", documents->count, run.points);
	tap_verdict(tap, sweep->name, !run.complaints && run.points > documents->count);
}

int main(void)
{
	struct tap tap = { 0, 0, true };
	struct documents documents;

	memory_install();
	xmlInitParser();
	if (!documents_load(&documents))
		return 99;
	for (size_t i = 0; i < sizeof(sweeps) / sizeof(sweeps[0]); i++)
		sweep_all(&tap, &documents, &sweeps[i]);
	documents_free(&documents);
	xmlCleanupParser();
	return tap_end(&tap);
}
