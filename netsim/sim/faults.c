// SPDX-License-Identifier: LGPL-2.1-or-later
/* The list of faults, each with the calls that are left until it strikes. */
#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "memory.h"
#include "temper.h"
#include "text.h"

static const char *const operations[] = {
#define OPERATION_NAME(name, text) text,
	SIM_OPERATIONS(OPERATION_NAME)
#undef OPERATION_NAME
};

/* What a kind's value is, and whether reads and writes can meet it. */
static const struct {
	const char *name;
	enum sim_fault_kind kind;
	enum { VALUE_NONE, VALUE_ERRNO, VALUE_TIME } value;
} kinds[] = {
	{ "error", FAULT_ERROR, VALUE_ERRNO },
	{ "lost", FAULT_LOST, VALUE_NONE },
	{ "late", FAULT_LATE, VALUE_TIME },
	{ "foreign", FAULT_FOREIGN, VALUE_NONE },
	{ "overrun", FAULT_OVERRUN, VALUE_NONE },
	{ "cut", FAULT_CUT, VALUE_NONE },
	{ "no-vfs", FAULT_NO_VFS, VALUE_NONE },
	{ "killed", FAULT_KILLED, VALUE_NONE },
	{ "killed-after", FAULT_KILLED_AFTER, VALUE_NONE },
};

static bool read_number(const char *text, unsigned int *number)
{
	return text_number(text, 10, 1000000000, number);
}

static bool read_operation(const char *word, enum sim_operation *operation)
{
	int i = 0;

	while (i < SIM_OPERATION_COUNT && strcmp(operations[i], word) != 0)
		i++;
	*operation = (enum sim_operation)i;
	return i < SIM_OPERATION_COUNT;
}

static bool read_kind(char **words, struct sim_fault *fault)
{
	size_t i = 0, count = sizeof(kinds) / sizeof(kinds[0]);

	while (i < count && strcmp(kinds[i].name, words[0]) != 0)
		i++;
	if (i == count || strings_count(words) != (kinds[i].value == VALUE_NONE ? 1 : 2))
		return false;
	fault->kind = kinds[i].kind;
	if (kinds[i].value == VALUE_TIME)
		return read_number(words[1], &fault->value);
	if (kinds[i].value == VALUE_ERRNO)
		fault->value = (unsigned int)errno_of_name(words[1]);
	return kinds[i].value == VALUE_NONE || fault->value;
}

/* What goes through sysfs is answered at once, or not at all. */
static bool fits(const struct sim_fault *fault)
{
	return fault->operation < SIM_READ || fault->kind == FAULT_ERROR ||
	       fault->kind == FAULT_KILLED || fault->kind == FAULT_KILLED_AFTER;
}

bool faults_add(struct sim_faults *faults, const char *line)
{
	char **words = strings_split(line);
	struct sim_fault fault = { .kind = FAULT_NONE };
	bool good = strings_count(words) >= 3 &&
		    read_operation(words[0], &fault.operation) &&
		    read_number(words[1], &fault.countdown) && fault.countdown &&
		    read_kind(words + 2, &fault) && fits(&fault);

	if (good) {
		faults->list = memory_grow(
			faults->list, faults->count + 1, sizeof(*faults->list));
		faults->list[faults->count++] = fault;
	}
	strings_free(words);
	return good;
}

void faults_explain(struct buffer *why)
{
	buffer_add_text(why, "there is no such fault; wanted are one of");
	for (size_t i = 0; i < SIM_OPERATION_COUNT; i++)
		buffer_format(why, " %s", operations[i]);
	buffer_add_text(why, ", at which call from 1 on, and one of");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		buffer_format(why, " %s%s", kinds[i].name,
			kinds[i].value == VALUE_ERRNO  ? " ERRNO"
			: kinds[i].value == VALUE_TIME ? " MS"
						       : "");
}

struct sim_fault faults_meet(struct sim_faults *faults, enum sim_operation operation)
{
	struct sim_fault met = { .kind = FAULT_NONE };

	for (size_t i = 0; i < faults->count; i++) {
		struct sim_fault *fault = &faults->list[i];

		if (fault->operation == operation && fault->countdown &&
			!--fault->countdown && !met.kind)
			met = *fault;
	}
	faults->kills |= met.kind == FAULT_KILLED || met.kind == FAULT_KILLED_AFTER;
	return met;
}

void faults_free(struct sim_faults *faults)
{
	free(faults->list);
	*faults = (struct sim_faults){ .count = 0 };
}
