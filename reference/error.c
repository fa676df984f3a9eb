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
	struct nhd_error filled = NHD_ERROR_INIT;
	va_list arguments;

	if (!error)
		return -error_number;

	filled.error_class = error_class;
	filled.error_number = error_class == NHD_ERROR_SYSTEM ? error_number : 0;
	va_start(arguments, format);
	vsnprintf(filled.message, sizeof(filled.message), format, arguments);
	va_end(arguments);
	filled.message[nhd_fitting(filled.message, sizeof(filled.message) - 2)] = '\0';
	/* What is quoted from a document may be of several lines, or steer a terminal. */
	for (char *c = filled.message; *c; c += nhd_control(c) ? nhd_control(c) : 1) {
		if (nhd_control(c))
			memset(c, ' ', nhd_control(c));
	}
	nhd_error_copy(error, &filled);
	return -error_number;
}

int nhd_fail_memory(struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_NO_MEMORY, ENOMEM, "out of memory");
}

void nhd_error_copy(struct nhd_error *to, const struct nhd_error *from)
{
	size_t size = to->size;

	memcpy(to, from, size < from->size ? size : from->size);
	to->size = size;
}

size_t nhd_control(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;

	if ((bytes[0] && bytes[0] < ' ') || bytes[0] == 0x7f)
		return 1;
	return bytes[0] == 0xc2 && bytes[1] >= 0x80 && bytes[1] < 0xa0 ? 2 : 0;
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
