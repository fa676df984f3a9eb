// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Judges documents: defines each in a libvirt driver that runs in this process, asks for
 * its inactive form, and undefines it, so that no document meets another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libvirt/virterror.h>

#include "libvirt_document.h"
#include "libvirt_errors.h"
#include "libvirt_judge.h"

#define EXIT_BROKEN 2

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* libvirt's other interfaces (virDomainNetType), none of which is judged here. */
static const char *const other_interfaces[] = {
	/* clang-format off */
	"bridge", "client", "direct", "ethernet", "internal", "mcast", "network", "null",
	"server", "udp", "user", "vdpa", "vds", "vhostuser",
	/* clang-format on */
};

/* libvirt's other networks (virNetworkForwardType), which are no pools of VFs. */
static const char *const other_forwards[] = {
	/* clang-format off */
	"bridge", "nat", "none", "open", "passthrough", "private", "route", "vepa",
	/* clang-format on */
};

static const struct driver drivers[] = {
	{ "generic", "test", false, cut_test_target },
	{ "qemu", "qemu", true, cut_guest_address },
};

const struct driver *judge_find_driver(const char *name)
{
	for (size_t i = 0; i < COUNT(drivers); i++) {
		if (!strcmp(drivers[i].name, name))
			return &drivers[i];
	}
	return NULL;
}

static void answer_with(struct batch_answer *answer, enum batch_verdict verdict,
	const char *error_class, const char *text)
{
	answer->verdict = verdict;
	answer->error_class = error_class;
	answer->path = NULL;
	answer->text = strdup(text);
	answer->length = answer->text ? strlen(answer->text) : 0;
}

static void skip(struct batch_answer *answer, const char *reason)
{
	answer_with(answer, BATCH_SKIP, NULL, reason);
}

/* libvirt's parser quotes the document behind its message's first line. */
static void reject(
	struct batch_answer *answer, const char *error_class, const char *message)
{
	answer_with(answer, BATCH_REJECT, error_class, message);
	if (answer->text) {
		answer->length = strcspn(answer->text, "\n");
		answer->text[answer->length] = '\0';
	}
}

static void reject_with_last_error(struct batch_answer *answer)
{
	reject(answer, errors_last_class(), errors_last_message());
}

/* The parsed document; NULL after an answer was given. */
static xmlDocPtr parse(const char *text, struct batch_answer *answer)
{
	struct parse_fault fault;
	xmlDocPtr document = document_parse(text, &fault);

	if (document)
		return document;
	if (fault.message[0])
		reject(answer, "not-well-formed", fault.message);
	else
		reject(answer, "xml-error", "libxml2 gave no document and no error");
	return NULL;
}

static bool has_value_of(
	const xmlNode *node, const char *name, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (document_has_value(node, name, values[i]))
			return true;
	}
	return false;
}

/* A known type other than hostdev, or no type, which means user. */
static bool is_other_interface(const xmlNode *interface)
{
	return !xmlHasProp(interface, BAD_CAST "type") ||
	       has_value_of(interface, "type", other_interfaces, COUNT(other_interfaces));
}

/* A known mode other than hostdev; no mode means nat, and no forward an isolated network. */
static bool is_other_network(const xmlNode *network)
{
	const xmlNode *forward = document_next_child(network->children, "forward");
	xmlChar *mode = NULL;
	bool other;

	/* Here libvirt asks XPath, to which p:mode is another attribute. */
	if (forward)
		mode = xmlGetNoNsProp(forward, BAD_CAST "mode");
	other = !mode || !*mode ||
		has_value_of(forward, "mode", other_forwards, COUNT(other_forwards));
	xmlFree(mode);
	return other;
}

/* One that stays would meet the next document. */
static void must_be_gone(int status)
{
	if (!status)
		return;
	fprintf(stderr, "cannot undefine: %s\n", virGetLastErrorMessage());
	exit(EXIT_BROKEN);
}

/* The inactive form of a domain that is defined for as long as it takes to ask for it. */
static char *dump_domain(
	const struct judge *judge, const char *text, struct batch_answer *answer)
{
	virDomainPtr domain = virDomainDefineXMLFlags(judge->connection, text, 0);
	char *dump;

	if (!domain) {
		reject_with_last_error(answer);
		return NULL;
	}
	dump = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
	if (!dump)
		reject_with_last_error(answer);
	must_be_gone(virDomainUndefine(domain));
	virDomainFree(domain);
	return dump;
}

/*
 * testNetworkGetXMLDesc (test_driver.c) takes no flags; a network that is not running has
 * nothing that the inactive form leaves out.
 */
static char *dump_network(
	const struct judge *judge, const char *text, struct batch_answer *answer)
{
	virNetworkPtr network = virNetworkDefineXML(judge->connection, text);
	char *dump;

	if (!network) {
		reject_with_last_error(answer);
		return NULL;
	}
	dump = virNetworkGetXMLDesc(network, 0);
	if (!dump)
		reject_with_last_error(answer);
	must_be_gone(virNetworkUndefine(network));
	virNetworkFree(network);
	return dump;
}

typedef char *(*dump_function)(
	const struct judge *judge, const char *text, struct batch_answer *answer);

static bool is_well_formed(const char *text)
{
	struct parse_fault fault;
	xmlDocPtr document = document_parse(text, &fault);

	xmlFreeDoc(document);
	return document != NULL;
}

/*
 * What libvirt prints of the document, which it reads as text again; NULL if answered. One
 * that was well formed may not be so within a domain, where it lies two levels deeper.
 */
