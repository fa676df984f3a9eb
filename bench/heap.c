// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * glibc lets a program have a malloc() of its own, and its libraries then use it as well;
 * these pass everything on, and count. The one state of the program is here, since malloc()
 * has no argument for any. There is one thread.
 */
#include <malloc.h>
#include <stdlib.h>

#include "heap.h"

static struct {
	bool counts;
	ptrdiff_t taken; /* may fall below nothing: what was taken before is freed too */
	ptrdiff_t peak;
} heap;

void heap_begin(void)
{
	heap.counts = true;
	heap.taken = 0;
	heap.peak = 0;
}

size_t heap_peak(void)
{
	return (size_t)heap.peak;
}

/* A sanitizer has an allocator of its own, which no other may stand before. */
#ifdef __has_feature
#define HAS_FEATURE(feature) __has_feature(feature)
#else
#define HAS_FEATURE(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                     \
	HAS_FEATURE(address_sanitizer) || HAS_FEATURE(thread_sanitizer) ||               \
	HAS_FEATURE(memory_sanitizer)
#define IS_SANITIZED
#endif

#if defined(__GLIBC__) && !defined(IS_SANITIZED)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

bool heap_is_counted(void)
{
	return true;
}

static void *take(void *memory)
{
	if (heap.counts && memory) {
		heap.taken += (ptrdiff_t)malloc_usable_size(memory);
		if (heap.taken > heap.peak)
			heap.peak = heap.taken;
	}
	return memory;
}

static void give(void *memory)
{
	if (heap.counts && memory)
		heap.taken -= (ptrdiff_t)malloc_usable_size(memory);
}

void *malloc(size_t size)
{
	return take(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return take(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
	void *larger;

	give(memory);
	larger = __libc_realloc(memory, size);
	/* What could not be made larger is still there. */
	take(larger || !size ? larger : memory);
	return larger;
}

void free(void *memory)
{
	give(memory);
	__libc_free(memory);
}
#else
bool heap_is_counted(void)
{
	return false;
}
#endif
