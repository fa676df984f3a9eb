// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counts the attributes of tags without parsing them. */
#include <string.h>

#include "xml/limits.h"

/* What is not a tag, and may hold anything until it ends. */
static const struct {
	const char *begin;
	const char *end;
} opaque[] = {
	{ "<!--", "-->" },
	{ "<![CDATA[", "]]>" },
	{ "<?", "?>" },
};

/*
 * The place behind the first mark, which ends in '>', or end. With memmem() a sanitizer would
 * look at all that follows, each time.
 */
static const char *skip_to(const char *text, const char *end, const char *mark)
{
	size_t length = strlen(mark);
	const char *place = text;

	while ((place = memchr(place, '>', (size_t)(end - place)))) {
		place++;
		if ((size_t)(place - text) >= length &&
			!memcmp(place - length, mark, length))
			return place;
	}
	return end;
}

/* The place behind what begins at text and is no tag; text itself for a tag. */
static const char *skip_opaque(const char *text, const char *end)
{
	size_t left = (size_t)(end - text);

	for (size_t i = 0; i < sizeof(opaque) / sizeof(opaque[0]); i++) {
		size_t begin = strlen(opaque[i].begin);

		if (left >= begin && !memcmp(text, opaque[i].begin, begin))
			return skip_to(text + begin, end, opaque[i].end);
	}
	return text;
}

/*
 * Walks over the tag at *text. Returns the place of an attribute too many, or NULL; *text
 * is then behind the tag.
 */
static const char *walk_tag(const char **text, const char *end)
{
	size_t count = 0;
	const char *place = *text;

	for (; place < end && *place != '>'; place++) {
		if (*place == '=' && ++count > NHD_ATTRIBUTES_MAX)
			return place;
		if (*place == '"' || *place == '\'') {
			const char *close =
				memchr(place + 1, *place, (size_t)(end - place - 1));

			place = close ? close : end - 1;
		}
	}
	*text = place;
	return NULL;
}

size_t nhd_excess_attribute(const char *text, size_t length)
{
	const char *end = text + length, *place = text;

	while ((place = memchr(place, '<', (size_t)(end - place)))) {
		const char *behind = skip_opaque(place, end);
		const char *excess = NULL;

		if (behind == place)
			excess = walk_tag(&behind, end);
		if (excess)
			return (size_t)(excess - text);
		place = behind;
	}
	return 0;
}
