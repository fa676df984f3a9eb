// SPDX-License-Identifier: LGPL-2.1-or-later
/* A machine's PFs and VFs as a table, as a host document and as JSON. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "vf/fields.h"

/* All return false without memory. */
typedef bool (*writer)(FILE *out, const struct nhd_snapshot *snapshot);

static void write_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("&<>'", *text))
			fprintf(out, "&#%d;", *text);
		else
			fputc(*text, out);
	}
}

/* A start tag without its end: the attributes of that name's element that there are. */
static void write_tag(FILE *out, const char *indent, const char *name,
	const char *element, const struct nhd_fields *fields, const void *device)
{
	char text[NHD_FIELD_SIZE];

	fprintf(out, "%s<%s", indent, name);
	for (size_t i = 0; i < fields->count; i++) {
		const struct nhd_field *field = &fields->items[i];

		if (field->is_ours || strcmp(field->element, element) != 0 ||
			!nhd_field_print(field, device, text))
			continue;
		fprintf(out, " %s='", field->attribute);
		write_escaped(out, text);
		fputc('\'', out);
	}
}

/* The elements of which any field is there. */
static void write_children(FILE *out, const char *indent, const struct nhd_fields *fields,
	const void *device)
{
	char text[NHD_FIELD_SIZE];
	const char *written = "";

	for (size_t i = 0; i < fields->count; i++) {
		const char *element = fields->items[i].element;

		if (!strcmp(element, written) ||
			!nhd_field_print(&fields->items[i], device, text))
			continue;
		write_tag(out, indent, element, element, fields, device);
		fputs("/>\n", out);
		written = element;
	}
}

static bool write_document(FILE *out, const struct nhd_snapshot *snapshot)
{
	fputs("<host>\n", out);
	for (size_t i = 0; i < snapshot->count; i++) {
		const struct nhd_pf_snapshot *pf = &snapshot->pfs[i];

		write_tag(out, "  ", "pf", "", &nhd_pf_fields, pf);
		fputs(">\n", out);
		write_children(out, "    ", &nhd_pf_fields, pf);
		for (size_t j = 0; j < pf->count; j++) {
			write_tag(out, "    ", "vf", "", &nhd_vf_fields, &pf->vfs[j]);
			fputs(">\n", out);
			write_children(out, "      ", &nhd_vf_fields, &pf->vfs[j]);
			fputs("    </vf>\n", out);
		}
		fputs("  </pf>\n", out);
	}
	fputs("</host>\n", out);
	return true;
}

static json_t *pack_value(const struct nhd_field *field, const char *text)
{
	switch (nhd_field_kind(field)) {
	case NHD_FIELD_NUMBER:
		return json_integer(strtoll(text, NULL, 10));
	case NHD_FIELD_SWITCH:
		return json_boolean(!strcmp(text, "on") || !strcmp(text, "yes"));
	default:
		return json_string(text);
	}
}

/* The object of an element: the device's own, or one in it, made when it is first needed. */
static json_t *object_of(json_t *device, const char *element)
{
	json_t *object = *element ? json_object_get(device, element) : device;

	if (!object && !json_object_set_new(device, element, json_object()))
		object = json_object_get(device, element);
	return object;
}

/* NULL without memory. */
static json_t *pack_device(const struct nhd_fields *fields, const void *device)
{
	json_t *packed = json_object();
	char text[NHD_FIELD_SIZE];

	for (size_t i = 0; i < fields->count && packed; i++) {
		const struct nhd_field *field = &fields->items[i];

		if (!nhd_field_print(field, device, text))
			continue;
		if (json_object_set_new(object_of(packed, field->element),
			    field->attribute, pack_value(field, text)) < 0) {
			json_decref(packed);
			packed = NULL;
		}
	}
	return packed;
}

static json_t *pack_pf(const struct nhd_pf_snapshot *pf)
{
	json_t *packed = pack_device(&nhd_pf_fields, pf), *vfs = json_array();
	bool good = !json_object_set_new(packed, "vfs", vfs);

	for (size_t i = 0; i < pf->count && good; i++)
		good = !json_array_append_new(
			vfs, pack_device(&nhd_vf_fields, &pf->vfs[i]));
	if (good)
		return packed;
	json_decref(packed);
	return NULL;
}

