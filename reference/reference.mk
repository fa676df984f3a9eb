# SPDX-License-Identifier: LGPL-2.1-or-later
# libnethostdev and the command nethostdev.

# The command is linked with the objects themselves: it starts without a library to find,
# and the same objects serve it in the build tree and when installed.
noinst_LTLIBRARIES += libnhd.la
libnhd_la_SOURCES = \
	reference/nethostdev.h \
	reference/error.c reference/error.h \
	reference/model/address.h \
	reference/model/choice.h \
	reference/model/arena.c reference/model/arena.h \
	reference/model/bandwidth.h \
	reference/model/device.h \
	reference/model/interface.c reference/model/interface.h \
	reference/model/domain.c reference/model/domain.h \
	reference/model/ip.h \
	reference/model/network.c reference/model/network.h \
	reference/model/source.h \
	reference/model/virtualport.h \
	reference/model/vlan.h \
	reference/xml/blanks.c reference/xml/blanks.h \
	reference/xml/buffer.c reference/xml/buffer.h \
	reference/xml/collect.c reference/xml/collect.h \
	reference/xml/devices.h \
	reference/xml/encoding.c reference/xml/encoding.h \
	reference/xml/grammar.c reference/xml/grammar.h \
	reference/xml/limits.c reference/xml/limits.h \
	reference/xml/read.c reference/xml/reader.h \
	reference/xml/rules.c reference/xml/rules.h \
	reference/xml/rules_device.c \
	reference/xml/rules_domain.c \
	reference/xml/rules_ip.c \
	reference/xml/rules_live.c \
	reference/xml/rules_net.c \
	reference/xml/rules_network.c \
	reference/xml/rules_place.c \
	reference/xml/rules_source.c \
	reference/xml/seen.c reference/xml/seen.h \
	reference/xml/validate.c \
	reference/xml/values.c reference/xml/values.h \
	reference/xml/write.c reference/xml/writer.h
libnhd_la_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(NL_CFLAGS) $(JANSSON_CFLAGS)
libnhd_la_LIBADD = $(XML_LIBS) $(NL_LIBS) $(JANSSON_LIBS)

include $(top_srcdir)/reference/vf/vf.mk

include_HEADERS += reference/nethostdev.h
lib_LTLIBRARIES += libnethostdev.la
libnethostdev_la_SOURCES =
libnethostdev_la_LIBADD = libnhd.la
libnethostdev_la_LDFLAGS = -version-info 0:0:0 -no-undefined \
	-Wl,--version-script=$(top_srcdir)/reference/nethostdev.sym
EXTRA_libnethostdev_la_DEPENDENCIES = reference/nethostdev.sym
EXTRA_DIST += reference/nethostdev.sym
pkgconfig_DATA += reference/nethostdev.pc
dist_man_MANS += reference/cli/nethostdev.1
dist_pkgdata_DATA += reference/xml/nethostdev.rng

bin_PROGRAMS += nethostdev
CLI = \
	reference/cli/batch.c reference/cli/batch.h \
	reference/cli/check.c \
	reference/cli/cli.h \
	reference/cli/document.c \
	reference/cli/format.c \
	reference/cli/kind.c reference/cli/kind.h \
	reference/cli/main.c \
	reference/cli/recover.c \
	reference/cli/schema.c reference/cli/schema.h \
	reference/cli/show.c \
	reference/cli/vf.c
nethostdev_SOURCES = $(CLI) reference/cli/host.c
nethostdev_CPPFLAGS = $(AM_CPPFLAGS) -DNHD_SCHEMA_FILE='"$(pkgdatadir)/nethostdev.rng"'
nethostdev_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
nethostdev_LDADD = libnhd.la

# The shared library as a stranger links it; the
# command as its users meet it.
check_PROGRAMS += reference/tests/api.t
reference_tests_api_t_SOURCES = reference/tests/api.c reference/tests/check.h
reference_tests_api_t_CFLAGS = $(AM_CFLAGS)
reference_tests_api_t_LDADD = libnethostdev.la -lpthread
check_PROGRAMS += reference/tests/schema.t
reference_tests_schema_t_SOURCES = \
	reference/cli/cli.h \
	reference/cli/document.c \
	reference/cli/schema.c reference/cli/schema.h \
	reference/tests/schema.c
reference_tests_schema_t_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
reference_tests_schema_t_LDADD = libnhd.la
check_PROGRAMS += reference/tests/coverage.t
reference_tests_coverage_t_SOURCES = reference/tests/coverage.c
reference_tests_coverage_t_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
reference_tests_coverage_t_LDADD = libnhd.la
TESTS += reference/tests/api.t reference/tests/cli.t reference/tests/exec.t \
	reference/tests/coverage.t reference/tests/schema.t
EXTRA_DIST += reference/tests/cli.t reference/tests/exec.t reference/tests/schema-exceptions

include $(top_srcdir)/reference/tests/tests.mk

# What the fixtures alone reach of reference/xml; lines that only a failed allocation can
# reach are set apart. For a tree configured with --enable-coverage; needs gcovr.
NO_MEMORY = .*(memory|failed|ENOMEM|!grow|!\*reader|!tags|!text|!end|!larger).*
coverage: all
	$(AM_V_at)find . -name '*.gcda' -exec rm -f {} +
	$(AM_V_at)for driver in generic qemu; do \
		./nethostdev-conformance run --strict --grade bytes --format human \
			--fixtures $(srcdir)/fixtures --driver $$driver 'interface/*' 'network/*' 'domain/*' -- \
			./nethostdev format --driver $$driver || exit; \
		./nethostdev-conformance run --strict --batch --format human \
			--fixtures $(srcdir)/fixtures --driver $$driver 'interface/*' 'network/*' 'domain/*' 'live/*' -- \
			./nethostdev format --batch --driver $$driver || exit; \
	done
	$(AM_V_at)for metric in "" --branches; do \
		gcovr --root $(top_srcdir) --filter '$(abs_top_srcdir)/reference/xml/' \
			--object-directory . $$metric \
			--exclude-lines-by-pattern '$(NO_MEMORY)' . || exit; \
	done
.PHONY: coverage
