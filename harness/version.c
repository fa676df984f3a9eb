// SPDX-License-Identifier: LGPL-2.1-or-later
/* Releases of libvirt. */
#include <stdio.h>

#include "version.h"

bool version_parse(const char *text, unsigned long *version)
{
	unsigned long number = 0;

	for (int part = 0; part < 3; part++) {
		unsigned long value = 0;
		int digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 4; text++, digits++)
			value = value * 10 + (unsigned long)(*text - '0');
		if (!digits || value > 999 || *text != (part < 2 ? '.' : '\0'))
			return false;
		text++;
		number = number * 1000 + value;
	}
	*version = number;
	return true;
}

const char *version_print(unsigned long version, char text[VERSION_TEXT_MAX])
{
	snprintf(text, VERSION_TEXT_MAX, "%lu.%lu.%lu", version / 1000000 % 1000,
		version / 1000 % 1000, version % 1000);
	return text;
}
