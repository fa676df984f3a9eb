#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A backend that is not ours over the same cases, on the simulated kernel.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

# One that somebody wrote in an afternoon: what it gets wrong is known, and nothing else.
nethostdev-conformance run --without domains --without pools --without recover \
	--expected-failures "$srcdir/harness/adapters/iproute.expected" \
	'backend/*' -- "$srcdir/harness/adapters/iproute.sh" >"$scratch/out" 2>&1
ok "a foreign backend fails what it is known to fail" same "$?" 0
sed -n -e '/^not ok .*# TODO/d' -e 's/^not ok [0-9]* - /# failed: /p' -e '/unexpected/p' "$scratch/out"

sim_done
done_testing
