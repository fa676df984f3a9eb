// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which kind of document it is, and how each is read and written. */
#include <string.h>

#include "kind.h"

#define FORMAT(kind)                                                                     \
	static int format_##kind(nhd_reader *reader, const char *text, size_t length,    \
		char **out, size_t *out_length, struct nhd_error *error)                 \
	{                                                                                \
		nhd_##kind *document;                                                    \
		int status = nhd_read_##kind(reader, text, length, &document, error);    \
                                                                                         \
		if (!status && out)                                                      \
			status = nhd_write_##kind(document, out, out_length, error);     \
		nhd_##kind##_free(document);                                             \
		return status;                                                           \
	}
FORMAT(interface)
FORMAT(network)
FORMAT(domain)
#undef FORMAT

/* An interface of a running guest. */
static int format_live(nhd_reader *reader, const char *text, size_t length, char **out,
	size_t *out_length, struct nhd_error *error)
{
	int status;

	nhd_reader_set_form(reader, NHD_FORM_LIVE);
	status = format_interface(reader, text, length, out, out_length, error);
	nhd_reader_set_form(reader, NHD_FORM_INACTIVE);
	return status;
}

static const struct cli_kind kinds[] = {
	{ "interface", format_interface },
	{ "network", format_network },
	{ "domain", format_domain },
	{ "live", format_live },
};

const struct cli_kind *cli_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	}
	return NULL;
}

/* Read as an interface, another kind of document is refused for its root. */
int cli_format_any(nhd_reader *reader, const char *text, size_t length, char **out,
	size_t *out_length, struct nhd_error *error)
{
	int status = kinds[0].format(reader, text, length, out, out_length, error);
	const struct cli_kind *kind;

	if (!status || error->path[0] != '/')
		return status;
	kind = cli_kind_find(error->path + 1);
	if (!kind || kind == &kinds[0])
		return status;
	return kind->format(reader, text, length, out, out_length, error);
}
