#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Boots the machine with the emulated card once, and has the reference prepare and restore
# its VFs: every backend case, judged by what the kernel there holds.
fixtures=$(cd "$NHD_FIXTURES" && pwd) || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
need igb
set -- --fixtures "$fixtures" --format tap
[ -z "${NHD_TESTS_MUST_RUN-}" ] || set -- "$@" --no-skips

nethostdev-netsim run --tier igb --vfs 2 --timeout 600 -- \
	nethostdev-conformance run "$@" 'backend/*' -- nethostdev
