#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the options of run choose, compare and print.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

# chosen IDS OPTION...: which cases are run.
chosen ()
{
	expected=$1
	shift
	run --batch "$@" -- "$fake" right --batch
	came=$(sed -n 's|^[a-z ]*ok [0-9]* - interface/\([^ ]*\).*|\1|p' "$scratch/out" |
		tr '\n' ' ')
	ok "cases of $*" same "${came% }" "$expected"
}

generic="basics/plain basics/sorted basics/shout basics/bad-slot basics/torn"
rest="basics/mac basics/usb more/crash more/last"
chosen "$generic basics/new $rest"
chosen "basics/plain" interface/basics/plain
chosen "more/crash more/last" 'interface/more/*'
chosen "basics/bad-slot more/last" '*/bad-*' '*last'
chosen "more/last" --exclude '*/crash' '*/more/*'
chosen "basics/plain basics/bad-slot basics/torn basics/new $rest" --level must
chosen "basics/plain basics/sorted basics/bad-slot basics/torn basics/new $rest" \
	--level should
chosen "$generic basics/new $rest" --level quirk
chosen "$generic basics/old $rest" --libvirt 10.9.9
chosen "$generic $rest" --libvirt 10.10.0
chosen "$generic basics/new $rest" --libvirt 11.0.0
chosen "" --libvirt 8.9.9
ok "no case that applies: the whole file is a skip" contains "$scratch/out" '^1..0 # SKIP '
chosen "basics/qemu" --driver qemu

# The live form: its cases are the interface's, to be asked for otherwise.
live=$scratch/live
mkdir -p "$live/live"
cp -R "$suite/interface" "$live"
cp -R "$suite/interface/more" "$live/live"
# A source tree may be read-only, and a copy of it cannot be removed then.
chmod -R u+w "$live"
live_cases ()
{
	run --fixtures "$live" "$@"
	grep -c 'ok [0-9]* - live/' "$scratch/out"
}
ok "batch mode asks for the live form" same "$(live_cases --batch -- "$fake" right --batch)" 2
ok "exec mode cannot" same "$(live_cases -- "$fake" right)" 0
ok "and runs such cases by name" same "$(live_cases 'live/*' -- "$fake" right)" 2

# The hello: what it says, and what the options say instead.
hello ()
{
	text=$1
	shift
	run --batch "$@" -- "$fake" right --batch --hello "$text"
}

hello 'fake 1 driver=qemu'
ok "a hello chooses the driver" contains "$scratch/out" '^1..1$'
hello 'fake 1 libvirt=10.0.0'
ok "a hello chooses the release" contains "$scratch/out" 'basics/old$'
hello 'fake 1 libvirt=10.0.0' --libvirt 11.3.0
ok "an option stands above the hello" contains "$scratch/out" 'basics/new$'
hello 'fake 1 colour=red'
ok "a hello with an unknown key is a violation" contains "$scratch/out" 'violation: .*colour'
hello 'fake 1 domain USB'
ok "and nothing is skipped for the sake of its words" lacks "$scratch/out" SKIP
ok "nor does it pass for a good run" same "$status" 1
hello 'fake 1 usb ubs'
ok "a hello with a capability that no case requires is told" \
	contains "$scratch/out" "the hello names 'ubs', which no case requires"
ok "and does not pass for a good one" same "$status" 1
hello 'fake 1 libvirt=eleven'
ok "a hello with a wrong release is a violation" contains "$scratch/out" 'violation: '
hello 'fake 1 grade=bytes interface virtualport validates'
ok "a capability that is not named is lacking" \
	contains "$scratch/out" 'basics/usb # SKIP the subject lacks usb'
ok "a skip is no failure" same "$status" 0
hello 'fake 1 grade=bytes interface'
ok "naming kinds alone says nothing of capabilities" lacks "$scratch/out" SKIP
hello 'fake 1 grade=bytes network'
ok "a kind that is not named is lacking" contains "$scratch/out" 'SKIP the subject lacks interface'
hello 'fake 1 grade=bytes interface usb'
ok "who does not validate is not asked to reject" \
	contains "$scratch/out" 'bad-slot # SKIP the subject does not validate'
ok "what is not well formed has to be rejected by all" \
	contains "$scratch/out" '^ok [0-9]* - interface/basics/torn$'
ok "rejections that are skipped are counted apart" \
	contains "$scratch/out" '3 skipped (2 unvalidated)'

run --batch --without usb --without validates -- "$fake" right --batch
ok "--without skips" contains "$scratch/out" '3 skipped (2 unvalidated)'
run --batch --exclude '*/nothing' -- "$fake" right --batch
ok "an --exclude that matches nothing is trouble" same "$status" 2
run --batch --without ubs -- "$fake" right --batch
ok "a --without that no case requires is trouble" same "$status" 2
run --batch --without usb --no-skips -- "$fake" right --batch
ok "--no-skips makes a skip a failure" same "$status" 1

# Quirks.
run --batch '*/shout' -- "$fake" reject-all --batch --hello 'fake 1'
ok "a quirk that differs does not fail" same "$status" 0
ok "a quirk that differs is told" contains "$scratch/out" '^not ok 1 .*# TODO a quirk'
run --batch --strict '*/shout' -- "$fake" reject-all --batch --hello 'fake 1'
ok "--strict holds to quirks" same "$status" 1
run --batch --libvirt 11.3.0 '*/shout' -- "$fake" reject-all --batch --hello 'fake 1'
ok "--libvirt holds to quirks" same "$status" 1
run --batch '*/shout' -- "$fake" reject-all --batch --hello 'fake 1 libvirt=11.3.0'
ok "a hello with libvirt holds to quirks" same "$status" 1
run '*/shout' -- "$fake" crash
ok "a crash is nobody's quirk" same "$status" 1

