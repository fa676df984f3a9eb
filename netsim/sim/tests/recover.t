#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The command that dies, whose VF recover puts back: it is as it was before, or, if all was
# done by then, as it was to be; and nothing is left of it. sweep.t does the same to the
# library at every call and with every temper.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

if ! strace -V >/dev/null 2>&1; then
	if [ "${NHD_TESTS_MUST_RUN:-0}" = 1 ]; then
		echo "Bail out! strace is needed to kill at every call"
		exit 1
	fi
	echo "1..0 # SKIP strace is needed to kill at every call"
	exit 0
fi

points=0
survived=0
document=$hosts/prepare.in.xml
state=$scratch/state

verb ()
{
	nethostdev-sim "$1" --state-dir "$state" "$document" >/dev/null 2>"$scratch/err"
}

# The machine is as a host document says.
is_machine ()
{
	ctl show | cmp -s - "$1"
}

# What may be left in the state folder but locks.
left ()
{
	ls "$state" 2>/dev/null | grep -v '\.lock$'
}

# Half way there is nothing: all of it is done, or none.
is_whole ()
{
	if is_machine "$hosts/prepare.host.xml"; then
		[ -z "$(left)" ]
	else
		is_machine "$srcdir/fixtures/backend/one-vf/prepare.out.xml" &&
			[ "$(left)" = 0000:01:10.0.json ]
	fi
}

# kill_at VERB CALL NUMBER: returns whether the verb died there.
kill_at ()
{
	strace -qq -o /dev/null -e trace="$2" -e inject="$2:signal=KILL:when=$3" \
		nethostdev-sim "$1" --state-dir "$state" "$document" >/dev/null 2>&1
	[ $? -gt 128 ]
}

survives ()
{
	nethostdev-sim recover --state-dir "$state" >"$scratch/told" 2>"$scratch/err" &&
		is_whole && verb restore && is_machine "$hosts/prepare.host.xml" &&
		[ -z "$(left)" ]
}

# sweep VERB CALL: the verb dies at the first such call, the second, and so on.
sweep ()
{
	number=1
	while :; do
		machine prepare
		rm -rf "$state"
		[ "$1" = prepare ] || verb prepare
		kill_at "$1" "$2" "$number" || break
		points=$((points + 1))
		if survives; then
			survived=$((survived + 1))
		else
			echo "# $1 died at $2 number $number: $(cat "$scratch/err")"
		fi
		number=$((number + 1))
	done
}

# Before a question, and at whatever is done to a file.
sweep prepare openat,mkdir,write,fsync,renameat,unlinkat
sweep restore sendmsg
echo "# $points points, $survived survived"
ok "every death is survived" same "$survived" "$points"
ok "and there were many" test "$points" -gt 60

# What is prepared is nobody's to take.
machine prepare
rm -rf "$state"
verb prepare
nethostdev-sim recover --state-dir "$state" >"$scratch/told"
ok "a prepared VF stays prepared" is_machine "$srcdir/fixtures/backend/one-vf/prepare.out.xml"
ok "and is not told" same "$(cat "$scratch/told")" ""
ok "recover takes no file" same "$(nethostdev-sim recover x >/dev/null 2>&1; echo $?)" 2
for words in --dry-run '--network x' '--domain-uuid x' '--host-uuid x'; do
	# shellcheck disable=SC2086
	ok "nor $words" same "$(nethostdev-sim recover $words >/dev/null 2>&1; echo $?)" 2
done
rm -rf "$state"
ok "nothing to recover is a success" nethostdev-sim recover --state-dir "$state"

# A VF that is gone is told, and does not keep the others waiting.
machine prepare
kill_at prepare renameat 2
ctl write bus/pci/devices/0000:01:00.0/sriov_numvfs 0
ok "a VF that is gone" same \
	"$(nethostdev-sim recover --state-dir "$state" 2>"$scratch/err" >/dev/null; echo $?)" 1
ok "is told" contains "$scratch/err" '^no-device: 0000:01:10.0: '
ok "with what is left of it" contains "$scratch/err" "remove .*: $state/0000:01:10.0\.\*"
ok "and kept in mind" same "$(left)" 0000:01:10.0.preparing.json
machine prepare
ok "until it is there again" same "$(nethostdev-sim recover --state-dir "$state")" 0000:01:10.0


# Somebody else's, and what to do about it.
machine prepare
rm -rf "$state"
verb prepare
ok "a prepared VF is not prepared again" same "$(verb prepare; echo $?)" 1
ok "before it is restored" contains "$scratch/err" 'restore it first'
machine prepare
rm -rf "$state"
kill_at prepare renameat 2
ok "nor one that is half way" same "$(verb prepare; echo $?)" 1
ok "before it is recovered" contains "$scratch/err" 'recover it first'

