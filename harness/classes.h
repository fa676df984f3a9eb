/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The closed list of error classes, which stands in nethostdev.h. */
#ifndef HARNESS_CLASSES_H
#define HARNESS_CLASSES_H

#include <stdbool.h>

#define CLASS_NOT_WELL_FORMED "not-well-formed"
/* What a subject says that rejects and knows no classes: equal to every class. */
#define CLASS_UNKNOWN "rejected"

/* Whether name is on the list; CLASS_UNKNOWN is not. */
bool class_is_known(const char *name);
/* Whether a subject may say name: a class of the list, or CLASS_UNKNOWN. */
bool class_is_answer(const char *name);

#endif
