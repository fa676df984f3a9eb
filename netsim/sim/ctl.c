// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * nethostdev-sim-ctl: what a shell, ip and a test do on a real machine, done to the
 * simulated kernel. One command, or with "script" one a line from stdin, each answered by
 * a line: ok, or the name of an errno.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attributes.h"
#include "memory.h"
#include "temper.h"
#include "text.h"
#include "wire.h"

#define DOCUMENT_MAX ((size_t)16 * 1024 * 1024)
#define ANSWER_TIME 2000 /* milliseconds, of the simulated kernel's */

struct ctl {
	int socket;
	struct buffer answer;
	uint32_t sequence;
};

static int64_t ask(struct ctl *ctl, enum wire_operation operation, const char *path,
	uint64_t value, const char *text)
{
	return wire_ask(ctl->socket, operation, path, value, text,
		text ? strlen(text) : 0, &ctl->answer);
}

static int print_answer(struct ctl *ctl, int64_t result)
{
	if (result >= 0)
		fwrite(buffer_text(&ctl->answer), 1, ctl->answer.length, stdout);
	return result < 0 ? (int)result : 0;
}

static int do_cat(struct ctl *ctl, char **words)
{
	return print_answer(ctl, ask(ctl, WIRE_READ, words[0], 0, NULL));
}

static int do_ls(struct ctl *ctl, char **words)
{
	return print_answer(ctl, ask(ctl, WIRE_LIST, words[0], 0, NULL));
}

static int do_readlink(struct ctl *ctl, char **words)
{
	int status = print_answer(ctl, ask(ctl, WIRE_LINK, words[0], 0, NULL));

	if (!status)
		putchar('\n');
	return status;
}

/* As echo writes it: with blanks between and a newline behind. */
static int do_write(struct ctl *ctl, char **words)
{
	struct buffer line = { 0 };
	int status;

	for (size_t i = 1; words[i]; i++)
		buffer_format(&line, "%s%s", i > 1 ? " " : "", words[i]);
	buffer_add_text(&line, "\n");
	status = (int)ask(ctl, WIRE_WRITE, words[0], 0, buffer_text(&line));
	buffer_free(&line);
	return status;
}

static int do_sleep(struct ctl *ctl, char **words)
{
	return (int)ask(ctl, WIRE_SLEEP, NULL, strtoul(words[0], NULL, 10), NULL);
}

/* Says why, in the kernel's words, or else in those of the error; returns status. */
static int explain(const struct ctl *ctl, const char *what, int status)
{
	if (status < 0)
		fprintf(stderr, "nethostdev-sim-ctl: %s: %s\n", what,
			ctl->answer.length ? buffer_text(&ctl->answer)
					   : strerror(-status));
	return status;
}

static int do_fault(struct ctl *ctl, char **words)
{
	struct buffer line = { 0 };
	int status;

	for (size_t i = 0; words[i]; i++)
		buffer_format(&line, "%s%s", i ? " " : "", words[i]);
	status = (int)ask(ctl, WIRE_FAULT, NULL, 0, buffer_text(&line));
	explain(ctl, buffer_text(&line), status);
	buffer_free(&line);
	return status;
}

/* Complaints are an error, and are printed. */
static int do_check(struct ctl *ctl, char **words)
{
	int64_t result = ask(ctl, WIRE_CHECK, NULL, 0, NULL);

	(void)words;
	print_answer(ctl, result);
	return result > 0 ? -EPROTO : (int)result;
}

/* The first time there is nothing: from then on it is noted. */
static int do_requests(struct ctl *ctl, char **words)
{
	(void)words;
	return print_answer(ctl, ask(ctl, WIRE_REQUESTS, NULL, 0, NULL));
}

static int do_show(struct ctl *ctl, char **words)
{
	uint64_t from = 0;
	int64_t length;

	(void)words;
	do {
		length = ask(ctl, WIRE_SHOW, NULL, from, NULL);
		print_answer(ctl, length);
		from += ctl->answer.length;
	} while (length > 0 && ctl->answer.length && from < (uint64_t)length);
	return length < 0 ? (int)length : 0;
}

