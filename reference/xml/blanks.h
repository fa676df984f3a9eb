/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The blanks between tags that are no text. libvirt has libxml2 leave them out of its tree,
 * by a guess that looks at the nodes around (areBlanks(), for XML_PARSE_NOBLANKS). Here the
 * same is told from the events of an element whose text is wanted.
 */
#ifndef NHD_XML_BLANKS_H
#define NHD_XML_BLANKS_H

#include <stdbool.h>
#include <stdint.h>

#include <libxml/parser.h>

/* As deep as libxml2 goes, and one more. */
#define NHD_BLANKS_DEPTH 257

struct nhd_blanks {
	unsigned int depth;
	uint8_t nodes[NHD_BLANKS_DEPTH]; /* what is known of each open element's nodes */
};

/* The element whose text is wanted begins. */
void nhd_blanks_begin(struct nhd_blanks *blanks);

/* An element below it begins, and ends; a node that is no plain text comes. */
void nhd_blanks_open(struct nhd_blanks *blanks);
void nhd_blanks_close(struct nhd_blanks *blanks);
void nhd_blanks_other(struct nhd_blanks *blanks);

/* Whether plain text that the parser hands over is kept. */
bool nhd_blanks_keep(struct nhd_blanks *blanks, const xmlParserCtxt *parser,
	const xmlChar *text, int length);

#endif
