#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Shows what nethostdev-netsim run promises: clean streams, the exit status, the caller's
# files, a time limit, and nothing left behind.

if ! reason=$(nethostdev-netsim prepare 2>&1); then
	reason=$(echo "$reason" | tail -n 1 | tr -d '#')
	if [ -n "${NHD_TESTS_MUST_RUN-}" ]; then
		printf '1..1\nnot ok 1 - the machine can be had: %s\n' "$reason"
		exit 1
	fi
	echo "1..0 # SKIP $reason"
	exit 0
fi

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
TMPDIR=$work/tmp
XDG_CACHE_HOME=${XDG_CACHE_HOME:-${HOME-}/.cache}
export TMPDIR XDG_CACHE_HOME
mkdir "$TMPDIR" "$work/share"
number=0
failed=0

check() {
	number=$((number + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $number - $name"
	else
		failed=1
		echo "not ok $number - $name"
	fi
}

same() {
	[ "$1" = "$2" ] && return
	printf '# expected: %s\n# is: %s\n' "$2" "$1" | tr -d '\r' | head -n 10
	return 1
}

left_behind() {
	ls -A "$TMPDIR"
	pgrep -f "path=$TMPDIR" || true
}

cat >"$work/command" <<'COMMAND'
printf 'one line\n\001\r\nno newline'
echo 'to stderr' >&2
echo >/dev/stdout
set -- "$1" /sys/bus/pci/devices/0000:01:1*/physfn
echo "$# $1" >&2
[ "$HOME" = /nowhere ] && [ "$VARIABLE" = "it's two
lines" ] && echo 'environment' >&2
echo new >share/file
echo new >elsewhere && echo 'scratch' >&2
sleep 1000 &
exit 42
COMMAND

cd "$work" || exit 99
VARIABLE="it's two
lines" HOME=/nowhere nethostdev-netsim run --tier igb --vfs 3 --share share -- \
	sh command "an 'argument'" >out 2>err
status=$?
check 'the exit status is the command'\''s' same $status 42
check 'stdout is the command'\''s, byte for byte' \
	same "$(od -c out)" "$(printf 'one line\n\001\r\nno newline\n' | od -c)"
check 'stderr too, with its arguments, environment, folder and VFs' \
	same "$(cat err)" "$(printf '%s\n' 'to stderr' "4 an 'argument'" environment scratch)"
check 'what is written to the shared folder stays' same "$(cat share/file)" new
check 'what is written elsewhere does not' [ ! -e elsewhere ]
check 'nothing is left behind' same "$(left_behind)" ''

nethostdev-netsim run --tier igb --timeout 3 -- sleep 1000 >out 2>err
check 'the time limit ends the machine, with 124' same $? 124
check 'and nothing is left behind' same "$(left_behind)" ''

# Starts a machine that has nothing to do, and waits for its first words.
start_machine() {
	nethostdev-netsim run --tier igb -- sleep 1000 >out 2>err &
	runner=$!
	tries=100
	while [ -z "$(ls "$TMPDIR"/*/console 2>/dev/null)" ] && [ $tries -gt 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
	done
}

start_machine
kill -TERM $runner
wait $runner
check 'a signal ends it' same $? 143
check 'and leaves nothing behind either' same "$(left_behind)" ''

# Its folder then stays; nothing else may.
start_machine
kill -KILL $runner
wait $runner
tries=100
while pgrep -f "path=$TMPDIR" >/dev/null && [ $tries -gt 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
check 'the machine goes where the runner is killed' [ $tries -gt 0 ]

echo "1..$number"
exit $failed
