#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The installed libvirtd starts and ends a guest for a choice of the backend cases that the
# emulated cards can show (or for those that NHD_LIBVIRTD_CASES names), and leaves the host as
# the case says, or as listed.
fixtures=$(cd "$NHD_FIXTURES" && pwd) || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
. "${srcdir:-.}/harness/adapters/judge.sh"

PATH=$PATH:/usr/sbin
judge_libvirtd ''
