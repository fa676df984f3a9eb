// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory that is given back all at once: a list of blocks, each from malloc(). */
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"

struct nhd_arena_block {
	struct nhd_arena_block *next;
	struct nhd_arena_block *previous;
	size_t size;
	_Alignas(max_align_t) char memory[];
};

static struct nhd_arena_block *block_of(void *memory)
{
	return (struct nhd_arena_block *)((char *)memory -
					  offsetof(struct nhd_arena_block, memory));
}

void *nhd_arena_resize(struct nhd_arena *arena, void *memory, size_t size)
{
	struct nhd_arena_block *old = memory ? block_of(memory) : NULL;
	size_t others = arena->size - (old ? old->size : 0);
	struct nhd_arena_block *block;

	size += sizeof(*block);
	arena->full |= size > NHD_ARENA_MAX - others;
	if (arena->full)
		return NULL;
	block = realloc(old, size);
	if (!block)
		return NULL;
	block->size = size;
	arena->size = others + size;
	if (!old) {
		block->next = arena->blocks;
		block->previous = NULL;
	}
	if (block->next)
		block->next->previous = block;
	if (block->previous)
		block->previous->next = block;
	else
		arena->blocks = block;
	return block->memory;
}

char *nhd_arena_copy(struct nhd_arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = nhd_arena_resize(arena, NULL, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void nhd_arena_free(struct nhd_arena *arena)
{
	while (arena->blocks) {
		struct nhd_arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
}

void *nhd_list_append(struct nhd_arena *arena, struct nhd_list *list, size_t size)
{
	char *items = list->items;

	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 4;

		items = nhd_arena_resize(arena, items, capacity * size);
		if (!items)
			return NULL;
		list->items = items;
		list->capacity = capacity;
	}
	return memset(items + size * list->count++, 0, size);
}
