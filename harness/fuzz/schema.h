/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A RELAX NG schema, in its XML syntax, as patterns from which documents can be made. */
#ifndef HARNESS_FUZZ_SCHEMA_H
#define HARNESS_FUZZ_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

enum pattern_kind {
	PATTERN_EMPTY,
	PATTERN_NOT_ALLOWED,
	PATTERN_TEXT,
	PATTERN_ELEMENT,
	PATTERN_ATTRIBUTE,
	PATTERN_GROUP,
	PATTERN_INTERLEAVE,
	PATTERN_CHOICE,
	PATTERN_OPTIONAL,
	PATTERN_ZERO_OR_MORE,
	PATTERN_ONE_OR_MORE,
	PATTERN_LIST,
	PATTERN_REFERENCE,
	PATTERN_DATA,
	PATTERN_VALUE,
};

/* A limit of a data type: minInclusive, length, pattern and the like. */
struct pattern_limit {
	char *name;
	char *value;
};

struct pattern {
	enum pattern_kind kind;
	char **names;    /* an element's or attribute's; NULL: any name but excluded */
	char **excluded; /* NULL: none */
	char *text;      /* a data type, a value, or the name that is referred to */
	struct pattern_limit *limits;
	size_t limit_count;
	struct pattern *except; /* of data; or NULL */
	struct pattern **children;
	size_t child_count;
	struct pattern *target; /* of a reference */
	unsigned int height;    /* of the lowest tree that it allows; HEIGHT_NONE: none */
	bool wild;              /* it allows nothing but what has any name */
};

#define HEIGHT_NONE 1000000u

struct schema_define {
	char *name;
	struct pattern *pattern;
};

/* Initialise with { 0 }; free with schema_free(). */
struct schema {
	struct pattern *start;
	struct schema_define *defines;
	size_t define_count;
	struct pattern **patterns; /* all of them, which it owns */
	size_t pattern_count;
};

/*
 * Reads a schema and what it includes. Returns 0, -ENOENT where there is no such file, or
 * -EINVAL; complaint, the caller's to free, then says why.
 */
int schema_load(struct schema *schema, const char *path, char **complaint);
void schema_free(struct schema *schema);

/* The element pattern of a name that a document may begin with; NULL: none. */
const struct pattern *schema_root(const struct schema *schema, const char *name);

#endif
