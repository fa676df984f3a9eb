#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Whatever goes wrong at whatever call: a VF is as it was before, or as it was to be, or
# differs in what its driver does not let be again, and that is told.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sweep.sh"

survives "every death is survived" 700 1 'SIGKILL before' -
survives "so is whatever else goes wrong, with igb's temper" 700 13 '*' -

sim_done
done_testing
