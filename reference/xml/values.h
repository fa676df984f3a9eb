/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The spellings of single values: numbers, MAC addresses, UUIDs, USB ports. */
#ifndef NHD_XML_VALUES_H
#define NHD_XML_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/interface.h"

/* For strspn(); no locale's. */
#define NHD_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NHD_DIGITS "0123456789"

/*
 * Numbers as C writes them, in base 8, 10, 16 or, for base 0, whichever the prefix says.
 * Blanks and a plus may lead. All return whether the whole text was such a number and
 * *value is set (virStrToLong_uip and g_ascii_strtoull).
 */
bool nhd_parse_unsigned(const char *text, unsigned int base, uint32_t *value);
bool nhd_parse_unsigned_64(const char *text, unsigned int base, uint64_t *value);

/* The same, but a minus is read too and counts down from 2^32 (virStrToLong_ui). */
bool nhd_parse_wrapping(const char *text, unsigned int base, uint32_t *value);

/* Either may be NULL, which is like NULL alone. */
bool nhd_same_text(const char *one, const char *other);

/* Six octets of one or two hex digits, ended by NUL, any byte up to a blank or from 0x80. */
bool nhd_parse_mac(const char *text, uint8_t address[NHD_MAC_LENGTH]);

/* 32 hex digits, with dashes and blanks between pairs wherever the writer liked. */
bool nhd_parse_uuid(const char *text, uint8_t uuid[NHD_UUID_LENGTH]);

/* One to four decimal numbers with dots between; unused ports are set to 0. */
bool nhd_parse_usb_port(const char *text, uint32_t ports[NHD_USB_PORT_DEPTH]);

/*
 * An IPv4 address as inet_aton() takes it, whole, or an IPv6 address with or without the
 * number of a scope; of that family, or of either for NHD_IP_FAMILY_ABSENT.
 */
bool nhd_parse_ip(
	const char *text, enum nhd_ip_family family, struct nhd_ip_address *address);

/* The text of an address that is there, as inet_ntop() writes it. */
#define NHD_IP_TEXT_MAX 64
void nhd_format_ip(const struct nhd_ip_address *address, char text[NHD_IP_TEXT_MAX]);

#endif
