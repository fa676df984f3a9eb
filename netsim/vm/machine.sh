# SPDX-License-Identifier: LGPL-2.1-or-later
# To be sourced: the parts of the machine with the emulated card (QEMU with the device igb,
# a kernel, a static busybox), taken from what is installed or unpacked in the cache, the
# initramfs made of them, and one run of it. parts names the folder of this file.
# shellcheck shell=sh disable=SC2154

machine_cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
machine_cache=${machine_cache:+$machine_cache/nethostdev}
machine_packages=$machine_cache/packages
# Nothing here needs protection from itself, and every probe costs emulated time.
machine_command_line="console=ttyS0 quiet panic=-1 intel_iommu=on audit=0 \
mitigations=off nokaslr no_timer_check cryptomgr.notests"
machine_modules='igb igbvf vfio-pci vfio_iommu_type1 9p 9pnet_virtio overlay virtio_pci'

machine_say() {
	echo "nethostdev-netsim: $*" >&2
}

# Runs QEMU, the unpacked one on the libraries, modules and firmware unpacked with it.
machine_qemu_run() {
	case $machine_qemu in
	"$machine_packages"/*)
		machine_lib=$machine_packages/usr/lib/x86_64-linux-gnu
		LD_LIBRARY_PATH=$machine_lib:$machine_packages/lib/x86_64-linux-gnu \
		QEMU_MODULE_DIR=$machine_lib/qemu \
			"$@"
		;;
	*) "$@" ;;
	esac
}

# One device's help: that of all loads every module, those of another QEMU's build too.
machine_qemu_has_igb() {
	machine_qemu_run "$machine_qemu" -device igb,help 2>/dev/null | grep -q '^igb options'
}

machine_find_qemu() {
	for machine_qemu in "${NHD_QEMU:-$(command -v qemu-system-x86_64)}" \
		"$machine_packages/usr/bin/qemu-system-x86_64"; do
		[ -x "$machine_qemu" ] && machine_qemu_has_igb && return
	done
	machine_qemu=
	return 1
}

# The newest kernel that can be read and has every module, the machine's or an unpacked one.
machine_find_kernel() {
	for machine_root in "${NHD_KERNEL_ROOT:-}" "$machine_packages" \
		"$machine_packages/usr"; do
		for machine_version in $(machine_versions); do
			machine_kernel=$machine_root/boot/vmlinuz-$machine_version
			[ -r "$machine_kernel" ] || machine_kernel=${machine_root%/usr}/boot/vmlinuz-$machine_version
			[ -r "$machine_kernel" ] || continue
			machine_insmod_lines >/dev/null 2>&1 && return
		done
	done
	machine_kernel=
	return 1
}

machine_versions() {
	ls "$machine_root/lib/modules" 2>/dev/null | sort -rV
}

# The modules' files in the order to load them in; a built-in one needs none.
machine_insmod_lines() {
	for machine_module in $machine_modules; do
		PATH=$PATH:/usr/sbin:/sbin modprobe -d "${machine_root:-/}" \
			-S "$machine_version" -D "$machine_module" || return
	done
}

machine_find_busybox() {
	for machine_busybox in "$(command -v busybox)" "$machine_packages/bin/busybox" \
		"$machine_packages/usr/bin/busybox"; do
		[ -x "$machine_busybox" ] && ! ldd "$machine_busybox" >/dev/null 2>&1 && return
	done
	machine_busybox=
	return 1
}

machine_find() {
	machine_missing=
	machine_find_qemu || machine_missing="$machine_missing qemu-system-x86"
	machine_find_kernel || machine_missing="$machine_missing linux-image-amd64"
	machine_find_busybox || machine_missing="$machine_missing busybox-static"
	[ -z "$machine_missing" ]
}

# Unpacks what is missing; the machine itself is left as it is.
machine_fetch() {
	. "$parts_apt"
	command -v apt-get >/dev/null || {
		machine_say "there is no apt-get to fetch$machine_missing with"
		return 1
	}
	machine_say "fetching$machine_missing into $machine_packages, installing nothing"
	machine_release=$(apt_private_release)
	machine_apt=$machine_cache/apt
	apt_private_setup "$machine_apt" "$machine_release" "$machine_release-backports" ||
		apt_private_setup "$machine_apt" "$machine_release" || return
	for machine_package in $machine_missing; do
		machine_say "  $machine_package"
		machine_fetch_one "$machine_package" || return
	done
	rm -rf "$machine_apt"
}

# A kernel or QEMU is best new; where there are no backports, the release's own may do.
machine_fetch_one() {
	if grep -q backports "$machine_apt/sources.list"; then
		apt_private_unpack "$machine_apt" "$machine_packages" \
			"$machine_release-backports" "$1" >/dev/null && return
	fi
	apt_private_unpack "$machine_apt" "$machine_packages" "$machine_release" "$1" >/dev/null
}

# A kernel that was unpacked and not installed has no list of what depends on what.
machine_depmod() {
	for machine_root in "$machine_packages" "$machine_packages/usr"; do
		for machine_version in $(machine_versions); do
			PATH=$PATH:/usr/sbin:/sbin depmod -b "$machine_root" "$machine_version"
		done
	done
}

machine_decompress() {
	case $1 in
	*.xz) "$machine_busybox" xzcat "$1" ;;
	*.gz) "$machine_busybox" zcat "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac
}

# The initramfs, made once for a kernel and an init, and moved into place whole.
machine_initramfs() {
	machine_initrd=$machine_cache/initramfs-$machine_version-$(cat "$parts/init" \
		"$parts/machine.sh" "$machine_kernel" | cksum | cut -d' ' -f1).gz
	[ -e "$machine_initrd" ] && return
	machine_say "making the initramfs for Linux $machine_version"
	mkdir -p "$machine_cache"
	machine_tree=$(mktemp -d "$machine_cache/initramfs.XXXXXX") || return
	mkdir -p "$machine_tree/root/bin" "$machine_tree/root/modules" &&
		cp "$machine_busybox" "$machine_tree/root/bin/busybox" &&
		cp "$parts/init" "$machine_tree/root/init" &&
		chmod 755 "$machine_tree/root/init" &&
		machine_copy_modules &&
		(cd "$machine_tree/root" && find . | "$machine_busybox" cpio -o -H newc |
			"$machine_busybox" gzip -1) >"$machine_tree/initrd" 2>/dev/null &&
		mv "$machine_tree/initrd" "$machine_initrd"
	machine_status=$?
	rm -rf "$machine_tree"
	return $machine_status
}

machine_copy_modules() {
	machine_number=10
	machine_insmod_lines | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' \
		>"$machine_tree/list"
	while read -r machine_file; do
		machine_name=${machine_file##*/}
		machine_decompress "$machine_file" \
			>"$machine_tree/root/modules/$machine_number-${machine_name%%.ko*}.ko" ||
			return
		machine_number=$((machine_number + 1))
	done <"$machine_tree/list"
}

