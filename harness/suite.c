// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loads the suite: walks KIND/CHAPTER and keeps what the chapters hold. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chapter.h"
#include "suite.h"

static const char *const kind_names[KIND_COUNT] = {
	[KIND_INTERFACE] = "interface",
	[KIND_NETWORK] = "network",
	[KIND_DOMAIN] = "domain",
	[KIND_LIVE] = "live",
	[KIND_BACKEND] = "backend",
};

static const char *const level_names[LEVEL_COUNT] = {
	[LEVEL_MUST] = "must",
	[LEVEL_SHOULD] = "should",
	[LEVEL_QUIRK] = "quirk",
};

const char *suite_kind_name(enum suite_kind kind)
{
	return kind_names[kind];
}

const char *suite_level_name(enum suite_level level)
{
	return level_names[level];
}

bool suite_level_parse(const char *text, enum suite_level *level)
{
	for (int i = 0; i < LEVEL_COUNT; i++) {
		if (!strcmp(level_names[i], text)) {
			*level = (enum suite_level)i;
			return true;
		}
	}
	return false;
}

bool suite_name_is_valid(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return *text && *text != '-' && !text[strspn(text, allowed)];
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In byte order, whatever the locale: the order of cases must not depend on it. */
static int by_bytes(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

/* The visible entries of a folder, sorted; NULL with errno set where it cannot be read.
 */
static char **list_folder(const char *path)
{
	struct dirent **entries;
	char **names = NULL;
	int count = scandir(path, &entries, is_visible, by_bytes);

	if (count < 0)
		return NULL;
	for (int i = 0; i < count; i++) {
		strings_add(&names, memory_copy(entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return names ? names : memory_new(1, sizeof(*names));
}

static bool is_folder(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISDIR(status.st_mode);
}

static void load_chapter(struct suite *suite, enum suite_kind kind, const char *name,
	struct findings *findings)
{
	struct suite_chapter *chapter;
	char *id = memory_format("%s/%s", suite_kind_name(kind), name);
	char *path = memory_format("%s/%s", suite->directory, id);

	suite->chapters =
		memory_grow(suite->chapters, suite->count + 1, sizeof(*suite->chapters));
	chapter = &suite->chapters[suite->count++];
	*chapter = (struct suite_chapter){ .kind = kind, .id = id };
	chapter->name = strrchr(id, '/') + 1;
	if (!suite_name_is_valid(name))
		findings_add(findings, "chapter-id", id,
			"a chapter's name is lower-case letters, digits and dashes");
	if (is_folder(path)) {
		chapter->files = list_folder(path);
		chapter_load(chapter, path, findings);
	} else {
		findings_add(findings, "stray-file", id, "is no chapter's folder");
	}
	free(path);
}

static void load_kind(
	struct suite *suite, enum suite_kind kind, struct findings *findings)
{
	char *path = memory_format("%s/%s", suite->directory, suite_kind_name(kind));
	char **names = list_folder(path);

	if (!names && errno != ENOENT)
		findings_add(findings, "unreadable", path, "%s", strerror(errno));
	for (char **name = names; name && *name; name++)
		load_chapter(suite, kind, *name, findings);
	strings_free(names);
	free(path);
}

/* Every folder in the suite is one of the kinds; plain files beside them are welcome. */
static int check_kinds(const struct suite *suite, struct findings *findings)
{
	char **names = list_folder(suite->directory);

	if (!names)
		return -errno;
	for (char **name = names; *name; name++) {
		char *path = memory_format("%s/%s", suite->directory, *name);
		int kind = 0;

		while (kind < KIND_COUNT && strcmp(kind_names[kind], *name) != 0)
			kind++;
		if (kind == KIND_COUNT && is_folder(path))
			findings_add(findings, "kind", *name,
				"is neither interface, network, domain, live nor backend");
		free(path);
	}
	strings_free(names);
	return 0;
}

int suite_load(struct suite *suite, const char *directory, struct findings *findings)
{
	int status;

	*suite = (struct suite){ .directory = memory_copy(directory) };
	status = check_kinds(suite, findings);
	if (status)
		return status;
	for (int kind = 0; kind < KIND_COUNT; kind++)
		load_kind(suite, (enum suite_kind)kind, findings);
	/* The array has stopped moving: cases may point at their chapters. */
	for (size_t i = 0; i < suite->count; i++) {
		struct suite_chapter *chapter = &suite->chapters[i];

		for (size_t j = 0; j < chapter->count; j++)
			chapter->cases[j].chapter = chapter;
		suite->case_count += chapter->count;
	}
	return 0;
}

void suite_free(struct suite *suite)
{
	for (size_t i = 0; i < suite->count; i++)
		chapter_free(&suite->chapters[i]);
	free(suite->chapters);
	free(suite->directory);
	*suite = (struct suite){ 0 };
}

const struct suite_case *suite_find(const struct suite *suite, const char *id)
{
	for (size_t i = 0; i < suite->count; i++)
		for (size_t j = 0; j < suite->chapters[i].count; j++)
			if (!strcmp(suite->chapters[i].cases[j].id, id))
				return &suite->chapters[i].cases[j];
	return NULL;
}

char *suite_case_title(const struct suite_case *test)
{
	const char *end = test->prose;

	while (*end && !(end[0] == '.' && (end[1] == ' ' || !end[1])))
		end++;
	return memory_copy_length(test->prose, (size_t)(end - test->prose));
}

const struct suite_extra suite_extras[SUITE_EXTRAS] = {
	{ ".host.xml", "host", "the host before", offsetof(struct suite_case, host),
		false },
	{ ".network.xml", "network", "the network", offsetof(struct suite_case, network),
		false },
	{ ".change.xml", "change", "the host, changed meanwhile",
		offsetof(struct suite_case, change), false },
	{ ".requests", "requests", "what the kernel is asked",
		offsetof(struct suite_case, requests), true },
};

bool suite_case_covers(const struct suite_case *test, unsigned long version)
{
	return test->since <= version &&
	       (test->until == VERSION_NONE || version <= test->until);
}

char *suite_case_range(const struct suite_case *test)
{
	char since[VERSION_TEXT_MAX];
	char until[VERSION_TEXT_MAX] = "";

	if (test->until != VERSION_NONE)
		version_print(test->until, until);
	return memory_format("%s-%s", version_print(test->since, since), until);
}

bool suite_id_matches(const char *id, char *const *globs)
{
	for (; globs && *globs; globs++)
		if (!fnmatch(*globs, id, 0))
			return true;
	return false;
}
