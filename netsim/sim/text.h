/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers and MACs in the words of documents, tempers, faults and command lines. */
#ifndef NETSIM_SIM_TEXT_H
#define NETSIM_SIM_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#define TEXT_MAC_LENGTH 6

/*
 * Whether all of text is a number of that base (10; 0: as C writes it) and at most most. It
 * begins with a digit.
 */
bool text_number(const char *text, int base, uint32_t most, uint32_t *number);
/* Whether all of text is six octets with colons between. */
bool text_mac(const char *text, uint8_t mac[TEXT_MAC_LENGTH]);

#endif
