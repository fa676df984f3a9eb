// SPDX-License-Identifier: LGPL-2.1-or-later
/* HTML for people: one page with its own style, which needs nothing else. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "html.h"

/* No '<' and no '&' in here: in HTML they would stand for themselves, in XML not. */
static const char style[] =
	":root { color-scheme: light dark;\n"
	"  --ink: #1d2126; --paper: #fff; --faint: #59626d; --line: #d5dae0;\n"
	"  --code: #f4f6f8; --link: #0b57a4; --byte: #9c2a10;\n"
	"  --must: #14532d; --should: #1e3a8a; --quirk: #7a3d00; }\n"
	"@media (prefers-color-scheme: dark) { :root {\n"
	"  --ink: #dde2e8; --paper: #14171a; --faint: #9aa5b1; --line: #343b43;\n"
	"  --code: #1d2227; --link: #7db8f5; --byte: #ff9d80;\n"
	"  --must: #86dba5; --should: #a9bffb; --quirk: #f2b566; } }\n"
	"* { box-sizing: border-box; }\n"
	"html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }\n"
	"body { margin: 0 auto; max-width: 79rem; padding: 1rem 1.25rem 4rem;\n"
	"  font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);\n"
	"  background: var(--paper); overflow-wrap: break-word; }\n"
	"a { color: var(--link); text-decoration: none; }\n"
	"a:hover { text-decoration: underline; }\n"
	"h1, h2, h3, h4 { line-height: 1.25; }\n"
	"h2 { margin-top: 3rem; border-bottom: 2px solid var(--line); }\n"
	"h3 { margin-top: 2.5rem; font-size: 1.3rem; }\n"
	"h4 { margin: 0; font: 600 1rem/1.4 ui-monospace, monospace; }\n"
	"h3 a, h4 a { color: inherit; }\n"
	"p, dl.levels { max-width: 46rem; }\n"
	"table { border-collapse: collapse; width: 100%; max-width: 46rem; }\n"
	"th, td { padding: .2rem .4rem; border-bottom: 1px solid var(--line);\n"
	"  text-align: left; }\n"
	"th { color: var(--faint); font-size: .85rem; }\n"
	"th.count, td.count { width: 3.7rem; text-align: right;\n"
	"  font-variant-numeric: tabular-nums; }\n"
	"tr.sum td { font-weight: 600; }\n"
	"td.chapter { padding-left: 1.5rem; }\n"
	"article { margin: 1.25rem 0; padding-top: 1rem;\n"
	"  border-top: 1px solid var(--line); }\n"
	"article:target h4 a { text-decoration: underline; }\n"
	"article p { margin: .4rem 0; }\n"
	".level { display: inline-block; padding: 0 .5em; border: 1px solid;\n"
	"  border-radius: 1em; font: 600 .75rem/1.5 system-ui, sans-serif; }\n"
	".must { color: var(--must); } .should { color: var(--should); }\n"
	".quirk { color: var(--quirk); }\n"
	"dl.facts { margin: .4rem 0; font-size: .85rem; color: var(--faint); }\n"
	"dl.facts div { display: inline; margin-right: 1em; }\n"
	"dl.facts dt, dl.facts dd { display: inline; margin: 0; }\n"
	"dl.facts dt::after { content: ':'; }\n"
	"dl.levels { display: grid; grid-template-columns: auto 1fr;\n"
	"  gap: .2rem .8rem; }\n"
	"dl.levels dd { margin: 0; }\n"
	"code, pre { font-family: ui-monospace, monospace; }\n"
	"code { font-size: .9em; overflow-wrap: anywhere; }\n"
	".pair { display: grid; gap: .5rem 1rem; margin-top: .6rem;\n"
	"  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }\n"
	"figure { margin: 0; min-width: 0; }\n"
	"figcaption { font-size: .8rem; color: var(--faint); }\n"
	"pre { margin: .15rem 0 0; padding: .5rem .6rem; background: var(--code);\n"
	"  border-radius: .3rem; font-size: .75rem; line-height: 1.4; tab-size: 4;\n"
	"  white-space: pre-wrap; overflow-wrap: anywhere; }\n"
	"pre b { color: var(--byte); font-weight: 600; }\n"
	".answer { margin: .15rem 0 0; padding: .5rem 0; }\n"
	"footer { margin-top: 3rem; color: var(--faint); font-size: .85rem; }\n"
	"@media (max-width: 40rem) { body { padding: .75rem .75rem 3rem; }\n"
	"  h1 { font-size: 1.5rem; } td.chapter { padding-left: .8rem; }\n"
	"  th.count, td.count { width: 3rem; padding: .2rem; }\n"
	"  pre { font-size: .72rem; } }\n"
	"@media print {\n"
	"  :root { --ink: #000; --paper: #fff; --faint: #444; --line: #aaa;\n"
	"    --code: #fff; --link: #000; --byte: #000;\n"
	"    --must: #000; --should: #000; --quirk: #000; }\n"
	"  body { max-width: none; padding: 0; font-size: 10pt; }\n"
	"  h2 { break-before: page; margin-top: 0; }\n"
	"  h2, h3, h4, figcaption { break-after: avoid; }\n"
	"  article, pre, tr { break-inside: avoid; }\n"
	"  pre { border: 1px solid var(--line); font-size: 7.5pt; }\n"
	"  a.top { display: none; } }\n";

