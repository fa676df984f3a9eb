// SPDX-License-Identifier: LGPL-2.1-or-later
/* Collects the accepted fixtures. */
#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

static bool is_accepted(nhd_reader *reader, const struct cli_document *document)
{
	nhd_interface *interface;
	int status = nhd_read_interface(
		reader, document->text, document->length, &interface, NULL);

	nhd_interface_free(interface);
	return !status;
}

/* Adds the document in a file if it is accepted; there is room for it. */
static int add(struct corpus *corpus, nhd_reader *reader, const char *path)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct cli_document document;
	int status = cli_load(path, &document, &error);

	if (status) {
		fprintf(stderr, "%s\n", error.message);
		return status;
	}
	document.name = NULL;
	if (!is_accepted(reader, &document)) {
		free(document.text);
		return 0;
	}
	corpus->documents[corpus->count++] = document;
	corpus->bytes += document.length;
	return 0;
}

static int add_all(struct corpus *corpus, const glob_t *paths)
{
	nhd_reader *reader;
	int status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL);

	corpus->documents = calloc(paths->gl_pathc, sizeof(*corpus->documents));
	if (!corpus->documents)
		status = -ENOMEM;
	for (size_t i = 0; !status && i < paths->gl_pathc; i++)
		status = add(corpus, reader, paths->gl_pathv[i]);
	nhd_reader_free(reader);
	return status;
}

int corpus_load(struct corpus *corpus, const char *fixtures)
{
	glob_t paths = { 0 };
	char *pattern;
	int status;

	*corpus = (struct corpus){ NULL, 0, 0 };
	if (asprintf(&pattern, "%s/interface/*/*.in.xml", fixtures) < 0)
		return -ENOMEM;
	status = glob(pattern, 0, NULL, &paths) ? -ENOENT : add_all(corpus, &paths);
	if (!status && !corpus->count)
		status = -ENOENT;
	if (status)
		fprintf(stderr, "%s: no corpus: %s\n", pattern, strerror(-status));
	globfree(&paths);
	free(pattern);
	return status;
}

void corpus_clear(struct corpus *corpus)
{
	for (size_t i = 0; i < corpus->count; i++)
		free(corpus->documents[i].text);
	free(corpus->documents);
	*corpus = (struct corpus){ NULL, 0, 0 };
}
