// SPDX-License-Identifier: LGPL-2.1-or-later
/* Asks subjects, in both modes, and sees to it that each question gets an answer. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "memory.h"
#include "subject.h"

/* Starts without a hello after which a batch subject is given up. */
#define FAILED_STARTS_MAX 3

void answer_free(struct answer *answer)
{
	buffer_free(&answer->text);
	free(answer->error_class);
	free(answer->path);
	*answer = (struct answer){ .kind = ANSWER_SKIP };
}

void answer_set(struct answer *answer, enum answer_kind kind, const char *format, ...)
{
	char message[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	buffer_clear(&answer->text);
	free(answer->error_class);
	free(answer->path);
	answer->error_class = answer->path = NULL;
	answer->kind = kind;
	buffer_add_text(&answer->text, message);
}

void subject_init(struct subject *subject, char *const *argv, bool batch, int timeout,
	struct supervisor *supervisor)
{
	*subject = (struct subject){
		.argv = argv,
		.batch = batch,
		.timeout = timeout,
		.supervisor = supervisor,
	};
	subject->process.input_fd = -1;
	subject->process.output_fd = -1;
	subject->process.errors_fd = -1;
}

void subject_free(struct subject *subject)
{
	process_free(&subject->process);
	buffer_free(&subject->request);
	answer_free(&subject->answer);
	free(subject->greeting);
	subject->greeting = NULL;
	subject->state = SUBJECT_DOWN;
}

static void set_deadline(struct subject *subject)
{
	subject->deadline = clock_milliseconds() + subject->timeout;
}

/* The answer is there; a process that cannot be trusted any more goes. */
static void finish(struct subject *subject, bool keep_process)
{
	if (!keep_process)
		process_free(&subject->process);
	subject->state = SUBJECT_ANSWERED;
	subject->asked = false;
}

static int start(struct subject *subject)
{
	int status;

	process_free(&subject->process);
	status = process_start(&subject->process, subject->argv, subject->supervisor);
	if (status)
		return status;
	set_deadline(subject);
	if (!subject->batch)
		return 0;
	subject->process.keep_input = true;
	subject->state = SUBJECT_GREETING;
	process_send(&subject->process, "hello 1\n", 8);
	return 0;
}

static void send_request(struct subject *subject)
{
	subject->state = SUBJECT_BUSY;
	subject->asked = false;
	buffer_clear(&subject->process.errors);
	set_deadline(subject);
	process_send(&subject->process, subject->request.data, subject->request.length);
}

static int ask_batch(struct subject *subject, const struct question *question)
{
	buffer_clear(&subject->request);
	buffer_format(&subject->request, "format %s %s %zu\n", question->kind,
		question->id, question->length);
	buffer_add(&subject->request, question->text, question->length);
	subject->asked = true;
	if (subject->process.pid) {
		send_request(subject);
		return 0;
	}
	if (subject->process.ended)
		subject->unasked_ends++;
	if (subject->failed_starts < FAILED_STARTS_MAX)
		return start(subject);
	answer_set(&subject->answer, ANSWER_CRASH,
		"not asked: the subject failed to start %u times in a row",
		subject->failed_starts);
	finish(subject, false);
	return 0;
}

int subject_ask(struct subject *subject, const struct question *question)
{
	int status;

	answer_free(&subject->answer);
	if (subject->batch)
		return ask_batch(subject, question);
	status = start(subject);
	if (status)
		return status;
	subject->state = SUBJECT_BUSY;
	process_send(&subject->process, question->text, question->length);
	return 0;
}

/* What an end in the middle looks like to people. */
static void crash_answer(struct subject *subject, const char *when)
{
	char *complaint = process_complaint(&subject->process);
	char *end = process_describe(subject->process.status);

	answer_set(&subject->answer, ANSWER_CRASH, "%s %s%s%s", end, when,
		*complaint ? ": " : "", complaint);
	free(end);
	free(complaint);
}

static void flood_answer(struct subject *subject)
{
	bool output = subject->process.flood == FLOOD_OUTPUT;

	answer_set(&subject->answer, ANSWER_VIOLATION, "more than %u bytes on %s",
		output ? PROCESS_OUTPUT_MAX : PROCESS_ERRORS_MAX,
		output ? "stdout" : "stderr");
}

static void keep_greeting(struct subject *subject, char *greeting)
{
	subject->failed_starts = 0;
	if (!subject->greeting) {
		subject->greeting = greeting;
		return;
	}
	if (strcmp(subject->greeting, greeting) != 0) {
		answer_set(&subject->answer, ANSWER_VIOLATION,
			"said another hello than before: '%.200s'", greeting);
		finish(subject, false);
	}
	free(greeting);
}

static void greet(struct subject *subject)
{
	struct process *process = &subject->process;
	char *greeting = NULL;
	size_t used = 0;

	switch (batch_greeting(&process->output, &greeting, &subject->answer, &used)) {
	case FRAME_INCOMPLETE:
		return;
	case FRAME_BROKEN:
		finish(subject, false);
		return;
	case FRAME_COMPLETE:
		break;
	}
	buffer_drop(&process->output, used);
	subject->state = SUBJECT_READY;
	if (process->output.length) {
		free(greeting);
		answer_set(&subject->answer, ANSWER_VIOLATION,
			"answered before it was asked");
		finish(subject, false);
		return;
	}
	keep_greeting(subject, greeting);
	if (subject->state == SUBJECT_READY && subject->asked)
		send_request(subject);
}

static void take_answer(struct subject *subject)
{
	struct process *process = &subject->process;
	size_t used = 0;

	switch (batch_answer(&process->output, &subject->answer, &used)) {
	case FRAME_INCOMPLETE:
		return;
	case FRAME_BROKEN:
		finish(subject, false);
		return;
	case FRAME_COMPLETE:
		break;
	}
	if (process->output.length > used) {
		answer_set(&subject->answer, ANSWER_VIOLATION,
			"%zu bytes on stdout behind the answer",
			process->output.length - used);
		finish(subject, false);
	} else if (process->input_sent < process->input.length && !process->ended) {
		answer_set(&subject->answer, ANSWER_VIOLATION,
			"answered before it had read the document");
		finish(subject, false);
	} else {
		buffer_drop(&process->output, used);
		finish(subject, true);
	}
}

static bool is_waited_for(const struct subject *subject)
{
	return subject->state == SUBJECT_GREETING || subject->state == SUBJECT_BUSY;
}

static void handle_end(struct subject *subject)
{
	if (!subject->batch) {
		exec_answer(&subject->process, &subject->answer);
		finish(subject, false);
		return;
	}
	if (subject->state == SUBJECT_GREETING)
		crash_answer(subject, "before it said hello");
	else
		crash_answer(subject, "before it answered");
	finish(subject, false);
}

static void handle_timeout(struct subject *subject)
{
	const char *what = subject->state == SUBJECT_GREETING ? "did not say hello"
							      : "did not answer";
	double seconds = subject->timeout / 1000.0;
	size_t sent = subject->process.output.length;

	if (subject->batch && sent)
		answer_set(&subject->answer, ANSWER_TIMEOUT,
			"%s in %g seconds; the %zu bytes on stdout are less than the "
			"whole",
			what, seconds, sent);
	else
		answer_set(&subject->answer, ANSWER_TIMEOUT, "%s in %g seconds", what,
			seconds);
	finish(subject, false);
}

/* Sees what came of one subject since the last look. */
static void look(struct subject *subject)
{
	bool greeting = subject->state == SUBJECT_GREETING;

	if (!is_waited_for(subject))
		return;
	if (subject->process.flood) {
		flood_answer(subject);
		finish(subject, false);
	}
	if (subject->batch && subject->state == SUBJECT_GREETING)
		greet(subject);
	if (subject->batch && subject->state == SUBJECT_BUSY)
		take_answer(subject);
	if (is_waited_for(subject) && subject->process.ended)
		handle_end(subject);
	if (is_waited_for(subject) && clock_milliseconds() >= subject->deadline)
		handle_timeout(subject);
	if (greeting && subject->state == SUBJECT_ANSWERED && !subject->process.pid)
		subject->failed_starts++;
}

static int64_t first_deadline(const struct subject *subjects, size_t count)
{
	int64_t deadline = INT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (is_waited_for(&subjects[i]) && subjects[i].deadline < deadline)
			deadline = subjects[i].deadline;
	return deadline;
}

int subjects_wait(struct subject *subjects, size_t count, struct supervisor *supervisor)
{
	struct process **processes = memory_new(count, sizeof(*processes));
	int status;

	for (size_t i = 0; i < count; i++)
		if (is_waited_for(&subjects[i]))
			processes[i] = &subjects[i].process;
	status = process_wait(
		processes, count, first_deadline(subjects, count), supervisor);
	free(processes);
	for (size_t i = 0; i < count && !status; i++)
		look(&subjects[i]);
	return status;
}

int subject_greet(struct subject *subject)
{
	int status = start(subject);

	while (!status && subject->state == SUBJECT_GREETING)
		status = subjects_wait(subject, 1, subject->supervisor);
	if (status)
		return status;
	return subject->state == SUBJECT_READY ? 0 : -EPROTO;
}

char *subject_close(struct subject *subject)
{
	struct process *process = &subject->process;
	char *trouble = NULL;
	char *end;
	int status = 0;

	if (!process->pid && !process->ended)
		return NULL;
	process_close_input(process);
	set_deadline(subject);
	while (!status && !process->ended && !process->flood &&
		clock_milliseconds() < subject->deadline)
		status =
			process_wait(&process, 1, subject->deadline, subject->supervisor);
	if (process->flood || (process->ended && process->output.length))
		trouble = memory_copy("wrote to stdout after the end of its input");
	else if (!process->ended)
		trouble = memory_copy("did not end at the end of its input");
	else if (process->status) {
		end = process_describe(process->status);
		trouble = memory_format("ended with %s at the end of its input", end);
		free(end);
	}
	process_free(process);
	return trouble;
}
