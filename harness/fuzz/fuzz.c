// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The loop: documents go out in blocks, to as many pairs of judge and subject as there are
 * jobs; when a block is through, what they disagreed on is looked into in the order of the
 * documents, so that the same findings come however many jobs there are.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/asker.h"
#include "fuzz/finding.h"
#include "fuzz/fuzz.h"
#include "fuzz/fuzz_options.h"
#include "fuzz/shape.h"
#include "fuzz/shrink.h"
#include "fuzz/source.h"
#include "fuzz/tally.h"
#include "memory.h"
#include "options.h"
#include "terms.h"

#define EXIT_GOOD 0
#define EXIT_BAD 1
#define EXIT_TROUBLE 2

#define BLOCK 4096
#define PROGRESS_INTERVAL 1000 /* milliseconds */
#define QUESTION_ID "fuzz"

/* Questions that shrinking one document may cost; a crash costs a start, a hang its time. */
#define SHRINK_BUDGET 3000
#define SHRINK_BUDGET_CRASH 500
#define SHRINK_BUDGET_HANG 20

/* A pair of subjects, and the document that they are busy with. */
struct slot {
	struct asker asker;
	bool busy;
	uint64_t number;
	struct buffer text;
};

/* A document of the block at work that they disagree on. */
struct pending {
	uint64_t number;
	enum fuzz_verdict verdict;
	char *place;
};

struct fuzz {
	struct fuzz_options options;
	struct supervisor supervisor;
	struct suite suite;
	struct source source;
	struct known known;
	struct tally tally;
	struct terms terms[SIDES];
	struct subject *subjects;
	struct slot *slots;
	size_t slot_count;
	struct pending *pending;
	size_t pending_count;
	uint64_t next; /* the first document that nobody has taken */
	int64_t told;  /* when progress was last told */
	char *complaint;
};

