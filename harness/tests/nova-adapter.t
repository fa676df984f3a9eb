#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The nova adapter answers with what nova does: its output, its refusals, its tracebacks.
. "${srcdir:-.}/harness/adapters/judge.sh"
judge_need_nova

judge_begin

# answers WHAT DOCUMENT STATUS PATTERN: PATTERN is in the output, or else in the errors.
answers() {
	printf '%s' "$2" | "$nova_adapter" >"$scratch/out" 2>"$scratch/err"
	[ $? = "$3" ] && cat "$scratch/out" "$scratch/err" | grep -q "$4"
	report $? "$1"
}

mac="<mac address='00:11:22:33:44:55'/>"
source="<source><address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2'/>
</source>"

answers 'an address in hexadecimal comes back' \
	"<interface type='hostdev'>$source$mac</interface>" 0 'bus="0x01" slot="0x10"'
answers 'an address in decimal is lost, as nova loses it' \
	"<interface type='hostdev'><source><address type='pci' domain='0' bus='0' slot='4'
	function='3'/></source>$mac</interface>" 0 'slot="0x"'
answers "an exception of nova's own is a rejection" '<domain/>' 1 '^rejected: '
answers 'text that is no XML is rejected' '<interface' 1 '^not-well-formed: '
answers 'another type of interface is skipped' "<interface type='bridge'>$mac</interface>" \
	77 'another type'
answers 'a USB source ends in a traceback' \
	"<interface type='hostdev'><source><vendor id='0x12'/><product id='0x24dd'/></source>
	$mac</interface>" 1 '^Traceback'
answers 'so does an interface without a MAC address' \
	"<interface type='hostdev'>$source</interface>" 1 '^Traceback'

document="<interface type='hostdev'>$mac</interface>"
printf 'hello 1\nformat network x 4\n<a/>format interface x 4\n<a/>format interface x %s\n%s' \
	"$(printf '%s' "$document" | wc -c)" "$document" |
	"$nova_adapter" --batch >"$scratch/out" 2>"$scratch/err"
[ $? = 1 ] && grep -q '^hello 1 nova [0-9.]* grade=meaning interface' "$scratch/out" &&
	[ "$(grep -c '^skip ' "$scratch/out")" = 1 ] &&
	[ "$(grep -o 'reject rejected - ' "$scratch/out" | wc -l)" = 1 ] &&
	! grep -q accept "$scratch/out" && grep -q '^Traceback' "$scratch/err"
report $? 'in batch mode a traceback ends the process, after what came before was answered'

NHD_NOVA='' "$nova_adapter" --batch </dev/null >"$scratch/out" 2>"$scratch/err"
[ $? = 2 ] && grep -q 'NHD_NOVA' "$scratch/err"
report $? 'without a nova it says how to name one'

judge_end
