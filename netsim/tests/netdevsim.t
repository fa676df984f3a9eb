#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The tier netdevsim: rtnetlink's setters on simulated devices, up to 200 VFs. And the same as
# root of a kernel that has the module, for which the other machine is taken.
. "${srcdir:-.}/netsim/tests/netsim.sh"
need netdevsim
need igb
cd "$scratch" || exit 99
remember

netsim run --tier netdevsim --vfs 200 -- sh -c '
	ip link set dev eth0 vf 199 mac 02:00:00:00:00:01 vlan 7 qos 3 &&
	ip -d link show dev eth0 | grep -c "^ *vf " &&
	ip link show dev eth0 | grep "vf 199 " &&
	readlink /sys/bus/pci/devices/0000:01:00.0/virtfn199 &&
	readlink /sys/class/net/eth0/device && cat /sys/class/net/eth0/device/sriov_numvfs
	exit 5'
ok 'the status comes through' same "$status" 5
ok 'there are 200 VFs' same "$(sed -n 1p out)" 200
ok 'that can be set' contains out '^ *vf 199  *link/ether 02:00:00:00:00:01 .*vlan 7, qos 3'
ok 'sysfs has them' same "$(tail -n 3 out)" '../0000:03:01.6
/sys/bus/pci/devices/0000:01:00.0
200'

cat >host.xml <<'HOST'
<host>
  <pf address='0000:01:00.0'>
    <netdev name='p0' mac='02:00:00:00:00:10' up='no'/>
    <vf address='0000:01:10.0' index='0'>
      <admin mac='02:00:00:00:02:00' vlan='7' qos='3' protocol='802.1ad'/>
      <rate min='10' max='20'/>
      <policy spoofchk='on' trust='on' link-state='enable'/>
    </vf>
  </pf>
  <pf address='0000:02:00.0'>
    <netdev name='p1' mac='02:00:00:00:00:11' up='yes'/>
  </pf>
</host>
HOST
netsim run --tier netdevsim --host host.xml -- sh -c '
	nethostdev-netsim show && nethostdev show --xml >&2'
ok 'a host document sets all of it' same "$(cat out)" "$(sed '/p1/{n;}' host.xml)"
ok 'nethostdev shows it as the tools of the system do' cmp out err
netsim run --tier netdevsim -- sh -c 'ip link set dev eth0 vf 7 vlan 1'
ok 'what is not there is refused' is 2 'Invalid argument'
ok 'nothing is left behind' clean

cat >on-this-kernel <<'COMMAND'
cache=$XDG_CACHE_HOME/nethostdev
for root in / "$cache/packages" "$cache/packages/usr"; do
	modprobe -d "$root" -a psample macsec udp_tunnel tun
	modprobe -d "$root" netdevsim
done 2>/dev/null
[ -e /sys/bus/netdevsim ] || insmod "$cache/netdevsim-$(uname -r).ko"
left ()
{
	ls /sys/bus/netdevsim/devices /sys/class/net
}
before=$(left)
nethostdev-netsim list | grep netdevsim
nethostdev-netsim run --tier netdevsim --pfs 2 --vfs 3 -- sh -c '
	ip link set dev eth1 vf 2 vlan 7 && nethostdev-netsim show | grep vlan=.7.
	ls /sys/bus/netdevsim/devices | grep -c .
	exit 6'
echo "status $?"
[ "$(left)" = "$before" ] && echo 'nothing is left'

nethostdev-netsim run --tier netdevsim -- sh -c 'echo >up; exec sleep 1000' &
until [ -e up ]; do sleep 0.1; done
[ "$(left)" = "$before" ] || echo 'a run has a device'
kill -9 $!
tries=200
until [ "$(left)" = "$before" ] || [ $((tries -= 1)) = 0 ]; do sleep 0.1; done
[ "$(left)" = "$before" ] && echo 'nothing is left of one that is killed'
COMMAND
netsim run --tier igb --vfs 0 --timeout 120 -- sh on-this-kernel </dev/null
ok 'a kernel with the module is taken itself' contains out \
	'^netdevsim yes the module netdevsim of this kernel'
ok 'settings are kept there, too' contains out "vlan='7'"
ok 'each PF has a device' contains out '^2$'
ok 'the status comes through' contains out '^status 6'
ok 'the devices go' contains out '^nothing is left$'
ok 'those of a run are in sight' contains out '^a run has a device'
ok 'and go if it is killed' contains out '^nothing is left of one that is killed'
done_testing