void html_begin(struct buffer *page, const char *title)
{
	buffer_add_text(page,
		"<!DOCTYPE html>\n"
		"<html lang=\"en\" xml:lang=\"en\" "
		"xmlns=\"http://www.w3.org/1999/xhtml\">\n"
		"<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
	html_text(page, title);
	buffer_add_text(page, "</title>\n<style>\n");
	buffer_add_text(page, style);
	buffer_add_text(page, "</style>\n</head>\n<body>\n");
}

void html_end(struct buffer *page)
{
	buffer_add_text(page, "</body>\n</html>\n");
}

/* Adds one character that is not to be taken for markup. */
static void add_plain(struct buffer *page, const char *text, size_t length)
{
	switch (*text) {
	case '&':
		buffer_add_text(page, "&amp;");
		break;
	case '<':
		buffer_add_text(page, "&lt;");
		break;
	case '>':
		buffer_add_text(page, "&gt;");
		break;
	case '"':
		buffer_add_text(page, "&quot;");
		break;
	default:
		buffer_add(page, text, length);
	}
}

void html_text(struct buffer *page, const char *text)
{
	for (; *text; text++)
		add_plain(page, text, 1);
}

/* Characters that leave nothing to see, or that another place in the text is moved by. */
static const struct range {
	uint32_t first, last;
} unseen[] = {
	{ 0x00, 0x1f },
	{ 0x7f, 0xa0 },
	{ 0xad, 0xad },
	{ 0x61c, 0x61c },
	{ 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },
	{ 0x180b, 0x180f },
	{ 0x2000, 0x200f },
	{ 0x2028, 0x202f },
	{ 0x205f, 0x206f },
	{ 0x3000, 0x3000 },
	{ 0x3164, 0x3164 },
	{ 0xd800, 0xf8ff },
	{ 0xfdd0, 0xfdef },
	{ 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb },
	{ 0xfffe, 0xffff },
	{ 0xe0000, UINT32_MAX },
};

static bool is_seen(uint32_t character)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (character >= unseen[i].first && character <= unseen[i].last)
			return false;
	return true;
}

/* The bytes of the character that text begins with; 0 where it is no UTF-8, or unseen. */
static size_t seen_length(const char *text, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)*text;
	size_t count = lead < 0x80   ? 1
		       : lead < 0xc0 ? 0
		       : lead < 0xe0 ? 2
		       : lead < 0xf0 ? 3
				     : 4;
	uint32_t character = count == 1 ? lead : lead & (0x7fu >> count);

	if (!count || count > length || lead > 0xf4)
		return 0;
	for (size_t i = 1; i < count; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | ((unsigned char)text[i] & 0x3f);
	}
	return character >= least[count] && is_seen(character) ? count : 0;
}

void html_bytes(struct buffer *page, const char *bytes, size_t length)
{
	bool indent = true; /* nothing but tabs in this line so far */
	bool strange = false;

	for (size_t at = 0, count; at < length; at += count) {
		bool plain = bytes[at] == '\n' || (bytes[at] == '\t' && indent);

		count = plain ? 1 : seen_length(bytes + at, length - at);
		if (strange != !count)
			buffer_add_text(page, count ? "</b>" : "<b>");
		strange = !count;
		if (count) {
			add_plain(page, bytes + at, count);
		} else {
			buffer_format(page, "\\x%02x", (unsigned char)bytes[at]);
			count = 1;
		}
		indent = plain;
	}
	if (strange)
		buffer_add_text(page, "</b>");
}
