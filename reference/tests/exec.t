#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every interface case once more, a process each: what the chapters' tests, in batch mode,
# cannot see is what a run prints beside its answer.
exec nethostdev-conformance run --strict --no-skips --grade bytes --format tap \
	'interface/*' -- nethostdev format
