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
pf=0000:01:00.0
drivers=bus/pci/drivers
ok "a VF leads to its PF" same "$(ctl readlink $devices/$vf/physfn)" ../$pf
ok "and the PF to its VF" same "$(ctl readlink $devices/$pf/virtfn1)" ../0000:01:10.2
ok "a folder has what is there" same "$(ctl ls $devices/$pf | grep -c virtfn)" 2
ok "and nothing else" says ENOENT cat $devices/$pf/virtfn2
ok "a VF has nothing of a PF" says ENOENT cat $devices/$vf/sriov_numvfs
ok "links are followed" same "$(ctl cat class/net/eth0/device/sriov_numvfs)" 2
ok "and the way back up from there" same \
	"$(ctl readlink class/net/eth1/device/../../../../../bus/pci/devices/$vf)" \
	../../../devices/pci0000:00/0000:00:00.1/$vf
ok "where a link leads is where it is" same \
	"$(ctl cat bus/pci/devices/"$(ctl readlink $devices/$vf)"/vendor)" 0x8086
ok "a group leads to its devices" same \
	"$(ctl ls $devices/$vf/iommu_group/devices)" $vf
ok "a folder is no file" says EISDIR cat $devices/$vf/net
ok "a file is no folder" says ENOTDIR ls $devices/$vf/driver_override
ok "nor a link" says EINVAL readlink $devices/$vf/vendor
ok "what is only read is not written" says EACCES write $devices/$vf/vendor x
ok "what is only written is not read" says EACCES cat $drivers/igbvf/bind
ok "a port without a name" says EOPNOTSUPP cat class/net/eth0/phys_port_name
ok "and without an id" says EOPNOTSUPP cat class/net/eth0/phys_port_id
ok "a netdev that is down has no carrier" says EINVAL cat class/net/eth1/carrier

# Drivers.
ok "what is bound cannot be bound again" says EBUSY write $drivers/igbvf/bind $vf
ok "nor by one that it does not fit" says ENODEV write $drivers/vfio-pci/bind $vf
ok "nor unbound by another" says ENODEV write $drivers/vfio-pci/unbind $vf
ok "a driver lets go" says ok write $drivers/igbvf/unbind $vf
ok "and takes the netdev along" says ENOENT cat class/net/eth1/ifindex
ok "one for guests wants none by itself" says ENODEV write $drivers/vfio-pci/bind $vf
ok "the override keeps others away" says ok write $devices/$vf/driver_override vfio-pci
ok "others" says ENODEV write $drivers/igbvf/bind $vf
ok "a probe binds what the override names" says ok write bus/pci/drivers_probe $vf
ok "as can be seen" shows "driver='vfio-pci' driver-override='vfio-pci'"
ok "a probe of what is bound is none" says ok write bus/pci/drivers_probe $vf
ok "one of what is not there is an error" says ENODEV write bus/pci/drivers_probe 0000:09:00.0
ok "a line break takes the override away" says ok write $devices/$vf/driver_override
ok "as can be read" same "$(ctl cat $devices/$vf/driver_override)" "(null)"
ok "which the driver outlasts" same "$(ctl readlink $devices/$vf/driver)" \
	../../../../bus/pci/drivers/vfio-pci
ctl write $drivers/vfio-pci/unbind $vf
ctl write $devices/$vf/driver_override igb
ok "a PF's driver that is given a VF fails" says EINVAL write $drivers/igb/bind $vf
ok "and a probe says nothing of it" says ok write bus/pci/drivers_probe $vf
ok "as the VF is free then" says ENOENT readlink $devices/$vf/driver
ctl write $devices/$vf/driver_override

# Modules.
ok "the kernel says what a VF is" same "$(ctl cat $devices/$vf/modalias)" \
	pci:v00008086d000010CAsv00000000sd00000000bc02sc00i00
ok "and what a PF is" same "$(ctl cat $devices/$pf/modalias)" \
	pci:v00008086d000010C9sv00000000sd00000000bc02sc00i00
