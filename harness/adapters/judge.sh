# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh disable=SC2034
# To be sourced: what the tests share that hold the fixtures against another's
# implementation. They run where that is at hand; where not, they are skipped with the
# reason, or fail with it where NHD_TESTS_MUST_RUN is 1.

: "${srcdir:=.}" "${top_builddir:=.}"
libvirt_adapter=$top_builddir/nethostdev-adapter-libvirt
nova_adapter=$srcdir/harness/adapters/nova.py

# Ends the test as one that cannot run, with the reason.
judge_skip() {
	if [ "${NHD_TESTS_MUST_RUN:-0}" = 1 ]; then
		printf '1..1\nnot ok 1 - must run, but %s\n' "$1"
		exit 1
	fi
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

# A traceback says last what went wrong, and a reason is one line.
judge_last_line() {
	printf '%s\n' "$1" | tail -n 1
}

judge_need_libvirt_adapter() {
	[ -x "$libvirt_adapter" ] ||
		judge_skip 'there is no libvirt adapter: libvirt-dev was not found'
}

# Lets the adapter run with the libvirt unpacked in $NHD_LIBVIRT_113.
judge_use_libvirt_113() {
	[ -n "${NHD_LIBVIRT_113:-}" ] ||
		judge_skip 'NHD_LIBVIRT_113 names no unpacked libvirt (build-aux/unpack-packages)'
	for library in "$NHD_LIBVIRT_113"/usr/lib/*/libvirt.so.0; do
		[ -e "$library" ] || judge_skip "there is no libvirt in $NHD_LIBVIRT_113"
		folder=${library%/*}
	done
	LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	LIBVIRT_DRIVER_DIR=$folder/libvirt/connection-driver
	export LD_LIBRARY_PATH LIBVIRT_DRIVER_DIR
}

judge_need_nova() {
	[ -n "${NHD_NOVA:-}" ] ||
		judge_skip 'NHD_NOVA names no unpacked nova (build-aux/unpack-packages)'
	command -v python3 >/dev/null || judge_skip 'there is no python3'
}

# judge_run EXPECTED VERSION COMMAND...: all fixtures but the backend's through COMMAND, whose
# failures are those listed in the file EXPECTED. VERSION is a pattern for the two words
# behind "hello 1", so that a test cannot judge by another release than it says.
judge_run() {
	expected=$srcdir/harness/adapters/$1 wanted=$2
	shift 2
	greeting=$(echo 'hello 1' | "$@" 2>&1) ||
		judge_skip "it does not start: $(judge_last_line "$greeting")"
	case $greeting in
	"hello 1 "$wanted*) ;;
	*) judge_skip "it is another: $(judge_last_line "$greeting")" ;;
	esac
	exec nethostdev-conformance run --batch --format tap \
		--expected-failures "$expected" -- "$@"
}

libvirtd_expected=$srcdir/harness/adapters/libvirtd.expected

# Of what libvirtd does in its own way one case for each reason, and some that it passes: a
# guest takes seconds to start.
choose_libvirtd_cases() {
	echo 'backend/one-vf/prepare backend/domains/two-vfs'
	awk '/^backend/ { id = $1; $1 = $2 = ""; if (!told[$0]++) print id }' \
		"$libvirtd_expected"
}

# judge_libvirtd RELEASE: a choice of the backend cases in the folder $fixtures, or the cases
# that NHD_LIBVIRTD_CASES names, on the libvirtd in PATH, whose release has to begin with
# RELEASE. Before them, the reference is compared with a guest that is started. A VF that a
# guest has cannot be taken from vfio-pci meanwhile: whoever tries waits for the guest to
# end. Of the fixtures the machine is shown what it runs: to read them all there takes its
# time.
judge_libvirtd() {
	[ -x "$top_builddir/nethostdev-backend-libvirt" ] ||
		judge_skip 'there is no backend of libvirt: libvirt-dev was not found'
	command -v libvirtd >/dev/null || judge_skip 'there is no libvirtd'
	release=$(libvirtd --version | sed 's/.* //')
	case $release in
	"$1"*) ;;
	*) judge_skip "the libvirtd is another: $release" ;;
	esac
	need igb
	mkdir "$scratch/fixtures"
	ln -s "$fixtures/live" "$fixtures/backend" "$scratch/fixtures"
	# The globs are words, and not for the shell.
	set -f
	# shellcheck disable=SC2086
	nethostdev-netsim run --tier igb --pfs 2 --vfs 7 --timeout 3600 -- \
		"$srcdir/harness/adapters/libvirtd.sh" run \
		"$srcdir/harness/adapters/libvirtd.sh" compare \
		nethostdev-conformance run --fixtures "$scratch/fixtures" --format tap --jobs 1 \
		--libvirt "$release" --without recover --timeout 300 \
		--expected-failures "$libvirtd_expected" \
		--exclude 'backend/restore/*driver-meanwhile' \
		--exclude 'backend/restore/*unbound-meanwhile' \
		--exclude 'backend/restore/gone-meanwhile' \
		${NHD_LIBVIRTD_CASES:-$(choose_libvirtd_cases)} -- \
		"$srcdir/harness/adapters/libvirtd.sh" </dev/null
}

# For the adapters' own tests: each of them leaves what it ran printed in $scratch/out and
# $scratch/err, and then calls report STATUS WHAT.
judge_begin() {
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	count=0 failed=0
}

report() {
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$scratch/out" "$scratch/err"
		failed=1
	fi
}

judge_end() {
	echo "1..$count"
	exit "$failed"
}
