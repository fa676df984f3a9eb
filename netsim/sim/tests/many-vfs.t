#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# More VFs than the kernel's list of them can hold (IFLA_VFINFO_LIST has 16 bits for its
# length): how the simulated kernel tells them, and what a backend makes of it.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

# many NUMBER: a machine with so many VFs on its one PF.
many ()
{
	{
		echo "<host><pf address='0000:01:00.0'>"
		echo "<netdev name='eth0' mac='52:54:00:00:00:01' up='yes'/>"
		awk -v count="$1" 'BEGIN {
			for (i = 0; i < count; i++) {
				place = 128 + 2 * i
				printf "<vf address=\"0000:%02x:%02x.%x\" index=\"%d\" " \
					"driver=\"igbvf\"><netdev name=\"eth%d\" " \
					"mac=\"02:00:00:00:%02x:%02x\"/></vf>\n",
					1 + int(place / 256), int(place / 8) % 32, place % 8, i,
					i + 1, int(i / 256), i % 256
			}
		}'
		echo "</pf></host>"
	} >"$scratch/many.xml"
	ctl temper && ctl load "$scratch/many.xml"
}

for count in 221 222 334 335; do
	many $count
	told=$count short=$count
	test $count -le 221 || told="[0-9]*"
	test $count -le 334 || short="[0-9]*"
	ctl vfs eth0 >"$scratch/told"
	ctl vfs eth0 skip-stats >"$scratch/short"
	ok "$count VFs: their number is right" contains "$scratch/told" "^$count $told\$"
	ok "$count VFs: and without counters" contains "$scratch/short" "^$count $short\$"
	test $count -le 221 ||
		ok "$count VFs: the list is short" lacks "$scratch/told" "^$count $count\$"
	test $count -le 334 ||
		ok "$count VFs: without counters, too" lacks "$scratch/short" "^$count $count\$"
done

# The backend: it must not take a short list for the whole one.
prepare ()
{
	cat >"$scratch/last.xml" <<-END
		<interface type='hostdev' managed='yes'>
		  <source>
		    <address type='pci' domain='0x0000' bus='0x04' slot='0x03' function='$1'/>
		  </source>
		  <mac address='52:54:00:aa:bb:01'/>
		</interface>
	END
	nethostdev-sim prepare --state-dir "$scratch/state" "$scratch/last.xml" \
		>"$scratch/out" 2>&1
}
many 334
ok "the last of 334 VFs" same "$(ctl readlink bus/pci/devices/0000:01:00.0/virtfn333)" \
	../0000:04:03.2
ok "can be prepared" prepare 0x2
rm -rf "$scratch/state"
many 335
ok "the last of 335" same "$(ctl readlink bus/pci/devices/0000:01:00.0/virtfn334)" \
	../0000:04:03.4
ctl show >"$scratch/before"
prepare 0x4
ok "cannot" same "$?" 1
ok "and it is said that the list is short" contains "$scratch/out" 'of 335 VFs'
ok "which changes nothing" sh -c \
	'nethostdev-sim-ctl show | cmp - "$1"' sh "$scratch/before"
ok "and leaves nothing" sh -c '! ls "$1" | grep -v lock' sh "$scratch/state"
ok "what else there is of the VFs is shown" same "$(nethostdev-sim show --xml |
	grep -c '<vf \|<admin')" 335
ok "nothing of it was wrong to send" says ok check

sim_done
done_testing
