// SPDX-License-Identifier: LGPL-2.1-or-later
/* Fuzz target: any bytes get an error that says what is wrong, or a document. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static bool is_clear(const struct answer *answer)
{
	const struct nhd_error *error = &answer->error;

	return (answer->status == -EINVAL || answer->status == -ENOTSUP ||
		       answer->status == -EFBIG) &&
	       error->error_class != NHD_ERROR_NONE &&
	       error->error_class != NHD_ERROR_NO_MEMORY && *error->message &&
	       !strchr(error->message, '\n') && !answer->text &&
	       (!*error->path || *error->path == '/');
}

/* Whether the place that is told lies in the document. */
static bool is_inside(const struct answer *answer, const char *data, size_t size)
{
	unsigned int lines = 1;

	for (const char *newline = data;
		(newline = memchr(newline, '\n', size - (size_t)(newline - data)));
		newline++)
		lines++;
	return answer->error.line <= lines;
}

static void check(const struct answer *answer, const char *data, size_t size)
{
	if (answer->status && !is_clear(answer))
		fuzz_fail("no clear error", answer);
	/* A document of another encoding has other newlines. */
	if (answer->status && size > 1 && *data == '<' && data[1] &&
		!is_inside(answer, data, size))
		fuzz_fail("an error outside of the document", answer);
	if (!answer->status &&
		(!answer->length || answer->text[answer->length - 1] != '\n' ||
			strlen(answer->text) != answer->length))
		fuzz_fail("no document", answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kind *kind = kind_guess((const char *)data, size);
	struct answer generic, qemu;

	fuzz_format(kind, NHD_DRIVER_GENERIC, (const char *)data, size, &generic);
	check(&generic, (const char *)data, size);
	fuzz_format(kind, NHD_DRIVER_QEMU, (const char *)data, size, &qemu);
	check(&qemu, (const char *)data, size);
	/* The qemu driver refuses more than the parser does; it allows nothing on top. */
	if (generic.status && !qemu.status)
		fuzz_fail("refused without a driver, and accepted with one", &generic);
	nhd_text_free(generic.text);
	nhd_text_free(qemu.text);
	return 0;
}
