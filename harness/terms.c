// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads a subject's hello against the options. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "terms.h"

/* What "name=value" in a hello says; false where it is nothing that a hello says. */
static bool apply_key(struct terms *terms, const struct run_options *options,
	const char *name, const char *value)
{
	unsigned long version;
	enum grade grade;

	if (!strcmp(name, "libvirt")) {
		if (!version_parse(value, &version))
			return false;
		terms->is_libvirt = true;
		if (!options->libvirt_given)
			terms->libvirt = version;
		return true;
	}
	if (!strcmp(name, "driver")) {
		if (!options->driver)
			terms->driver = strcmp(value, "qemu") ? "generic" : "qemu";
		return !strcmp(value, "qemu") || !strcmp(value, "generic");
	}
	if (!strcmp(name, "grade")) {
		if (!grade_parse(value, &grade))
			return false;
		if (options->grade == GRADE_DEFAULT)
			terms->grade = grade;
		return true;
	}
	return false;
}

static bool apply_word(struct terms *terms, const struct run_options *options, char *word)
{
	char *value = strchr(word, '=');
	bool is_valid;

	if (!value) {
		strings_add(&terms->capabilities, memory_copy(word));
		return suite_name_is_valid(word);
	}
	*value = '\0';
	is_valid = apply_key(terms, options, word, value + 1);
	*value = '=';
	return is_valid;
}

int terms_make(struct terms *terms, const struct run_options *options,
	const char *greeting, char **complaint)
{
	char **words = strings_split(greeting ? greeting : "");
	int status = 0;

	*terms = (struct terms){
		.libvirt = options->libvirt,
		.driver = options->driver ? options->driver : "generic",
		.grade = options->grade,
		.is_libvirt = options->libvirt_given,
		.without = options->without,
	};
	for (size_t i = 0; words && words[i]; i++) {
		if (i == 0)
			terms->name = memory_copy(words[i]);
		else if (i == 1)
			terms->version = memory_copy(words[i]);
		else if (!apply_word(terms, options, words[i]) && !status) {
			*complaint = memory_format("the hello says '%s', which is no "
						   "capability, key or value of a key",
				words[i]);
			status = -EINVAL;
		}
	}
	if (terms->grade == GRADE_DEFAULT)
		terms->grade = terms->is_libvirt ? GRADE_BYTES : GRADE_MEANING;
	terms->strict = options->strict || terms->is_libvirt;
	strings_free(words);
	return status;
}

void terms_free(struct terms *terms)
{
	free(terms->name);
	free(terms->version);
	strings_free(terms->capabilities);
	*terms = (struct terms){ 0 };
}

static bool is_kind(const char *name)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (!strcmp(suite_kind_name((enum suite_kind)kind), name))
			return true;
	return false;
}

bool terms_is_general(const char *capability)
{
	return is_kind(capability) || !strcmp(capability, CAPABILITY_VALIDATES);
}

/*
 * A hello that names no capability claims all; one that names some has just those. Kinds
 * of document are a list of their own by the same rule.
 */
bool terms_can(const struct terms *terms, const char *capability)
{
	bool kind = is_kind(capability);
	bool named = false;

	if (strings_contain(terms->without, capability))
		return false;
	for (char **name = terms->capabilities; name && *name; name++) {
		if (!strcmp(*name, capability))
			return true;
		named = named || is_kind(*name) == kind;
	}
	return !named;
}
