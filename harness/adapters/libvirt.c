// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvirt as a subject: defines each document in a driver that runs in this process, and
 * answers with what libvirt prints of it.
 *
 * The document reaches libvirt as the only interface of a small domain. It is moved there
 * as a tree, within its own xmlDoc, so that an internal subset, entity references, CDATA
 * sections and namespace declarations arrive as they were written; what comes back is cut
 * out of libvirt's text and never parsed.
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
#include <libxml/tree.h>
#include <libxml/xmlsave.h>

#include "cli/batch.h"
#include "embed.h"

#define EXIT_REJECTED 1
#define EXIT_BROKEN 2
#define EXIT_SKIPPED 77

/* What the test driver calls a guest's network card on the host, when nobody has. */
#define TEST_TARGET_PREFIX "testnet"

#define URI_MAX (EMBED_PATH_MAX + 32)

struct driver {
	const char *name;
	const char *domain_type;
	bool embedded; /* wants a root folder, and no root user */
	void (*drop_additions)(char *text, const xmlNode *interface);
};

struct judge {
	const struct driver *driver;
	virConnectPtr connection;
};

struct named_class {
	int code;
	const char *name;
};

/* virErrorNumber, as virterror.h numbers it, and the class of the protocol. */
static const struct named_class classes[] = {
	{ VIR_ERR_INTERNAL_ERROR, "internal-error" },
	{ VIR_ERR_NO_MEMORY, "no-memory" },
	{ VIR_ERR_INVALID_ARG, "invalid-argument" },
	{ VIR_ERR_XML_ERROR, "xml-error" },
	{ VIR_ERR_XML_DETAIL, "not-well-formed" },
	{ VIR_ERR_SYSTEM_ERROR, "system-error" },
	{ VIR_ERR_OPERATION_INVALID, "operation-invalid" },
	{ VIR_ERR_CONFIG_UNSUPPORTED, "config-unsupported" },
	{ VIR_ERR_OPERATION_UNSUPPORTED, "operation-unsupported" },
};

/* libvirt's other interfaces (virDomainNetType), none of which is judged here. */
static const char *const other_types[] = {
	/* clang-format off */
	"bridge", "client", "direct", "ethernet", "internal", "mcast", "network", "null",
	"server", "udp", "user", "vdpa", "vds", "vhostuser",
	/* clang-format on */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *class_of(int code)
{
	for (size_t i = 0; i < COUNT(classes); i++) {
		if (classes[i].code == code)
			return classes[i].name;
	}
	return "rejected";
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
	virErrorPtr error = virGetLastError();

	reject(answer, class_of(error ? error->code : VIR_ERR_OK),
		error && error->message ? error->message : "libvirt gave no reason");
}

/* Errors are answered, not printed. */
static void keep_silent(void *context, virErrorPtr error)
{
	(void)context;
	(void)error;
}

/* The first fatal error of a parse; message is "" as long as there was none. */
struct parse_fault {
	char message[512];
};

/*
 * libvirt's catchXMLError (virxml.c) heeds the first fatal error and no other, so that a
 * namespace that libxml2 only complains about is none.
 */
static void note_fatal_error(void *context, const char *format, ...)
{
	xmlParserCtxtPtr parser = context;
	const xmlError *error = xmlCtxtGetLastError(parser);
	struct parse_fault *fault = parser->_private;

	(void)format;
	if (!error || error->level != XML_ERR_FATAL || !error->message ||
		fault->message[0])
		return;
	snprintf(fault->message, sizeof(fault->message), "line %d, column %d: %.*s",
		error->line, error->int2, (int)strcspn(error->message, "\n"),
		error->message);
}

/* Parses text as libvirt does (virXMLParseHelper); NULL after an answer was given. */
static xmlDocPtr parse(const char *text, struct batch_answer *answer)
{
	struct parse_fault fault = { "" };
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr document;

	if (!parser) {
		reject(answer, "no-memory", "out of memory");
		return NULL;
	}
	parser->_private = &fault;
	parser->sax->error = note_fatal_error;
	document = xmlCtxtReadDoc(
		parser, BAD_CAST text, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOWARNING);
	xmlFreeParserCtxt(parser);
	if (document)
		return document;
	if (fault.message[0])
		reject(answer, "not-well-formed", fault.message);
	else
		reject(answer, "xml-error", "libxml2 gave no document and no error");
	return NULL;
}

/* Whether node is the element name in no namespace: what libvirt's XPaths look for. */
static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !node->ns &&
	       xmlStrEqual(node->name, BAD_CAST name);
}

