#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# 64 processes at once prepare and restore the VFs of one PF, and are killed at random:
# nothing is lost or mixed, no VF is given twice, no lock is left behind. ROUNDS is how many
# verbs there are in all; SEED makes others.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

rounds=${ROUNDS:-200}
seed=${SEED:-1}
processes=64
batch=200
state=$scratch/state
mkdir -m 700 "$state"
mkdir "$scratch/taken" "$scratch/told"

# Seven VFs, each with settings of its own.
{
	echo "<host><pf address='0000:01:00.0'>"
	echo "<netdev name='eth0' mac='52:54:00:00:00:01' up='yes'/>"
	for vf in 0 1 2 3 4 5 6; do
		echo "<vf address='0000:01:1$((vf / 4)).$((vf % 4 * 2))' index='$vf' driver='igbvf'>"
		echo "<netdev name='eth$((vf + 1))' mac='02:00:00:00:01:0$vf'/>"
		echo "<admin mac='02:00:00:00:02:0$vf' vlan='10$vf' qos='$vf' protocol='802.1Q'/></vf>"
	done
	echo "</pf></host>"
} >"$scratch/host"
ctl load "$scratch/host"
# The kernel gives a netdev the first name that is free: that of a VF is no one's own.
show ()
{
	ctl show | sed "s/name='eth[1-9]'/name='any'/"
}
show >"$scratch/before"
for vf in 0 1 2 3 4 5 6; do
	sed "s/bus='0x01' slot='0x10' function='0x0'/bus='0x01' slot='0x1$((vf / 4))' function='0x$((vf % 4 * 2))'/
		s/id='42'/id='20$vf'/; s/52:54:00:12:34:56/52:54:00:12:34:0$vf/" \
		"$hosts/prepare.in.xml" >"$scratch/$vf.xml"
done

# verb VERB VF DELAY: killed after so many milliseconds, if it lasts as long.
verb ()
{
	came=0
	timeout -s KILL "0.$(printf %03d "$3")" nethostdev-sim "$1" --state-dir "$state" \
		"$scratch/$2.xml" >/dev/null 2>&1 || came=$?
	if [ $came = 137 ]; then
		echo killed >>"$scratch/killed"
		nethostdev-sim recover --state-dir "$state" >/dev/null
	fi
	[ $came != 0 ] || echo done >>"$scratch/done"
	return $came
}

# One of the processes: takes a VF, has it for itself or not at all, and gives it back.
work ()
{
	chance=$1
	left=$2
	while [ "$left" -gt 0 ]; do
		chance=$(((chance * 1103515245 + 12345) % 2147483648))
		vf=$((chance / 65536 % 7))
		if verb prepare "$vf" $((chance / 8 % 900 + 1)); then
			mkdir "$scratch/taken/$vf" 2>/dev/null || echo "given twice: $vf"
			rmdir "$scratch/taken/$vf"
			verb restore "$vf" $((chance / 16 % 900 + 1))
			left=$((left - 1))
		fi
		left=$((left - 1))
	done >>"$scratch/told/$1" 2>&1
}

# All processes at once; then what was left half way is put back, and all the rest.
batch ()
{
	i=0
	workers=
	while [ $i -lt $processes ]; do
		i=$((i + 1))
		work $(($1 * 1000 + i)) $((batch / processes + 1)) &
		workers="$workers $!"
	done
	# shellcheck disable=SC2086
	wait $workers
	nethostdev-sim recover --state-dir "$state" >/dev/null || echo "not recovered"
	for vf in 0 1 2 3 4 5 6; do
		nethostdev-sim restore --state-dir "$state" "$scratch/$vf.xml" \
			>/dev/null 2>&1 || echo "not restored: $vf"
	done
	show | cmp -s - "$scratch/before" || echo "not as it was"
}

while [ "$rounds" -gt 0 ]; do
	batch "$seed" >>"$scratch/told/batches"
	seed=$((seed + 1))
	rounds=$((rounds - batch))
done

cat "$scratch"/told/* >"$scratch/all"
echo "# $(wc -l <"$scratch/killed") were killed, $(wc -l <"$scratch/done") done"
ok "some are killed" test -s "$scratch/killed"
ok "and some are not" test -s "$scratch/done"
ok "no VF is given twice, and all are put back" same "$(cat "$scratch/all")" ""
show >"$scratch/after"
ok "every VF is as it was" diff "$scratch/before" "$scratch/after"
ok "nothing is left in the state folder" same "$(ls "$state" | grep -v '\.lock$')" ""
ok "no lock is left" flock -n "$state/0000:01:00.0.lock" true
ok "nothing was wrong to send" says ok check

sim_done
done_testing
