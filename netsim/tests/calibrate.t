#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The simulated kernel against a real one: the same settings, drivers and numbers of VFs, the
# same errno at every step, and the same machine afterwards.
: "${srcdir:=$(dirname "$0")/../..}" "${top_builddir:=.}"
srcdir=$(cd "$srcdir" && pwd)
builddir=$(cd "$top_builddir" && pwd)

skip() {
	if [ -n "${NHD_TESTS_MUST_RUN-}" ]; then
		echo '1..1'
		echo "not ok 1 - the machine can be had: $1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

command -v strace >/dev/null || skip "strace is needed to see what the kernel answers"
reason=$(nethostdev-netsim prepare 2>&1) ||
	skip "$(echo "$reason" | tail -n 1 | tr -d '#')"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
tests=$srcdir/netsim/tests
scripts='settings drivers macs numbers down'

# told TIER OPTION...: what each script gave there, a file each.
told() {
	tier=$1
	shift
	mkdir "$scratch/$tier"
	# shellcheck disable=SC2016
	nethostdev-netsim run --tier "$tier" "$@" --timeout 900 \
		--host "$srcdir/fixtures/backend/one-vf/prepare.host.xml" -- sh -c '
		PATH=$1:$PATH
		for script in $4; do
			"$2/calibrate" "$2/calibration/$script.script" >"$3/$script"
		done' sh "$builddir" "$tests" "$scratch/$tier" "$scripts" 2>"$scratch/$tier.err"
}

told sim
told igb --share "$scratch"
echo "1..$(echo "$scripts" | wc -w)"
number=0
failed=0
for script in $scripts; do
	number=$((number + 1))
	if [ -s "$scratch/igb/$script" ] &&
		diff -u "$scratch/igb/$script" "$scratch/sim/$script" >"$scratch/diff" 2>&1; then
		echo "ok $number - $script"
	else
		echo "not ok $number - $script"
		sed 's/^/# /' "$scratch/diff" "$scratch/igb.err"
		failed=1
	fi
done
exit $failed
