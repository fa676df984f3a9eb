// SPDX-License-Identifier: LGPL-2.1-or-later
/* Compares: rejections by class and path, documents by bytes, infoset or meaning. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "compare.h"
#include "diff.h"
#include "invents.h"
#include "losses.h"
#include "normalise.h"

/* How a rejection is shown: class, path and message. */
static void set_rejection(struct outcome *outcome, enum outcome_kind kind,
	const char *what, const struct answer *answer)
{
	outcome_set(outcome, kind, "%s: %s%s%s: %.600s", what, answer->error_class,
		answer->path ? " " : "", answer->path ? answer->path : "",
		buffer_text(&answer->text));
}

static void compare_rejection(struct outcome *outcome, const struct suite_case *test,
	const struct answer *answer)
{
	const char *path = test->error_path;

	if (strcmp(answer->error_class, CLASS_UNKNOWN) != 0 &&
		strcmp(answer->error_class, test->error_class) != 0) {
		outcome_set(outcome, OUTCOME_WRONG_CLASS, "expected a rejection as %s",
			test->error_class);
		set_rejection(outcome, OUTCOME_WRONG_CLASS, "rejected as", answer);
	} else if (path && answer->path && strcmp(answer->path, path) != 0) {
		outcome_set(
			outcome, OUTCOME_WRONG_PATH, "expected a rejection at %s", path);
		set_rejection(outcome, OUTCOME_WRONG_PATH, "rejected as", answer);
	} else {
		outcome->kind = OUTCOME_PASSED;
	}
}

static void set_difference(struct outcome *outcome, const char *what,
	const struct buffer *expected, const struct buffer *actual)
{
	outcome_set(outcome, OUTCOME_DIFFERS, "%s", what);
	diff_unified(&outcome->diff, expected, actual);
}

/*
 * Takes what libvirt invents out of text. A node that is missing is a difference, but for
 * the grade of meaning: there the reference has invented what the subject left out.
 */
static bool drop_inventions(
	struct outcome *outcome, const struct suite_case *test, struct buffer *text)
{
	bool right = true;

	for (char **path = test->invents; path && *path; path++) {
		switch (invents_drop(text, *path)) {
		case INVENTS_DROPPED:
			break;
		case INVENTS_MISSING:
			outcome_set(outcome, OUTCOME_DIFFERS,
				"%s is not there, though one has to be invented", *path);
			right = false;
			break;
		case INVENTS_MALFORMED:
			outcome_set(outcome, OUTCOME_DIFFERS,
				"%s was invented, and is not %s", *path,
				invents_form(*path));
			right = false;
			break;
		}
	}
	return right;
}

static void compare_bytes(
	struct outcome *outcome, const struct suite_case *test, struct buffer *text)
{
	bool right = drop_inventions(outcome, test, text);

	if (!buffer_equal(text, &test->output))
		set_difference(
			outcome, "accepted, with another output", &test->output, text);
	else if (right)
		outcome->kind = OUTCOME_PASSED;
}

static void compare_normals(struct outcome *outcome, const struct buffer *expected,
	const struct buffer *actual)
{
	struct buffer left = { 0 };
	struct buffer right = { 0 };

	normalise_break_lines(&left, expected);
	normalise_break_lines(&right, actual);
	set_difference(outcome, "accepted, with another infoset", &left, &right);
	buffer_free(&left);
	buffer_free(&right);
}

static void compare_infoset(
	struct outcome *outcome, const struct suite_case *test, struct buffer *text)
{
	struct buffer expected = { 0 };
	struct buffer actual = { 0 };

	/* An invented node is looked for in the normal form: it has one spelling there. */
	if (normalise(&actual, buffer_text(text), text->length))
		outcome_set(outcome, OUTCOME_DIFFERS,
			"accepted, with an output that is no "
			"XML: %.400s",
			buffer_text(&actual));
	else if (normalise(&expected, test->output.data, test->output.length))
		set_difference(
			outcome, "accepted, with another output", &test->output, text);
	else if (drop_inventions(outcome, test, &actual) &&
		 buffer_equal(&expected, &actual))
		outcome->kind = OUTCOME_PASSED;
	else if (!buffer_equal(&expected, &actual))
		compare_normals(outcome, &expected, &actual);
	buffer_free(&expected);
	buffer_free(&actual);
}

/*
 * Has the reference format text, which is then what it says. Returns 0; -EINVAL where it
 * rejects it, with the outcome set; -EIO where it does not work.
 */
static int reformat(struct outcome *outcome, const struct suite_case *test,
	struct buffer *text, struct reference *reference)
{
	struct question question = { suite_kind_name(test->chapter->kind), test->id,
		buffer_text(text), text->length };
	const struct answer *answer = reference_format(reference, &question);

