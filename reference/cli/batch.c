// SPDX-License-Identifier: LGPL-2.1-or-later
/* A subject's side of the batch protocol: one frame in, one frame out. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"

#define LINE_MAX_BYTES 512

/* Splits line at single spaces into at most limit fields; returns how many it has. */
static size_t split(char *line, char **fields, size_t limit)
{
	size_t count = 0;

	for (char *rest = line; rest && count <= limit; count++) {
		char *field = strsep(&rest, " ");

		if (count < limit)
			fields[count] = field;
	}
	return count;
}

static bool parse_length(const char *text, size_t *length)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*length = strtoul(text, &end, 10);
	return !errno && !*end && *length <= BATCH_DOCUMENT_MAX;
}

static int read_document(FILE *in, struct batch_request *request)
{
	request->document = malloc(request->length + 1);
	if (!request->document)
		return -ENOMEM;
	if (fread(request->document, 1, request->length, in) != request->length)
		return -EPROTO;
	request->document[request->length] = '\0';
	return 0;
}

/* A write that failed earlier may have left nothing to flush: the stream remembers it. */
static int flush(FILE *out)
{
	return ferror(out) || fflush(out) ? -errno : 0;
}

static int send_answer(FILE *out, const struct batch_answer *answer)
{
	switch (answer->verdict) {
	case BATCH_ACCEPT:
		fprintf(out, "accept %zu\n", answer->length);
		break;
	case BATCH_REJECT:
		fprintf(out, "reject %s %s %zu\n", answer->error_class,
			answer->path && answer->path[0] ? answer->path : "-",
			answer->length);
		break;
	case BATCH_SKIP:
		fprintf(out, "skip %zu\n", answer->length);
		break;
	}
	fwrite(answer->text, 1, answer->length, out);
	return flush(out);
}

static int serve_request(
	FILE *in, FILE *out, char **fields, batch_handler handler, void *context)
{
	struct batch_request request = { fields[0], fields[1], fields[2], NULL, 0 };
	struct batch_answer answer = { BATCH_SKIP, NULL, 0, "internal-error", NULL };
	int status;

	if (!parse_length(fields[3], &request.length))
		return -EPROTO;
	status = read_document(in, &request);
	if (!status) {
		handler(context, &request, &answer);
		status = send_answer(out, &answer);
	}
	free(answer.text);
	free(request.document);
	return status;
}

int batch_serve(
	FILE *in, FILE *out, const char *identity, batch_handler handler, void *context)
{
	char line[LINE_MAX_BYTES];
	char *fields[4];
	int status = 0;

	while (!status && fgets(line, sizeof(line), in)) {
		char *newline = strchr(line, '\n');
		size_t count;

		if (!newline)
			return -EPROTO;
		*newline = '\0';
		count = split(line, fields, 4);
		if (count == 2 && !strcmp(fields[0], "hello") &&
			!strcmp(fields[1], "1")) {
			fprintf(out, "hello 1 %s\n", identity);
			status = flush(out);
		} else if (count == 4) {
			status = serve_request(in, out, fields, handler, context);
		} else {
			status = -EPROTO;
		}
	}
	return !status && ferror(in) ? -errno : status;
}
