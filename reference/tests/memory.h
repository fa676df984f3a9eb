/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An allocator that counts, and that fails when told to, under the library (by the linker's
 * --wrap) and under libxml2 (by its own hook). Programs that use it are linked with
 * $(WRAP_MEMORY) of tests.mk.
 */
#ifndef NHD_TESTS_MEMORY_H
#define NHD_TESTS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Puts libxml2 on the allocator; before anything else of it is called. */
void memory_install(void);

/* The number-th allocation from now on fails, and if forever all behind it; 0: none. */
void memory_fail(size_t number, bool forever);
/* While held, none is counted and none fails: what is not of the library's own. */
void memory_hold(bool hold);
/* Whether one has failed since. */
bool memory_has_failed(void);

/* How many blocks are held now. */
size_t memory_blocks(void);
/* From now on the peak is told; and the most bytes that were held at once beyond now's. */
void memory_watch(void);
size_t memory_peak(void);

#endif
