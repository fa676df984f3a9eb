/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The frame of an HTML page that is XML too, and text and bytes that stand in it. */
#ifndef HARNESS_HTML_H
#define HARNESS_HTML_H

#include "buffer.h"

/* A page's head with its style, down to the open body; and its end. */
void html_begin(struct buffer *page, const char *title);
void html_end(struct buffer *page);

/* Adds text, which is UTF-8 without control characters, for a place between tags or
 * within quotes. */
void html_text(struct buffer *page, const char *text);

/*
 * Adds bytes of any sort. What nobody can see or tell from another (control characters,
 * invisible ones, what is no UTF-8) is written as \xNN and set apart from a text that is
 * written so; newlines, and tabs at the head of a line, are themselves.
 */
void html_bytes(struct buffer *page, const char *bytes, size_t length);

#endif
