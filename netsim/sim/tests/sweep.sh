# SPDX-License-Identifier: LGPL-2.1-or-later
# What the sweeps share. It is one point of so many, which NHD_SEED chooses; NHD_SWEEP_EVERY=1
# tries them all, and NHD_SLOW=3 a third. Sourced, not run.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

echo "# NHD_SEED=${NHD_SEED:-1}"
sweep=$top_builddir/netsim/sim/tests/sweep
seed=${NHD_SEED:-1}
mkdir "$scratch/sweep"

# survives NAME POINTS EVERY KINDS TEMPER...: so many points at least, where it is not slow.
survives ()
{
	name=$1
	least=$(($2 / ${NHD_SLOW:-1}))
	every=$(($3 * ${NHD_SLOW:-1}))
	[ "${NHD_SWEEP_EVERY:-$every}" -ge "$every" ] || every=$NHD_SWEEP_EVERY
	shift 3
	status=0
	"$sweep" "$scratch/sweep" "$every" "$seed" "$@" >"$scratch/out" 2>&1 || status=$?
	cat "$scratch/out"
	ok "$name" same "$status" 0
	points=$(sed -n '$s/^# \([0-9]*\) points, .*/\1/p' "$scratch/out")
	ok "and there were many of them" test "${points:-0}" -ge "$least"
}
