# SPDX-License-Identifier: LGPL-2.1-or-later
# Robustness: hostile documents, failing allocations, and targets for fuzzers.

# Under the library's objects and the test's, the allocator of reference/tests/memory.c.
WRAP_MEMORY = -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc \
	-Wl,--wrap=strdup -Wl,--wrap=free
DOCUMENTS = reference/tests/documents.c reference/tests/documents.h
MEMORY = reference/tests/memory.c reference/tests/memory.h

check_PROGRAMS += reference/tests/allocation.t reference/tests/bounds.t \
	reference/tests/hostile.t
reference_tests_bounds_t_SOURCES = reference/tests/bounds.c \
	reference/tests/attacks.c reference/tests/attacks.h \
	reference/tests/check.h $(DOCUMENTS)
reference_tests_bounds_t_CFLAGS = $(AM_CFLAGS)
reference_tests_bounds_t_LDADD = libnhd.la
reference_tests_allocation_t_SOURCES = reference/tests/allocation.c \
	reference/tests/check.h $(DOCUMENTS) $(MEMORY)
reference_tests_allocation_t_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
reference_tests_allocation_t_LDFLAGS = $(WRAP_MEMORY)
reference_tests_allocation_t_LDADD = libnhd.la
reference_tests_hostile_t_SOURCES = reference/tests/hostile.c \
	reference/tests/attacks.c reference/tests/attacks.h \
	reference/tests/check.h $(DOCUMENTS) $(MEMORY)
reference_tests_hostile_t_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS)
reference_tests_hostile_t_LDFLAGS = $(WRAP_MEMORY)
reference_tests_hostile_t_LDADD = libnhd.la
TESTS += reference/tests/allocation.t reference/tests/bounds.t \
	reference/tests/hostile.t \
	reference/tests/no-files.t
EXTRA_DIST += reference/tests/no-files.t

# Each fuzz target without an engine, over the fixtures.
FUZZ = reference/tests/fuzz/fuzz.c reference/tests/fuzz/fuzz.h
check_PROGRAMS += reference/tests/fuzz/read.t reference/tests/fuzz/fixed_point.t
reference_tests_fuzz_read_t_SOURCES = reference/tests/fuzz/read.c \
	reference/tests/fuzz/main.c reference/tests/check.h $(FUZZ) $(DOCUMENTS)
reference_tests_fuzz_read_t_CFLAGS = $(AM_CFLAGS)
reference_tests_fuzz_read_t_LDADD = libnhd.la
reference_tests_fuzz_fixed_point_t_SOURCES = reference/tests/fuzz/fixed_point.c \
	reference/tests/fuzz/main.c reference/tests/check.h $(FUZZ) $(DOCUMENTS)
reference_tests_fuzz_fixed_point_t_CFLAGS = $(AM_CFLAGS)
reference_tests_fuzz_fixed_point_t_LDADD = libnhd.la
TESTS += reference/tests/fuzz/read.t reference/tests/fuzz/fixed_point.t

# The same targets for libFuzzer and AFL++, the library compiled along, and their seeds.
FUZZ_CLANG = clang
FUZZ_AFL = afl-clang-fast
FUZZ_CFLAGS = -std=c11 -O1 -g -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all
fuzz-build:
	$(AM_V_at)$(MKDIR_P) fuzz
	$(AM_V_at)sources=; \
	for source in $(libnhd_la_SOURCES) $(FUZZ) $(DOCUMENTS); do \
		case $$source in *.c) sources="$$sources $(srcdir)/$$source" ;; esac; \
	done; \
	for target in read fixed_point; do \
		for engine in libfuzzer afl; do \
			compiler='$(FUZZ_CLANG)'; \
			test $$engine = libfuzzer || compiler='$(FUZZ_AFL)'; \
			echo "  FUZZ     fuzz/$$target.$$engine"; \
			AFL_QUIET=1 $$compiler $(DEFS) $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) \
				$(XML_CFLAGS) $(NL_CFLAGS) $(JANSSON_CFLAGS) \
				$(FUZZ_CFLAGS) -fsanitize=fuzzer \
				-o fuzz/$$target.$$engine $$sources \
				$(srcdir)/reference/tests/fuzz/$$target.c \
				$(XML_LIBS) $(NL_LIBS) $(JANSSON_LIBS) || exit; \
		done; \
	done
	$(AM_V_at)$(SHELL) $(srcdir)/reference/tests/fuzz/seeds $(srcdir)/fixtures fuzz/seeds
.PHONY: fuzz-build
EXTRA_DIST += reference/tests/fuzz/seeds
clean-local:
	rm -rf fuzz
