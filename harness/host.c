// SPDX-License-Identifier: LGPL-2.1-or-later
/* Host documents: read into plain text fields over a table, and written from it. */
#include <ctype.h>
#include <errno.h>
#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "host_forms.h"
#include "memory.h"
#include "normalise.h"

struct field {
	const char *element;
	const char *attribute;
	enum host_form form;
};

#define HOST_FIELD_ROW(name, element, attribute, form)                                   \
	{ element, attribute, HOST_##form },
static const struct field pf_fields[] = { HOST_PF_FIELDS(HOST_FIELD_ROW) };
static const struct field vf_fields[] = { HOST_VF_FIELDS(HOST_FIELD_ROW) };
#undef HOST_FIELD_ROW

/* What an element has, and where its values go. */
struct record {
	const struct field *table;
	size_t count;
	const char *nested; /* the records in it, or NULL */
	char **fields;
};

struct reading {
	struct buffer *why;
	xmlHashTable *taken; /* what may not come twice: addresses and netdevs */
};

struct host_pf *host_add_pf(struct host *host)
{
	host->pfs = memory_grow(host->pfs, host->count + 1, sizeof(*host->pfs));
	host->pfs[host->count] = (struct host_pf){ 0 };
	return &host->pfs[host->count++];
}

struct host_vf *host_add_vf(struct host_pf *pf)
{
	pf->vfs = memory_grow(pf->vfs, pf->count + 1, sizeof(*pf->vfs));
	pf->vfs[pf->count] = (struct host_vf){ 0 };
	return &pf->vfs[pf->count++];
}

static void free_fields(char **fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(fields[i]);
}

void host_free(struct host *host)
{
	for (size_t i = 0; i < host->count; i++) {
		struct host_pf *pf = &host->pfs[i];

		for (size_t j = 0; j < pf->count; j++)
			free_fields(pf->vfs[j].fields, VF_FIELDS);
		free(pf->vfs);
		free_fields(pf->fields, PF_FIELDS);
	}
	free(host->pfs);
	*host = (struct host){ 0 };
}

/* A value between apostrophes. */
static void write_value(struct buffer *text, const char *value)
{
	for (; *value; value++) {
		if (strchr("&<>'", *value) || iscntrl((unsigned char)*value))
			buffer_format(text, "&#%d;", *value);
		else
			buffer_add(text, value, 1);
	}
}

static bool is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !node->ns &&
	       !strcmp((const char *)node->name, name);
}

/* Says what is wrong about an element, behind its line. */
__attribute__((format(printf, 3, 4))) static int refuse(
	const struct reading *reading, const xmlNode *node, const char *format, ...)
{
	va_list arguments;
	char *words = NULL;

	va_start(arguments, format);
	if (vasprintf(&words, format, arguments) < 0)
		words = NULL;
	va_end(arguments);
	buffer_format(reading->why, "line %ld: <%s%s", xmlGetLineNo(node), node->name,
		words ? words : ">");
	free(words);
	return -EINVAL;
}

/* The same of an attribute's value. */
static int refuse_value(const struct reading *reading, const xmlNode *node,
	const struct field *field, const char *value, const char *wrong,
	const char *wanted)
{
	struct buffer shown = { 0 };
	int status;

	write_value(&shown, value);
	status = refuse(reading, node, " %s='%s'>: %s%s", field->attribute,
		buffer_text(&shown), wrong, wanted);
	buffer_free(&shown);
	return status;
}

static int check_value(const struct reading *reading, const xmlNode *node,
	const struct field *field, const char *value)
{
	const char *wanted = host_form_check(field->form, value);
	bool is_alone = field->form == HOST_ADDRESS || field->form == HOST_NETDEV;

	if (wanted)
		return refuse_value(reading, node, field, value, "it has to be ", wanted);
	if (is_alone &&
		xmlHashAddEntry(reading->taken, (const xmlChar *)value, reading->taken))
		return refuse_value(
			reading, node, field, value, "another one has it", "");
	return 0;
}

static int read_attribute(const struct reading *reading, const xmlAttr *attribute,
	const char *element, const struct record *record)
{
	const xmlNode *node = attribute->parent;
	const char *name = (const char *)attribute->name;
	xmlChar *value;
	size_t i = 0;
	int status;

	while (i < record->count &&
		(strcmp(record->table[i].element, element) != 0 ||
			strcmp(record->table[i].attribute, name) != 0))
		i++;
	if (i == record->count || attribute->ns)
		return refuse(reading, node, ">: there is no attribute %s", name);
	if (record->fields[i])
		return refuse(reading, node, ">: there is a second %s", name);
	value = xmlNodeListGetString(attribute->doc, attribute->children, 1);
	status = check_value(
		reading, node, &record->table[i], value ? (const char *)value : "");
	if (!status)
		record->fields[i] = memory_copy(value ? (const char *)value : "");
	xmlFree(value);
	return status;
}

static int read_attributes(const struct reading *reading, const xmlNode *node,
	const char *element, const struct record *record)
{
	int status = 0;

	for (xmlAttr *attribute = node->properties; attribute && !status;
		attribute = attribute->next)
		status = read_attribute(reading, attribute, element, record);
	return status;
}

/* Whether an element of this name holds fields of the record. */
static bool has_element(const struct record *record, const xmlNode *node)
{
	for (size_t i = 0; i < record->count; i++)
		if (*record->table[i].element && is_named(node, record->table[i].element))
			return true;
	return false;
}

