// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev-sim-kernel: the simulated kernel as a process of its own. */
#include <errno.h>
#include <getopt.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "server.h"
#include "text.h"

#define FILE_MAX ((size_t)16 * 1024 * 1024)

struct options {
	const char *socket;
	const char *host;
	const char *temper;
	unsigned int pfs;
	unsigned int vfs;
};

static int complain(const char *file, const char *why)
{
	fprintf(stderr, "nethostdev-sim-kernel: %s: %s\n", file, why);
	return 2;
}

static bool parse_options(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "host", required_argument, NULL, 'h' },
		{ "temper", required_argument, NULL, 't' },
		{ "pfs", required_argument, NULL, 'p' },
		{ "vfs", required_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int name;
	bool good = true;

	*options = (struct options){ .pfs = 1, .vfs = 7 };
	while (good && (name = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (name == 's')
			options->socket = optarg;
		else if (name == 'h')
			options->host = optarg;
		else if (name == 't')
			options->temper = optarg;
		else if (name == 'p')
			good = text_number(optarg, 10, 64, &options->pfs);
		else if (name == 'v')
			good = text_number(optarg, 10, SIM_VFS_MAX, &options->vfs);
		else
			good = false;
	}
	return good && options->socket && optind == argc;
}

/* A machine as the emulated card has it, with so many PFs and VFs. */
static void describe(const struct options *options, struct buffer *text)
{
	unsigned int netdev = 0, buses = 1 + (0x80 + 2 * options->vfs) / 256, bus = 1;

	buffer_add_text(text, "<host>\n");
	for (unsigned int pf = 1; pf <= options->pfs; pf++, bus += buses) {
		buffer_format(text,
			"<pf address='0000:%02x:00.0'><netdev name='eth%u' "
			"mac='52:54:00:00:00:%02x' up='yes'/>\n",
			bus, netdev++, pf);
		for (unsigned int vf = 0; vf < options->vfs; vf++)
			buffer_format(text,
				"<vf address='0000:%02x:%02x.%x' index='%u' "
				"driver='igbvf'><netdev name='eth%u' "
				"mac='02:00:00:%02x:%02x:%02x'/></vf>\n",
				bus + (0x80 + 2 * vf) / 256, (0x80 + 2 * vf) / 8 % 32,
				2 * vf % 8, vf, netdev++, pf, vf / 256, vf % 256);
		buffer_add_text(text, "</pf>\n");
	}
	buffer_add_text(text, "</host>\n");
}

static int load_temper(const char *file, struct temper *temper)
{
	struct buffer text = { 0 }, why = { 0 };
	int status = file ? buffer_read_file(&text, file, FILE_MAX) : 0;

	temper_init(temper);
	if (status)
		status = complain(file, strerror(-status));
	else if (file && temper_read(temper, buffer_text(&text), &why))
		status = complain(file, buffer_text(&why));
	buffer_free(&text);
	buffer_free(&why);
	return status;
}

static int load_host(struct sim_kernel *kernel, const struct options *options)
{
	struct buffer text = { 0 }, why = { 0 };
	int status = 0;

	if (options->host)
		status = buffer_read_file(&text, options->host, FILE_MAX);
	else
		describe(options, &text);
	if (status)
		status = complain(options->host, strerror(-status));
	else if (kernel_load(kernel, buffer_text(&text), text.length, &why))
		status = complain(
			options->host ? options->host : "--vfs", buffer_text(&why));
	buffer_free(&text);
	buffer_free(&why);
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	struct temper temper;
	struct sim_kernel kernel;
	int status;

	if (!parse_options(&options, argc, argv)) {
		fprintf(stderr,
			"usage: nethostdev-sim-kernel --socket PATH [--host FILE] "
			"[--temper FILE] [--pfs N] [--vfs N]\n");
		return 2;
	}
	status = load_temper(options.temper, &temper);
	if (status)
		return status;
	kernel_init(&kernel, &temper);
	status = load_host(&kernel, &options);
	if (!status) {
		status = server_run(&kernel, options.socket);
		if (status)
			status = complain(options.socket, strerror(-status));
	}
	kernel_free(&kernel);
	xmlCleanupParser();
	return status;
}