	if (!answer || answer->kind > ANSWER_SKIP) {
		outcome_set(outcome, OUTCOME_DIFFERS, "the reference fails: %.400s",
			answer ? buffer_text(&answer->text) : "it cannot be started");
		return -EIO;
	}
	if (answer->kind != ANSWER_ACCEPT) {
		outcome_set(outcome, OUTCOME_DIFFERS,
			"accepted, with an output that the reference refuses: %s: %.400s",
			answer->kind == ANSWER_REJECT ? answer->error_class : "skip",
			buffer_text(&answer->text));
		return -EINVAL;
	}
	buffer_clear(text);
	buffer_add(text, buffer_text(&answer->text), answer->text.length);
	return 0;
}

static void set_meaning(struct outcome *outcome, const struct buffer *expected,
	const struct buffer *actual)
{
	struct buffer losses = { 0 };

	losses_report(&losses, expected, actual);
	set_difference(outcome, "accepted, with an output that means something else",
		expected, actual);
	if (losses.length) {
		buffer_add_text(&outcome->detail, "\n");
		buffer_add(&outcome->detail, losses.data, losses.length);
	}
	buffer_free(&losses);
}

/* Formats both; an unstable case's own output comes back as another one. */
static int compare_reformatted(struct outcome *outcome, const struct suite_case *test,
	struct buffer *text, struct reference *reference)
{
	struct buffer expected = { 0 };
	int status = reformat(outcome, test, text, reference);

	if (status)
		return status == -EIO ? status : 0;
	for (char **path = test->invents; path && *path; path++)
		invents_drop(text, *path);
	buffer_add(&expected, test->output.data, test->output.length);
	if (test->unstable && !buffer_equal(text, &expected))
		status = reformat(outcome, test, &expected, reference);
	if (!status && buffer_equal(text, &expected))
		outcome->kind = OUTCOME_PASSED;
	else if (!status)
		set_meaning(outcome, &expected, text);
	buffer_free(&expected);
	return status == -EIO ? status : 0;
}

static int compare_meaning(struct outcome *outcome, const struct suite_case *test,
	struct buffer *text, struct reference *reference)
{
	struct buffer dropped = { 0 };
	bool same;

	buffer_add(&dropped, buffer_text(text), text->length);
	for (char **path = test->invents; path && *path; path++)
		invents_drop(&dropped, *path);
	same = buffer_equal(&dropped, &test->output);
	buffer_free(&dropped);
	if (!same)
		return compare_reformatted(outcome, test, text, reference);
	outcome->kind = OUTCOME_PASSED;
	return 0;
}

static int compare_acceptance(struct outcome *outcome, const struct suite_case *test,
	const struct answer *answer, const struct terms *terms,
	struct reference *reference)
{
	struct buffer text = { 0 };
	int status = 0;

	if (terms->grade == GRADE_BYTES && !test->invents &&
		buffer_equal(&answer->text, &test->output)) {
		outcome->kind = OUTCOME_PASSED;
		return 0;
	}
	buffer_add(&text, buffer_text(&answer->text), answer->text.length);
	if (terms->grade == GRADE_BYTES)
		compare_bytes(outcome, test, &text);
	else if (terms->grade == GRADE_INFOSET)
		compare_infoset(outcome, test, &text);
	else
		status = compare_meaning(outcome, test, &text, reference);
	buffer_free(&text);
	return status;
}

static void set_acceptance(struct outcome *outcome, const struct suite_case *test,
	const struct answer *answer)
{
	struct buffer nothing = { 0 };

	outcome_set(outcome, OUTCOME_ACCEPTED, "accepted; expected a rejection as %s%s%s",
		test->error_class, test->error_path ? " at " : "",
		test->error_path ? test->error_path : "");
	diff_unified(&outcome->diff, &nothing, &answer->text);
}

int compare_answer(struct outcome *outcome, const struct suite_case *test,
	const struct answer *answer, const struct terms *terms,
	struct reference *reference)
{
	static const enum outcome_kind kinds[] = {
		[ANSWER_SKIP] = OUTCOME_SKIPPED,
		[ANSWER_CRASH] = OUTCOME_CRASHED,
		[ANSWER_TIMEOUT] = OUTCOME_TIMED_OUT,
		[ANSWER_VIOLATION] = OUTCOME_VIOLATION,
	};

	switch (answer->kind) {
	case ANSWER_ACCEPT:
		if (!test->rejects)
			return compare_acceptance(
				outcome, test, answer, terms, reference);
		set_acceptance(outcome, test, answer);
		return 0;
	case ANSWER_REJECT:
		if (test->rejects)
			compare_rejection(outcome, test, answer);
		else
			set_rejection(outcome, OUTCOME_REJECTED,
				"rejected; expected to be accepted", answer);
		return 0;
	case ANSWER_SKIP:
	case ANSWER_CRASH:
	case ANSWER_TIMEOUT:
	case ANSWER_VIOLATION:
		break;
	}
	outcome_set(outcome, kinds[answer->kind], "%s%s%.900s",
		answer->kind == ANSWER_SKIP ? "" : outcome_name(kinds[answer->kind]),
		answer->kind == ANSWER_SKIP ? "" : ": ", buffer_text(&answer->text));
	return 0;
}
