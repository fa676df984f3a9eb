/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one subject is held to: the options, and what its hello adds to them. */
#ifndef HARNESS_TERMS_H
#define HARNESS_TERMS_H

#include "options.h"

/* Of a subject that checks what it converts. */
#define CAPABILITY_VALIDATES "validates"

struct terms {
	char *name; /* of the subject; NULL in exec mode */
	char *version;
	unsigned long libvirt; /* whose equal it is to be */
	bool is_libvirt;       /* held to be that release's equal, byte for byte */
	const char *driver;    /* "generic" or "qemu" */
	enum grade grade;
	bool strict;
	char **capabilities; /* what the hello names; NULL: none named, nothing lacking */
	char **without;      /* the options' */
};

/*
 * Fills terms. greeting is what follows "hello 1 ", or NULL in exec mode.
 * Returns 0, or -EINVAL with complaint, the caller's to free, where the hello is wrong.
 */
int terms_make(struct terms *terms, const struct run_options *options,
	const char *greeting, char **complaint);
void terms_free(struct terms *terms);

/* Whether a word is a capability whatever the cases require: a kind, and "validates". */
bool terms_is_general(const char *capability);

/* Whether the subject can do what a capability names. */
bool terms_can(const struct terms *terms, const char *capability);

#endif
