# SPDX-License-Identifier: LGPL-2.1-or-later
# The simulated kernel, the command nethostdev over it, and what plays ip there.

SIM_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/harness -I$(top_srcdir)/netsim/sim
SIM_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)

noinst_LTLIBRARIES += libsim.la
libsim_la_SOURCES = \
	netsim/sim/attributes.c netsim/sim/attributes.h \
	netsim/sim/bind.c \
	netsim/sim/document.c \
	netsim/sim/faults.c netsim/sim/faults.h \
	netsim/sim/kernel.c netsim/sim/kernel.h \
	netsim/sim/modules.c netsim/sim/modules.h \
	netsim/sim/policy.c netsim/sim/policy.h \
	netsim/sim/port.c netsim/sim/port.h \
	netsim/sim/requests.c netsim/sim/requests.h \
	netsim/sim/rtnl.c netsim/sim/rtnl.h \
	netsim/sim/sysfs.c netsim/sim/sysfs.h \
	netsim/sim/temper.c netsim/sim/temper.h \
	netsim/sim/text.c netsim/sim/text.h \
	netsim/sim/vf.c \
	netsim/sim/vfinfo.c netsim/sim/vfinfo.h \
	netsim/sim/wire.c netsim/sim/wire.h
libsim_la_CPPFLAGS = $(SIM_CPPFLAGS)
libsim_la_CFLAGS = $(SIM_CFLAGS)
libsim_la_LIBADD = libharness.la $(XML_LIBS)

pkglibexec_PROGRAMS += nethostdev-sim-kernel nethostdev-sim nethostdev-sim-ctl
nethostdev_sim_kernel_SOURCES = \
	netsim/sim/main.c \
	netsim/sim/server.c netsim/sim/server.h
nethostdev_sim_kernel_CPPFLAGS = $(SIM_CPPFLAGS)
nethostdev_sim_kernel_CFLAGS = $(SIM_CFLAGS)
nethostdev_sim_kernel_LDADD = libsim.la

nethostdev_sim_ctl_SOURCES = netsim/sim/ctl.c
nethostdev_sim_ctl_CPPFLAGS = $(SIM_CPPFLAGS) -DNHD_TEMPERS_DIR='"$(tempersdir)"'
nethostdev_sim_ctl_CFLAGS = $(SIM_CFLAGS)
nethostdev_sim_ctl_LDADD = libsim.la

# The objects of the command; client.c has the host in the place of the library's and its own.
nethostdev_sim_SOURCES = $(CLI) \
	netsim/sim/client.c \
	netsim/sim/wire.c netsim/sim/wire.h
nethostdev_sim_CPPFLAGS = $(nethostdev_CPPFLAGS) -I$(top_srcdir)/harness -I$(top_srcdir)/netsim/sim
nethostdev_sim_CFLAGS = $(nethostdev_CFLAGS)
nethostdev_sim_LDADD = $(nethostdev_LDADD) libharness.la

tempersdir = $(pkgdatadir)/tempers
dist_tempers_DATA = \
	netsim/sim/tempers/again-after-reset.temper \
	netsim/sim/tempers/another-mac.temper \
	netsim/sim/tempers/busy-after-reset.temper \
	netsim/sim/tempers/double-vlan-untold.temper \
	netsim/sim/tempers/double-vlan.temper \
	netsim/sim/tempers/enic.temper \
	netsim/sim/tempers/few-settings.temper \
	netsim/sim/tempers/forgetful.temper \
	netsim/sim/tempers/free-mac.temper \
	netsim/sim/tempers/hidden-in-reset.temper \
	netsim/sim/tempers/igb.temper \
	netsim/sim/tempers/keeps.temper \
	netsim/sim/tempers/link-state-partly.temper \
	netsim/sim/tempers/link-state.temper \
	netsim/sim/tempers/no-iommu.temper \
	netsim/sim/tempers/netdevsim.temper \
	netsim/sim/tempers/no-vf-netdev.temper \
	netsim/sim/tempers/no-vfio.temper \
	netsim/sim/tempers/port-profile-refused.temper \
	netsim/sim/tempers/port-profile-silent.temper \
	netsim/sim/tempers/port-profile.temper \
	netsim/sim/tempers/refuses-zero-mac-otherwise.temper \
	netsim/sim/tempers/refuses-zero-mac.temper \
	netsim/sim/tempers/refuses-zero-vlan.temper \
	netsim/sim/tempers/representors.temper \
	netsim/sim/tempers/same-mac.temper \
	netsim/sim/tempers/two-ports.temper \
	netsim/sim/tempers/vfio-variant-unloaded.temper \
	netsim/sim/tempers/vfio-variant.temper \
	netsim/sim/tempers/vlan-0-is-4095.temper \
	netsim/sim/tempers/while-pf-is-up.temper \
	netsim/sim/tempers/without-its-driver.temper

