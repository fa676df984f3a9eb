// SPDX-License-Identifier: LGPL-2.1-or-later
/* Documents in domains of libvirt's test driver, which runs in this process. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <libxml/parser.h>

#include "adapters/libvirt_document.h"
#include "libvirt.h"

/* One domain that changes: libvirt need not undefine it in between. */
#define DOMAIN_UUID "6e657468-6f73-4465-b62d-62656e636821"

struct libvirt {
	virConnectPtr connection;
	char **domains; /* owned: one for each document of the corpus */
	size_t count;
	char *bare;
};

/* Errors are answered, not printed. */
static void keep_silent(void *context, virErrorPtr error)
{
	(void)context;
	(void)error;
}

/* The text of a domain whose only device is a document, or that has none. */
static char *make_domain(const char *document)
{
	struct parse_fault fault;
	xmlDocPtr tree = document_parse(document, &fault);
	xmlBufferPtr buffer;
	xmlNodePtr root;
	char *text;

	if (!tree)
		return NULL;
	document_wrap_in_domain(tree, "test");
	root = xmlDocGetRootElement(tree);
	xmlNewTextChild(root, NULL, BAD_CAST "uuid", BAD_CAST DOMAIN_UUID);
	buffer = document_serialise(tree);
	text = buffer ? strdup((const char *)xmlBufferContent(buffer)) : NULL;
	xmlBufferFree(buffer);
	xmlFreeDoc(tree);
	return text;
}

static int define_and_dump(struct contest *contest, const char *text)
{
	virDomainPtr domain = virDomainDefineXML(contest->libvirt->connection, text);
	char *dump;

	if (!domain)
		return -EINVAL;
	dump = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
	virDomainFree(domain);
	if (!dump)
		return -EINVAL;
	contest->written += strlen(dump);
	free(dump);
	return 0;
}

static int run_libvirt(struct contest *contest, size_t index)
{
	return define_and_dump(contest, contest->libvirt->domains[index]);
}

static int run_bare(struct contest *contest, size_t index)
{
	(void)index;
	return define_and_dump(contest, contest->libvirt->bare);
}

const struct contestant libvirt_contestant = { "libvirt",
	"libvirt: define + dump, in a domain", run_libvirt };
const struct contestant libvirt_bare_contestant = { "libvirt-bare",
	"libvirt: define + dump, the domain alone", run_bare };

/* Takes the documents that libvirt defines, and closes the gaps that the others leave. */
static int wrap_all(struct contest *contest)
{
	struct corpus *corpus = &contest->corpus;
	struct libvirt *libvirt = contest->libvirt;
	size_t count = corpus->count;

	corpus->count = 0;
	corpus->bytes = 0;
	for (size_t i = 0; i < count; i++) {
		struct cli_document document = corpus->documents[i];
		char *domain = make_domain(document.text);

		if (!domain || define_and_dump(contest, domain)) {
			free(document.text);
			free(domain);
			continue;
		}
		libvirt->domains[corpus->count] = domain;
		corpus->documents[corpus->count++] = document;
		corpus->bytes += document.length;
	}
	libvirt->count = corpus->count;
	libvirt->bare = make_domain("<description/>");
	return libvirt->count && libvirt->bare ? 0 : -EINVAL;
}

int libvirt_open(struct contest *contest)
{
	struct libvirt *libvirt = calloc(1, sizeof(*libvirt));
	int status = -ENOMEM;

	contest->libvirt = libvirt;
	if (!libvirt)
		return status;
	virSetErrorFunc(NULL, keep_silent);
	/* GLib complains on stderr about a user without a home. */
	setenv("HOME", "/", 0);
	libvirt->connection = virConnectOpen("test:///default");
	libvirt->domains = calloc(contest->corpus.count, sizeof(*libvirt->domains));
	if (!libvirt->connection)
		status = -ENODEV;
	else if (libvirt->domains)
		status = wrap_all(contest);
	if (status)
		fprintf(stderr, "libvirt's test driver: %s\n", virGetLastErrorMessage());
	return status;
}

void libvirt_close(struct contest *contest)
{
	struct libvirt *libvirt = contest->libvirt;

	contest->libvirt = NULL;
	if (!libvirt)
		return;
	if (libvirt->connection)
		virConnectClose(libvirt->connection);
	for (size_t i = 0; i < libvirt->count; i++)
		free(libvirt->domains[i]);
	free(libvirt->domains);
	free(libvirt->bare);
	free(libvirt);
}

void libvirt_version(char text[LIBVIRT_VERSION_MAX])
{
	unsigned long version = 0;

	virGetVersion(&version, NULL, NULL);
	snprintf(text, LIBVIRT_VERSION_MAX, "%lu.%lu.%lu", version / 1000000,
		version / 1000 % 1000, version % 1000);
}
