// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvirt as a subject: the command, its options, and the connection to a driver that runs
 * in this process.
 *
 * An interface reaches libvirt as the only one of a small domain (libvirt_document.c), a
 * domain or a network as it is; each is defined and asked for (libvirt_judge.c), and what
 * comes back is cut out of libvirt's text (libvirt_cut.c).
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <libxml/parser.h>
#include <libxml/uri.h>

#include "cli/batch.h"
#include "embed.h"
#include "libvirt_document.h"
#include "libvirt_judge.h"

#define EXIT_REJECTED 1
#define EXIT_BROKEN 2
#define EXIT_SKIPPED 77

#define URI_MAX (3 * EMBED_PATH_MAX + 32)

/* Errors are answered, not printed. */
static void keep_silent(void *context, virErrorPtr error)
{
	(void)context;
	(void)error;
}

/* Sets uri to that of an embedded driver with a root of its own. */
static int embed(char uri[URI_MAX], uid_t uid)
{
	char root[EMBED_PATH_MAX];
	int status = embed_drop_root(uid);
	xmlChar *escaped;

	if (!status)
		status = embed_make_root(root);
	if (!status)
		status = embed_continue_in_child(root);
	if (status) {
		fprintf(stderr, "no private root: %s\n", strerror(-status));
		return status;
	}
	escaped = xmlURIEscapeStr((const xmlChar *)root, (const xmlChar *)"/");
	if (!escaped)
		return -ENOMEM;
	snprintf(uri, URI_MAX, "qemu:///embed?root=%s", (const char *)escaped);
	xmlFree(escaped);
	return 0;
}

static int judge_open(struct judge *judge, uid_t uid)
{
	char uri[URI_MAX] = "test:///default";
	int status = judge->driver->embedded ? embed(uri, uid) : 0;

	if (status)
		return status;
	/* The embedded driver will not open without an event loop, though none need turn.
	 */
	virEventRegisterDefaultImpl();
	judge->connection = virConnectOpen(uri);
	if (judge->connection && !judge_clear(judge))
		return 0;
	fprintf(stderr, "cannot open %s: %s\n", uri, virGetLastErrorMessage());
	return -ENODEV;
}

static void judge_close(struct judge *judge)
{
	if (judge->connection)
		virConnectClose(judge->connection);
	xmlCleanupParser();
}

/* Adds the kinds of document to a greeting, each behind a blank. */
static void add_kinds(char *identity, size_t size, const struct driver *driver)
{
	const char *kind;

	for (size_t i = 0; (kind = judge_kind(driver, i)); i++) {
		size_t length = strlen(identity);

		snprintf(identity + length, size - length, " %s", kind);
	}
}

static int serve(struct judge *judge)
{
	char identity[160];
	unsigned long version;

	if (virGetVersion(&version, NULL, NULL)) {
		fprintf(stderr, "no version: %s\n", virGetLastErrorMessage());
		return EXIT_BROKEN;
	}
	snprintf(identity, sizeof(identity),
		"libvirt %1$lu.%2$lu.%3$lu libvirt=%1$lu.%2$lu.%3$lu driver=%4$s",
		version / 1000000, version / 1000 % 1000, version % 1000,
		judge->driver->name);
	add_kinds(identity, sizeof(identity), judge->driver);
	return batch_serve(stdin, stdout, identity, judge_handle, judge) ? EXIT_BROKEN
									 : 0;
}

static int print_answer(const struct batch_answer *answer)
{
	switch (answer->verdict) {
	case BATCH_ACCEPT:
		fwrite(answer->text, 1, answer->length, stdout);
		return fflush(stdout) ? EXIT_BROKEN : 0;
	case BATCH_REJECT:
		fprintf(stderr, "%s: %s\n", answer->error_class, answer->text);
		return EXIT_REJECTED;
	case BATCH_SKIP:
		break;
	}
	fprintf(stderr, "%s\n", answer->text);
	return EXIT_SKIPPED;
}

static int judge_one(struct judge *judge, const char *kind)
{
	struct batch_request request = { "format", kind, "-", NULL, 0 };
	struct batch_answer answer = { BATCH_SKIP, NULL, 0, NULL, NULL };
	int status = EXIT_BROKEN;

	request.document = document_read(stdin, &request.length);
	if (request.document) {
		judge_handle(judge, &request, &answer);
		if (answer.text)
			status = print_answer(&answer);
	}
	free(answer.text);
	free(request.document);
	return status;
}

/* Whether any driver judges it: the generic one has all kinds. */
static bool is_kind(const char *name)
{
	const struct driver *generic = judge_find_driver("generic");
	const char *kind;

	for (size_t i = 0; (kind = judge_kind(generic, i)); i++) {
		if (!strcmp(kind, name))
			return true;
	}
	return false;
}

static int usage(const char *program)
{
	fprintf(stderr,
		"usage: %s [--batch] [--kind KIND] [--driver generic|qemu] [--uid UID]\n"
		"Judges a document on stdin by the libvirt that this is run with.\n"
		"  --batch   serve many documents, in frames that tell their kinds\n"
		"  --kind    interface (default), domain or network\n"
		"  --driver  generic (default): parser and common validation; qemu: its "
		"own too\n"
		"  --uid     whom to become for qemu when started as root; default: "
		"nobody\n",
		program);
	return EXIT_BROKEN;
}

static bool parse_uid(const char *text, uid_t *uid)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	*uid = (uid_t)value;
	return !errno && end != text && !*end && value > 0 && value < EMBED_UID_DEFAULT;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "batch", no_argument, NULL, 'b' },
		{ "driver", required_argument, NULL, 'd' },
		{ "kind", required_argument, NULL, 'k' },
		{ "uid", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	struct judge judge = { judge_find_driver("generic"), NULL };
	const char *kind = "interface";
	uid_t uid = EMBED_UID_DEFAULT;
	bool batch = false;
	int status = EXIT_BROKEN;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'b')
			batch = true;
		else if (option == 'd')
			judge.driver = judge_find_driver(optarg);
		else if (option == 'k')
			kind = optarg;
		else if (option != 'u' || !parse_uid(optarg, &uid))
			return usage(argv[0]);
		if (!judge.driver)
			return usage(argv[0]);
	}
	if (optind != argc || !is_kind(kind))
		return usage(argv[0]);
	virSetErrorFunc(NULL, keep_silent);
	/* GLib complains on stderr about a user without a home; a build daemon's has
	 * none. */
	setenv("HOME", "/", 0);
	if (!judge_open(&judge, uid))
		status = batch ? serve(&judge) : judge_one(&judge, kind);
	judge_close(&judge);
	return status;
}