static bool write_json(FILE *out, const struct nhd_snapshot *snapshot)
{
	json_t *root = json_pack("{si}", "show", 1), *pfs = json_array();
	bool good = !json_object_set_new(root, "pfs", pfs);

	for (size_t i = 0; i < snapshot->count && good; i++)
		good = !json_array_append_new(pfs, pack_pf(&snapshot->pfs[i]));
	good = good && !json_dumpf(root, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(root);
	return good;
}

static const struct column {
	const char *title;
	const char *element;
	const char *attribute;
} columns[] = {
	{ "ADDRESS", "", "address" },
	{ "NETDEV", "netdev", "name" },
	{ "UP", "netdev", "up" },
	{ "DRIVER", "", "driver" },
	{ "MAC", "netdev", "mac" },
	{ "ADMIN MAC", "admin", "mac" },
	{ "VLAN", "admin", "vlan" },
	{ "PHASE", "", "phase" },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Where a device has no such field, or not now, there is a dash. */
static void print_cell(const struct column *column, const struct nhd_fields *fields,
	const void *device, char text[NHD_FIELD_SIZE])
{
	strcpy(text, "-");
	for (size_t i = 0; i < fields->count; i++) {
		const struct nhd_field *field = &fields->items[i];

		if (!strcmp(field->element, column->element) &&
			!strcmp(field->attribute, column->attribute) &&
			!nhd_field_print(field, device, text))
			strcpy(text, "-");
	}
}

/* Widens the columns to what is in the row where out is NULL, or else writes it. */
static void take_row(FILE *out, size_t widths[COLUMNS], const char *indent,
	const struct nhd_fields *fields, const void *device)
{
	char text[NHD_FIELD_SIZE];

	for (size_t i = 0; i < COLUMNS; i++) {
		const char *before = i ? "" : indent;
		size_t length;

		if (device)
			print_cell(&columns[i], fields, device, text);
		else
			strcpy(text, columns[i].title);
		length = strlen(before) + strlen(text);
		if (out)
			fprintf(out, "%s%s%*s", before, text,
				i + 1 < COLUMNS ? (int)(widths[i] - length + 2) : 0,
				i + 1 < COLUMNS ? "" : "\n");
		else if (length > widths[i])
			widths[i] = length;
	}
}

static void take_rows(
	FILE *out, size_t widths[COLUMNS], const struct nhd_snapshot *snapshot)
{
	take_row(out, widths, "", NULL, NULL);
	for (size_t i = 0; i < snapshot->count; i++) {
		const struct nhd_pf_snapshot *pf = &snapshot->pfs[i];

		take_row(out, widths, "", &nhd_pf_fields, pf);
		for (size_t j = 0; j < pf->count; j++)
			take_row(out, widths, "  ", &nhd_vf_fields, &pf->vfs[j]);
	}
}

static bool write_table(FILE *out, const struct nhd_snapshot *snapshot)
{
	size_t widths[COLUMNS] = { 0 };

	take_rows(NULL, widths, snapshot);
	take_rows(out, widths, snapshot);
	return true;
}

/* What is written, in memory: open_memstream() loses what finds no room, and says nothing. */
struct memory {
	char *text;
	size_t length;
	size_t capacity;
	bool failed;
};

static ssize_t append(void *cookie, const char *bytes, size_t count)
{
	struct memory *memory = cookie;
	size_t needed = memory->length + count + 1;

	if (needed > memory->capacity) {
		char *larger = realloc(memory->text, 2 * needed);

		if (!larger) {
			memory->failed = true;
			return 0;
		}
		memory->text = larger;
		memory->capacity = 2 * needed;
	}
	memcpy(memory->text + memory->length, bytes, count);
	memory->length += count;
	memory->text[memory->length] = '\0';
	return (ssize_t)count;
}

static int write_text(
	writer write, const struct nhd_snapshot *snapshot, char **text, size_t *length)
{
	struct memory memory = { 0 };
	FILE *out = fopencookie(&memory, "w", (cookie_io_functions_t){ .write = append });
	bool good = out && write(out, snapshot);

	if ((out && fclose(out) < 0) || !good || memory.failed) {
		free(memory.text);
		return -ENOMEM;
	}
	*text = memory.text;
	*length = memory.length;
	return 0;
}

int nhd_show(nhd_host *host, const char *address, enum nhd_show_form form, char **text,
	size_t *length, struct nhd_error *error)
{
	static const writer writers[] = {
		[NHD_SHOW_TABLE] = write_table,
		[NHD_SHOW_DOCUMENT] = write_document,
		[NHD_SHOW_JSON] = write_json,
	};
	struct nhd_snapshot snapshot;
	int result;

	*text = NULL;
	*length = 0;
	if ((size_t)form >= sizeof(writers) / sizeof(writers[0]))
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"there is no such form");
	result = nhd_snapshot_take(
		host, address, form != NHD_SHOW_DOCUMENT, &snapshot, error);
	if (result < 0)
		return result;
	result = write_text(writers[form], &snapshot, text, length);
	nhd_snapshot_free(&snapshot);
	return result < 0 ? nhd_fail_memory(error) : 0;
}
