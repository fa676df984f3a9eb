/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory for a program that has nothing better to do than to stop when there is none:
 * these functions never return NULL, they end the program with status 2.
 */
#ifndef HARNESS_MEMORY_H
#define HARNESS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* count zeroed elements of size bytes; freed with free(). */
void *memory_new(size_t count, size_t size);
/* array, of size-byte elements, made count long; the old contents stay. */
void *memory_grow(void *array, size_t count, size_t size);
char *memory_copy(const char *text);
/* length bytes of text and a NUL behind them. */
char *memory_copy_length(const char *text, size_t length);
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether two strings are the same, or both NULL. */
bool strings_equal(const char *left, const char *right);

/* NULL-terminated lists of owned strings. */
void strings_add(char ***list, char *text);
size_t strings_count(char *const *list);
int strings_contain(char *const *list, const char *text);
/* The words of text, split at blanks. */
char **strings_split(const char *text);
void strings_free(char **list);

#endif
