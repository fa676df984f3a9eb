// SPDX-License-Identifier: LGPL-2.1-or-later
/* One way to ask the library, for all targets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

void fuzz_format(const struct kind *kind, enum nhd_driver driver, const char *data,
	size_t size, struct answer *answer)
{
	/* Not a byte is behind the NUL: a sanitizer sees a read beyond it. */
	char *text = malloc(size + 1);
	nhd_reader *reader;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	*answer = (struct answer){ .error = NHD_ERROR_INIT };
	answer->status = nhd_reader_new(&reader, driver, &answer->error);
	if (!answer->status)
		answer->status = kind->format(reader, text, size, &answer->text,
			&answer->length, &answer->error);
	nhd_reader_free(reader);
	free(text);
}

void fuzz_fail(const char *what, const struct answer *answer)
{
	fprintf(stderr, "%s: %d, %s %s: %s\n%s\n", what, answer->status,
		nhd_error_class_name(answer->error.error_class), answer->error.path,
		answer->error.message, answer->text ? answer->text : "");
	abort();
}
