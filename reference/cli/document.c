// SPDX-License-Identifier: LGPL-2.1-or-later
/* Documents in and out of the command, and the one line that tells an error. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "error.h"

int cli_driver(const char *name, enum nhd_driver *driver)
{
	*driver = strcmp(name, "qemu") ? NHD_DRIVER_GENERIC : NHD_DRIVER_QEMU;
	if (*driver == NHD_DRIVER_QEMU || !strcmp(name, "generic"))
		return CLI_OK;
	fprintf(stderr, "nethostdev: the drivers are generic and qemu, not '%s'\n", name);
	return CLI_USAGE;
}

static int read_all(FILE *file, struct cli_document *document, struct nhd_error *error)
{
	size_t capacity = 4096, got;

	for (;;) {
		char *text = realloc(document->text, capacity + 1);

		if (!text)
			return nhd_fail_memory(error);
		document->text = text;
		got = fread(
			text + document->length, 1, capacity - document->length, file);
		document->length += got;
		if (document->length < capacity || capacity > NHD_DOCUMENT_MAX)
			break;
		capacity = capacity < NHD_DOCUMENT_MAX / 2 ? 2 * capacity
							   : NHD_DOCUMENT_MAX + 1;
	}
	document->text[document->length] = '\0';
	if (ferror(file))
		return nhd_fail(error, NHD_ERROR_SYSTEM, errno ? errno : EIO, "%s: %s",
			document->name, strerror(errno));
	return 0;
}

int cli_load(const char *path, struct cli_document *document, struct nhd_error *error)
{
	bool standard = !path || !strcmp(path, "-");
	FILE *file = standard ? stdin : fopen(path, "re");
	int status;

	*document = (struct cli_document){ standard ? "<stdin>" : path, NULL, 0 };
	if (!file)
		return nhd_fail(
			error, NHD_ERROR_SYSTEM, errno, "%s: %s", path, strerror(errno));
	status = read_all(file, document, error);
	if (!standard)
		fclose(file);
	if (status) {
		free(document->text);
		document->text = NULL;
	}
	return status;
}

int cli_report(const struct nhd_error *error, int status)
{
	if (status == -ENOTSUP) {
		fprintf(stderr, "%s\n", error->message);
		return CLI_NOT_HANDLED;
	}
	fprintf(stderr, "%s%s%s: ", nhd_error_class_name(error->error_class),
		error->path[0] ? " " : "", error->path);
	if (error->line)
		fprintf(stderr, "line %u, ", error->line);
	if (error->line && error->column)
		fprintf(stderr, "column %u, ", error->column);
	fprintf(stderr, "%s\n", error->message);
	return CLI_REJECTED;
}

typedef int (*document_reader)(nhd_reader *reader, const struct cli_document *document,
	struct cli_devices *devices, struct nhd_error *error);

static int read_network(nhd_reader *reader, const struct cli_document *document,
	struct cli_devices *devices, struct nhd_error *error)
{
	return nhd_read_network(
		reader, document->text, document->length, &devices->network, error);
}

/* What is of a network is a mistake that can be mended. */
static int tell_other_type(
	nhd_reader *reader, const struct cli_document *document, struct nhd_error *error)
{
	nhd_interface *interface;

	if (!nhd_read_pool_interface(
		    reader, document->text, document->length, &interface, NULL))
		snprintf(error->message, sizeof(error->message),
			"the interface is of type network: prepare takes it with "
			"--network, and restore what prepare has printed");
	nhd_interface_free(interface);
	return -ENOTSUP;
}

/* Of a network, or else one of type hostdev, unless its root says that it is a domain. */
static int read_devices(nhd_reader *reader, const struct cli_document *document,
	struct cli_devices *devices, struct nhd_error *error)
{
	int status;

	if (devices->network)
		return nhd_read_pool_interface(reader, document->text, document->length,
			&devices->interface, error);
	status = nhd_read_interface(
		reader, document->text, document->length, &devices->interface, error);
	if (status == -ENOTSUP)
		return tell_other_type(reader, document, error);
	if (!status || strcmp(error->path, "/domain"))
		return status;
	*error = (struct nhd_error)NHD_ERROR_INIT;
	return nhd_read_domain(
		reader, document->text, document->length, &devices->domain, error);
}

static int read_document(
	const char *path, document_reader read, struct cli_devices *devices)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct cli_document document;
	nhd_reader *reader;
	int status = cli_load(path, &document, &error);

	if (status)
		return cli_report(&error, status);
	status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, &error);
	if (!status)
		status = read(reader, &document, devices, &error);
	nhd_reader_free(reader);
	free(document.text);
	return status ? cli_report(&error, status) : CLI_OK;
}

int cli_read_devices(
	const char *path, const char *network_path, struct cli_devices *devices)
{
	int status = CLI_OK;

	*devices = (struct cli_devices){ NULL, NULL, NULL };
	if (network_path)
		status = read_document(network_path, read_network, devices);
	return status ? status : read_document(path, read_devices, devices);
}

void cli_free_devices(struct cli_devices *devices)
{
	nhd_interface_free(devices->interface);
	nhd_domain_free(devices->domain);
	nhd_network_free(devices->network);
}

int cli_print_devices(const struct cli_devices *devices)
{
	struct nhd_error error = NHD_ERROR_INIT;
	size_t length;
	char *text;
	int status =
		devices->domain
			? nhd_write_domain(devices->domain, &text, &length, &error)
			: nhd_write_interface(devices->interface, &text, &length, &error);

	if (status)
		return cli_report(&error, status);
	fwrite(text, 1, length, stdout);
	nhd_text_free(text);
	return cli_flush(CLI_OK);
}

int cli_state_dir(const char **state_dir)
{
	*state_dir = optarg;
	if (*optarg)
		return CLI_OK;
	fprintf(stderr, "nethostdev: --state-dir wants the name of a folder\n");
	return CLI_USAGE;
}

void cli_hint_host(const struct nhd_error *error, const char *state_dir)
{
	if (!state_dir && error->error_number == EACCES &&
		strstr(error->message, NHD_STATE_DIR))
		fprintf(stderr, "nethostdev: --state-dir names a state folder other "
				"than " NHD_STATE_DIR "\n");
}

int cli_report_host(const struct nhd_error *error, const char *state_dir)
{
	int status = cli_report(error, -EINVAL);

	cli_hint_host(error, state_dir);
	return status;
}

int cli_flush(int status)
{
	/* A write that failed earlier may have left nothing to flush. */
	if ((ferror(stdout) || fflush(stdout)) && !status) {
		fprintf(stderr, "system-error: standard output: %s\n", strerror(errno));
		return CLI_REJECTED;
	}
	return status;
}