# A domain that cannot be finished, of which undoing dies: no VF of it seems to be a guest's.
hosts=$srcdir/fixtures/backend/domains
document=$hosts/again.in.xml
points=0
survived=0
fails ()
{
	machine again
	rm -rf "$state"
	strace -qq -o "$scratch/calls" -e trace=fsync,sendmsg \
		-e inject=fsync:error=EIO:when=4 "$@" nethostdev-sim prepare \
		--state-dir "$state" "$document" >/dev/null 2>"$scratch/err"
}
fails
ok "what cannot be noted as done is undone" is_machine "$hosts/again.host.xml"
number=$(sed '/EIO/q' "$scratch/calls" | grep -c '^sendmsg')
last=$(grep -c '^sendmsg' "$scratch/calls")
while [ "$number" -lt "$last" ]; do
	number=$((number + 1))
	points=$((points + 1))
	fails -e inject=sendmsg:signal=KILL:when=$number
	nethostdev-sim recover --state-dir "$state" >/dev/null 2>"$scratch/err"
	if is_machine "$hosts/again.host.xml" && [ -z "$(left)" ]; then
		survived=$((survived + 1))
	else
		echo "# undoing died at question $number: $(cat "$scratch/err")"
	fi
done
ok "and every death of undoing is survived" same "$survived" "$points"
ok "of which there are many" test "$points" -gt 20

# A domain that died while it was noted as done. Whatever goes wrong once, and where a VF of it
# is gone, none is forgotten for the others.
document=$hosts/two-pfs-restore.in.xml
half_noted ()
{
	machine two-pfs-restore
	rm -rf "$state"
	verb prepare && mv "$state/0000:02:10.2.json" "$state/0000:02:10.2.preparing.json"
}
# The kernel names a netdev by the order in which they come.
without_names ()
{
	sed "s/<netdev name='[^']*'/<netdev/"
}
without_names <"$hosts/two-pfs-restore.host.xml" >"$scratch/nameless"
points=0
survived=0
for operation in link read list; do
	for number in 1 2 3 4 5 6 7; do
		points=$((points + 1))
		half_noted
		ctl fault $operation $number error EIO
		nethostdev-sim recover --state-dir "$state" >/dev/null 2>&1
		nethostdev-sim recover --state-dir "$state" >/dev/null 2>"$scratch/err"
		if ctl show | without_names | cmp -s - "$scratch/nameless" &&
			[ -z "$(left)" ]; then
			survived=$((survived + 1))
		else
			echo "# $operation $number: $(left) $(cat "$scratch/err")"
		fi
	done
done
ok "no VF of a domain is forgotten for the others" same "$survived" "$points"
half_noted
ctl write bus/pci/devices/0000:01:00.0/sriov_numvfs 0
nethostdev-sim recover --state-dir "$state" >"$scratch/told" 2>"$scratch/err"
ok "one that is gone is an error" same "$?" 1
ok "in so many words" contains "$scratch/err" '^no-device: .*0000:01:10.2'
ok "and keeps no other waiting" same "$(cat "$scratch/told")" 0000:02:10.2
ok "nor is it forgotten" same "$(left)" 0000:01:10.2.restoring.json
hosts=$srcdir/fixtures/backend/one-vf
document=$hosts/prepare.in.xml

# What nobody was told of is put back: the disk is full, or the reader has gone.
mkfifo "$scratch/gone"
exec 8<>"$scratch/gone" 7>"$scratch/gone"
exec 8>&-
exec 6>/dev/full
for out in 6 7; do
	machine prepare
	rm -rf "$state"
	ok "an answer that is not taken is an error" same 1 \
		"$(nethostdev-sim prepare --state-dir "$state" "$document" 2>"$scratch/err" >&$out
			echo $?)"
	ok "and leaves the VF as it was" is_machine "$hosts/prepare.host.xml"
	ok "and nothing saved" same "$(left)" ""
done
exec 6>&- 7>&-

# A plan takes no lock, and so waits for none.
nethostdev-sim prepare --dry-run --state-dir "$state" "$document" >"$scratch/told"
ok "a plan is told" contains "$scratch/told" 'admin MAC: '
ok "and leaves no file behind" same "$(ls "$state")" 0000:01:00.0.lock
rm "$state"/*
nethostdev-sim prepare --dry-run --state-dir "$state" "$document" >"$scratch/told"
ok "nor makes a lock" same "$(ls "$state")" ""

sim_done
done_testing
