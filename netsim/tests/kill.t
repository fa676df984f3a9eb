#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Kills runs at random moments, and counts what they leave: nothing. $NHD_KILL_RUNS runs of
# each tier in $NHD_KILL_TIERS; $NHD_KILL_SEED repeats an earlier choice of moments.
. "${srcdir:-.}/netsim/tests/netsim.sh"
runs=${NHD_KILL_RUNS:-5}
seed=${NHD_KILL_SEED:-$(date +%s)}
echo "# NHD_KILL_SEED=$seed"
cd "$scratch" || exit 99

now ()
{
	echo $(($(date +%s%N) / 1000000))
}

# A run that leaves a process in a session of its own, and ends after a while.
start ()
{
	nethostdev-netsim run --tier "$tier" --vfs 2 -- \
		sh -c 'setsid sh -c "sleep 1000; :" "$0" & sleep 0.2' "$token" >out 2>err &
	runner=$!
}

# The process that the run's own one is to find below it: its keeper, or what that began.
below ()
{
	tr ' ' '\n' <"/proc/$1/task/$1/children" 2>/dev/null | head -n 1
}

# victim WHOM: the runner where there is no other yet.
victim ()
{
	keeper=$(below $runner)
	case $1 in
	keeper) echo "${keeper:-$runner}" ;;
	command) below "${keeper:-$runner}" ;;
	*) echo $runner ;;
	esac
}

# kill_one MILLISECONDS SIGNAL WHOM
kill_one ()
{
	start
	sleep "$(awk "BEGIN { print $1 / 1000 }")"
	process=$(victim "$3")
	[ -z "$process" ] || kill "-$2" "$process" 2>/dev/null
	wait $runner 2>/dev/null
	clean
}

# moments MOST: a line for each run, up to so many milliseconds after its beginning.
moments ()
{
	awk -v runs="$runs" -v most="$1" -v seed="$seed" 'BEGIN {
		srand(seed)
		split("KILL KILL KILL TERM HUP", signals, " ")
		split("runner runner keeper command", whom, " ")
		for (; runs > 0; runs--) {
			who = whom[1 + int(rand() * 4)]
			signal = signals[1 + int(rand() * 5)]
			print int(rand() * most), who == "runner" ? signal : "KILL", who
		}
	}'
}

kill_tier ()
{
	start
	begin=$(now)
	wait $runner || {
		ok "$tier: a run that nobody kills" false
		sed 's/^/# /' err
		return
	}
	most=$((($(now) - begin) * 11 / 10))
	moments $most >moments
	left=0
	while read -r milliseconds signal whom; do
		kill_one "$milliseconds" "$signal" "$whom" >why 2>&1 && continue
		left=$((left + 1))
		echo "# after $milliseconds ms SIG$signal to the $whom left:"
		sed 's/^/# /' why
	done <moments 2>killed
	ok "$tier: $runs killed within $most ms leave nothing" \
		same "$left of $(wc -l <moments)" "0 of $runs"
}

for tier in ${NHD_KILL_TIERS:-sim userns}; do
	reason=$(nethostdev-netsim list | sed -n "s/^$tier no //p" | tr -d '#')
	if [ -n "$reason" ]; then
		tests=$((tests + 1))
		echo "ok $tests - $tier # SKIP $reason"
		continue
	fi
	remember
	kill_tier
done
done_testing
