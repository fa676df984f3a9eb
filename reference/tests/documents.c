// SPDX-License-Identifier: LGPL-2.1-or-later
/* Finds and reads the fixtures' inputs; the harness is not asked, nor its cases.xml. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/documents.h"

static int format_interface(nhd_reader *reader, const char *text, size_t length,
	char **output, size_t *output_length, struct nhd_error *error)
{
	nhd_interface *interface;
	int status = nhd_read_interface(reader, text, length, &interface, error);

	*output = NULL;
	if (!status)
		status = nhd_write_interface(interface, output, output_length, error);
	nhd_interface_free(interface);
	return status;
}

static int format_network(nhd_reader *reader, const char *text, size_t length,
	char **output, size_t *output_length, struct nhd_error *error)
{
	nhd_network *network;
	int status = nhd_read_network(reader, text, length, &network, error);

	*output = NULL;
	if (!status)
		status = nhd_write_network(network, output, output_length, error);
	nhd_network_free(network);
	return status;
}

static int format_live(nhd_reader *reader, const char *text, size_t length, char **output,
	size_t *output_length, struct nhd_error *error)
{
	int status;

	nhd_reader_set_form(reader, NHD_FORM_LIVE);
	status = format_interface(reader, text, length, output, output_length, error);
	nhd_reader_set_form(reader, NHD_FORM_INACTIVE);
	return status;
}

static int format_domain(nhd_reader *reader, const char *text, size_t length,
	char **output, size_t *output_length, struct nhd_error *error)
{
	nhd_domain *domain;
	int status = nhd_read_domain(reader, text, length, &domain, error);

	*output = NULL;
	if (!status)
		status = nhd_write_domain(domain, output, output_length, error);
	nhd_domain_free(domain);
	return status;
}

const struct kind kinds[] = {
	{ "interface", format_interface, "", "" },
	{ "network", format_network, "", "" },
	{ "domain", format_domain, "<domain type='kvm'>", "</domain>" },
	{ "live", format_live, "", "" },
	{ NULL, NULL, NULL, NULL },
};

const struct kind *kind_guess(const char *text, size_t length)
{
	const char *end = text + length, *tag = text;

	/* The first tag that is neither declaration nor comment. */
	while ((tag = memchr(tag, '<', (size_t)(end - tag))) && ++tag < end) {
		if (*tag == '?' || *tag == '!')
			continue;
		for (const struct kind *kind = kinds; kind->name; kind++) {
			size_t size = strlen(kind->name);

			if ((size_t)(end - tag) > size && !memcmp(tag, kind->name, size))
				return kind;
		}
		break;
	}
	return kinds;
}

int document_load(struct document *document, const char *path)
{
	FILE *file = fopen(path, "re");
	long length = -1;

	if (file && !fseek(file, 0, SEEK_END))
		length = ftell(file);
	if (length >= 0) {
		rewind(file);
		document->text = calloc(1, (size_t)length + 1);
		document->length = (size_t)length;
	}
	if (!document->text ||
		fread(document->text, 1, document->length, file) != document->length) {
		perror(path);
		length = -1;
	}
	if (file)
		fclose(file);
	return length < 0 ? -1 : 0;
}

static int load_all(
	struct documents *documents, const struct kind *kind, const glob_t *found)
{
	for (size_t i = 0; i < found->gl_pathc; i++) {
		struct document *document = &documents->list[documents->count++];
		const char *path = found->gl_pathv[i];
		size_t parts = 0, start = strlen(path);

		while (start && parts < 3)
			parts += path[--start] == '/';
		document->kind = kind;
		document->name = strdup(path + start + 1);
		if (!document->name || document_load(document, path))
			return -1;
	}
	return 0;
}

static int load_kind(
	struct documents *documents, const struct kind *kind, const char *fixtures)
{
	char pattern[4096];
	struct document *larger;
	glob_t found;
	int status = -1;

	snprintf(pattern, sizeof(pattern), "%s/%s/*/*.in.xml", fixtures, kind->name);
	if (glob(pattern, 0, NULL, &found))
		return 0;
	larger = reallocarray(
		documents->list, documents->count + found.gl_pathc, sizeof(*larger));
	if (larger) {
		memset(larger + documents->count, 0, found.gl_pathc * sizeof(*larger));
		documents->list = larger;
		status = load_all(documents, kind, &found);
	}
	globfree(&found);
	return status;
}

size_t documents_load(struct documents *documents)
{
	const char *fixtures = getenv("NHD_FIXTURES");

	*documents = (struct documents){ NULL, 0 };
	for (const struct kind *kind = kinds; fixtures && kind->name; kind++) {
		if (load_kind(documents, kind, fixtures)) {
			documents_free(documents);
			return 0;
		}
	}
	if (!documents->count)
		fprintf(stderr, "no fixtures in $NHD_FIXTURES\n");
	return documents->count;
}

void documents_free(struct documents *documents)
{
	for (size_t i = 0; i < documents->count; i++) {
		free(documents->list[i].name);
		free(documents->list[i].text);
	}
	free(documents->list);
	*documents = (struct documents){ NULL, 0 };
}