check_PROGRAMS += netsim/sim/tests/pester netsim/sim/tests/rtnl-units.t
netsim_sim_tests_rtnl_units_t_SOURCES = netsim/sim/tests/rtnl-units.c harness/tests/tally.h
netsim_sim_tests_rtnl_units_t_CPPFLAGS = $(SIM_CPPFLAGS)
netsim_sim_tests_rtnl_units_t_CFLAGS = $(SIM_CFLAGS)
netsim_sim_tests_rtnl_units_t_LDADD = libsim.la libharness.la $(XML_LIBS)

netsim_sim_tests_pester_SOURCES = netsim/sim/tests/pester.c
netsim_sim_tests_pester_CPPFLAGS = $(SIM_CPPFLAGS)
netsim_sim_tests_pester_CFLAGS = $(SIM_CFLAGS)
netsim_sim_tests_pester_LDADD = libsim.la libharness.la $(XML_LIBS)

# The library over client.c, with its memory and what it asks of files in the test's hands.
check_PROGRAMS += netsim/sim/tests/sweep
netsim_sim_tests_sweep_SOURCES = \
	netsim/sim/tests/doors.c netsim/sim/tests/doors.h \
	netsim/sim/tests/sweep.c \
	netsim/sim/client.c \
	$(MEMORY)
netsim_sim_tests_sweep_CPPFLAGS = $(SIM_CPPFLAGS)
netsim_sim_tests_sweep_CFLAGS = $(SIM_CFLAGS) $(NL_CFLAGS) $(JANSSON_CFLAGS)
netsim_sim_tests_sweep_LDFLAGS = $(WRAP_MEMORY) -Wl,--wrap=nlmsg_alloc_simple
netsim_sim_tests_sweep_LDADD = libnhd.la libsim.la libharness.la \
	$(XML_LIBS) $(NL_LIBS) $(JANSSON_LIBS)

SIM_TESTS = \
	netsim/sim/tests/kernel.t \
	netsim/sim/tests/libvirt.t \
	netsim/sim/tests/many-vfs.t \
	netsim/sim/tests/messages.t \
	netsim/sim/tests/robust.t \
	netsim/sim/tests/show.t \
	netsim/sim/tests/suite.t \
	netsim/sim/tests/together.t
TESTS += $(SIM_TESTS) netsim/sim/tests/rtnl-units.t
EXTRA_DIST += $(SIM_TESTS) netsim/sim/tests/foreign.t netsim/sim/tests/recover.t \
	netsim/sim/tests/sim.sh netsim/sim/tests/sweep.sh netsim/sim/tests/sweep-tempers.t \
	netsim/sim/tests/sweep.t
# Sanitizers have nothing to find in another's program.
if !SANITIZERS
TESTS += netsim/sim/tests/foreign.t
endif

STRESS_TESTS = \
	netsim/sim/tests/together.t \
	netsim/sim/tests/sweep-tempers.t \
	netsim/sim/tests/sweep.t
stress: all
	$(AM_V_at)ROUNDS=10000 NHD_SWEEP_EVERY="$${NHD_SWEEP_EVERY:-7}" $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS='$(STRESS_TESTS)'
.PHONY: stress

# The simulation against the emulated card (calibrate.t): one boot.
EXTRA_DIST += netsim/tests/calibrate \
	netsim/tests/calibration/down.script \
	netsim/tests/calibration/drivers.script \
	netsim/tests/calibration/macs.script \
	netsim/tests/calibration/numbers.script \
	netsim/tests/calibration/pci.script \
	netsim/tests/calibration/settings.script
