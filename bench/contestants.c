// SPDX-License-Identifier: LGPL-2.1-or-later
/* Ours with a reader that is kept or made anew, and libxml2's bare tree. */
#include <errno.h>
#include <string.h>

#include <libxml/parser.h>

#include "contestants.h"

static int read_and_write(struct contest *contest, nhd_reader *reader, size_t index)
{
	const struct cli_document *document = &contest->corpus.documents[index];
	nhd_interface *interface;
	size_t length;
	char *text;
	int status = nhd_read_interface(
		reader, document->text, document->length, &interface, NULL);

	if (status)
		return status;
	status = nhd_write_interface(interface, &text, &length, NULL);
	nhd_interface_free(interface);
	if (status)
		return status;
	contest->written += length;
	nhd_text_free(text);
	return 0;
}

static int run_reused(struct contest *contest, size_t index)
{
	return read_and_write(contest, contest->reader, index);
}

static int run_fresh(struct contest *contest, size_t index)
{
	nhd_reader *reader;
	int status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL);

	if (!status)
		status = read_and_write(contest, reader, index);
	nhd_reader_free(reader);
	return status;
}

int parse_tree(const char *text, size_t length)
{
	xmlDocPtr tree = xmlReadMemory(text, (int)length, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOERROR);

	xmlFreeDoc(tree);
	return tree ? 0 : -EINVAL;
}

static int run_tree(struct contest *contest, size_t index)
{
	const struct cli_document *document = &contest->corpus.documents[index];

	return parse_tree(document->text, document->length);
}

const struct contestant contestants[CONTESTANT_COUNT] = {
	[CONTESTANT_REUSED] = { "reused", "read + write, one reader for all",
		run_reused },
	[CONTESTANT_FRESH] = { "fresh", "read + write, a reader for each", run_fresh },
	[CONTESTANT_TREE] = { "tree", "libxml2: xmlReadMemory + xmlFreeDoc", run_tree },
};

int contestant_pass(const struct contestant *contestant, struct contest *contest,
	size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		int status = contestant->run(contest, i);

		if (status) {
			fprintf(stderr, "%s: document %zu: %s\n", contestant->name, i,
				strerror(-status));
			return status;
		}
	}
	return 0;
}
