#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The command line of nethostdev-netsim: what is wrong is told, and nothing else is done.
. "${srcdir:-.}/netsim/tests/netsim.sh"

# wrong NAME REGEX ARGUMENT...: wrong usage, told in these words.
wrong ()
{
	name=$1 words=$2
	shift 2
	netsim "$@"
	ok "$name" is 2 "$words"
}

wrong 'no verb is wrong' '^Usage:'
wrong 'an unknown verb too' '^Usage:' fly
netsim --help
ok 'help is asked for' contains "$scratch/out" '^Usage:'
wrong 'run wants a tier' 'tier is wanted' run -- true
wrong 'one that there is' 'no tier: vapour' run --tier vapour -- true
wrong 'and a command' 'wants a command' run --tier igb --
wrong 'shell wants none' 'wants no command' shell --tier userns true
wrong 'an unknown option is told' 'no option: --cpus' run --tier igb --cpus 3 -- true
wrong 'so is one without its value' 'value is missing: --pfs' run --tier igb --pfs
for option in --pfs --vfs --timeout; do
	for value in -1 x 1x 0x1 '' ' 1' 1000000 99999999999999999999; do
		wrong "$option '$value' is refused" "$option: a number from" \
			run --tier igb $option "$value" -- true
	done
done
wrong 'eight VFs are one too many for igb' 'from 0 to 7' run --tier igb --vfs 8 -- true
wrong 'more than 200 for netdevsim' 'from 0 to 200' run --tier netdevsim --vfs 201 -- true
wrong 'several PFs have fewer' 'at most 63' \
	run --tier netdevsim --pfs 2 --vfs 64 -- true
wrong '--share wants a folder' 'wants a folder' run --tier igb --share /nowhere -- true
wrong 'and a tier with files of its own' 'not for it: userns' \
	run --tier userns --share / -- true
wrong 'prepare wants a tier alone' 'nothing but --tier' prepare --pfs 1

document ()
{
	printf '<host><pf address="%s">%s</pf></host>\n' "$1" "$2" >"$scratch/host.xml"
}

refused ()
{
	document "$3" "$4"
	wrong "$1" "$2" run --tier "${5:-igb}" --host "$scratch/host.xml" -- true
}

wrong 'a host document has to be there' 'No such file' \
	run --tier igb --host "$scratch/none" -- true
echo '<host/>' >"$scratch/host.xml"
wrong 'and to have a PF' 'no host document with a PF' \
	run --tier igb --host "$scratch/host.xml" -- true
refused 'a PF at another place is refused by its field' 'pf 0: address: ' 0000:02:00.0 ''
refused 'a VF too' 'pf 0, vf 0: address: ' 0000:01:00.0 \
	'<vf address="0000:01:10.2" index="0"/>'
refused 'and one with another index' 'pf 0, vf 0: index: ' 0000:01:00.0 \
	'<vf address="0000:01:10.0" index="1"/>'
refused 'what igb cannot set is named' "vf 0: policy link-state: tier igb cannot set 'enable'" \
	0000:01:00.0 \
	'<vf address="0000:01:10.0" index="0"><policy link-state="enable"/></vf>'
refused 'what netdevsim cannot too' "vf 0: driver: tier netdevsim cannot set 'igbvf'" \
	0000:01:00.0 '<vf address="0000:01:10.0" index="0" driver="igbvf"/>' netdevsim
refused 'and userns' "vf 0: admin vlan: tier userns cannot set '7'" \
	0000:01:00.0 '<vf address="0000:01:10.0" index="0"><admin vlan="7"/></vf>' userns
document 0000:01:00.0 ''
wrong 'a document and numbers are too much' 'says how many' \
	run --tier igb --host "$scratch/host.xml" --vfs 1 -- true

netsim list
ok 'list names every tier in a line' same \
	"$(sed 's/ \(yes\|no\) ..*//' "$scratch/out" | tr '\n' ' ')" 'sim userns netdevsim igb '

# On a machine with next to nothing: no folder of tools but this one.
shell=$(command -v sh)
mkdir "$scratch/bin"
ln -s "$(command -v dirname)" "$(command -v mkdir)" "$scratch/bin"
sed '/^PATH=/d' "$srcdir/netsim/vm/machine.sh" >"$scratch/machine.sh"
machine ()
{
	! PATH=$scratch/bin XDG_CACHE_HOME=$scratch/cache "$shell" "$scratch/machine.sh" \
		"$1" igb x >"$scratch/said" 2>&1 &&
		contains "$scratch/said" 'missing: kmod; install it'
}
ok 'what is missing and cannot be fetched is told' machine find
ok 'before anything is fetched' machine prepare

netsim show
ok 'show prints a host document' contains "$scratch/out" '^<host>'

# full NAME ARGUMENT...: with nowhere to print to.
full ()
{
	name=$1
	shift
	status=0
	nethostdev-netsim "$@" >/dev/full 2>"$scratch/err" || status=$?
	ok "$name that cannot be printed is told" is 125 'stdout: No space left'
}

if [ -w /dev/full ]; then
	full 'the help' --help
	full 'the version' --version
	full 'a list' list
	full 'what is here' show
fi
done_testing
