// SPDX-License-Identifier: LGPL-2.1-or-later
/* The dictionary of interesting values, and edits of what is there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/words.h"
#include "memory.h"

#define BLANKS " \t\r\n"

/* Where limits lie: of 3, 5, 8, 12, 16, 24, 31, 32 and 64 bits, and of C's parsers. */
static const char *const numbers[] = {
	/* clang-format off */
	"0", "1", "2", "7", "8", "9", "12", "15", "16", "31", "32", "63", "64", "127", "128",
	"255", "256", "999", "1000", "4094", "4095", "4096", "32767", "32768", "65535",
	"65536", "16777215", "16777216", "2147483647", "2147483648", "4294967295",
	"4294967296", "4294967297", "9223372036854775807", "9223372036854775808",
	"18446744073709551615", "18446744073709551616", "99999999999999999999999",
	"-0", "-1", "-2", "-4294967295", "-2147483648", "-18446744073709551615", "+0", "+1",
	" 1", "\t1", "\n1", "1 ", "1\n", " ", "", "00", "01", "007", "010", "08", "09", "0x",
	"0x0", "0X1", "0x1", "0x01", "0xa", "0xA", "0xff", "0xFF", "0x100", "0xffff",
	"0x10000", "0xffffff", "0x1000000", "0xffffffff", "0x100000000",
	"0xffffffffffffffff", "0x10000000000000000", "0xg", "x1", "1x", "0b1", "0o7", "1.0",
	"1e3", "1,0", "1_0", "a", "f", "ff", "1f", "0x1f", "0x20", "0x-1", "-0x1", "+0x1",
	"- 1", "+-1", "1-1", "\xd9\xa1",
	/* clang-format on */
};

static const char *const switches[] = {
	/* clang-format off */
	"yes", "no", "on", "off", "true", "false", "1", "0", "", "default", "YES", "Yes",
	"No", "NO", "ON", "Off", " yes", "yes ", "y", "n", "yess", "unknown", "none", "auto",
	"absent", "required", "optional", "mandatory", "requisite", "uninitialized",
	/* clang-format on */
};

static const char *const macs[] = {
	/* clang-format off */
	"00:11:22:33:44:55", "52:54:00:6d:90:02", "00:00:00:00:00:00", "00:00:00:00:00:01",
	"ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "02:00:00:00:00:00", "03:00:00:00:00:00",
	"fe:FF:aB:Cd:eF:0A", "0:1:2:3:4:5", "0:0:0:0:0:0", "00:11:22:33:44", "2:",
	"00:11:22:33:44:55:66", "00:11:22:33:44:55 ", " 00:11:22:33:44:55",
	"00:11:22:33:44:55 x", "00:11:22:33:44:55x", "00-11-22-33-44-55", "001122334455",
	"00:11:22:33:44:5", "00:11:22:33:44:", "00:11:22:33:44:555", "00:11:22:33:44:g5",
	"00:11:22:33::55", "00: 1:22:33:44:55", "00:+1:22:33:44:55", "00:-1:22:33:44:55",
	"00:0x1:22:33:44:55", "000:11:22:33:44:55", "00:11:22:33:44:55\t", "",
	"00:11:22:33:44:55\xc3\xa9",
	/* clang-format on */
};

static const char *const uuids[] = {
	/* clang-format off */
	"09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f", "09B11C53-8B5C-4EEB-8F00-D84EAA0AAA4F",
	"09b11c538b5c4eeb8f00d84eaa0aaa4f", "00000000-0000-0000-0000-000000000000",
	"ffffffff-ffff-ffff-ffff-ffffffffffff", " 09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f",
	"09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f ", "{09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f}",
	"09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4", "09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f0",
	"09-b11c-538b5c4eeb8f00d84eaa0aaa4f", "0-9b11c538b5c4eeb8f00d84eaa0aaa4f",
	"-09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f", "09b11c53--8b5c-4eeb-8f00-d84eaa0aaa4f",
	"09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4g", "09b11c53 8b5c4eeb8f00d84eaa0aaa4f", "",
	/* clang-format on */
};

