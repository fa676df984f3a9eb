#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The installed libvirtd starts and ends a guest for every backend case that the emulated
# cards can show, and leaves the host as the case says, or as listed.
fixtures=$(cd "$NHD_FIXTURES" && pwd) || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
. "${srcdir:-.}/harness/adapters/judge.sh"

PATH=$PATH:/usr/sbin
judge_libvirtd ''
