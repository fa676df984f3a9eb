/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the library fills a caller's struct nhd_error. Every folder of it may include this. */
#ifndef NHD_ERROR_H
#define NHD_ERROR_H

#include <stddef.h>

#include "nethostdev.h"

/*
 * Fills error (which may be NULL) and returns -error_number, so that a function can end in
 * return nhd_fail(...). A number that is the library's own verdict rather than the
 * kernel's is not kept: it is in error_number only for NHD_ERROR_SYSTEM.
 */
int nhd_fail(struct nhd_error *error, enum nhd_error_class error_class, int error_number,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

int nhd_fail_memory(struct nhd_error *error);

/* Copies what an error says; to keeps its size. */
void nhd_error_copy(struct nhd_error *to, const struct nhd_error *from);

/* How many bytes of text, at most so many, are whole characters of UTF-8: for "%.*s". */
int nhd_fitting(const char *text, int most);

/* The length of the control character that text begins with, or 0 where it is none. */
size_t nhd_control(const char *text);

/* Frees *pointer when a variable goes out of scope: _cleanup_(nhd_freep) char *text; */
#define _cleanup_(function) __attribute__((cleanup(function)))
void nhd_freep(void *pointer);

#endif
