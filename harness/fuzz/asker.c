// SPDX-License-Identifier: LGPL-2.1-or-later
/* One question for two, in batch mode. */
#include "fuzz/asker.h"

static int send_to(const struct asker *asker, int side, const struct buffer *text)
{
	struct question question = { asker->kind, asker->id, buffer_text(text),
		text->length };

	return subject_ask(&asker->pair[side], &question);
}

int asker_send(const struct asker *asker, const struct buffer *text)
{
	int status = send_to(asker, JUDGE, text);

	return status ? status : send_to(asker, SUBJECT, text);
}

bool asker_is_done(const struct asker *asker)
{
	return asker->pair[JUDGE].state == SUBJECT_ANSWERED &&
	       asker->pair[SUBJECT].state == SUBJECT_ANSWERED;
}

static void release(struct subject *subject)
{
	if (subject->state == SUBJECT_ANSWERED)
		subject->state = subject->process.pid ? SUBJECT_READY : SUBJECT_DOWN;
}

void asker_release(const struct asker *asker)
{
	release(&asker->pair[JUDGE]);
	release(&asker->pair[SUBJECT]);
}

static int wait_for(const struct asker *asker, int first, int last)
{
	int status = 0;

	for (int side = first; side <= last && !status; side++)
		while (!status && asker->pair[side].state != SUBJECT_ANSWERED)
			status = subjects_wait(asker->pair + first,
				(size_t)(last - first + 1), asker->supervisor);
	return status;
}

/* The judge's next answer to the same question; the one before it stays its answer. */
static int ask_judge_again(
	const struct asker *asker, const struct buffer *text, struct answer *again)
{
	struct subject *judge = &asker->pair[JUDGE];
	struct answer first = judge->answer;
	int status;

	judge->answer = (struct answer){ .kind = ANSWER_SKIP };
	release(judge);
	status = send_to(asker, JUDGE, text);
	if (!status)
		status = wait_for(asker, JUDGE, JUDGE);
	*again = judge->answer;
	judge->answer = first;
	return status;
}

int asker_compare(const struct asker *asker, const struct buffer *text,
	enum fuzz_verdict *verdict, struct buffer *place)
{
	const struct answer *judge = &asker->pair[JUDGE].answer;
	const struct answer *subject = &asker->pair[SUBJECT].answer;
	struct answer again = { .kind = ANSWER_SKIP };
	int status;

	*verdict = fuzz_compare(text, judge, NULL, subject, place);
	if (*verdict != FUZZ_INVENTION)
		return 0;
	status = ask_judge_again(asker, text, &again);
	if (!status)
		*verdict = fuzz_compare(text, judge, &again, subject, place);
	answer_free(&again);
	return status;
}

int asker_ask(const struct asker *asker, const struct buffer *text,
	enum fuzz_verdict *verdict, struct buffer *place)
{
	int status;

	asker_release(asker);
	status = asker_send(asker, text);
	if (!status)
		status = wait_for(asker, JUDGE, SUBJECT);
	return status ? status : asker_compare(asker, text, verdict, place);
}
