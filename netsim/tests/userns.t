#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The tier userns: the kernel's own errors, without privilege, and nothing left of it.
. "${srcdir:-.}/netsim/tests/netsim.sh"
netsim list
reason=$(sed -n 's/^userns no //p' "$scratch/out" | tr -d '#')
[ -z "$reason" ] || skip "$reason"
remember
cd "$scratch" || exit 99

# fails WORDS COMMAND...: in the tier, with an error of these words.
fails ()
{
	words=$1
	shift
	netsim run --tier userns -- "$@"
	test "$status" != 0 && contains err "$words"
}

for setting in 'mac 02:00:00:00:00:01' 'vlan 7' 'rate 100' 'max_tx_rate 100' 'spoofchk on' \
	'trust on' 'state enable' 'query_rss on' 'node_guid 00:11:22:33:44:55:66:77'; do
	# shellcheck disable=SC2086
	ok "vf 0 $setting is not supported" fails 'Operation not supported' \
		ip link set dev eth0 vf 0 $setting
done
ok 'a netdev that is not there is no device' fails 'Cannot find device' \
	ip link set dev eth9 vf 0 vlan 7
ok 'a number that nobody has is no device either' fails 'No such device' \
	ip link set dev if9999 up
if command -v setpriv >/dev/null; then
	ok 'without its capability a command may not' fails 'Operation not permitted' \
		setpriv --bounding-set -net_admin --inh-caps -net_admin \
		ip link set dev eth0 vf 0 vlan 7
fi

netsim run --tier userns --pfs 2 --vfs 64 -- sh -c '
	cd /sys/bus/pci/devices && readlink -f 0000:02:00.0/virtfn63 &&
	readlink -f 0000:02:10.0/physfn && readlink /sys/class/net/eth1/device &&
	cat 0000:02:00.0/net/eth1/address && echo */sriov_numvfs && ls | wc -l'
ok 'sysfs has PFs and VFs, and netdevs lead there' same "$(cat out)" \
	'/sys/bus/pci/devices/0000:02:1f.6
/sys/bus/pci/devices/0000:02:00.0
/sys/bus/pci/devices/0000:02:00.0
52:54:00:00:00:02
0000:01:00.0/sriov_numvfs 0000:02:00.0/sriov_numvfs
130'

cat >host.xml <<'HOST'
<host><pf address="0000:01:00.0"><netdev name="p0" mac="02:00:00:00:00:11" up="no"/>
<vf address="0000:01:10.0" index="0"/></pf></host>
HOST
netsim run --tier userns --host host.xml -- sh -c '
	nethostdev-netsim show && nethostdev show --xml >&2'
ok 'a host document sets it up' contains out \
	"<netdev name='p0' mac='02:00:00:00:00:11' up='no'/>"
ok 'nethostdev shows it as the tools of the system do' cmp out err

cat >host.xml <<'HOST'
<host><pf address="0000:01:00.0"/><pf address="0000:02:00.0"><netdev name="eth0"/></pf>
<pf address="0000:03:00.0"><netdev name="wire0"/></pf></host>
HOST
netsim run --tier userns --host host.xml -- sh -c 'nethostdev-netsim show | grep name='
ok 'no netdev is in the way of another' same "$(cat out)" \
	"    <netdev name='eth1' mac='52:54:00:00:00:01' up='yes'/>
    <netdev name='eth0' mac='52:54:00:00:00:02' up='yes'/>
    <netdev name='wire0' mac='52:54:00:00:00:03' up='yes'/>"

netsim run --tier userns -- sh -c 'ls -A /run; mkdir /run/nethostdev && echo made'
ok 'what programs keep in /run is not this machine'\''s' same "$(cat out)" made
netsim run --tier userns -- ls -A /run
ok 'nor the next run'\''s' same "$(cat out)" ''

netsim run --tier userns -- sh -c 'echo "$NHD_NETSIM_TIER"; cat; exit 9'
ok 'the status is the command'\''s' same "$status" 9
PATH=$top_builddir:/usr/bin:/bin netsim run --tier userns -- no-such-command
ok 'one that is not there is told' is 127 'no-such-command: No such file'
netsim run --tier userns -- /
ok 'one that cannot be run too' is 126 'Permission denied'
netsim run --tier userns -- sh -c 'kill -9 $$'
ok 'a signal is told as a shell does' same "$status" 137
netsim run --tier userns --timeout 1 -- sleep 1000
ok 'the time limit has its own status' is 124 'stopped after 1 s'
netsim run --tier userns -- sh -c "(setsid sleep 1000 $token &) ; setsid sh -c 'sleep 1000; :' $token & :"
ok 'what it leaves running is ended' clean
ok 'and the caller has the network that it had' clean

if command -v script >/dev/null; then
	printf 'echo $((6 * 7)); exit 6\n' | SHELL=/bin/sh script -qec \
		'nethostdev-netsim shell --tier userns' /dev/null >out 2>err
	ok 'a shell is on the terminal, and its status comes through' same $? 6
	ok 'with what it prints' contains out 42
fi
done_testing
