#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Shows what nethostdev-netsim run promises of the emulated card: clean streams, the exit
# status, the caller's files, a time limit, and nothing left behind.
. "${srcdir:-.}/netsim/tests/netsim.sh"
need igb
cd "$scratch" || exit 99
mkdir 'sh,are d'
remember

cat >command <<'COMMAND'
cat
printf 'one line\n\001\r\nno newline'
echo 'to stderr' >&2
echo >/dev/stdout
set -- "$1" /sys/bus/pci/devices/0000:01:1*/physfn
echo "$# $1" >&2
[ "$HOME" = /nowhere ] && [ "$VARIABLE" = "it's two
lines" ] && echo 'environment' >&2
echo new >'sh,are d/file'
echo new >elsewhere && echo 'scratch' >&2
sleep 1000 &
exit 42
COMMAND

printf 'from stdin\n' >in
status=0
VARIABLE="it's two
lines" HOME=/nowhere nethostdev-netsim run --tier igb --vfs 3 --share 'sh,are d' -- \
	sh command "an 'argument'" <in >out 2>err || status=$?
ok 'the exit status is the command'\''s' same $status 42
ok 'stdin and stdout are the command'\''s, byte for byte' \
	same "$(od -c out)" "$(printf 'from stdin\none line\n\001\r\nno newline\n' | od -c)"
ok 'stderr too, with its arguments, environment, folder and VFs' \
	same "$(cat err)" "$(printf '%s\n' 'to stderr' "4 an 'argument'" environment scratch)"
ok 'what is written to the shared folder stays' same "$(cat 'sh,are d/file')" new
ok 'what is written elsewhere does not' [ ! -e elsewhere ]
ok 'nothing is left behind' clean

"$top_builddir/netsim/tests/mapped" 'sh,are d/mapped' && rm 'sh,are d/mapped'
echo before >'sh,are d/later'
netsim run --tier igb --share 'sh,are d' -- sh -c '
	"$0" "$1/mapped" && cat "$1/mapped" "$1/later" && echo inside >"$1/later"' \
	"$top_builddir/netsim/tests/mapped" 'sh,are d'
ok 'a shared file can be mapped, and written so' same "$(cat out)" 'through memory
before'
ok 'what was mapped stays' same "$(cat 'sh,are d/mapped' 'sh,are d/later')" 'through memory
inside'

nethostdev-netsim run --tier igb -- seq 300000 2>err | head -n 3 >out
ok 'a command that nobody listens to ends by that' same "$(tr '\n' ' ' <out)" '1 2 3 '
ok 'and leaves nothing behind' clean

seq 200000 >in
netsim run --tier igb -- sh -c 'cat; echo end >&2' <in
ok 'a megabyte goes in and comes out' cmp in out
ok 'and nothing else' same "$(cat err)" end

netsim run --tier igb --timeout 3 -- sleep 1000
ok 'the time limit ends the machine, with 124' is 124 'stopped after 3 s'
ok 'and nothing is left behind' clean

netsim run --tier igb --pfs 3 --vfs 7 -- sh -c 'set -- /sys/bus/pci/devices/*/physfn
	echo $#; for pf in 1 2 3; do ls /sys/bus/pci/devices/0000:0$pf:00.0/net; done'
ok 'three PFs have seven VFs each' same "$(tr '\n' ' ' <out)" '21 eth0 eth1 eth2 '

cat >host.xml <<'HOST'
<host>
  <pf address='0000:01:00.0'>
    <netdev name='eth0' mac='52:54:00:00:00:01' up='yes'/>
    <vf address='0000:01:10.0' index='0' driver='vfio-pci'>
      <admin mac='02:00:00:00:02:00' vlan='7' qos='3'/>
    </vf>
    <vf address='0000:01:10.2' index='1' driver='igbvf'>
      <netdev name='eth2' mac='02:00:00:00:01:00'/>
    </vf>
  </pf>
</host>
HOST
mkfifo pipe
cat host.xml >pipe &
netsim run --tier igb --host pipe -- sh -c '
	nethostdev-netsim show && nethostdev show --xml >&2'
ok 'a host document sets the card up' same "$status" 0
ok 'with what it says of the first VF' same "$(sed -n '/index=.0/,/rate/p' out)" \
	"    <vf address='0000:01:10.0' index='0' driver='vfio-pci'>
      <admin mac='02:00:00:00:02:00' vlan='7' qos='3' protocol='802.1Q'/>
      <rate min='0' max='0'/>"
ok 'and of the second' contains out "<netdev name='eth2' mac='02:00:00:00:01:00'/>"
ok 'nethostdev shows the card as the tools of the system do' cmp out err
cat >places.xml <<'HOST'
<host><pf address='0000:01:00.0'><netdev mac='02:00:00:00:00:11'/>
<vf address='0000:01:10.0' index='0' driver='igbvf'><netdev name='eth2'/></vf>
<vf address='0000:01:10.2' index='1' driver='igbvf'><netdev name='eth0'/></vf></pf></host>
HOST
netsim run --tier igb --host places.xml -- sh -c 'nethostdev-netsim show | grep -o "name=.eth[0-9]."'
ok 'netdevs may change places' same "$(tr '\n' ' ' <out)" "name='eth1' name='eth2' name='eth0' "
sed -i "s/<admin .*/<rate min='5' max='9'\/>/" host.xml
netsim run --tier igb --host host.xml -- true
ok 'what cannot be is told, with the field' is 2 "min_tx_rate"

# A command that has begun, in a machine.
begin ()
{
	rm -f 'sh,are d/begun'
	nethostdev-netsim run --tier igb --share 'sh,are d' -- \
		sh -c 'echo >"$0/begun"; sleep 1000' "$scratch/sh,are d" >out 2>err &
	runner=$!
	await test -e 'sh,are d/begun'
}

token=$scratch
begin
kill -TERM $runner
wait $runner 2>/dev/null
ok 'a signal ends it' same $? 143
ok 'and leaves nothing behind either' clean
begin
kill -KILL $runner
wait $runner 2>/dev/null
ok 'the machine goes where the runner is killed' clean
done_testing
