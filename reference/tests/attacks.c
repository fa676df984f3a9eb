// SPDX-License-Identifier: LGPL-2.1-or-later
/* Documents of what is known to hurt parsers: expansion, depth, length, number, encoding. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/attacks.h"

#define MILLION 1000000u
#define SOURCE                                                                           \
	"<mac address='52:54:00:00:00:01'/>"                                             \
	"<source><address type='pci' bus='1'/></source>"

/* A document that is put together; stream is NULL where that failed. */
struct text {
	FILE *stream;
	char *bytes;
	size_t length;
};

static char *finish(struct text *text, size_t *length)
{
	if (!text->stream || fclose(text->stream)) {
		free(text->bytes);
		return NULL;
	}
	*length = text->length;
	return text->bytes;
}

static void begin(struct text *text, const char *start)
{
	*text = (struct text){ NULL, NULL, 0 };
	text->stream = open_memstream(&text->bytes, &text->length);
	if (!text->stream)
		abort();
	fputs(start, text->stream);
}

char *attack_repeated(const char *start, size_t count, const char *unit, const char *end,
	size_t *length)
{
	const char *number = strstr(unit, "%u");
	struct text text;

	begin(&text, start);
	for (size_t i = 0; i < count; i++) {
		if (number)
			fprintf(text.stream, "%.*s%zu%s", (int)(number - unit), unit, i,
				number + 2);
		else
			fputs(unit, text.stream);
	}
	fputs(end, text.stream);
	return finish(&text, length);
}

static char *plain(const char *document, size_t *length)
{
	return attack_repeated(document, 0, "", "", length);
}

static char *entity_bomb(size_t *length)
{
	struct text text;

	begin(&text, "<!DOCTYPE interface [<!ENTITY a0 'ha'>\n");
	for (int i = 1; i < 30; i++)
		fprintf(text.stream, "<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;'>\n", i, i - 1,
			i - 1, i - 1, i - 1);
	fputs("]><interface type='hostdev' a='&a29;'>" SOURCE "&a29;</interface>",
		text.stream);
	return finish(&text, length);
}

static char *entity_long(size_t *length)
{
	struct text text;

	begin(&text, "<!DOCTYPE interface [<!ENTITY a '");
	for (size_t i = 0; i < MILLION; i++)
		fputc('x', text.stream);
	fputs("'>]><interface type='hostdev'>", text.stream);
	for (size_t i = 0; i < MILLION; i++)
		fputs("&a;", text.stream);
	fputs("</interface>", text.stream);
	return finish(&text, length);
}

static char *external_entity(size_t *length)
{
	return plain("<!DOCTYPE interface [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
		     "<interface type='hostdev'>" SOURCE "&a;</interface>",
		length);
}

static char *external_subset(size_t *length)
{
	return plain("<!DOCTYPE interface SYSTEM 'http://127.0.0.1:9/interface.dtd'>"
		     "<interface type='hostdev'>" SOURCE "</interface>",
		length);
}

static char *parameter_entity(size_t *length)
{
	return plain("<!DOCTYPE interface [<!ENTITY % a SYSTEM 'file:///dev/zero'> %a;]>"
		     "<interface type='hostdev'>" SOURCE "</interface>",
		length);
}

static char *inclusion(size_t *length)
{
	return plain(
		"<?xml-stylesheet href='file:///etc/passwd' type='text/xsl'?>"
		"<interface type='hostdev' xmlns:x='http://www.w3.org/2001/XInclude' "
		"xmlns:s='http://www.w3.org/2001/XMLSchema-instance' "
		"s:schemaLocation='x file:///etc/passwd' xml:base='file:///etc/'>" SOURCE
		"<x:include href='passwd' parse='text'/></interface>",
		length);
}

static char *depth(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>", MILLION, "<a>", "", length);
}

