// SPDX-License-Identifier: LGPL-2.1-or-later
/* The bounds that nethostdev.h tells: so much is read, and more is refused. */
#include <stdlib.h>
#include <string.h>

#include "nethostdev.h"
#include "tests/attacks.h"
#include "tests/check.h"
#include "tests/documents.h"

#define INTERFACE "<interface type='hostdev'><mac address='52:54:00:00:00:01'/>"
#define END "<source><address type='pci' bus='1'/></source></interface>"
#define LATIN_1 "<?xml version='1.0' encoding='ISO-8859-1'?>" INTERFACE

/* 64 and 512 bytes. */
#define UNIT_64 "<a>                                                         </a>"
#define BLANKS_64 "                                                                "
#define BLANKS_512                                                                       \
	BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64 BLANKS_64

static const struct bound {
	const char *name;
	const char *before;
	const char *unit; /* as attack_repeated() takes it */
	const char *behind;
	size_t most;   /* units */
	size_t beyond; /* 0: one more than the most */
} bounds[] = {
	{ "bytes", INTERFACE, UNIT_64, END,
		(NHD_DOCUMENT_MAX - sizeof(INTERFACE END) + 1) / 64, 0 },
	{ "bytes in another encoding", LATIN_1, " ", END, 65536 - sizeof(LATIN_1 END) + 1,
		0 },
	{ "bytes of a value", INTERFACE "<target dev='", "x", "'/>" END, 65536, 0 },
	{ "attributes", INTERFACE "<mtu", " a%u=''", "/>" END, 128, 0 },
	{ "attributes in a long document", INTERFACE "<mtu", " a%u='" BLANKS_512 "'",
		"/>" END, 128, 0 },
	{ "namespaces", INTERFACE "<mtu", " xmlns:a%u='u'", "/>" END, 64, 0 },
	{ "devices", "<domain type='kvm'><os><type>hvm</type></os><devices>", "<sound/>",
		"</devices></domain>", 4096, 0 },
	{ "portgroups", "<network><name>n</name><forward mode='hostdev'/>",
		"<portgroup name='p%u'/>", "</network>", 4096, 0 },
	{ "items of a list", INTERFACE "<vlan trunk='yes'>", "<tag id='1'/>",
		"</vlan>" END, 65536, 0 },
	/* The words of the format and of XML itself are names, too. */
	{ "names", INTERFACE, "<a%u/>", END, 9900, 10001 },
	{ "unbound prefixes", INTERFACE, "<a:b/>", END, 10000, 0 },
};

/* Reads so many units; returns the class of the error. */
static enum nhd_error_class try(const struct bound *bound, size_t count)
{
	struct nhd_error error = NHD_ERROR_INIT;
	nhd_reader *reader;
	size_t length, written;
	char *output = NULL;
	char *text = attack_repeated(
		bound->before, count, bound->unit, bound->behind, &length);

	if (!text || nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL))
		abort();
	kind_guess(text, length < 1000 ? length : 1000)
		->format(reader, text, length, &output, &written, &error);
	printf("# %zu: %s\n", count, error.error_class ? error.message : "is read");
	nhd_text_free(output);
	nhd_reader_free(reader);
	free(text);
	return error.error_class;
}

int main(void)
{
	struct tap tap = { 0, 0, true };

	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		const struct bound *bound = &bounds[i];
		size_t beyond = bound->beyond ? bound->beyond : bound->most + 1;

		tap_verdict(&tap, bound->name,
			try(bound, bound->most) == NHD_ERROR_NONE &&
				try(bound, beyond) == NHD_ERROR_LIMIT_EXCEEDED);
	}
	return tap_end(&tap);
}
