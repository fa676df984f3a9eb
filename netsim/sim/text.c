// SPDX-License-Identifier: LGPL-2.1-or-later
/* Numbers and MACs in the words of documents, tempers, faults and command lines. */
#include <stdio.h>
#include <stdlib.h>

#include "text.h"

bool text_number(const char *text, int base, uint32_t most, uint32_t *number)
{
	char *end;
	unsigned long long value = strtoull(text, &end, base);

	*number = (uint32_t)value;
	return *text >= '0' && *text <= '9' && !*end && value <= most;
}

bool text_mac(const char *text, uint8_t mac[TEXT_MAC_LENGTH])
{
	int end = 0;

	return sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0], &mac[1],
		       &mac[2], &mac[3], &mac[4], &mac[5], &end) == 6 &&
	       !text[end];
}
