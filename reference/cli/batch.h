/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A subject's side of the conformance protocol, version 1, in batch mode: length-prefixed
 * frames on stdin and stdout (TESTING.md has the protocol). It depends on nothing else, so
 * that an adapter in C can be built with it.
 */
#ifndef NHD_BATCH_H
#define NHD_BATCH_H

#include <stddef.h>
#include <stdio.h>

/* The longest document that a frame may carry, in bytes; beyond it the stream ends. */
#define BATCH_DOCUMENT_MAX (64u * 1024 * 1024)

/* One request; all of it is valid until the handler returns. */
struct batch_request {
	const char *verb; /* "format" */
	const char *kind; /* "interface", "network", "domain" or "live" */
	const char *id;   /* the case's id, for messages */
	char *document;   /* ends in NUL, which length does not count */
	size_t length;
};

enum batch_verdict {
	BATCH_ACCEPT,
	BATCH_REJECT,
	BATCH_SKIP,
};

/*
 * The answer: for BATCH_ACCEPT text is the canonical document, for the others a message.
 * text is freed by batch_serve(). error_class and path matter to BATCH_REJECT only; a NULL
 * path is sent as "-".
 */
struct batch_answer {
	enum batch_verdict verdict;
	char *text;
	size_t length;
	const char *error_class;
	const char *path;
};

typedef void (*batch_handler)(
	void *context, const struct batch_request *request, struct batch_answer *answer);

/*
 * Serves requests until in ends. identity follows "hello 1 " in the greeting, such as
 * "nethostdev 0.1.0 libvirt=11.3.0 interface usb".
 * Returns 0 at the end of input, -EPROTO where a frame is malformed or cut short, -ENOMEM,
 * or what reading from in or writing to out gave.
 */
int batch_serve(
	FILE *in, FILE *out, const char *identity, batch_handler handler, void *context);

#endif
