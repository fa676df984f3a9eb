#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# iproute.sh prepare|restore --state-dir DIR: a backend as one writes it in an afternoon, with
# ip and sysfs (on the simulated kernel with what stands in for them). It believes what it
# reads, and checks little: iproute.expected tells which cases that is not enough for.
set -eu
verb=$1 state=$3
document=$(cat)

reject() {
	echo "$1: $2" >&2
	exit 1
}

link() {
	if [ "${NHD_NETSIM_TIER-}" = sim ]; then
		"${NHD_SIM_CTL:-nethostdev-sim-ctl}" link "$@"
	else
		ip link set dev "$@"
	fi
}

sysfs() {
	if [ "${NHD_NETSIM_TIER-}" = sim ]; then
		"${NHD_SIM_CTL:-nethostdev-sim-ctl}" write "$@"
	else
		echo "${2-}" >"/sys/$1"
	fi
}

# The value of an attribute in the first line of the document, or of the host, that fits.
of() {
	sed -n "/$2/s/.*[ ]$3='\\([^']*\\)'.*/\\1/p" <<EOF | head -n 1
$1
EOF
}

bind() {
	now=$(of "$vf" '<vf ' driver)
	[ -z "$now" ] || sysfs "bus/pci/drivers/$now/unbind" "$address"
	sysfs "bus/pci/devices/$address/driver_override" "$1"
	sysfs bus/pci/drivers_probe "$address"
}

part() {
	printf '%d' "$(of "$document" "type='pci'" "$1")"
}
address=$(printf '%04x:%02x:%02x.%x' "$(part domain)" "$(part bus)" "$(part slot)" "$(part function)")
host=$(nethostdev-netsim show)
vf=$(echo "$host" | sed -n "/<vf address='$address'/,/<.vf>/p")
[ -n "$vf" ] || reject config-unsupported "$address is no VF"
pf=$(of "$(echo "$host" | sed "/<vf address='$address'/q" | sed -n '/<pf /,/<vf /p')" '<netdev' name)
number=$(of "$vf" '<vf ' index)

if [ "$verb" = prepare ]; then
	echo "$vf" >"$state/$address"
	case $document in *"managed='yes'"*) bind vfio-pci ;; esac
	link "$pf" vf "$number" mac "$(of "$document" '<mac' address)"
	vlan=$(of "$document" '<tag' id)
	link "$pf" vf "$number" vlan "${vlan:-0}"
elif [ -e "$state/$address" ]; then
	was=$(cat "$state/$address")
	bind "$(of "$was" '<vf ' driver)"
	sysfs "bus/pci/devices/$address/driver_override" "$(of "$was" '<vf ' driver-override)"
	link "$pf" vf "$number" mac "$(of "$was" '<admin' mac)"
	link "$pf" vf "$number" vlan "$(of "$was" '<admin' vlan)" qos "$(of "$was" '<admin' qos)"
	rm "$state/$address"
fi
echo "$document"
