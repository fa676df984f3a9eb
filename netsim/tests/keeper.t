#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Nothing is left of a run, whoever is killed: with a stub in the place of the machine, so
# that it can be shown anywhere. It starts processes in sessions of their own, too.
. "${srcdir:-.}/netsim/tests/netsim.sh"
make_stub
token=$scratch/stub
remember
cd "$scratch" || exit 99

run_stub ()
{
	status=0
	"$stub" run --tier igb "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
}

echo 'to stdin' >in
run_stub --share "$TMPDIR" -- \
	sh -c 'cat; echo "$0 $NHD_NETSIM_TIER" >&2; exit 7' "it's" <in
ok 'the status comes through' same $status 7
ok 'stdin and stdout too' same "$(cat out)" 'to stdin'
ok 'stderr and arguments too' same "$(cat err)" "it's igb"
ok 'nothing is left' clean
ok 'what came behind --share is where it was' contains stub/qemu.script "^share='$TMPDIR'"

echo '<host><pf address="0000:01:00.0"/></host>' >host.xml
mkfifo pipe
cat host.xml >pipe &
run_stub --host pipe -- true
ok 'a host document goes into the machine, also from a pipe' contains stub/qemu.script \
	"^  <pf address='\\\\''0000:01:00.0'\\\\''>"

mkdir "$TMPDIR/a,b"
EARLY=9
export EARLY
run_stub --pfs 08 --share "$TMPDIR/a,b" -- true
rmdir "$TMPDIR/a,b"
ok 'a machine that ends early is told' is 125 'ended before the command began'
ok 'after two boots' same "$(cat stub/qemu.boots)" 2
ok '--pfs 08 is eight' contains err 'qemu: igb,netdev=net8'
ok 'and a comma in a folder is written twice' contains err 'path=.*/a,,b,mount_tag=share'
ok 'nothing is left of that either' clean
rm stub/qemu.boots
EARLY=1
run_stub -- sh -c 'cat; exit 7' <in
ok 'one that ends early once is booted once more' is 7 'machine is booted once more'
ok 'and the command has all of its stdin' same "$(cat out)" 'to stdin'
ok 'nothing is left of that either' clean
rm stub/qemu.boots
unset EARLY
LATE=yes
export LATE
run_stub -- true
unset LATE
ok 'one that ends once the command has begun is not' is 125 'ended before the command did'
ok 'nor told to be' lacks err 'once more'
ok 'nothing is left of that either' clean

if [ -w /dev/full ]; then
	status=0
	"$stub" run --tier igb -- echo words >/dev/full 2>err || status=$?
	ok 'output that cannot be written is told' is 125 'stdout: No space left'
fi
run_stub --timeout 1 -- sleep 1000
ok 'the time limit has its own status' is 124 'stopped after 1 s'
ok 'and nothing is left' clean

# A run that has got as far as its command.
begin ()
{
	rm -f begun
	"$stub" run --tier igb -- sh -c 'echo $$ >begun; exec sleep 1000' >out 2>err &
	runner=$!
	await test -s begun
	# The keeper is its child.
	keeper=$(cat "/proc/$runner/task/$runner/children")
}

# What the stub had started is beyond reach without a keeper; QEMU starts nothing.
end_machine ()
{
	kill -KILL "-$(cat stub/qemu.stray)" "$(cat begun)" 2>/dev/null
}

# ends NAME SIGNAL STATUS
ends ()
{
	begin
	kill "-$2" $runner
	wait $runner 2>/dev/null
	ok "$1" same $? "$3"
	ok "nothing is left behind SIG$2" clean
}

ends 'the runner ends by a signal as if it were not caught' TERM 143
if is_deaf 1; then
	echo '# SIGHUP is ignored here, and not tried'
else
	ends 'by that of a terminal that is gone too' HUP 129
fi
begin
# A shell without job control starts what is in the background deaf to this one.
kill -INT $runner
kill -TERM $runner
wait $runner 2>/dev/null
ok 'but not by one that is ignored' same $? 143

begin
kill -KILL $runner
wait $runner 2>/dev/null
ok 'nothing is left where the runner is killed' clean
begin
kill -KILL $keeper
wait $runner
status=$?
ok 'the runner tells where its keeper is killed' is 125 'watches over the machine was killed'
ok 'and nothing is left either' clean
end_machine
begin
kill -STOP $runner
kill -KILL $keeper
kill -KILL $runner
wait $runner 2>/dev/null
machine_is_gone ()
{
	! kill -0 "$(cat stub/qemu.pid)" 2>/dev/null
}
ok 'the machine itself goes even where both are killed' await machine_is_gone
end_machine
done_testing
