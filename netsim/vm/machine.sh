#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The parts of the machine with the emulated card: QEMU with the device igb, a kernel, a
# static busybox. They are taken from what is installed or unpacked in the cache, and the
# initramfs is made of them. What was found is printed on stdout, a setting a line.
# shellcheck disable=SC1090
set -u

usage() {
	echo 'usage: machine.sh find|prepare|clean igb|netdevsim TOKEN' >&2
	exit 2
}

[ $# -eq 3 ] || usage
case $2 in
igb) modules='igb igbvf vfio-pci vfio_iommu_type1 pci-stub' ;;
netdevsim) modules=netdevsim ;;
*) usage ;;
esac
tier=$2
# In the name of whatever is in the cache only until this run has ended.
token=$3
modules="$modules 9p 9pnet_virtio overlay virtio_pci virtio_console"
parts=$(dirname "$0")
parts_apt=$parts/apt-private.sh
[ -e "$parts_apt" ] || parts_apt=$parts/../../build-aux/apt-private.sh
cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
cache=${cache:+$cache/nethostdev}
packages=$cache/packages
apt=$cache/fetch.$token
tree=$cache/tree.$token
part=$cache/part.$token
triplet=x86_64-linux-gnu
PATH=$PATH:/usr/sbin:/sbin

say() {
	echo "nethostdev-netsim: $*" >&2
}

