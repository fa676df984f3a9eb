# SPDX-License-Identifier: LGPL-2.1-or-later
# The VF backend: the model carried out on a host.

libnhd_la_SOURCES += \
	reference/vf/driver.c reference/vf/driver.h \
	reference/vf/fields.c reference/vf/fields.h \
	reference/vf/host.c reference/vf/host.h \
	reference/vf/libvirt.c \
	reference/vf/linux.c reference/vf/linux.h \
	reference/vf/mac.h \
	reference/vf/move.c reference/vf/move.h \
	reference/vf/pool.c \
	reference/vf/port.c reference/vf/port.h \
	reference/vf/prepare.c \
	reference/vf/restore.c \
	reference/vf/rtnl.c reference/vf/rtnl.h \
	reference/vf/show.c \
	reference/vf/snapshot.c reference/vf/snapshot.h \
	reference/vf/state.c reference/vf/state.h \
	reference/vf/sysfs.c reference/vf/sysfs.h \
	reference/vf/vfinfo.c reference/vf/vfinfo.h

# What needs no card: a fake host, a plain tree for sysfs, bytes for the kernel's answers.
VF_TESTS = \
	reference/vf/tests/assign.t \
	reference/vf/tests/libvirt.t \
	reference/vf/tests/linux.t \
	reference/vf/tests/pool.t \
	reference/vf/tests/port.t \
	reference/vf/tests/recover.t \
	reference/vf/tests/rtnl.t \
	reference/vf/tests/show.t \
	reference/vf/tests/state.t \
	reference/vf/tests/sysfs.t \
	reference/vf/tests/vfinfo.t
check_PROGRAMS += $(VF_TESTS)
TESTS += $(VF_TESTS)
VF_TESTS_CFLAGS = $(AM_CFLAGS) $(NL_CFLAGS)
VF_FAKE = reference/tests/check.h \
	reference/vf/tests/fake.c reference/vf/tests/fake.h
VF_BENCH = $(VF_FAKE) \
	reference/vf/tests/bench.c reference/vf/tests/bench.h
VF_LIBS = libnhd.la $(NL_LIBS)

reference_vf_tests_assign_t_SOURCES = reference/vf/tests/assign.c $(VF_BENCH)
reference_vf_tests_assign_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_assign_t_LDADD = $(VF_LIBS)

reference_vf_tests_libvirt_t_SOURCES = reference/vf/tests/libvirt.c $(VF_FAKE)
reference_vf_tests_libvirt_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_libvirt_t_LDADD = $(VF_LIBS)

reference_vf_tests_linux_t_SOURCES = reference/vf/tests/linux.c \
	reference/tests/check.h
reference_vf_tests_linux_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_linux_t_LDADD = $(VF_LIBS)

reference_vf_tests_pool_t_SOURCES = reference/vf/tests/pool.c $(VF_BENCH) $(MEMORY)
reference_vf_tests_pool_t_CFLAGS = $(VF_TESTS_CFLAGS) $(XML_CFLAGS)
reference_vf_tests_pool_t_LDFLAGS = $(WRAP_MEMORY)
reference_vf_tests_pool_t_LDADD = $(VF_LIBS)

reference_vf_tests_port_t_SOURCES = reference/vf/tests/port.c $(VF_FAKE)
reference_vf_tests_port_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_port_t_LDADD = $(VF_LIBS)

reference_vf_tests_recover_t_SOURCES = reference/vf/tests/recover.c $(VF_BENCH)
reference_vf_tests_recover_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_recover_t_LDADD = $(VF_LIBS)

reference_vf_tests_rtnl_t_SOURCES = reference/vf/tests/rtnl.c \
	reference/tests/check.h
reference_vf_tests_rtnl_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_rtnl_t_LDADD = $(VF_LIBS)

reference_vf_tests_show_t_SOURCES = reference/vf/tests/show.c $(VF_FAKE) $(MEMORY)
reference_vf_tests_show_t_CFLAGS = $(VF_TESTS_CFLAGS) $(XML_CFLAGS)
reference_vf_tests_show_t_LDFLAGS = $(WRAP_MEMORY)
reference_vf_tests_show_t_LDADD = $(VF_LIBS)

reference_vf_tests_state_t_SOURCES = reference/vf/tests/state.c $(VF_FAKE)
reference_vf_tests_state_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_state_t_LDADD = $(VF_LIBS)

reference_vf_tests_sysfs_t_SOURCES = reference/vf/tests/sysfs.c \
	reference/tests/check.h
reference_vf_tests_sysfs_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_sysfs_t_LDADD = $(VF_LIBS)

reference_vf_tests_vfinfo_t_SOURCES = reference/vf/tests/vfinfo.c \
	reference/tests/check.h
reference_vf_tests_vfinfo_t_CFLAGS = $(VF_TESTS_CFLAGS)
reference_vf_tests_vfinfo_t_LDADD = $(VF_LIBS)