static const xmlNode *next_child(const xmlNode *child, const char *name)
{
	while (child && !is_element(child, name))
		child = child->next;
	return child;
}

/*
 * A known type other than hostdev, or no type, which means user. xmlGetProp looks at no
 * namespace, as libvirt's virXMLPropString does.
 */
static bool is_other_type(const xmlNode *interface)
{
	xmlChar *type = xmlGetProp(interface, BAD_CAST "type");
	bool other = !type;

	for (size_t i = 0; !other && i < COUNT(other_types); i++)
		other = xmlStrEqual(type, BAD_CAST other_types[i]);
	xmlFree(type);
	return other;
}

/* Makes the document's root the only device of a domain that takes its place. */
static void wrap_in_domain(xmlDocPtr document, const struct driver *driver)
{
	xmlNodePtr domain = xmlNewDocNode(document, NULL, BAD_CAST "domain", NULL);
	xmlNodePtr interface = xmlDocSetRootElement(document, domain);
	xmlNodePtr child;

	xmlNewProp(domain, BAD_CAST "type", BAD_CAST driver->domain_type);
	xmlNewTextChild(domain, NULL, BAD_CAST "name", BAD_CAST "nethostdev");
	xmlNewTextChild(domain, NULL, BAD_CAST "memory", BAD_CAST "65536");
	child = xmlNewChild(domain, NULL, BAD_CAST "os", NULL);
	xmlNewTextChild(child, NULL, BAD_CAST "type", BAD_CAST "hvm");
	child = xmlNewChild(domain, NULL, BAD_CAST "devices", NULL);
	xmlAddChild(child, interface);
}

/*
 * The document as UTF-8 text, with nothing reformatted. A document type that names XHTML
 * must not change how it is written.
 */
static xmlBufferPtr serialise(xmlDocPtr document)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlSaveCtxtPtr save = buffer ? xmlSaveToBuffer(buffer, "UTF-8",
					       XML_SAVE_AS_XML | XML_SAVE_NO_XHTML)
				     : NULL;

	if (save) {
		xmlSaveDoc(save, document);
		xmlSaveClose(save);
	}
	return buffer;
}

/*
 * Cuts the interface's lines out of a domain's text, in place, each without the four
 * spaces that it has as a device. Returns NULL where there is none.
 */
static char *cut_interface(char *text)
{
	static const char first[] = "\n    <interface ";
	static const char last[] = "\n    </interface>\n";
	char *from = strstr(text, first);
	char *end = from ? strstr(from, last) : NULL;
	char *to = text;

	if (!end)
		return NULL;
	end += strlen(last);
	for (from++; from < end;) {
		char *newline = memchr(from, '\n', (size_t)(end - from));
		size_t length;

		if (!strncmp(from, "    ", 4))
			from += 4;
		length = (size_t)(newline + 1 - from);
		memmove(to, from, length);
		to += length;
		from += length;
	}
	*to = '\0';
	return text;
}

/* Finds the line "  <NAME " of a direct child; NULL where there is none. */
static char *find_child_line(char *text, const char *name)
{
	size_t length = strlen(name);

	for (char *line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (!strncmp(line, "  <", 3) && !strncmp(line + 3, name, length) &&
			line[3 + length] == ' ')
			return line;
	}
	return NULL;
}

static void remove_bytes(char *from, size_t length)
{
	memmove(from, from + length, strlen(from + length) + 1);
}

