#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The benchmarks run, and what they write is a report. Nothing is timed.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

bench=$top_builddir/bench
report=$scratch/bench.json

ok "every contestant reads every accepted fixture" \
	"$bench/speed" --untimed --rounds 1 --fixtures "$srcdir/fixtures" --report "$report"
ok "documents of every shape are read, many and large ones" \
	"$bench/scale" --untimed --documents 1000 --bytes 70000 --seconds 0 --report "$report"
ok "all VFs are prepared, together and one by one" nethostdev-netsim run --tier sim --vfs 1 \
	-- "$bench/vfs" --untimed --rounds 1 --report "$report"
ok "all are in one report" "$bench/table" "$report"
"$bench/table" "$report" >"$scratch/table"
ok "it has the ratios" contains "$scratch/table" '^"fresh/tree" [0-9]'
ok "it has a series for documents" contains "$scratch/table" '^# documents/time: '
ok "it has a series for sizes" contains "$scratch/table" '^# size/time: vlan tags'
ok "it has a series for VFs" contains "$scratch/table" '^# vfs/requests: VFs of a PF'

echo '{}' >"$scratch/none.json"
"$bench/table" "$scratch/none.json" >"$scratch/out" 2>"$scratch/err"
ok "what is no report is refused" contains "$scratch/err" 'no report'
done_testing
