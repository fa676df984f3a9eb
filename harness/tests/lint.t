#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The fixtures of this tree, and the small suite of these tests, keep every rule.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

ok "the fixtures are clean" nethostdev-conformance lint --fixtures "$srcdir/fixtures"
ok "the small suite is clean" nethostdev-conformance lint --fixtures "$suite"
done_testing