static int trouble(struct fuzz *fuzz, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Keeps why the run cannot go on; returns status. */
static int trouble(struct fuzz *fuzz, int status, const char *format, ...)
{
	char sentence[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	free(fuzz->complaint);
	fuzz->complaint = memory_copy(sentence);
	return status;
}

/* What a broken suite still holds is good enough to begin with. */
static int load_source(struct fuzz *fuzz)
{
	const struct fuzz_options *options = &fuzz->options;
	struct findings findings = { 0 };
	char *complaint = NULL;
	int status = suite_load(&fuzz->suite, options->fixtures, &findings);

	findings_free(&findings);
	if (status && !options->schema)
		return trouble(
			fuzz, status, "%s: %s", options->fixtures, strerror(-status));
	status = source_load(
		&fuzz->source, &fuzz->suite, options->globs, options->schema, &complaint);
	if (status)
		trouble(fuzz, status, "%s: %s", options->schema,
			complaint ? complaint : strerror(-status));
	free(complaint);
	return status;
}

static int choose_kinds(struct fuzz *fuzz)
{
	const struct fuzz_options *options = &fuzz->options;

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		if (kind == KIND_BACKEND ||
			(options->kind_given && !options->kinds[kind]))
			continue;
		if (!source_use(&fuzz->source, (enum suite_kind)kind) &&
			options->kind_given)
			return trouble(fuzz, -ENOENT, "no fixture and no schema for %s",
				suite_kind_name((enum suite_kind)kind));
	}
	return fuzz->source.kind_count
		       ? 0
		       : trouble(fuzz, -ENOENT, "no fixture to begin with");
}

static int load_known(struct fuzz *fuzz)
{
	char *complaint = NULL;
	int status = 0;

	for (char **file = fuzz->options.known; file && *file && !status; file++)
		status = known_load(&fuzz->known, *file, &complaint);

	if (status)
		trouble(fuzz, status, "%s", complaint);
	free(complaint);
	return status;
}

/* The first of each side says hello, and the others must say the same. */
static int greet(struct fuzz *fuzz, int side)
{
	struct subject *first = &fuzz->subjects[side];
	const struct run_options none = { 0 };
	char *complaint = NULL;
	int status = subject_greet(first);

	if (status == -EPROTO)
		return trouble(fuzz, status, "%s: %s", first->argv[0],
			buffer_text(&first->answer.text));
	if (status)
		return status == -EINTR ? status
					: trouble(fuzz, status, "cannot start %s: %s",
						  first->argv[0], strerror(-status));
	status = terms_make(&fuzz->terms[side], &none, first->greeting, &complaint);
	if (status)
		trouble(fuzz, status, "%s: %s", first->argv[0], complaint);
	free(complaint);
	for (size_t i = 1; i < fuzz->slot_count; i++)
		fuzz->subjects[i * SIDES + (size_t)side].greeting =
			memory_copy(first->greeting);
	return status;
}

static int start_subjects(struct fuzz *fuzz)
{
	const struct fuzz_options *options = &fuzz->options;
	int status;

	fuzz->slot_count = (size_t)options->jobs;
	fuzz->slots = memory_new(fuzz->slot_count, sizeof(*fuzz->slots));
	fuzz->subjects = memory_new(fuzz->slot_count * SIDES, sizeof(*fuzz->subjects));
	for (size_t i = 0; i < fuzz->slot_count; i++) {
		struct subject *pair = &fuzz->subjects[i * SIDES];

		subject_init(&pair[JUDGE], options->judge, true, options->timeout,
			&fuzz->supervisor);
		subject_init(&pair[SUBJECT], options->subject, true, options->timeout,
			&fuzz->supervisor);
		fuzz->slots[i].asker =
			(struct asker){ pair, &fuzz->supervisor, NULL, QUESTION_ID };
	}
	status = greet(fuzz, JUDGE);
	return status ? status : greet(fuzz, SUBJECT);
}

/* A kind that one of them does not claim to know is not asked for. */
static bool can_both(const struct fuzz *fuzz, enum suite_kind kind)
{
	const char *name = suite_kind_name(kind);

	return terms_can(&fuzz->terms[JUDGE], name) &&
	       terms_can(&fuzz->terms[SUBJECT], name);
}

/* Takes documents until there is one to ask about. Returns 1, 0 at the end, or -errno. */
static int take_document(struct fuzz *fuzz, struct slot *slot, uint64_t end)
{
	int status;

	while (fuzz->next < end) {
		enum suite_kind kind;

		slot->number = fuzz->next++;
		kind = source_make(
			&fuzz->source, fuzz->options.seed, slot->number, &slot->text);
		if (!can_both(fuzz, kind)) {
			fuzz->tally.verdicts[FUZZ_NOT_ASKED]++;
			continue;
		}
		slot->asker.kind = suite_kind_name(kind);
		asker_release(&slot->asker);
		status = asker_send(&slot->asker, &slot->text);
		slot->busy = !status;
		return status ? trouble(fuzz, status, "cannot start again: %s",
					strerror(-status))
			      : 1;
	}
	return 0;
}

static void add_pending(struct fuzz *fuzz, const struct slot *slot,
	enum fuzz_verdict verdict, const struct buffer *place)
{
	fuzz->pending = memory_grow(
		fuzz->pending, fuzz->pending_count + 1, sizeof(*fuzz->pending));
	fuzz->pending[fuzz->pending_count++] = (struct pending){ slot->number, verdict,
		memory_copy(buffer_text(place)) };
}

/* A side that will not start again has nothing more to say. */
static int check_starts(struct fuzz *fuzz, const struct slot *slot)
{
	for (int side = JUDGE; side < SIDES; side++) {
		const struct subject *subject = &slot->asker.pair[side];

		if (subject->failed_starts >= 3)
			return trouble(fuzz, -EPROTO, "%s does not start any more",
				subject->argv[0]);
	}
	return 0;
}

static int take_answers(struct fuzz *fuzz)
{
	struct buffer place = { 0 };
	int status = 0;

	for (size_t i = 0; i < fuzz->slot_count && !status; i++) {
		struct slot *slot = &fuzz->slots[i];
		enum fuzz_verdict verdict;

		if (!slot->busy || !asker_is_done(&slot->asker))
			continue;
		status = asker_compare(&slot->asker, &slot->text, &verdict, &place);
		if (status)
			break;
		slot->busy = false;
		fuzz->tally.verdicts[verdict]++;
		if (fuzz_is_disagreement(verdict))
			add_pending(fuzz, slot, verdict, &place);
		status = check_starts(fuzz, slot);
	}
	buffer_free(&place);
	return status;
}

/* Gives every free pair a document. Returns whether one is busy, or a negative errno. */
static int hand_out(struct fuzz *fuzz, uint64_t end)
{
	int busy = 0;

	for (size_t i = 0; i < fuzz->slot_count; i++) {
		struct slot *slot = &fuzz->slots[i];
		int status = slot->busy ? 1 : take_document(fuzz, slot, end);

		if (status < 0)
			return status;
		busy = busy || slot->busy;
	}
	return busy;
}

static void tell_progress(struct fuzz *fuzz, bool last)
{
	const struct fuzz_options *options = &fuzz->options;
	int64_t now = clock_milliseconds();

	if (!isatty(STDERR_FILENO) || (!last && now - fuzz->told < PROGRESS_INTERVAL))
		return;
	fuzz->told = now;
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " documents, %zu findings\033[K%s",
		fuzz->next - options->first, options->count, fuzz->tally.findings,
		last ? "\n" : "");
}

