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

# judge DOCUMENT (as a format of printf): sets $status, and leaves out and err.
judge() {
	# shellcheck disable=SC2059
	printf "$1" | "$libvirt_adapter" >"$scratch/out" 2>"$scratch/err"
	status=$?
}

accepts() { # WHAT DOCUMENT START-TAG CHILDREN
	judge "$2"
	canonical "$3" "$4" >"$scratch/want"
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

# One document after another, and what cannot be judged, in one process.
{
	echo 'hello 1'
	for kind in interface domain network interface; do
		printf 'format %s x 5\n<a/>\n' "$kind"
	done
} | "$libvirt_adapter" --batch >"$scratch/out" 2>"$scratch/err" &&
	sed -i 's/[0-9]*$//' "$scratch/out" &&
	[ "$(grep -c '^hello 1 libvirt [0-9.]* libvirt=.* driver=generic' "$scratch/out")" = 1 ] &&
	[ "$(grep -o 'reject xml-error - ' "$scratch/out" | wc -l)" = 2 ] &&
	[ "$(grep -o 'skip ' "$scratch/out" | wc -l)" = 2 ]
report $? 'frames are answered one by one'

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

for wrong in --driver=xen --uid=0 --uid=x --no-such-option operand; do
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
fi
rmdir "$scratch/roots"
report $? 'no root of an embedded driver is left'

judge_end
