// SPDX-License-Identifier: LGPL-2.1-or-later
/* Levels, capabilities and expected failures: from outcome to verdict. */
#include <string.h>

#include "classes.h"
#include "judge.h"

bool judge_skips(
	struct outcome *outcome, const struct suite_case *test, const struct terms *terms)
{
	const char *kind = suite_kind_name(test->chapter->kind);

	if (!terms_can(terms, kind)) {
		outcome_set(outcome, OUTCOME_SKIPPED, "the subject lacks %s", kind);
		return true;
	}
	for (char **name = test->requires; name && *name; name++) {
		if (terms_can(terms, *name))
			continue;
		outcome_set(outcome, OUTCOME_SKIPPED, "the subject lacks %s", *name);
		return true;
	}
	if (!test->rejects || !strcmp(test->error_class, CLASS_NOT_WELL_FORMED) ||
		terms_can(terms, CAPABILITY_VALIDATES))
		return false;
	outcome_set(outcome, OUTCOME_SKIPPED, "the subject does not validate");
	outcome->unvalidated = true;
	return true;
}

/* A quirk binds those alone that are held strictly; a crash is nobody's quirk. */
static bool is_told_only(const struct result *result, const struct terms *terms)
{
	return result->test->level == LEVEL_QUIRK && !terms->strict &&
	       result->outcome.kind < OUTCOME_CRASHED;
}

static enum verdict unlisted_verdict(const struct result *result,
	const struct run_options *options, const struct terms *terms)
{
	if (result->outcome.kind == OUTCOME_PASSED)
		return VERDICT_PASS;
	if (result->outcome.kind == OUTCOME_SKIPPED)
		return options->no_skips ? VERDICT_FAIL : VERDICT_SKIP;
	return is_told_only(result, terms) ? VERDICT_TOLD : VERDICT_FAIL;
}

void judge_verdict(struct result *result, const struct run_options *options,
	const struct terms *terms, const struct expected *expected)
{
	struct outcome *outcome = &result->outcome;
	const struct expected_failure *failure =
		expected_find(expected, result->test->id);

	if (!failure || outcome->kind == OUTCOME_SKIPPED) {
		outcome->verdict = unlisted_verdict(result, options, terms);
		return;
	}
	result->reason = failure->reason;
	outcome->verdict = VERDICT_EXPECTED;
	if (outcome->kind == failure->outcome)
		return;
	outcome->verdict = VERDICT_UNEXPECTED;
	outcome_set(outcome, outcome->kind,
		"the list of expected failures says '%s', "
		"line %u; it came out as '%s'",
		outcome_name(failure->outcome), failure->line,
		outcome_name(outcome->kind));
}
