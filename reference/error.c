// SPDX-License-Identifier: LGPL-2.1-or-later
/* The caller's struct nhd_error: names of the classes, and one way to fill it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

const char *nhd_error_class_name(enum nhd_error_class error_class)
{
	static const char *const names[] = { "none",
#define CLASS_NAME(name, text) text,
		NHD_ERROR_CLASSES(CLASS_NAME)
#undef CLASS_NAME
	};

	if ((size_t)error_class >= sizeof(names) / sizeof(names[0]))
		return "none";
	return names[error_class];
}

int nhd_fail(struct nhd_error *error, enum nhd_error_class error_class, int error_number,
	const char *format, ...)
{
	va_list arguments;

	if (!error)
		return -error_number;

	error->error_class = error_class;
	error->error_number = error_class == NHD_ERROR_SYSTEM ? error_number : 0;
	error->line = 0;
	error->column = 0;
	error->path[0] = '\0';
	va_start(arguments, format);
	vsnprintf(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	error->message[nhd_fitting(error->message, sizeof(error->message) - 2)] = '\0';
	/* What is quoted from a document may be of several lines. */
	for (char *c = error->message; *c; c++) {
		if ((unsigned char)*c < ' ')
			*c = ' ';
	}
	return -error_number;
}

int nhd_fail_memory(struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_NO_MEMORY, ENOMEM, "out of memory");
}

void nhd_error_copy(struct nhd_error *to, const struct nhd_error *from)
{
	size_t size = to->size;

	memcpy(to, from, size < sizeof(*from) ? size : sizeof(*from));
	to->size = size;
}

int nhd_fitting(const char *text, int most)
{
	int length = (int)strnlen(text, (size_t)most + 1);

	if (length <= most)
		return length;
	for (length = most; length && ((unsigned char)text[length] & 0xc0) == 0x80;)
		length--;
	return length;
}

void nhd_freep(void *pointer)
{
	free(*(void **)pointer);
}