# Runs a command, one that was unpacked on the libraries and modules unpacked with it.
on_its_own() {
	case $1 in
	"$packages"/*)
		LD_LIBRARY_PATH=$packages/usr/lib/$triplet:$packages/lib/$triplet \
		QEMU_MODULE_DIR=$packages/usr/lib/$triplet/qemu \
			"$@"
		;;
	*) "$@" ;;
	esac
}

# One device's help: that of all loads every module, those of another QEMU's build too.
has_igb() {
	on_its_own "$1" -device igb,help 2>/dev/null | grep -q '^igb options'
}

# The one that is named, and no other; or the machine's, or an unpacked one. What QEMU is
# asked costs time, so the answer is kept for as long as the file is the same.
find_qemu() {
	if [ -n "${NHD_QEMU:-}" ]; then
		set -- "$NHD_QEMU"
	else
		set -- "$(command -v qemu-system-x86_64)" \
			"$packages/usr/bin/qemu-system-x86_64"
	fi
	for qemu in "$@"; do
		[ -x "$qemu" ] || continue
		known=$cache/qemu-$(stat -L -c '%d-%i-%s-%Y' "$qemu")
		[ -e "$known" ] && return
		has_igb "$qemu" || continue
		[ -z "$cache" ] || { mkdir -p "$cache" && : >"$known"; } 2>/dev/null
		return 0
	done
	qemu=
	return 1
}

# The newest kernel that can be read and has every module: where it is said to be, and
# nowhere else; or the machine's or an unpacked one.
find_kernel() {
	if [ -n "${NHD_KERNEL_ROOT:-}" ]; then
		set -- "$NHD_KERNEL_ROOT"
	else
		set -- '' "$packages" "$packages/usr"
	fi
	for root in "$@"; do
		for version in $(versions); do
			kernel=$root/boot/vmlinuz-$version
			[ -r "$kernel" ] || kernel=${root%/usr}/boot/vmlinuz-$version
			[ -r "$kernel" ] || continue
			insmod_lines >/dev/null 2>&1 && return
		done
	done
	kernel=
	return 1
}

versions() {
	ls "$root/lib/modules" 2>/dev/null | sort -rV
}

# Where netdevsim is that was built for a kernel that comes without.
built_netdevsim() {
	echo "$cache/netdevsim-$version.ko"
}

# The modules' files in the order to load them in; a built-in one needs none.
insmod_lines() {
	for module in $modules; do
		modprobe -d "${root:-/}" -S "$version" -D "$module" 2>/dev/null && continue
		[ "$module" = netdevsim ] || return
		# What it needs may be built in, and then has no line of its own.
		for needed in psample macsec udp_tunnel tun; do
			modprobe -d "${root:-/}" -S "$version" -D "$needed" 2>/dev/null
		done
		echo "insmod $(built_netdevsim)"
	done
}

find_busybox() {
	for busybox in "$(command -v busybox)" "$packages/bin/busybox" \
		"$packages/usr/bin/busybox"; do
		[ -x "$busybox" ] && ! ldd "$busybox" >/dev/null 2>&1 && return
	done
	busybox=
	return 1
}

# Without it no kernel can be looked through, not even one that was fetched.
has_kmod() {
	command -v depmod >/dev/null && command -v modprobe >/dev/null
}

find_parts() {
	missing=
	find_qemu || missing="$missing qemu-system-x86"
	find_kernel || missing="$missing linux-image-amd64"
	find_busybox || missing="$missing busybox-static"
	[ -z "$missing" ]
}

has_netdevsim() {
	modprobe -d "${root:-/}" -S "$version" -D netdevsim >/dev/null 2>&1 ||
		[ -e "$(built_netdevsim)" ]
}

# On a disk that is full apt may wait for ever, so the room is looked for first.
has_room() {
	free=$(df -Pm "$cache" | awk 'NR == 2 { print $4 }')
	[ "${free:-0}" -ge 1000 ] && return
	say "$cache has $free MB free, and fetching takes 1000"
	return 1
}

# Makes a private apt for this run.
setup_apt() {
	[ ! -e "$apt" ] || return 0
	command -v apt-get >/dev/null || {
		say "there is no apt-get to fetch $1 with"
		return 1
	}
	. "$parts_apt"
	has_room && mkdir -p "$apt" || return
	say 'reading the lists of packages'
	release=$(apt_private_release)
	apt_private_setup "$apt" "$release" "$release-backports" ||
		apt_private_setup "$apt" "$release" || cannot_fetch "$1"
}

# cannot_fetch PACKAGES: the last line is what is told of it elsewhere.
cannot_fetch() {
	say "cannot be fetched from the mirror of this machine: $1; install it, or try again" \
		'where the mirror can be reached'
	return 1
}

# A kernel or QEMU is best new; where there are no backports, the release's own may do.
fetch_one() {
	say "fetching $1, to be unpacked in the cache and not installed"
	if grep -q backports "$apt/sources.list"; then
		apt_private_unpack "$apt" "$apt/tree" "$release-backports" "$1" >/dev/null &&
			return
	fi
	apt_private_unpack "$apt" "$apt/tree" "$release" "$1" >/dev/null
}

fetch_parts() {
	setup_apt "${missing# }" || return
	mkdir -p "$apt/tree" || return
	[ ! -e "$packages" ] || cp -al "$packages/." "$apt/tree" || return
	for package in $missing; do
		fetch_one "$package" || cannot_fetch "$package" || return
	done
	# A kernel that was unpacked and not installed has no list of what depends on what.
	for root in "$apt/tree" "$apt/tree/usr"; do
		for version in $(versions); do
			depmod -b "$root" "$version"
		done
	done
	# There whole, or not at all, also for those who look meanwhile.
	[ ! -e "$packages" ] || mv "$packages" "$apt/old" || return
	mv "$apt/tree" "$packages"
}

# Some distributions leave netdevsim out. It is built from their own sources, against the
# headers of that kernel, all of which are gone again afterwards.
build_netdevsim() {
	for tool in make gcc; do
		command -v $tool >/dev/null || {
			say "Linux $version has no netdevsim, and without $tool it cannot be built"
			return 1
		}
	done
	setup_apt 'the sources of netdevsim' || return
	series=$(echo "$version" | cut -d. -f1,2)
	say "fetching the headers of Linux $version and the sources of $series"
	(
		cd "$apt" &&
			apt_private "$apt" -qq download "linux-headers-$version" \
				"linux-source-$series" ||
			cannot_fetch "linux-headers-$version linux-source-$series" || exit
		# The headers that flavours share and the tools have other names in each release.
		# shellcheck disable=SC2046
		apt_private "$apt" -qq download $(dpkg-deb -f linux-headers-*.deb Depends |
			tr , '\n' | grep -o 'linux-\(headers\|kbuild\)-[^ ]*') || exit
		for archive in linux-headers-*.deb linux-kbuild-*.deb; do
			dpkg-deb -x "$archive" "$apt/build" || exit
		done
		say 'unpacking netdevsim'
		dpkg-deb --fsys-tarfile linux-source-*.deb |
			tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
			"$busybox" xzcat | tar -x --wildcards '*/drivers/net/netdevsim' || exit
		say 'building netdevsim'
		headers=$apt/build/usr/src/linux-headers-$version
		# Without it no types are described for BPF, which would need one more tool.
		rm -f "$headers/vmlinux"
		sed -i "s|include /usr/src/|include $apt/build/usr/src/|" "$headers/Makefile"
		folder=$(echo "$apt"/linux-source-*/drivers/net/netdevsim)
		make -s -C "$headers" M="$folder" CONFIG_NETDEVSIM=m modules >&2 &&
			strip -g "$folder/netdevsim.ko" &&
			mv "$folder/netdevsim.ko" "$(built_netdevsim)"
	)
}

