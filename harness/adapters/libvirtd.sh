#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# libvirtd as a backend, in the emulated card's machine:
#
#	libvirtd.sh run COMMAND...         runs a command where the libvirtd in PATH is started
#	libvirtd.sh prepare|restore ...    what that command, the suite, calls as its subject
#
# The machine is thrown away, and no guest, network or file of the caller's own libvirt
# is in sight of this one. nethostdev-backend-libvirt has to be in PATH.
set -eu
log=/var/log/libvirt/libvirtd.log
pid_file=/run/libvirtd.pid
stale=/run/libvirtd.stale

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
		rm -rf /run/libvirt
		LIBVIRT_LOG_OUTPUTS=3:file:$log libvirtd || sleep 0.1
	done
}

# Waits, up to a minute, for another daemon than the one of that pid. It listens before
# it is ready; who connects then waits for it.
await_daemon() {
	tries=600
	until [ -S /run/libvirt/libvirt-sock ] && [ "$(cat $pid_file)" != "$1" ]; do
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

# The folder of a case is empty when it begins.
begin_case() {
	if [ ! -e "$1/begun" ] && [ -e $stale ]; then
		pid=$(cat $pid_file)
		kill -KILL "$pid"
		await_daemon "$pid"
		rm $stale
	fi
	: >"$1/begun"
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
