/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A document on its way into libvirt: parsed as libvirt does it, looked at, and written
 * out again as a tree, so that an internal subset, entity references, CDATA sections and
 * namespace declarations arrive as they were written.
 */
#ifndef NHD_ADAPTERS_LIBVIRT_DOCUMENT_H
#define NHD_ADAPTERS_LIBVIRT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <libxml/tree.h>

/* Why a parse failed; message is "" where libxml2 told no fatal error. */
struct parse_fault {
	char message[512];
};

/*
 * All of in, ending in a NUL that *length does not count; NULL without memory. The caller
 * frees it.
 */
char *document_read(FILE *in, size_t *length);

/* Parses text as libvirt does (virXMLParseHelper); NULL with the first error in fault. */
xmlDocPtr document_parse(const char *text, struct parse_fault *fault);

/* Whether node is the element name in no namespace: what libvirt's XPaths look for. */
bool document_is_element(const xmlNode *node, const char *name);

/* The first element name from child on, child itself included; NULL where there is none. */
const xmlNode *document_next_child(const xmlNode *child, const char *name);

/* Whether the attribute name of node has the value; as libvirt, in any namespace. */
bool document_has_value(const xmlNode *node, const char *name, const char *value);

/* The hostdev interface number index, from 0, of a <domain>'s; NULL where it has fewer. */
const xmlNode *document_hostdev_interface(const xmlNode *domain, size_t index);

/* Makes the document's root the only device of a domain that takes its place. */
void document_wrap_in_domain(xmlDocPtr document, const char *domain_type);

/* Gives a domain that was wrapped another name, and a UUID unless that is NULL. */
void document_name_domain(xmlDocPtr document, const char *name, const char *uuid);

/* Gives a <domain> that has a type another one: that of the driver which will read it. */
void document_set_domain_type(xmlNodePtr domain, const char *domain_type);

/*
 * The document as UTF-8 text, with nothing reformatted; NULL without memory. The caller
 * frees it with xmlBufferFree().
 */
xmlBufferPtr document_serialise(xmlDocPtr document);

#endif