static const char *const addresses[] = {
	/* clang-format off */
	"0.0.0.0", "10.0.0.1", "192.168.122.1", "255.255.255.255", "256.0.0.1", "10.0.0",
	"10.0.0.1/24", "010.0.0.1", "10.1", "10.0.0.1 ", " 10.0.0.1", "::", "::1",
	"fe80::1", "fe80::1%eth0", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "::ffff:10.0.0.1",
	"2001:db8::/32", "2001:db8:::1", "ipv4", "ipv6", "inet", "24", "33", "129", "",
	/* clang-format on */
};

static const char *const strings[] = {
	/* clang-format off */
	"", " ", "a", "x", "default", "none", "0", "-", "_", ".", "/", "..", "a b", " a",
	"a ", "a\tb", "a\nb", "a&b", "a<b", "a>b", "a'b", "a\"b", "\xc3\xa9", "\xe2\x82\xac",
	"\xf0\x9f\x92\xa9", "\xc2\xa0", "a/b", "a:b", "a-b", "a_b", "a.b", "%s", "%d", "$x",
	"ua-x", "ua-", "ua-a b", "UA-x", "hostdev0", "net0", "eth0", "vnet0", "macvtap0",
	"macvlan0", "vnet", "pci", "usb", "PCI", "scsi", "scsi_host", "mdev", "ccid", "drive",
	"virtio-s390", "spapr-vio", "ccw", "isa", "dimm", "unassigned", "vfio", "kvm", "xen",
	"virtio", "e1000", "e1000e", "rtl8139", "Virtio", "up", "down", "persistent",
	"transient", "802.1Qbg", "802.1Qbh", "openvswitch", "midonet", "802.1qbg", "tagged",
	"untagged", "Tagged", "hostdev", "network", "nat", "/dev/null", "generated", "static",
	"an-identifier-of-39-characters-and-no-x",
	"an-identifier-of-forty-characters-and-no", "a#b", "a;b", "a\\b", "a,b", "(a)", "[a]",
	/* clang-format on */
};

enum look { LOOK_NUMBER, LOOK_SWITCH, LOOK_MAC, LOOK_UUID, LOOK_ADDRESS, LOOK_STRING };

static const struct {
	const char *const *words;
	size_t count;
} tables[] = {
#define TABLE(words)                                                                     \
	{                                                                                \
		(words), sizeof(words) / sizeof((words)[0])                              \
	}
	[LOOK_NUMBER] = TABLE(numbers),
	[LOOK_SWITCH] = TABLE(switches),
	[LOOK_MAC] = TABLE(macs),
	[LOOK_UUID] = TABLE(uuids),
	[LOOK_ADDRESS] = TABLE(addresses),
	[LOOK_STRING] = TABLE(strings),
};

#define LOOK_COUNT (sizeof(tables) / sizeof(tables[0]))

static size_t count_of(const char *text, char character)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == character;
	return count;
}

/* Whether text is one of the first count words of a table. */
static bool is_word(enum look look, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(tables[look].words[i], text))
			return true;
	return false;
}

/* What kind of value this looks like. */
static enum look look_of(const char *value)
{
	size_t digits = strspn(value, "0123456789abcdefABCDEFxX+-");

	if (*value && !value[digits] && strpbrk(value, "0123456789"))
		return strlen(value) >= 32 ? LOOK_UUID : LOOK_NUMBER;
	if (count_of(value, ':') == 5 && strlen(value) < 20)
		return LOOK_MAC;
	if (count_of(value, '-') == 4 && strlen(value) > 30)
		return LOOK_UUID;
	if (is_word(LOOK_SWITCH, value, 6))
		return LOOK_SWITCH;
	if (count_of(value, '.') == 3 || strstr(value, "::"))
		return LOOK_ADDRESS;
	return LOOK_STRING;
}

