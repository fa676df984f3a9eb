#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# libvirtd as a backend, in the emulated card's machine:
#
#	libvirtd.sh run COMMAND...         runs a command where the libvirtd in PATH is started
#	libvirtd.sh prepare|restore ...    what that command, the suite, calls as its subject
#	libvirtd.sh                        the same for cases of the live form
#	libvirtd.sh compare COMMAND...     runs a command if the reference, nethostdev, is right
#	                                   about a guest that is started first
#
# The machine is thrown away, and no guest, network or file of the caller's own libvirt
# is in sight of this one. nethostdev-backend-libvirt has to be in PATH.
set -eu
log=/var/log/libvirt/libvirtd.log
pid_file=/run/libvirtd.pid
held=/run/libvirtd.held
socket=/run/libvirt/libvirt-sock
stale=/run/libvirtd.stale
live_uuid=8f1d9a3e-5b7c-4e0a-9d62-3c4b5a697887
live_file=/run/libvirt/qemu/live.xml
live_guest=/run/live-guest.xml

hide_callers_libvirt() {
	for folder in etc var/cache var/lib var/log; do
		mkdir -p "/$folder/libvirt"
		mount -t tmpfs -o mode=755 tmpfs "/$folder/libvirt"
	done
	mkdir /var/log/libvirt/qemu
}

# What Debian's package adds when it is installed. libvirtd looks for it even where
# qemu.conf names another user (virQEMUDriverConfigNew).
add_users() {
	getent passwd libvirt-qemu >/dev/null ||
		echo 'libvirt-qemu:x:64055:64055::/nonexistent:/bin/false' >>/etc/passwd
	for group in libvirt-qemu kvm; do
		getent group $group >/dev/null || echo "$group:x:64055:" >>/etc/group
	done
}

# The machine has no systemd, no cgroups and no security module to ask. And libvirt is
# not to ask QEMU for every feature of the processor (qemuMonitorGetGuestCPU): these are
# 400 questions, and most of the time that a guest takes to start there.
configure_qemu() {
	cat >/etc/libvirt/qemu.conf <<-'CONFIGURATION'
		user = "root"
		group = "root"
		namespaces = []
		cgroup_controllers = []
		security_driver = "none"
		stdio_handler = "file"
		capability_filters = [ "cpu-unavailable-features" ]
	CONFIGURATION
}

# From which newer releases learn what driver to bind a device to
# (virPCIDeviceFindBestVFIOVariant). The machine's kernel may be one that is not
# installed.
name_vfio_driver() {
	aliases=/lib/modules/$(uname -r)/modules.alias
	[ -e "$aliases" ] && return
	mkdir -p "${aliases%/*}"
	echo 'alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci' >"$aliases"
}

# A network that is a pool of VFs has no firewall, but since 10.4.0 the driver of
# networks wants a program for one to be there (virNetworkLoadDriverConfig).
allow_pools() {
	command -v iptables >/dev/null || command -v nft >/dev/null ||
		ln -s /bin/true /usr/sbin/nft
}

# In the background of the command, which would end a daemon that a case has started.
keep_running() {
	while :; do
		while [ -e $held ]; do sleep 0.1; done
		LIBVIRT_LOG_OUTPUTS=3:file:$log libvirtd || sleep 0.1
	done
}

