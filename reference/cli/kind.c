// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which kind of document it is, and how each is read and written. */
#include <string.h>

#include <libxml/parser.h>

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

static const struct cli_kind kinds[] = {
	{ "interface", format_interface },
	{ "network", format_network },
	{ "domain", format_domain },
};

const struct cli_kind *cli_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	}
	return NULL;
}

struct root {
	xmlParserCtxtPtr parser;
	const struct cli_kind *kind;
};

/* The first tag is enough. */
static void note_root(void *context, const xmlChar *name, const xmlChar *prefix,
	const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
	int attribute_count, int defaulted_count, const xmlChar **attributes)
{
	struct root *root = context;

	(void)prefix;
	(void)uri;
	(void)namespace_count;
	(void)namespaces;
	(void)attribute_count;
	(void)defaulted_count;
	(void)attributes;
	root->kind = cli_kind_find((const char *)name);
	xmlStopParser(root->parser);
}

static void note_subset(void *context, const xmlChar *name, const xmlChar *external,
	const xmlChar *system)
{
	struct root *root = context;

	(void)name;
	(void)external;
	(void)system;
	xmlStopParser(root->parser);
}

static void ignore_error(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

const struct cli_kind *cli_kind_of(const char *text, size_t length)
{
	static const xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = note_subset,
		.startElementNs = note_root,
		.serror = ignore_error,
	};
	struct root root = { xmlNewParserCtxt(), NULL };

	if (root.parser && length <= NHD_DOCUMENT_MAX) {
		*root.parser->sax = handler;
		root.parser->userData = &root;
		xmlCtxtReadMemory(root.parser, text, (int)length, NULL, NULL,
			XML_PARSE_NONET | XML_PARSE_NOWARNING);
	}
	xmlFreeParserCtxt(root.parser);
	return root.kind ? root.kind : &kinds[0];
}
