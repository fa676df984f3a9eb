#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Boots the machine with the emulated card once, and has the reference prepare and restore
# its VFs: every backend case, judged by what the kernel there holds.

skip() {
	if [ -n "${NHD_TESTS_MUST_RUN-}" ]; then
		echo '1..1'
		echo "not ok 1 - the machine can be had: $1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

reason=$(nethostdev-netsim prepare 2>&1) ||
	skip "$(echo "$reason" | tail -n 1 | tr -d '#')"

fixtures=$(cd "$NHD_FIXTURES" && pwd) || exit 99
set -- --fixtures "$fixtures" --format tap
[ -z "${NHD_TESTS_MUST_RUN-}" ] || set -- "$@" --no-skips

exec nethostdev-netsim run --tier igb --vfs 2 --timeout 600 -- \
	nethostdev-conformance run "$@" 'backend/*' -- nethostdev
