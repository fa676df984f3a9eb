# SPDX-License-Identifier: LGPL-2.1-or-later
# The command nethostdev-conformance, the chapters' tests, and the tests of the harness.

noinst_LTLIBRARIES += libharness.la
libharness_la_SOURCES = \
	harness/apply.c harness/apply.h \
	harness/ability.c harness/ability.h \
	harness/backend.c harness/backend.h \
	harness/book.c harness/book.h \
	harness/buffer.c harness/buffer.h \
	harness/chapter.c harness/chapter.h \
	harness/classes.c harness/classes.h \
	harness/compare.c harness/compare.h \
	harness/diff.c harness/diff.h \
	harness/expected.c harness/expected.h \
	harness/findings.c harness/findings.h \
	harness/folder.c harness/folder.h \
	harness/fuzz/asker.c harness/fuzz/asker.h \
	harness/fuzz/corpus.c harness/fuzz/corpus.h \
	harness/fuzz/dice.c harness/fuzz/dice.h \
	harness/fuzz/finding.c harness/fuzz/finding.h \
	harness/fuzz/fuzz.c harness/fuzz/fuzz.h \
	harness/fuzz/fuzz_options.c harness/fuzz/fuzz_options.h \
	harness/fuzz/known.c harness/fuzz/known.h \
	harness/fuzz/mutate.c harness/fuzz/mutate.h \
	harness/fuzz/regex.c harness/fuzz/regex.h \
	harness/fuzz/schema.c harness/fuzz/schema.h \
	harness/fuzz/schema_source.c harness/fuzz/schema_source.h \
	harness/fuzz/shape.c harness/fuzz/shape.h \
	harness/fuzz/shrink.c harness/fuzz/shrink.h \
	harness/fuzz/source.c harness/fuzz/source.h \
	harness/fuzz/tally.c harness/fuzz/tally.h \
	harness/fuzz/tree.c harness/fuzz/tree.h \
	harness/fuzz/verdict.c harness/fuzz/verdict.h \
	harness/fuzz/words.c harness/fuzz/words.h \
	harness/host.c harness/host.h \
	harness/host_forms.c harness/host_forms.h \
	harness/html.c harness/html.h \
	harness/invents.c harness/invents.h \
	harness/judge.c harness/judge.h \
	harness/lint.c harness/lint.h \
	harness/list.c harness/list.h \
	harness/losses.c harness/losses.h \
	harness/manifest.c \
	harness/markup.c harness/markup.h \
	harness/memory.c harness/memory.h \
	harness/normalise.c harness/normalise.h \
	harness/observe.c harness/observe.h \
	harness/options.c harness/options.h \
	harness/outcome.c harness/outcome.h \
	harness/process.c harness/process.h \
	harness/reference.c harness/reference.h \
	harness/report.c harness/report.h \
	harness/report_human.c \
	harness/report_json.c \
	harness/report_tap.c \
	harness/run.c harness/run.h \
	harness/simulated.c harness/simulated.h \
	harness/subject.c harness/subject.h \
	harness/subject_batch.c \
	harness/subject_exec.c \
	harness/suite.c harness/suite.h \
	harness/supervisor.c harness/supervisor.h \
	harness/terms.c harness/terms.h \
	harness/tool.c harness/tool.h \
	harness/version.c harness/version.h
HARNESS_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/harness -D_GNU_SOURCE \
	-DPACKAGE_VERSION='"$(PACKAGE_VERSION)"' \
	-DNHD_FIXTURES_DIR='"$(pkgdatadir)/fixtures"'
libharness_la_CPPFLAGS = $(HARNESS_CPPFLAGS)
libharness_la_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS)
libharness_la_LIBADD = $(XML_LIBS) $(JANSSON_LIBS)

bin_PROGRAMS += nethostdev-conformance
nethostdev_conformance_SOURCES = harness/main.c
nethostdev_conformance_CPPFLAGS = $(HARNESS_CPPFLAGS)
nethostdev_conformance_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
nethostdev_conformance_LDADD = libharness.la
dist_man_MANS += harness/nethostdev-conformance.1

