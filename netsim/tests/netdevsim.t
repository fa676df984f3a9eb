#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The tier netdevsim: rtnetlink's setters on simulated devices, up to 200 VFs.
. "${srcdir:-.}/netsim/tests/netsim.sh"
need netdevsim
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
netsim run --tier netdevsim --host host.xml -- nethostdev-netsim show
ok 'a host document sets all of it' same "$(cat out)" "$(sed '/p1/{n;}' host.xml)"
netsim run --tier netdevsim -- sh -c 'ip link set dev eth0 vf 7 vlan 1'
ok 'what is not there is refused' is 2 'Invalid argument'
ok 'nothing is left behind' clean
done_testing
