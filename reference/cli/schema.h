/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents held against the RELAX NG schema, nethostdev.rng. */
#ifndef NHD_CLI_SCHEMA_H
#define NHD_CLI_SCHEMA_H

#include <libxml/relaxng.h>

#include "cli.h"

struct cli_schema {
	xmlRelaxNGPtr grammar;
	nhd_reader *reader; /* tells what is no XML; its other verdicts do not count */
};

/*
 * Compiles the schema in the file path. Free with cli_schema_clear(), also after a failure.
 * Returns 0, or a negative errno with error filled: -EINVAL where the file holds no schema.
 */
int cli_schema_load(struct cli_schema *schema, const char *path, struct nhd_error *error);
void cli_schema_clear(struct cli_schema *schema);

/*
 * Holds one document against the schema. A document type declaration is refused unread.
 * Returns 0, or a negative errno with error filled, in which the schema's own verdicts have
 * no class.
 */
int cli_schema_check(const struct cli_schema *schema, const struct cli_document *document,
	struct nhd_error *error);

#endif
