# SPDX-License-Identifier: LGPL-2.1-or-later
# Adapters make subjects of other implementations: libvirt, which is the judge, and nova.

if HAVE_LIBVIRT
pkglibexec_PROGRAMS += nethostdev-adapter-libvirt nethostdev-backend-libvirt
endif
nethostdev_adapter_libvirt_SOURCES = \
	harness/adapters/embed.c harness/adapters/embed.h \
	harness/adapters/libvirt.c \
	harness/adapters/libvirt_cut.c harness/adapters/libvirt_cut.h \
	harness/adapters/libvirt_document.c harness/adapters/libvirt_document.h \
	harness/adapters/libvirt_errors.c harness/adapters/libvirt_errors.h \
	harness/adapters/libvirt_judge.c harness/adapters/libvirt_judge.h \
	reference/cli/batch.c reference/cli/batch.h
nethostdev_adapter_libvirt_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
nethostdev_adapter_libvirt_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(LIBVIRT_CFLAGS)
nethostdev_adapter_libvirt_LDADD = $(LIBVIRT_LIBS) $(XML_LIBS)

nethostdev_backend_libvirt_SOURCES = \
	harness/adapters/libvirt_backend.c \
	harness/adapters/libvirt_document.c harness/adapters/libvirt_document.h \
	harness/adapters/libvirt_errors.c harness/adapters/libvirt_errors.h
nethostdev_backend_libvirt_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
nethostdev_backend_libvirt_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(LIBVIRT_CFLAGS)
nethostdev_backend_libvirt_LDADD = $(LIBVIRT_LIBS) $(XML_LIBS)

dist_helpers_DATA += \
	harness/adapters/iproute.sh \
	harness/adapters/libvirtd.sh \
	harness/adapters/nova.py
EXTRA_DIST += \
	build-aux/apt-private.sh \
	build-aux/unpack-packages \
	harness/adapters/judge.sh \
	harness/adapters/libvirt.expected \
	harness/adapters/libvirt-9.0.0.known \
	harness/adapters/libvirt-qemu.known \
	harness/adapters/libvirt.known \
	harness/adapters/libvirtd.expected \
	harness/adapters/nova.expected \
	harness/adapters/iproute.expected

# The adapter itself, and the libvirt that is installed: seconds, and without privileges.
# Where there is none they say so, and skip.
TESTS += \
	harness/tests/libvirt-adapter.t \
	harness/tests/judge-libvirt.t

# All judges and foreigners. NHD_LIBVIRT_113 and NHD_NOVA name what unpack-packages made.
JUDGE_TESTS = \
	harness/tests/libvirt-adapter.t \
	harness/tests/nova-adapter.t \
	harness/tests/judge-libvirt.t \
	harness/tests/judge-libvirt-qemu.t \
	harness/tests/judge-libvirt-113.t \
	harness/tests/judge-libvirt-113-qemu.t \
	harness/tests/judge-nova.t
EXTRA_DIST += $(JUDGE_TESTS)

check-judges:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(JUDGE_TESTS)'
.PHONY: check-judges