static char *from_table(struct dice *dice, enum look look)
{
	return memory_copy(tables[look].words[dice_below(dice, tables[look].count)]);
}

/* The same number, one beside it, or its double, in another base or spelling. */
static char *respell_number(struct dice *dice, const char *value)
{
	static const char *const forms[] = { "%llu", "0x%llx", "0x%02llx", "0x%04llx",
		"0X%llX", "0%llo", "0%llu", "+%llu", " %llu", "%llu ", "-%llu", "%llux",
		"%llu.0", "0x%08llx", "00%llx" };
	unsigned long long number = strtoull(value, NULL, 0);
	struct buffer text = { 0 };
	const char *form = DICE_PICK(dice, forms);
	const char *place = strchr(form, '%');
	char digits[32];
	size_t length = strcspn(place, "xXou") + 1;

	number += dice_chance(dice, 50) ? dice_below(dice, 5) : 0;
	number -= dice_chance(dice, 30) ? dice_below(dice, 3) : 0;
	number *= dice_chance(dice, 10) ? 2 : 1;
	/* A form is not given to printf() as it is, so that the compiler checks all of it. */
	if (!strncmp(place, "%llu", length))
		snprintf(digits, sizeof(digits), "%llu", number);
	else if (!strncmp(place, "%llo", length))
		snprintf(digits, sizeof(digits), "%llo", number);
	else if (!strncmp(place, "%llX", length))
		snprintf(digits, sizeof(digits), "%llX", number);
	else
		snprintf(digits, sizeof(digits), "%0*llx",
			place[1] == '0' ? place[2] - '0' : 1, number);
	buffer_add(&text, form, (size_t)(place - form));
	buffer_add_text(&text, digits);
	buffer_add_text(&text, place + length);
	return text.data;
}

static char flip_case(char character)
{
	bool letter = (character >= 'a' && character <= 'z') ||
		      (character >= 'A' && character <= 'Z');

	if (letter)
		return (char)(character ^ 0x20);
	return (char)(character > ' ' && character < '~' ? character + 1 : '~');
}

/* One small edit of the text. */
static void edit_once(struct dice *dice, struct buffer *text)
{
	static const char *const insertions[] = { " ", "0", "1", "9", "a", "f", "x", "-",
		"+", ":", ".", "_", "\t", "\n", "&", "<", "'", "/", "\xc3\xa9" };
	size_t at = dice_below(dice, text->length + 1);
	const char *rest = buffer_text(text) + at;
	struct buffer result = { 0 };

	buffer_add(&result, buffer_text(text), at);
	switch (*rest ? dice_below(dice, 6) : 5) {
	case 0: /* cut short */
		rest = "";
		break;
	case 1: /* without one */
		rest++;
		break;
	case 2: /* with one twice */
		buffer_add(&result, rest, 1);
		break;
	case 3: /* with one in the other case, or the next one */
		buffer_format(&result, "%c", flip_case(*rest++));
		break;
	default:
		buffer_add_text(&result, DICE_PICK(dice, insertions));
		break;
	}
	buffer_add_text(&result, rest);
	buffer_free(text);
	*text = result;
}

static char *edit(struct dice *dice, const char *value)
{
	struct buffer text = { 0 };
	size_t edits = 1 + dice_few(dice, 3);

	buffer_add_text(&text, value);
	while (edits--)
		edit_once(dice, &text);
	return text.data;
}

char *words_mutate(struct dice *dice, const struct corpus *corpus, const char *name,
	const char *value)
{
	const char *known = corpus_value(corpus, dice, name);
	enum look look = look_of(value);
	size_t way = dice_below(dice, 100);

	if (way < 35 && known)
		return memory_copy(known);
	if (way < 60)
		return from_table(dice, look);
	if (way < 80 && look == LOOK_NUMBER)
		return respell_number(dice, value);
	if (way < 95)
		return edit(dice, value);
	return from_table(dice, (enum look)dice_below(dice, LOOK_COUNT));
}
