// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counting, for every reporter. */
#include "report.h"

size_t report_count(const struct run_view *view, const struct suite_chapter *chapter,
	enum verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < view->count; i++)
		if (view->results[i].outcome.verdict == verdict &&
			(!chapter || view->results[i].test->chapter == chapter))
			count++;
	return count;
}

size_t report_count_unvalidated(const struct run_view *view)
{
	size_t count = 0;

	for (size_t i = 0; i < view->count; i++)
		if (view->results[i].outcome.unvalidated)
			count++;
	return count;
}

bool report_is_good(const struct run_view *view)
{
	return !view->problems && !report_count(view, NULL, VERDICT_FAIL) &&
	       !report_count(view, NULL, VERDICT_UNEXPECTED);
}
