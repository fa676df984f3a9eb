/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The memory of a model beyond its struct: texts and lists, which live and end together.
 * So a new field needs no code to free it.
 */
#ifndef NHD_MODEL_ARENA_H
#define NHD_MODEL_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct nhd_arena_block;

/* The most that a model may own, in bytes: no sensible one comes near it. */
#define NHD_ARENA_MAX ((size_t)8 * 1024 * 1024)

struct nhd_arena {
	struct nhd_arena_block *blocks; /* NULL: nothing is owned */
	size_t size;                    /* of all blocks */
	bool full;                      /* NHD_ARENA_MAX was in the way */
};

/*
 * Like realloc(): memory (NULL: none yet) of the arena, moved if need be; NULL: no memory,
 * or more than the arena may hold.
 */
void *nhd_arena_resize(struct nhd_arena *arena, void *memory, size_t size);

/* A copy of text that lives as long as the arena; NULL: no memory. */
char *nhd_arena_copy(struct nhd_arena *arena, const char *text);

void nhd_arena_free(struct nhd_arena *arena);

/* Items of one kind, in the order in which the document has them. */
struct nhd_list {
	void *items;
	size_t count;
	size_t capacity;
};

/*
 * A new item of size bytes at the end, all zero; NULL: no memory. Pointers to older items
 * of the list are no longer valid.
 */
void *nhd_list_append(struct nhd_arena *arena, struct nhd_list *list, size_t size);

#endif
