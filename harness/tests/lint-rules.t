#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Each rule of lint, broken once in a copy of the small suite, is named, and nothing else is.
. "${srcdir:-$(dirname "$0")/../..}/harness/tests/tap.sh"

copy=$scratch/suite
basics=$copy/interface/basics

# broken RULE NAME COMMAND: a fresh copy, COMMAND run in the basics chapter, then lint.
broken ()
{
	rm -rf "$copy"
	cp -r "$suite" "$copy"
	chmod -R u+w "$copy"
	(cd "$basics" && eval "$3") || exit 99
	nethostdev-conformance lint --fixtures "$copy" >"$scratch/lint" 2>&1
	status=$?
	ok "$2: exit status" same "$status" 1
	ok "$2: is named" contains "$scratch/lint" "\[$1\]"
	rules=$(sed -n 's/.*\[\([a-z-]*\)\]$/\1/p' "$scratch/lint" | sort -u | tr '\n' ' ')
	ok "$2: is all that is found" same "$rules" "${4:-$1} "
}

# edit SCRIPT: of cases.xml
edit ()
{
	sed "$1" cases.xml >cases.new && ! cmp -s cases.xml cases.new &&
		mv cases.new cases.xml
}

broken schema "no XML" 'edit "s/<.chapter>//"' "schema stray-file"
broken schema "another root" 'edit "s/chapter/section/"' "schema stray-file"
broken schema "an unknown element" 'edit "s/<p>.*<.p>/<q\/>/"'
broken schema "an unknown attribute" 'edit "s/id=.usb./& colour=\"red\"/"'
broken schema "a backend's attribute" 'edit "s/id=.usb./& do=\"prepare\"/"'
broken schema "loose text" 'edit "s/<p>/words &/"'
broken schema "no id" 'edit "s/id=.usb.//"' "schema stray-file"
broken title "a title with #" 'edit "s/A small suite/Suite #1/"'
broken title "no title" 'edit "s/ title=.A small suite.//"'
broken level "no level" 'edit "/id=.usb./s/level=.must.//"'
broken level "a level that is none" 'edit "/id=.usb./s/must/might/"'
broken ref "no ref" 'edit "/id=.usb./s/ref=.the harness.//"'
broken ref "an empty ref" 'edit "/id=.usb./s/the harness/ /"'
broken version "no release" 'edit "s/10.9.9/10.9/"' 'same-input version'
broken version "an end before the beginning" 'edit "s/10.9.9/8.0.0/"'
broken driver "an unknown driver" 'edit "s/driver=.qemu./driver=\"xen\"/"'
broken invents "what nobody invents" 'edit "s|/interface/mac|/interface/vlan|"'
broken invents "an output with what is invented" \
	'sed "2i\\  <mac address=\"52:54:00:00:00:01\"/>" mac.out.xml >x && mv x mac.out.xml'
broken invents "a rejection that invents" \
	'edit "/id=.bad-slot./s|level|invents=\"/interface/mac\" level|"'
broken requires "no capability's name" 'edit "s/requires=.usb./requires=\"U_S_B\"/"'
broken unstable "unstable that is not yes" 'edit "/id=.usb./s/level/unstable=\"1\" level/"'
broken prose "a case without prose" 'edit "s/Needs USB.//"'
broken case-id "an id in capitals" \
	'edit "s/id=.usb./id=\"Usb\"/"; mv usb.in.xml Usb.in.xml; mv usb.out.xml Usb.out.xml'
broken case-id "an id with #" \
	'edit "s/id=.usb./id=\"u#b\"/"; mv usb.in.xml u#b.in.xml; mv usb.out.xml u#b.out.xml'
broken case-id "an id twice" 'edit "s/id=.usb./id=\"mac\"/"; rm usb.*'
broken pair "no input" 'rm usb.in.xml' 'pair stray-file'
broken pair "no expectation" 'rm usb.out.xml' 'pair stray-file'
broken pair "both expectations" 'echo xml-error >usb.error' 'pair stray-file'
broken stray-file "files without a case" 'cp usb.in.xml bus.in.xml'
broken stray-file "a host where there is no backend" 'cp usb.in.xml usb.host.xml'
broken stray-file "a file of another kind" 'echo >usb.txt'
broken stray-file "a file among the chapters" 'echo >../file'
broken error-file "an unknown class" 'echo bad-luck >bad-slot.error' 'error-file stray-file'
broken error-file "a path that is none" 'echo xml-error slot >bad-slot.error' \
	'error-file stray-file'
