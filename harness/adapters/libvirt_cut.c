// SPDX-License-Identifier: LGPL-2.1-or-later
/* The canonical forms, cut line by line out of libvirt's text. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libvirt_cut.h"
#include "libvirt_document.h"

/* What the test driver calls a guest's network card on the host, when nobody has. */
#define TEST_TARGET_PREFIX "testnet"

/* How many blanks stand before a domain's device, and before a network's child. */
#define DEVICE_INDENT 4
#define NETWORK_CHILD_INDENT 2

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Finds the line of an interface's child NAME with attributes; NULL where there is none. */
static char *find_child_line(char *text, const char *name)
{
	static const char indent[] = "      <";
	size_t length = strlen(name);

	for (char *line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (!strncmp(line, indent, strlen(indent)) &&
			!strncmp(line + strlen(indent), name, length) &&
			line[strlen(indent) + length] == ' ')
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
	const xmlNode *target = document_next_child(interface->children, "target");
	bool found = false;

	for (; target && !found; target = document_next_child(target->next, "target")) {
		xmlChar *given = xmlGetProp(target, BAD_CAST "dev");

		found = given && (size_t)xmlStrlen(given) == length &&
			!strncmp((const char *)given, device, length);
		xmlFree(given);
	}
	return found;
}

void cut_test_target(char *text, const xmlNode *interface)
{
	static const char attribute[] = " dev='";
	static const char empty[] = "      <target/>\n";
	char *line = find_child_line(text, "target");
	char *value = line ? line + strlen("      <target") : NULL;
	size_t length;

	if (!value || strncmp(value, attribute, strlen(attribute)))
		return;
	value += strlen(attribute);
	length = strcspn(value, "'");
	if (strncmp(value, TEST_TARGET_PREFIX, strlen(TEST_TARGET_PREFIX)) ||
		has_target(interface, value, length))
		return;
	remove_bytes(value - strlen(attribute), strlen(attribute) + length + 1);
	if (!strncmp(line, empty, strlen(empty)))
		remove_bytes(line, strlen(empty));
}

void cut_guest_address(char *text, const xmlNode *interface)
{
	char *line = find_child_line(text, "address");

	if (!line || document_next_child(interface->children, "address"))
		return;
	remove_bytes(line, strcspn(line, "\n") + 1);
}

/*
 * The end of the line that begins at line, its newline included. A newline within quotes
 * is part of a value: libvirt prints ' of its own only around values.
 */
static const char *end_of_line(const char *line)
{
	bool quoted = false;

	for (; *line; line++) {
		if (*line == '\'')
			quoted = !quoted;
		else if (*line == '\n' && !quoted)
			return line + 1;
	}
	return line;
}

/* Writes text's lines, each without as many of its first blanks. */
static void write_dedented(FILE *out, const char *text, size_t blanks)
{
	while (*text) {
		const char *end = end_of_line(text);
		size_t dropped = strspn(text, " ");

		text += dropped < blanks ? dropped : blanks;
		fwrite(text, 1, (size_t)(end - text), out);
		text = end;
	}
}

/*
 * A copy of the next hostdev interface's lines in a domain's text; *at goes behind them.
 * NULL where there is no further one, and without memory.
 */
static char *take_interface(const char **at)
{
	static const char first[] = "\n    <interface type='hostdev'";
	static const char last[] = "\n    </interface>\n";
	const char *from = strstr(*at, first);
	const char *end = from ? strstr(from, last) : NULL;

	if (!end)
		return NULL;
	from++;
	end += strlen(last);
	/* The newline is the next one's first character. */
	*at = end - 1;
	return strndup(from, (size_t)(end - from));
}

/* Ends a stream that open_memstream() made; NULL where memory was short. */
static char *close_memory(FILE *stream, char *const *text)
{
	bool failed = ferror(stream) != 0;

	if (!fclose(stream) && !failed)
		return *text;
	free(*text);
	return NULL;
}

/* The devices of a domain; what an application's metadata holds stands before them. */
static const char *find_devices(const char *dump)
{
	static const char start[] = "\n  <devices>\n";
	const char *found = NULL;

	for (const char *at = dump; (at = strstr(at, start)); at++)
		found = at + strlen(start) - 1;
	return found ? found : dump + strlen(dump);
}

/*
 * All hostdev interfaces of a domain's text, dedented by as many blanks; "" where it has
 * none, NULL without memory.
 */
static char *cut_interfaces(
	const char *dump, const xmlNode *root, cut_additions drop, size_t blanks)
{
	const char *at = find_devices(dump);
	char *all = NULL;
	char *text;
	size_t length;
	FILE *out = open_memstream(&all, &length);

	if (!out)
		return NULL;
	for (size_t i = 0; (text = take_interface(&at)); i++) {
		const xmlNode *interface = document_hostdev_interface(root, i);

		if (interface)
			drop(text, interface);
		write_dedented(out, text, blanks);
		free(text);
	}
	return close_memory(out, &all);
}

char *cut_interface(const char *dump, const xmlNode *root, cut_additions drop)
{
	char *text = cut_interfaces(dump, root, drop, DEVICE_INDENT);

	if (text && *text)
		return text;
	free(text);
	return NULL;
}

char *cut_devices(const char *dump, const xmlNode *root, cut_additions drop)
{
	char *interfaces = cut_interfaces(dump, root, drop, DEVICE_INDENT - 2);
	char *devices = NULL;

	if (!interfaces)
		return NULL;
	if (!*interfaces)
		devices = strdup("<devices/>\n");
	else if (asprintf(&devices, "<devices>\n%s</devices>\n", interfaces) < 0)
		devices = NULL;
	free(interfaces);
	return devices;
}

/* The children of a network that a pool uses, each with all that stands below it. */
static const char *const pool_children[] = {
	"bandwidth",
	"forward",
	"name",
	"portgroup",
	"virtualport",
	"vlan",
};

/* The length of the name in the line "  <NAME" of a network's child; 0 in any other. */
static size_t child_name_length(const char *line)
{
	if (strncmp(line, "  <", NETWORK_CHILD_INDENT + 1) || line[3] == '/')
		return 0;
	return strcspn(line + NETWORK_CHILD_INDENT + 1, " />\n");
}

static bool is_pool_child(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT(pool_children); i++) {
		if (strlen(pool_children[i]) == length &&
			!strncmp(pool_children[i], name, length))
			return true;
	}
	return false;
}

/* Behind a network's metadata, whose lines are another's, where line begins one. */
static const char *pass_metadata(const char *line)
{
	static const char last[] = "\n  </metadata>\n";
	const char *end = NULL;

	if (!strncmp(line, "  <metadata>\n", strlen("  <metadata>\n")))
		end = strstr(line, last);
	return end ? end + strlen(last) : line;
}

char *cut_network(const char *dump)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	bool keep = true;

	if (!out)
		return NULL;
	for (const char *line = dump; *(line = pass_metadata(line));) {
		const char *end = end_of_line(line);
		size_t name_length = child_name_length(line);

		/* What is indented deeper goes with the child that it follows. */
		if (*line == '<')
			keep = true;
		else if (name_length)
			keep = is_pool_child(
				line + NETWORK_CHILD_INDENT + 1, name_length);
		if (keep)
			fwrite(line, 1, (size_t)(end - line), out);
		line = end;
	}
	return close_memory(out, &text);
}