static char *depth_closed(size_t *length)
{
	struct text text;

	begin(&text, "<interface type='hostdev'>");
	for (size_t i = 0; i < MILLION; i++)
		fputs("<a>", text.stream);
	for (size_t i = 0; i < MILLION; i++)
		fputs("</a>", text.stream);
	fputs("</interface>", text.stream);
	return finish(&text, length);
}

static char *attribute_100_mb(size_t *length)
{
	return attack_repeated("<interface type='hostdev' a='", 100 * MILLION / 10,
		"aaaaaaaaaa", "'/>", length);
}

static char *attribute_15_mb(size_t *length)
{
	return attack_repeated("<interface type='hostdev' a='", 15 * MILLION / 10,
		"aaaaaaaaaa", "'/>", length);
}

static char *attribute_unknown(size_t *length)
{
	return attack_repeated("<interface type='hostdev' a='", 9 * MILLION / 10,
		"aaaaaaaaaa", "'>" SOURCE "</interface>", length);
}

static char *attribute_known(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<mtu size='",
		9 * MILLION / 10, "1111111111", "'/></interface>", length);
}

static char *attribute_references(size_t *length)
{
	return attack_repeated("<interface type='hostdev' a='", 2 * MILLION, "&amp;",
		"'>" SOURCE "</interface>", length);
}

static char *tags(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<vlan>", MILLION,
		"<tag id='7'/>", "</vlan></interface>", length);
}

static char *tags_60_000(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<vlan>", 60000,
		"<tag id='7'/>", "</vlan></interface>", length);
}

static char *tags_60_000_wrong(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<vlan>", 60000,
		"<tag id='x'/>", "</vlan></interface>", length);
}

/* Where each is wrong is found in the document only once it is asked for. */
static char *tags_far_behind(size_t *length)
{
	struct text text;

	begin(&text, "<interface type='hostdev'>" SOURCE);
	for (size_t i = 0; i < 14 * MILLION; i++)
		fputc('\n', text.stream);
	fputs("<vlan>", text.stream);
	for (size_t i = 0; i < 60000; i++)
		fputs("<tag\nid='x'/>", text.stream);
	fputs("</vlan></interface>", text.stream);
	return finish(&text, length);
}

static char *tags_wrong(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<vlan>", MILLION,
		"<tag id='x'/>", "</vlan></interface>", length);
}

static char *tags_without_id(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<vlan>", 2 * MILLION,
		"<tag/>\n", "</vlan></interface>", length);
}

static char *vlans(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, 3 * MILLION / 10,
		"<vlan><tag id='7'/></vlan>", "</interface>", length);
}

static char *macs(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, 9 * MILLION / 10,
		"<mac address=''/>", "</interface>", length);
}

static char *guest_ips(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION / 2,
		"<ip address='fe80::1'/>", "</interface>", length);
}

static char *guest_ips_wrong(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION / 2,
		"<ip address='x'/>", "</interface>", length);
}

static char *portgroups_wrong(size_t *length)
{
	return attack_repeated("<network><name>n</name><forward mode='hostdev'>"
			       "<pf dev='eth0'/></forward>",
		MILLION / 5,
		"<portgroup name='p%u'><vlan>\n<tag id='x'/></vlan></portgroup>",
		"</network>", length);
}

static char *portgroups(size_t *length)
{
	return attack_repeated("<network><name>n</name><forward mode='hostdev'>"
			       "<pf dev='eth0'/></forward>",
		MILLION / 3, "<portgroup name='p%u'/>", "</network>", length);
}

static char *portgroups_alike(size_t *length)
{
	return attack_repeated("<network><name>n</name><forward mode='hostdev'>"
			       "<pf dev='eth0'/></forward>",
		MILLION / 3, "<portgroup name='p'/>", "</network>", length);
}

static char *comments(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION, "<!---->\n",
		"</interface>", length);
}

static char *instructions(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION, "<?a?>\n",
		"</interface>", length);
}

static char *sections(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION,
		"<![CDATA[<]]>", "</interface>", length);
}