static int send_document(struct ctl *ctl, const struct buffer *text)
{
	int64_t status = 0;

	for (size_t from = 0; !status && from <= text->length; from += WIRE_DATA_MAX) {
		size_t left = text->length - from;
		size_t part = left < WIRE_DATA_MAX ? left : WIRE_DATA_MAX;

		status = wire_ask(ctl->socket, WIRE_LOAD, NULL, part == left,
			buffer_text(text) + from, part, &ctl->answer);
		if (part == left)
			break;
	}
	return (int)status;
}

static int do_load(struct ctl *ctl, char **words)
{
	struct buffer text = { 0 };
	int status = buffer_read_file(
		&text, strcmp(words[0], "-") ? words[0] : "/dev/stdin", DOCUMENT_MAX);

	if (!status)
		status = send_document(ctl, &text);
	buffer_free(&text);
	return explain(ctl, words[0], status);
}

/*
 * A file, or a name in the folder of tempers; none is igb's. The kernel is a new one then,
 * without devices.
 */
static int do_temper(struct ctl *ctl, char **words)
{
	const char *folder = getenv("NHD_TEMPERS");
	struct buffer text = { 0 };
	char *path = NULL;
	int status = 0;

	if (words[0])
		path = strchr(words[0], '/')
			       ? memory_copy(words[0])
			       : memory_format("%s/%s.temper",
					 folder && *folder ? folder : NHD_TEMPERS_DIR,
					 words[0]);
	if (path)
		status = buffer_read_file(&text, path, WIRE_DATA_MAX);
	if (!status)
		status = (int)ask(ctl, WIRE_TEMPER, NULL, 0, buffer_text(&text));
	explain(ctl, path ? path : "the temper of igb", status);
	free(path);
	buffer_free(&text);
	return status;
}

/* Waits for a message; error is what it says if it is NLMSG_ERROR. 0 or -errno. */
static int take_message(struct ctl *ctl, struct nlmsghdr *header, struct nlmsgerr *error)
{
	int64_t result = ask(ctl, WIRE_RECEIVE, NULL, ANSWER_TIME, NULL);

	if (result < 0)
		return (int)result;
	if (ctl->answer.length < sizeof(*header) + sizeof(*error))
		return -EBADMSG;
	memcpy(header, ctl->answer.data, sizeof(*header));
	memcpy(error, ctl->answer.data + sizeof(*header), sizeof(*error));
	return 0;
}

/* Waits for the error message that ends a request. */
static int take_acknowledgement(struct ctl *ctl)
{
	struct nlmsghdr header;
	struct nlmsgerr error;
	int status;

	do {
		status = take_message(ctl, &header, &error);
		if (status)
			return status;
	} while (header.nlmsg_type != NLMSG_ERROR || header.nlmsg_seq != ctl->sequence);
	return error.error;
}

static bool read_number(const char *text, uint32_t *number)
{
	return text_number(text, 0, UINT32_MAX, number);
}

/* Asks for a link with its VFs; the message is in ctl->answer then. 0 or -errno. */
static int get_link(struct ctl *ctl, const char *device, uint32_t more)
{
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	struct buffer bytes = { 0 };
	size_t place =
		message_begin(&bytes, RTM_GETLINK, NLM_F_REQUEST, ctl->sequence, 0);
	struct nlmsghdr header;
	struct nlmsgerr error;
	int status;

	message_add(&bytes, &link, sizeof(link));
	attribute_add_text(&bytes, IFLA_IFNAME, device);
	attribute_add_u32(&bytes, IFLA_EXT_MASK, RTEXT_FILTER_VF | more);
	message_end(&bytes, place);
	status = (int)wire_ask(
		ctl->socket, WIRE_SEND, NULL, 0, bytes.data, bytes.length, &ctl->answer);
	buffer_free(&bytes);
	if (!status)
		status = take_message(ctl, &header, &error);
	if (!status && header.nlmsg_type == NLMSG_ERROR)
		status = error.error;
	return status;
}

/* What a link's message has; take_message() has seen to it that there is that much. */
static struct attributes link_attributes(const struct buffer *message)
{
	const size_t head = NLMSG_SPACE(sizeof(struct ifinfomsg));
	const unsigned char *data = (const unsigned char *)message->data;

	return (struct attributes){ data + head, message->length - head };
}