/* What may be between the elements of a document. */
static bool is_nothing(const xmlNode *node)
{
	return node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE ||
	       xmlIsBlankNode(node);
}

/* Only such children as nested and, where it is not NULL, record tell. */
static int check_children(const struct reading *reading, const xmlNode *node,
	const struct record *record, const char *nested)
{
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (is_nothing(child) || (nested && is_named(child, nested)) ||
			(record && has_element(record, child)))
			continue;
		if (child->type == XML_ELEMENT_NODE)
			return refuse(reading, child, "> is nothing that a <%s> has",
				node->name);
		return refuse(reading, node, ">: there is text in it");
	}
	return 0;
}

/* An element's own attributes and those of its children but nested ones. */
static int read_record(
	const struct reading *reading, const xmlNode *node, const struct record *record)
{
	int status = check_children(reading, node, record, record->nested);

	if (!status)
		status = read_attributes(reading, node, "", record);
	for (xmlNode *child = node->children; child && !status; child = child->next) {
		if (!has_element(record, child))
			continue;
		status = check_children(reading, child, NULL, NULL);
		if (!status)
			status = read_attributes(
				reading, child, (const char *)child->name, record);
	}
	return status;
}

static int read_vf(const struct reading *reading, const xmlNode *node, struct host_pf *pf)
{
	struct host_vf *vf = host_add_vf(pf);
	const struct record record = { vf_fields, VF_FIELDS, NULL, vf->fields };
	int status = read_record(reading, node, &record);
	char *index = memory_format("%zu", pf->count - 1);

	vf->line = xmlGetLineNo(node);
	if (!status && !vf->fields[VF_ADDRESS])
		status = refuse(reading, node, ">: an address is wanted");
	if (!status && !strings_equal(vf->fields[VF_INDEX], index))
		status = refuse(reading, node,
			">: index='%s' is wanted, its place among the VFs", index);
	free(index);
	return status;
}

static int read_pf(const struct reading *reading, const xmlNode *node, struct host *host)
{
	struct host_pf *pf = host_add_pf(host);
	const struct record record = { pf_fields, PF_FIELDS, "vf", pf->fields };
	int status = read_record(reading, node, &record);

	pf->line = xmlGetLineNo(node);
	if (!status && !pf->fields[PF_ADDRESS])
		status = refuse(reading, node, ">: an address is wanted");
	for (xmlNode *child = node->children; child && !status; child = child->next)
		if (is_named(child, "vf"))
			status = read_vf(reading, child, pf);
	return status;
}

static int read_host(
	const struct reading *reading, const xmlNode *root, struct host *host)
{
	int status = 0;

	if (!is_named(root, "host"))
		return refuse(reading, root, ">: <host> is wanted");
	if (root->properties)
		return refuse(reading, root, ">: there is no attribute %s",
			root->properties->name);
	status = check_children(reading, root, NULL, "pf");
	for (xmlNode *child = root->children; child && !status; child = child->next)
		if (is_named(child, "pf"))
			status = read_pf(reading, child, host);
	return status;
}

int host_read(struct host *host, const char *text, size_t length, struct buffer *why)
{
	struct reading reading = { .why = why };
	xmlDoc *document = normalise_parse(text, length);
	int status = -EINVAL;

	buffer_clear(why);
	if (!document) {
		normalise_complain(why);
		return status;
	}
	reading.taken = xmlHashCreate(0);
	status = reading.taken ? read_host(&reading, xmlDocGetRootElement(document), host)
			       : -ENOMEM;
	xmlHashFree(reading.taken, NULL);
	xmlFreeDoc(document);
	return status;
}

/* The attributes that element has; nothing where all of its fields are absent. */
static void write_attributes(struct buffer *text, const char *element,
	const struct field *table, size_t count, char *const *fields)
{
	for (size_t i = 0; i < count; i++) {
		if (!fields[i] || strcmp(table[i].element, element) != 0)
			continue;
		buffer_format(text, " %s='", table[i].attribute);
		write_value(text, fields[i]);
		buffer_add_text(text, "'");
	}
}

static void write_children(struct buffer *text, const char *indent,
	const struct field *table, size_t count, char *const *fields)
{
	const char *element = "";

	for (size_t i = 0; i < count; i++) {
		if (!fields[i] || !strcmp(table[i].element, element))
			continue;
		element = table[i].element;
		buffer_format(text, "%s<%s", indent, element);
		write_attributes(text, element, table, count, fields);
		buffer_add_text(text, "/>\n");
	}
}

static void write_pf(struct buffer *text, const struct host_pf *pf)
{
	buffer_add_text(text, "  <pf");
	write_attributes(text, "", pf_fields, PF_FIELDS, pf->fields);
	buffer_add_text(text, ">\n");
	write_children(text, "    ", pf_fields, PF_FIELDS, pf->fields);
	for (size_t i = 0; i < pf->count; i++) {
		buffer_add_text(text, "    <vf");
		write_attributes(text, "", vf_fields, VF_FIELDS, pf->vfs[i].fields);
		buffer_add_text(text, ">\n");
		write_children(text, "      ", vf_fields, VF_FIELDS, pf->vfs[i].fields);
		buffer_add_text(text, "    </vf>\n");
	}
	buffer_add_text(text, "  </pf>\n");
}

void host_write(const struct host *host, struct buffer *text)
{
	buffer_add_text(text, "<host>\n");
	for (size_t i = 0; i < host->count; i++)
		write_pf(text, &host->pfs[i]);
	buffer_add_text(text, "</host>\n");
}