static char *elements(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION, "<a%u/>",
		"</interface>", length);
}

static char *instruction_names(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION, "<?a%u?>",
		"</interface>", length);
}

static char *attribute_names(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, MILLION,
		"<a a%u=''/>", "</interface>", length);
}

static char *texts(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<script/>",
		9 * MILLION, "x", "</interface>", length);
}

static char *name(size_t *length)
{
	return attack_repeated("<", 9 * MILLION, "a", "/>", length);
}

static char *last_line(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE, 15 * MILLION, "\n",
		"</interfac>", length);
}

static char *attributes_100_000(size_t *length)
{
	return attack_repeated("<interface type='hostdev' ", MILLION / 10, "a%u='' ",
		">" SOURCE "</interface>", length);
}

static char *attributes(size_t *length)
{
	return attack_repeated("<interface type='hostdev' ", MILLION, "a%u='' ",
		">" SOURCE "</interface>", length);
}

static char *attributes_of_unknown(size_t *length)
{
	return attack_repeated("<interface type='hostdev'>" SOURCE "<a ", MILLION,
		"a%u='' ", "/></interface>", length);
}

static char *attributes_short(size_t *length)
{
	return attack_repeated("<interface type='hostdev' ", 6000, "a%u='' ",
		">" SOURCE "</interface>", length);
}

static char *attributes_hidden(size_t *length)
{
	return attack_repeated(
		"<interface type='hostdev'><!-- '\" --><?a \"?><![CDATA['\"]]><a \n",
		MILLION, "a%u=\">\" ", "/>" SOURCE "</interface>", length);
}

static char *namespaces(size_t *length)
{
	return attack_repeated("<interface type='hostdev' ", MILLION / 2,
		"xmlns:a%u='u' ", ">" SOURCE "</interface>", length);
}

static char *prefixed(size_t *length)
{
	return attack_repeated("<interface type='hostdev' xmlns:n='u' ", MILLION,
		"n:a%u='' ", ">" SOURCE "</interface>", length);
}

/* Each prefix is looked for among all that are in force. */
static char *namespaces_deep(size_t *length)
{
	struct text text;

	begin(&text, "<interface type='hostdev'>");
	for (int i = 0; i < 200; i++) {
		fputs("<a", text.stream);
		for (int j = 0; j < 100; j++)
			fprintf(text.stream, " xmlns:a%d='u%d'", i * 100 + j, j);
		fputc('>', text.stream);
	}
	for (size_t i = 0; i < MILLION / 2; i++)
		fputs("<n:a n:a=''/>", text.stream);
	for (int i = 0; i < 200; i++)
		fputs("</a>", text.stream);
	fputs(SOURCE "</interface>", text.stream);
	return finish(&text, length);
}

/* A start tag is held against all elements that are open. */
static char *wide_tags(size_t *length)
{
	struct text text;

	begin(&text, "<interface type='hostdev'>" SOURCE);
	for (size_t i = 0; i < 10000; i++) {
		fputs("<a", text.stream);
		for (int j = 0; j < 100; j++)
			fprintf(text.stream, " a%d=''", j);
		fputs("/>", text.stream);
	}
	fputs("</interface>", text.stream);
	return finish(&text, length);
}

static char *bytes(const char *document, size_t count, size_t *length)
{
	char *copy = calloc(1, count + 1);

	*length = count;
	return copy ? memcpy(copy, document, count) : NULL;
}

#define BYTES(document) bytes((document), sizeof(document) - 1, length)

static char *nul_alone(size_t *length)
{
	return BYTES("\0");
}

static char *nul_million(size_t *length)
{
	*length = MILLION;
	return calloc(1, *length + 1);
}

static char *nul_inside(size_t *length)
{
	return BYTES("<interface type='hostdev'>" SOURCE "\0</interface>");
}

static char *nul_behind(size_t *length)
{
	return BYTES("<interface type='hostdev'>" SOURCE "</interface>\n\0");
}