/* The rates of a VF in a link's message; 0 where they are not told. */
static struct ifla_vf_rate told_rate(const struct buffer *message, uint32_t vf)
{
	struct ifla_vf_rate rate = { .vf = vf }, told;
	struct attributes left = { NULL, 0 };
	struct attribute list, entry, found;

	if (attributes_find(link_attributes(message), IFLA_VFINFO_LIST, &list))
		left = (struct attributes){ list.data, list.length };
	while (attributes_next(&left, &entry) > 0) {
		const struct attributes in = { entry.data, entry.length };

		if (!attributes_find(in, IFLA_VF_RATE, &found) ||
			found.length < sizeof(told))
			continue;
		memcpy(&told, found.data, sizeof(told));
		if (told.vf == vf)
			rate = told;
	}
	return rate;
}

/* The options with a number or a word behind, and what they set. */
static const struct {
	const char *option;
	uint16_t type;
	const char *words[4]; /* in the order of their values; none: a number */
} vf_options[] = {
	{ "spoofchk", IFLA_VF_SPOOFCHK, { "off", "on" } },
	{ "trust", IFLA_VF_TRUST, { "off", "on" } },
	{ "query_rss", IFLA_VF_RSS_QUERY_EN, { "off", "on" } },
	{ "state", IFLA_VF_LINK_STATE, { "auto", "enable", "disable" } },
	{ "rate", IFLA_VF_TX_RATE, { NULL } },
};

static bool add_option(struct buffer *bytes, uint32_t vf, char **words)
{
	uint32_t pair[2] = { vf, 0 };

	for (size_t i = 0; i < sizeof(vf_options) / sizeof(vf_options[0]); i++) {
		const char *const *known = vf_options[i].words;

		if (strcmp(vf_options[i].option, words[0]) != 0)
			continue;
		if (read_number(words[1], &pair[1]))
			known = NULL;
		else if (!known[0])
			return false;
		while (known && (!known[pair[1]] || strcmp(known[pair[1]], words[1])))
			if (!known[pair[1]++])
				return false;
		attribute_add(bytes, vf_options[i].type, pair, sizeof(pair));
		return true;
	}
	return false;
}

/* vlan V [qos Q] [proto P]: the plain attribute where no protocol is named. */
static bool add_vlan(struct buffer *bytes, uint32_t vf, char **words)
{
	struct ifla_vf_vlan plain = { .vf = vf };
	struct ifla_vf_vlan_info full;
	size_t nest;

	if (!read_number(words[1], &plain.vlan))
		return false;
	words += 2;
	if (words[0] && words[1] && !strcmp(words[0], "qos")) {
		if (!read_number(words[1], &plain.qos))
			return false;
		words += 2;
	}
	if (!words[0]) {
		attribute_add(bytes, IFLA_VF_VLAN, &plain, sizeof(plain));
		return true;
	}
	if (strcmp(words[0], "proto") != 0 || !words[1])
		return false;
	memset(&full, 0, sizeof(full));
	full.vf = vf;
	full.vlan = plain.vlan;
	full.qos = plain.qos;
	full.vlan_proto =
		htons(strcasecmp(words[1], "802.1ad") ? ETH_P_8021Q : ETH_P_8021AD);
	nest = attribute_begin(bytes, IFLA_VF_VLAN_LIST);
	attribute_add(bytes, IFLA_VF_VLAN_INFO, &full, sizeof(full));
	attribute_end(bytes, nest);
	return true;
}

/* One rate and the other as it is, which is what ip sets (iplink_parse_vf). */
static bool add_rate(struct ctl *ctl, struct buffer *bytes, const char *device,
	uint32_t vf, char **words)
{
	int status = get_link(ctl, device, 0);
	struct ifla_vf_rate rate = { .vf = vf };

	if (!status)
		rate = told_rate(&ctl->answer, vf);
	if (!read_number(
		    words[1], words[0][1] == 'i' ? &rate.min_tx_rate : &rate.max_tx_rate))
		return false;
	attribute_add(bytes, IFLA_VF_RATE, &rate, sizeof(rate));
	return true;
}

static bool add_vf(
	struct ctl *ctl, struct buffer *bytes, const char *device, char **words)
{
	struct ifla_vf_mac mac = { 0 };
	size_t list = attribute_begin(bytes, IFLA_VFINFO_LIST);
	size_t entry = attribute_begin(bytes, IFLA_VF_INFO);
	bool good = false;