# All of the suite but its documents, so that nobody has to read cases.xml.
pkgdata_DATA = manifest.json
manifest.json: nethostdev-conformance$(EXEEXT) $(CHAPTERS) $(CHAPTER_FILES)
	$(AM_V_GEN)./nethostdev-conformance$(EXEEXT) manifest \
		--fixtures $(srcdir)/fixtures >$@.new && mv $@.new $@
CLEANFILES += manifest.json manifest.json.new

# The suite as a book, to be read in a browser.
doc_DATA = fixtures.html
fixtures.html: nethostdev-conformance$(EXEEXT) $(CHAPTERS) $(CHAPTER_FILES)
	$(AM_V_GEN)./nethostdev-conformance$(EXEEXT) book \
		--fixtures $(srcdir)/fixtures >$@.new && mv $@.new $@
CLEANFILES += fixtures.html fixtures.html.new
book: fixtures.html
.PHONY: book

# Folder by folder: all the files at once would be too long a command line.
EXTRA_DIST += fixtures/COPYING $(CHAPTERS)
fixturesdir = $(pkgdatadir)/fixtures
fixtures_DATA = fixtures/COPYING
install-data-local:
	$(AM_V_at)for chapter in $(CHAPTERS); do \
		$(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/$$chapter" && \
		$(INSTALL_DATA) $(srcdir)/$$chapter/* \
			"$(DESTDIR)$(pkgdatadir)/$$chapter" || exit; \
	done
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)/fixtures"

update-fixtures:
	$(SHELL) $(srcdir)/build-aux/update-fixtures
.PHONY: update-fixtures
EXTRA_DIST += build-aux/update-fixtures

# One test a chapter and driver, all from one template.
$(CHAPTER_TESTS): harness/chapter.t.in Makefile
	$(AM_V_GEN)$(MKDIR_P) harness/chapters && \
	name=`basename $@ .t`; driver=generic; \
	case $$name in \
	*.qemu) name=`basename $$name .qemu`; driver=qemu ;; \
	esac; \
	chapter=`echo $$name | $(SED) 's|-|/|'`; \
	$(SED) -e "s|@chapter[@]|$$chapter|g" -e "s|@driver[@]|$$driver|g" \
		-e 's|@abs_top_srcdir[@]|$(abs_top_srcdir)|g' \
		-e 's|@abs_top_builddir[@]|$(abs_top_builddir)|g' \
		$(srcdir)/harness/chapter.t.in >$@.new && \
	chmod +x $@.new && mv $@.new $@
check_SCRIPTS += $(CHAPTER_TESTS)
TESTS += $(CHAPTER_TESTS)
CLEANFILES += $(CHAPTER_TESTS)
EXTRA_DIST += harness/chapter.t.in

# The installed commands on the installed fixtures, with nothing of the build in reach.
installcheck-local:
	@set -e; cd /; unset NHD_FIXTURES LD_LIBRARY_PATH; \
	fixtures=; \
	test -z '$(DESTDIR)' || fixtures='--fixtures $(DESTDIR)$(pkgdatadir)/fixtures'; \
	suite=`echo nethostdev-conformance | $(SED) '$(transform)'`; \
	reference=`echo nethostdev | $(SED) '$(transform)'`; \
	for driver in generic qemu; do \
		PATH=/usr/bin:/bin "$(DESTDIR)$(bindir)/$$suite" run \
			--batch --strict --no-skips --format human --driver $$driver \
			$$fixtures -- \
			"$(DESTDIR)$(bindir)/$$reference" format --batch \
			--driver $$driver; \
	done

# Every chapter through the reference under valgrind, one process a chapter and driver.
check-valgrind: all $(check_PROGRAMS)
	$(AM_V_at)$(AM_TESTS_ENVIRONMENT) \
	VALGRIND='$(VALGRIND)' $(SHELL) $(srcdir)/harness/check-valgrind
.PHONY: check-valgrind
EXTRA_DIST += harness/check-valgrind

include $(top_srcdir)/harness/tests/tests.mk

include $(top_srcdir)/harness/adapters/adapters.mk
