/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A suite in memory: the chapters of a fixtures folder with their cases, inputs and
 * expectations. Loaded once; nothing reads cases.xml afterwards.
 */
#ifndef HARNESS_SUITE_H
#define HARNESS_SUITE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "findings.h"
#include "memory.h"
#include "version.h"

enum suite_kind {
	KIND_INTERFACE,
	KIND_NETWORK,
	KIND_DOMAIN,
	KIND_LIVE,
	KIND_BACKEND,
	KIND_COUNT,
};

enum suite_level {
	LEVEL_MUST,   /* the documentation, or stable behaviour that users rely on */
	LEVEL_SHOULD, /* libvirt does it; another may differ, with a reason */
	LEVEL_QUIRK,  /* an accident of libvirt's code */
	LEVEL_COUNT,
};

struct suite_chapter;

struct suite_case {
	const struct suite_chapter *chapter;
	char *id;          /* interface/source-pci/decimal */
	const char *name;  /* the last part of id */
	size_t paragraphs; /* of the chapter's, how many stand before the case */
	char *prose;       /* blanks folded */
	char *ref;
	enum suite_level level;
	unsigned long since; /* the first release it holds for */
	unsigned long until; /* the last one, or VERSION_NONE */
	char *driver;        /* "qemu", or NULL */
	char **invents;
	char **requires;
	bool unstable;
	char *verbs;     /* backend: the do attribute, or NULL */
	char *behaviour; /* backend: a driver's temper, or NULL */
	char *faults;    /* backend: what goes wrong, or NULL */
	struct buffer input;
	struct buffer host;    /* backend: the host before */
	struct buffer network; /* backend: the pool that the interface is of, or empty */
	struct buffer change; /* backend: what someone else makes of the host, or empty */
	struct buffer
		requests; /* backend: what the last verb asks the kernel, or empty */
	bool rejects;     /* class and path count, not output */
	struct buffer output;
	char *error_class;
	char *error_path; /* or NULL */
};

struct suite_chapter {
	enum suite_kind kind;
	char *id;         /* interface/source-pci */
	const char *name; /* source-pci */
	char *title;
	char **paragraphs;
	char **files; /* names in the folder, sorted */
	struct suite_case *cases;
	size_t count;
};

struct suite {
	char *directory;
	struct suite_chapter *chapters;
	size_t count;
	size_t case_count;
};

/* The files that a backend case has beside its input and its expectation. */
struct suite_extra {
	const char *ending;  /* ".host.xml" */
	const char *key;     /* what it is called in the manifest and in lists */
	const char *caption; /* in the book */
	size_t field;        /* where its struct buffer is in struct suite_case */
	bool is_expected;    /* a part of the expectation: told behind it */
};
#define SUITE_EXTRAS 4
extern const struct suite_extra suite_extras[SUITE_EXTRAS];

static inline struct buffer *suite_extra_text(
	const struct suite_extra *extra, const struct suite_case *test)
{
	return (struct buffer *)((char *)test + extra->field);
}

/* What a backend case may do: verbs of the subject, and "change", which is another's. */
#define SUITE_VERBS                                                                      \
	{                                                                                \
		"prepare", "restore", "recover", "change", NULL                          \
	}
/* Behind a verb: it is the one that the faults are for. */
#define SUITE_VERB_MARK '!'

/* The longest file that a suite may hold, in bytes. */
#define SUITE_FILE_MAX (64u * 1024 * 1024)

/*
 * Loads the suite below directory, as much of it as can be; what cannot goes to findings.
 * Returns 0 or a negative errno where directory cannot be read at all. Free with
 * suite_free() in either case.
 */
int suite_load(struct suite *suite, const char *directory, struct findings *findings);
void suite_free(struct suite *suite);

/* The case with a full id, or NULL. */
const struct suite_case *suite_find(const struct suite *suite, const char *id);

const char *suite_kind_name(enum suite_kind kind);
const char *suite_level_name(enum suite_level level);
bool suite_level_parse(const char *text, enum suite_level *level);

/* The first sentence of the case's prose: a title for lists. The caller frees it. */
char *suite_case_title(const struct suite_case *test);
/* Whether the case holds for a release of libvirt. */
bool suite_case_covers(const struct suite_case *test, unsigned long version);
/* "9.0.0-" or "9.0.0-10.1.0"; the caller frees it. */
char *suite_case_range(const struct suite_case *test);
/* Whether a full id matches one of a NULL-terminated list of globs; * spans slashes. */
bool suite_id_matches(const char *id, char *const *globs);
/* Whether text may be an id: lower-case letters, digits and dashes. */
bool suite_name_is_valid(const char *text);

#endif
