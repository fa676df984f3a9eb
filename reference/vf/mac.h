/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MAC addresses as text, "52:54:00:00:00:01" and nothing else. */
#ifndef NHD_VF_MAC_H
#define NHD_VF_MAC_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "model/interface.h"

#define NHD_MAC_TEXT_SIZE sizeof("00:00:00:00:00:00")

static inline void nhd_mac_to_text(
	char text[NHD_MAC_TEXT_SIZE], const uint8_t mac[NHD_MAC_LENGTH])
{
	snprintf(text, NHD_MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		mac[2], mac[3], mac[4], mac[5]);
}

static inline bool nhd_mac_from_text(uint8_t mac[NHD_MAC_LENGTH], const char *text)
{
	char again[NHD_MAC_TEXT_SIZE];

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2],
		    &mac[3], &mac[4], &mac[5]) != NHD_MAC_LENGTH)
		return false;
	nhd_mac_to_text(again, mac);
	return !strcmp(again, text);
}

static inline bool nhd_mac_is_zero(const uint8_t mac[NHD_MAC_LENGTH])
{
	static const uint8_t zero[NHD_MAC_LENGTH];

	return !memcmp(mac, zero, NHD_MAC_LENGTH);
}

#endif