static size_t budget_for(const struct asker *asker)
{
	for (int side = JUDGE; side < SIDES; side++) {
		switch (asker->pair[side].answer.kind) {
		case ANSWER_TIMEOUT:
			return SHRINK_BUDGET_HANG;
		case ANSWER_CRASH:
		case ANSWER_VIOLATION:
			return SHRINK_BUDGET_CRASH;
		default:
			break;
		}
	}
	return SHRINK_BUDGET;
}

/* verdict, class of the judge and of the subject, shape: a word without blanks. */
static void make_signature(struct buffer *signature, enum fuzz_verdict verdict,
	const struct asker *asker, const struct buffer *text)
{
	buffer_add_text(signature, fuzz_verdict_name(verdict));
	for (int side = JUDGE; side < SIDES; side++) {
		const struct answer *answer = &asker->pair[side].answer;

		if (answer->kind == ANSWER_REJECT)
			buffer_format(signature, ":%s", answer->error_class);
	}
	buffer_format(signature, ":%s:", asker->kind);
	shape_add(signature, text);
}

/* The line that knows a disagreement; NULL where there is none. */
static struct known_line *find_known(const struct fuzz *fuzz, const struct asker *asker,
	const struct buffer *signature)
{
	const struct answer *answer = &asker->pair[JUDGE].answer;
	struct buffer message = { 0 };
	struct known_line *known;

	if (answer->kind != ANSWER_ACCEPT)
		shape_add_text(&message, buffer_text(&answer->text));
	known = known_find(&fuzz->known, buffer_text(signature), buffer_text(&message));
	buffer_free(&message);
	return known;
}

static void tell(struct fuzz *fuzz, const struct asker *asker,
	const struct tally_form *form, const struct pending *pending,
	enum suite_kind kind, const struct buffer *text)
{
	struct fuzz_finding finding = { form->number, pending->number, kind,
		pending->verdict, form->signature, text, &asker->pair[JUDGE].answer,
		&asker->pair[SUBJECT].answer, fuzz->subjects[JUDGE].greeting };

	fuzz_report(stdout, &finding);
}

/* Shrinks a document that they disagree on, and tells it if that is news. */
static int look_into(struct fuzz *fuzz, const struct pending *pending, size_t index)
{
	struct asker *asker = &fuzz->slots[0].asker;
	struct buffer text = { 0 };
	struct buffer place = { 0 };
	struct buffer signature = { 0 };
	const struct tally_form *form;
	enum fuzz_verdict verdict;
	enum suite_kind kind =
		source_make(&fuzz->source, fuzz->options.seed, pending->number, &text);
	int status;

	asker->kind = suite_kind_name(kind);
	status = asker_ask(asker, &text, &verdict, &place);
	/* What does not come again cannot be shrunk, and is told as it is. */
	if (!status && verdict == pending->verdict &&
		!strcmp(buffer_text(&place), pending->place))
		status = shrink(&text, asker, verdict, &place, budget_for(asker));
	if (!status)
		status = asker_ask(asker, &text, &verdict, &place);
	if (!status) {
		make_signature(&signature, pending->verdict, asker, &text);
		form = tally_shrunk(&fuzz->tally, index, buffer_text(&signature),
			find_known(fuzz, asker, &signature));
		if (form)
			tell(fuzz, asker, form, pending, kind, &text);
	}
	buffer_free(&signature);
	buffer_free(&place);
	buffer_free(&text);
	return status;
}

static int by_number(const void *left, const void *right)
{
	const struct pending *first = left;
	const struct pending *second = right;

	return first->number < second->number ? -1 : first->number > second->number;
}

static int look_into_all(struct fuzz *fuzz)
{
	int status = 0;
	size_t index;

	if (fuzz->pending_count)
		qsort(fuzz->pending, fuzz->pending_count, sizeof(*fuzz->pending),
			by_number);
	for (size_t i = 0; i < fuzz->pending_count; i++) {
		struct pending *pending = &fuzz->pending[i];

		if (!status &&
			tally_add(&fuzz->tally, pending->verdict, pending->place, &index))
			status = look_into(fuzz, pending, index);
		free(pending->place);
		tell_progress(fuzz, false);
	}
	fuzz->pending_count = 0;
	return status;
}

static int run_block(struct fuzz *fuzz, uint64_t end)
{
	int status = 0;

	while (!status && (status = hand_out(fuzz, end)) > 0) {
		status = subjects_wait(
			fuzz->subjects, fuzz->slot_count * SIDES, &fuzz->supervisor);
		if (!status)
			status = take_answers(fuzz);
		tell_progress(fuzz, false);
	}
	return status ? status : look_into_all(fuzz);
}

