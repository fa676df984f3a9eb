#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The libvirt adapter alters neither what libvirt reads nor what it prints.
. "${srcdir:-.}/harness/adapters/judge.sh"
judge_need_libvirt_adapter

judge_begin

source_xml="<source><address type='pci' slot='4'/></source>"
mac_xml="<mac address='00:11:22:33:44:55'/>"
body=$source_xml$mac_xml

# The canonical form of an interface with $body; $1 goes into its start tag, $2 behind it.
canonical() {
	printf "<interface type='hostdev'%s>\n  %s\n  <source>\n    %s\n  </source>\n%s%s\n" \
		"$1" "$mac_xml" \
		"<address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>" \
		"$2" '</interface>'
}

# The kind of what is judged.
kind=interface

# judge DOCUMENT (as a format of printf): sets $status, and leaves out and err.
judge() {
	# shellcheck disable=SC2059
	printf "$1" | "$libvirt_adapter" --kind "$kind" >"$scratch/out" 2>"$scratch/err"
	status=$?
}

accepts() { # WHAT DOCUMENT START-TAG CHILDREN
	judge "$2"
	canonical "$3" "$4" >"$scratch/want"
	[ $status = 0 ] && cmp -s "$scratch/want" "$scratch/out"
	report $? "$1"
}

gives() { # WHAT DOCUMENT CANONICAL-FORM
	judge "$2"
	printf '%s\n' "$3" >"$scratch/want"
	[ $status = 0 ] && cmp -s "$scratch/want" "$scratch/out"
	report $? "$1"
}

rejects() { # WHAT DOCUMENT CLASS
	judge "$2"
	[ $status = 1 ] && [ ! -s "$scratch/out" ] && [ "$(wc -l <"$scratch/err")" = 1 ] &&
		grep -q "^$3: " "$scratch/err"
	report $? "$1"
}

skips() { # WHAT DOCUMENT
	judge "$2"
	[ $status = 77 ] && [ ! -s "$scratch/out" ] && [ -s "$scratch/err" ]
	report $? "$1"
}

port="<virtualport type='802.1Qbh'><parameters profileid="
port_out="  <virtualport type='802.1Qbh'>
    <parameters profileid="

accepts 'a plain interface' "<interface type='hostdev'>$body</interface>"
accepts 'an entity of an internal subset reaches libvirt' \
	"<!DOCTYPE interface [<!ENTITY y 'yes'>]>
	<interface type='hostdev' managed='&y;'>$body</interface>" " managed='yes'"
accepts 'so does the default of an attribute' \
	"<!DOCTYPE interface [<!ATTLIST interface managed CDATA 'yes'>]>
	<interface type='hostdev'>$body</interface>" " managed='yes'"
accepts 'a document type that is XHTML changes nothing' \
	"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>
	<interface type='hostdev'>$body</interface>"
accepts 'comments and instructions around and inside' \
	"<!--a--><?b?><interface type='hostdev'><!--c-->$body</interface><!--d-->"
accepts 'CDATA and mixed text' \
	"<interface type='hostdev'>a <![CDATA[<mac>]]>$body&amp;</interface>"
accepts 'a child in a namespace is none of libvirt'\''s' \
	"<interface type='hostdev' xmlns:x='urn:x'><x:mac address='junk'/>$body</interface>"
accepts 'a byte order mark' "\\357\\273\\277<interface type='hostdev'>$body</interface>"
accepts 'bytes beyond ASCII come back as they were' \
	"<interface type='hostdev'>$body$port'\\303\\251'/></virtualport></interface>" \
	'' "$port_out'é'/>
  </virtualport>
"
accepts 'a line break in a value keeps the value whole' \
	"<interface type='hostdev'>$body$port'a&#10;b'/></virtualport></interface>" \
	'' "$port_out'a
b'/>
  </virtualport>
"
accepts 'the name that the test driver gives is dropped' \
	"<interface type='hostdev'>$body<target managed='yes'/></interface>" \
	'' "  <target managed='yes'/>
"
accepts 'the same name, where the document has it, stays' \
	"<interface type='hostdev'>$body<target dev='testnet0'/></interface>" \
	'' "  <target dev='testnet0'/>
"
accepts 'an address of the guest stays' \
	"<interface type='hostdev'>$body<address type='pci' slot='7'/></interface>" \
	'' "  <address type='pci' domain='0x0000' bus='0x00' slot='0x07' function='0x0'/>
"
rejects 'text that is no XML' "<interface type='hostdev'>" not-well-formed
rejects 'an empty document' '' not-well-formed
rejects 'another root' '<domain/>' xml-error
rejects 'a root in a namespace, which a domain overlooks' \
	"<interface xmlns='urn:x' type='hostdev'>$body</interface>" xml-error
rejects 'a multicast MAC address' \
	"<interface type='hostdev'>$source_xml<mac address='01:11:22:33:44:55'/></interface>" \
	xml-error
