#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every fake subject gets the verdict that it deserves, in its time, and leaves no process.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

# Long enough for a loaded machine, short enough to show that nothing waited for more.
limit=60

# subject MODE exec|batch STATUS OUTCOMES [OPTION...]: all cases of the small suite that
# apply, strictly, by bytes.
subject ()
{
	mode=$1
	way=$2
	expected_status=$3
	expected=$4
	shift 4
	batch=
	test "$way" = exec || batch=--batch
	began=$(date +%s)
	run $batch --strict --grade bytes --report "$scratch/report" "$@" -- \
		"$fake" "$mode" $batch --token "$token"
	took=$(($(date +%s) - began))
	ok "$mode, $way: exit status" same "$status" "$expected_status"
	ok "$mode, $way: outcomes" same "$(outcomes)" "$expected"
	ok "$mode, $way: in time" test "$took" -lt "$limit"
	ok "$mode, $way: no process is left" no_process
}

# all OUTCOME: every case has it.
all ()
{
	for id in plain sorted shout bad-slot torn new mac usb; do
		printf 'basics/%s=%s ' "$id" "$1"
	done
	echo "more/crash=$1 more/last=$1"
}

# some ID=OUTCOME...: these, and the others pass.
some ()
{
	words=" $(all passed) "
	for word; do
		words=$(echo "$words" | sed "s| ${word%%=*}=[a-z-]* | $word |")
	done
	echo "$words" | sed 's/^ *//; s/ *$//'
}

accepted=$(some basics/bad-slot=accepted basics/torn=accepted basics/new=accepted)
rejected=$(echo "$(all rejected) " |
	sed -e 's|bad-slot=rejected|bad-slot=passed|' -e 's|torn=rejected|torn=passed|' \
		-e 's|new=rejected|new=passed|' -e 's/ $//')

for way in exec batch; do
	subject right $way 0 "$(all passed)"
	subject accept-all $way 1 "$accepted"
	subject reject-all $way 1 "$rejected"
	subject echo $way 1 "$(some basics/sorted=differs basics/shout=differs \
		basics/bad-slot=accepted basics/torn=accepted basics/new=accepted \
		basics/mac=differs more/crash=differs)"
	subject wrong-class $way 1 "$(some basics/bad-slot=wrong-class \
		basics/torn=wrong-class basics/new=wrong-class)"
	subject wrong-path $way 1 "$(some basics/bad-slot=wrong-path)"
	subject skip-all $way 0 "$(all skipped)"
	subject bad-mac $way 1 "$(some basics/mac=differs)"
	subject no-mac $way 1 "$(some basics/mac=differs)"
	subject respelt $way 1 "$(all differs | sed -e 's|bad-slot=[a-z]*|bad-slot=passed|' \
		-e 's|torn=[a-z]*|torn=passed|' -e 's|new=[a-z]*|new=passed|')"
	subject crash $way 1 "$(all crashed)"
	subject crash-once $way 1 "$(some more/crash=crashed)"
	subject traceback $way 1 "$(all crashed)"
	subject valgrind $way 1 "$(all crashed)"
	subject leave-child $way 0 "$(all passed)"
	subject leave-session $way 0 "$(all passed)"
	subject hang $way 1 "basics/plain=timed-out" --timeout 0.5 '*/plain'
	subject hang-with-child $way 1 "basics/plain=timed-out" --timeout 0.5 '*/plain'
	subject flood-stdout $way 1 "basics/plain=violation" '*/plain'
	subject flood-stderr $way 1 "basics/plain=violation" '*/plain'
	subject slow-start $way 0 "basics/plain=passed more/last=passed" '*/plain' '*/last'
	# Only valgrind is to find this leak, which a sanitizer would as well.
	ASAN_OPTIONS=detect_leaks=0
	export ASAN_OPTIONS
	subject leak $way 0 "basics/plain=passed" '*/plain'
	unset ASAN_OPTIONS
done

# What only one of the two ways can do wrong.
subject unknown-class exec 1 "$(some basics/bad-slot=crashed basics/torn=crashed \
	basics/new=crashed)"
subject unknown-class batch 1 "$(some basics/bad-slot=violation basics/torn=violation \
	basics/new=violation)"
subject junk exec 1 "$(all crashed)"
subject junk batch 1 "$(all violation)"
subject out-of-turn batch 1 "$(all violation)"
subject wrong-hello batch 1 "$(all violation)"
subject lie-short batch 1 "$(all violation | sed 's/ .*//')" '*/plain'
subject lie-long batch 1 "basics/plain=timed-out" --timeout 0.5 '*/plain'
subject die-mid-frame batch 1 "$(all crashed)"
subject mute batch 1 "$(all timed-out)" --timeout 0.5
subject immortal batch 1 "$(all passed)" --timeout 0.5
subject last-words batch 1 "$(all passed)"
subject bad-end batch 1 "$(all passed)"
subject new-hello batch 1 "basics/plain=passed basics/sorted=violation" -j 2 \
	'*/plain' '*/sorted'

# What a subject leaves goes when it goes, not only at the end of the run.
run -j 1 --grade bytes --strict 'interface/basics/*' -- \
	"$fake" leave-lock --ready "$scratch/lock" --token "$token"
ok "each subject's children end with it" same "$status" 0

# And what is said about it.
run --batch -- "$fake" crash --batch
ok "a signal is named" contains "$scratch/out" 'signal 11'
run -- "$fake" traceback
ok "a traceback's first line is shown" contains "$scratch/out" 'Traceback'
for batch in '' --batch; do
	run $batch -- "$fake" valgrind $batch
	ok "valgrind's exit status is named $batch" \
		contains "$scratch/out" 'exit status 66 (valgrind found errors)'
done
run --timeout 0.5 -- "$fake" hang
ok "the time limit is named" contains "$scratch/out" 'did not answer in 0.5 seconds'
run --batch --timeout 0.5 -- "$fake" immortal --batch
ok "a subject that does not end is told of" contains "$scratch/out" 'problem: .*did not end'
run --batch -- "$fake" last-words --batch
ok "words after the end are told of" contains "$scratch/out" 'problem: .*wrote to stdout'
run --batch -- "$fake" bad-end --batch
ok "what valgrind finds at the end is told of" \
	contains "$scratch/out" 'problem: .*exit status 66 (valgrind found errors)'
run --batch -- "$fake" answer-and-end --batch
ok "a subject that ends after each answer fails" same "$status" 1
run -- "$scratch/nothing-here"
ok "no such command: exit status" same "$status" 2
ok "no such command: bails out" contains "$scratch/out" '^Bail out! cannot start'

done_testing
