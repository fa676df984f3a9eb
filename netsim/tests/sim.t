#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The tier sim: a simulated kernel for one command, gone with it.
fixtures=$(cd "${NHD_FIXTURES-$srcdir/fixtures}" && pwd) || exit 99
. "${srcdir:-.}/netsim/tests/netsim.sh"
remember
cd "$scratch" || exit 99

netsim run --tier sim --vfs 2 -- sh -c 'test -S "$NHD_SIM_SOCKET" && cat; exit 4' <<TEXT
$token
TEXT
ok 'the status is the command'\''s' same "$status" 4
ok 'so are the streams' same "$(cat out)" "$token"
ok 'nothing is left' clean
netsim run --tier sim --vfs 200 -- nethostdev-netsim show
ok 'show prints what the kernel has' contains out "<vf address='0000:03:01.6' index='199'"
if [ -w /dev/full ]; then
	netsim run --tier sim -- sh -c 'nethostdev-netsim show >/dev/full'
	ok 'or says that it cannot' is 1 'stdout: No space left'
fi
netsim run --tier sim --host "$fixtures/backend/one-vf/prepare.host.xml" -- \
	nethostdev-netsim show
ok 'which may be a host document' cmp out "$fixtures/backend/one-vf/prepare.host.xml"
mkfifo pipe
cat "$fixtures/backend/one-vf/prepare.host.xml" >pipe &
netsim run --tier sim --host pipe -- nethostdev-netsim show
ok 'from a pipe, too' cmp out "$fixtures/backend/one-vf/prepare.host.xml"
cat >host.xml <<'HOST'
<host>
  <pf address='0000:01:00.0'>
    <vf address='0000:01:10.0' index='0' driver='igbvf'/>
    <vf address='0000:01:10.2' index='1'/>
  </pf>
  <pf address='0000:02:00.0'>
    <netdev name='eth0' up='no'/>
  </pf>
</host>
HOST
netsim run --tier sim --host host.xml -- nethostdev-netsim show
ok 'what it leaves out is as without it' same "$(grep -e '<[pv]f' -e netdev out)" \
	"  <pf address='0000:01:00.0'>
    <netdev name='eth1' mac='52:54:00:00:00:01' up='yes'/>
    <vf address='0000:01:10.0' index='0' driver='igbvf'>
      <netdev name='eth2' mac='02:00:00:01:00:00'/>
    <vf address='0000:01:10.2' index='1'>
  <pf address='0000:02:00.0'>
    <netdev name='eth0' mac='52:54:00:00:00:02' up='no'/>"
sed -i 's/0000:02:00.0/0000:03:00.1/' host.xml
netsim run --tier sim --host host.xml -- nethostdev-netsim show
ok 'PFs may be at other places' contains out "<pf address='0000:03:00.1'>"
netsim run --tier sim --pfs 2 --vfs 64 -- nethostdev-netsim show
ok 'PFs are where they are in every tier' same \
	"$(sed -n '/<pf/{N;s/\n *//;p}' out; grep "index='63'" out | tail -n 1)" \
	"  <pf address='0000:01:00.0'><netdev name='eth0' mac='52:54:00:00:00:01' up='yes'/>
  <pf address='0000:02:00.0'><netdev name='eth1' mac='52:54:00:00:00:02' up='yes'/>
    <vf address='0000:02:1f.6' index='63' driver='igbvf'>"
netsim run --tier sim -- nethostdev-conformance run --fixtures "$fixtures" --format tap \
	'backend/one-vf/*' -- nethostdev-sim
ok 'the backend cases pass on it' same "$status" 0
ok 'and are run there' lacks out '# SKIP'
TMPDIR=/dev/null netsim run --tier sim -- true
ok 'a folder that cannot be made is told' is 125 'in /dev/null (TMPDIR): Not a directory'
long=$scratch/$(printf '%0100d' 0)
mkdir "$long"
TMPDIR=$long netsim run --tier sim -- sh -c 'echo "$NHD_SIM_SOCKET"; nethostdev-netsim show'
ok 'where its name is too long for a socket, /tmp is taken' contains out \
	'^/tmp/nethostdev-netsim\.[0-9a-f]*/kernel$'
ok 'and nothing is left there' test ! -e "$(sed -n '1s|/kernel$||p' out)"

# The command itself has this machine for its host.
netsim run --tier sim -- sh -c '
	for verb in prepare restore recover show; do
		nethostdev $verb --state-dir state </dev/null; echo $?
	done'
ok 'nethostdev would act on this machine, and refuses' same "$(tr '\n' ' ' <out)" '2 2 2 2 '
ok 'and names the one to use' same "$(grep -c ': use nethostdev-sim$' err)" 4
netsim run --tier sim -- nethostdev format "$fixtures/backend/one-vf/prepare.in.xml"
ok 'what has no host is done as ever' same "$status" 0

# What is saved of VFs is the run's own, and not this machine's.
prepared=$fixtures/backend/one-vf/prepare
netsim run --tier sim --host "$prepared.host.xml" -- sh -c '
	nethostdev-sim prepare "$0" >/dev/null && nethostdev-sim show --xml &&
	ls "${NHD_SIM_SOCKET%/*}/state"' "$prepared.in.xml"
ok 'what is saved of VFs is beside the socket' contains out '^0000:01:10.0.json$'
ok 'nothing is left of it' clean
netsim run --tier sim --host "$prepared.host.xml" -- sh -c '
	nethostdev-sim prepare "$0" && nethostdev-sim restore "$0"' "$prepared.in.xml"
ok 'and the next run begins anew' same "$status" 0
ok 'with nothing left either' clean
echo '<host/>' >host.xml
netsim run --tier sim --host host.xml -- true
ok 'a bad document too' is 2 'there is no PF'

# begin TRAP: a run whose command traps what ends it; its shell says what ended it.
begin ()
{
	rm -f begun ended
	sh -c '"$@"; :' sh nethostdev-netsim run --tier sim -- \
		sh -c "$1; echo >begun; sleep 1000 & wait" "$token" 2>err &
	shell=$!
	await test -e begun
	read -r runner <"/proc/$shell/task/$shell/children"
}

begin 'trap "sleep 1.2; echo TERM >ended; exit 0" TERM'
kill -TERM $runner
wait $shell
ok 'SIGTERM is given to the command, which has its time' same "$(cat ended)" TERM
ok 'and ends the runner, too' contains err 'Terminated'
ok 'nothing is left' clean
if is_deaf 1; then
	echo '# SIGHUP is ignored here, and not tried'
else
	begin 'trap "echo HUP >ended; exit 0" HUP; trap "echo TERM >ended" TERM'
	kill -HUP $runner
	wait $shell
	ok 'so is another signal' same "$(cat ended)" HUP
fi
if is_deaf 2; then
	echo '# SIGINT is ignored here, and not tried'
elif command -v script >/dev/null; then
	rm -f begun ended
	echo 'trap "sleep 1.2; echo INT >>ended; exit 0" INT; echo >begun; sleep 1000 & wait' >trap
	{
		await test -e begun
		printf '\003'
		await test -e ended
	} | script -qec 'nethostdev-netsim run --tier sim -- sh trap' /dev/null >out 2>err
	ok 'Ctrl-C is the command'\''s once, with time for it' same "$(cat ended)" INT
	ok 'nothing is left' clean
fi
begin :
kill -KILL $runner
wait $shell 2>/dev/null
ok 'nothing is left where the runner is killed' clean
begin :
read -r keeper <"/proc/$runner/task/$runner/children"
kill -KILL "$keeper"
wait $shell 2>/dev/null
ok 'nor where its keeper is' clean
done_testing
