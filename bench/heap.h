/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much of the heap is taken: exactly, and the same on every machine of a C library. */
#ifndef NHD_BENCH_HEAP_H
#define NHD_BENCH_HEAP_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the heap is counted at all: it takes glibc, and no sanitizer. */
bool heap_is_counted(void);

/* From here on the heap is counted, from nothing. */
void heap_begin(void);

/* The most that was taken at once since heap_begin(), in bytes. */
size_t heap_peak(void);

#endif
