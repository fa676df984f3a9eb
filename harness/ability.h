/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a backend case this machine can show. */
#ifndef HARNESS_ABILITY_H
#define HARNESS_ABILITY_H

#include <stdbool.h>

#include "host.h"
#include "outcome.h"
#include "suite.h"

/*
 * Whether the case, with the host that it begins with, can be run here. If not, outcome is
 * a skip that says what is missing.
 */
bool ability_check(const struct suite_case *test, const struct host *wanted,
	struct outcome *outcome);

#endif
