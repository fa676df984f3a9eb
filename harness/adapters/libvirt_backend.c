// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvirtd as a backend: a VF is prepared by starting a paused guest with the interface,
 * and given back by ending that guest. What a guest looks like meanwhile can be asked.
 *
 * What is to be remembered from one verb to the next libvirtd remembers itself, and the
 * host's UUID is the daemon's to know: of the options only the domain's UUID is used.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <libxml/parser.h>

#include "libvirt_document.h"
#include "libvirt_errors.h"

#define EXIT_REJECTED 1
#define EXIT_BROKEN 2
#define EXIT_SKIPPED 77

struct request {
	const char *uuid; /* the guest's */
	char *network;    /* the pool that it takes a VF from, or NULL */
	char *text;       /* on stdin */
};

/* Errors are answered, not printed. */
static void keep_silent(void *context, virErrorPtr error)
{
	(void)context;
	(void)error;
}

static int reject(const char *error_class, const char *message)
{
	fprintf(stderr, "%s: %.*s\n", error_class, (int)strcspn(message, "\n"), message);
	return EXIT_REJECTED;
}

/* A daemon that is gone has refused nothing. */
static int reject_with_last_error(virConnectPtr connection)
{
	int status = reject(errors_last_class(), errors_last_message());

	return virConnectIsAlive(connection) == 1 ? status : EXIT_BROKEN;
}

static virDomainPtr find_guest(virConnectPtr connection, const char *uuid)
{
	return virDomainLookupByUUIDString(connection, uuid);
}

/* One guest has the UUID; a second has this name, and whatever UUID libvirt gives it. */
#define SECOND_GUEST "nethostdev-second"

static void name_guest(virConnectPtr connection, xmlDocPtr document, const char *uuid)
{
	virDomainPtr first = find_guest(connection, uuid);

	if (!first) {
		document_name_domain(document, "nethostdev", uuid);
		return;
	}
	document_name_domain(document, SECOND_GUEST, NULL);
	virDomainFree(first);
}

/* A domain is a guest already, but for the processor, which is emulated. */
static xmlBufferPtr make_guest(
	virConnectPtr connection, xmlDocPtr document, const char *uuid)
{
	xmlNodePtr root = xmlDocGetRootElement(document);

	if (document_is_element(root, "domain")) {
		document_set_domain_type(root, "qemu");
	} else {
		document_wrap_in_domain(document, "qemu");
		name_guest(connection, document, uuid);
	}
	return document_serialise(document);
}

static int start_guest(virConnectPtr connection, const struct request *request)
{
	struct parse_fault fault;
	xmlDocPtr document = document_parse(request->text, &fault);
	xmlBufferPtr text =
		document ? make_guest(connection, document, request->uuid) : NULL;
	virDomainPtr guest = NULL;
	int status = 0;

	if (text)
		guest = virDomainCreateXML(connection,
			(const char *)xmlBufferContent(text), VIR_DOMAIN_START_PAUSED);
	if (!document)
		status = reject("not-well-formed", fault.message);
	else if (!guest)
		status = reject_with_last_error(connection);
	else
		virDomainFree(guest);
	xmlBufferFree(text);
	xmlFreeDoc(document);
	return status;
}

/* Whether a network of the name that the document gives is there already. */
static bool has_network(virConnectPtr connection, const xmlNode *root)
{
	const xmlNode *name = document_next_child(root->children, "name");
	xmlChar *text = name ? xmlNodeGetContent(name) : NULL;
	virNetworkPtr network =
		text ? virNetworkLookupByName(connection, (const char *)text) : NULL;

	xmlFree(text);
	if (network)
		virNetworkFree(network);
	return network != NULL;
}

