// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev check: tells what is wrong with documents, as a compiler does. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "error.h"
#include "kind.h"
#include "schema.h"

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
	fputc(' ', stderr);
	for (size_t i = 0; i < length; i++) {
		size_t control = line[i] == '\t' ? 0 : nhd_control(line + i);

		fputc(control ? '?' : line[i], stderr);
		i += control ? control - 1 : 0;
	}
	fprintf(stderr, "\n ");
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
	/* A schema knows no classes. */
	fprintf(stderr, " error: %s [%s]\n", error->message,
		error->error_class ? nhd_error_class_name(error->error_class) : "schema");
	if (error->line)
		show_line(document, error);
}

/* What a document is held against: the reader, or the schema where there is one. */
struct check {
	enum nhd_driver driver;
	nhd_reader *reader;
	const char *schema_path; /* NULL: the reader it is */
	struct cli_schema schema;
};

static int check_document(const struct check *check, const struct cli_document *document,
	struct nhd_error *error)
{
	if (check->schema_path)
		return cli_schema_check(&check->schema, document, error);
	return cli_format_any(
		check->reader, document->text, document->length, NULL, NULL, error);
}

static int check_file(const struct check *check, const char *path)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct cli_document document;
	int status = cli_load(path, &document, &error);

	if (!status)
		status = check_document(check, &document, &error);
	if (status)
		diagnose(&document, &error);
	free(document.text);
	return status ? CLI_REJECTED : CLI_OK;
}

static int check_files(struct check *check, char **paths)
{
	struct nhd_error error = NHD_ERROR_INIT;
	int result = CLI_OK;
	int status = check->schema_path
			     ? cli_schema_load(&check->schema, check->schema_path, &error)
			     : nhd_reader_new(&check->reader, check->driver, &error);

	if (status)
		return cli_report(&error, status);
	for (; *paths; paths++) {
		if (check_file(check, *paths))
			result = CLI_REJECTED;
	}
	return result;
}

/* The installed schema, unless the environment or an option names another. */
static const char *default_schema(void)
{
	const char *path = getenv("NHD_SCHEMA");

	return path && *path ? path : NHD_SCHEMA_FILE;
}

int cli_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "driver", required_argument, NULL, 'd' },
		{ "schema", no_argument, NULL, 's' },
		{ "schema-file", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 },
	};
	struct check check = { .driver = NHD_DRIVER_GENERIC };
	int option, result;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'f')
			check.schema_path = optarg;
		else if (option == 'd' && !cli_driver(optarg, &check.driver))
			continue;
		else if (option != 's')
			return CLI_USAGE;
		else if (!check.schema_path)
			check.schema_path = default_schema();
	}
	if (optind == argc) {
		fprintf(stderr,
			"nethostdev: check: name the files, or - for standard input\n");
		return CLI_USAGE;
	}
	result = check_files(&check, argv + optind);
	cli_schema_clear(&check.schema);
	nhd_reader_free(check.reader);
	return result;
}