rejects 'an unknown type' "<interface type='Hostdev'>$body</interface>" xml-error
rejects 'half of a USB device' \
	"<interface type='hostdev'><source><vendor id='0x12'/></source></interface>" \
	internal-error
rejects 'an unknown source' \
	"<interface type='hostdev'><source><address type='x'/></source></interface>" \
	config-unsupported
deep=$(awk 'BEGIN { for (i = 0; i < 255; i++) printf "<a>"
	for (i = 0; i < 255; i++) printf "</a>" }')
rejects 'a depth that is one too many in a domain, in one line' \
	"<interface type='hostdev'>$body$deep</interface>" not-well-formed
skips 'an interface of another type' "<interface type='bridge'>$body</interface>"
skips 'an interface without a type' "<interface>$body</interface>"
skips 'a NUL byte' "<interface type='hostdev'>$body\\000</interface>"

# A domain: its hostdev interfaces as its only devices, with what the driver added dropped
# from each where that one has it not.
domain() { # CHILDREN
	printf "<domain type='kvm'><name>test</name><memory>1</memory>%s%s%s</domain>" \
		"<os><type>hvm</type></os><metadata><x:x xmlns:x='urn:x'>a<!--
  <devices>
    <interface type='hostdev'>
    </interface>
  </devices>
  --></x:x></metadata><devices>" "$1" '</devices>'
}
in_domain() { # SLOT MAC-END: an interface's canonical form within a domain's
	canonical '' "$3" | sed -e "s/0x04/$1/" -e "s/55'/$2'/" -e 's/^/  /'
}
other="<interface type='user'><mac address='52:54:00:00:00:01'/></interface>"
second="<interface type='hostdev'><source><address type='pci' slot='5'/></source>
	<mac address='00:11:22:33:44:66'/><target dev='testnet1'/></interface>"

kind=domain
gives 'a domain without devices, of the name that the test driver'\''s own has' \
	"$(domain '')" '<devices/>'
gives 'a domain with an interface of another type' "$(domain "$other")" '<devices/>'
gives 'a domain'\''s hostdev interfaces' \
	"$(domain "<interface type='hostdev'>$body</interface>$other$second")" \
	"<devices>
