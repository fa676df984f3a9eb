#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the verbs say names the device, what is wrong with it, and what would help.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

state=$scratch/state
document=$hosts/prepare.in.xml

# ends STATUS VERB WORD...: the verb ends so; what it prints is in out and err.
ends ()
{
	wanted=$1 verb=$2
	shift 2
	nethostdev-sim "$verb" --state-dir "$state" "$@" >"$scratch/out" 2>"$scratch/err"
	same "$?" "$wanted"
}

# says_it LINE...: these lines on stderr, and no other.
says_it ()
{
	printf '%s\n' "$@" | cmp -s - "$scratch/err"
}

# Nothing is saved, or not there.
machine prepare
ok "nothing to restore is a success" ends 0 restore "$document"
ok "which names the VF, and a folder that is not there" says_it \
	"nethostdev: 0000:01:10.0: nothing is saved of it in $state, which is not there: nothing to restore"
ok "prepared" ends 0 prepare "$document"
ok "without a word" test ! -s "$scratch/err"
given=$state
state=$scratch/sta
mkdir -m 700 "$state"
ok "in another folder nothing is found" ends 0 restore "$document"
ok "which is told with the driver that the VF is left with" says_it \
	"nethostdev: 0000:01:10.0: nothing is saved of it in $state: nothing to restore; it is bound to vfio-pci"
rm -r "$state"
ok "nothing to recover is a success" ends 0 recover
ok "but not unnoticed where the folder is not there" says_it \
	"nethostdev: $state is not there: nothing to recover"
state=$given
ok "of a folder that is there" ends 0 recover
ok "nothing is said" test ! -s "$scratch/err"

# A prepared VF whose device is gone.
gone="0000:01:10.0: there is no such PCI device any more; if that is for good, remove what was saved of it: $state/0000:01:10.0.*"
ctl write bus/pci/devices/0000:01:00.0/sriov_numvfs 0
ok "what is saved of a VF that is gone cannot be restored" ends 1 restore "$document"
ok "and it is told where that is" says_it "no-device: $gone"
ok "recovering has nothing to do with it" ends 0 recover
ok "but tells it" says_it "no-device: $gone"
ok "on stderr alone" test ! -s "$scratch/out"
{ echo "<domain type='kvm'><devices>"; cat "$document"; echo '</devices></domain>'; } \
	>"$scratch/domain.xml"
ok "a domain's cannot be restored either" ends 1 restore "$scratch/domain.xml"
ok "and is named once" says_it "no-device: $gone"
rm "$state"/*
ok "once nothing is saved of it" ends 1 restore "$scratch/domain.xml"
ok "it is just no device" says_it "no-device: 0000:01:10.0: there is no such PCI device"
ok "and nothing to recover" ends 0 recover
ok "as nothing is said" test ! -s "$scratch/err"

# A pool of a PF that is not there, or has no VFs.
pool=$scratch/pool.xml
echo "<interface type='network'><source network='pool'/></interface>" >"$scratch/network.xml"

pool_of ()
{
	echo "<network><name>pool</name><forward mode='hostdev'><pf dev='$1'/></forward></network>" \
		>"$pool"
}
pool_of eth9
ok "a pool of no netdev" ends 1 prepare --network "$pool" "$scratch/network.xml"
ok "is told as that" says_it \
	"internal-error: the VFs of eth9, the PF of the network: there is no netdev of that name"
pool_of eth0
ok "one without VFs" ends 1 prepare --network "$pool" "$scratch/network.xml"
ok "is another thing" says_it \
	"internal-error: the VFs of eth0, the PF of the network: it has none"

# What is of a network, and what is not.
ok "an interface of a network is not prepared without that" ends 77 prepare "$scratch/network.xml"
ok "and it is said what would be" says_it \
	"the interface is of type network: prepare takes it with --network, and restore what prepare has printed"
ok "nor restored" ends 77 restore "$scratch/network.xml"
echo "<interface type='bridge'/>" >"$scratch/bridge.xml"
ok "another type is just that" ends 77 prepare "$scratch/bridge.xml"
ok "as it says" says_it "the interface is not of type hostdev"
ok "with a network, an interface is of it" ends 77 prepare --network "$pool" "$document"
ok "or told" says_it "the interface is not of type network"
machine prepare
{
	echo "<domain type='kvm'><devices>"
	cat "$scratch/network.xml" "$document" "$scratch/network.xml" "$scratch/bridge.xml"
	echo "<hostdev mode='subsystem' type='network'/></devices></domain>"
} >"$scratch/domain.xml"
ok "a domain's are passed over" ends 0 prepare --dry-run "$scratch/domain.xml"
ok "which is told" says_it "nethostdev: of type network, and passed over: 2; each such interface is prepared by itself, with --network"

# A plan does not tell what is not known yet.
machine prepare
ok "a plan" ends 0 prepare --dry-run "$document"
ok "tells the MAC of the document" contains "$scratch/out" '^0000:01:10.0: admin MAC: .* -> 52:54:00:12:34:56$'
sed '/<mac /d' "$document" >"$scratch/no-mac.xml"
ok "a plan without a MAC" ends 0 prepare --dry-run "$scratch/no-mac.xml"
ok "tells none" contains "$scratch/out" '^0000:01:10.0: admin MAC: .* -> one drawn at random$'

# A port profile is for a guest and a host.
hosts=$srcdir/fixtures/backend/port-profile
machine associate port-profile
document=$hosts/associate.in.xml
guest=4dea22b3-1d52-d8f3-2516-782e98ab3fa0
device=$(sed -n "s/.*bus='0x\(..\)' slot='0x\(..\)' function='0x\(.\)'.*/0000:\1:\2.\3/p" "$document")
ok "a profile wants the UUID of the domain" ends 1 prepare --host-uuid $guest "$document"
ok "as it says" says_it "invalid-argument: $device: 802.1Qbh wants the UUID of the domain"
ok "and that of the host" ends 1 prepare --domain-uuid $guest "$document"
ok "as it says" says_it "invalid-argument: $device: 802.1Qbh wants the UUID of the host"
ok "each has to be one" ends 1 prepare --domain-uuid $guest --host-uuid zz "$document"
ok "and is told" says_it "invalid-argument: $device: the UUID of the host is none: 'zz'"
{
	echo "<domain type='kvm'><uuid>c2177883-f1bb-47f0-914d-32a22e3a8804</uuid><devices>"
	cat "$document"
	echo '</devices></domain>'
} >"$scratch/domain.xml"
ok "a domain has a UUID of its own" ends 0 prepare --dry-run --host-uuid $guest "$scratch/domain.xml"
ok "which the profile is for" contains "$scratch/out" 'for the guest c2177883-f1bb-47f0-914d-32a22e3a8804 on'
ok "unless another is given" ends 0 prepare --dry-run --domain-uuid $guest --host-uuid $guest \
	"$scratch/domain.xml"
ok "for that" contains "$scratch/out" "for the guest $guest on"

sim_done
done_testing