/* The pool is there for all guests of a case. */
static int start_network(virConnectPtr connection, const char *text)
{
	struct parse_fault fault;
	xmlDocPtr document = document_parse(text, &fault);
	virNetworkPtr network;
	bool there;

	if (!document)
		return reject("not-well-formed", fault.message);
	there = has_network(connection, xmlDocGetRootElement(document));
	xmlFreeDoc(document);
	if (there)
		return 0;
	network = virNetworkCreateXML(connection, text);
	if (!network)
		return reject_with_last_error(connection);
	virNetworkFree(network);
	return 0;
}

static int prepare(virConnectPtr connection, const struct request *request)
{
	int status = request->network ? start_network(connection, request->network) : 0;

	if (!status)
		status = start_guest(connection, request);
	if (!status)
		fputs(request->text, stdout);
	return status;
}

static int end_guest(virConnectPtr connection, virDomainPtr guest)
{
	int status = virDomainDestroy(guest) ? reject_with_last_error(connection) : 0;

	virDomainFree(guest);
	return status;
}

/* Which guest is enough to know. Without one libvirt has nothing to be asked for. */
static int restore(virConnectPtr connection, const struct request *request)
{
	virDomainPtr first = find_guest(connection, request->uuid);
	virDomainPtr second = virDomainLookupByName(connection, SECOND_GUEST);
	int status = 0;

	if (!first && !second) {
		fprintf(stderr, "no guest was started: there is none to be ended\n");
		return EXIT_SKIPPED;
	}
	if (first)
		status = end_guest(connection, first);
	if (second) {
		int other = end_guest(connection, second);

		status = status ? status : other;
	}
	return status;
}

/* The live form of the whole guest. */
static int show(virConnectPtr connection, const struct request *request)
{
	virDomainPtr guest = find_guest(connection, request->uuid);
	char *text = guest ? virDomainGetXMLDesc(guest, 0) : NULL;
	int status = text ? 0 : reject_with_last_error(connection);

	if (text)
		fputs(text, stdout);
	free(text);
	if (guest)
		virDomainFree(guest);
	return status;
}

static const struct verb {
	const char *name;
	int (*run)(virConnectPtr connection, const struct request *request);
} verbs[] = {
	{ "prepare", prepare },
	{ "restore", restore },
	{ "show", show },
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	}
	return NULL;
}

static int run(const struct verb *verb, const struct request *request)
{
	virConnectPtr connection = virConnectOpen("qemu:///system");
	int status;

	if (!connection) {
		fprintf(stderr, "no libvirtd: %s\n", errors_last_message());
		return EXIT_BROKEN;
	}
	status = verb->run(connection, request);
	virConnectClose(connection);
	return status;
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t length;
	char *text = file ? document_read(file, &length) : NULL;

	if (file)
		fclose(file);
	return text;
}

static int usage(const char *program)
{
	fprintf(stderr,
		"usage: %s prepare|restore|show --domain-uuid UUID [--network FILE]\n"
		"	[--state-dir DIR] [--host-uuid UUID]\n"
		"Starts a paused guest with the interface on stdin at this machine's "
		"libvirtd, ends\n"
		"it, or prints it as it runs. DIR and the host's UUID are taken, but "
		"libvirtd has its own.\n",
		program);
	return EXIT_BROKEN;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "domain-uuid", required_argument, NULL, 'd' },
		{ "host-uuid", required_argument, NULL, 'h' },
		{ "network", required_argument, NULL, 'n' },
		{ "state-dir", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	struct request request = { 0 };
	const struct verb *verb;
	int status = EXIT_BROKEN;
	size_t length;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return usage(argv[0]);
		if (option == 'd')
			request.uuid = optarg;
		if (option == 'n' && !request.network &&
			!(request.network = read_file(optarg)))
			return usage(argv[0]);
	}
	verb = optind + 1 == argc ? find_verb(argv[optind]) : NULL;
	if (!verb || !request.uuid)
		return usage(argv[0]);
	virSetErrorFunc(NULL, keep_silent);
	request.text = document_read(stdin, &length);
	if (request.text)
		status = run(verb, &request);
	free(request.text);
	free(request.network);
	xmlCleanupParser();
	return status;
}
