// SPDX-License-Identifier: LGPL-2.1-or-later
/* The library as a stranger links it: the public header, the shared object, and no more. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nethostdev.h"
#include "tests/check.h"

static const char document[] = "<interface type='hostdev' managed='yes'>\n"
			       "  <mac address='52:54:00:01:02:03'/>\n"
			       "  <source>\n"
			       "    <address type='pci' domain='0x0000' bus='0x01' "
			       "slot='0x10' function='0x2'/>\n"
			       "  </source>\n"
			       "</interface>\n";

static int read_text(
	nhd_reader *reader, const char *text, size_t length, struct nhd_error *error)
{
	nhd_interface *interface = NULL;
	char *copy = malloc(length + 1);
	int status = -ENOMEM;

	if (copy) {
		memcpy(copy, text, length);
		copy[length] = '\0';
		status = nhd_read_interface(reader, copy, length, &interface, error);
	}
	nhd_interface_free(interface);
	free(copy);
	return status;
}

static void canonical_is_fixed(struct tap *tap)
{
	nhd_reader *reader;
	nhd_interface *interface = NULL;
	char *text = NULL;
	size_t length = 0;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	CHECK(tap, !nhd_read_interface(
			   reader, document, strlen(document), &interface, NULL));
	CHECK(tap, !nhd_write_interface(interface, &text, &length, NULL));
	CHECK(tap, length == strlen(document) && !strcmp(text, document));
	nhd_text_free(text);
	nhd_interface_free(interface);
	nhd_reader_free(reader);
}

static void pool_is_fixed(struct tap *tap)
{
	static const char pool[] = "<network>\n"
				   "  <name>vf-pool</name>\n"
				   "  <forward mode='hostdev' managed='yes'>\n"
				   "    <pf dev='enp1s0f0'/>\n"
				   "  </forward>\n"
				   "</network>\n";
	nhd_reader *reader;
	nhd_network *network = NULL;
	char *text = NULL;
	size_t length = 0;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	CHECK(tap, !nhd_read_network(reader, pool, strlen(pool), &network, NULL));
	CHECK(tap, !nhd_write_network(network, &text, &length, NULL));
	CHECK(tap, length == strlen(pool) && !strcmp(text, pool));
	nhd_text_free(text);
	nhd_network_free(network);
	CHECK(tap, nhd_read_network(reader, document, strlen(document), &network, NULL) ==
			   -EINVAL);
	CHECK(tap, !network);
	nhd_reader_free(reader);
}

/* A domain with the interface of document so many times, each at a slot of its own. */
static char *make_domain(size_t count, size_t *length)
{
	static const char one[] =
		"<interface type='hostdev'><source><address type='pci' domain='%zu' "
		"bus='1'/></source><mac address='52:54:00:01:02:03'/></interface>\n";
	char *text = malloc(count * (sizeof(one) + 24) + 64), *end = text;

	if (!text)
		return NULL;
	end += sprintf(end, "<domain><devices>");
	for (size_t i = 0; i < count; i++)
		end += sprintf(end, one, i);
	end += sprintf(end, "</devices></domain>");
	*length = (size_t)(end - text);
	return text;
}

static int read_devices(size_t count)
{
	nhd_reader *reader;
	nhd_domain *domain = NULL;
	size_t length = 0;
	char *text = make_domain(count, &length);
	int status = -ENOMEM;

	if (text && !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL)) {
		status = nhd_read_domain(reader, text, length, &domain, NULL);
		nhd_domain_free(domain);
		nhd_reader_free(reader);
	}
	free(text);
	return status;
}

static void devices_are_bounded(struct tap *tap)
{
	CHECK(tap, !read_devices(1));
	CHECK(tap, !read_devices(4096));
	CHECK(tap, read_devices(4097) == -EFBIG);
}

static void error_tells_all(struct tap *tap)
{
	static const char wrong[] = "<interface type='hostdev'>\n"
				    "\t<source><address type='pci' "
				    "bus='1'\n\t\tslot='32'/></source></interface>";
	struct nhd_error error = NHD_ERROR_INIT;
	nhd_reader *reader;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, &error));
	CHECK(tap, read_text(reader, wrong, strlen(wrong), &error) == -EINVAL);
	CHECK(tap, error.error_class == NHD_ERROR_XML);
	CHECK(tap, !strcmp(nhd_error_class_name(error.error_class), "xml-error"));
	CHECK(tap, !strcmp(error.path, "/interface/source/address/@slot"));
	CHECK(tap, error.line == 3 && error.column == 9);
	CHECK(tap, strstr(error.message, "0x20") && !strchr(error.message, '\n'));
	nhd_reader_free(reader);
}

static void end_is_looked_at(struct tap *tap)
{
	struct nhd_error error = NHD_ERROR_INIT;
	nhd_interface *interface;
	nhd_reader *reader;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	CHECK(tap, nhd_read_interface(reader, document, strlen(document) - 1, &interface,
			   &error) == -EINVAL);
	CHECK(tap, error.error_class == NHD_ERROR_INVALID_ARGUMENT && !interface);
	nhd_reader_free(reader);
}

static void no_error_is_wanted(struct tap *tap)
{
	nhd_reader *reader;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	CHECK(tap, read_text(reader, "<interface", 10, NULL) == -EINVAL);
	CHECK(tap, read_text(reader, "", 0, NULL) == -EINVAL);
	CHECK(tap, read_text(reader, "<interface type='hostdev'/>", 27, NULL) == -EINVAL);
	nhd_reader_free(reader);
}

