// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows what a host is shown as where something of it is absent, barred, or fails. */
#include <errno.h>
#include <jansson.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/memory.h"
#include "fake.h"
#include "vf/fields.h"

struct bench {
	struct fake fake;
	struct nhd_host *host;
	char folder[64];
	char *text;
	size_t length;
	struct nhd_error error;
};

static void set_up(struct bench *bench)
{
	*bench = (struct bench){ .error = NHD_ERROR_INIT };
	fake_reset(&bench->fake);
	strcpy(bench->folder, "/tmp/nethostdev-show.XXXXXX");
	if (!mkdtemp(bench->folder))
		abort();
	if (fake_open(&bench->fake, &bench->host, bench->folder) < 0)
		abort();
}

static int show(struct bench *bench, const char *address, enum nhd_show_form form)
{
	nhd_text_free(bench->text);
	return nhd_show(
		bench->host, address, form, &bench->text, &bench->length, &bench->error);
}

static void tear_down(struct bench *bench)
{
	nhd_text_free(bench->text);
	nhd_host_free(bench->host);
	if (rmdir(bench->folder) < 0)
		abort();
}

/* A success says nothing. */
static bool is_silent(const struct bench *bench)
{
	return !bench->error.error_class && !*bench->error.message;
}

static unsigned int count(const char *text, const char *part)
{
	unsigned int found = 0;

	while (text && (text = strstr(text, part))) {
		found++;
		text++;
	}
	return found;
}

static void test_whole(struct tap *tap)
{
	struct bench bench;

	set_up(&bench);
	CHECK(tap, !show(&bench, NULL, NHD_SHOW_DOCUMENT) && is_silent(&bench));
	CHECK(tap, bench.length == strlen(bench.text));
	CHECK(tap, count(bench.text, "<pf ") == 1 && count(bench.text, "<vf ") == 2);
	CHECK(tap, count(bench.text, "<admin ") == 2);
	CHECK(tap, count(bench.text, "up='yes'") == 1);
	CHECK(tap, !bench.fake.changes);
	tear_down(&bench);
}

static void test_disk(struct tap *tap)
{
	struct bench bench;

	set_up(&bench);
	CHECK(tap, !show(&bench, NULL, NHD_SHOW_TABLE));
	CHECK(tap, !count(bench.text, "0000:02:00.0"));
	CHECK(tap, !show(&bench, "0000:02:00.0", NHD_SHOW_TABLE));
	CHECK(tap, count(bench.text, "0000:02:00.0") == 1);
	tear_down(&bench);
}

static void test_refused(struct tap *tap)
{
	static const struct {
		const char *address;
		int result;
		enum nhd_error_class error_class;
	} addresses[] = {
		{ "0000:03:00.0", -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
		{ "0000:04:00.0", -ENODEV, NHD_ERROR_NO_DEVICE },
		{ "0000:01:10.01", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "0000:01:10.", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "0000:01:10.0/", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "0000:01:10.0000000000000000000000000000000", -EINVAL,
			NHD_ERROR_INVALID_ARGUMENT },
	};
	struct bench bench;

	set_up(&bench);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		CHECK(tap, show(&bench, addresses[i].address, NHD_SHOW_TABLE) ==
				   addresses[i].result);
		CHECK(tap, bench.error.error_class == addresses[i].error_class);
		CHECK(tap,
			i || strstr(bench.error.message, "neither an SR-IOV physical"));
		CHECK(tap, !bench.text && !bench.length);
	}
	CHECK(tap,
		show(&bench, NULL, (enum nhd_show_form)(NHD_SHOW_JSON + 1)) == -EINVAL);
	CHECK(tap, bench.error.error_class == NHD_ERROR_INVALID_ARGUMENT);
	tear_down(&bench);
}

/* Prints a field of a VF; false where it is absent. */
static bool print(const struct nhd_vf_snapshot *vf, const char *element,
	const char *attribute, char text[NHD_FIELD_SIZE])
{
	for (size_t i = 0; i < nhd_vf_fields.count; i++) {
		const struct nhd_field *field = &nhd_vf_fields.items[i];

		if (!strcmp(field->element, element) &&
			!strcmp(field->attribute, attribute))
			return nhd_field_print(field, vf, text);
	}
	return false;
}

