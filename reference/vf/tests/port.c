// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows how a port profile is asked for, waited for and given up. */
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

#include "tests/check.h"
#include "fake.h"
#include "vf/port.h"

#define GUEST "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"
#define HOST "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"

static const struct nhd_vf vf = { .address = "0000:01:10.0",
	.pf_address = "0000:01:00.0",
	.pf = { .name = "eth0", .index = 2 } };

struct bench {
	struct fake fake;
	struct nhd_host *host;
	struct nhd_port blue;
	struct nhd_error error;
};

static void set_up(struct tap *tap, struct bench *bench, uint16_t response)
{
	*bench = (struct bench){ .error = NHD_ERROR_INIT };
	fake_reset(&bench->fake);
	bench->fake.response = response;
	CHECK(tap, !fake_open(&bench->fake, &bench->host, "/nowhere"));
	CHECK(tap, !nhd_port_make(&bench->blue, vf.address, "blue", GUEST, HOST, NULL));
}

static struct nhd_port *port_of(struct bench *bench)
{
	return &bench->fake.vfs[0].settings.info.port;
}

static int settle(struct bench *bench, const struct nhd_port *port)
{
	return nhd_port_settle(bench->host, &vf, port, &bench->error);
}

static void test_uuids(struct tap *tap)
{
	static const char *const none[] = { NULL, "", "4dea22b3",
		"4dea22b3-1d52-d8f3-2516-782e98ab3fa", GUEST "0", GUEST " ",
		"4dea22b31d52d8f32516782e98ab3fa0",
		"4dea22b3-1d52-d8f3-2516-782e98ab3fag",
		" 4dea22b3-1d52-d8f3-2516-782e98ab3fa0", "4-1d52-d8f3-2516-782e98ab3fa0",
		"{" GUEST "}", "4dea22b3-1d52-d8f3-2516-782e98ab3f-a",
		"4dea22b3-1d52-d8f3-2516-782e98ab3f a",
		"4dea22b3-1d52-d8f3-2516-782e98ab3f+a",
		"4dea22b3-1d52-d8f3-2516-782e98ab3f0x1" };
	struct nhd_port port;
	char text[160];

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		CHECK(tap, nhd_port_make(&port, vf.address, "blue", none[i], HOST,
				   NULL) == -EINVAL);
		CHECK(tap, nhd_port_make(&port, vf.address, "blue", GUEST, none[i],
				   NULL) == -EINVAL);
	}
	CHECK(tap, !nhd_port_make(&port, vf.address, "blue", GUEST, HOST, NULL));
	nhd_port_to_text(&port, text, sizeof(text));
	CHECK(tap, !strcmp(text, "'blue' for the guest " GUEST " on the host " HOST));
	CHECK(tap, !nhd_port_make(&port, vf.address, "blue",
			   "4DEA22B3-1d52-d8f3-2516-782e98ab3fa0", HOST, NULL));
}

/* Same is what is for the same guest on the same host; of none there is one. */
static void test_same(struct tap *tap)
{
	struct nhd_port blue, other, none = { .instance = { 1 } }, nobody = { 0 };

	CHECK(tap, !nhd_port_make(&blue, vf.address, "blue", GUEST, HOST, NULL));
	CHECK(tap, !nhd_port_make(&other, vf.address, "red", GUEST, HOST, NULL));
	CHECK(tap, nhd_port_is_same(&blue, &blue) && !nhd_port_is_same(&blue, &other));
	CHECK(tap, !nhd_port_make(&other, vf.address, "blue", HOST, HOST, NULL));
	CHECK(tap, !nhd_port_is_same(&blue, &other));
	CHECK(tap, !nhd_port_make(&other, vf.address, "blue", GUEST, GUEST, NULL));
	CHECK(tap, !nhd_port_is_same(&blue, &other));
	CHECK(tap, nhd_port_is_same(&none, &nobody));
}

static void test_settled(struct tap *tap)
{
	struct bench bench;
	unsigned int changes;

	set_up(tap, &bench, PORT_PROFILE_RESPONSE_SUCCESS);
	CHECK(tap, !settle(&bench, &bench.blue));
	CHECK(tap, nhd_port_is_same(port_of(&bench), &bench.blue));
	CHECK(tap, bench.fake.slept == 1);
	/* What is there already is not asked for again. */
	changes = bench.fake.changes;
	CHECK(tap, !settle(&bench, &bench.blue) && bench.fake.changes == changes);
	/* Unless the switch has taken it back. */
	port_of(&bench)->response = PORT_PROFILE_RESPONSE_ERROR;
	CHECK(tap, !settle(&bench, &bench.blue) && bench.fake.changes == changes + 1);
	nhd_host_free(bench.host);
}

static void test_left(struct tap *tap)
{
	const struct nhd_port none = { 0 };
	struct bench bench;
	unsigned int changes;

	set_up(tap, &bench, PORT_PROFILE_RESPONSE_SUCCESS);
	CHECK(tap, !settle(&bench, &none) && !bench.fake.changes);
	CHECK(tap, !settle(&bench, &bench.blue));
	changes = bench.fake.changes;
	CHECK(tap, !settle(&bench, &none) && bench.fake.changes == changes + 1);
	CHECK(tap, !*port_of(&bench)->profile);
	nhd_host_free(bench.host);
}

static void test_answers(struct tap *tap)
{
	static const struct {
		uint16_t response;
		const char *words;
	} answers[] = {
		{ PORT_PROFILE_RESPONSE_INVALID, "no such profile" },
		{ PORT_PROFILE_RESPONSE_BADSTATE, "no state for that" },
		{ PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES, "no resources left" },
		{ PORT_PROFILE_RESPONSE_ERROR, "no more than that (response 261)" },
		{ 0xffff, "no more than that (response 65535)" },
	};
	struct bench bench;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		set_up(tap, &bench, answers[i].response);
		CHECK(tap, settle(&bench, &bench.blue) == -EIO);
		CHECK(tap, strstr(bench.error.message, answers[i].words) != NULL);
		nhd_host_free(bench.host);
	}
	set_up(tap, &bench, PORT_PROFILE_RESPONSE_INPROGRESS);
	CHECK(tap, settle(&bench, &bench.blue) == -ETIMEDOUT);
	CHECK(tap, bench.error.error_class == NHD_ERROR_TIMED_OUT);
	CHECK(tap, bench.fake.clock == NHD_PORT_TIMEOUT_MS);
	nhd_host_free(bench.host);
}

/* Whether it is the first look, the request or a look behind it. */
static void test_failures(struct tap *tap)
{
	struct bench bench;
	unsigned int at = 0;
	bool reached;

	do {
		set_up(tap, &bench, PORT_PROFILE_RESPONSE_SUCCESS);
		bench.fake.fault = FAULT_BEFORE;
		bench.fake.fault_error = EIO;
		bench.fake.fault_at = ++at;
		reached = settle(&bench, &bench.blue) < 0;
		CHECK(tap, reached == (bench.fake.count >= at));
		CHECK(tap, !reached || bench.error.error_number == EIO);
		nhd_host_free(bench.host);
	} while (reached);
	CHECK(tap, at == 5);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "a UUID is in its one form, or none", test_uuids);
	tap_run(&tap, "a profile is one guest's on one host", test_same);
	tap_run(&tap, "a profile is asked for once, and waited for", test_settled);
	tap_run(&tap, "a profile is given up, if there is one", test_left);
	tap_run(&tap, "what a switch has against it is told", test_answers);
	tap_run(&tap, "what fails on the way is told", test_failures);
	return tap_end(&tap);
}
