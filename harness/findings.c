// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is wrong with a suite. */
#include <stdarg.h>
#include <stdlib.h>

#include "findings.h"
#include "memory.h"

void findings_add(struct findings *findings, const char *rule, const char *where,
	const char *format, ...)
{
	char sentence[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	findings->list =
		memory_grow(findings->list, findings->count + 1, sizeof(*findings->list));
	findings->list[findings->count].rule = rule;
	findings->list[findings->count].text = memory_format("%s: %s", where, sentence);
	findings->count++;
}

void findings_print(const struct findings *findings, FILE *stream)
{
	for (size_t i = 0; i < findings->count; i++)
		fprintf(stream, "%s [%s]\n", findings->list[i].text,
			findings->list[i].rule);
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->list[i].text);
	free(findings->list);
	*findings = (struct findings){ 0 };
}
