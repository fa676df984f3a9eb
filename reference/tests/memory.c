// SPDX-License-Identifier: LGPL-2.1-or-later
/* The allocator under test programs. Its counters are the program's: malloc() has no context. */
#include <errno.h>
#include <libxml/xmlmemory.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>

#include "tests/memory.h"

/* The linker's names for what a call means, and for what it meant. */
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *block);
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *block);

static struct {
	size_t countdown; /* to the one that fails; 0: none will */
	bool forever;
	bool held; /* none fails now */
	bool failed;
	size_t blocks;
	size_t bytes;
	size_t base; /* bytes when memory_watch() was called */
	size_t peak;
} state;

void memory_fail(size_t number, bool forever)
{
	state.countdown = number;
	state.forever = forever;
	state.failed = false;
}

void memory_hold(bool hold)
{
	state.held = hold;
}

bool memory_has_failed(void)
{
	return state.failed;
}

size_t memory_blocks(void)
{
	return state.blocks;
}

void memory_watch(void)
{
	state.base = state.bytes;
	state.peak = state.bytes;
}

size_t memory_peak(void)
{
	return state.peak - state.base;
}

static bool fails(void)
{
	if (!state.countdown || state.held)
		return false;
	if (state.countdown > 1) {
		state.countdown--;
		return false;
	}
	if (!state.forever)
		state.countdown = 0;
	state.failed = true;
	errno = ENOMEM;
	return true;
}

static void *counted(void *block)
{
	if (!block)
		return NULL;
	state.blocks++;
	state.bytes += malloc_usable_size(block);
	if (state.bytes > state.peak)
		state.peak = state.bytes;
	return block;
}

static void discount(size_t size)
{
	state.blocks--;
	state.bytes -= size;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
	size_t old_size = old ? malloc_usable_size(old) : 0;
	void *block;

	if (fails())
		return NULL;
	block = __real_realloc(old, size);
	if (!block)
		return NULL;
	if (old)
		discount(old_size);
	return counted(block);
}

char *__wrap_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = __wrap_malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void __wrap_free(void *block)
{
	if (block)
		discount(malloc_usable_size(block));
	__real_free(block);
}

void memory_install(void)
{
	xmlMemSetup(__wrap_free, __wrap_malloc, __wrap_realloc, __wrap_strdup);
}
