#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The simulated kernel against a real one: the same settings, drivers and numbers of VFs, the
# same errno at every step, and the same machine afterwards.
. "${srcdir:-.}/netsim/tests/netsim.sh"
need_strace to see what the kernel answers
need igb
folder=$srcdir/netsim/tests
scripts='settings drivers macs numbers down'

# told TIER OPTION...: what each script gave there, a file each.
told ()
{
	tier=$1
	shift
	mkdir "$scratch/$tier"
	# shellcheck disable=SC2016
	netsim run --tier "$tier" "$@" --timeout 900 \
		--host "$srcdir/fixtures/backend/one-vf/prepare.host.xml" -- sh -c '
		PATH=$1:$PATH
		for script in $4; do
			"$2/calibrate" "$2/calibration/$script.script" >"$3/$script"
		done' sh "$top_builddir" "$folder" "$scratch/$tier" "$scripts"
	ok "$tier carries all scripts out" same "$status" 0
}

told sim
told igb --share "$scratch"
for script in $scripts; do
	ok "$script" diff -u "$scratch/igb/$script" "$scratch/sim/$script"
done
done_testing
