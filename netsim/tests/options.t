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
ok 'it has the defaults' contains "$scratch/out" 'how many VFs each has (7; 1 with userns)'
ok 'and the statuses' contains "$scratch/out" '126 where COMMAND'
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
for tier in sim userns netdevsim; do
	wrong "several PFs have fewer in $tier" 'at most 64 VFs each' \
		run --tier $tier --pfs 2 --vfs 65 -- true
done
wrong '--share wants a folder' 'wants a folder' run --tier igb --share /nowhere -- true
wrong 'and a tier with files of its own' 'not for it: userns' \
	run --tier userns --share / -- true
wrong 'prepare wants a tier alone' 'nothing but --tier' prepare --pfs 1

for verb in list show --help --version; do
	wrong "$verb wants nothing behind it" "^nethostdev-netsim: $verb wants nothing" $verb extra
done

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
wrong 'and to have a PF' 'host.xml: there is no PF' \
	run --tier igb --host "$scratch/host.xml" -- true
refused 'a PF at another place is refused' \
	"line 1: <pf address='0000:02:00.0'>: in this tier it is 0000:01:00.0" 0000:02:00.0 ''
refused 'a VF too' "line 1: <vf address='0000:01:10.2'>: in this tier it is 0000:01:10.0" \
	0000:01:00.0 '<vf address="0000:01:10.2" index="0"/>'
refused 'with sim VFs may be elsewhere, but in a row' \
	"line 2: <vf address='0000:01:00.4'>: it does not follow" 0000:01:00.0 \
	'<vf address="0000:01:00.1" index="0"/><vf address="0000:01:00.3" index="1"/>
	<vf address="0000:01:00.4" index="2"/>' sim
refused 'what igb cannot set is named' \
	"line 1: <vf> policy link-state='enable': tier igb sets only auto" 0000:01:00.0 \
	'<vf address="0000:01:10.0" index="0"><policy link-state="enable"/></vf>'
refused 'a part of a word is none' "driver='pci': tier igb sets only igbvf, vfio-pci, pci-stub" \
	0000:01:00.0 '<vf address="0000:01:10.0" index="0" driver="pci"/>'
refused 'what netdevsim cannot too' "<vf> driver='igbvf': tier netdevsim cannot set it" \
	0000:01:00.0 '<vf address="0000:01:10.0" index="0" driver="igbvf"/>' netdevsim
for tier in userns netdevsim igb; do
	refused "port profiles are for none but sim, not for $tier" \
		"<vf> port profile='p': tier $tier cannot set it" 0000:01:00.0 \
		'<vf address="0000:01:10.0" index="0"><port profile="p"/></vf>' $tier
done
refused 'and userns' "<vf> admin vlan='7': tier userns cannot set it" \
	0000:01:00.0 '<vf address="0000:01:10.0" index="0"><admin vlan="7"/></vf>' userns

# Whatever no kernel could be: a line and its complaint, which is the same in every tier.
refused_everywhere ()
{
	for tier in sim userns netdevsim igb; do
		netsim run --tier $tier --host "$scratch/host.xml" -- true
		is 2 "host.xml: line $1: $2" || return
	done
}

while IFS='|' read -r document complaint; do
	# shellcheck disable=SC2059
	printf "<host>\\n<pf address='0000:01:00.0'>\\n$document\\n</pf>\\n</host>\\n" \
		>"$scratch/host.xml"
	ok "refused: $document" refused_everywhere 3 "$complaint"
