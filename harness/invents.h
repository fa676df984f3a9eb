/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libvirt makes up where a document is silent: these nodes are checked for their
 * form in a subject's output and then taken out of it, as text, so that what is left can
 * be compared byte for byte.
 */
#ifndef HARNESS_INVENTS_H
#define HARNESS_INVENTS_H

#include <stdbool.h>

#include "buffer.h"

enum invents_result {
	INVENTS_DROPPED,
	INVENTS_MISSING,   /* the node is not there */
	INVENTS_MALFORMED, /* it is there, and has not the form that it must have */
};

/* Whether path names something that libvirt invents. */
bool invents_is_known(const char *path);

/*
 * Takes the node at path out of an XML text: an element with its whole line, an attribute
 * with the blanks before it. Text stays as it was unless INVENTS_DROPPED is returned.
 */
enum invents_result invents_drop(struct buffer *text, const char *path);

/* The form that the node at path must have, in words. */
const char *invents_form(const char *path);

#endif
