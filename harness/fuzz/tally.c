// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counts documents, and decides which of them are looked into. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/tally.h"
#include "memory.h"

/* After so many without news, one in 2^QUIET_MAX is still shrunk. */
#define QUIET_MAX 10

static size_t find_place(struct tally *tally, const char *name)
{
	size_t i = 0;

	while (i < tally->place_count && strcmp(tally->places[i].name, name) != 0)
		i++;
	if (i < tally->place_count)
		return i;
	tally->places = memory_grow(tally->places, i + 1, sizeof(*tally->places));
	tally->places[i] = (struct tally_place){ .name = memory_copy(name) };
	tally->place_count++;
	return i;
}

static void count_form(struct tally_form *form)
{
	form->count++;
	if (form->known)
		form->known->count++;
}

bool tally_add(
	struct tally *tally, enum fuzz_verdict verdict, const char *place, size_t *index)
{
	char *name = memory_format("%s:%s", fuzz_verdict_name(verdict), place);
	struct tally_place *at;
	unsigned int quiet;

	*index = find_place(tally, name);
	free(name);
	at = &tally->places[*index];
	quiet = at->quiet < QUIET_MAX ? at->quiet : QUIET_MAX;
	if (!(at->count++ & ((UINT64_C(1) << quiet) - 1)))
		return true;
	count_form(&tally->forms[at->form]);
	return false;
}

static size_t find_form(const struct tally *tally, const char *signature)
{
	size_t i = 0;

	while (i < tally->form_count && strcmp(tally->forms[i].signature, signature) != 0)
		i++;
	return i;
}

struct tally_form *tally_shrunk(struct tally *tally, size_t index, const char *signature,
	struct known_line *known)
{
	struct tally_place *place = &tally->places[index];
	size_t i = find_form(tally, signature);
	struct tally_form *form;

	place->form = i;
	if (i < tally->form_count) {
		place->quiet++;
		count_form(&tally->forms[i]);
		return NULL;
	}
	tally->forms = memory_grow(tally->forms, i + 1, sizeof(*tally->forms));
	tally->form_count++;
	form = &tally->forms[i];
	*form = (struct tally_form){ memory_copy(signature), 0, 0, known };
	count_form(form);
	/* What is known in ever new shapes is no news. */
	place->quiet = known ? place->quiet + 1 : 0;
	if (known)
		return NULL;
	form->number = ++tally->findings;
	return form;
}

uint64_t tally_disagreements(const struct tally *tally)
{
	uint64_t count = 0;

	for (size_t i = 0; i < tally->form_count; i++)
		if (!tally->forms[i].known)
			count += tally->forms[i].count;
	return count;
}

static uint64_t known_by_list(const struct tally *tally)
{
	uint64_t count = 0;

	for (size_t i = 0; i < tally->form_count; i++)
		if (tally->forms[i].known)
			count += tally->forms[i].count;
	return count;
}

void tally_print(const struct tally *tally, FILE *stream)
{
	uint64_t documents = 0;

	for (int i = 0; i < FUZZ_VERDICTS; i++)
		documents += tally->verdicts[i];
	for (size_t i = 0; i < tally->form_count; i++)
		if (!tally->forms[i].known)
			fprintf(stream, "# %" PRIu64 " like disagreement %zu, %s\n",
				tally->forms[i].count, tally->forms[i].number,
				tally->forms[i].signature);
	fprintf(stream,
		"# not compared: %" PRIu64 " of kinds that are not for both, %" PRIu64
		" skipped by the judge; known: %" PRIu64 " with a document type, %" PRIu64
		" in other encodings, %" PRIu64
		" that the judge prints unescaped, %" PRIu64 " listed\n",
		tally->verdicts[FUZZ_NOT_ASKED], tally->verdicts[FUZZ_JUDGE_SKIPS],
		tally->verdicts[FUZZ_KNOWN_DOCTYPE], tally->verdicts[FUZZ_KNOWN_ENCODING],
		tally->verdicts[FUZZ_KNOWN_ESCAPING], known_by_list(tally));
	fprintf(stream,
		"%" PRIu64 " documents, %" PRIu64 " accepted by both, %" PRIu64
		" rejected by both, %" PRIu64 " disagreements\n",
		documents, tally->verdicts[FUZZ_BOTH_ACCEPT],
		tally->verdicts[FUZZ_BOTH_REJECT], tally_disagreements(tally));
}

void tally_free(struct tally *tally)
{
	for (size_t i = 0; i < tally->place_count; i++)
		free(tally->places[i].name);
	for (size_t i = 0; i < tally->form_count; i++)
		free(tally->forms[i].signature);
	free(tally->places);
	free(tally->forms);
	*tally = (struct tally){ 0 };
}