ok "modules.alias says which modules are for them" same "$(ctl cat modules.alias)" \
	"# Aliases extracted from modules themselves.
alias pci:v00008086d000010C9sv*sd*bc*sc*i* igb
alias pci:v00008086d000010CAsv*sd*bc*sc*i* igbvf
alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci"
ok "a module leads to its driver" same "$(ctl ls module/vfio_pci/drivers)" pci:vfio-pci
ok "where it is" same "$(ctl readlink module/vfio_pci/drivers/pci:vfio-pci)" \
	../../../bus/pci/drivers/vfio-pci
ok "and is no other's" says ENOENT readlink module/vfio_pci/drivers/pci:igb
ok "a driver leads to its module" same "$(ctl readlink $drivers/vfio-pci/module)" \
	../../../../module/vfio_pci
machine prepare vfio-variant
ok "one for guests that is made for VFs is listed" same "$(ctl cat modules.alias | tail -n 1)" \
	"alias vfio_pci:v00008086d000010CAsv*sd*bc*sc*i* mlx5_vfio_pci"
ctl write $drivers/igbvf/unbind $vf
ok "takes nothing by itself" says ENODEV write $drivers/mlx5_vfio_pci/bind $vf
ctl write $devices/$vf/driver_override mlx5_vfio_pci
ok "but what an override gives it" says ok write bus/pci/drivers_probe $vf
ok "as can be seen" shows "driver='mlx5_vfio_pci' driver-override='mlx5_vfio_pci'"
machine prepare vfio-variant-unloaded
ok "one that is not loaded is listed, too" same "$(ctl cat modules.alias | grep -c mlx5)" 1
ok "and is not there" says ENOENT ls module/mlx5_vfio_pci
machine prepare
ctl write $drivers/igbvf/unbind $vf

# New ids.
ok "a new id takes what is free" says ok write $drivers/vfio-pci/new_id "8086 10ca"
ok "at once" same "$(ctl ls $drivers/vfio-pci | grep -c 0000)" 1
ok "and not what is bound" same "$(ctl ls $drivers/igbvf | grep 0000)" 0000:01:10.2
ok "it cannot come twice" says EEXIST write $drivers/vfio-pci/new_id "8086 10ca"
ok "nor what is built in" says EEXIST write $drivers/igbvf/new_id "8086 10ca"
ok "one number is no id" says EINVAL write $drivers/vfio-pci/new_id 8086
ok "one that is not there cannot go" says ENODEV write $drivers/vfio-pci/remove_id "8086 10c9"
ok "one that is goes" says ok write $drivers/vfio-pci/remove_id "8086 10ca"
ok "and the driver stays" same "$(ctl ls $drivers/vfio-pci | grep -c 0000)" 1

# VFs come and go.
ok "VFs come and go all at once" says EBUSY write $devices/$pf/sriov_numvfs 3
ok "as many as there are is no change" says ok write $devices/$pf/sriov_numvfs 2
ok "they go" says ok write $devices/$pf/sriov_numvfs 0
ok "with all that they had" says ENOENT cat $devices/$vf/vendor
ok "and come" says ok write $devices/$pf/sriov_numvfs 0x7
ok "with a driver and a netdev each" same "$(ctl ls class/net | wc -l)" 8
ok "more than there can be do not" says ERANGE write $devices/$pf/sriov_numvfs 8
ok "nor what is no number" says EINVAL write $devices/$pf/sriov_numvfs -1
ok "nor half a number" says EINVAL write $devices/$pf/sriov_numvfs "2 x"
ctl write $devices/$pf/sriov_numvfs 0
ok "VFs can come without a probe" says ok write $devices/$pf/sriov_drivers_autoprobe 0
ctl write $devices/$pf/sriov_numvfs 1
ok "without a driver" says ENOENT readlink $devices/$vf/driver
ok "none can be had" says ENODEV write $drivers/igbvf/bind $vf
ctl write $devices/$vf/driver_override vfio-pci
ok "but with an override" says ok write bus/pci/drivers_probe $vf
ok "yes or no it is" says EINVAL write $devices/$pf/sriov_drivers_autoprobe 2
ok "the PF's driver takes its VFs along" says ok write $drivers/igb/unbind $pf
ok "all of them" says ENOENT cat $devices/$vf/vendor
ok "without it there are none" says ENOENT write $devices/$pf/sriov_numvfs 1
ok "and none is what there is" says ok write $devices/$pf/sriov_numvfs 0

