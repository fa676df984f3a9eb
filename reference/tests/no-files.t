#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# No hostile document makes the library open a file or a socket: a tracer looks on.

: "${top_builddir:=.}"
attacks=$top_builddir/reference/tests/hostile.t
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# skip REASON
skip ()
{
	test "$NHD_TESTS_MUST_RUN" != 1 || { echo "not ok 1 - $1"; echo 1..1; exit 1; }
	echo "1..0 # SKIP $1"
	exit 0
}

# verdict NAME COMMAND...
verdict ()
{
	number=$((number + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $number - $name"
	else
		failed=1
		echo "not ok $number - $name"
		sed 's/^/# /' "$work/seen" | head -n 20
	fi
}

number=0
failed=0
command -v strace >/dev/null || skip "there is no strace"
strace -o "$work/trace" true 2>/dev/null || skip "strace may not trace here"
# LeakSanitizer cannot look for leaks beside a tracer.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
	strace -f -o "$work/trace" -e trace=%file,%network,write "$attacks" attacks \
	>"$work/out" 2>&1
came=$?
sed -n -e '/write(1, "begin/,/write(1, "end/p' "$work/trace" |
	grep -v -e ' write(' >"$work/seen"
grep -e '"/dev/null"' "$work/trace" >"$work/behind"
grep -c -e 'write(1, "begin' -e 'write(1, "end' "$work/trace" >"$work/marks"
verdict 'the attacks are read' [ "$came" = 0 ]
verdict 'between two marks' [ "$(cat "$work/marks")" = 2 ]
verdict 'the tracer sees a file that is opened behind them' [ -s "$work/behind" ]
verdict 'no file and no socket is opened' [ ! -s "$work/seen" ]
echo "1..$number"
exit $failed