static void reader_forgets(struct tap *tap)
{
	nhd_reader *reader;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	for (size_t length = 0; length < strlen(document) - 1; length++)
		CHECK(tap, read_text(reader, document, length, NULL) == -EINVAL);
	CHECK(tap, !read_text(reader, document, strlen(document), NULL));
	CHECK(tap, read_text(reader, "<interface type='bridge'/>", 26, NULL) == -ENOTSUP);
	CHECK(tap, !read_text(reader, document, strlen(document), NULL));
	nhd_reader_free(reader);
}

/* Whether an alias that libvirt has given comes back. */
static bool keeps_alias(nhd_reader *reader)
{
	static const char running[] =
		"<interface type='hostdev'><source><address type='pci'/></source>"
		"<alias name='hostdev0'/></interface>";
	nhd_interface *interface = NULL;
	char *text = NULL;
	size_t length;
	bool keeps =
		!nhd_read_interface(reader, running, strlen(running), &interface, NULL) &&
		!nhd_write_interface(interface, &text, &length, NULL) &&
		strstr(text, "<alias name='hostdev0'/>");

	nhd_text_free(text);
	nhd_interface_free(interface);
	return keeps;
}

static void form_is_set(struct tap *tap)
{
	nhd_reader *reader;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	CHECK(tap, !keeps_alias(reader));
	nhd_reader_set_form(reader, NHD_FORM_LIVE);
	CHECK(tap, keeps_alias(reader));
	CHECK(tap, keeps_alias(reader));
	nhd_reader_set_form(reader, NHD_FORM_INACTIVE);
	CHECK(tap, !keeps_alias(reader));
	nhd_reader_free(reader);
}

/* A document of length bytes: text between the elements does not matter. */
static int read_padded(size_t length)
{
	static const char end[] = "</interface>";
	size_t head = (size_t)(strstr(document, end) - document);
	char *text = malloc(length);
	nhd_reader *reader;
	int status = -ENOMEM;

	if (text && !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL)) {
		memset(text, 'x', length);
		memcpy(text, document, head);
		memcpy(text + length - strlen(end), end, strlen(end));
		status = read_text(reader, text, length, NULL);
		nhd_reader_free(reader);
	}
	free(text);
	return status;
}

static void longest_is_read(struct tap *tap)
{
	CHECK(tap, !read_padded(NHD_DOCUMENT_MAX));
	CHECK(tap, read_padded((size_t)NHD_DOCUMENT_MAX + 1) == -EFBIG);
}

static void mac_is_invented(struct tap *tap)
{
	static const char bare[] =
		"<interface type='hostdev'><source><address type='usb' "
		"bus='1' device='2'/></source></interface>";
	nhd_interface *interface;
	nhd_reader *reader;
	char *texts[2];
	size_t length;

	CHECK(tap, !nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL));
	for (size_t i = 0; i < 2; i++) {
		CHECK(tap, !nhd_read_interface(
				   reader, bare, strlen(bare), &interface, NULL));
		CHECK(tap, !nhd_write_interface(interface, &texts[i], &length, NULL));
		CHECK(tap, strstr(texts[i], "<mac address='52:54:00:"));
		nhd_interface_free(interface);
	}
	CHECK(tap, strcmp(texts[0], texts[1]));
	nhd_text_free(texts[0]);
	nhd_text_free(texts[1]);
	nhd_reader_free(reader);
}

static void *read_often(void *verdict)
{
	nhd_reader *reader;
	int *failures = verdict;

	if (nhd_reader_new(&reader, NHD_DRIVER_QEMU, NULL)) {
		(*failures)++;
		return NULL;
	}
	for (int i = 0; i < 500; i++)
		*failures += read_text(reader, document, strlen(document), NULL) != 0;
	nhd_reader_free(reader);
	return NULL;
}

static void threads_do_not_meet(struct tap *tap)
{
	pthread_t threads[4];
	int failures[4] = { 0 };

	for (size_t i = 0; i < 4; i++)
		CHECK(tap, !pthread_create(&threads[i], NULL, read_often, &failures[i]));
	for (size_t i = 0; i < 4; i++) {
		CHECK(tap, !pthread_join(threads[i], NULL));
		CHECK(tap, !failures[i]);
	}
}

static void nothing_is_freed_well(struct tap *tap)
{
	nhd_reader_free(NULL);
	nhd_interface_free(NULL);
	nhd_network_free(NULL);
	nhd_domain_free(NULL);
	nhd_text_free(NULL);
	nhd_host_free(NULL);
	CHECK(tap, !strcmp(nhd_error_class_name((enum nhd_error_class)999), "none"));
}

int main(void)
{
	struct tap tap = { 0, 0, true };

	tap_run(&tap, "a canonical document comes back as it is", canonical_is_fixed);
	tap_run(&tap, "so does a pool, which is no interface", pool_is_fixed);
	tap_run(&tap, "a domain of 4096 devices is read, and none of more",
		devices_are_bounded);
	tap_run(&tap, "an error tells class, path, line and column", error_tells_all);
	tap_run(&tap, "a document without a NUL behind it is a mistake",
		end_is_looked_at);
	tap_run(&tap, "a caller need not want the error", no_error_is_wanted);
	tap_run(&tap, "a reader forgets one document before the next", reader_forgets);
	tap_run(&tap, "a reader keeps the form that is set", form_is_set);
	tap_run(&tap, "a document of 16 MiB is read, and none that is longer",
		longest_is_read);
	tap_run(&tap, "each invented MAC address is another", mac_is_invented);
	tap_run(&tap, "readers in several threads do not meet", threads_do_not_meet);
	tap_run(&tap, "freeing nothing is well", nothing_is_freed_well);
	return tap_end(&tap);
}
