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
netsim run --tier sim -- nethostdev-conformance run --fixtures "$fixtures" --format tap \
	'backend/one-vf/*' -- nethostdev-sim
ok 'the backend cases pass on it' same "$status" 0
ok 'and are run there' lacks out '# SKIP'
TMPDIR=$scratch/missing netsim run --tier sim -- true
ok 'a folder that cannot be made is told' is 125 'missing/.*: No such file'
echo '<host/>' >host.xml
netsim run --tier sim --host host.xml -- true
ok 'a bad document too' is 2 'there is no PF'

begin ()
{
	rm -f begun
	nethostdev-netsim run --tier sim -- sh -c 'echo >begun; sleep 1000' "$token" &
	runner=$!
	await test -e begun
}

begin
kill -TERM $runner
wait $runner 2>/dev/null
ok 'nothing is left behind SIGTERM' clean
begin
kill -KILL $runner
wait $runner 2>/dev/null
ok 'nor where the runner is killed' clean
begin
kill -KILL "$(cat "/proc/$runner/task/$runner/children")"
wait $runner 2>/dev/null
ok 'nor where its keeper is' clean
done_testing