# Settings through the PF.
machine prepare
ok "an admin MAC is set" says ok link eth0 vf 0 mac 02:00:00:00:09:01
ok "and kept" shows "<admin mac='02:00:00:00:09:01'"
ok "one of a group is none" says EINVAL link eth0 vf 0 mac 01:00:00:00:00:01
ok "a VLAN is set" says ok link eth0 vf 0 vlan 42 qos 3
ok "with its priority" shows "vlan='42' qos='3' protocol='802.1Q'"
ok "a priority is without a VLAN too" says ok link eth0 vf 0 vlan 0 qos 3
ok "as can be seen" shows "vlan='0' qos='3'"
ok "no VLAN is beyond 4095" says EINVAL link eth0 vf 0 vlan 4096
ok "but the driver sees 16 bits of it" says ok link eth0 vf 0 vlan 65578
ok "which are 42" shows "vlan='42' qos='0'"
ok "no priority is beyond 7" says EINVAL link eth0 vf 0 vlan 1 qos 8
ok "the list of VLANs is read" says ok link eth0 vf 0 vlan 7 qos 0 proto 802.1Q
ok "igb knows one protocol" says EPROTONOSUPPORT link eth0 vf 0 vlan 7 qos 0 proto 802.1ad
ok "rates" says ok link eth0 vf 0 max_tx_rate 100
ok "igb has no lower limit" says EINVAL link eth0 vf 0 min_tx_rate 10
ok "nor one above its speed" says EINVAL link eth0 vf 0 max_tx_rate 1001
ok "igb has no link state" says EOPNOTSUPP link eth0 vf 0 state enable
ok "nor RSS queries" says EOPNOTSUPP link eth0 vf 0 query_rss on
ok "there is no VF 2" says EINVAL link eth0 vf 2 mac 02:00:00:00:09:01
ok "there is no eth9" says ENODEV link eth9 vf 0 mac 02:00:00:00:09:01
ok "a VF has no VFs" says EOPNOTSUPP link eth1 vf 0 mac 02:00:00:00:09:01
ok "and is not asked for them" same "$(ctl vfs eth1)" "0 none"

# The VF's own MAC (igb_set_vf_mac_addr, igbvf_set_mac).
ok "a VF keeps to the MAC that the PF gave" says EADDRNOTAVAIL link eth1 address 02:00:00:00:09:02
ok "even from the one that was given since" says EADDRNOTAVAIL link eth1 address 02:00:00:00:09:01
ok "its present one is no change" says ok link eth1 address 02:00:00:00:01:00
ok "a trusted one may have another" says ok link eth0 vf 0 trust on
ok "and has it" says ok link eth1 address 02:00:00:00:09:02
ok "which the PF sees" shows "<admin mac='02:00:00:00:09:02'"
ctl link eth0 vf 0 trust off
ctl link eth0 vf 0 mac 02:00:00:00:09:03
ctl link eth1 up
ok "a VF that goes down" says ok link eth1 down
ok "comes back with the PF's MAC" shows "name='eth1' mac='02:00:00:00:09:03'"
ctl link eth0 vf 0 mac 00:00:00:00:00:00
ok "a VF that is free takes one" says ok link eth1 address 02:00:00:00:09:04
ok "and the PF holds it" shows "<admin mac='02:00:00:00:09:04'"
ok "a VF that is reset" says ok write $devices/$vf/reset 1
ok "is forgotten, where the PF gave it none" shows "<admin mac='00:00:00:00:00:00'"
ok "no VF has a MAC of a group" says EADDRNOTAVAIL link eth1 address 01:00:00:00:00:01
ok "the PF goes down" says ok link eth0 down
ok "as can be seen" shows "name='eth0' mac='52:54:00:00:00:01' up='no'"
ok "it refuses a VF nothing then" says ok link eth1 address 02:00:00:00:09:05
ok "for it hears nothing" shows "<admin mac='00:00:00:00:00:00'"
ok "none of this was wrong to send" says ok check