/* Tells of those that do not end well, once for each side. Returns whether all do. */
static bool close_subjects(struct fuzz *fuzz)
{
	static const char *const names[SIDES] = { "judge", "subject" };
	bool told[SIDES] = { false, false };

	for (size_t i = 0; i < fuzz->slot_count * SIDES; i++) {
		char *problem = subject_close(&fuzz->subjects[i]);

		if (problem && !told[i % SIDES])
			printf("# problem: the %s %s\n", names[i % SIDES], problem);
		told[i % SIDES] = told[i % SIDES] || problem;
		free(problem);
	}
	return !told[JUDGE] && !told[SUBJECT];
}

static int run_all(struct fuzz *fuzz)
{
	uint64_t end = fuzz->options.first + fuzz->options.count;
	int status = 0;

	fuzz->next = fuzz->options.first;
	while (!status && fuzz->next < end)
		status = run_block(
			fuzz, end - fuzz->next > BLOCK ? fuzz->next + BLOCK : end);
	if (!status && ferror(stdout))
		status = trouble(fuzz, -EPIPE, "cannot write to stdout");
	tell_progress(fuzz, true);
	return status;
}

static int print_all(struct fuzz *fuzz)
{
	const struct fuzz_options *options = &fuzz->options;
	struct buffer text = { 0 };

	for (uint64_t i = 0; i < options->count; i++) {
		uint64_t number = options->first + i;
		enum suite_kind kind =
			source_make(&fuzz->source, options->seed, number, &text);

		printf("document %" PRIu64 " %s %zu\n", number, suite_kind_name(kind),
			text.length);
		fwrite(buffer_text(&text), 1, text.length, stdout);
		putchar('\n');
	}
	buffer_free(&text);
	return 0;
}

static int fuzz_run(struct fuzz *fuzz)
{
	int status = load_source(fuzz);
	bool end_well;

	if (!status)
		status = choose_kinds(fuzz);
	if (!status && fuzz->options.print)
		return print_all(fuzz);
	if (!status)
		status = load_known(fuzz);
	if (!status)
		status = start_subjects(fuzz);
	if (status)
		return status;
	status = run_all(fuzz);
	end_well = status || close_subjects(fuzz);
	/* What was found by then counts, also where the run could not go on. */
	tally_print(&fuzz->tally, stdout);
	if (status)
		return status;
	if (fuzz->tally.verdicts[FUZZ_NOT_ASKED] == fuzz->options.count)
		return trouble(fuzz, -ENOENT, "no kind of document is for both");
	return tally_disagreements(&fuzz->tally) || !end_well ? EXIT_BAD : EXIT_GOOD;
}

static void fuzz_free(struct fuzz *fuzz)
{
	for (size_t i = 0; i < fuzz->slot_count; i++) {
		subject_free(&fuzz->subjects[i * SIDES + JUDGE]);
		subject_free(&fuzz->subjects[i * SIDES + SUBJECT]);
		buffer_free(&fuzz->slots[i].text);
	}
	for (int side = JUDGE; side < SIDES; side++)
		terms_free(&fuzz->terms[side]);
	free(fuzz->subjects);
	free(fuzz->slots);
	free(fuzz->pending);
	tally_free(&fuzz->tally);
	known_free(&fuzz->known);
	source_free(&fuzz->source);
	suite_free(&fuzz->suite);
	free(fuzz->complaint);
}

int fuzz_command(int argc, char **argv)
{
	struct fuzz fuzz = { .told = 0 };
	int status = fuzz_options_parse(&fuzz.options, argc, argv);
	int stop_signal;

	process_fill_descriptors();
	if (status || supervisor_open(&fuzz.supervisor)) {
		fuzz_options_free(&fuzz.options);
		return EXIT_TROUBLE;
	}
	status = fuzz_run(&fuzz);
	stop_signal = fuzz.supervisor.stop_signal;
	if (status < 0)
		fprintf(stderr, "nethostdev-conformance: %s\n",
			stop_signal      ? "interrupted"
			: fuzz.complaint ? fuzz.complaint
					 : strerror(-status));
	/* A second signal that waits ends this as soon as they are let through again. */
	if (fflush(stdout) && !status)
		status = -EPIPE;
	fuzz_free(&fuzz);
	fuzz_options_free(&fuzz.options);
	supervisor_close(&fuzz.supervisor);
	if (stop_signal)
		supervisor_die(&fuzz.supervisor, stop_signal);
	return status < 0 ? EXIT_TROUBLE : status;
}
