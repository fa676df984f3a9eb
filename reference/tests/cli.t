#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The command nethostdev as its users meet it: diagnostics, exit statuses, and what it does
# where standard input, output or a file is not what it should be.

: "${srcdir:=.}" "${top_builddir:=.}"
PATH=$(cd "$top_builddir" && pwd):$PATH
seed=$(cd "$srcdir/fixtures/interface/seed" && pwd) || exit 99
live=$(cd "$srcdir/fixtures/live" && pwd) || exit 99
schema=$(cd "$srcdir/reference/xml" && pwd)/nethostdev.rng || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
number=0
failed=0

# is NAME STATUS COMMAND...: the command ends so; its output is left in out and err.
is() {
	name=$1 wanted=$2
	shift 2
	"$@" >out 2>err
	came=$?
	verdict "$name" [ "$came" = "$wanted" ]
}

verdict() {
	number=$((number + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $number - $name"
	else
		failed=1
		echo "not ok $number - $name"
		awk '{ print "# " $0 }' out err
	fi
}

prints() {
	printf '%s\n' "$2" | cmp -s - "$1"
}

is 'format prints the canonical form of a file' 0 nethostdev format "$seed/pci.in.xml"
verdict 'and nothing else' cmp -s out "$seed/pci.out.xml"
is 'format reads standard input' 0 sh -c 'nethostdev format <"$0"' "$seed/pci.in.xml"
verdict 'with the same result' cmp -s out "$seed/pci.out.xml"
is 'check says nothing of a good file' 0 nethostdev check "$seed/pci.in.xml"
verdict 'on neither stream' [ ! -s out ] || [ ! -s err ]

printf '<interface type="hostdev">\n\t<mac address="01:00:00:00:00:00"/>\n\t<source>\n' >bad.xml
printf '\t\t<address type="pci" bus="1"/>\n\t</source>\n</interface>\n' >>bad.xml
is 'check tells of a bad one' 1 nethostdev check bad.xml
verdict 'with file, line, column, rule, class and a caret' prints err \
	'bad.xml:2:16: error: address='\''01:00:00:00:00:00'\'' is a multicast address [xml-error]
 	<mac address="01:00:00:00:00:00"/>
 	              ^'
is 'format rejects it' 1 nethostdev format bad.xml
verdict 'with class and path first' prints err \
	'xml-error /interface/mac/@address: line 2, column 16, address='\''01:00:00:00:00:00'\'' is a multicast address'
printf '<interface type="hostdev">\n  <source></sauce>\n' >worse.xml
is 'check goes on behind a bad file' 1 nethostdev check worse.xml bad.xml
verdict 'and tells of both' [ "$(grep -c ': error: ' err)" = 2 ]
verdict 'of what is no XML too' grep -q '^worse.xml:2:[0-9]*: error: .*\[not-well-formed\]' err

printf '<interface a="\303\251" b="\303\251\303\251" type="x"/>' >wide.xml
is 'check counts bytes' 1 nethostdev check wide.xml
verdict 'and puts the caret below the character' prints err \
	"$(printf 'wide.xml:1:34: error: type='\''x'\'' is none of the words known here %s' \
		'[xml-error]'
	printf '\n <interface a="\303\251" b="\303\251\303\251" type="x"/>\n%31s^' '')"
printf '<interface a="\303\251" b=1/>' >wide.xml
is 'and bytes in what is no XML' 1 nethostdev check wide.xml
verdict 'which libxml2 counts in characters' grep -q '^wide.xml:1:21: ' err
printf '\n<interface type="hostdev"\n  trustGuestRxFilters="x">\n<vlan>\n<tag id="x"/></vlan>\n%s' \
	'</interface>' >back.xml
is 'of two mistakes the one that stands first may be told last' 1 nethostdev check back.xml
verdict 'in its place' grep -q '^back.xml:3:24: ' err
printf '<interface type="hostdev" a="\033[31m\302\233"><mac address="x\033\302\233"/></interface>' \
	>steer.xml
is 'control characters are read' 1 nethostdev check steer.xml
verdict 'and not handed to a terminal' [ "$(tr -d '\n\040-\176' <err | wc -c)" = 0 ]
printf '\n<!-- -->\n  <domainsnapshot/>' >root.xml
is 'another root is an error' 1 nethostdev check root.xml
verdict 'told where it stands' grep -q '^root.xml:3:3: .*\[xml-error\]' err
is 'what stands behind -- is a file' 1 nethostdev check -- bad.xml
is 'and an option may not stand behind one' 2 nethostdev check bad.xml --frobnicate
printf '<interface type="host&#10;dev"/>' >lines.xml
is 'a line end in a value is rejected' 1 nethostdev format lines.xml
verdict 'in one line' [ "$(wc -l <err)" = 1 ]

NHD_SCHEMA=$schema
export NHD_SCHEMA
is 'check --schema says nothing of a good file' 0 nethostdev check --schema "$seed/pci.in.xml"
verdict 'on neither stream' [ ! -s out ] && [ ! -s err ]
is 'it tells of a bad attribute' 1 nethostdev check --schema bad.xml
verdict 'with file and line, and that the schema says so' prints err \
	'bad.xml:2: error: the schema refuses the attribute address of <mac> [schema]'
printf '<interface type="hostdev">\n<mac/>\n<vlan>\n</vlan>\n' >lacking.xml
printf '<source><address type="pci"/></source></interface>\n' >>lacking.xml
is 'and of an element that lacks something' 1 nethostdev check --schema lacking.xml
verdict 'where it stands' prints err 'lacking.xml:3: error: the schema refuses <vlan> [schema]'
is 'of what is no XML it says what check says' 1 nethostdev check --schema worse.xml bad.xml
verdict 'and goes on' [ "$(grep -c ': error: ' err)" = 2 ]
verdict 'with the class' grep -q '^worse.xml:2:[0-9]*: error: .*\[not-well-formed\]' err
printf '<!DOCTYPE interface [\n<!ENTITY a SYSTEM "a">]>\n<interface type="&a;"/>' >doctype.xml
is 'a document type declaration is refused' 1 nethostdev check --schema doctype.xml
verdict 'unread' prints err \
	'doctype.xml:1: error: a document type declaration is refused [xml-error]'
{
	printf '<interface type="hostdev"><source><address type="pci"/></source>'
	awk 'BEGIN { for (i = 0; i < 10000; i++) printf "<x/>" }'
	printf '</interface>'
} >wide.xml
is 'more children than libxml2 is fast with are refused' 1 nethostdev check --schema wide.xml
verdict 'as over a limit' grep -q '^wide.xml:1: error: .*\[limit-exceeded\]' err
echo '<network><name>p</name><forward mode="hostdev"/></network>' >pool.xml
is 'a schema may be named' 0 env -u NHD_SCHEMA nethostdev check --schema-file "$schema" pool.xml
is 'one that is none is told' 1 nethostdev check --schema-file bad.xml pool.xml
verdict 'as an error of the system' grep -q '^system-error: ' err
is 'and so is one that is not there' 1 nethostdev check --schema-file none.rng pool.xml
verdict 'with its name' grep -q '^system-error: none.rng: ' err
verdict 'in one line' [ "$(wc -l <err)" = 1 ]

echo '<interface type="bridge"/>' >bridge.xml
is 'another type of interface is not ours to judge' 77 nethostdev format bridge.xml
is 'an unknown verb is' 2 nethostdev frobnicate
verdict 'told by name' grep -q "no verb 'frobnicate'" err
is 'a file that is not there is an error' 1 nethostdev format missing.xml
verdict 'of the system' grep -q '^system-error: missing.xml: ' err
is 'a folder is no document' 1 nethostdev format .
is 'an unknown verb is wrong usage' 2 nethostdev frobnicate
is 'no verb is wrong usage' 2 nethostdev
is 'an unknown option is wrong usage' 2 nethostdev format --frobnicate
is 'an unknown driver is wrong usage' 2 nethostdev format --driver xen bad.xml
is 'and so it is to check' 2 nethostdev check --driver xen bad.xml
sed 's,</source>,&<mtu size="9000"/>,' "$seed/pci.in.xml" >mtu.xml
is 'what the qemu driver refuses is right without it' 0 nethostdev check mtu.xml
is 'and wrong with it' 1 nethostdev check --driver qemu mtu.xml
verdict 'at its place' grep -q '^mtu.xml:[0-9]*:[0-9]*: error: .*MTU' err
is 'two files are wrong usage' 2 nethostdev format bad.xml bad.xml
is 'two files to prepare are too' 2 nethostdev prepare bad.xml bad.xml
verdict 'and it says so' prints err 'nethostdev: too many files'
is 'check without a file is wrong usage' 2 nethostdev check
is 'help is printed' 0 nethostdev --help
verdict 'on standard output' grep -q '^Usage: nethostdev' out
is 'every verb has help' 0 nethostdev restore --help
verdict 'which is the same' grep -q '^Usage: nethostdev' out
is 'the version is printed' 0 nethostdev --version
verdict 'with its name' grep -q '^nethostdev [0-9]' out
if [ -w /dev/full ]; then
	is 'a full disk is told' 1 sh -c 'nethostdev format "$0" >/dev/full' \
		"$seed/pci.in.xml"
	verdict 'as an error of the system' grep -q '^system-error: standard output' err
	{
		printf '<interface type="hostdev"><source><address type="pci"/></source><vlan>'
		awk 'BEGIN { for (i = 0; i < 4000; i++) printf "<tag id=\"1\"/>" }'
		printf '</vlan></interface>'
	} >tags.xml
	is 'and of a document that no buffer holds' 1 \
		sh -c 'nethostdev format tags.xml >/dev/full'
fi

dd if=/dev/zero bs=1048576 count=17 2>/dev/null | tr '\0' ' ' >long.xml
is 'a document over 16 MiB is refused' 1 nethostdev format long.xml
verdict 'for its length' grep -q '^limit-exceeded: ' err

is 'format --live reads what a status file has of a running guest' 0 \
	nethostdev format --live "$live/actual/pool.in.xml"
verdict 'and prints what libvirt shows of it' cmp -s out "$live/actual/pool.out.xml"
is 'without it that is an interface of type network' 77 \
	nethostdev format "$live/actual/pool.in.xml"
{
	echo "<domain type='kvm'><devices>"
	sed 's/hostdev0/hostdev1/' "$live/actual/pool.in.xml"
	cat "$live/guest/missing.in.xml"
	echo '</devices></domain>'
} >guest.xml
{
	echo '<devices>'
	sed 's/hostdev0/hostdev1/; s/^/  /' "$live/actual/pool.out.xml"
	sed 's/^/  /' "$live/guest/missing.out.xml"
	echo '</devices>'
} >guest.out.xml
is 'format --live reads a running guest' 0 nethostdev format --live guest.xml
verdict 'and prints all its interfaces of type hostdev' cmp -s out guest.out.xml
sed "s/<address type='pci' domain='0x0000' bus='0x01' slot.*/<address type='usb' bus='1' device='2'\/>/" \
	"$live/actual/pool.in.xml" >usb-pool.xml
is 'a network hands over no USB device' 1 nethostdev format --live usb-pool.xml
verdict 'and is told in its place' \
	grep -q '^config-unsupported /interface/actual/source/address/@type: ' err
is 'in batch mode each question tells the form' 2 nethostdev format --batch --live

printf 'format interface x 5\n<a/>' >frame
is 'a frame cut short ends batch mode' 1 sh -c 'nethostdev format --batch <frame'
is 'and so does input that cannot be read' 1 sh -c 'nethostdev format --batch <.'
printf 'hello 1\nformat backend x 1\n.' >frame
is 'batch mode greets and skips what it does not read' 0 \
	sh -c 'nethostdev format --batch <frame'
verdict 'in so many words' [ "$(tail -n 2 out)" = 'skip 32
no such kind of document is read' ]

printf '<interface type="hostdev"><source><address type="usb" bus="1" device="2"/></source></interface>' >usb.xml
is 'prepare refuses a USB source' 1 nethostdev prepare --state-dir "$work/state" usb.xml
verdict 'as unsupported' grep -q '^config-unsupported' err
verdict 'and makes no state' [ ! -e state ]
is 'recover has no use for a file as its state folder' 1 nethostdev recover --state-dir bad.xml
verdict 'and says so' grep -q '^system-error: the state folder bad.xml: ' err
for verb in prepare restore recover show; do
	is "$verb takes no folder without a name" 2 nethostdev $verb --state-dir ''
	verdict 'and names the option' prints err \
		'nethostdev: --state-dir wants the name of a folder'
done

# unreadable COMMAND...: to it the usual state folder is that of another.
unreadable() {
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -qq -o trace -P /run/nethostdev \
		-e trace=openat -e inject=openat:error=EACCES "$@"
}
if unreadable true 2>err; then
	is 'a state folder that may not be read is an error' 1 unreadable nethostdev recover
	verdict 'which names it, and the option for another' prints err \
		'system-error: the state folder /run/nethostdev: Permission denied
nethostdev: --state-dir names a state folder other than /run/nethostdev'
	is 'which show can do without' 0 unreadable nethostdev show
	verdict 'and says nothing of' [ ! -s err ]
fi

echo "1..$number"
exit $failed
