// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Runs a fuzz target without an engine: over the files named on the command line, as to
 * see a finding again, or else over all fixtures, as a TAP test.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/fuzz/fuzz.h"

static int run_file(const char *path)
{
	struct document document = { .text = NULL };

	if (document_load(&document, path))
		return 1;
	LLVMFuzzerTestOneInput((const uint8_t *)document.text, document.length);
	free(document.text);
	return 0;
}

int main(int argc, char **argv)
{
	struct tap tap = { 0, 0, true };
	struct documents documents;
	int status = 0;

	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			status |= run_file(argv[i]);
		return status;
	}
	if (!documents_load(&documents))
		return 99;
	for (size_t i = 0; i < documents.count; i++) {
		/* Were it to abort, this is where. */
		fflush(stdout);
		printf("# %s\n", documents.list[i].name);
		LLVMFuzzerTestOneInput((const uint8_t *)documents.list[i].text,
			documents.list[i].length);
	}
	tap_verdict(&tap, "nothing is found in the fixtures", documents.count > 0);
	documents_free(&documents);
	return tap_end(&tap);
}