# Waits, up to a minute, for another daemon than the one of that pid. It listens before
# it is ready; who connects then waits for it.
await_daemon() {
	tries=600
	until [ -S $socket ] && [ "$(cat $pid_file)" != "$1" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

# Whether a case has left anything that the next one might meet. A network is a pool
# that has the name of another case's. What was saved of a VF stays where starting a
# guest failed. And of a VF that stays with vfio-pci a daemon remembers that it is not
# managed, and never gives it back to the host's driver
# (virHostdevReattachAllPCIDevices).
has_left_behind() {
	for left in /run/libvirt/network/*.xml /run/libvirt/hostdevmgr/* \
		/sys/bus/pci/drivers/vfio-pci/*:*; do
		[ ! -e "$left" ] || return 0
	done
	return 1
}

# restart_daemon [COMMAND...]: runs a command while there is no daemon, which would write to
# its files.
restart_daemon() {
	pid=$(cat $pid_file)
	: >$held
	trap 'rm -f $held' EXIT
	kill -KILL "$pid" || :
	while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
	rm -f $socket
	"$@"
	rm $held
	await_daemon "$pid"
}

# One that knows of nothing.
renew_daemon() {
	restart_daemon rm -rf /run/libvirt $stale
}

# begin_case STATE-FOLDER: it is empty when a case begins. A guest that was there for the live
# form is gone with its file; its QEMU has nothing of the host's.
begin_case() {
	[ ! -e $live_guest ] || mv $live_guest $stale
	[ -e "$1/begun" ] || [ ! -e $stale ] || renew_daemon
	: >"$1/begun"
}

# A guest that runs, without an interface, and what the daemon keeps of it.
start_live_guest() {
	echo "<domain type='kvm'><name>live</name><uuid>$live_uuid</uuid>
		<memory unit='MiB'>16</memory><os><type>hvm</type></os>
		<devices><memballoon model='none'/></devices></domain>" |
		nethostdev-backend-libvirt prepare --domain-uuid $live_uuid >/dev/null
	cp $live_file $live_guest
}

# What a daemon says that cannot read the file, in the words of the protocol.
tell_refusal() {
	sed -n -e 's/^.* error : .* : XML error: /xml-error: /p' \
		-e 's/^.* error : .* : unsupported configuration: /config-unsupported: /p' \
		-e 's/^.* error : .* : internal error: /internal-error: /p' | tail -n 1 >&2
}

# A daemon reads of a running guest what the one before it has written (virDomainObjParseXML).
# So the document on stdin is put there, into the guest, and another daemon is asked.
show_live() {
	[ -e $live_guest ] || start_live_guest
	{
		sed '/^    <\/devices>$/,$d' $live_guest
		cat
		sed -n '/^    <\/devices>$/,$p' $live_guest
	} >/run/live.in
	lines=$(wc -l <$log)
	restart_daemon cp /run/live.in $live_file
	nethostdev-backend-libvirt show --domain-uuid $live_uuid >/run/live.out 2>/dev/null || {
		tail -n +$((lines + 1)) $log | tell_refusal
		return 1
	}
	sed -n '/^    <interface /,/^    <\/interface>/s/^    //p' /run/live.out
}

# The machine has no USB; libvirt wants the folder to be there before it misses a device in
# it (virUSBDeviceSearch).
make_usb_bus() {
	for bus in /sys/bus/*; do
		mkdir -p "/run/bus/${bus##*/}"
		mount --bind "$bus" "/run/bus/${bus##*/}"
	done
	mkdir -p /run/bus/usb/devices
	mount --rbind /run/bus /sys/bus
}

# One interface of each way to a device: its own, a network's, and one that is not there.
start_compared_guest() {
	cat >/run/pool.xml <<-'NETWORK'
		<network><name>pool</name>
		<forward mode='hostdev' managed='yes'><pf dev='eth0'/></forward>
		<vlan><tag id='7'/></vlan></network>
	NETWORK
	nethostdev-backend-libvirt prepare --domain-uuid $live_uuid --network /run/pool.xml \
		>/dev/null <<-DOMAIN
		<domain type='kvm'><name>live</name><uuid>$live_uuid</uuid>
		<memory unit='MiB'>16</memory><os><type>hvm</type></os><devices>
		<interface type='hostdev' managed='yes'><source>
		<address type='pci' bus='0x01' slot='0x11' function='0x0'/></source>
		<vlan><tag id='5'/></vlan></interface>
		<interface type='network' trustGuestRxFilters='no'>
		<source network='pool'/><target dev='tap9'/></interface>
		<interface type='hostdev'><source startupPolicy='optional'>
		<vendor id='0x1234'/><product id='0x5678'/></source></interface>
		</devices></domain>
	DOMAIN
}

# What the daemon shows of the interfaces, and what the reference makes of its file; both as
# the reference prints a domain.
compare_forms() {
	nethostdev-backend-libvirt show --domain-uuid $live_uuid >/run/live.out
	{
		echo '<devices>'
		sed -n '/^    <interface /,/^    <\/interface>/s/^  //p' /run/live.out
		echo '</devices>'
	} >/run/live.shown
	sed -n '/^  <domain /,/^  <\/domain>/p' $live_file |
		nethostdev format --live >/run/live.formatted
	grep -c " missing='yes'" /run/live.shown >/run/live.missing || :
	sed "s/ missing='yes'//" /run/live.shown | diff - /run/live.formatted
	[ "$(cat /run/live.missing)" = "$1" ]
}

# Of a missing device the daemon that has missed it knows; the next one, which reads the
# file as the reference does, does not.
compare_guest() {
	make_usb_bus
	start_compared_guest
	compare_forms 1
	restart_daemon
	compare_forms 0
	nethostdev-backend-libvirt restore --domain-uuid $live_uuid </dev/null
	renew_daemon
}

case ${1-} in
run)
	shift
	[ "${NHD_NETSIM_TIER-}" = igb ] || {
		echo 'libvirtd.sh: run it inside nethostdev-netsim run --tier igb' >&2
		exit 2
	}
	PATH=$PATH:/usr/sbin:/sbin
	export PATH
	hide_callers_libvirt
	add_users
	configure_qemu
	name_vfio_driver
	allow_pools
	keep_running </dev/null >/dev/null 2>&1 &
	await_daemon '' || {
		cat "$log" >&2
		exit 2
	}
	exec "$@"
	;;
'')
	show_live
	;;
compare)
	shift
	compare_guest >&2
	exec "$@"
	;;
prepare | restore)
	begin_case "$3"
	status=0
	nethostdev-backend-libvirt "$@" || status=$?
	[ "$1" = prepare ] || ! has_left_behind || : >$stale
	exit $status
	;;
*)
	sed -n 's/^#	//p' "$0" >&2
	exit 2
	;;
esac
