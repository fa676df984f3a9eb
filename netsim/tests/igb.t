#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Boots the machine with two emulated cards once, and has the reference prepare and restore
# their VFs: every backend case that a card can show, judged by what the kernel there holds.
fixtures=$(cd "$NHD_FIXTURES" && pwd) || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
need igb

# To read all fixtures there takes its time.
mkdir "$scratch/fixtures"
ln -s "$fixtures/backend" "$scratch/fixtures"
status=0
nethostdev-netsim run --tier igb --pfs 2 --vfs 7 --timeout 1800 -- \
	nethostdev-conformance run --fixtures "$scratch/fixtures" --format tap 'backend/*' -- \
	nethostdev >"$scratch/out" || status=$?
cat "$scratch/out"

# What it cannot show it says; all else has to be run.
sed -n 's/.*# SKIP //p' "$scratch/out" | grep -v \
	-e 'the simulated kernel' \
	-e '^the PF .* cannot be without its netdev$' \
	-e '^the card has no VF at ' \
	-e '^there is no PF ' \
	-e '^there is no driver mlx5-vfio-pci here$' >"$scratch/skips" || exit $status
echo "Bail out! skipped without need: $(head -n 1 "$scratch/skips")"
exit 1
