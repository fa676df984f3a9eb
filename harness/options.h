/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the command line of nethostdev-conformance run says. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "suite.h"
#include "supervisor.h"

enum grade {
	GRADE_DEFAULT, /* bytes for a subject held to a libvirt, else meaning */
	GRADE_BYTES,
	GRADE_INFOSET,
	GRADE_MEANING,
};

enum report_format {
	FORMAT_DEFAULT, /* human on a terminal, else TAP */
	FORMAT_TAP,
	FORMAT_HUMAN,
};

struct run_options {
	const char *fixtures;
	char **globs; /* NULL: every case */
	char **excludes;
	char **command; /* of the subject; points into argv */
	bool batch;
	bool strict;
	bool no_skips; /* a case that is skipped fails */
	enum grade grade;
	enum suite_level level; /* the highest one that is run */
	unsigned long libvirt;
	bool libvirt_given;
	const char *driver; /* "generic", "qemu", or NULL where not given */
	char **without;     /* capabilities */
	const char *expected_failures;
	int jobs;
	int timeout; /* milliseconds */
	enum report_format format;
	const char *report; /* file, or NULL */
	char **reference;   /* argv */
	struct supervisor *supervisor;
};

/*
 * Reads what follows "run". Returns 0, or -EINVAL with the complaint printed to stderr.
 * Free with options_free() in either case.
 */
int options_parse(struct run_options *options, int argc, char **argv);
void options_free(struct run_options *options);

/* --fixtures, else $NHD_FIXTURES, else the installed ones. */
const char *options_fixtures(const char *given);
const char *grade_name(enum grade grade);
bool grade_parse(const char *text, enum grade *grade);

#endif
