#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Kills prepare and restore on the emulated card: at $NHD_DEATHS system calls of each, and
# seven processes at once at random. $NHD_SEED makes others.
inside=$(cd "${srcdir:-.}/netsim/tests" && pwd)/deaths || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
need_strace to kill at every call
need igb
echo "# NHD_SEED=${NHD_SEED:-1}"
nethostdev-netsim run --tier igb --vfs 7 --timeout 1800 -- \
	sh -c 'mkdir /tmp/deaths && exec "$@"' sh "$inside" /tmp/deaths \
	"${NHD_DEATHS:-30}" "${NHD_SEED:-1}" </dev/null
