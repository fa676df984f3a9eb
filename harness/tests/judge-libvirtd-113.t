#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# libvirtd 11.3.0 does so, too.
fixtures=$(cd "$NHD_FIXTURES" && pwd) || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
. "${srcdir:-.}/harness/adapters/judge.sh"

judge_use_libvirt_113
PATH=$NHD_LIBVIRT_113/usr/sbin:$PATH
judge_libvirtd 11.3.
