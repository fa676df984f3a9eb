#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The simulated kernel against real ones: the same settings, drivers and numbers of VFs, the
# same errno at every step, and the same machine afterwards. What a real one has to itself
# is in the temper that the simulated one is given for it.
. "${srcdir:-.}/netsim/tests/netsim.sh"
need_strace to see what the kernel answers
need igb
need netdevsim
folder=$srcdir/netsim/tests

# told TIER FOLDER OPTION...: what each script gave there, a file each in FOLDER.
told ()
{
	tier=$1
	to=$2
	shift 2
	mkdir -p "$to"
	# shellcheck disable=SC2016
	netsim run --tier "$tier" "$@" --timeout 900 --host "$scratch/host.xml" -- sh -c '
		PATH=$1:$PATH
		if [ "$NHD_NETSIM_TIER" = sim ]; then
			nethostdev-sim-ctl temper "$5" && nethostdev-sim-ctl load "$6" || exit
		fi
		for script in $4; do
			"$2/calibrate" "$2/calibration/$script.script" >"$3/$script"
		done' sh "$top_builddir" "$folder" "$to" "$scripts" "$real" \
		"$scratch/host.xml" </dev/null
	ok "$tier carries out what is for $real" same "$status" 0
}

# A tier, which has a temper of its name; what a document cannot say there; the scripts.
while read -r real without scripts; do
	sed "$without" "$srcdir/fixtures/backend/one-vf/prepare.host.xml" >"$scratch/host.xml"
	told sim "$scratch/$real/sim"
	told "$real" "$scratch/$real/real" --share "$scratch"
	for script in $scripts; do
		ok "$real: $script" diff -u "$scratch/$real/real/$script" \
			"$scratch/$real/sim/$script"
	done
done <<'TABLE'
igb       ;                                       settings drivers macs numbers pci down
netdevsim s/driver=.*'//;/name='eth[12]/d;/policy/d settings numbers down
TABLE
done_testing