decompress() {
	case $1 in
	*.xz) "$busybox" xzcat "$1" ;;
	*.gz) "$busybox" zcat "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac
}

# make_once FILE FUNCTION: makes a file of the cache by a function that writes stdout, and
# moves it into place whole.
make_once() {
	[ -e "$1" ] && return
	mkdir -p "$cache" && "$2" >"$part" && mv "$part" "$1" || return
	# What older versions made is of no more use.
	find "$cache" -maxdepth 1 -type f -name "$(basename "${1%%-*}")-*" -mtime +7 -delete
}

print_initramfs() {
	say "making the initramfs for Linux $version"
	mkdir -p "$tree/bin" "$tree/modules" &&
		cp "$busybox" "$tree/bin/busybox" &&
		cp "$parts/init" "$parts/guest" "$tree" &&
		chmod 755 "$tree/init" &&
		copy_modules "$tree/modules" &&
		(cd "$tree" && find . | "$busybox" cpio -o -H newc 2>/dev/null |
			"$busybox" gzip -1)
}

# What is not for the root has a folder of its own: it is loaded while the rest goes on.
copy_modules() {
	mkdir "$1/card" || return
	number=10
	insmod_lines | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
		while read -r file; do
			name=${file##*/}
			name=${name%%.ko*}
			case $name in
			*9p* | netfs | fscache | overlay | virtio*) folder=$1 ;;
			*) folder=$1/card ;;
			esac
			decompress "$file" >"$folder/$number-$name.ko" || exit
			number=$((number + 1))
		done
}

# The kernel without its own unpacking, which takes a second on an emulated processor.
print_vmlinux() {
	# shellcheck disable=SC2046
	set -- $(od -An -v -tu4 -j 584 -N 8 "$kernel") $(od -An -v -tu1 -j 497 -N 1 "$kernel")
	start=$((($3 + 1) * 512 + $1))
	tail -c +$((start + 1)) "$kernel" | head -c $(($2 - 4)) >"$part.in" || return
	case $(od -An -v -tx1 -N 4 "$part.in" | tr -d ' ') in
	28b52ffd) zstd -dcq "$part.in" ;;
	fd377a58) "$busybox" xzcat "$part.in" ;;
	1f8b*) "$busybox" zcat "$part.in" ;;
	*) false ;;
	esac
}

# Only a kernel with the entry for PVH can be started so; any other unpacks itself.
find_vmlinux() {
	grep -qs '^CONFIG_PVH=y' "$(dirname "$kernel")/config-$version" || return
	vmlinux=$cache/vmlinux-$version-$(stat -L -c '%s-%Y' "$kernel")
	make_once "$vmlinux" print_vmlinux 2>/dev/null && kernel=$vmlinux
}

# A KVM that is there may still hang, as one inside another virtual machine does: only one
# that has just started a kernel and ended it is used. Asked once in a boot of this machine.
find_accelerator() {
	accelerator=tcg
	[ -w /dev/kvm ] || return
	known=$cache/kvm-$(cat /proc/sys/kernel/random/boot_id)
	if ! [ -e "$known" ]; then
		say 'trying whether KVM works'
		rm -f "$cache"/kvm-*
		kvm_works && echo yes >"$known" || echo no >"$known"
	fi
	[ "$(cat "$known")" != yes ] || accelerator=kvm
}

