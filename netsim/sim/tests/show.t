#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# show tells of a machine what the simulated kernel itself tells of it, for every host of the
# fixtures; and how far nethostdev has come with its VFs. It changes nothing.
. "${srcdir:-$(dirname "$0")/../../..}/netsim/sim/tests/sim.sh"

state=$scratch/state
document=$hosts/prepare.in.xml

show ()
{
	nethostdev-sim show --state-dir "$state" "$@"
}

# ends STATUS COMMAND...: the command ends so; what it prints is in out and err.
ends ()
{
	wanted=$1
	shift
	"$@" >"$scratch/out" 2>"$scratch/err"
	same "$?" "$wanted"
}

# prints TEXT: and nothing else, at last.
prints ()
{
	same "$(cat "$scratch/out")" "$1"
}

# Every case that wants a behaviour: CHAPTER/NAME BEHAVIOUR.
for cases in "$srcdir"/fixtures/backend/*/cases.xml; do
	chapter=${cases%/*}
	{ tr '\n' ' ' <"$cases"; echo; } | sed 's/<case /\n&/g' | sed -n \
		"s|^<case id='\([^']*\)'[^>]* behaviour='\([^']*\)'.*|${chapter##*/}/\1 \2|p"
done >"$scratch/behaviours"

# What only the PF's netdev could tell is absent where it has none, or does not tell.
as_told ()
{
	case $1 in
	*/pf-without-netdev|*/while-pf-is-down|*/enic*)
		ctl show | grep -v '<admin\|<rate\|<policy' ;;
	*)
		ctl show ;;
	esac
}