static char *nul_in_value(size_t *length)
{
	return BYTES("<interface type='hostdev' a='\0'>" SOURCE "</interface>");
}

static char *overlong_slash(size_t *length)
{
	return BYTES("<interface type='hostdev' a='\xc0\xaf'>" SOURCE "</interface>");
}

static char *overlong_less(size_t *length)
{
	return BYTES("<interface type='hostdev'>\xe0\x80\xbc" SOURCE "</interface>");
}

static char *overlong_nul(size_t *length)
{
	return BYTES(
		"<interface type='hostdev' a='\xf0\x80\x80\x80'>" SOURCE "</interface>");
}

/* No value and no list is too long, but all of them together are. */
static char *domain_of_texts(size_t *length)
{
	static char unit[2600];
	int head = snprintf(unit, sizeof(unit),
		"<interface type='hostdev'><source><address type='pci' domain='%%u'/>"
		"</source><script path='");

	memset(unit + head, 'x', 2400);
	strcpy(unit + head + 2400, "'/></interface>");
	return attack_repeated(
		"<domain><devices>", 4096, unit, "</devices></domain>", length);
}

/* iconv would open files for it. */
static char *foreign_encoding(size_t *length)
{
	return BYTES("<?xml version='1.0' encoding='KOI8-R'?>"
		     "<interface type='hostdev'>" SOURCE "</interface>");
}

static char *utf_16_long(size_t *length)
{
	char *text = calloc(1, MILLION + 1);

	*length = MILLION;
	for (size_t i = 0; text && i < MILLION; i += 2)
		memcpy(text + i, i ? "a" : "\xff\xfe", 2);
	return text;
}

static char *unknown_encoding(size_t *length)
{
	return plain("<?xml version='1.0' encoding='..-..-etc-passwd'?>"
		     "<interface type='hostdev'>" SOURCE "</interface>",
		length);
}

