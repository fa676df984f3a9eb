// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs a suite over a subject: one loop, as many subjects as there are jobs. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "compare.h"
#include "judge.h"
#include "memory.h"
#include "run.h"

#define EXIT_GOOD 0
#define EXIT_BAD 1
#define EXIT_TROUBLE 2

/*
 * Kinds of chapter that are not a question with one answer, and who runs their cases. The
 * others are asked of the subject as "format".
 */
static int (*const kind_runners[KIND_COUNT])(const struct suite_case *test,
	const struct run_options *options, struct outcome *outcome) = {
	[KIND_BACKEND] = backend_run_case,
};

struct run {
	struct run_options options;
	struct supervisor supervisor;
	struct suite suite;
	struct expected expected;
	struct terms terms;
	struct reference reference;
	const struct reporter *reporter;
	struct subject *subjects;
	size_t *asked; /* which result each subject is busy with */
	size_t subject_count;
	struct result *results;
	size_t count;
	size_t not_applicable;
	size_t next;            /* the first result that nobody has taken */
	size_t reported;        /* how many have been told */
	struct answer no_hello; /* why the first subject could not be greeted */
	bool is_mute;           /* it could not */
	char **problems;
	char *complaint; /* why the run cannot go on */
};

static int trouble(struct run *run, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Keeps why the run cannot go on; returns status. */
static int trouble(struct run *run, int status, const char *format, ...)
{
	char sentence[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	free(run->complaint);
	run->complaint = memory_copy(sentence);
	return status;
}

static struct run_view view_of(const struct run *run)
{
	return (struct run_view){ &run->suite, &run->options, &run->terms, run->results,
		run->count, run->not_applicable, run->problems };
}

static int load_suite(struct run *run)
{
	struct findings findings = { 0 };
	const char *directory = run->options.fixtures;
	int status = suite_load(&run->suite, directory, &findings);

	if (status)
		trouble(run, status, "%s: %s", directory, strerror(-status));
	else if (findings.count)
		status = trouble(run, -EINVAL, "broken suite, %zu findings, such as %s",
			findings.count, findings.list[0].text);
	findings_print(&findings, stderr);
	findings_free(&findings);
	return status;
}

static int load_expected(struct run *run)
{
	const char *path = run->options.expected_failures;
	char *complaint = NULL;
	int status = path ? expected_load(&run->expected, path, &complaint) : 0;

	if (status)
		trouble(run, status, "%s", complaint);
	else if (path)
		expected_check(&run->expected, &run->suite, path, &run->problems);
	free(complaint);
	return status;
}

/*
 * Chapters of some kinds are run by name only: a subject for backends is another kind of
 * command, and so is one for the live form where no question tells which form is wanted.
 */
static bool is_by_name(enum suite_kind kind, const struct run_options *options)
{
	return kind == KIND_BACKEND || (kind == KIND_LIVE && !options->batch);
}

static bool is_named(const struct suite_case *test, const struct run_options *options)
{
	const char *kind = suite_kind_name(test->chapter->kind);
	char *const *globs = options->globs;

	if (suite_id_matches(test->id, options->excludes))
		return false;
	if (!is_by_name(test->chapter->kind, options))
		return !globs || suite_id_matches(test->id, globs);
	for (; globs && *globs; globs++) {
		char *const one[] = { *globs, NULL };

		if (!strncmp(*globs, kind, strlen(kind)) &&
			suite_id_matches(test->id, one))
			return true;
	}
	return false;
}

static bool applies(const struct suite_case *test, const struct terms *terms)
{
	return suite_case_covers(test, terms->libvirt) &&
	       !strcmp(test->driver ? test->driver : "generic", terms->driver);
}

static int select_cases(struct run *run)
{
	size_t named = 0;

	run->results = memory_new(run->suite.case_count, sizeof(*run->results));
	for (size_t i = 0; i < run->suite.count; i++) {
		const struct suite_chapter *chapter = &run->suite.chapters[i];

		for (size_t j = 0; j < chapter->count; j++) {
			const struct suite_case *test = &chapter->cases[j];

			if (!is_named(test, &run->options))
				continue;
			named++;
			if (test->level > run->options.level)
				continue;
			if (applies(test, &run->terms))
				run->results[run->count++].test = test;
			else
				run->not_applicable++;
		}
	}
	return named ? 0 : trouble(run, -ENOENT, "no case has such an id");
}

static bool is_like(const struct suite_case *test, const char *glob)
{
	char *const one[] = { (char *)glob, NULL };

	return suite_id_matches(test->id, one);
}

static bool is_required_by(const struct suite_case *test, const char *capability)
{
	return strings_contain(test->requires, capability);
}

static bool any_case(const struct suite *suite,
	bool (*holds)(const struct suite_case *test, const char *word), const char *word)
{
	for (size_t i = 0; i < suite->count; i++)
		for (size_t j = 0; j < suite->chapters[i].count; j++)
			if (holds(&suite->chapters[i].cases[j], word))
				return true;
	return false;
}

static bool is_capability(const struct run *run, const char *word)
{
	return terms_is_general(word) || any_case(&run->suite, is_required_by, word);
}

/* What is misspelt must not pass for a good run: every glob and capability is for a case. */
static int check_words(struct run *run)
{
	char **const lists[] = { run->options.globs, run->options.excludes };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (char **glob = lists[i]; glob && *glob; glob++)
			if (!any_case(&run->suite, is_like, *glob))
				return trouble(run, -ENOENT,
					"no case has an id like '%s'", *glob);
	for (char **word = run->options.without; word && *word; word++)
		if (!is_capability(run, *word))
			return trouble(run, -ENOENT, "no case requires '%s' of a subject",
				*word);
	return 0;
}

static void check_hello(struct run *run)
{
	for (char **word = run->terms.capabilities; word && *word; word++)
		if (!is_capability(run, *word))
			strings_add(&run->problems,
				memory_format(
					"the hello names '%s', which no case requires",
					*word));
}

/* Told before hours of work, not after. */
static int check_report(struct run *run)
{
	const char *path = run->options.report;
	FILE *stream = path ? fopen(path, "ae") : NULL;

	if (path && !stream)
		return trouble(run, -errno, "%s: %s", path, strerror(errno));
	if (stream)
		fclose(stream);
	return 0;
}

static int cannot_start(struct run *run, int status)
{
	if (status == -EINTR)
		return status;
	return trouble(run, status, "cannot start %s: %s", run->options.command[0],
		strerror(-status));
}

/* The first subject's hello says what it is held to. */
static int greet_first(struct run *run)
{
	const struct run_options *options = &run->options;
	char *complaint = NULL;
	int status = 0;

	run->subjects = memory_new((size_t)options->jobs, sizeof(*run->subjects));
	run->asked = memory_new((size_t)options->jobs, sizeof(*run->asked));
	run->subject_count = (size_t)options->jobs;
	for (size_t i = 0; i < run->subject_count; i++)
		subject_init(&run->subjects[i], options->command, options->batch,
			options->timeout, &run->supervisor);
	if (options->batch)
		status = subject_greet(&run->subjects[0]);
	if (status && status != -EPROTO)
		return cannot_start(run, status);
	run->is_mute = status == -EPROTO;
	if (run->is_mute) {
		run->no_hello = run->subjects[0].answer;
		run->subjects[0].answer = (struct answer){ .kind = ANSWER_SKIP };
		subject_free(&run->subjects[0]);
	}
	status = terms_make(&run->terms, options, run->subjects[0].greeting, &complaint);
	if (status) {
		answer_set(&run->no_hello, ANSWER_VIOLATION, "%s", complaint);
		run->is_mute = true;
		free(complaint);
	}
	return 0;
}

/* Others must say what the first one said. */
static void copy_greeting(struct run *run)
{
	const char *greeting = run->subjects[0].greeting;

	for (size_t i = 1; greeting && i < run->subject_count; i++)
		run->subjects[i].greeting = memory_copy(greeting);
}

static void conclude(struct run *run, size_t index)
{
	struct result *result = &run->results[index];

	judge_verdict(result, &run->options, &run->terms, &run->expected);
	result->done = true;
}

/* Tells what can be told in the order of cases. */
static void report_done(struct run *run)
{
	struct run_view view = view_of(run);

	for (; run->reported < run->count && run->results[run->reported].done;
		run->reported++)
		run->reporter->result(stdout, &view, run->reported);
}

/* Cases of a kind with a runner of its own take as long as they take: each is told at once. */
static int run_specially(struct run *run, size_t index)
{
	struct result *result = &run->results[index];
	enum suite_kind kind = result->test->chapter->kind;
	int status;

	status = kind_runners[kind](result->test, &run->options, &result->outcome);
	if (!status) {
		conclude(run, index);
		report_done(run);
		fflush(stdout);
	} else if (status != -EINTR) {
		trouble(run, status, "%s: %s", result->test->id,
			result->outcome.detail.length
				? buffer_text(&result->outcome.detail)
				: strerror(-status));
	}
	return status;
}

/* Settles a case without the subject where that can be done. 1 if so, 0, or -errno. */
static int settle(struct run *run, size_t index)
{
	struct result *result = &run->results[index];
	int status;

	/* What a subject without a good hello cannot do is not known. */
	if (!run->is_mute && judge_skips(&result->outcome, result->test, &run->terms)) {
		conclude(run, index);
		return 1;
	}
	if (kind_runners[result->test->chapter->kind]) {
		status = run_specially(run, index);
		return status ? status : 1;
	}
	if (!run->is_mute)
		return 0;
	status = compare_answer(&result->outcome, result->test, &run->no_hello,
		&run->terms, &run->reference);
	conclude(run, index);
	return status ? status : 1;
}

static int ask(struct run *run, size_t subject, size_t index)
{
	const struct suite_case *test = run->results[index].test;
	struct question question = { suite_kind_name(test->chapter->kind), test->id,
		test->input.data, test->input.length };
	int status = subject_ask(&run->subjects[subject], &question);

	run->asked[subject] = index;
	return status ? cannot_start(run, status) : 0;
}

static bool is_idle(const struct subject *subject)
{
	return subject->state == SUBJECT_DOWN || subject->state == SUBJECT_READY;
}

/* Gives every idle subject a case. Returns whether one is busy, or a negative errno. */
static int hand_out(struct run *run)
{
	int busy = 0;
	int status;

	for (size_t i = 0; i < run->subject_count; i++) {
		while (is_idle(&run->subjects[i]) && run->next < run->count) {
			size_t index = run->next++;

			status = settle(run, index);
			if (!status)
				status = ask(run, i, index);
			if (status < 0)
				return status;
		}
		busy = busy || !is_idle(&run->subjects[i]);
	}
	return busy;
}

static int take_answers(struct run *run)
{
	for (size_t i = 0; i < run->subject_count; i++) {
		struct subject *subject = &run->subjects[i];
		struct result *result = &run->results[run->asked[i]];
		int status;

		if (subject->state != SUBJECT_ANSWERED)
			continue;
		status = compare_answer(&result->outcome, result->test, &subject->answer,
			&run->terms, &run->reference);
		if (status)
			return trouble(run, status, "%s: %s", result->test->id,
				buffer_text(&result->outcome.detail));
		conclude(run, run->asked[i]);
		subject->state = subject->process.pid ? SUBJECT_READY : SUBJECT_DOWN;
	}
	return 0;
}

static int ask_all(struct run *run)
{
	int status = 0;

	while (!status && (status = hand_out(run)) > 0) {
		report_done(run);
		if (ferror(stdout))
			return trouble(run, -EPIPE, "cannot write to stdout");
		status = subjects_wait(
			run->subjects, run->subject_count, &run->supervisor);
		if (!status)
			status = take_answers(run);
	}
	report_done(run);
	return status;
}

static void close_subjects(struct run *run)
{
	for (size_t i = 0; i < run->subject_count; i++) {
		struct subject *subject = &run->subjects[i];
		char *problem = run->options.batch ? subject_close(subject) : NULL;

		if (problem)
			strings_add(
				&run->problems, memory_format("the subject %s", problem));
		if (subject->unasked_ends)
			strings_add(&run->problems,
				memory_format("the subject ended between cases, %u times",
					subject->unasked_ends));
		free(problem);
	}
}

static int finish(struct run *run)
{
	struct run_view view;
	int status = 0;

	close_subjects(run);
	view = view_of(run);
	run->reporter->end(stdout, &view);
	if (run->options.report) {
		status = report_json(&view, run->options.report);
		if (status)
			return trouble(run, status, "%s: %s", run->options.report,
				strerror(-status));
	}
	if (fflush(stdout) || ferror(stdout))
		return trouble(run, -EPIPE, "cannot write to stdout");
	return report_is_good(&view) ? EXIT_GOOD : EXIT_BAD;
}

static int run_all(struct run *run)
{
	struct run_view view;
	int status = load_suite(run);

	if (!status)
		status = load_expected(run);
	if (!status)
		status = check_words(run);
	if (!status)
		status = check_report(run);
	if (!status)
		status = greet_first(run);
	if (!status)
		status = select_cases(run);
	if (status)
		return status;
	check_hello(run);
	copy_greeting(run);
	view = view_of(run);
	run->reporter->begin(stdout, &view);
	status = ask_all(run);
	return status ? status : finish(run);
}

static void run_free(struct run *run)
{
	for (size_t i = 0; i < run->subject_count; i++)
		subject_free(&run->subjects[i]);
	reference_free(&run->reference);
	for (size_t i = 0; i < run->count; i++)
		outcome_free(&run->results[i].outcome);
	free(run->results);
	free(run->subjects);
	free(run->asked);
	answer_free(&run->no_hello);
	terms_free(&run->terms);
	expected_free(&run->expected);
	suite_free(&run->suite);
	strings_free(run->problems);
	free(run->complaint);
}

static const struct reporter *choose_reporter(const struct run_options *options)
{
	if (options->format == FORMAT_DEFAULT)
		return isatty(STDOUT_FILENO) ? &report_human : &report_tap;
	return options->format == FORMAT_HUMAN ? &report_human : &report_tap;
}

int run_command(int argc, char **argv)
{
	struct run run = { .reporter = &report_tap };
	int status = options_parse(&run.options, argc, argv);
	int stop_signal;

	process_fill_descriptors();
	if (!status) {
		status = supervisor_open(&run.supervisor);
		if (status)
			fprintf(stderr, "nethostdev-conformance: signals: %s\n",
				strerror(-status));
	}
	if (status) {
		options_free(&run.options);
		return EXIT_TROUBLE;
	}
	run.options.supervisor = &run.supervisor;
	run.reporter = choose_reporter(&run.options);
	reference_init(&run.reference, run.options.reference, &run.supervisor);
	status = run_all(&run);
	stop_signal = run.supervisor.stop_signal;
	if (status < 0)
		run.reporter->abort(stdout, stop_signal ? "interrupted" : run.complaint);
	run_free(&run);
	options_free(&run.options);
	supervisor_close(&run.supervisor);
	fflush(stdout);
	if (stop_signal)
		supervisor_die(&run.supervisor, stop_signal);
	return status < 0 ? EXIT_TROUBLE : status;
}
