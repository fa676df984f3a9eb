#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Signals to the harness, closed descriptors, big documents: it ends, and leaves nothing.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

# stopped SIGNAL STATUS exec|batch: while a subject and its child hang.
stopped ()
{
	batch=
	test "$3" = exec || batch=--batch
	rm -f "$scratch/ready"
	mkfifo "$scratch/ready"
	"$fake" default-signals nethostdev-conformance run $batch -j 1 --timeout 600 -- \
		"$fake" hang-with-child $batch --token "$token" --ready "$scratch/ready" \
		>"$scratch/out" 2>"$scratch/err" &
	runner=$!
	read -r word <"$scratch/ready"
	kill "-$1" $runner
	status=0
	wait $runner 2>/dev/null || status=$?
	ok "$1, $3: the subject had begun" same "$word" ready
	ok "$1, $3: exit status" same "$status" "$2"
	ok "$1, $3: bails out" contains "$scratch/out" '^Bail out! interrupted'
	ok "$1, $3: no process is left" no_process
}

for way in exec batch; do
	stopped INT 130 $way
	stopped TERM 143 $way
	stopped HUP 129 $way
done

# A document that is longer than any pipe, to one who writes while it reads.
big=$scratch/suite/interface/big
mkdir -p "$big"
cat >"$big/cases.xml" <<'END'
<chapter title="Big"><case id="big" level="must" ref="the harness">Big.</case></chapter>
END
{
	echo '<a>'
	head -c 4000000 /dev/zero | tr '\0' 'x'
	echo '</a>'
} >"$big/big.in.xml"
cp "$big/big.in.xml" "$big/big.out.xml"
run --fixtures "$scratch/suite" --grade bytes -- cat
ok "a big document, exec" same "$status" 0
NHD_FIXTURES=$scratch/suite
run --batch -- "$fake" echo --batch
ok "a big document, batch" same "$status" 0
run --grade bytes -- sh -c 'echo "xml-error: too long" >&2; exit 1'
ok "a subject need not read" contains "$scratch/out" 'rejected as\|rejected; expected'
NHD_FIXTURES=$suite

# Whoever reads the report may go: the run begins when the reader has gone.
{
	(trap '' PIPE; while echo; do :; done)
	nethostdev-conformance run --batch -- "$fake" echo --batch --token "$token"
	echo $? >"$scratch/status"
} 2>/dev/null | true
ok "a reader that goes: exit status" same "$(cat "$scratch/status")" 2
ok "a reader that goes: no process is left" no_process
status=0
nethostdev-conformance run --report "$scratch/report" '*/plain' -- "$fake" right \
	<&- >&- 2>&- || status=$?
ok "closed descriptors do not confuse" same "$(outcomes)" "basics/plain=passed"

# A daemon that a subject ends is the harness's child, and has to be gone while the subject
# waits for that.
for way in '' --batch; do
	# shellcheck disable=SC2086
	run $way --timeout 30 'interface/basics/plain' -- "$fake" end-daemon $way
	ok "an ended daemon is reaped, ${way:-exec}" same "$status" 0
done

# Children that this process had before it became the harness are not the harness's.
mkfifo "$scratch/held"
sh -c 'cat "$1/held" >/dev/null & shift
	exec nethostdev-conformance run --batch "$@"' sh "$scratch" -- \
	"$fake" right --batch >"$scratch/out" 2>"$scratch/err"
ok "a run that inherits a child: exit status" same "$?" 0
ok "an inherited child lives on and reads" \
	timeout 10 sh -c 'echo alive >"$1"' sh "$scratch/held"

"$fake" ignored-children nethostdev-conformance run --timeout 2 'interface/basics/plain' -- \
	"$fake" right >"$scratch/out" 2>"$scratch/err"
ok "a run that is begun with SIGCHLD ignored: exit status" same "$?" 0

# In valgrind's or a sanitizer's hands this shows that the harness itself does not leak.
run --batch -j 3 --format human --report "$scratch/report" -- "$fake" crash --batch
ok "after crashes: exit status" same "$status" 1
done_testing
