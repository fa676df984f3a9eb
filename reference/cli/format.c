// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev format: the canonical form of one document, or of many in batch mode. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cli.h"
#include "config.h"
#include "kind.h"

struct formatter {
	nhd_reader *reader;
	struct nhd_error error; /* of the request at hand: the answer points into it */
};

static void answer_text(struct batch_answer *answer, const char *text)
{
	answer->text = strdup(text);
	answer->length = answer->text ? strlen(text) : 0;
}

static void format_as(const struct cli_kind *kind, struct formatter *formatter,
	const struct batch_request *request, struct batch_answer *answer)
{
	struct nhd_error *error = &formatter->error;
	int status = kind->format(formatter->reader, request->document, request->length,
		&answer->text, &answer->length, error);

	answer->verdict = status == -ENOTSUP ? BATCH_SKIP
			  : status           ? BATCH_REJECT
					     : BATCH_ACCEPT;
	if (!status)
		return;
	answer->error_class = nhd_error_class_name(error->error_class);
	answer->path = error->path;
	answer_text(answer, error->message);
}

static void handle(
	void *context, const struct batch_request *request, struct batch_answer *answer)
{
	const struct cli_kind *kind = cli_kind_find(request->kind);

	if (strcmp(request->verb, "format"))
		answer_text(answer, "only format is spoken here");
	else if (!kind)
		answer_text(answer, "no such kind of document is read");
	else
		format_as(kind, context, request, answer);
}

static int serve(enum nhd_driver driver)
{
	struct formatter formatter = { NULL, NHD_ERROR_INIT };
	const char *identity =
		driver == NHD_DRIVER_QEMU
			? "nethostdev " VERSION
			  " libvirt=11.3.0 driver=qemu interface network domain live"
			: "nethostdev " VERSION
			  " libvirt=11.3.0 driver=generic interface network domain live";
	int status = nhd_reader_new(&formatter.reader, driver, &formatter.error);

	if (status)
		return cli_report(&formatter.error, status);
	status = batch_serve(stdin, stdout, identity, handle, &formatter);
	nhd_reader_free(formatter.reader);
	if (status)
		fprintf(stderr, "internal-error: the batch protocol broke: %s\n",
			strerror(-status));
	return status ? CLI_REJECTED : CLI_OK;
}

/* What documents are held to, and what is written of them. */
struct rules {
	enum nhd_driver driver;
	enum nhd_form form;
};

static int format_document(const struct cli_document *document, const struct rules *rules)
{
	struct nhd_error error = NHD_ERROR_INIT;
	nhd_reader *reader;
	char *text = NULL;
	size_t length;
	int status = nhd_reader_new(&reader, rules->driver, &error);

	if (!status) {
		nhd_reader_set_form(reader, rules->form);
		status = cli_format_any(
			reader, document->text, document->length, &text, &length, &error);
	}
	if (!status)
		fwrite(text, 1, length, stdout);
	nhd_text_free(text);
	nhd_reader_free(reader);
	return status ? cli_report(&error, status) : cli_flush(CLI_OK);
}

static int format_file(const char *path, const struct rules *rules)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct cli_document document;
	int status = cli_load(path, &document, &error);

	status = status ? cli_report(&error, status) : format_document(&document, rules);
	free(document.text);
	return status;
}

int cli_format(int argc, char **argv)
{
	static const struct option options[] = {
		{ "batch", no_argument, NULL, 'b' },
		{ "driver", required_argument, NULL, 'd' },
		{ "live", no_argument, NULL, 'l' },
		{ NULL, 0, NULL, 0 },
	};
	struct rules rules = { NHD_DRIVER_GENERIC, NHD_FORM_INACTIVE };
	bool batch = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'b')
			batch = true;
		else if (option == 'l')
			rules.form = NHD_FORM_LIVE;
		else if (option != 'd' || cli_driver(optarg, &rules.driver))
			return CLI_USAGE;
	}
	if (batch && rules.form == NHD_FORM_LIVE) {
		fprintf(stderr,
			"nethostdev: in batch mode each question tells the form\n");
		return CLI_USAGE;
	}
	if (optind + !batch < argc) {
		fprintf(stderr, "nethostdev: too many files\n");
		return CLI_USAGE;
	}
	return batch ? serve(rules.driver) : format_file(argv[optind], &rules);
}