static bool has_target(const xmlNode *interface, const char *device, size_t length)
{
	const xmlNode *target = next_child(interface->children, "target");
	bool found = false;

	for (; target && !found; target = next_child(target->next, "target")) {
		xmlChar *given = xmlGetProp(target, BAD_CAST "dev");

		found = given && (size_t)xmlStrlen(given) == length &&
			!strncmp((const char *)given, device, length);
		xmlFree(given);
	}
	return found;
}

/* testDomainGenerateIfnames (test_driver.c) names each target that has no name. */
static void drop_test_target(char *text, const xmlNode *interface)
{
	static const char attribute[] = " dev='";
	char *line = find_child_line(text, "target");
	char *value = line ? line + strlen("  <target") : NULL;
	size_t length;

	if (!value || strncmp(value, attribute, strlen(attribute)))
		return;
	value += strlen(attribute);
	length = strcspn(value, "'");
	if (strncmp(value, TEST_TARGET_PREFIX, strlen(TEST_TARGET_PREFIX)) ||
		has_target(interface, value, length))
		return;
	remove_bytes(value - strlen(attribute), strlen(attribute) + length + 1);
	if (!strncmp(line, "  <target/>\n", strlen("  <target/>\n")))
		remove_bytes(line, strlen("  <target/>\n"));
}

/* The qemu driver gives each device a place on a guest's bus (qemu_domain_address.c). */
static void drop_guest_address(char *text, const xmlNode *interface)
{
	char *line = find_child_line(text, "address");

	if (!line || next_child(interface->children, "address"))
		return;
	remove_bytes(line, strcspn(line, "\n") + 1);
}

static const struct driver drivers[] = {
	{ "generic", "test", false, drop_test_target },
	{ "qemu", "qemu", true, drop_guest_address },
};

/* The inactive form of a domain that is defined for as long as it takes to ask for it. */
static char *define_and_dump(
	virConnectPtr connection, const char *text, struct batch_answer *answer)
{
	virDomainPtr domain = virDomainDefineXMLFlags(connection, text, 0);
	char *dump;

	if (!domain) {
		reject_with_last_error(answer);
		return NULL;
	}
	dump = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
	if (!dump)
		reject_with_last_error(answer);
	/* One that stays would meet the next document under its own name. */
	if (virDomainUndefine(domain)) {
		fprintf(stderr, "cannot undefine: %s\n", virGetLastErrorMessage());
		exit(EXIT_BROKEN);
	}
	virDomainFree(domain);
	return dump;
}

static void judge_in_domain(
	const struct judge *judge, xmlDocPtr document, struct batch_answer *answer)
{
	const xmlNode *interface = xmlDocGetRootElement(document);
	xmlBufferPtr buffer;
	char *dump = NULL;
	char *text;

	wrap_in_domain(document, judge->driver);
	buffer = serialise(document);
	if (buffer)
		dump = define_and_dump(judge->connection,
			(const char *)xmlBufferContent(buffer), answer);
	else
		reject(answer, "no-memory", "out of memory");
	xmlBufferFree(buffer);
	if (!dump)
		return;
	text = cut_interface(dump);
	if (text) {
		judge->driver->drop_additions(text, interface);
		answer_with(answer, BATCH_ACCEPT, NULL, text);
	} else {
		reject(answer, "xml-error", "the domain came back without the interface");
	}
	free(dump);
}

static void judge_interface(
	const struct judge *judge, const char *text, struct batch_answer *answer)
{
	xmlDocPtr document = parse(text, answer);
	const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;

	if (!document)
		return;
	/*
	 * An element of another namespace is nothing to a domain: libvirt would define
	 * one without the interface and say nothing.
	 */
	if (!root || !is_element(root, "interface"))
		reject(answer, "xml-error", "the root element is not <interface>");
	else if (is_other_type(root))
		skip(answer, "an interface of another type than hostdev");
	else
		judge_in_domain(judge, document, answer);
	xmlFreeDoc(document);
}