machine_prepare() {
	if [ -z "$machine_cache" ]; then
		machine_say 'neither XDG_CACHE_HOME nor HOME is set: there is no cache'
		return 1
	fi
	machine_find || {
		machine_fetch || return
		machine_depmod
		machine_find || {
			machine_say "still missing:$machine_missing"
			return 1
		}
	}
	machine_initramfs
}

# The arguments that QEMU gets beside those of the PFs. There is no clock, display or disk.
machine_boot() {
	set -- -accel tcg,thread=multi -cpu max -M q35,smm=off -smp 2 -m "$machine_memory" \
		-nodefaults -display none -no-reboot -serial "file:$work/console" \
		-kernel "$machine_kernel" -initrd "$machine_initrd" \
		-append "$machine_command_line" \
		-device intel-iommu,intremap=on,caching-mode=on \
		-virtfs "local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap" \
		-virtfs "local,path=$work,mount_tag=work,security_model=none" \
		"$@"
	case $machine_qemu in
	"$machine_packages"/*)
		set -- -L "$machine_packages/usr/share/qemu" \
			-L "$machine_packages/usr/share/seabios" -L /usr/share/qemu \
			-L /usr/share/seabios "$@"
		;;
	esac
	# The machine ends with this script, however that ends, and at its time limit: the call
	# is the last of a subshell, and in its place is the script's own child.
	machine_qemu_run exec setpriv --pdeathsig TERM timeout -k 5 "$timeout" "$machine_qemu" "$@" \
		</dev/null >"$work/qemu" 2>&1
}

# machine_pfs COUNT: prints the arguments for that many PFs, each behind a port of its own.
machine_pfs() {
	machine_pf=1
	while [ "$machine_pf" -le "$1" ]; do
		printf ' -device pcie-root-port,id=port%d,chassis=%d,slot=%d' \
			"$machine_pf" "$machine_pf" "$machine_pf"
		printf ' -netdev user,id=net%d,restrict=on' "$machine_pf"
		printf ' -device igb,netdev=net%d,bus=port%d,mac=52:54:00:00:00:%02x' \
			"$machine_pf" "$machine_pf" "$machine_pf"
		machine_pf=$((machine_pf + 1))
	done
}
