/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A reader from inside: read.c converts what was collected by the grammar alone, rules.c
 * knows the elements by name and says what joins them, in libvirt's order.
 */
#ifndef NHD_XML_READER_H
#define NHD_XML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "xml/collect.h"
#include "xml/grammar.h"

struct nhd_reader {
	struct nhd_collection collection;
	enum nhd_driver driver;
	/* The document at hand. */
	nhd_interface *interface;
	struct nhd_error *error; /* never NULL */
	size_t tag_capacity;
	int tag_status; /* of the first tag that is wrong */
	struct nhd_error tag_error;
};

/* One step of reading: 0, or a negative errno with reader->error filled. */
typedef int nhd_read_step(struct nhd_reader *reader);

/* rules.c: the steps in their order, ended by NULL; and what is done at each <tag>. */
extern nhd_read_step *const nhd_read_steps[];
void nhd_on_tag(void *context, enum nhd_element_id id);

/*
 * Fills the error for a wrong or missing attribute, or (attribute NULL) element; collected
 * is the value that is wrong, or NULL. Returns -EINVAL.
 */
int nhd_fail_at(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const char *attribute,
	const struct nhd_collected_attribute *collected, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

bool nhd_is_present(const struct nhd_reader *reader, enum nhd_element_id id);

/* Converts a number by its rule; returns what is wrong with the text, or NULL. */
const char *nhd_convert_number(
	const struct nhd_attribute *rule, const char *text, uint32_t *number);

/* Reads one attribute into its field, if it is there. */
int nhd_read_attribute(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_attribute *rule);

/*
 * Reads those attributes of a kind of element that hold for the interface so far: the ones
 * with NHD_ANYWHERE, or the ones without.
 */
int nhd_read_rules(struct nhd_reader *reader, enum nhd_element_id id, bool anywhere);

/* Reads the first element of a kind, if there is one. */
int nhd_read_element(struct nhd_reader *reader, enum nhd_element_id id);

#endif
