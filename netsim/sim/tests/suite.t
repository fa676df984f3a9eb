#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every backend case that needs no more than one machine, on the simulated kernel.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

status=0
nethostdev-conformance run --strict --no-skips 'backend/*' -- nethostdev-sim \
	>"$scratch/out" 2>&1 || status=$?
sed -n 's/^not ok [0-9]* - /# failed: /p' "$scratch/out"
ok "the reference passes every backend case" same "$status" 0
count=$(nethostdev-conformance list 'backend/*' | wc -l)
ok "there are many" test "$count" -ge 200
ok "and all of them were run" contains "$scratch/out" "^ok $count - backend/"

# A backend that does nothing is found out by what the kernel holds.
cat >"$scratch/idle" <<'END'
#!/bin/sh
exec cat
END
chmod +x "$scratch/idle"
nethostdev-conformance run 'backend/one-vf/prepare' -- "$scratch/idle" >"$scratch/out" 2>&1
ok "a backend that does nothing fails" same "$?" 1
ok "and is shown what the kernel holds" contains "$scratch/out" "^# -.*driver='vfio-pci'"

# One that sends what no kernel should be sent, too.
cat >"$scratch/rude" <<'END'
#!/bin/sh
nethostdev-sim-ctl raw 00 >/dev/null
exec nethostdev-sim "$@"
END
chmod +x "$scratch/rude"
nethostdev-conformance run 'backend/one-vf/prepare' -- "$scratch/rude" >"$scratch/out" 2>&1
ok "a malformed message fails the case" same "$?" 1
ok "and is named" contains "$scratch/out" 'the kernel was sent what none should be: 1 bytes'

# One that hangs, in a run that is stopped: what the case had of its own is gone.
cat >"$scratch/hanging" <<'END'
#!/bin/sh
echo begun >"$scratch/begun"
exec sleep 600
END
chmod +x "$scratch/hanging"
mkfifo "$scratch/begun"
mkdir "$scratch/cases"
export scratch
TMPDIR=$scratch/cases nethostdev-conformance run 'backend/one-vf/prepare' -- \
	"$scratch/hanging" >"$scratch/out" 2>&1 &
runner=$!
timeout 60 cat "$scratch/begun" >"$scratch/word"
ok "a case has a folder in TMPDIR" test "$(ls "$scratch/cases" | wc -l)" = 1
kill -TERM $runner
wait $runner
ok "a run that is stopped ends by the signal" same "$?" 143
ok "and takes the folder with it" same "$(ls "$scratch/cases")" ''

sim_done
done_testing
