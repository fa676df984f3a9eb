// SPDX-License-Identifier: LGPL-2.1-or-later
/* The spellings of single values, as liberal as libvirt's own helpers are. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "xml/values.h"

/* The blanks that a well-formed attribute value can hold at all. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* What a scan for one number found. */
struct number {
	bool valid; /* at least one digit, and below 2^64 */
	bool negative;
	uint64_t magnitude;
	const char *end; /* behind the last digit */
};

/* Reads the digits of number->end on; an overflow makes the number invalid. */
static void scan_digits(struct number *number, unsigned int base)
{
	int digit;

	for (; (digit = digit_value(*number->end)) < (int)base; number->end++) {
		uint64_t limit = (UINT64_MAX - (unsigned int)digit) / base;

		if (number->magnitude > limit) {
			number->valid = false;
			return;
		}
		number->magnitude = number->magnitude * base + (unsigned int)digit;
		number->valid = true;
	}
}

static struct number scan_number(const char *text, unsigned int base)
{
	struct number number = { false, false, 0, text };

	while (is_blank(*number.end))
		number.end++;
	if (*number.end == '-' || *number.end == '+')
		number.negative = *number.end++ == '-';
	if (number.end[0] == '0' && (number.end[1] | 0x20) == 'x' &&
		(base == 0 || base == 16) && digit_value(number.end[2]) < 16) {
		number.end += 2;
		base = 16;
	} else if (base == 0) {
		base = *number.end == '0' ? 8 : 10;
	}
	scan_digits(&number, base);
	return number;
}

bool nhd_parse_unsigned_64(const char *text, unsigned int base, uint64_t *value)
{
	struct number number = scan_number(text, base);

	*value = number.magnitude;
	return number.valid && !*number.end && !number.negative;
}

bool nhd_parse_unsigned(const char *text, unsigned int base, uint32_t *value)
{
	uint64_t wide;
	bool valid = nhd_parse_unsigned_64(text, base, &wide);

	*value = (uint32_t)wide;
	return valid && wide <= UINT32_MAX;
}

bool nhd_parse_wrapping(const char *text, unsigned int base, uint32_t *value)
{
	struct number number = scan_number(text, base);

	*value = (uint32_t)(number.negative ? 0 - number.magnitude : number.magnitude);
	return number.valid && !*number.end && number.magnitude <= UINT32_MAX;
}

bool nhd_same_text(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

bool nhd_parse_mac(const char *text, uint8_t address[NHD_MAC_LENGTH])
{
	for (size_t i = 0; i < NHD_MAC_LENGTH; i++) {
		int high = digit_value(*text);
		int low = high < 16 ? digit_value(*++text) : 16;

		if (high == 16)
			return false;
		if (low < 16)
			text++;
		address[i] = (uint8_t)(low < 16 ? high * 16 + low : high);
		if (i + 1 < NHD_MAC_LENGTH && *text++ != ':')
			return false;
	}
	/* libvirt compares a char, which is signed on most machines (virMacAddrParse). */
	return (signed char)*text <= ' ';
}

bool nhd_parse_uuid(const char *text, uint8_t uuid[NHD_UUID_LENGTH])
{
	while (is_blank(*text))
		text++;
	for (size_t i = 0; i < NHD_UUID_LENGTH;) {
		int high, low;

		if (*text == '-' || *text == ' ') {
			text++;
			continue;
		}
		high = digit_value(*text);
		low = high < 16 ? digit_value(text[1]) : 16;
		if (low == 16)
			return false;
		uuid[i++] = (uint8_t)(high * 16 + low);
		text += 2;
	}
	while (is_blank(*text))
		text++;
	return !*text;
}

bool nhd_parse_usb_port(const char *text, uint32_t ports[NHD_USB_PORT_DEPTH])
{
	memset(ports, 0, NHD_USB_PORT_DEPTH * sizeof(ports[0]));
	for (size_t i = 0; i < NHD_USB_PORT_DEPTH; i++) {
		struct number number = scan_number(text, 10);

		if (!number.valid || number.negative || number.magnitude > UINT32_MAX)
			return false;
		ports[i] = (uint32_t)number.magnitude;
		text = number.end;
		if (!*text)
			return true;
		if (*text == '.')
			text++;
	}
	return false;
}

static bool parse_ipv4(const char *text, struct nhd_ip_address *address)
{
	struct in_addr ipv4;

	/* inet_aton() lets anything follow a blank; getaddrinfo() does not. */
	if (text[strcspn(text, " \t\n\r")] || !inet_aton(text, &ipv4))
		return false;
	address->family = NHD_IP_FAMILY_IPV4;
	memcpy(address->bytes, &ipv4, sizeof(ipv4));
	return true;
}

static bool parse_ipv6(const char *text, struct nhd_ip_address *address)
{
	size_t length = strcspn(text, "%");
	char bare[INET6_ADDRSTRLEN];

	if (length >= sizeof(bare))
		return false;
	memcpy(bare, text, length);
	bare[length] = '\0';
	if (text[length] &&
		(digit_value(text[length + 1]) > 9 ||
			!nhd_parse_unsigned(text + length + 1, 10, &address->scope)))
		return false;
	address->family = NHD_IP_FAMILY_IPV6;
	return inet_pton(AF_INET6, bare, address->bytes) == 1;
}

/* Where IPv4 is wanted, getaddrinfo() takes it out of an IPv6 address that holds it. */
static bool unmap_ipv4(struct nhd_ip_address *address)
{
	static const uint8_t prefix[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

	if (memcmp(address->bytes, prefix, sizeof(prefix)))
		return false;
	memmove(address->bytes, address->bytes + sizeof(prefix), NHD_IPV4_LENGTH);
	memset(address->bytes + NHD_IPV4_LENGTH, 0, NHD_IPV6_LENGTH - NHD_IPV4_LENGTH);
	address->family = NHD_IP_FAMILY_IPV4;
	address->scope = 0;
	return true;
}

bool nhd_parse_ip(
	const char *text, enum nhd_ip_family family, struct nhd_ip_address *address)
{
	memset(address, 0, sizeof(*address));
	if (parse_ipv4(text, address))
		return family != NHD_IP_FAMILY_IPV6;
	if (!parse_ipv6(text, address))
		return false;
	return family != NHD_IP_FAMILY_IPV4 || unmap_ipv4(address);
}

void nhd_format_ip(const struct nhd_ip_address *address, char text[NHD_IP_TEXT_MAX])
{
	int family = address->family == NHD_IP_FAMILY_IPV4 ? AF_INET : AF_INET6;
	size_t length;

	inet_ntop(family, address->bytes, text, NHD_IP_TEXT_MAX);
	length = strlen(text);
	if (address->scope)
		snprintf(text + length, NHD_IP_TEXT_MAX - length, "%%%" PRIu32,
			address->scope);
}
