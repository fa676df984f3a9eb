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

struct formatter {
	nhd_reader *reader;
	struct nhd_error error; /* of the request at hand: the answer points into it */
};

static void answer_text(struct batch_answer *answer, const char *text)
{
	answer->text = strdup(text);
	answer->length = answer->text ? strlen(text) : 0;
}

#define FORMAT(kind)                                                                     \
	static int format_##kind(nhd_reader *reader, const char *text, size_t length,    \
		char **out, size_t *out_length, struct nhd_error *error)                 \
	{                                                                                \
		nhd_##kind *kind;                                                        \
		int status = nhd_read_##kind(reader, text, length, &kind, error);        \
                                                                                         \
		if (!status)                                                             \
			status = nhd_write_##kind(kind, out, out_length, error);         \
		nhd_##kind##_free(kind);                                                 \
		return status;                                                           \
	}
FORMAT(interface)
FORMAT(network)
FORMAT(domain)
#undef FORMAT

/* The kinds of document, and the names by which the protocol calls them. */
static const struct {
	const char *name;
	int (*format)(nhd_reader *reader, const char *text, size_t length, char **out,
		size_t *out_length, struct nhd_error *error);
} kinds[] = {
	{ "interface", format_interface },
	{ "network", format_network },
	{ "domain", format_domain },
};

static void format_as(size_t kind, struct formatter *formatter,
	const struct batch_request *request, struct batch_answer *answer)
{
	struct nhd_error *error = &formatter->error;
	int status = kinds[kind].format(formatter->reader, request->document,
		request->length, &answer->text, &answer->length, error);

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
	if (strcmp(request->verb, "format")) {
		answer_text(answer, "only format is spoken here");
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].name, request->kind)) {
			format_as(i, context, request, answer);
			return;
		}
	}
	answer_text(answer, "no such kind of document is read");
}

static int serve(enum nhd_driver driver)
{
	struct formatter formatter = { NULL, NHD_ERROR_INIT };
	const char *identity = driver == NHD_DRIVER_QEMU
				       ? "nethostdev " VERSION
					 " libvirt=11.3.0 driver=qemu interface network domain"
				       : "nethostdev " VERSION
					 " libvirt=11.3.0 driver=generic interface network domain";
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

static int format_file(const char *path, enum nhd_driver driver)
{
	nhd_interface *interface;
	int status = cli_read_interface(path, driver, &interface);

	if (!status)
		status = cli_print_interface(interface);
	nhd_interface_free(interface);
	return status;
}

int cli_format(int argc, char **argv)
{
	static const struct option options[] = {
		{ "batch", no_argument, NULL, 'b' },
		{ "driver", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	enum nhd_driver driver = NHD_DRIVER_GENERIC;
	bool batch = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'b') {
			batch = true;
		} else if (option == 'd' && !strcmp(optarg, "qemu")) {
			driver = NHD_DRIVER_QEMU;
		} else if (option != 'd') {
			return CLI_USAGE;
		} else if (strcmp(optarg, "generic")) {
			fprintf(stderr,
				"nethostdev: format: the drivers are generic and qemu\n");
			return CLI_USAGE;
		}
	}
	if (optind + !batch < argc) {
		fprintf(stderr, "nethostdev: too many files\n");
		return CLI_USAGE;
	}
	return batch ? serve(driver) : format_file(argv[optind], driver);
}
