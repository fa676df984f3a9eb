// SPDX-License-Identifier: LGPL-2.1-or-later
/* The shapes of documents. */
#include <errno.h>
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

static void print_tag(FILE *out, size_t index)
{
	fprintf(out, "    <tag id='%zu'/>\n", index % 4094 + 1);
}

static void print_unknown(FILE *out, size_t index)
{
	fprintf(out, "  <note of='%zu'>unknown, and passed over</note>\n", index);
}

static void print_letters(FILE *out, size_t index)
{
	(void)index;
	fputs("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl", out);
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

const struct shape shapes[] = {
	{ "vlan tags", read_and_write_interface, INTERFACE "  <vlan trunk='yes'>\n",
		print_tag, "  </vlan>\n</interface>\n", 0, 0 },
	{ "one long attribute", read_and_write_interface, INTERFACE "  <script path='/",
		print_letters, "'/>\n</interface>\n", 0, 9 * 1000 * 1000 },
	{ "unknown elements", read_and_write_interface, INTERFACE, print_unknown,
		"</interface>\n", 0, 0 },
	{ "domain: interfaces", read_and_write_domain,
		"<domain type='kvm'>\n"
		"  <name>guest</name>\n"
		"  <memory>65536</memory>\n"
		"  <os>\n"
		"    <type>hvm</type>\n"
		"  </os>\n"
		"  <devices>\n",
		print_interface, "  </devices>\n</domain>\n", 4096, 0 },
	{ "pool: addresses", read_and_write_network, NETWORK, print_pool_address,
		"  </forward>\n</network>\n", 0, 0 },
	{ "pool: portgroups", read_and_write_network,
		NETWORK "    <pf dev='eth0'/>\n  </forward>\n", print_portgroup,
		"</network>\n", 0, 0 },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0 },
};

int shape_make(const struct shape *shape, size_t size, struct cli_document *document)
{
	size_t most = shape->bytes_max ? shape->bytes_max : NHD_DOCUMENT_MAX;
	/* Room for an item more, and the tail. */
	size_t items_end = size - strlen(shape->tail) - 256;
	size_t items = 0;
	FILE *out;

	if (size > most)
		return -EFBIG;
	*document = (struct cli_document){ shape->name, NULL, 0 };
	out = open_memstream(&document->text, &document->length);
	if (!out)
		return -ENOMEM;
	fputs(shape->head, out);
	while ((size_t)ftello(out) < items_end &&
		(!shape->items_max || items < shape->items_max))
		shape->print_item(out, items++);
	fputs(shape->tail, out);
	if (!fclose(out))
		return document->length < size / 2 ? -EFBIG : 0;
	return -ENOMEM;
}
