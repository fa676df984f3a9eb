# SPDX-License-Identifier: LGPL-2.1-or-later
# What the shell tests of the harness share: TAP, a scratch folder, and running the harness
# over the small suite with a fake subject. Sourced, not run.
: "${srcdir:=$(dirname "$0")/../..}"
: "${top_builddir:=$(pwd)}"
srcdir=$(cd "$srcdir" && pwd)
top_builddir=$(cd "$top_builddir" && pwd)
PATH=$top_builddir:$PATH
fake=$top_builddir/harness/tests/fake
suite=$srcdir/harness/tests/suite
NHD_FIXTURES=$suite
export PATH NHD_FIXTURES
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
token=token-$$-$(basename "$scratch")
tests=0
failures=0

# skip REASON: no test, which is a failure where all tests have to run.
skip ()
{
	if [ -n "${NHD_TESTS_MUST_RUN-}" ]; then
		printf '1..1\nnot ok 1 - it can be had: %s\n' "$1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

# need_strace WHAT FOR: skips where it is not here, or may not trace.
need_strace ()
{
	strace -o /dev/null true 2>/dev/null || skip "strace is needed $*"
}

# ok NAME COMMAND...: one test, which passes if the command does.
ok ()
{
	name=$1
	shift
	tests=$((tests + 1))
	if "$@" >"$scratch/why" 2>&1; then
		echo "ok $tests - $name"
	else
		echo "not ok $tests - $name"
		sed 's/^/# /' "$scratch/why"
		failures=$((failures + 1))
	fi
}

# same TEXT TEXT
same ()
{
	test "$1" = "$2" && return
	printf 'expected: %s\ncame:     %s\n' "$2" "$1"
	return 1
}

# contains FILE REGEX, lacks FILE REGEX
contains ()
{
	grep -q -e "$2" "$1" && return
	printf 'no "%s" in:\n' "$2"
	cat "$1"
	return 1
}

lacks ()
{
	! grep -e "$2" "$1"
}

# run ARGUMENT...: runs the harness; output in $scratch/out and err, status in $status.
run ()
{
	status=0
	nethostdev-conformance run "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
}

# The outcomes in the report that run --report "$scratch/report" wrote, as id=outcome words.
outcomes ()
{
	sed -n -e 's/^   "id": "interface\/\(.*\)",$/\1/p' \
		-e 's/^   "outcome": "\(.*\)",$/=\1/p' "$scratch/report" |
		awk '/^=/ { printf "%s%s%s", space, id, $0; space = " "; next } { id = $0 }'
}

# No process is left that was given the token.
no_process ()
{
	pattern=$(echo "$token" | sed 's/^./[&]/')
	! grep -l -e "$pattern" /proc/[0-9]*/cmdline 2>/dev/null
}

# done_testing: the plan, at the end.
done_testing ()
{
	echo "1..$tests"
	test "$failures" = 0
}
