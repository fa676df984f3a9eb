// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows what is made of a kernel's answers, from bytes put together here by hand. */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "vf/rtnl.h"

#define NETDEV 2
#define WORDS "the card says no"

/* An acknowledgement; what is 0 in it is as the kernel does it. */
struct answer {
	uint16_t flags;
	int error;
	uint32_t repeats;   /* the length that the request has in it */
	uint32_t repeated;  /* bytes of the request's body that are in it */
	uint32_t inside[2]; /* the last two fields of the request's header */
	uint16_t type;      /* of the attribute */
	const char *text;
	uint16_t text_length;
	uint32_t cut;     /* bytes that the datagram lacks at its end */
	uint32_t length;  /* that the message says it has */
	uint32_t earlier; /* how many requests ago it was asked for */
};

struct kernel {
	const struct answer *answer;
	uint32_t sequence;
	uint64_t clock;
	uint32_t takes; /* milliseconds that a datagram takes to come */
};

static int send_request(void *context, const void *message, size_t length)
{
	struct kernel *kernel = context;

	(void)length;
	kernel->sequence = ((const struct nlmsghdr *)message)->nlmsg_seq;
	return 0;
}

static int receive_answer(void *context, void **message, unsigned int timeout)
{
	struct kernel *kernel = context;
	const struct answer *answer = kernel->answer;
	const struct nlattr attribute = { (uint16_t)(NLA_HDRLEN + answer->text_length),
		answer->type };
	struct nlmsghdr header = { .nlmsg_type = NLMSG_ERROR,
		.nlmsg_flags = answer->flags,
		.nlmsg_seq = kernel->sequence - answer->earlier };
	const struct nlmsgerr body = { .error = answer->error,
		.msg = { .nlmsg_len = answer->repeats,
			.nlmsg_seq = answer->inside[0],
			.nlmsg_pid = answer->inside[1] } };
	size_t length = sizeof(header) + sizeof(body);
	char *bytes = calloc(1, 512);

	(void)timeout;
	kernel->clock += kernel->takes;
	memcpy(bytes + sizeof(header), &body, sizeof(body));
	length += answer->repeated;
	if (answer->type) {
		memcpy(bytes + length, &attribute, NLA_HDRLEN);
		if (answer->text_length)
			memcpy(bytes + length + NLA_HDRLEN, answer->text,
				answer->text_length);
		length += NLA_ALIGN(attribute.nla_len);
	}
	header.nlmsg_len =
		answer->length ? answer->length : (uint32_t)length - answer->cut;
	memcpy(bytes, &header, sizeof(header));
	*message = bytes;
	return (int)(length - answer->cut);
}

static uint64_t tell_time(void *context)
{
	return ((struct kernel *)context)->clock;
}

static void sleep_on(void *context, unsigned int milliseconds)
{
	((struct kernel *)context)->clock += milliseconds;
}

static void let_go(void *context)
{
	(void)context;
}

static int ask(struct kernel *kernel, struct nhd_error *error)
{
	static const struct nhd_host_operations operations = {
		.send = send_request,
		.receive = receive_answer,
		.now = tell_time,
		.sleep = sleep_on,
		.close = let_go,
	};
	const uint8_t mac[NHD_MAC_LENGTH] = { 2 };
	struct nhd_host *host;
	int result;

	if (nhd_host_new(&host, &operations, kernel, "/nowhere", NULL) < 0)
		abort();
	result = nhd_rtnl_set_link_mac(host, NETDEV, mac, error);
	nhd_host_free(host);
	return result;
}

#define TEXT .type = NLMSGERR_ATTR_MSG, .text = WORDS, .text_length = sizeof(WORDS)

/* The kernel's words are told where there are any, and nothing that is none. */
static void test_words(struct tap *tap)
{
	static const struct {
		const char *name;
		struct answer answer;
		bool has_words;
	} rows[] = {
		{ "capped", { .flags = NLM_F_ACK_TLVS | NLM_F_CAPPED, TEXT }, true },
		{ "whole",
			{ .flags = NLM_F_ACK_TLVS, .repeats = 32, .repeated = 16, TEXT },
			true },
		{ "no flag", { .flags = NLM_F_CAPPED, TEXT }, false },
		{ "no attribute", { .flags = NLM_F_ACK_TLVS | NLM_F_CAPPED }, false },
		{ "another one",
			{ .flags = NLM_F_ACK_TLVS | NLM_F_CAPPED,
				.type = NLMSGERR_ATTR_COOKIE,
				.text = WORDS,
				.text_length = sizeof(WORDS) },
			false },
		{ "a request shorter than its header",
			{ .flags = NLM_F_ACK_TLVS,
				.repeats = 8,
				/* An attribute, if one begins there. */
				.inside = { (uint32_t)NLMSGERR_ATTR_MSG << 16 | 8,
					0x00202020 } },
			false },
		{ "a request longer than the answer",
			{ .flags = NLM_F_ACK_TLVS, .repeats = 4096, TEXT }, false },
		{ "an empty text",
			{ .flags = NLM_F_ACK_TLVS | NLM_F_CAPPED,
				.type = NLMSGERR_ATTR_MSG },
			false },
		{ "a text without an end",
			{ .flags = NLM_F_ACK_TLVS | NLM_F_CAPPED,
				.type = NLMSGERR_ATTR_MSG,
				.text = WORDS,
				.text_length = 16 },
			false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answer answer = rows[i].answer;
		struct kernel kernel = { .answer = &answer };
		struct nhd_error error = NHD_ERROR_INIT;

		answer.error = -EPERM;
		if (ask(&kernel, &error) != -EPERM ||
			strcmp(error.message,
				rows[i].has_words ? "Operation not permitted (" WORDS ")"
						  : "Operation not permitted")) {
			printf("# %s: %s\n", rows[i].name, error.message);
			tap->good = false;
		}
	}
}

static void test_malformed(struct tap *tap)
{
	static const struct {
		struct answer answer;
		int result;
	} rows[] = {
		{ { .error = 0 }, 0 },
		{ { .error = 1 }, -EBADMSG },
		{ { .error = -4095 }, -4095 },
		{ { .error = -4096 }, -EBADMSG },
		{ { .cut = 4 }, -EBADMSG },
		{ { .length = 4096 }, -EMSGSIZE },
		{ { .length = 8 }, -EMSGSIZE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kernel kernel = { .answer = &rows[i].answer };

		CHECK(tap, ask(&kernel, NULL) == rows[i].result);
	}
}

/* Answers that come all the time, and never to what was asked. */
static void test_others(struct tap *tap)
{
	static const struct answer earlier = { .earlier = 1 };
	struct kernel kernel = { .answer = &earlier, .takes = 1500 };
	struct nhd_error error = NHD_ERROR_INIT;

	CHECK(tap, ask(&kernel, &error) == -ETIMEDOUT && kernel.clock == 3000);
	CHECK(tap, error.error_class == NHD_ERROR_TIMED_OUT);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "the kernel's words are told, if there are any", test_words);
	tap_run(&tap, "an answer that is none is an error", test_malformed);
	tap_run(&tap, "answers to others do not prolong the wait", test_others);
	return tap_end(&tap);
}
