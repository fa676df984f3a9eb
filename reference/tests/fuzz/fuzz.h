/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the fuzz targets share: the engines' entry point, and the end of a run. */
#ifndef NHD_TESTS_FUZZ_H
#define NHD_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "tests/documents.h"

/* The entry point that libFuzzer, AFL++ and main.c call; always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct answer {
	int status;
	struct nhd_error error;
	char *text;
	size_t length;
};

/* Formats data with a reader of driver. Free answer->text with nhd_text_free(). */
void fuzz_format(const struct kind *kind, enum nhd_driver driver, const char *data,
	size_t size, struct answer *answer);

/* A finding: says what is wrong with which document, and aborts, as engines want it. */
void fuzz_fail(const char *what, const struct answer *answer) __attribute__((noreturn));

#endif
