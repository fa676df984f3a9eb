# SPDX-License-Identifier: LGPL-2.1-or-later
# make bench: how fast the library is, and how its cost grows. No part of make check, which
# only sees to it that these programs run.

BENCH_COMMON = \
	bench/measure.c bench/measure.h \
	bench/report.c bench/report.h \
	bench/series.c bench/series.h \
	reference/cli/cli.h \
	reference/cli/document.c
if HAVE_LIBVIRT
BENCH_LIBVIRT = \
	bench/libvirt.c bench/libvirt.h \
	harness/adapters/libvirt_document.c harness/adapters/libvirt_document.h
else
BENCH_LIBVIRT = bench/no_libvirt.c bench/libvirt.h
endif
BENCH_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/harness \
	-DPACKAGE_VERSION='"$(PACKAGE_VERSION)"'
BENCH_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) $(LIBVIRT_CFLAGS)
BENCH_LDADD = libnhd.la $(LIBVIRT_LIBS) $(JANSSON_LIBS) $(XML_LIBS)

check_PROGRAMS += bench/speed
bench_speed_SOURCES = \
	bench/contestants.c bench/contestants.h \
	bench/corpus.c bench/corpus.h \
	bench/speed.c \
	$(BENCH_LIBVIRT) $(BENCH_COMMON)
bench_speed_CPPFLAGS = $(BENCH_CPPFLAGS)
bench_speed_CFLAGS = $(BENCH_CFLAGS)
bench_speed_LDADD = $(BENCH_LDADD) -lm

check_PROGRAMS += bench/scale
bench_scale_SOURCES = \
	bench/contestants.c bench/contestants.h \
	bench/heap.c bench/heap.h \
	bench/scale.c \
	bench/shapes.c bench/shapes.h \
	$(BENCH_COMMON)
bench_scale_CPPFLAGS = $(BENCH_CPPFLAGS)
bench_scale_CFLAGS = $(BENCH_CFLAGS)
bench_scale_LDADD = $(BENCH_LDADD) -lm

# client.c has the host in the place of the library's.
check_PROGRAMS += bench/vfs
bench_vfs_SOURCES = \
	bench/measure.c bench/measure.h \
	bench/report.c bench/report.h \
	bench/series.c bench/series.h \
	bench/vfs.c \
	netsim/sim/client.c \
	netsim/sim/wire.c netsim/sim/wire.h
bench_vfs_CPPFLAGS = $(BENCH_CPPFLAGS) -I$(top_srcdir)/netsim/sim
bench_vfs_CFLAGS = $(BENCH_CFLAGS)
bench_vfs_LDADD = libnhd.la libharness.la $(JANSSON_LIBS) $(XML_LIBS) -lm

check_PROGRAMS += bench/batch
bench_batch_SOURCES = \
	bench/batch.c \
	bench/measure.c bench/measure.h \
	bench/report.c bench/report.h
bench_batch_CPPFLAGS = $(BENCH_CPPFLAGS)
bench_batch_CFLAGS = $(BENCH_CFLAGS)
bench_batch_LDADD = libharness.la $(JANSSON_LIBS) $(XML_LIBS)

check_PROGRAMS += bench/table
bench_table_SOURCES = bench/table.c
bench_table_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
bench_table_LDADD = $(JANSSON_LIBS)

BENCH_TESTS = bench/tests/bench.t
# Not where nothing is as fast as it is.
if !SANITIZERS
TESTS += $(BENCH_TESTS)
endif
EXTRA_DIST += $(BENCH_TESTS) bench/plots.gp bench/run

# Some minutes on a machine that should do little else. Ends in an error if a goal is missed.
bench: bench/batch$(EXEEXT) bench/scale$(EXEEXT) bench/speed$(EXEEXT) bench/table$(EXEEXT) \
		bench/vfs$(EXEEXT)
	$(AM_V_at)$(MKDIR_P) reports
	$(AM_V_at)VALGRIND='$(VALGRIND)' $(SHELL) $(srcdir)/bench/run \
		'$(srcdir)' '$(top_builddir)' reports
.PHONY: bench
CLEANFILES += reports/bench.json reports/bench-*.svg