# Grades.
graded ()
{
	mode=$1
	grade=$2
	expected=$3
	glob=$4
	run --grade "$grade" --reference "$fake right --batch" "$glob" -- "$fake" "$mode"
	ok "$mode by $grade, $glob" same "$status" "$expected"
}

graded respelt bytes 1 '*/plain'
graded respelt infoset 0 '*/plain'
graded lossy bytes 1 '*/plain'
graded lossy infoset 1 '*/plain'
graded lossy meaning 1 '*/plain'
graded echo bytes 1 '*/sorted'
graded echo infoset 1 '*/sorted'
graded echo meaning 0 '*/sorted'
graded right infoset 0 '*'
graded right meaning 0 '*'
graded no-mac bytes 1 '*/mac'
graded no-mac infoset 1 '*/mac'
graded no-mac meaning 0 '*/mac'
graded bad-mac infoset 1 '*/mac'
graded right bytes 0 '*/mac'
run --grade meaning --reference "$fake echo --batch" '*/plain' -- "$fake" lossy
ok "what is lost is named" \
	contains "$scratch/out" "lost /interface/source/address/@slot='0x01'"
run --grade meaning --reference "$fake reject-all --batch" '*/plain' -- "$fake" lossy
ok "what the reference refuses differs" contains "$scratch/out" 'the reference refuses'
run --grade meaning --reference "$fake crash --batch" '*/plain' -- "$fake" lossy
ok "a reference that fails: exit status" same "$status" 2
run --grade meaning --reference "$scratch/none" '*/plain' -- "$fake" lossy
ok "no reference: bails out" contains "$scratch/out" '^Bail out! .*reference'
run --batch '*/plain' -- "$fake" respelt --batch --hello 'fake 1 libvirt=11.3.0'
ok "a libvirt is compared by bytes" same "$status" 1
run --batch '*/plain' -- "$fake" respelt --batch --hello 'fake 1 libvirt=11.3.0 grade=infoset'
ok "a hello chooses the grade" same "$status" 0
run --batch --reference "$fake echo --batch" '*/plain' -- \
	"$fake" respelt --batch --hello 'fake 1'
ok "others are compared by meaning" contains "$scratch/out" 'means something else'

# Order and jobs.
for way in '' --batch; do
	run --grade bytes $way -j 1 -- "$fake" echo $way
	mv "$scratch/out" "$scratch/one"
	for jobs in 2 3 7; do
		run --grade bytes $way -j $jobs -- "$fake" echo $way
		ok "the same output with $jobs jobs $way" cmp "$scratch/one" "$scratch/out"
	done
done

# Reports.
run --batch --strict --format tap -- "$fake" echo --batch
ok "TAP has one plan" same "$(grep -c '^1\.\.10$' "$scratch/out")" 1
ok "TAP has a line a case" same "$(grep -c '^ok\|^not ok' "$scratch/out")" 10
ok "TAP has the rule" contains "$scratch/out" '^# rule: Elements change their order\.$'
ok "TAP has level, releases and ref" \
	contains "$scratch/out" '^# level: should, libvirt 9.0.0-, the harness$'
ok "TAP has the difference" contains "$scratch/out" "^# +  <source>$\|^# -  <mac "
ok "all else in TAP is a diagnostic" same \
	"$(grep -v '^ok\|^not ok\|^# \|^1\.\.\|^TAP version 13$' "$scratch/out")" ""
run --batch --format human -- "$fake" echo --batch
ok "human has totals by chapter" contains "$scratch/out" ' 5 .*interface/basics$'
ok "human has the difference" contains "$scratch/out" '^    @@ '
ok "human has no colours in a file" lacks "$scratch/out" "$(printf '\033')"
run --batch --format human -- "$fake" skip-all --batch
ok "a skip's reason cannot be a directive" same "$status" 0
run --batch -- "$fake" skip-all --batch
ok "a skip's reason is told" contains "$scratch/out" '# SKIP not today   TODO$'
run --batch --report "$scratch/report" -- "$fake" echo --batch
ok "the report has totals by chapter and level" \
	contains "$scratch/report" '"interface/basics": {'
ok "the report has a chapter's levels" contains "$scratch/report" '"quirk": {'
run --batch --report "$scratch/no/report" -- "$fake" right --batch
ok "a report that cannot be written: exit status" same "$status" 2

# Usage.
# By bytes, so that it is not for want of a reference that they end so.
wrong ()
{
	run --grade bytes "$@"
	ok "exit status of 'run $*'" same "$status" 2
}

wrong
wrong --batch
wrong '*/plain'
wrong '*/plain' --
wrong --grade perfect -- true
wrong --level may -- true
wrong --libvirt 11 -- true
wrong --driver xen -- true
wrong -j 0 -- true
wrong --timeout never -- true
wrong --timeout 0 -- true
wrong --format html -- true
wrong --nonsense -- true
wrong '*/misspelt' -- true
wrong '*/plain' '*/misspelt' -- true
done_testing