/* What is judged, by the kind of document; a kind that is missing here is skipped. */
static const struct {
	const char *kind;
	void (*judge)(
		const struct judge *judge, const char *text, struct batch_answer *answer);
} kinds[] = {
	{ "interface", judge_interface },
};

static void handle(
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
		if (!strcmp(request->kind, kinds[i].kind)) {
			virResetLastError();
			kinds[i].judge(judge, request->document, answer);
			return;
		}
	}
	skip(answer, "this kind of document is not judged");
}

/* Sets uri to that of an embedded driver with a root of its own. */
static int embed(char uri[URI_MAX], uid_t uid)
{
	char root[EMBED_PATH_MAX];
	int status = embed_drop_root(uid);

	if (!status)
		status = embed_make_root(root);
	if (!status)
		status = embed_continue_in_child(root);
	if (status)
		fprintf(stderr, "no private root: %s\n", strerror(-status));
	else
		snprintf(uri, URI_MAX, "qemu:///embed?root=%s", root);
	return status;
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
	if (judge->connection)
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

static int serve(struct judge *judge)
{
	char identity[160];
	unsigned long version;

	if (virGetVersion(&version, NULL, NULL)) {
		fprintf(stderr, "no version: %s\n", virGetLastErrorMessage());
		return EXIT_BROKEN;
	}
	snprintf(identity, sizeof(identity),
		"libvirt %1$lu.%2$lu.%3$lu libvirt=%1$lu.%2$lu.%3$lu driver=%4$s "
		"interface",
		version / 1000000, version / 1000 % 1000, version % 1000,
		judge->driver->name);
	return batch_serve(stdin, stdout, identity, handle, judge) ? EXIT_BROKEN : 0;
}

/* All of in, ending in a NUL that *length does not count; NULL without memory. */
static char *read_all(FILE *in, size_t *length)
{
	char *text = NULL;
	FILE *copy = open_memstream(&text, length);
	char chunk[4096];
	size_t count;

	if (!copy)
		return NULL;
	while ((count = fread(chunk, 1, sizeof(chunk), in)) > 0)
		fwrite(chunk, 1, count, copy);
	if (fclose(copy)) {
		free(text);
		return NULL;
	}
	return text;
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

static int judge_one(struct judge *judge)
{
	struct batch_request request = { "format", "interface", "-", NULL, 0 };
	struct batch_answer answer = { BATCH_SKIP, NULL, 0, NULL, NULL };
	int status = EXIT_BROKEN;

	request.document = read_all(stdin, &request.length);
	if (request.document) {
		handle(judge, &request, &answer);
		if (answer.text)
			status = print_answer(&answer);
	}
	free(answer.text);
	free(request.document);
	return status;
}

static const struct driver *find_driver(const char *name)
{
	for (size_t i = 0; i < COUNT(drivers); i++) {
		if (!strcmp(drivers[i].name, name))
			return &drivers[i];
	}
	return NULL;
}

static int usage(const char *program)
{
	fprintf(stderr,
		"usage: %s [--batch] [--driver generic|qemu] [--uid UID]\n"
		"Judges an <interface> on stdin by the libvirt that this is run with.\n"
		"  --batch   serve many documents, in frames\n"
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
		{ "uid", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	struct judge judge = { &drivers[0], NULL };
	uid_t uid = EMBED_UID_DEFAULT;
	bool batch = false;
	int status = EXIT_BROKEN;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'b')
			batch = true;
		else if (option == 'd')
			judge.driver = find_driver(optarg);
		else if (option != 'u' || !parse_uid(optarg, &uid))
			return usage(argv[0]);
		if (!judge.driver)
			return usage(argv[0]);
	}
	if (optind != argc)
		return usage(argv[0]);
	virSetErrorFunc(NULL, keep_silent);
	/* GLib complains on stderr about a user without a home; a build daemon's has
	 * none. */
	setenv("HOME", "/", 0);
	if (!judge_open(&judge, uid))
		status = batch ? serve(&judge) : judge_one(&judge);
	judge_close(&judge);
	return status;
}