$(in_domain 0x04 55 '')
$(in_domain 0x05 66 "  <target dev='testnet1'/>
")
</devices>"
gives 'a line break and blanks in a value, which are no indentation' \
	"$(domain "<interface type='hostdev'>$body$port'a&#10;      b'/></virtualport></interface>")" \
	"<devices>
$(in_domain 0x04 55 "$port_out'a
      b'/>
  </virtualport>
" | sed 's/^  \(      b\)/\1/')
</devices>"
gives 'interfaces of several devices elements' \
	"$(domain "<interface type='hostdev'>$body</interface></devices><devices>$second")" \
	"<devices>
$(in_domain 0x04 55 '')
$(in_domain 0x05 66 "  <target dev='testnet1'/>
")
</devices>"
rejects 'one device of two interfaces' \
	"$(domain "<interface type='hostdev'>$body</interface><interface type='hostdev'>$body</interface>")" \
	xml-error
rejects 'a domain without a name' "<domain type='kvm'/>" xml-error
rejects 'an interface as a domain' "<interface type='hostdev'>$body</interface>" xml-error

# A network: what a pool uses, each with all that stands in it.
kind=network
pool="<name>default</name><forward mode='hostdev'/>"
pool_out="  <name>default</name>
  <forward mode='hostdev' managed='no'/>"
gives 'a network of the name that the test driver'\''s own has' \
	"<network>$pool</network>" "<network>
$pool_out
</network>"
gives 'a network with all that a pool uses, and more' \
	"<network trustGuestRxFilters='yes'>$pool<uuid>00000000-0000-4000-8000-000000000001</uuid>
	<title>t</title><description>d
  <![CDATA[<vlan>]]></description><metadata><x:x xmlns:x='urn:x'>a
  <vlan/></x:x></metadata><bandwidth><inbound average='1'/></bandwidth>
	<vlan><tag id='1'/></vlan><port isolated='yes'/><domain name='d'/>
	<virtualport type='openvswitch'/><dns/><portgroup name='p'><vlan><tag id='2'/></vlan></portgroup>
	</network>" "<network trustGuestRxFilters='yes'>
$pool_out
  <vlan>
    <tag id='1'/>
  </vlan>
  <bandwidth>
    <inbound average='1'/>
  </bandwidth>
  <virtualport type='openvswitch'/>
  <portgroup name='p'>
    <vlan>
      <tag id='2'/>
    </vlan>
  </portgroup>
</network>"
rejects 'a network without a name' "<network><forward mode='hostdev'/></network>" xml-error
rejects 'a slash in a name, which libvirt numbers as no XML' \
	"<network><name>a/b</name><forward mode='hostdev'/></network>" xml-error
rejects 'an unknown forward mode' "<network><name>n</name><forward mode='x'/></network>" \
	config-unsupported
rejects 'a bridge in a pool' "<network>$pool<bridge name='b'/></network>" xml-error
rejects 'a domain as a network' "<domain>$pool</domain>" xml-error
skips 'a network without a forward' '<network><name>n</name></network>'
skips 'a network with a forward of no mode' '<network><name>n</name><forward/></network>'
skips 'a network of another forward mode' \
	"<network><name>n</name><forward mode='bridge'/><bridge name='b'/></network>"

# One document after another, and what cannot be judged, in one process.
{
	echo 'hello 1'
	for kind in interface domain network backend interface; do
		printf 'format %s x 5\n<a/>\n' "$kind"
	done
} | "$libvirt_adapter" --batch >"$scratch/out" 2>"$scratch/err" &&
	sed -i 's/[0-9]*$//' "$scratch/out" &&
	[ "$(grep -c '^hello 1 libvirt [0-9.]* libvirt=.* driver=generic interface domain network$' \
		"$scratch/out")" = 1 ] &&
	[ "$(grep -o 'reject xml-error - ' "$scratch/out" | wc -l)" = 4 ] &&
	[ "$(grep -o 'skip ' "$scratch/out" | wc -l)" = 1 ]
report $? 'frames are answered one by one'

# Names and UUIDs that each clash with those of the one before.
uuid_1="<uuid>00000000-0000-4000-8000-000000000001</uuid>"
uuid_2="<uuid>00000000-0000-4000-8000-000000000002</uuid>"
for kind in domain network; do
	case $kind in
	domain) rest="<memory>1</memory><os><type>hvm</type></os>" ;;
	*) rest="<forward mode='hostdev'/>" ;;
	esac
	for identity in "<name>a</name>$uuid_1" "<name>b</name>$uuid_1" "<name>b</name>$uuid_2"; do
		document="<$kind type='test'>$identity$rest</$kind>"
		printf 'format %s x %s\n%s' "$kind" "${#document}" "$document"
	done | "$libvirt_adapter" --batch >"$scratch/out" 2>"$scratch/err"
	[ "$(grep -c 'accept ' "$scratch/out")" = 3 ]
	report $? "a $kind's name and UUID can be the next one's"
done

document="<interface type='hostdev'>$body</interface>"
for id in first second; do
	printf 'format interface %s %s\n%s' "$id" "${#document}" "$document"
done | "$libvirt_adapter" --batch >"$scratch/out" 2>"$scratch/err"
[ "$(grep -c '^accept ' "$scratch/out")" = 2 ]
report $? 'a document leaves nothing behind that the next one meets'

printf 'hello 1\nformat interface x 50\n<a/>' |
	"$libvirt_adapter" --batch >"$scratch/out" 2>"$scratch/err"
[ $? = 2 ]
report $? 'a frame that is cut short ends the process with status 2'

for wrong in --kind=backend --driver=xen --uid=0 --uid=x --no-such-option operand; do
	"$libvirt_adapter" "$wrong" </dev/null >"$scratch/out" 2>"$scratch/err"
	[ $? = 2 ] && grep -q '^usage: ' "$scratch/err"
	report $? "$wrong is answered with the usage"
done

# The root of the embedded driver is made in $TMPDIR, where there is a qemu driver at all.
mkdir -m 1777 "$scratch/roots"
chmod 755 "$scratch"
echo "<interface type='hostdev'>$body</interface>" |
	TMPDIR=$scratch/roots "$libvirt_adapter" --driver qemu >"$scratch/out" 2>"$scratch/err"
if [ $? = 2 ]; then
	count=$((count + 1))
	echo "ok $count # SKIP $(head -n 1 "$scratch/err")"
else
	canonical '' '' | cmp -s - "$scratch/out"
	report $? 'the address that the qemu driver gives is dropped'
	domain "<interface type='hostdev'>$body</interface>$second" |
		TMPDIR=$scratch/roots "$libvirt_adapter" --driver qemu --kind domain \
			>"$scratch/out" 2>"$scratch/err"
	printf '<devices>\n%s\n%s\n</devices>\n' "$(in_domain 0x04 55 '')" \
		"$(in_domain 0x05 66 "  <target dev='testnet1'/>
")" | cmp -s - "$scratch/out"
	report $? 'so are those of a domain'
	echo 'hello 1' |
		TMPDIR=$scratch/roots "$libvirt_adapter" --driver qemu --batch \
			>"$scratch/out" 2>"$scratch/err"
	grep -q ' driver=qemu interface domain$' "$scratch/out"
	report $? 'the qemu driver has no networks'
fi
rmdir "$scratch/roots"
report $? 'no root of an embedded driver is left'

judge_end
