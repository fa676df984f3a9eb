// SPDX-License-Identifier: LGPL-2.1-or-later
/* What came of a case. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "outcome.h"

static const char *const names[OUTCOME_COUNT] = {
#define OUTCOME_NAME(name, text) [name] = text,
	OUTCOMES(OUTCOME_NAME)
#undef OUTCOME_NAME
};

const char *outcome_name(enum outcome_kind kind)
{
	return names[kind];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const verdicts[VERDICT_COUNT] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
		[VERDICT_SKIP] = "skip",
		[VERDICT_EXPECTED] = "expected-failure",
		[VERDICT_UNEXPECTED] = "unexpected",
		[VERDICT_TOLD] = "told",
	};

	return verdicts[verdict];
}

bool outcome_parse_failure(const char *text, enum outcome_kind *kind)
{
	for (int i = OUTCOME_DIFFERS; i < OUTCOME_SKIPPED; i++) {
		if (!strcmp(names[i], text)) {
			*kind = (enum outcome_kind)i;
			return true;
		}
	}
	return false;
}

void outcome_set(struct outcome *outcome, enum outcome_kind kind, const char *format, ...)
{
	char line[1280];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	outcome->kind = kind;
	if (outcome->detail.length)
		buffer_add_text(&outcome->detail, "\n");
	buffer_add_text(&outcome->detail, line);
}

void outcome_free(struct outcome *outcome)
{
	buffer_free(&outcome->detail);
	buffer_free(&outcome->diff);
}
