/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a case of a backend chapter: a host, verbs, and the host afterwards. */
#ifndef HARNESS_BACKEND_H
#define HARNESS_BACKEND_H

#include "options.h"
#include "outcome.h"
#include "suite.h"

/*
 * Carries out what the case says and holds the host that is left against its expectation.
 * Children are started with process_run() and options->supervisor. Returns 0 with outcome
 * filled (kind and detail; OUTCOME_SKIPPED with the reason where it cannot run here), or a
 * negative errno where the run cannot go on; -EINTR when a signal asked for the end.
 */
int backend_run_case(const struct suite_case *test, const struct run_options *options,
	struct outcome *outcome);

#endif
