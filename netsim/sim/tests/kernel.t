#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the simulated kernel answers and keeps: sysfs that acts, settings, tempers, faults.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

devices=bus/pci/devices
vf=0000:01:10.0

ok "a host document comes back as it was" sh -c \
	'nethostdev-sim-ctl load "$1" && nethostdev-sim-ctl show | cmp - "$1"' sh \
	"$hosts/prepare.host.xml"
machine prepare
ok "a VF leads to its PF" same "$(ctl readlink $devices/$vf/physfn)" ../0000:01:00.0
ok "and the PF to its VF" same "$(ctl readlink $devices/0000:01:00.0/virtfn1)" ../0000:01:10.2
ok "a folder has what is there" same "$(ctl ls $devices/0000:01:00.0 | grep -c virtfn)" 2
ok "and nothing else" says ENOENT cat $devices/0000:01:00.0/virtfn2
ok "links are followed" same "$(ctl cat class/net/eth0/device/sriov_numvfs)" 2
ok "a folder is no file" says ENOENT cat $devices/$vf/net
ok "a file is no folder" says ENOTDIR ls $devices/$vf/driver_override
ok "what is only read is not written" says EACCES write $devices/$vf/vendor x

# Drivers.
ok "what is bound cannot be bound again" says EBUSY write bus/pci/drivers/vfio-pci/bind $vf
ok "nor unbound by another" says ENODEV write bus/pci/drivers/vfio-pci/unbind $vf
ok "a driver lets go" says ok write bus/pci/drivers/igbvf/unbind $vf
ok "and takes the netdev along" says ENOENT cat class/net/eth1/ifindex
ok "the override keeps others away" sh -c 'nethostdev-sim-ctl write "$1" vfio-pci' sh \
	$devices/$vf/driver_override
ok "others" says ENODEV write bus/pci/drivers/igbvf/bind $vf
ok "a probe binds what the override names" says ok write bus/pci/drivers_probe $vf
ok "as can be seen" shows "driver='vfio-pci' driver-override='vfio-pci'"
ok "a line break takes the override away" says ok write $devices/$vf/driver_override
ok "as can be read" same "$(ctl cat $devices/$vf/driver_override)" "(null)"
ok "VFs come and go all at once" says EBUSY write $devices/0000:01:00.0/sriov_numvfs 3
ok "they go" says ok write $devices/0000:01:00.0/sriov_numvfs 0
ok "with all that they had" says ENOENT cat $devices/$vf/vendor
ok "and come" says ok write $devices/0000:01:00.0/sriov_numvfs 7
ok "with a driver and a netdev each" same "$(ctl ls class/net | wc -l)" 8
ok "more than there can be do not" says ERANGE write $devices/0000:01:00.0/sriov_numvfs 8

# Settings through the PF.
machine prepare
ok "an admin MAC is set" says ok link eth0 vf 0 mac 02:00:00:00:09:01
ok "and kept" shows "<admin mac='02:00:00:00:09:01'"
ok "one of a group is none" says EINVAL link eth0 vf 0 mac 01:00:00:00:00:01
ok "a VLAN is set" says ok link eth0 vf 0 vlan 42 qos 3
ok "with its priority" shows "vlan='42' qos='3' protocol='802.1Q'"
ok "no VLAN is beyond 4095" says EINVAL link eth0 vf 0 vlan 4096
ok "the list of VLANs is read" says ok link eth0 vf 0 vlan 7 qos 0 proto 802.1Q
ok "igb knows one protocol" says EPROTONOSUPPORT link eth0 vf 0 vlan 7 qos 0 proto 802.1ad
ok "rates" says ok link eth0 vf 0 max_tx_rate 100
ok "switches" says ok link eth0 vf 0 trust on
ok "igb has no link state" says EOPNOTSUPP link eth0 vf 0 state enable
ok "there is no VF 2" says EINVAL link eth0 vf 2 mac 02:00:00:00:09:01
ok "there is no eth9" says ENODEV link eth9 vf 0 mac 02:00:00:00:09:01
ok "a VF has no VFs" says EOPNOTSUPP link eth1 vf 0 mac 02:00:00:00:09:01
ok "a VF keeps to the MAC that the PF gave" says EADDRNOTAVAIL link eth1 address 02:00:00:00:09:02
ok "the PF goes down" says ok link eth0 down
ok "as can be seen" shows "name='eth0' mac='52:54:00:00:00:01' up='no'"
ok "none of this was wrong to send" says ok check

