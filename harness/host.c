// SPDX-License-Identifier: LGPL-2.1-or-later
/* Host documents: read into plain text fields over a table, and written from it. */
#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "memory.h"
#include "normalise.h"

struct field {
	const char *element;
	const char *attribute;
};

#define HOST_FIELD_ROW(name, element, attribute) { element, attribute },
static const struct field pf_fields[] = { HOST_PF_FIELDS(HOST_FIELD_ROW) };
static const struct field vf_fields[] = { HOST_VF_FIELDS(HOST_FIELD_ROW) };
#undef HOST_FIELD_ROW

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

static bool is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

static int read_attributes(const xmlNode *node, const char *element,
	const struct field *table, size_t count, char **fields)
{
	for (xmlAttr *attribute = node->properties; attribute;
		attribute = attribute->next) {
		const char *name = (const char *)attribute->name;
		xmlChar *value;
		size_t i = 0;

		while (i < count && (strcmp(table[i].element, element) != 0 ||
					    strcmp(table[i].attribute, name) != 0))
			i++;
		if (i == count || fields[i])
			return -EINVAL;
		value = xmlNodeListGetString(attribute->doc, attribute->children, 1);
		fields[i] = memory_copy(value ? (const char *)value : "");
		xmlFree(value);
	}
	return 0;
}

/* An element's own attributes and those of its children but nested (NULL for none). */
static int read_fields(const xmlNode *node, const char *nested, const struct field *table,
	size_t count, char **fields)
{
	int status = read_attributes(node, "", table, count, fields);

	for (xmlNode *child = node->children; child && !status; child = child->next) {
		if (child->type != XML_ELEMENT_NODE ||
			(nested && is_named(child, nested)))
			continue;
		status = read_attributes(
			child, (const char *)child->name, table, count, fields);
	}
	return status;
}

static int read_pf(const xmlNode *node, struct host_pf *pf)
{
	int status = read_fields(node, "vf", pf_fields, PF_FIELDS, pf->fields);

	for (xmlNode *child = node->children; child && !status; child = child->next) {
		if (is_named(child, "vf"))
			status = read_fields(child, NULL, vf_fields, VF_FIELDS,
				host_add_vf(pf)->fields);
	}
	return status;
}

int host_read(struct host *host, const char *text, size_t length)
{
	xmlDoc *document = normalise_parse(text, length);
	xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	int status = root && is_named(root, "host") ? 0 : -EINVAL;

	for (xmlNode *child = status ? NULL : root->children; child && !status;
		child = child->next) {
		if (is_named(child, "pf"))
			status = read_pf(child, host_add_pf(host));
		else if (child->type == XML_ELEMENT_NODE)
			status = -EINVAL;
	}
	xmlFreeDoc(document);
	return status;
}

/* The attributes that element has; nothing where all of its fields are absent. */
static void write_attributes(struct buffer *text, const char *element,
	const struct field *table, size_t count, char *const *fields)
{
	for (size_t i = 0; i < count; i++) {
		if (fields[i] && !strcmp(table[i].element, element))
			buffer_format(text, " %s='%s'", table[i].attribute, fields[i]);
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
