#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill.t over the tiers that boot machines, which needs some seconds a run.
: "${srcdir:=.}" "${NHD_KILL_TIERS:=igb netdevsim}" "${NHD_KILL_RUNS:=4}"
export NHD_KILL_TIERS NHD_KILL_RUNS
. "$srcdir/netsim/tests/kill.t"
