#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Clients that send nonsense, take no answers, or vanish: no other client notices them.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

pester=$top_builddir/netsim/sim/tests/pester
seed=${NHD_SEED-$(date +%s)}
echo "# NHD_SEED=$seed"

machine prepare
ok "packets by chance" "$pester" "$seed" 3000
machine prepare
ok "the machine is told as before" sh -c 'nethostdev-sim-ctl show | cmp - "$1"' sh \
	"$hosts/prepare.host.xml"

# Many at once, some of them in the way.
machine prepare
for i in 1 2 3 4; do
	"$pester" "$seed$i" 500 >"$scratch/pester.$i" 2>&1 &
	pesters="${pesters-} $!"
done
for i in 1 2 3 4 5 6 7 8; do
	yes 'link eth0 down' | head -n 100 | nethostdev-sim-ctl script >"$scratch/many.$i" &
	clients="${clients-} $!"
done
# shellcheck disable=SC2086
ok "many clients at once" wait $clients
ok "have all their answers" same "$(cat "$scratch"/many.* | grep -c '^ok$')" 800
# shellcheck disable=SC2086
ok "and those in the way end as well" wait $pesters

# One that is killed while it waits for nothing.
"$pester" "$seed" 100000000 >/dev/null 2>&1 &
victim=$!
says ok sleep 0
kill -9 "$victim"
wait "$victim" 2>/dev/null
ok "one that is killed leaves the kernel as it is" says ok link eth0 up
ctl check >/dev/null 2>&1

sim_done
done_testing