# Tempers. Each has a line that fails where the drivers are as igb.
rebind ()
{
	ctl write $drivers/igbvf/unbind $vf && ctl write bus/pci/drivers_probe $vf
}
for file in "$NHD_TEMPERS"/*.temper; do
	temper=$(basename "$file" .temper)
	ok "temper $temper is one" says ok temper "$temper"
	ok "and has its own name" contains "$file" "^name $temper\$"
	ok "and names what shows it" contains "$file" '^#.*(drivers/net/\|^#.*[a-z_]*\.c'
done
machine prepare refuses-zero-mac
ok "an admin MAC that cannot be taken back" says EINVAL link eth0 vf 0 mac 00:00:00:00:00:00
machine prepare refuses-zero-mac-otherwise
ok "with another error" says EADDRNOTAVAIL link eth0 vf 0 mac 00:00:00:00:00:00
machine prepare refuses-zero-vlan
ok "a VLAN that cannot" says EINVAL link eth0 vf 1 vlan 0
machine prepare vlan-0-is-4095
ok "VLAN 0 is set" says ok link eth0 vf 0 vlan 0
ok "and told as 4095" shows "vlan='4095' qos='0'"
machine prepare busy-after-reset
ctl write $drivers/igbvf/unbind $vf
ok "a VF in reset" says EBUSY link eth0 vf 0 vlan 5
ok "is told" same "$(ctl vfs eth0)" "2 2"
ctl sleep 120
ok "and is not for ever" says ok link eth0 vf 0 vlan 5
machine prepare hidden-in-reset
ctl write $drivers/igbvf/unbind $vf
ok "another is not told" same "$(ctl vfs eth0)" "2 1"
ok "and cannot be set" says EBUSY link eth0 vf 0 vlan 5
ctl sleep 120
ok "but not for ever" says ok link eth0 vf 0 vlan 5
ok "and is told then" same "$(ctl vfs eth0)" "2 2"
machine prepare again-after-reset
ctl write $drivers/igbvf/unbind $vf
ok "a VF in reset is told" same "$(ctl vfs eth0)" "2 2"
ok "and cannot be set either" says EAGAIN link eth0 vf 0 mac 02:00:00:00:09:01
ok "once" says ok link eth0 vf 0 mac 02:00:00:00:09:01
machine prepare another-mac
ok "another MAC on a rebind" rebind
ok "indeed" sh -c '! nethostdev-sim-ctl show | grep "eth1.*02:00:00:00:01:00"'
ok "of which the PF knows nothing" shows "<admin mac='00:00:00:00:00:00'"
ctl link eth0 vf 0 mac 02:00:00:00:09:01
ok "a MAC that the PF refuses" says EPERM link eth1 address 02:00:00:00:09:02
ok "and one that it gave" says ok link eth1 address 02:00:00:00:09:01
machine prepare same-mac
ok "the same MAC on a rebind" rebind
ok "indeed" shows "eth1' mac='02:00:00:00:01:00'"
ctl link eth0 vf 0 mac 02:00:00:00:09:01
ok "no other may it be" says EACCES link eth1 address 02:00:00:00:09:02
machine prepare free-mac
ctl link eth0 vf 0 mac 02:00:00:00:09:01
ok "a MAC whatever the PF gave" says ok link eth1 address 02:00:00:00:09:02
ok "whose own is another" shows "<admin mac='02:00:00:00:09:01'"
machine prepare forgetful
ok "a VF reports its MAC" rebind
ctl write $drivers/igbvf/unbind $vf
ok "which is lost with the driver" shows "<admin mac='00:00:00:00:00:00'"
ctl link eth0 vf 0 mac 02:00:00:00:09:01
ctl write bus/pci/drivers_probe $vf
ok "one that the PF gave" says ok write $drivers/igbvf/unbind $vf
ok "is not" shows "<admin mac='02:00:00:00:09:01'"
machine prepare keeps
ctl link eth0 vf 0 vlan 42
ctl write $devices/$pf/sriov_numvfs 0
ctl write $devices/$pf/sriov_numvfs 2
ok "VFs find their settings again" shows "vlan='42'"
machine prepare netdevsim
ok "a lower limit" says ok link eth0 vf 0 min_tx_rate 11
ok "and an upper one, of which 16 bits are kept" says ok link eth0 vf 0 max_tx_rate 65636
ok "each beside the other" shows "<rate min='11' max='100'/>"
ctl write $devices/$pf/sriov_numvfs 0
ok "where there are no VFs they cannot be set" says EINVAL link eth0 vf 0 spoofchk on
ctl write $devices/$pf/sriov_numvfs 7
ok "they come without a driver" says ENOENT readlink $devices/$vf/driver
ok "without a netdev" says ENOENT ls $devices/$vf/net
ok "and without spoof checks" shows "spoofchk='off'"
machine prepare no-vf-netdev
ok "a VF" rebind
ok "without a netdev" says ENOENT ls $devices/$vf/net
machine prepare two-ports
ok "a PF with two" same "$(ctl ls $devices/$pf/net | wc -l)" 2
ok "which say which port they are" same "$(ctl cat $devices/$pf/net/eth3/dev_port)" 1
ok "and have an id" same "$(ctl cat $devices/$pf/net/eth3/phys_port_id)" 0000525400000002
ok "but no name" says EOPNOTSUPP cat $devices/$pf/net/eth3/phys_port_name
ok "each can be asked" same "$(ctl vfs eth3)" "2 2"
machine prepare representors
ok "a PF with a netdev for each VF" same "$(ctl ls $devices/$pf/net | wc -l)" 3
ok "which say whose they are" same "$(ctl cat class/net/eth4/phys_port_name)" pf0vf1
ok "that is no port" same "$(ctl cat class/net/eth4/dev_port)" 0
ok "and has no VFs" same "$(ctl vfs eth4)" "2 none"
ok "to be set" says EOPNOTSUPP link eth4 vf 0 vlan 5
ctl write $devices/$pf/sriov_numvfs 0
ok "they go with the VFs" same "$(ctl ls $devices/$pf/net)" eth0
machine prepare link-state
ok "a link state" says ok link eth0 vf 0 state enable
ok "is set" shows "link-state='enable'"
ok "there are three of them" says EINVAL link eth0 vf 0 state 3
machine prepare link-state-partly
ok "one that is accepted" says ok link eth0 vf 0 state enable
ok "and not set" sh -c '! nethostdev-sim-ctl show | grep "link-state=.enable"'
ok "others are" says ok link eth0 vf 0 state disable
ok "as can be seen" shows "link-state='disable'"
ok "and RSS queries" says ok link eth0 vf 0 query_rss on
machine prepare double-vlan
ok "another protocol" says ok link eth0 vf 0 vlan 7 qos 0 proto 802.1ad
ok "is told" shows "vlan='7' qos='0' protocol='802.1ad'"
machine prepare double-vlan-untold
ok "or set" says ok link eth0 vf 0 vlan 7 qos 0 proto 802.1ad
ok "and not told" shows "vlan='7' qos='0' protocol='802.1Q'"
machine prepare while-pf-is-up
ctl link eth0 down
ok "a PF that is down sets nothing" says EINVAL link eth0 vf 0 vlan 5
ok "and tells of no VF" same "$(ctl vfs eth0)" "2 0"
ctl link eth0 up
ok "one that is up does" says ok link eth0 vf 0 vlan 5
machine prepare without-its-driver
ok "nothing is set beside a driver" says EOPNOTSUPP link eth0 vf 0 vlan 5
ok "not even a MAC" says EOPNOTSUPP link eth0 vf 0 mac 02:00:00:00:09:01
ctl write $drivers/igbvf/unbind $vf
ok "without one it is" says ok link eth0 vf 0 vlan 5
machine prepare few-settings
ok "no spoof checks" says EOPNOTSUPP link eth0 vf 0 spoofchk on
ok "no trust" says EOPNOTSUPP link eth0 vf 0 trust on
machine prepare enic
ok "a PF without a list" same "$(ctl vfs eth0)" "2 none"
ok "without VLANs" says EOPNOTSUPP link eth0 vf 0 vlan 5
ok "but with MACs" says ok link eth0 vf 0 mac 02:00:00:00:09:01

# A machine that lacks something.
machine prepare no-iommu
ok "no IOMMU" says ENOENT readlink $devices/$vf/iommu_group
ok "is no group" same "$(ctl ls kernel/iommu_groups)" ""
machine prepare no-vfio
ok "a driver that is not loaded" says ENOENT ls $drivers/vfio-pci
ok "binds nothing" says ENOENT write $drivers/vfio-pci/bind $vf

# VFs elsewhere.
sed 's/0000:01:10.0/0000:01:01.0/; s/0000:01:10.2/0000:02:01.0/' "$hosts/prepare.host.xml" >"$scratch/elsewhere"
ctl temper && ctl load "$scratch/elsewhere"
ok "VFs are where the document has them" same "$(ctl readlink $devices/$pf/virtfn1)" ../0000:02:01.0
ok "from the PF on" same "$(ctl cat $devices/$pf/sriov_offset)" 8
ok "one behind the other" same "$(ctl cat $devices/$pf/sriov_stride)" 256
sed '/<.pf>/i <vf address="0000:01:02.0" index="2"/>' "$scratch/elsewhere" >"$scratch/odd"
cd "$scratch" || exit 99
ok "one that is out of step cannot be" says EINVAL load odd
sed 's/0000:/10000:/' "$hosts/prepare.host.xml" >"$scratch/far"
ok "a domain may be a large one" sh -c \
	'nethostdev-sim-ctl load "$1" && nethostdev-sim-ctl show | cmp - "$1"' sh "$scratch/far"

# What was asked.
machine prepare
ctl link eth0 vf 0 vlan 5
ok "nothing is noted for nobody" same "$(ctl requests)" ""
ctl link eth0 vf 0 vlan 5 qos 1 proto 802.1ad 2>"$scratch/err"
ctl link eth0 vf 0 vlan 5 qos 1 proto 802.1ad 2>"$scratch/err"
ctl write $devices/$vf/driver_override igbvf
ctl vfs eth0 >"$scratch/out"
ctl link eth0 vf 0 rate 100
ctl vfs eth0 >"$scratch/out"
cat >"$scratch/asked" <<'END'
RTM_GETLINK NLM_F_REQUEST
  IFLA_IFNAME 'eth0'
  IFLA_EXT_MASK RTEXT_FILTER_VF
RTM_SETLINK NLM_F_REQUEST NLM_F_ACK
  IFLA_IFNAME 'eth0'
  IFLA_VFINFO_LIST
    IFLA_VF_INFO
      IFLA_VF_VLAN_LIST
        IFLA_VF_VLAN_INFO vf 0, vlan 5, qos 1, vlan_proto 802.1ad
write 0000:01:10.0/driver_override 'igbvf'
RTM_SETLINK NLM_F_REQUEST NLM_F_ACK
  IFLA_IFNAME 'eth0'
  IFLA_VFINFO_LIST
    IFLA_VF_INFO
      IFLA_VF_TX_RATE vf 0, 100
END
ctl requests >"$scratch/out"
ok "for whoever asks, what reads comes first, and each once" cmp "$scratch/out" "$scratch/asked"
ok "and then it is forgotten" same "$(ctl requests)" ""

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
ctl fault vf-vlan 1 error EPERM
ok "one may be for what is asked" says ok link eth0 vf 0 mac 02:00:00:00:09:01
ok "in whatever order" says EPERM link eth0 vf 0 vlan 10
ctl fault unbind 1 error EIO
ok "a file by its name" says ok write $devices/$vf/driver_override igbvf
ok "has a fault of its own" says EIO write $drivers/igbvf/unbind $vf
ctl fault vf-vlan 1 killed
(ctl link eth0 vf 0 vlan 10) 2>"$scratch/err"
ok "who asks is killed" same $? 137
ok "before it is done" shows "vlan='9'"
ctl fault vf-vlan 1 killed-after
(ctl link eth0 vf 0 vlan 10) 2>"$scratch/err"
ok "or once it is" shows "vlan='10'"
ctl fault probe 1 killed
(ctl write bus/pci/drivers_probe $vf) 2>"$scratch/err"
ok "at a file as well" same $? 137
ok "nobody else is" says ok write bus/pci/drivers_probe $vf
ctl write $devices/$vf/driver_override
ctl fault write 1 error EIO
ok "a write fails" says EIO write bus/pci/drivers_probe $vf
ok "a fault that is none is told" says EINVAL fault setlink 1 sulk
ctl fault setlink 1 sulk 2>"$scratch/err"
ok "by its name" contains "$scratch/err" 'setlink 1 sulk: there is no such fault; .* vf-mac .* lost'
ctl temper no-such 2>"$scratch/err"
ok "so is a temper" contains "$scratch/err" '/no-such.temper: No such file or directory'
ctl load "$scratch/no-such" 2>"$scratch/err"
ok "and a document" contains "$scratch/err" '/no-such: No such file or directory'

# Before there is a kernel.
(unset NHD_SIM_SOCKET; ctl --help) >"$scratch/out" 2>"$scratch/err"
ok "the help needs no kernel" same "$?" 0
ok "and says what a temper does" contains "$scratch/out" 'temper .* a new kernel, without devices'
(unset NHD_SIM_SOCKET; ctl show) 2>"$scratch/err"
ok "without one that is wrong usage" same "$?" 2
ok "which is told" contains "$scratch/err" 'NHD_SIM_SOCKET is not set: .*run --tier sim'
(unset NHD_SIM_SOCKET; nethostdev-sim show) 2>"$scratch/err"
ok "nethostdev-sim says so, too" contains "$scratch/err" \
	'^system-error: NHD_SIM_SOCKET is not set: .*run --tier sim'

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
machine prepare again-after-reset
rm -rf "$scratch/state"
ok "with another error, too" prepare
ok "nothing of it was wrong to send" says ok check

# What is malformed is told; how it is answered is in rtnl-units.c.
machine prepare
ctl raw 00
ok "less than a header" sh -c 'nethostdev-sim-ctl check | grep "1 bytes are no message"'
ctl raw ffffff7f130005000100000000000000
ok "a length beyond the message" sh -c 'nethostdev-sim-ctl check | grep "a message of"'
ctl raw 10000000130005000100000000000000
ok "nothing asked" sh -c 'nethostdev-sim-ctl check | grep "asks nothing"'
ctl raw 1100000013000500010000000000000000000000
ok "no link" sh -c 'nethostdev-sim-ctl check | grep malformed'
ctl raw 2400000013000500010000000000000000000000020000000000000000000000ff00ff00
ok "an attribute longer than the message" sh -c \
	'nethostdev-sim-ctl check | grep "4 bytes behind the attributes of a link"'

sim_done
done_testing