	if (!words[0] || !read_number(words[0], &mac.vf) || !words[1] || !words[2])
		return false;
	words++;
	if (!strcmp(words[0], "mac")) {
		good = text_mac(words[1], mac.mac);
		attribute_add(bytes, IFLA_VF_MAC, &mac, sizeof(mac));
	} else if (!strcmp(words[0], "vlan")) {
		good = add_vlan(bytes, mac.vf, words);
	} else if (!strcmp(words[0], "max_tx_rate") || !strcmp(words[0], "min_tx_rate")) {
		good = add_rate(ctl, bytes, device, mac.vf, words);
	} else {
		good = add_option(bytes, mac.vf, words);
	}
	attribute_end(bytes, entry);
	attribute_end(bytes, list);
	return good;
}

/* link DEV up|down | address MAC | vf N ... */
static int do_link(struct ctl *ctl, char **words)
{
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	struct buffer bytes = { 0 };
	uint8_t mac[ETH_ALEN];
	bool good = true;
	size_t place = message_begin(
		&bytes, RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, ++ctl->sequence, 0);
	int status;

	if (!strcmp(words[1], "up") || !strcmp(words[1], "down")) {
		link.ifi_change = IFF_UP;
		link.ifi_flags = words[1][0] == 'u' ? IFF_UP : 0;
	}
	message_add(&bytes, &link, sizeof(link));
	attribute_add_text(&bytes, IFLA_IFNAME, words[0]);
	if (!strcmp(words[1], "address") && words[2]) {
		good = text_mac(words[2], mac);
		attribute_add(&bytes, IFLA_ADDRESS, mac, sizeof(mac));
	} else if (!strcmp(words[1], "vf")) {
		good = add_vf(ctl, &bytes, words[0], words + 2);
	} else {
		good = link.ifi_change;
	}
	message_end(&bytes, place);
	status = good ? (int)wire_ask(ctl->socket, WIRE_SEND, NULL, 0, bytes.data,
				bytes.length, &ctl->answer)
		      : -EDOM;
	buffer_free(&bytes);
	return status < 0 ? status : take_acknowledgement(ctl);
}

/* How many VFs a link's message says there are, and how many its list has. */
static int print_vfs(const struct buffer *message)
{
	struct attributes left = link_attributes(message);
	struct attribute attribute;
	uint32_t number = 0;
	int told = 0;

	if (attributes_find(left, IFLA_NUM_VF, &attribute) &&
		attribute.length == sizeof(number))
		memcpy(&number, attribute.data, sizeof(number));
	if (!attributes_find(left, IFLA_VFINFO_LIST, &attribute)) {
		printf("%u none\n", number);
		return 0;
	}
	left = (struct attributes){ attribute.data, attribute.length };
	while (attributes_next(&left, &attribute) > 0)
		told += attribute.type == IFLA_VF_INFO;
	printf("%u %d\n", number, told);
	return 0;
}

/* vfs DEV [skip-stats] */
static int do_vfs(struct ctl *ctl, char **words)
{
	bool skip = words[1] && !strcmp(words[1], "skip-stats");
	int status = get_link(ctl, words[0], skip ? RTEXT_FILTER_SKIP_STATS : 0);

	return status ? status : print_vfs(&ctl->answer);
}

/* A datagram in hex, as it is; nobody waits for an answer. */
static int do_raw(struct ctl *ctl, char **words)
{
	struct buffer bytes = { 0 };
	const char *digits = words[0];
	int status = 0;

	for (; digits[0] && digits[1] && !status; digits += 2) {
		unsigned char byte;

		if (sscanf(digits, "%2hhx", &byte) != 1)
			status = -EDOM;
		buffer_add(&bytes, &byte, 1);
	}
	if (!status)
		status = (int)wire_ask(ctl->socket, WIRE_SEND, NULL, 0,
			buffer_text(&bytes), bytes.length, &ctl->answer);
	buffer_free(&bytes);
	return status;
}

