/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A subject: an implementation under test, asked one question at a time in exec mode (a
 * process a question) or batch mode (frames to one process, which is started again when
 * it died). Whatever it does, every question gets an answer.
 */
#ifndef HARNESS_SUBJECT_H
#define HARNESS_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "process.h"

enum answer_kind {
	ANSWER_ACCEPT,
	ANSWER_REJECT,
	ANSWER_SKIP,
	ANSWER_CRASH,
	ANSWER_TIMEOUT,
	ANSWER_VIOLATION,
};

struct answer {
	enum answer_kind kind;
	struct buffer text; /* accept: the document; else a message, for people */
	char *error_class;  /* of a rejection */
	char *path;         /* of a rejection, or NULL */
};

struct question {
	const char *kind; /* "interface" */
	const char *id;
	const char *text;
	size_t length;
};

enum subject_state {
	SUBJECT_DOWN,     /* no process */
	SUBJECT_GREETING, /* batch: started, has not said hello */
	SUBJECT_READY,
	SUBJECT_BUSY,     /* a question is out */
	SUBJECT_ANSWERED, /* answer is valid, until the next question */
};

struct subject {
	char *const *argv;
	bool batch;
	int timeout; /* milliseconds, for starting and for each answer */
	struct supervisor *supervisor;
	struct process process;
	enum subject_state state;
	int64_t deadline;
	char *greeting;             /* batch: what follows "hello 1 ", NULL before */
	bool asked;                 /* a question waits for the greeting */
	struct buffer request;      /* that question, as a frame */
	unsigned int failed_starts; /* in a row, without a hello */
	unsigned int unasked_ends;  /* ends of the process between two questions */
	struct answer answer;
};

void subject_init(struct subject *subject, char *const *argv, bool batch, int timeout,
	struct supervisor *supervisor);
void subject_free(struct subject *subject);

/*
 * Starts a batch subject and waits for its hello. Returns 0 once it has said it; -EPROTO
 * when it did not, and then answer says why; a negative errno where there is no such
 * command; -EINTR.
 */
int subject_greet(struct subject *subject);

/*
 * Asks. The answer comes while subjects_wait() runs: look for SUBJECT_ANSWERED.
 * Returns 0, or a negative errno where the command cannot be started at all.
 */
int subject_ask(struct subject *subject, const struct question *question);

/*
 * Waits until something happened to one of count subjects.
 * Returns 0, -EINTR when a signal asked for the end, or what starting again gave.
 */
int subjects_wait(struct subject *subjects, size_t count, struct supervisor *supervisor);

/*
 * Closes stdin and waits for the end of a batch subject. Returns NULL where it ended as
 * it should, else what it did, in words; the caller frees it.
 */
char *subject_close(struct subject *subject);

/* Makes the answer of a finished process in exec mode. */
void exec_answer(const struct process *process, struct answer *answer);

enum frame_result {
	FRAME_INCOMPLETE,
	FRAME_COMPLETE,
	FRAME_BROKEN, /* answer is the violation */
};

/*
 * Looks for one answer at the start of what a batch subject wrote. FRAME_COMPLETE: answer
 * is filled, and *used bytes were its.
 */
enum frame_result batch_answer(
	const struct buffer *output, struct answer *answer, size_t *used);
/* The same for the hello: *greeting is what follows "hello 1 ", the caller's to free. */
enum frame_result batch_greeting(const struct buffer *output, char **greeting,
	struct answer *answer, size_t *used);

void answer_set(struct answer *answer, enum answer_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void answer_free(struct answer *answer);

#endif