alike=0
number=0
for host in "$srcdir"/fixtures/backend/*/*.host.xml; do
	name=${host#"$srcdir/fixtures/backend/"}
	name=${name%.host.xml}
	# shellcheck disable=SC2046
	ctl temper $(sed -n "s|^$name ||p" "$scratch/behaviours")
	ctl load "$host"
	as_told "$name" >"$scratch/wanted"
	number=$((number + 1))
	if show --xml >"$scratch/out" 2>"$scratch/err" &&
		cmp -s "$scratch/wanted" "$scratch/out"; then
		alike=$((alike + 1))
	else
		diff "$scratch/wanted" "$scratch/out" | cat - "$scratch/err" |
			sed "s|^|# $name: |"
	fi
done
ok "every host is shown as it is" same "$alike" "$number"
ok "and there are many" test "$number" -gt 100

# For people.
machine prepare
ok "a table" ends 0 show
ok "has a row for each PF and VF" prints "\
ADDRESS         NETDEV  UP   DRIVER  MAC                ADMIN MAC          VLAN  PHASE
0000:01:00.0    eth0    yes  igb     52:54:00:00:00:01  -                  -     -
  0000:01:10.0  eth1    -    igbvf   02:00:00:00:01:00  00:00:00:00:00:00  0     -
  0000:01:10.2  eth2    -    igbvf   02:00:00:00:01:01  02:00:00:00:02:01  100   -"
ok "for which no state folder is made" test ! -e "$state"
nethostdev-sim prepare --state-dir "$state" "$document" >/dev/null
ctl requests >/dev/null
ok "a prepared VF" ends 0 show 0000:01:10.0
ok "has its phase" prints "\
ADDRESS         NETDEV  UP   DRIVER    MAC                ADMIN MAC          VLAN  PHASE
0000:01:00.0    eth0    yes  igb       52:54:00:00:00:01  -                  -     -
  0000:01:10.0  -       -    vfio-pci  -                  52:54:00:12:34:56  42    prepared"
ctl requests >"$scratch/requests"
ok "nothing is asked to be changed" lacks "$scratch/requests" 'SETLINK\|write'
ok "and a PF is asked once" same "$(grep -c GETLINK "$scratch/requests")" 1
mv "$state/0000:01:10.0.json" "$state/0000:01:10.0.restoring.json"
ok "one that is half way" ends 0 show --json 0000:01:10.0
ok "has it in JSON, with all there is" prints '{
  "show": 1,
  "pfs": [
    {
      "address": "0000:01:00.0",
      "driver": "igb",
      "netdev": {
        "name": "eth0",
        "mac": "52:54:00:00:00:01",
        "up": true
      },
      "vfs": [
        {
          "address": "0000:01:10.0",
          "index": 0,
          "driver": "vfio-pci",
          "driver-override": "vfio-pci",
          "phase": "restoring",
          "admin": {
            "mac": "52:54:00:12:34:56",
            "vlan": 42,
            "qos": 0,
            "protocol": "802.1Q"
          },
          "rate": {
            "min": 0,
            "max": 0
          },
          "policy": {
            "spoofchk": true,
            "trust": false,
            "link-state": "auto"
          }
        }
      ]
    }
  ]
}'
mv "$state/0000:01:10.0.restoring.json" "$state/0000:01:10.0.preparing.json"
show >"$scratch/out"
ok "a VF that a prepare left" contains "$scratch/out" '42    preparing$'
ok "a PF is shown by its address" ends 0 show --xml 0000:01:00.0
ok "as a whole" same "$(cat "$scratch/out")" "$(ctl show)"

# The lock that another process holds is not waited for.
ok "a lock is not waited for" ends 0 flock "$state/0000:01:00.0.lock" \
	nethostdev-sim show --state-dir "$state"
chmod 0777 "$state"
ok "a folder that is everyone's is not trusted" ends 1 show
ok "and named" contains "$scratch/err" "^system-error: the state folder $state: "
ok "a host document has no need of it" ends 0 show --xml
rm -r "$state"

# refuses CLASS ARGUMENT...
refuses ()
{
	class=$1
	shift
	ends 1 show "$@" && contains "$scratch/err" "^$class: " && same "$(cat "$scratch/out")" ""
}
ok "no such device" refuses no-device 0000:09:00.0
for address in '' .. ../x 0000:01:10.0/net 0000:01:10.0000000000000000000000000000000000; do
	ok "no address: '$address'" refuses invalid-argument "$address"
done
for words in '--xml --json' '--dry-run' '0000:01:10.0 0000:01:10.2' '--domain-uuid x'; do
	# shellcheck disable=SC2086
	ok "wrong usage: $words" ends 2 show $words
done

# What a name may be, in the kernel and on the wire, is no mark-up and steers no terminal.
sed "s/name='eth1'/name=\"a\&amp;\&lt;'\&quot;\"/" "$hosts/prepare.host.xml" >"$scratch/host.xml"
ctl temper && ctl load "$scratch/host.xml"
show --xml >"$scratch/out"
ok "XML is escaped" contains "$scratch/out" "name='a&#38;&#60;&#39;\"'"
show --json >"$scratch/out"
ok "JSON is escaped" contains "$scratch/out" '"name": "a&<'\''\\""'
printf "s/name='eth1'/name='\303\251\302\233'/" >"$scratch/script"
sed -f "$scratch/script" "$hosts/prepare.host.xml" >"$scratch/host.xml"
ctl temper && ctl load "$scratch/host.xml"
show >"$scratch/out"
ok "what is not printable is told so" contains "$scratch/out" ' ????  '

# A PF that is down, and none at all.
machine prepare
ctl link eth0 down
show >"$scratch/out"
ok "a PF that is down" contains "$scratch/out" '^0000:01:00.0    eth0    no '
echo '<host/>' >"$scratch/host.xml"
ctl temper && ctl load "$scratch/host.xml"
ok "no PF at all" ends 0 show --xml
ok "is an empty document" prints "$(printf '<host>\n</host>')"
ok "and an empty list" same "$(show --json | tr -d ' \n')" '{"show":1,"pfs":[]}'

# struck OPERATION ERRNO: at whichever such call the machine fails, a device is named, or
# (where the errno says that something is gone) less is shown. More calls there are not.
struck ()
{
	good=0
	failed=0
	for call in $(seq 40); do
		machine prepare
		ctl fault "$1" "$call" error "$2"
		if show --json >"$scratch/out" 2>"$scratch/err"; then
			if cmp -s "$scratch/out" "$scratch/whole"; then
				good=$((good + 1))
			elif [ "$2" != EIO ]; then
				failed=$((failed + 1))
				tail -n 1 "$scratch/out" | grep -qx '}' && good=$((good + 1))
			fi
			continue
		fi
		failed=$((failed + 1))
		if [ ! -s "$scratch/out" ] &&
			grep -q '^system-error: .*\(0000:01:\|bus/pci\)' "$scratch/err"; then
			good=$((good + 1))
		else
			echo "$1 $call $2: $(cat "$scratch/err")"
		fi
	done
	same "$good" 40 && test $failed -gt 0
}
machine prepare
show --json >"$scratch/whole"
for operation in read list link getlink; do
	ok "what fails is told: $operation" struck $operation EIO
done
for operation in read list link; do
	ok "what is gone is not shown: $operation" struck $operation ENOENT
done
ok "a PF's netdev that is gone" struck getlink ENODEV

sim_done
done_testing
