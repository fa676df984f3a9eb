/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Releases of libvirt, as numbers that compare. */
#ifndef HARNESS_VERSION_H
#define HARNESS_VERSION_H

#include <stdbool.h>

#define VERSION_OLDEST                                                                   \
	"9.0.0" /* the oldest release that the fixtures were verified with */
#define VERSION_DEFAULT "11.3.0"
#define VERSION_NONE 0ul
#define VERSION_TEXT_MAX 24

/* Reads "11.3.0" as 11003000; every part below 1000. Returns whether text is such a
 * thing. */
bool version_parse(const char *text, unsigned long *version);
/* Writes version into text as "11.3.0", and returns text. */
const char *version_print(unsigned long version, char text[VERSION_TEXT_MAX]);

#endif
