# SPDX-License-Identifier: LGPL-2.1-or-later
# What the tests of nethostdev-netsim share: temporary files of its own, stubs of a machine,
# and the question what a run has left behind. Sourced, not run.
. "${srcdir:-.}/harness/tests/tap.sh"
TMPDIR=$scratch/tmp
mkdir "$TMPDIR"
export TMPDIR

# need TIER: skips where this machine does not offer it, after trying to fetch it.
need ()
{
	# For what is run with another HOME; without any, the command says what is missing.
	[ -z "${XDG_CACHE_HOME:-${HOME-}}" ] || XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache}
	export XDG_CACHE_HOME
	reason=$(nethostdev-netsim prepare --tier "$1" 2>&1) ||
		skip "$(echo "$reason" | tail -n 1 | tr -d '#')"
	reason=$(nethostdev-netsim list | sed -n "s/^$1 no //p" | tr -d '#')
	[ -z "$reason" ] || skip "$reason"
}

# netsim ARGUMENT...: runs it; output in $scratch/out and err, status in $status.
netsim ()
{
	status=0
	nethostdev-netsim "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
}

# is STATUS REGEX: the last run ended so, with that on stderr.
is ()
{
	same "$status" "$1" && contains "$scratch/err" "$2"
}

# is_deaf SIGNAL: nothing that is started here would hear it, as with nohup, or in the
# background of a shell without job control.
is_deaf ()
{
	mask=$(sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/self/status)
	[ $((0x$mask >> (${1} - 1) & 1)) = 1 ]
}

# Waits, for up to 20 s, until a command succeeds.
await ()
{
	tries=400
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}

# Everything that a run may leave behind, but for processes with the token, without which
# there are no namespaces either.
traces ()
{
	ls -A "$TMPDIR"
	grep -c -e ' /sys' -e nethostdev /proc/self/mountinfo
	ls /sys/class/net
	ls -d /sys/bus/netdevsim/devices/* 2>/dev/null
}

# Remembers what is there before a run, for clean to compare with.
remember ()
{
	before=$(traces)
}

is_clean ()
{
	no_process && same "$(traces)" "$before"
}

# What is killed takes a moment to go; and the kernel may show no arguments of a process
# that is busy with its memory, so that one look is not enough to tell that it is gone.
clean ()
{
	await is_clean && await is_clean || is_clean
}

# make_stub: a copy of the command, $stub, that takes $scratch/stub/qemu for its machine.
make_stub ()
{
	mkdir -p "$scratch/stub/source/netsim/vm"
	stub=$scratch/stub/nethostdev-netsim
	cp "$(command -v nethostdev-netsim)" "$stub"
	: >"$scratch/stub/config.status"
	printf '\nabs_top_srcdir = %s\n' "$scratch/stub/source" >"$scratch/stub/Makefile"
	cat >"$scratch/stub/source/netsim/vm/machine.sh" <<-STUB
	[ \$1 != prepare ] || printf '%s\n' 'qemu $scratch/stub/qemu' 'kernel /k' \
		'initramfs /i' 'version 1' 'accelerator tcg'
	STUB
	cp "$top_builddir/netsim/tests/stub" "$scratch/stub/qemu"
}