static const struct command {
	const char *name;
	size_t least; /* words behind */
	int (*run)(struct ctl *ctl, char **words);
	const char *usage;
} commands[] = {
	{ "link", 2, do_link,
		"link DEV up|down | address MAC | vf N mac|vlan|spoofchk|... VALUE" },
	{ "vfs", 1, do_vfs,
		"vfs DEV [skip-stats]  how many VFs there are, and how many are told" },
	{ "raw", 1, do_raw, "raw HEX             a netlink datagram" },
	{ "cat", 1, do_cat, "cat PATH            a file of sysfs, from its root" },
	{ "ls", 1, do_ls, "ls PATH" },
	{ "readlink", 1, do_readlink, "readlink PATH" },
	{ "write", 1, do_write, "write PATH [TEXT...]" },
	{ "sleep", 1, do_sleep, "sleep MS            which pass at once" },
	{ "fault", 3, do_fault, "fault OPERATION NUMBER KIND [VALUE]" },
	{ "temper", 0, do_temper,
		"temper [NAME|FILE]  a new kernel, without devices, whose drivers are so "
		"(igb's);\n"
		"                      then load" },
	{ "load", 1, do_load,
		"load FILE           makes the machine of a host document (-: stdin)" },
	{ "show", 0, do_show, "show                prints the host document" },
	{ "check", 0, do_check,
		"check               prints what no correct program sent" },
	{ "requests", 0, do_requests,
		"requests            prints what was asked since this was asked last" },
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* -EDOM: there is no such command, or it wants other words. */
static int run_command(struct ctl *ctl, char **words)
{
	buffer_clear(&ctl->answer);
	for (size_t i = 0; words && i < COMMANDS; i++)
		if (!strcmp(commands[i].name, words[0]))
			return strings_count(words + 1) >= commands[i].least
				       ? commands[i].run(ctl, words + 1)
				       : -EDOM;
	return -EDOM;
}

static const char *name_of(int status)
{
	const char *name = name_of_errno(-status);

	return !status ? "ok" : name ? name : strerror(-status);
}

static int run_script(struct ctl *ctl)
{
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	while (!result && getline(&line, &size, stdin) > 0) {
		char **words;
		int status;

		line[strcspn(line, "#\n")] = '\0';
		words = strings_split(line);
		if (!words)
			continue;
		status = run_command(ctl, words);
		if (status == -EDOM)
			result = 2;
		printf("%s\n", status == -EDOM ? "no such command" : name_of(status));
		strings_free(words);
	}
	free(line);
	return result;
}

static int usage(FILE *file, int status)
{
	fprintf(file, "usage: nethostdev-sim-ctl COMMAND | script, inside "
		      "nethostdev-netsim run "
		      "--tier sim\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(file, "  %s\n", commands[i].usage);
	return status;
}

/* 0, 1 where it failed, or 2 for wrong usage; what went wrong is told. */
static int run_words(struct ctl *ctl, char **words)
{
	int status =
		strcmp(words[0], "script") ? run_command(ctl, words) : run_script(ctl);

	if (status == -EDOM)
		return usage(stderr, 2);
	if (status < 0)
		fprintf(stderr, "nethostdev-sim-ctl: %s: %s\n", words[0],
			name_of(status));
	return status < 0 ? 1 : status;
}

/* What was printed has to have come out: returns status, or 1 where it did not. */
static int flush(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	perror("nethostdev-sim-ctl: stdout");
	return 1;
}

int main(int argc, char **argv)
{
	const char *path = getenv("NHD_SIM_SOCKET");
	struct ctl ctl = { .socket = -1 };
	int status;

	if (argc < 2)
		return usage(stderr, 2);
	if (!strcmp(argv[1], "--help"))
		return flush(usage(stdout, 0));
	if (!path || !*path) {
		fprintf(stderr,
			"nethostdev-sim-ctl: NHD_SIM_SOCKET is not set: there is no "
			"simulated kernel outside nethostdev-netsim run --tier sim\n");
		return 2;
	}
	ctl.socket = wire_connect(path);
	if (ctl.socket < 0) {
		fprintf(stderr, "nethostdev-sim-ctl: NHD_SIM_SOCKET=%s: %s\n", path,
			strerror(-ctl.socket));
		return 1;
	}
	status = flush(run_words(&ctl, argv + 1));
	buffer_free(&ctl.answer);
	close(ctl.socket);
	return status;
}