# Tempers.
machine prepare refuses-zero-mac
ok "an admin MAC that cannot be taken back" says EINVAL link eth0 vf 0 mac 00:00:00:00:00:00
machine prepare refuses-zero-vlan
ok "a VLAN that cannot" says EINVAL link eth0 vf 1 vlan 0
machine prepare busy-after-reset
ctl write bus/pci/drivers/igbvf/unbind $vf
ok "a VF in reset" says EBUSY link eth0 vf 0 vlan 5
ctl sleep 200
ok "is not for ever" says ok link eth0 vf 0 vlan 5
machine prepare another-mac
ctl write bus/pci/drivers/igbvf/unbind $vf
ctl write bus/pci/drivers_probe $vf
ok "another MAC on a rebind" sh -c '! nethostdev-sim-ctl show | grep "eth1.*02:00:00:00:01:00"'
ok "of which the PF knows nothing" shows "<admin mac='00:00:00:00:00:00'"
machine restore-admin-mac-and-vlan forgetful
ctl write bus/pci/drivers/igbvf/unbind $vf
ok "what a PF forgets" shows "<admin mac='00:00:00:00:00:00' vlan='0'"
machine prepare no-vf-netdev
ctl write bus/pci/drivers/igbvf/unbind $vf
ctl write bus/pci/drivers_probe $vf
ok "a VF without a netdev" sh -c '! nethostdev-sim-ctl ls "$1"' sh $devices/$vf/net
machine prepare two-ports
ok "a PF with two" same "$(ctl ls $devices/0000:01:00.0/net | wc -l)" 2
ok "which say which port they are" same "$(ctl cat $devices/0000:01:00.0/net/eth3/dev_port)" 1

# Faults.
machine prepare
ctl fault setlink 2 error EBUSY
ok "a fault waits for its turn" says ok link eth0 vf 0 vlan 5
ok "strikes" says EBUSY link eth0 vf 0 vlan 6
ok "and is gone" says ok link eth0 vf 0 vlan 6
ctl fault setlink 1 lost
ok "an answer is lost" says ETIMEDOUT link eth0 vf 0 vlan 8
ok "of a request that was carried out" shows "vlan='8'"
ctl fault setlink 1 late 500
ok "one that is late comes" says ok link eth0 vf 0 vlan 9
ctl fault setlink 1 foreign
ok "one for another comes before" says ok link eth0 vf 0 vlan 9
ctl fault setlink 1 overrun
ok "one is overrun" says ENOBUFS link eth0 vf 0 vlan 9
ctl fault setlink 1 cut
ok "one is cut short" says EMSGSIZE link eth0 vf 0 vlan 9
ctl fault write 1 error EIO
ok "a write fails" says EIO write bus/pci/drivers_probe $vf
ok "a fault that is none is told" says EINVAL fault setlink 1 sulk

# The backend under faults.
prepare ()
{
	nethostdev-sim prepare --state-dir "$scratch/state" "$hosts/prepare.in.xml"
}
machine prepare
ctl fault setlink 1 lost
ok "an answer that is lost is an error" sh -c '! "$@"' sh nethostdev-sim prepare \
	--state-dir "$scratch/state" "$hosts/prepare.in.xml"
ok "after which the host is as it was" sh -c 'nethostdev-sim-ctl show | cmp - "$1"' sh \
	"$hosts/prepare.host.xml"
machine prepare busy-after-reset
ok "a VF in reset is waited for" prepare
ok "nothing of it was wrong to send" says ok check

# What is malformed is told, and answered as the kernel answers it.
machine prepare
ctl raw 00
ok "less than a header" sh -c 'nethostdev-sim-ctl check | grep "1 bytes are no message"'
ctl raw ffffff7f130005000100000000000000
ok "a length beyond the message" sh -c 'nethostdev-sim-ctl check | grep "a message of"'
ctl raw 10000000130005000100000000000000
ok "no link" sh -c 'nethostdev-sim-ctl check | grep malformed'
ctl raw 2400000013000500010000000000000000000000020000000000000000000000ff00ff00
ok "an attribute longer than the message" sh -c \
	'nethostdev-sim-ctl check | grep "4 bytes behind a link"'

sim_done
done_testing