done <<'TABLE'
<netdev mac='52:54:00:00:00'/>|<netdev mac='52:54:00:00:00'>: it has to be a MAC address in lower
<netdev mac='52:54:00:00:00:0A'/>|<netdev mac='52:54:00:00:00:0A'>: it has to be a MAC
<netdev mac='01:00:5e:00:00:01'/>|<netdev mac='01:00:5e:00:00:01'>: it has to be a MAC
<netdev mac='00:00:00:00:00:00'/>|<netdev mac='00:00:00:00:00:00'>: it has to be a MAC
<netdev name='abcdefghijklmnop'/>|<netdev name='abcdefghijklmnop'>: it has to be a name of 1 to 15 bytes
<netdev name=''/>|<netdev name=''>: it has to be a name
<netdev name='..'/>|<netdev name='..'>: it has to be a name
<netdev name='lo'/>|<netdev name='lo'>: it has to be a name .* other than lo
<netdev name='a b'/>|<netdev name='a b'>: it has to be a name of .* without blanks
<netdev name='a&#10;b'/>|<netdev name='a&#10;b'>: it has to be a name
<netdev up='maybe'/>|<netdev up='maybe'>: it has to be yes or no
<netdev speed='1'/>|<netdev>: there is no attribute speed
<netdev up='yes'/><netdev up='no'/>|<netdev>: there is a second up
<netdev><vf/></netdev>|<vf> is nothing that a <netdev> has
<driver/>|<driver> is nothing that a <pf> has
<vf index='0'/>|<vf>: an address is wanted
<vf address='0000:01:10.0'/>|<vf>: index='0' is wanted, its place among the VFs
<vf address='0000:01:10.0' index='1'/>|<vf>: index='0' is wanted
<vf address='0000:01:20.0' index='0'/>|<vf address='0000:01:20.0'>: it has to be a PCI address
<vf address='0000:01:10.8' index='0'/>|<vf address='0000:01:10.8'>: it has to be a PCI address
<vf address='0000:01:00.0' index='0'/>|<vf address='0000:01:00.0'>: another one has it
<vf address='0000:01:10.0' index='0' driver='a/b'/>|<vf driver='a/b'>: it has to be a name of 1 to 63
<vf address='0000:01:10.0' index='0'>text</vf>|<vf>: there is text in it
<vf address='0000:01:10.0' index='0'><admin mac='2'/></vf>|<admin mac='2'>: it has to be a MAC
<vf address='0000:01:10.0' index='0'><admin vlan='4096'/></vf>|<admin vlan='4096'>: it has to be a number from 0 to 4095
<vf address='0000:01:10.0' index='0'><admin vlan='07'/></vf>|<admin vlan='07'>: it has to be a number
<vf address='0000:01:10.0' index='0'><admin qos='8'/></vf>|<admin qos='8'>: it has to be a number from 0 to 7
<vf address='0000:01:10.0' index='0'><admin protocol='802'/></vf>|<admin protocol='802'>: it has to be 802.1Q or 802.1ad
<vf address='0000:01:10.0' index='0'><rate max='4294967296'/></vf>|<rate max='4294967296'>: it has to be a number
<vf address='0000:01:10.0' index='0'><policy trust='1'/></vf>|<policy trust='1'>: it has to be on or off
<vf address='0000:01:10.0' index='0'><policy link-state='up'/></vf>|<policy link-state='up'>: it has to be auto, enable
<vf address='0000:01:10.0' index='0'><port profile=''/></vf>|<port profile=''>: it has to be a name of 1 to 39
<vf address='0000:01:10.0' index='0'><port host='7'/></vf>|<port host='7'>: it has to be a UUID
<vf address='0000:01:10.0' index='0'><port response='no'/></vf>|<port response='no'>: it has to be success
TABLE
echo '<host><pf address="0000:01:00.0"/><pf address="0000:01:00.0"/></host>' >"$scratch/host.xml"
ok 'refused: a PF twice' refused_everywhere 1 "<pf address='0000:01:00.0'>: another one has it"
echo '<host' >"$scratch/host.xml"
ok 'refused: what is no XML' refused_everywhere 2 "Couldn't find end"
echo '<hosts/>' >"$scratch/host.xml"
ok 'refused: another document' refused_everywhere 1 '<hosts>: <host> is wanted'
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

# advises WORDS VARIABLE...: list does, in such an environment; and prepare says it too.
advises ()
{
	words=$1
	shift
	env "$@" nethostdev-netsim list >"$scratch/out" 2>"$scratch/err" &&
		contains "$scratch/out" "^igb no $words" &&
		! env "$@" nethostdev-netsim prepare 2>"$scratch/err" &&
		contains "$scratch/err" "nethostdev-netsim: $words"
}

if ! nethostdev-netsim list | grep -q 'missing: kmod'; then
	ok 'without a home the advice is to set one' \
		advises 'neither XDG_CACHE_HOME nor HOME is set.*; set one' \
		-u HOME -u XDG_CACHE_HOME
	ok 'with one that cannot be written, another' \
		advises 'the cache /dev/null/nethostdev cannot be written; set XDG_CACHE_HOME' \
		XDG_CACHE_HOME=/dev/null
	(unset HOME XDG_CACHE_HOME NHD_TESTS_MUST_RUN && trap - EXIT && need igb) >"$scratch/skip"
	ok 'and the tests are skipped with that advice' \
		contains "$scratch/skip" '^1..0 # SKIP .*neither XDG_CACHE_HOME nor HOME is set'
	ok 'a QEMU that is not there is not replaced by another' \
		advises 'NHD_QEMU=/no/such: there is no such program; name another' \
		XDG_CACHE_HOME="$scratch/cache" NHD_QEMU=/no/such
	ok 'nor is what is no QEMU' \
		advises "NHD_QEMU=$shell: it is no QEMU with the device igb" \
		XDG_CACHE_HOME="$scratch/cache" NHD_QEMU="$shell"
	ok 'nor a folder without a kernel' \
		advises "NHD_KERNEL_ROOT=$scratch: there is no boot/vmlinuz-VERSION" \
		XDG_CACHE_HOME="$scratch/cache" NHD_KERNEL_ROOT="$scratch"
fi

# A machine that lacks QEMU, with kmod, room, and a mirror that cannot be reached: as apt does
# then, update succeeds, and what is asked of the release fails.
mkdir "$scratch/offline"
cat >"$scratch/offline/apt-get" <<'STUB'
#!/bin/sh
case $* in
*indextargets*) echo "https://mirror.invalid bookworm bookworm main" ;;
*update*) ;;
*)
	echo "E: The value 'bookworm' is invalid for APT::Default-Release" >&2
	exit 100
	;;
esac
STUB
printf '#!/bin/sh\nprintf "%%s\\n" Filesystem "x 9999 0 9999 0%%%% /"\n' >"$scratch/offline/df"
for tool in qemu-system-x86_64 depmod modprobe; do
	printf '#!/bin/sh\nexit 1\n' >"$scratch/offline/$tool"
done
chmod +x "$scratch/offline"/*
offline ()
{
	! PATH=$scratch/offline:$PATH XDG_CACHE_HOME=$scratch/empty \
		nethostdev-netsim prepare >"$scratch/out" 2>"$scratch/err" &&
		tail -n 1 "$scratch/err" >"$scratch/last" &&
		contains "$scratch/last" \
			'cannot be fetched from the mirror of this machine: qemu-system-x86.*; install it'
}
ok 'without a mirror the last word is what to install' offline

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