const struct attack attacks[] = {
	{ "entities that expand to 10^17 bytes", NHD_ERROR_XML, entity_bomb },
	{ "an entity of 1 MB, 10^6 times", NHD_ERROR_XML, entity_long },
	{ "an external entity", NHD_ERROR_XML, external_entity },
	{ "an external subset", NHD_ERROR_XML, external_subset },
	{ "an external parameter entity", NHD_ERROR_XML, parameter_entity },
	{ "an inclusion, a stylesheet, a schema", NHD_ERROR_NONE, inclusion },
	{ "10^6 levels", NHD_ERROR_NOT_WELL_FORMED, depth },
	{ "10^6 levels, closed", NHD_ERROR_NOT_WELL_FORMED, depth_closed },
	{ "an attribute of 100 MB", NHD_ERROR_LIMIT_EXCEEDED, attribute_100_mb },
	{ "an attribute of 15 MB", NHD_ERROR_NOT_WELL_FORMED, attribute_15_mb },
	{ "an unknown attribute of 9 MB", NHD_ERROR_NONE, attribute_unknown },
	{ "a known attribute of 9 MB", NHD_ERROR_LIMIT_EXCEEDED, attribute_known },
	{ "2*10^6 references in a value", NHD_ERROR_NONE, attribute_references },
	{ "60000 vlan tags", NHD_ERROR_NONE, tags_60_000 },
	{ "60000 wrong vlan tags", NHD_ERROR_XML, tags_60_000_wrong },
	{ "60000 wrong vlan tags behind 14*10^6 lines", NHD_ERROR_XML, tags_far_behind },
	{ "10^6 vlan tags", NHD_ERROR_LIMIT_EXCEEDED, tags },
	{ "10^6 wrong vlan tags", NHD_ERROR_LIMIT_EXCEEDED, tags_wrong },
	{ "2*10^6 vlan tags without id", NHD_ERROR_LIMIT_EXCEEDED, tags_without_id },
	{ "3*10^5 vlans", NHD_ERROR_NONE, vlans },
	{ "9*10^5 MAC addresses", NHD_ERROR_NONE, macs },
	{ "5*10^5 IP addresses", NHD_ERROR_LIMIT_EXCEEDED, guest_ips },
	{ "5*10^5 wrong IP addresses", NHD_ERROR_LIMIT_EXCEEDED, guest_ips_wrong },
	{ "3*10^5 portgroups", NHD_ERROR_LIMIT_EXCEEDED, portgroups },
	{ "3*10^5 portgroups of one name", NHD_ERROR_LIMIT_EXCEEDED, portgroups_alike },
	{ "2*10^5 portgroups with a wrong vlan", NHD_ERROR_LIMIT_EXCEEDED,
		portgroups_wrong },
	{ "10^6 comments", NHD_ERROR_NONE, comments },
	{ "10^6 processing instructions", NHD_ERROR_NONE, instructions },
	{ "10^6 CDATA sections", NHD_ERROR_NONE, sections },
	{ "10^6 elements of different names", NHD_ERROR_LIMIT_EXCEEDED, elements },
	{ "10^6 attributes of different names", NHD_ERROR_LIMIT_EXCEEDED,
		attribute_names },
	{ "10^6 processing instructions of different names", NHD_ERROR_LIMIT_EXCEEDED,
		instruction_names },
	{ "9 MB of text", NHD_ERROR_NONE, texts },
	{ "a name of 9 MB", NHD_ERROR_NOT_WELL_FORMED, name },
	{ "an error in line 15*10^6", NHD_ERROR_NOT_WELL_FORMED, last_line },
	{ "10^5 attributes", NHD_ERROR_LIMIT_EXCEEDED, attributes_100_000 },
	{ "10^6 attributes", NHD_ERROR_LIMIT_EXCEEDED, attributes },
	{ "10^6 attributes of an unknown element", NHD_ERROR_LIMIT_EXCEEDED,
		attributes_of_unknown },
	{ "6000 attributes in a short document", NHD_ERROR_LIMIT_EXCEEDED,
		attributes_short },
	{ "10^6 attributes behind quotes that are none", NHD_ERROR_LIMIT_EXCEEDED,
		attributes_hidden },
	{ "5*10^5 namespaces", NHD_ERROR_LIMIT_EXCEEDED, namespaces },
	{ "10^6 attributes in a namespace", NHD_ERROR_LIMIT_EXCEEDED, prefixed },
	{ "20000 namespaces in force", NHD_ERROR_LIMIT_EXCEEDED, namespaces_deep },
	{ "10^4 tags of 100 attributes", NHD_ERROR_NONE, wide_tags },
	{ "a NUL", NHD_ERROR_NOT_WELL_FORMED, nul_alone },
	{ "10^6 NULs", NHD_ERROR_NOT_WELL_FORMED, nul_million },
	{ "a NUL between elements", NHD_ERROR_NOT_WELL_FORMED, nul_inside },
	{ "a NUL behind the document", NHD_ERROR_NOT_WELL_FORMED, nul_behind },
	{ "a NUL in a value", NHD_ERROR_NOT_WELL_FORMED, nul_in_value },
	{ "an overlong slash", NHD_ERROR_NOT_WELL_FORMED, overlong_slash },
	{ "an overlong less-than sign", NHD_ERROR_NOT_WELL_FORMED, overlong_less },
	{ "an overlong NUL", NHD_ERROR_NOT_WELL_FORMED, overlong_nul },
	{ "1 MB in UTF-16", NHD_ERROR_LIMIT_EXCEEDED, utf_16_long },
	{ "4096 devices of long texts", NHD_ERROR_LIMIT_EXCEEDED, domain_of_texts },
	{ "an encoding of iconv", NHD_ERROR_NOT_WELL_FORMED, foreign_encoding },
	{ "an unknown encoding", NHD_ERROR_NOT_WELL_FORMED, unknown_encoding },
	{ NULL, NHD_ERROR_NONE, NULL },
};
