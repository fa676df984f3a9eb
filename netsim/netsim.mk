# SPDX-License-Identifier: LGPL-2.1-or-later
# The command nethostdev-netsim: a kernel with VFs for those who have none.

bin_PROGRAMS += nethostdev-netsim
nethostdev_netsim_SOURCES = \
	netsim/helpers.c netsim/helpers.h \
	netsim/hosts.c netsim/hosts.h \
	netsim/igb.c \
	netsim/keeper.c netsim/keeper.h \
	netsim/local.c netsim/local.h \
	netsim/machine.c netsim/machine.h \
	netsim/main.c \
	netsim/namespace.c netsim/namespace.h \
	netsim/netdevsim.c \
	netsim/options.c netsim/options.h \
	netsim/parts.c netsim/parts.h \
	netsim/relay.c netsim/relay.h \
	netsim/run.h \
	netsim/script.c netsim/script.h \
	netsim/simulated.c \
	netsim/tier.h netsim/tiers.c \
	netsim/userns.c
nethostdev_netsim_CPPFLAGS = $(HARNESS_CPPFLAGS) -I$(top_srcdir)/netsim \
	-DNHD_HELPERS_DIR='"$(pkglibexecdir)"'
nethostdev_netsim_CFLAGS = $(AM_CFLAGS)
nethostdev_netsim_LDADD = libharness.la
dist_man_MANS += netsim/nethostdev-netsim.1

# Read by the command or run inside the machine; none is a command of its own.
dist_helpers_DATA += \
	build-aux/apt-private.sh \
	netsim/vm/guest \
	netsim/vm/init \
	netsim/vm/machine.sh

# What needs no machine.
NETSIM_TESTS = \
	netsim/tests/keeper.t \
	netsim/tests/kill.t \
	netsim/tests/options.t \
	netsim/tests/sim.t \
	netsim/tests/userns.t
TESTS += $(NETSIM_TESTS)
EXTRA_DIST += $(NETSIM_TESTS) netsim/tests/netsim.sh
check_PROGRAMS += netsim/tests/mapped netsim/tests/stub
netsim_tests_mapped_SOURCES = netsim/tests/mapped.c
netsim_tests_mapped_CFLAGS = $(AM_CFLAGS)
netsim_tests_stub_SOURCES = netsim/tests/stub.c
netsim_tests_stub_CFLAGS = $(AM_CFLAGS)

# These boot machines: not part of check, which has to pass anywhere in minutes. The longest
# are first.
IGB_TESTS = \
	netsim/tests/igb.t \
	harness/tests/judge-libvirtd.t \
	netsim/tests/run.t \
	netsim/tests/calibrate.t \
	netsim/tests/deaths.t \
	netsim/tests/kill-machines.t \
	netsim/tests/netdevsim.t \
	netsim/tests/privileges.t
EXTRA_DIST += $(IGB_TESTS) netsim/tests/deaths netsim/tests/privileges

# Guests on a processor that is emulated twice, for all cases of the two kinds that libvirtd
# can be asked: half an hour.
LIBVIRTD_TESTS = \
	harness/tests/judge-libvirtd.t \
	harness/tests/judge-libvirtd-113.t
EXTRA_DIST += harness/tests/judge-libvirtd-113.t

check-libvirtd: all
	$(AM_V_at)NHD_LIBVIRTD_CASES="$${NHD_LIBVIRTD_CASES-live/* backend/*}" \
		$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LIBVIRTD_TESTS)'
.PHONY: check-libvirtd

check-igb: all
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(IGB_TESTS)'
.PHONY: check-igb
