/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A writer from inside: any root of the grammar, from its struct. */
#ifndef NHD_XML_WRITER_H
#define NHD_XML_WRITER_H

#include "xml/grammar.h"

/* As nhd_write_interface(), for the element root and its record's struct. */
int nhd_write_document(enum nhd_element_id root, const void *record, char **text,
	size_t *length, struct nhd_error *error);

#endif
