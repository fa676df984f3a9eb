// SPDX-License-Identifier: LGPL-2.1-or-later
/* The closed list of error classes. */
#include <stddef.h>
#include <string.h>

#include "classes.h"
#include "nethostdev.h"

bool class_is_known(const char *name)
{
	static const char *const names[] = {
#define CLASS_NAME(constant, text) text,
		NHD_ERROR_CLASSES(CLASS_NAME)
#undef CLASS_NAME
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

bool class_is_answer(const char *name)
{
	return !strcmp(name, CLASS_UNKNOWN) || class_is_known(name);
}
