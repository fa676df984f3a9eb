// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev check: tells what is wrong with documents, as a compiler does. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define SHOWN_MAX 160u

/* The line that error speaks of, with a caret below; nothing where it is too long. */
static void show_line(const struct cli_document *document, const struct nhd_error *error)
{
	const char *line = document->text, *end = document->text + document->length;
	size_t length;

	for (unsigned int i = 1; i < error->line && line < end; i++) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		line = newline ? newline + 1 : end;
	}
	length = strcspn(line, "\r\n");
	if (!error->column || length > SHOWN_MAX || error->column > length + 1)
		return;
	fprintf(stderr, " %.*s\n ", (int)length, line);
	/* A column is a byte; those that continue a character of UTF-8 take no room. */
	for (unsigned int i = 0; i + 1 < error->column; i++) {
		if (((unsigned char)line[i] & 0xc0) != 0x80)
			fputc(line[i] == '\t' ? '\t' : ' ', stderr);
	}
	fprintf(stderr, "^\n");
}

static void diagnose(const struct cli_document *document, const struct nhd_error *error)
{
	fprintf(stderr, "%s:", document->name);
	if (error->line)
		fprintf(stderr, "%u:", error->line);
	if (error->line && error->column)
		fprintf(stderr, "%u:", error->column);
	fprintf(stderr, " error: %s [%s]\n", error->message,
		nhd_error_class_name(error->error_class));
	if (error->line)
		show_line(document, error);
}

static int check_file(nhd_reader *reader, const char *path)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct cli_document document;
	nhd_interface *interface = NULL;
	int status = cli_load(path, &document, &error);

	if (!status)
		status = nhd_read_interface(
			reader, document.text, document.length, &interface, &error);
	if (status)
		diagnose(&document, &error);
	nhd_interface_free(interface);
	free(document.text);
	return status ? CLI_REJECTED : CLI_OK;
}

int cli_check(int argc, char **argv)
{
	static const struct option no_options[] = { { NULL, 0, NULL, 0 } };
	struct nhd_error error = NHD_ERROR_INIT;
	int result = CLI_OK;
	nhd_reader *reader;
	int status;

	if (getopt_long(argc, argv, "", no_options, NULL) != -1)
		return CLI_USAGE;
	if (optind == argc) {
		fprintf(stderr,
			"nethostdev: check: name the files, or - for standard input\n");
		return CLI_USAGE;
	}
	status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, &error);
	if (status)
		return cli_report(&error, status);
	for (int i = optind; i < argc; i++) {
		if (check_file(reader, argv[i]))
			result = CLI_REJECTED;
	}
	nhd_reader_free(reader);
	return result;
}
