/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libvirt as a contestant: it defines a domain with the interface, and prints it. */
#ifndef NHD_BENCH_LIBVIRT_H
#define NHD_BENCH_LIBVIRT_H

#include "contestants.h"

/*
 * Opens libvirt's test driver, and wraps the contest's documents in small domains. Leaves
 * out of the corpus what libvirt does not define. Starts threads, after which memory is
 * dearer to get: what needs none is measured before. Returns 0 or a negative errno, having
 * told why; -ENOTSUP where libvirt was not built in.
 */
int libvirt_open(struct contest *contest);
void libvirt_close(struct contest *contest);

extern const struct contestant libvirt_contestant;

/* Defines and prints the domain alone, without a document in it. */
extern const struct contestant libvirt_bare_contestant;

/* Writes the release, "9.0.0", or "none". */
#define LIBVIRT_VERSION_MAX 32
void libvirt_version(char text[LIBVIRT_VERSION_MAX]);

#endif
