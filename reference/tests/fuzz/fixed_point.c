// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Fuzz target: what was written is read again, and written the same. The canonical form
 * of libvirt is no fixed point everywhere: where it is not, the cases are marked unstable,
 * and a line of the table below tells what their forms have in common.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* Texts that only an unstable form has, and why; the chapters tell each. */
static const struct unstable {
	const char *text;
	const char *reason;
} unstable_texts[] = {
	{ "='-", "a number beyond 2^31 is printed as a negative one" },
	{ "='iscsi'", "the source's adapter is read, and not printed" },
	{ " wwpn='", "the address that tells a SCSI host is not printed" },
	{ "<address uuid='", "the type that tells a mediated device is not printed" },
	{ "/>\n    <driver model='", "a driver stands behind a forward that has ended" },
	{ "average='0'", "what is nothing is read and dropped" },
	{ "floor='0'", "what is nothing is read and dropped" },
	{ "<bandwidth>\n  </bandwidth>", "what is nothing is read and dropped" },
	{ "<bandwidth>\n    </bandwidth>", "what is nothing is read and dropped" },
};

/* Whether text has another part behind the first. */
static bool has_twice(const char *text, const char *part)
{
	const char *first = strstr(text, part);

	return first && strstr(first + 1, part);
}

/* A function is read up to 7, or up to any number where all else is zero. */
static bool has_function_beyond(const char *text)
{
	static const char attribute[] = "function='0x";

	for (; (text = strstr(text, attribute)); text++) {
		const char *digits = text + strlen(attribute);

		if (digits[1] != '\'' || *digits > '7')
			return true;
	}
	return false;
}

/* A line break or a tab in a value is printed as it is in some, and read as a blank. */
static bool has_break_in_value(const char *text)
{
	bool in_tag = false, in_value = false;

	for (; *text; text++) {
		if (*text == '\'')
			in_value = in_tag && !in_value;
		else if (in_value && strchr("\t\r\n", *text))
			return true;
		else if (!in_value && strchr("<>", *text))
			in_tag = *text == '<';
	}
	return false;
}

/* Of a USB device that is all zero nothing is printed, or a source of nothing. */
static bool has_empty_source(const char *text)
{
	while ((text = strstr(text, "<interface type='hostdev'"))) {
		const char *end = strstr(text, "</interface>");
		const char *source = strstr(text, "<source");

		if (!source || source > end || strchr(source, '>')[-1] == '/')
			return true;
		text = end;
	}
	return false;
}

static bool is_unstable(const char *text)
{
	for (size_t i = 0; i < sizeof(unstable_texts) / sizeof(unstable_texts[0]); i++)
		if (strstr(text, unstable_texts[i].text))
			return true;
	/* The native tag's id may be that of another; of two drivers one is read. */
	return has_twice(text, "nativeMode=") || has_twice(text, "<driver") ||
	       has_function_beyond(text) || has_break_in_value(text) ||
	       has_empty_source(text);
}

/* Reads and writes again what was written. */
static void format_again(
	const struct kind *kind, const struct answer *first, struct answer *second)
{
	size_t size = strlen(kind->before) + first->length + strlen(kind->behind);
	char *text = malloc(size + 1);

	if (!text)
		abort();
	snprintf(text, size + 1, "%s%s%s", kind->before, first->text, kind->behind);
	fuzz_format(kind, NHD_DRIVER_GENERIC, text, size, second);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kind *kind = kind_guess((const char *)data, size);
	struct answer first, second = { .status = 0 };

	fuzz_format(kind, NHD_DRIVER_GENERIC, (const char *)data, size, &first);
	if (!first.status) {
		format_again(kind, &first, &second);
		if ((second.status || strcmp(first.text, second.text)) &&
			!is_unstable(first.text)) {
			if (second.status)
				fprintf(stderr, "%s\n", second.error.message);
			fuzz_fail("no fixed point", &first);
		}
	}
	nhd_text_free(second.text);
	nhd_text_free(first.text);
	return 0;
}
