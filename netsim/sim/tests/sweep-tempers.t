#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What sweep.t does, with drivers of every temper.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sweep.sh"

survives "whatever goes wrong is survived with every temper" 1500 199 '*' \
	"$srcdir"/netsim/sim/tempers/*.temper

sim_done
done_testing
