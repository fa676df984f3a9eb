#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# recover --from-libvirt: what libvirt saved of a VF is put back from its own file, in each
# form that libvirt has ever written, and a file that is anything else changes nothing.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

state=$scratch/state
folder=$scratch/hostdevmgr
file=$folder/eth0_vf0
mkdir "$folder"

recover ()
{
	nethostdev-sim recover --state-dir "$state" --from-libvirt "$1" \
		>"$scratch/out" 2>"$scratch/err"
}

# What libvirt leaves where it is ended while a guest has the VF: the machine of a fixture,
# with what libvirt sets (virNetDevSetNetConfig) and, if managed, its driver.
guest ()
{
	machine prepare "${2-}"
	if [ "$1" = managed ]; then
		ctl write bus/pci/devices/0000:01:10.0/driver_override vfio-pci
		ctl write bus/pci/devices/0000:01:10.0/driver/unbind 0000:01:10.0
		ctl write bus/pci/drivers_probe 0000:01:10.0
	fi
	ctl link eth0 vf 0 mac 52:54:00:12:34:56
	ctl link eth0 vf 0 vlan 42 qos 3
	ctl requests >/dev/null
}

# vf_is OWN ADMIN VLAN QOS: so VF 0 is; OWN is - where it has no netdev.
vf_is ()
{
	same "$(ctl show | awk -v RS='<vf' 'NR == 2' | tr "'" '\n' | awk '
		/ mac=$/ { getline; macs = macs $0 " " }
		/ vlan=$/ { getline; vlan = $0 }
		/ qos=$/ { getline; qos = $0 }
		END { print macs vlan " " qos }')" "$(echo "$*" | sed 's/^- //')"
}

# restores FORM WHERE TEXT OWN ADMIN VLAN QOS: and leaves the file as it was.
restores ()
{
	form=$1
	guest "$2"
	# shellcheck disable=SC2059
	printf "$3" >"$file"
	cp "$file" "$scratch/before"
	shift 3
	ok "$form: put back" recover "$file"
	ok "$form: as it was" vf_is "$@"
	ok "$form: the file is left alone" cmp -s "$file" "$scratch/before"
	ok "$form: nothing is said on stdout" test ! -s "$scratch/out"
}

own=02:00:00:00:01:00
admin=02:00:00:00:02:00
json='{\n  "adminMac": "'$admin'",\n  "vlanTag": 7,\n  "mac": "02:00:00:00:01:77"\n}\n'
good="{\"adminMac\": \"$admin\", \"vlanTag\": 7}"
given=52:54:00:12:34:56

restores "JSON" unmanaged "$json" 02:00:00:00:01:77 $admin 7 0
restores "JSON without a netdev" managed "$json" - $admin 7 0
ok "which is told" contains "$scratch/err" '^nethostdev: 0000:01:10.0: it has no netdev'
ctl show >"$scratch/shown"
ok "and it keeps its driver" contains "$scratch/shown" "driver='vfio-pci'"
restores "JSON of a VF without MAC" managed \
	'{"adminMac": "00:00:00:00:00:00", "vlanTag": 0}' - 00:00:00:00:00:00 0 0
ok "of which nothing is told" test ! -s "$scratch/err"
restores "the same VLAN keeps its priority" managed \
	'{"adminMac": "'$admin'", "vlanTag": 42}' - $admin 42 3
