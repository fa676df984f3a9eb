// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a document has said already, in a tree: thousands of names cost no square. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "xml/seen.h"

struct seen_entry {
	enum nhd_seen_kind kind;
	size_t size;
	const void *bytes;
	size_t number;
	char copy[];
};

static int compare(const void *left, const void *right)
{
	const struct seen_entry *one = left, *other = right;

	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	if (one->size != other->size)
		return one->size < other->size ? -1 : 1;
	return memcmp(one->bytes, other->bytes, one->size);
}

int nhd_seen_note(struct nhd_seen *seen, enum nhd_seen_kind kind, const void *bytes,
	size_t size, size_t number, size_t *first)
{
	struct seen_entry *entry = malloc(sizeof(*entry) + size), **found;

	if (!entry)
		return -ENOMEM;
	*entry = (struct seen_entry){ kind, size, entry->copy, number };
	memcpy(entry->copy, bytes, size);
	found = tsearch(entry, &seen->tree, compare);
	if (found && *found == entry)
		return 0;
	free(entry);
	if (!found)
		return -ENOMEM;
	*first = (*found)->number;
	return 1;
}

int nhd_seen_add(
	struct nhd_seen *seen, enum nhd_seen_kind kind, const void *bytes, size_t size)
{
	size_t first;

	return nhd_seen_note(seen, kind, bytes, size, 0, &first);
}

bool nhd_seen_find(const struct nhd_seen *seen, enum nhd_seen_kind kind,
	const void *bytes, size_t size, size_t *first)
{
	const struct seen_entry key = { kind, size, bytes, 0 };
	struct seen_entry **found = tfind(&key, &seen->tree, compare);

	if (found && first)
		*first = (*found)->number;
	return found != NULL;
}

void nhd_seen_clear(struct nhd_seen *seen)
{
	tdestroy(seen->tree, free);
	seen->tree = NULL;
}