broken error-file "two lines" 'printf "xml-error\n\n" >bad-slot.error' \
	'error-file stray-file'
broken error-file "no newline" 'printf xml-error >bad-slot.error' 'error-file stray-file'
broken asserts-nothing "an empty output" ': >usb.out.xml' 'asserts-nothing stray-file'
broken asserts-nothing "a chapter without cases" \
	'rm *.in.xml *.out.xml *.error; edit "/<case/,\$d"; echo "</chapter>" >>cases.xml'
broken output-form "an output that is no XML" 'echo "<a>" >usb.out.xml'
broken output-form "an output without newline" 'printf "<a/>" >usb.out.xml'
broken output-form "an output with two" 'printf "<a/>\n\n" >usb.out.xml'
broken output-form "an output that is indented" 'echo " <a/>" >usb.out.xml'
broken same-input "one question twice" 'cp plain.in.xml usb.in.xml'
broken same-input "ranges that overlap" 'edit "s/10.9.9/11.0.0/"'
broken input-size "an input too long" \
	'{ echo "<a>"; head -c 262144 /dev/zero | tr "\\0" " "; echo "</a>"; } >usb.in.xml'
broken hygiene "a blank at the end of a line" 'edit "s/Needs USB.*/& /"'
broken hygiene "no newline at the end" 'printf %s "$(cat cases.xml)" >x && mv x cases.xml'
broken chapter-id "a chapter in capitals" 'mv ../more ../More'
broken kind "an unknown kind" 'mkdir ../../widget'
broken list "a list that lacks a chapter" 'echo none >../../fixtures.mk'
broken list "a list that has one too many" \
	'cd ../..; { find interface -mindepth 1 -type d; echo interface/a; } |
		sed s:^:fixtures/: >fixtures.mk'

# A backend's cases have more to go wrong with: the basics chapter is one of their own here.
whole=$suite
suite=$scratch/backends
basics=$copy/backend/basics
mkdir -p "$suite/backend/basics"
(
	cd "$suite/backend/basics" || exit 99
	cat >cases.xml <<'END'
<chapter title='A backend'>
  <case id='vf' level='must' ref='the harness' do='prepare change restore'>Given.</case>
  <case id='fault' level='must' ref='the harness' do='prepare! recover' faults='x'>Dead.</case>
</chapter>
END
	for file in vf.in vf.host vf.change vf.out fault.in fault.host fault.out; do
		echo "<$file/>" >$file.xml
	done
	echo "RTM_GETLINK" >vf.requests
)
ok "a backend's chapter is good" nethostdev-conformance lint --fixtures "$suite"
broken schema "nothing to do" 'edit "s/do=.prepare change restore.//"' 'pair schema stray-file'
broken do "a verb that is none" 'edit "s/prepare change/repair change/"'
broken do "a change that is the last" 'edit "s/change restore/change/"'
broken do "two that go wrong" 'edit "s/! recover/! recover!/"'
broken do "a change that goes wrong" 'edit "s/change restore/change! restore/"'
broken do "a mark without faults" 'edit "s/faults=.x.//"'
broken pair "no host" 'rm fault.host.xml' 'pair stray-file'
broken pair "a change that is not made" 'echo "<host/>" >fault.change.xml' 'pair stray-file'
broken pair "a change that is not there" 'rm vf.change.xml' 'pair stray-file'
broken same-input "one question twice" \
	'edit "s/prepare! recover/prepare change restore/; s/ faults=.x.//"
	for file in in host change; do cp vf.$file.xml fault.$file.xml; done
	cp vf.requests fault.requests'
suite=$whole
basics=$copy/interface/basics

rm -rf "$copy"
mkdir "$copy"
nethostdev-conformance lint --fixtures "$copy" >"$scratch/lint"
ok "no case at all" contains "$scratch/lint" '\[asserts-nothing\]'
run --grade bytes --fixtures "$copy/none" -- true
ok "no suite at all: exit status" same "$status" 2

cp -r "$suite/." "$copy"
chmod -R u+w "$copy"
rm "$copy/interface/basics/usb.in.xml"
run --grade bytes --fixtures "$copy" -- true
ok "a broken suite is not run: exit status" same "$status" 2
ok "a broken suite is not run: bails out" contains "$scratch/out" '^Bail out! broken suite'
done_testing