restores "as long as may be" managed "$good$(printf "%$((4095 - ${#good}))s" '')" \
	- $admin 7 0
restores "two lines" managed "$admin\n7\n" - $admin 7 0
restores "one line" unmanaged "$own" $own $given 42 3

# What a driver does not let be again is told, as by restore.
guest managed refuses-zero-mac
echo '{"adminMac": "00:00:00:00:00:00", "vlanTag": 0}' >"$file"
ok "a driver that takes no admin MAC back" recover "$file"
ok "has one that nobody has" vf_is - 02:00:00:00:00:00 0 0
ok "and it is told" contains "$scratch/err" "^nethostdev: 0000:01:10.0: its PF's driver leaves"
guest managed refuses-zero-mac
printf '{"adminMac": "00:00:00:00:00:00", "vlanTag": 0, "mac": "%s"}' $own >"$file"
ok "where there is no netdev either" recover "$file"
ok "both are told" contains "$scratch/err" "leaves.*no netdev to be given $own"

# A card with two ports has two netdevs, of which the name tells one.
machine prepare two-ports
ctl requests >/dev/null
echo "$good" >"$folder/eth3_vf0"
ok "a VF of a card's second port" recover "$folder/eth3_vf0"
ok "is as it was" vf_is $own $admin 7 0
ctl requests >"$scratch/requests"
ok "and was set through that" contains "$scratch/requests" 'ifi_index of eth3'
ok "alone" lacks "$scratch/requests" 'ifi_index of eth0'

# refuses NAME CLASS FILE: nothing is touched.
refuses ()
{
	ctl show >"$scratch/before"
	ctl requests >/dev/null
	ok "$1: refused" fails "$2" "$3"
	ctl show >"$scratch/after"
	ctl requests >"$scratch/requests"
	ok "$1: nothing is touched" cmp -s "$scratch/before" "$scratch/after"
	ok "$1: nor tried" lacks "$scratch/requests" 'SETLINK\|write'
}

fails ()
{
	# A fifo must not be waited at.
	timeout 60 "$top_builddir/nethostdev-sim" recover --state-dir "$state" \
		--from-libvirt "$2" >"$scratch/out" 2>"$scratch/err"
	same "$?" 1 && contains "$scratch/err" "^$1: "
}

guest unmanaged
# Not what libvirt writes: a name, a bar, the text.
while IFS='|' read -r name text; do
	# shellcheck disable=SC2059
	printf "$text" >"$file"
	refuses "$name" operation-invalid "$file"
done <<EOF
empty|
a newline|\n
no JSON|hello
an array|[]
no field|{}
a field missing|{"adminMac": "$admin"}
the other one missing|{"vlanTag": 7}
an unknown field|{"adminMac": "$admin", "vlanTag": 7, "x": 1}
a field twice|{"adminMac": "$admin", "vlanTag": 7, "vlanTag": 8}
a MAC that is a number|{"adminMac": 2, "vlanTag": 7}
a VLAN that is a text|{"adminMac": "$admin", "vlanTag": "7"}
a VLAN that is a fraction|{"adminMac": "$admin", "vlanTag": 7.5}
a VLAN below|{"adminMac": "$admin", "vlanTag": -1}
a VLAN beyond|{"adminMac": "$admin", "vlanTag": 4096}
a VLAN of 33 bits|{"adminMac": "$admin", "vlanTag": 4294967303}
a MAC too short|{"adminMac": "02:00:00:00:02", "vlanTag": 7}
a MAC too long|{"adminMac": "$admin:00", "vlanTag": 7}
no hex|{"adminMac": "02:00:00:00:02:0g", "vlanTag": 7}
null|{"adminMac": "$admin", "vlanTag": 7, "mac": null}
junk behind|{"adminMac": "$admin", "vlanTag": 7} x
a NUL behind|{"adminMac": "$admin", "vlanTag": 7}\\000
a NUL in a line|$admin\n7\\0008\n
a line and no VLAN|$admin\n
a VLAN beyond, in a line|$admin\n4096\n
a VLAN below, in a line|$admin\n-1\n
hexadecimal|$admin\n0x7\n
a line too many|$admin\n7\n8\n
a line that is not ended|$admin\n7
another line end|$admin\r\n7\r\n
no MAC|02:00:00:00:02\n7\n
the MAC of a group|{"adminMac": "03:00:00:00:02:00", "vlanTag": 7}
the same in a line|03:00:00:00:02:00\n7\n
the same as the own one|{"adminMac": "$admin", "vlanTag": 7, "mac": "03:00:00:00:02:00"}
the same alone|03:00:00:00:02:00
no own MAC at all|{"adminMac": "$admin", "vlanTag": 7, "mac": "00:00:00:00:00:00"}
EOF

# cut FORM TEXT LEAST...: of every length below it, but those that are a form themselves.
cut_short ()
{
	# shellcheck disable=SC2059
	printf "$2" >"$scratch/whole"
	length=0
	refused=0
	ctl show >"$scratch/before"
	while [ $length -lt "$3" ]; do
		head -c $length "$scratch/whole" >"$file"
		if [ $length = "${4-none}" ] || fails operation-invalid "$file" >/dev/null; then
			refused=$((refused + 1))
		else
			echo "# $1: $length bytes are taken: $(cat "$scratch/err")"
		fi
		length=$((length + 1))
	done
	ok "$1 that is cut short: refused" same "$refused" "$3"
	ctl show >"$scratch/after"
	ok "$1 that is cut short: nothing is touched" cmp -s "$scratch/before" "$scratch/after"
}
# Its last newline says nothing.
# shellcheck disable=SC2059
cut_short JSON "$json" $(($(printf "$json" | wc -c) - 1))
# After 17 bytes it is a MAC alone, which is another form.
cut_short "two lines" "$admin\n42\n" 21 17
cut_short "one line" "$own" 17

# Not a file that could be trusted.
echo "$good" >"$scratch/good"
rm "$file"
refuses "no file" system-error "$file"
ln -s "$scratch/good" "$file"
refuses "a symbolic link" operation-invalid "$file"
rm "$file"
mkfifo "$file"
refuses "a fifo" operation-invalid "$file"
rm "$file"
mkdir "$file"
refuses "a folder" operation-invalid "$file"
rmdir "$file"
for mode in 0620 0602; do
	echo "$good" >"$file"
	chmod $mode "$file"
	refuses "mode $mode" operation-invalid "$file"
	rm "$file"
done
printf "%s%$((4096 - ${#good}))s" "$good" '' >"$file"
refuses "a byte more than may be" operation-invalid "$file"
ok "which is told" contains "$scratch/err" 'too long'
if [ "$(id -u)" = 0 ]; then
	echo "$good" >"$file"
	chown 1 "$file"
	refuses "another's file" operation-invalid "$file"
fi

# The name says which VF it is.
for name in eth0 eth0_vf eth0_vf-1 eth0_vf00 eth0_vf0x eth0_vf65536 eth0_vf99999999999 \
	_vf0 .eth0_vf0 a-netdev-too-long_vf0; do
	echo "$good" >"$folder/$name"
	refuses "the name $name" invalid-argument "$folder/$name"
done
for name in eth9_vf0 eth0_vf2 eth1_vf0 eth0_vf0_vf0; do
	echo "$good" >"$folder/$name"
	refuses "no such VF: $name" no-device "$folder/$name"
done
refuses "no name at all" invalid-argument ""

# What nethostdev has prepared, it restores itself.
machine prepare
nethostdev-sim prepare --state-dir "$state" "$hosts/prepare.in.xml" >/dev/null
rm -f "$file"
echo "$good" >"$file"
refuses "a VF that nethostdev has prepared" operation-invalid "$file"
rm -r "$state"

# undone OPERATION: at whichever such call the kernel fails, the VF is as it was, or there is
# another way to what it is to be.
undone ()
{
	good=0
	failed=0
	for call in 1 2 3 4 5 6; do
		guest unmanaged
		ctl show >"$scratch/before"
		ctl fault "$1" $call error EIO
		if recover "$file"; then
			vf_is 02:00:00:00:01:77 $admin 7 0 && good=$((good + 1))
			continue
		fi
		failed=$((failed + 1))
		ctl show | diff "$scratch/before" - >"$scratch/difference" &&
			contains "$scratch/err" '^system-error: 0000:01:10.0: ' &&
			good=$((good + 1))
		sed "s/^/$call: /" "$scratch/difference"
	done
	same "$good" 6 && test $failed -gt 0
}
rm "$file"
# shellcheck disable=SC2059
printf "$json" >"$file"
for operation in vf-mac vf-vlan getlink; do
	ok "undone where this fails: $operation" undone $operation
done

# finished OPERATION: killed behind whichever such call, recovering goes on to the end, with
# the VF's driver bound again, and leaves nothing.
finished ()
{
	good=0
	died=0
	for call in 1 2 3; do
		machine prepare refuses-zero-mac
		ctl link eth0 vf 0 mac 52:54:00:12:34:56
		ctl link eth0 vf 0 vlan 42
		ctl fault "$1" $call killed-after
		recover "$file" || died=$((died + 1))
		nethostdev-sim recover --state-dir "$state" >"$scratch/out" 2>"$scratch/err" &&
			vf_is 02:00:00:00:01:77 $admin 7 0 &&
			shows "'0000:01:10.0' index='0' driver='igbvf'" &&
			same "$(ls "$state" | grep -v 'lock$')" '' && good=$((good + 1))
	done
	same "$good" 3 && test $died -gt 0
}
for operation in vf-mac vf-vlan setlink unbind probe override; do
	ok "finished where it is killed behind this: $operation" finished $operation
done

sim_done
done_testing
