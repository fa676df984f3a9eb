// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which blanks libxml2 takes for layout. */
#include "xml/blanks.h"

enum {
	HAS_NODES = 1 << 0,
	BEGINS_WITH_TEXT = 1 << 1,
	ENDS_WITH_TEXT = 1 << 2,
	/* Text that began with a blank, or went beyond ASCII, was kept: now all blanks are. */
	KEEPS_BLANKS = 1 << 3,
};

/* Deeper than it is known how to count, all elements are one. */
static uint8_t *nodes_of(struct nhd_blanks *blanks)
{
	return &blanks->nodes[blanks->depth < NHD_BLANKS_DEPTH ? blanks->depth
							       : NHD_BLANKS_DEPTH - 1];
}

void nhd_blanks_begin(struct nhd_blanks *blanks)
{
	blanks->depth = 0;
	blanks->nodes[0] = 0;
}

void nhd_blanks_other(struct nhd_blanks *blanks)
{
	uint8_t *nodes = nodes_of(blanks);

	*nodes = (uint8_t)((*nodes | HAS_NODES) & ~ENDS_WITH_TEXT);
}

void nhd_blanks_open(struct nhd_blanks *blanks)
{
	nhd_blanks_other(blanks);
	blanks->depth++;
	*nodes_of(blanks) = 0;
}

void nhd_blanks_close(struct nhd_blanks *blanks)
{
	blanks->depth--;
}

static bool is_blank(const xmlChar *text, int length)
{
	for (int i = 0; i < length; i++) {
		if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' &&
			text[i] != '\r')
			return false;
	}
	return true;
}

/* Blanks that stand in the document between two tags, in an element of no text. */
static bool is_layout(uint8_t nodes, const xmlParserCtxt *parser)
{
	const xmlChar *next = parser->input->cur;

	if (nodes & (BEGINS_WITH_TEXT | ENDS_WITH_TEXT | KEEPS_BLANKS) ||
		*parser->space == 1)
		return false;
	if (*next != '<' && *next != '\r')
		return false;
	return nodes & HAS_NODES || next[0] != '<' || next[1] != '/';
}

/*
 * Text that is not in the document as it stands is that of a reference, or was put together
 * by xmlParseCharDataComplex (parser.c), which takes over where ASCII ends. Behind the
 * latter the parser stands at its end, and behind a reference at a semicolon.
 */
static bool is_beyond_ascii(const xmlParserCtxt *parser, const xmlChar *text, int length)
{
	return text[0] >= 0x80 && parser->input->cur > parser->input->base &&
	       parser->input->cur[-1] == text[length - 1];
}

bool nhd_blanks_keep(struct nhd_blanks *blanks, const xmlParserCtxt *parser,
	const xmlChar *text, int length)
{
	uint8_t *nodes = nodes_of(blanks);
	/* What stands not in the document itself stands for a reference. */
	bool literal = text < parser->input->base || text >= parser->input->end;

	if (!literal && is_blank(text, length) && is_layout(*nodes, parser))
		return false;
	if (!(*nodes & HAS_NODES))
		*nodes |= BEGINS_WITH_TEXT;
	if (literal ? is_beyond_ascii(parser, text, length) : is_blank(text, 1))
		*nodes |= KEEPS_BLANKS;
	*nodes |= HAS_NODES | ENDS_WITH_TEXT;
	return true;
}