kvm_works() {
	eval "set -- $(firmware_arguments)"
	on_its_own timeout -s KILL 10 "$qemu" "$@" -accel kvm -cpu max \
		-M q35,smm=off,kernel-irqchip=split -smp 2 -m 256 -nodefaults -display none \
		-no-reboot -serial stdio -kernel "$kernel" -initrd "$initramfs" \
		-append 'console=ttyS0 quiet panic=-1 NHD_TRY=yes' </dev/null 2>/dev/null |
		grep -q 'nethostdev-netsim: it works'
}

firmware_folders() {
	case $qemu in
	"$packages"/*)
		printf '%s\n' "$packages/usr/share/qemu" "$packages/usr/share/seabios" \
			/usr/share/qemu /usr/share/seabios
		;;
	esac
}

firmware_arguments() {
	firmware_folders | while read -r folder; do
		printf " -L '%s'" "$(echo "$folder" | sed "s/'/'\\\\''/g")"
	done
}

print_settings() {
	echo "qemu $qemu"
	case $qemu in
	"$packages"/*)
		echo "libraries $packages/usr/lib/$triplet:$packages/lib/$triplet"
		echo "modules $packages/usr/lib/$triplet/qemu"
		;;
	esac
	firmware_folders | sed 's/^/firmware /'
	echo "kernel $kernel"
	echo "version $version"
}

clean() {
	[ -z "$cache" ] || rm -rf "$apt" "$tree" "$part" "$part.in"
}

# What no fetching helps with, in one line.
find_obstacle() {
	if ! has_kmod; then
		echo 'missing: kmod; install it'
	elif [ -z "$cache" ]; then
		echo 'neither XDG_CACHE_HOME nor HOME is set: there is no cache; set one of them'
	elif ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
		echo "the cache $cache cannot be written; set XDG_CACHE_HOME to a folder that can"
	elif [ -n "${NHD_QEMU:-}" ] && [ ! -x "$NHD_QEMU" ]; then
		echo "NHD_QEMU=$NHD_QEMU: there is no such program; name another, or none"
	elif [ -n "${NHD_QEMU:-}" ] && ! find_qemu; then
		echo "NHD_QEMU=$NHD_QEMU: it is no QEMU with the device igb; name another, or none"
	elif [ -n "${NHD_KERNEL_ROOT:-}" ] && ! find_kernel; then
		echo "NHD_KERNEL_ROOT=$NHD_KERNEL_ROOT: there is no boot/vmlinuz-VERSION that can be" \
			"read, whose lib/modules/VERSION has $modules; name another, or none"
	else
		return 1
	fi
}

prepare() {
	if obstacle=$(find_obstacle); then
		say "$obstacle"
		return 1
	fi
	exec 9>"$cache/lock" || return
	find_parts || {
		say 'some parts of the machine are missing'
		flock 9
		find_parts || fetch_parts || return
		find_parts || {
			say "still missing:$missing"
			return 1
		}
	}
	[ "$tier" != netdevsim ] || has_netdevsim || {
		flock 9
		has_netdevsim || build_netdevsim || return
	}
	exec 9>&-
	initramfs=$cache/initramfs-$tier-$version-$(cat "$parts/init" "$parts/guest" \
		"$parts/machine.sh" | cksum | cut -d' ' -f1)-$(stat -L -c '%s-%Y' "$kernel").gz
	make_once "$initramfs" print_initramfs || return
	find_vmlinux
	find_accelerator
	print_settings
	echo "initramfs $initramfs"
	echo "accelerator $accelerator"
}

# What is missing, and what would help, in one line, where something is.
find_all() {
	fetched="'nethostdev-netsim prepare --tier $tier' fetches it"
	command -v apt-get >/dev/null || fetched='install it'
	if find_obstacle; then
		return 1
	elif ! find_parts; then
		echo "missing:$missing; $fetched"
	elif [ "$tier" = netdevsim ] && ! has_netdevsim; then
		echo "Linux $version has no netdevsim; $fetched"
	else
		print_settings
		return
	fi
	return 1
}

case $1 in
find) find_all ;;
prepare) prepare ;;
clean) clean ;;
*) usage ;;
esac
