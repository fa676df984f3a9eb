# SPDX-License-Identifier: LGPL-2.1-or-later
# What the tests on the simulated kernel share: one of their own. Sourced, not run.
. "${srcdir:-$(dirname "$0")/../../..}/harness/tests/tap.sh"

# A TMPDIR that is too long for the path of a socket is none for these tests.
if [ ${#scratch} -gt 90 ]; then
	rmdir "$scratch"
	scratch=$(TMPDIR=/tmp mktemp -d) || exit 99
fi
NHD_FIXTURES=$srcdir/fixtures
NHD_TEMPERS=$srcdir/netsim/sim/tempers
NHD_SIM_SOCKET=$scratch/kernel
NHD_SIM_CTL=$top_builddir/nethostdev-sim-ctl
NHD_NETSIM_TIER=sim
export NHD_SIM_CTL NHD_TEMPERS NHD_SIM_SOCKET NHD_NETSIM_TIER
hosts=$srcdir/fixtures/backend/one-vf

# The kernel ends with its stdin, which this shell holds open.
mkfifo "$scratch/alive"
nethostdev-sim-kernel --socket "$NHD_SIM_SOCKET" <"$scratch/alive" >"$scratch/ready" \
	2>"$scratch/kernel.err" &
kernel=$!
exec 9>"$scratch/alive"
until grep -q ready "$scratch/ready" || ! kill -0 "$kernel" 2>/dev/null; do
	sleep 0.05
done

ctl ()
{
	nethostdev-sim-ctl "$@"
}

# machine HOST [TEMPER]: a machine as a fixture has it before, with drivers of that temper.
machine ()
{
	# shellcheck disable=SC2086
	ctl temper ${2-} && ctl load "$hosts/$1.host.xml"
}

# says EXPECTED COMMAND...: what a command of ctl gives: ok, or the name of an errno.
says ()
{
	expected=$1
	shift
	same "$(echo "$*" | ctl script | tail -n 1)" "$expected"
}

# shows TEXT: the machine's document has it.
shows ()
{
	ctl show >"$scratch/shown"
	contains "$scratch/shown" "$1"
}

sim_done ()
{
	exec 9>&-
	wait "$kernel"
	ok "the kernel ends when nobody needs it" same "$?" 0
	ok "and takes its socket with it" test ! -e "$NHD_SIM_SOCKET"
	ok "and has said nothing" same "$(cat "$scratch/kernel.err")" ""
}
