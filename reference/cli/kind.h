/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kinds of document that the command reads, by the names that the protocol gives them. */
#ifndef NHD_CLI_KIND_H
#define NHD_CLI_KIND_H

#include <stddef.h>

#include "nethostdev.h"

struct cli_kind {
	const char *name; /* but for "live" that of the root element, too */
	/*
	 * Reads a document and, unless out is NULL, writes its canonical form, to be freed with
	 * nhd_text_free(). Returns 0 or a negative errno, with error filled.
	 */
	int (*format)(nhd_reader *reader, const char *text, size_t length, char **out,
		size_t *out_length, struct nhd_error *error);
};

/* The kind of that name, or NULL. */
const struct cli_kind *cli_kind_find(const char *name);

/* The same for a document whose root tells its kind. */
int cli_format_any(nhd_reader *reader, const char *text, size_t length, char **out,
	size_t *out_length, struct nhd_error *error);

#endif
