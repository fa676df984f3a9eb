# SPDX-License-Identifier: LGPL-2.1-or-later
# The harness is tested too: by a subject of every bad habit, over a small suite of its own.

check_PROGRAMS += harness/tests/fake harness/tests/units.t harness/tests/fuzz-units.t harness/tests/page
harness_tests_fake_SOURCES = harness/tests/fake.c reference/cli/batch.c reference/cli/batch.h
harness_tests_fake_CPPFLAGS = $(HARNESS_CPPFLAGS) -I$(top_srcdir)/harness
harness_tests_fake_CFLAGS = $(AM_CFLAGS)
harness_tests_fake_LDADD = libharness.la
harness_tests_units_t_SOURCES = harness/tests/units.c harness/tests/tally.h
harness_tests_units_t_CPPFLAGS = $(HARNESS_CPPFLAGS) -I$(top_srcdir)/harness
harness_tests_units_t_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
harness_tests_units_t_LDADD = libharness.la

harness_tests_page_SOURCES = harness/tests/page.c
harness_tests_page_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
harness_tests_page_LDADD = $(XML_LIBS)
harness_tests_fuzz_units_t_SOURCES = harness/tests/fuzz-units.c harness/tests/tally.h
harness_tests_fuzz_units_t_CPPFLAGS = $(HARNESS_CPPFLAGS) -I$(top_srcdir)/harness
harness_tests_fuzz_units_t_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
harness_tests_fuzz_units_t_LDADD = libharness.la $(XML_LIBS)

HARNESS_TESTS = \
	harness/tests/book.t \
	harness/tests/commands.t \
	harness/tests/expected.t \
	harness/tests/fuzz.t \
	harness/tests/lint.t \
	harness/tests/lint-rules.t \
	harness/tests/options.t \
	harness/tests/robust.t \
	harness/tests/skips.t \
	harness/tests/subjects.t
TESTS += $(HARNESS_TESTS) harness/tests/units.t harness/tests/fuzz-units.t
EXTRA_DIST += $(HARNESS_TESTS) harness/tests/tap.sh harness/tests/suite