static char *dump_document(const struct judge *judge, xmlDocPtr document,
	dump_function dump, struct batch_answer *answer)
{
	xmlBufferPtr buffer = document_serialise(document);
	char *text = NULL;

	if (buffer)
		text = dump(judge, (const char *)xmlBufferContent(buffer), answer);
	else
		reject(answer, "no-memory", "out of memory");
	if (buffer && !text && !is_well_formed((const char *)xmlBufferContent(buffer)))
		answer->error_class = "not-well-formed";
	xmlBufferFree(buffer);
	return text;
}

/* Accepts with text, which may be NULL for want of memory, and frees it. */
static void accept_cut(struct batch_answer *answer, char *text)
{
	if (text)
		answer_with(answer, BATCH_ACCEPT, NULL, text);
	else
		reject(answer, "no-memory", "out of memory");
	free(text);
}

static void judge_interface(
	const struct judge *judge, xmlDocPtr document, struct batch_answer *answer)
{
	char *dump;
	char *text;

	if (is_other_interface(xmlDocGetRootElement(document))) {
		skip(answer, "an interface of another type than hostdev");
		return;
	}
	document_wrap_in_domain(document, judge->driver->domain_type);
	dump = dump_document(judge, document, dump_domain, answer);
	if (!dump)
		return;
	text = cut_interface(
		dump, xmlDocGetRootElement(document), judge->driver->drop_additions);
	if (text)
		accept_cut(answer, text);
	else
		reject(answer, "xml-error", "the domain came back without the interface");
	free(dump);
}

static void judge_domain(
	const struct judge *judge, xmlDocPtr document, struct batch_answer *answer)
{
	xmlNodePtr root = xmlDocGetRootElement(document);
	char *dump;

	document_set_domain_type(root, judge->driver->domain_type);
	dump = dump_document(judge, document, dump_domain, answer);
	if (dump)
		accept_cut(
			answer, cut_devices(dump, root, judge->driver->drop_additions));
	free(dump);
}

static void judge_network(
	const struct judge *judge, xmlDocPtr document, struct batch_answer *answer)
{
	char *dump;

	if (is_other_network(xmlDocGetRootElement(document))) {
		skip(answer, "a network of another forward mode than hostdev");
		return;
	}
	dump = dump_document(judge, document, dump_network, answer);
	if (dump)
		accept_cut(answer, cut_network(dump));
	free(dump);
}

/* What is judged, by the kind of document, which is its root's name too. */
static const struct kind {
	const char *name;
	bool embedded; /* whether an embedded driver judges it as well */
	void (*judge)(const struct judge *judge, xmlDocPtr document,
		struct batch_answer *answer);
} kinds[] = {
	{ "interface", true, judge_interface },
	{ "domain", true, judge_domain },
	{ "network", false, judge_network },
};

static bool has_kind(const struct driver *driver, const struct kind *kind)
{
	return kind->embedded || !driver->embedded;
}

const char *judge_kind(const struct driver *driver, size_t index)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (has_kind(driver, &kinds[i]) && !index--)
			return kinds[i].name;
	}
	return NULL;
}

static void judge_document(const struct judge *judge, const struct kind *kind,
	const char *text, struct batch_answer *answer)
{
	xmlDocPtr document = parse(text, answer);
	const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;

	if (!document)
		return;
	/*
	 * An element of another namespace is nothing to libvirt, which would define a
	 * domain without the interface and say nothing.
	 */
	if (root && document_is_element(root, kind->name)) {
		virResetLastError();
		kind->judge(judge, document, answer);
	} else {
		reject(answer, "xml-error", "the root element is another");
	}
	xmlFreeDoc(document);
}

void judge_handle(
	void *context, const struct batch_request *request, struct batch_answer *answer)
{
	const struct judge *judge = context;

	if (strcmp(request->verb, "format")) {
		skip(answer, "only format is answered");
		return;
	}
	if (memchr(request->document, '\0', request->length)) {
		skip(answer, "libvirt's API takes a C string: a NUL byte would end it");
		return;
	}
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!strcmp(request->kind, kinds[i].name) &&
			has_kind(judge->driver, &kinds[i])) {
			judge_document(judge, &kinds[i], request->document, answer);
			return;
		}
	}
	skip(answer, "this kind of document is not judged");
}

/* A running one must be stopped too; where it is not running that fails, rightly. */
static int remove_domain(virDomainPtr domain)
{
	int status;

	if (virDomainIsActive(domain) == 1)
		virDomainDestroy(domain);
	status = virDomainUndefine(domain);
	virDomainFree(domain);
	return status;
}

static int remove_network(virNetworkPtr network)
{
	int status;

	if (virNetworkIsActive(network) == 1)
		virNetworkDestroy(network);
	status = virNetworkUndefine(network);
	virNetworkFree(network);
	return status;
}

static int clear_domains(virConnectPtr connection)
{
	virDomainPtr *domains;
	int count = virConnectListAllDomains(connection, &domains, 0);
	int status = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++)
		status |= remove_domain(domains[i]);
	if (count >= 0)
		free(domains);
	return status;
}

static int clear_networks(virConnectPtr connection)
{
	virNetworkPtr *networks;
	int count = virConnectListAllNetworks(connection, &networks, 0);
	int status = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++)
		status |= remove_network(networks[i]);
	if (count >= 0)
		free(networks);
	return status;
}

int judge_clear(const struct judge *judge)
{
	if (judge->driver->embedded)
		return 0;
	return clear_domains(judge->connection) | clear_networks(judge->connection);
}
