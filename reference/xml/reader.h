/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A reader from inside: read.c converts what was collected by the grammar alone, rules.c
 * and its like know the elements by name and say what joins them, in libvirt's order.
 */
#ifndef NHD_XML_READER_H
#define NHD_XML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "xml/collect.h"
#include "xml/grammar.h"
#include "xml/seen.h"

/* How deep records stand in records, the document being the first. */
#define NHD_RECORD_DEPTH 4

/* Verdicts on a domain's interface that have turns of their own. */
enum nhd_late_stage {
	NHD_LATE_POST_PARSE = NHD_ELEMENT_COUNT,
	NHD_LATE_ASSIGNMENT,
	NHD_LATE_INTERFACE,
	NHD_LATE_HOSTDEV,
	NHD_LATE_PLAIN_HOSTDEV,
};

/* What is wrong with a record: it is told when the kind of record has its turn. */
struct nhd_failure {
	unsigned int id; /* nhd_element_id or nhd_late_stage */
	int status;
	struct nhd_error error;
};

struct nhd_reader {
	struct nhd_collection collection;
	enum nhd_driver driver;
	enum nhd_form form;
	/* The document at hand. */
	bool of_pool; /* an interface of type network, in the place of hostdev */
	struct nhd_arena *arena;
	void *records[NHD_RECORD_DEPTH]; /* the structs of the open records */
	size_t depth;
	struct nhd_error *error;      /* never NULL */
	struct nhd_failure *failures; /* owned: the first of each kind */
	size_t failure_count;
	struct nhd_seen seen;
};

/* One step of reading: 0, or a negative errno with reader->error filled. */
typedef int nhd_read_step(struct nhd_reader *reader);

/* The steps in which a record of each kind is read, ended by NULL; NULL: by its rows. */
extern nhd_read_step *const *const nhd_read_steps[NHD_ELEMENT_COUNT];

/* Takes steps, ended by NULL, up to the first that fails. */
int nhd_take_steps(struct nhd_reader *reader, nhd_read_step *const *steps);

/* The struct of the innermost open record, and that of an element of it. */
static inline void *nhd_record(const struct nhd_reader *reader)
{
	return reader->records[reader->depth - 1];
}

static inline void *nhd_owner(const struct nhd_reader *reader, enum nhd_element_id id)
{
	return (char *)nhd_record(reader) + nhd_elements[id].at;
}

/*
 * Fills the error for a wrong or missing attribute, or (attribute NULL) element; value is
 * the one that is wrong, or NULL. Returns -EINVAL.
 */
int nhd_fail_at(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const char *attribute,
	const struct nhd_collected_value *value, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

bool nhd_is_present(const struct nhd_reader *reader, enum nhd_element_id id);

/* What the document gives to the row of that name that holds here, or NULL. */
const char *nhd_text(
	const struct nhd_reader *reader, enum nhd_element_id id, const char *name);

/* The row of that name that holds for the element so far, or NULL. */
const struct nhd_attribute *nhd_row(
	const struct nhd_reader *reader, enum nhd_element_id id, const char *name);

/* Fills the error for the value of the row of that name. Returns -EINVAL. */
int nhd_fail_value(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const char *name, const char *complaint);

/* Reads one attribute into its field, if it is there. */
int nhd_read_row(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_attribute *row);
int nhd_read_named(struct nhd_reader *reader, enum nhd_element_id id, const char *name);

/* Reads all rows that hold for the element so far, be it there or not. */
int nhd_read_rows(struct nhd_reader *reader, enum nhd_element_id id);

/* Reads the first element of a kind, if there is one. */
int nhd_read_element(struct nhd_reader *reader, enum nhd_element_id id);

/*
 * What was wrong with a record of that kind, or at that stage: 0, or as a step; and the
 * keeping of it, if status is not 0 and nothing is kept yet. False: no memory.
 */
int nhd_told_late(struct nhd_reader *reader, unsigned int id);
bool nhd_keep_failure(struct nhd_reader *reader, unsigned int id, int status,
	const struct nhd_error *error);

/* Refuses what is said of an element, or its attribute, if it was said before. */
int nhd_tell_twice(struct nhd_reader *reader, enum nhd_seen_kind kind, const void *bytes,
	size_t size, enum nhd_element_id id, const char *attribute);

/*
 * Reads a document with that root into record, which owns what arena has. error is never
 * NULL. Returns 0 or a negative errno.
 */
int nhd_read_document(nhd_reader *reader, enum nhd_element_id root, void *record,
	struct nhd_arena *arena, const char *text, size_t length,
	struct nhd_error *error);

#endif
