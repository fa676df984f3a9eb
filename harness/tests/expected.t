#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The list of expected failures is strict in all four ways.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

list=$scratch/list

# listed STATUS LINE...: a run of wrong-path, in which one case fails, with such a list.
listed ()
{
	expected_status=$1
	shift
	printf '%s\n' "$@" >"$list"
	run --batch --expected-failures "$list" -- "$fake" wrong-path --batch
	ok "exit status of '$*'" same "$status" "$expected_status"
}

slot=interface/basics/bad-slot
listed 1
listed 0 "$slot wrong-path it looks elsewhere"
ok "an expected failure is a TODO with its reason" \
	contains "$scratch/out" "^not ok [0-9]* - $slot # TODO it looks elsewhere$"
listed 0 '# a comment' '' "  $slot	wrong-path	https://example.org/7 # and more"
ok "a second # cannot make another directive" \
	contains "$scratch/out" "# TODO https://example.org/7   and more$"
listed 1 "$slot wrong-class it looks elsewhere"
ok "another outcome is a failure, and says so" \
	contains "$scratch/out" "says 'wrong-class', line 1; it came out as 'wrong-path'"
ok "another outcome is no TODO" contains "$scratch/out" "^not ok [0-9]* - $slot$"
listed 1 "$slot wrong-path why" "interface/basics/plain differs why"
ok "a pass that is listed is a failure" \
	contains "$scratch/out" "^not ok [0-9]* - interface/basics/plain$"
ok "a pass that is listed says so" contains "$scratch/out" "it came out as 'passed'"
listed 1 "$slot wrong-path why" "interface/basics/plane differs why"
ok "a line without a case is told of" \
	contains "$scratch/out" "problem: .*list:2: no case is called interface/basics/plane"
listed 0 "$slot wrong-path why" "interface/basics/old differs of another release"
listed 2 "$slot wrong-path"
listed 2 "$slot elsewhere why"
listed 2 "$slot passed why"
listed 2 "$slot wrong-path why" "$slot wrong-path why"
ok "a wrong list bails out" contains "$scratch/out" '^Bail out! .*list:2: '
run --grade bytes --expected-failures "$scratch/none" -- true
ok "no such list" same "$status" 2

printf '%s\n' "$slot wrong-path why" >"$list"
run --batch --expected-failures "$list" '*/plain' -- "$fake" wrong-path --batch
ok "a listed case that is not selected is no matter" same "$status" 0
printf '%s\n' 'interface/basics/shout rejected it does not shout' >"$list"
run --batch --expected-failures "$list" '*/shout' -- "$fake" reject-all --batch
ok "a quirk can be listed" same "$status" 0
run --batch --expected-failures "$list" '*/shout' -- "$fake" right --batch
ok "a listed quirk that passes is a failure" same "$status" 1
for outcome in differs accepted rejected wrong-class wrong-path crashed timed-out \
	violation; do
	echo "$slot $outcome why" >"$list"
	run --batch --expected-failures "$list" "$slot" -- "$fake" right --batch
	ok "$outcome can be listed" contains "$scratch/out" "says '$outcome'"
done
echo "$slot crashed it is known to" >"$list"
run --expected-failures "$list" "$slot" -- "$fake" crash
ok "a crash can be expected" same "$status" 0
done_testing
