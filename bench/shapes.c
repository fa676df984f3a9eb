// SPDX-License-Identifier: LGPL-2.1-or-later
/* The shapes of documents. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shapes.h"

#define FUNCTION(kind)                                                                   \
	static int read_and_write_##kind(                                                \
		nhd_reader *reader, const char *text, size_t length)                     \
	{                                                                                \
		nhd_##kind *kind;                                                        \
		char *out;                                                               \
		size_t out_length;                                                       \
		int status = nhd_read_##kind(reader, text, length, &kind, NULL);         \
                                                                                         \
		if (status)                                                              \
			return status;                                                   \
		status = nhd_write_##kind(kind, &out, &out_length, NULL);                \
		nhd_##kind##_free(kind);                                                 \
		nhd_text_free(out);                                                      \
		return status;                                                           \
	}
FUNCTION(interface)
FUNCTION(domain)
FUNCTION(network)

#define INTERFACE                                                                        \
	"<interface type='hostdev'>\n"                                                   \
	"  <mac address='52:54:00:6d:90:02'/>\n"                                         \
	"  <source>\n"                                                                   \
	"    <address type='pci' domain='0x0000' bus='0x01' slot='0x10' "                \
	"function='0x0'/>\n"                                                             \
	"  </source>\n"
#define NETWORK                                                                          \
	"<network>\n"                                                                    \
	"  <name>vf-pool</name>\n"                                                       \
	"  <forward mode='hostdev' managed='yes'>\n"

#define DOMAIN                                                                           \
	"<domain type='kvm'>\n"                                                          \
	"  <name>guest</name>\n"                                                         \
	"  <memory>65536</memory>\n"                                                     \
	"  <os>\n"                                                                       \
	"    <type>hvm</type>\n"                                                         \
	"  </os>\n"                                                                      \
	"  <devices>\n"

static void print_tag(FILE *out, size_t index)
{
	fprintf(out, "    <tag id='%zu'/>\n", index % 4094 + 1);
}

static void print_unknown(FILE *out, size_t index)
{
	fprintf(out, "  <note of='%zu'>unknown, and passed over</note>\n", index);
}

/* A PCI address for each index below 2^40. */
static void print_pci(FILE *out, size_t index)
{
	fprintf(out,
		"<address type='pci' domain='0x%04zx' bus='0x%02zx' slot='0x%02zx' "
		"function='0x%zx'/>\n",
		index >> 15, index >> 7 & 0xff, (index >> 3 & 0xf) + 1, index & 7);
}

static void print_pool_address(FILE *out, size_t index)
{
	fputs("    ", out);
	print_pci(out, index);
}

static void print_portgroup(FILE *out, size_t index)
{
	fprintf(out,
		"  <portgroup name='group-%zu'>\n"
		"    <vlan>\n"
		"      <tag id='%zu'/>\n"
		"    </vlan>\n"
		"  </portgroup>\n",
		index, index % 4094 + 1);
}

static void print_interface(FILE *out, size_t index)
{
	fprintf(out,
		"    <interface type='hostdev' managed='yes'>\n"
		"      <mac address='52:54:00:00:%02zx:%02zx'/>\n"
		"      <source>\n"
		"        ",
		index >> 8 & 0xff, index & 0xff);
	print_pci(out, index);
	fputs("      </source>\n"
	      "    </interface>\n",
		out);
}

/* With a path of 4000 letters. */
static void print_long(FILE *out, size_t index)
{
	fputs("    <interface type='hostdev'>\n"
	      "      <mac address='52:54:00:6d:90:02'/>\n"
	      "      <source>\n"
	      "        ",
		out);
	print_pci(out, index);
	fputs("      </source>\n"
	      "      <script path='/",
		out);
	for (size_t i = 0; i < 80; i++)
		fputs("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx", out);
	fputs("'/>\n"
	      "    </interface>\n",
		out);
}

/* Each wants the first drive address that is free. */
static void print_scsi(FILE *out, size_t index)
{
	fprintf(out,
		"    <hostdev mode='subsystem' type='scsi'>\n"
		"      <source>\n"
		"        <adapter name='scsi_host%zu'/>\n"
		"        <address bus='0' target='0' unit='0'/>\n"
		"      </source>\n"
		"    </hostdev>\n",
		index);
}

#define TAGS "  <vlan trunk='yes'>\n"
#define PF "    <pf dev='eth0'/>\n"
#define DOMAIN_END "  </devices>\n</domain>\n"
const struct shape shapes[] = {
	/* clang-format off */
	{ "vlan tags", read_and_write_interface,
		INTERFACE TAGS, print_tag, "  </vlan>\n</interface>\n", 65536 },
	{ "unknown elements", read_and_write_interface,
		INTERFACE, print_unknown, "</interface>\n", 0 },
	{ "domain: interfaces", read_and_write_domain,
		DOMAIN, print_interface, DOMAIN_END, 4096 },
	{ "domain: long attributes", read_and_write_domain,
		DOMAIN, print_long, DOMAIN_END, 1200 },
	{ "domain: SCSI devices", read_and_write_domain,
		DOMAIN, print_scsi, DOMAIN_END, 4096 },
	{ "pool: addresses", read_and_write_network,
		NETWORK, print_pool_address, "  </forward>\n</network>\n", 65536 },
	{ "pool: portgroups", read_and_write_network,
		NETWORK PF "  </forward>\n", print_portgroup, "</network>\n", 4096 },
	{ NULL, NULL, NULL, NULL, NULL, 0 },
	/* clang-format on */
};

int shape_make(const struct shape *shape, size_t size, struct cli_document *document)
{
	size_t most = shape->items_max ? shape->items_max : SIZE_MAX;
	size_t items = 0, begin, item = 0;
	FILE *out;

	*document = (struct cli_document){ shape->name, NULL, 0 };
	out = open_memstream(&document->text, &document->length);
	if (!out)
		return -ENOMEM;
	fputs(shape->head, out);
	/* The next item may be as long as the last one, and a digit or two. */
	do {
		begin = (size_t)ftello(out);
		shape->print_item(out, items++);
		item = (size_t)ftello(out) - begin;
	} while (items < most && begin + 2 * item + strlen(shape->tail) + 4 < size);
	fputs(shape->tail, out);
	return fclose(out) ? -ENOMEM : 0;
}