/* What a kernel or a switch says has a name, or is absent where it has none. */
static void test_names(struct tap *tap)
{
	static const struct {
		uint32_t link_state, spoofchk;
		uint16_t response;
		uint8_t mac[NHD_MAC_LENGTH];
		const char *texts[4];
	} rows[] = {
		{ IFLA_VF_LINK_STATE_AUTO, 0, PORT_PROFILE_RESPONSE_SUCCESS, { 0 },
			{ "auto", "off", "success", NULL } },
		{ IFLA_VF_LINK_STATE_ENABLE, 1, PORT_PROFILE_RESPONSE_INPROGRESS, { 2 },
			{ "enable", "on", "in-progress", "02:00:00:00:00:00" } },
		{ IFLA_VF_LINK_STATE_DISABLE, UINT32_MAX, PORT_PROFILE_RESPONSE_ERROR,
			{ 0 }, { "disable", NULL, "refused", NULL } },
		{ IFLA_VF_LINK_STATE_DISABLE + 1, 2, 0xffff, { 0, 0, 0, 0, 0, 1 },
			{ NULL, NULL, "refused", "00:00:00:00:00:01" } },
	};
	static const char *const fields[4][2] = { { "policy", "link-state" },
		{ "policy", "spoofchk" }, { "port", "response" }, { "netdev", "mac" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nhd_vf_snapshot vf = { .is_listed = true,
			.netdev = { .name = "eth1" },
			.info = { .link_state = rows[i].link_state,
				.spoofchk = rows[i].spoofchk,
				.port = { .profile = "blue",
					.response = rows[i].response } } };
		char text[NHD_FIELD_SIZE];

		memcpy(vf.netdev.mac, rows[i].mac, NHD_MAC_LENGTH);
		for (size_t j = 0; j < 4; j++) {
			const char *wanted = rows[i].texts[j];

			CHECK(tap, print(&vf, fields[j][0], fields[j][1], text) ==
					   (wanted != NULL));
			CHECK(tap, !strcmp(text, wanted ? wanted : ""));
		}
	}
}

static void test_untold(struct tap *tap)
{
	struct bench bench;

	set_up(&bench);
	bench.fake.has_no_list = true;
	CHECK(tap, !show(&bench, NULL, NHD_SHOW_DOCUMENT) && is_silent(&bench));
	CHECK(tap, count(bench.text, "<vf ") == 2 && !count(bench.text, "<admin "));
	fake_reset(&bench.fake);
	bench.fake.listed = 1;
	CHECK(tap, !show(&bench, NULL, NHD_SHOW_DOCUMENT) && is_silent(&bench));
	CHECK(tap, count(bench.text, "<vf ") == 2 && count(bench.text, "<admin ") == 1);
	tear_down(&bench);
}

/* Root reads what it may not, so it has to be another for the moment. */
static void test_barred(struct tap *tap)
{
	bool is_root = !geteuid();
	struct bench bench;

	set_up(&bench);
	CHECK(tap, !chmod(bench.folder, 0));
	CHECK(tap, !is_root || !seteuid(65534));
	CHECK(tap, !show(&bench, NULL, NHD_SHOW_JSON) && is_silent(&bench));
	CHECK(tap, bench.text && count(bench.text, "\"phase\": \"unknown\"") == 2);
	CHECK(tap, !show(&bench, NULL, NHD_SHOW_DOCUMENT));
	CHECK(tap, !is_root || !seteuid(0));
	tear_down(&bench);
}

static const struct nhd_host_operations *fakes_own;

/* The fake has no memory of its own to run short of. */
static int send_held(void *context, const void *message, size_t length)
{
	int result;

	memory_hold(true);
	result = fakes_own->send(context, message, length);
	memory_hold(false);
	return result;
}

/* Whether the number-th allocation failed, or there are no more so many. */
static bool fails_at(struct tap *tap, enum nhd_show_form form, size_t number)
{
	struct nhd_host_operations operations;
	struct bench bench;
	size_t blocks;
	int result;
	bool failed;

	set_up(&bench);
	fakes_own = bench.host->operations;
	operations = *fakes_own;
	operations.send = send_held;
	bench.host->operations = &operations;
	blocks = memory_blocks();
	memory_fail(number, false);
	result = show(&bench, NULL, form);
	failed = memory_has_failed();
	memory_fail(0, false);
	CHECK(tap, result == (failed ? -ENOMEM : 0) && failed == !bench.text);
	CHECK(tap, !failed || bench.error.error_class == NHD_ERROR_NO_MEMORY);
	nhd_text_free(bench.text);
	bench.text = NULL;
	CHECK(tap, memory_blocks() == blocks);
	tear_down(&bench);
	return failed;
}

static void test_memory(struct tap *tap)
{
	for (enum nhd_show_form form = NHD_SHOW_TABLE; form <= NHD_SHOW_JSON; form++) {
		size_t number = 1;

		while (fails_at(tap, form, number))
			number++;
		printf("# %zu allocations\n", number - 1);
		CHECK(tap, number > 5);
	}
}

/* Which device it was, or that it was the list of them. */
static bool is_told(const struct nhd_error *error)
{
	if (error->error_class == NHD_ERROR_NO_MEMORY)
		return true;
	return error->error_class == NHD_ERROR_SYSTEM &&
	       (count(error->message, "0000:0") || count(error->message, "bus/pci"));
}

/* Every operation fails in turn, for this once, until one is past the last. */
static void test_failures(struct tap *tap)
{
	static const int failures[] = { EIO, ENOENT, ENODEV, ENOMEM };
	unsigned int at = 0, failed = 0;
	bool passed = false;

	while (!passed) {
		at++;
		for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
			struct bench bench;

			set_up(&bench);
			bench.fake.fault = FAULT_BEFORE;
			bench.fake.fault_error = failures[i];
			bench.fake.fault_at = at;
			if (show(&bench, NULL, NHD_SHOW_JSON) < 0) {
				failed++;
				CHECK(tap, !bench.text && !bench.length);
				CHECK(tap, is_told(&bench.error));
			} else {
				CHECK(tap, is_silent(&bench));
				CHECK(tap, !strcmp(bench.text + bench.length - 2, "}\n"));
			}
			passed = bench.fake.count < at;
			tear_down(&bench);
		}
	}
	printf("# %u operations, %u failures\n", at - 1, failed);
	CHECK(tap, failed > at);
}

int main(void)
{
	struct tap tap = { 0 };

	/* Those that the test has wrapped. */
	json_set_alloc_funcs(malloc, free);
	tap_run(&tap, "a host is shown whole", test_whole);
	tap_run(&tap, "a disk with VFs is shown to who names it", test_disk);
	tap_run(&tap, "what is no such device, address or form is refused", test_refused);
	tap_run(&tap, "a value is shown by its name, if it has one", test_names);
	tap_run(&tap, "what a PF does not tell is absent, and no error", test_untold);
	tap_run(&tap, "who may not look into the state folder sees the rest",
		test_barred);
	tap_run(&tap, "a form is whole, or there was no memory for it", test_memory);
	tap_run(&tap, "what fails is an error, and what is gone is not there",
		test_failures);
	return tap_end(&tap);
}
