#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What of the backend a user with few privileges can do, on the emulated card.
inside=$(cd "${srcdir:-.}/netsim/tests" && pwd)/privileges || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
need igb
nethostdev-netsim run --tier igb --vfs 2 --timeout 600 -- \
	sh -c 'mkdir /tmp/privileges && exec sh "$0" /tmp/privileges' "$inside" </dev/null
