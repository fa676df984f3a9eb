// SPDX-License-Identifier: LGPL-2.1-or-later
/* Agreement, and the few reasons for which two may differ and still agree. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "classes.h"
#include "fuzz/tree.h"
#include "fuzz/verdict.h"
#include "memory.h"

#define PLACE_MAX 200

static const char *const names[] = {
#define VERDICT_NAME(name, text) [FUZZ_##name] = text,
	VERDICTS(VERDICT_NAME)
#undef VERDICT_NAME
};

const char *fuzz_verdict_name(enum fuzz_verdict verdict)
{
	return names[verdict];
}

bool fuzz_is_disagreement(enum fuzz_verdict verdict)
{
	return verdict >= FUZZ_SUBJECT_SKIPS;
}

/* A word of a message, if it is one and no number, name or value. */
static size_t add_word(struct buffer *place, const char *word)
{
	static const char characters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t length = strspn(word, characters);
	bool dash = place->length && place->data[place->length - 1] == '-';

	if (!length || (length > 2 && strcspn(word, "0123456789_") >= length))
		buffer_add(place, word, length);
	if (!dash && !length)
		buffer_add_text(place, "-");
	return length ? length : 1;
}

/* A message without what it quotes and counts, so that the same sentence is the same. */
static void add_message_shape(struct buffer *place, const char *message)
{
	while (*message && *message != '\n' && place->length < PLACE_MAX) {
		const char *close = NULL;

		if (*message == '\'' || *message == '"')
			close = strchr(message + 1, *message);
		message = close ? close + 1 : message + add_word(place, message);
	}
}

static void add_rejection(struct buffer *place, const struct answer *answer)
{
	buffer_format(place, "%s:", answer->error_class);
	add_message_shape(place, buffer_text(&answer->text));
}

/* The open elements at an offset of a text, as a path; an attribute where it is in one. */
static void add_path(struct buffer *place, const struct buffer *text, size_t offset)
{
	const char *open[32];
	size_t depth = 0;
	const char *end = text->data + (offset > text->length ? text->length : offset);

	for (const char *at = text->data; at < end; at++) {
		if (*at != '<')
			continue;
		if (at[1] == '/')
			depth -= depth > 0;
		else if (depth < 32)
			open[depth++] = at + 1;
		at += strcspn(at, ">");
		if (at < end && at[-1] == '/')
			depth -= depth > 0;
	}
	for (size_t i = 0; i < depth; i++)
		buffer_format(place, "/%.*s", (int)strcspn(open[i], " />\n"), open[i]);
	for (const char *at = end; depth && at > open[depth - 1] && *at != '>'; at--)
		if (*at == ' ' &&
			at + 1 + strcspn(at + 1, "='>") < text->data + text->length &&
			at[1 + strcspn(at + 1, "='>")] == '=') {
			buffer_format(place, "/@%.*s", (int)strcspn(at + 1, "="), at + 1);
			return;
		}
}

/* Two canonical forms that are read side by side. */
struct sides {
	const struct buffer *judge;
	const struct buffer *again; /* the judge's second answer; NULL: not asked for */
	const struct buffer *subject;
	size_t judge_at;
	size_t subject_at;
};

/* Whether the value of an attribute of that name begins at an offset. */
static bool attribute_before(const struct buffer *text, size_t at, const char *name)
{
	size_t length = strlen(name);

	return at > length + 2 && text->data[at - 1] == '\'' &&
	       text->data[at - 2] == '=' && text->data[at - length - 3] == ' ' &&
	       !memcmp(text->data + at - length - 2, name, length);
}

static const char *rest(const struct buffer *text, size_t at)
{
	return text->data + at;
}

/* What libvirt makes up where the document is silent, and the form that it has. */
static const struct {
	const char *name;
	const char *form; /* x: a lower-case hexadecimal digit */
} inventions[] = {
	{ "address", "xx:xx:xx:xx:xx:xx" },
	{ "interfaceid", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" },
	{ "instanceid", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" },
};

static bool has_form(const char *text, const char *form)
{
	for (; *form; text++, form++)
		if (*form == 'x' ? !*text || !strchr("0123456789abcdef", *text)
				 : *text != *form)
			return false;
	return *text == '\'';
}

/* Passes over a value that both may have made up; false where it cannot be one. */
static bool pass_invention(struct sides *sides)
{
	for (size_t i = 0; i < sizeof(inventions) / sizeof(inventions[0]); i++) {
		const char *form = inventions[i].form;

		if (!attribute_before(
			    sides->judge, sides->judge_at, inventions[i].name) ||
			!has_form(rest(sides->judge, sides->judge_at), form) ||
			!has_form(rest(sides->subject, sides->subject_at), form))
			continue;
		/* A MAC that is made up is neither zero nor a group's. */
		if (form[2] == ':' &&
			(!strchr("02468ace",
				 rest(sides->subject, sides->subject_at)[1]) ||
				!strncmp(rest(sides->subject, sides->subject_at),
					"00:00:00:00:00:00", 17)))
			return false;
		/* What the judge says twice comes from the document. */
		if (sides->again &&
			!memcmp(rest(sides->judge, sides->judge_at),
				rest(sides->again, sides->judge_at), strlen(form)))
			return false;
		sides->judge_at += strlen(form);
		sides->subject_at += strlen(form);
		return true;
	}
	return false;
}

/*
 * Values that libvirt prints as they are, where it calls virBufferAsprintf() and not
 * virBufferEscapeString(): a profileid with an ampersand makes its output another document,
 * or none. virNetDevVPortProfileFormat (virnetdevvportprofile.c),
 * virDomainHostdevDefFormatSubsysSCSI (domain_conf.c), virPortGroupDefFormat
 * (network_conf.c).
 */
static const struct {
	const char *element;
	const char *attribute;
} unescaped[] = {
	{ "parameters", "profileid" },
	{ "adapter", "name" },
	{ "portgroup", "name" },
	{ "source", "name" },
};

/* Whether an offset of a well formed text lies in the start tag of an element. */
static bool is_in_tag(const struct buffer *text, size_t at, const char *element)
{
	size_t length = strlen(element);

	while (at && text->data[at] != '<')
		at--;
	return !strncmp(text->data + at + 1, element, length) &&
	       text->data[at + 1 + length] == ' ';
}

/* Passes over a value that the subject escaped and the judge did not. */
static bool pass_unescaped(struct sides *sides)
{
	const char *value = rest(sides->subject, sides->subject_at);
	char *markup;
	char *plain;
	bool same = false;

	for (size_t i = 0; i < sizeof(unescaped) / sizeof(unescaped[0]) && !same; i++) {
		if (!attribute_before(
			    sides->subject, sides->subject_at, unescaped[i].attribute) ||
			!is_in_tag(sides->subject, sides->subject_at - 1,
				unescaped[i].element))
			continue;
		markup = memory_copy_length(value, strcspn(value, "'"));
		plain = tree_unescape(markup);
		same = !strncmp(rest(sides->judge, sides->judge_at), plain,
			       strlen(plain)) &&
		       rest(sides->judge, sides->judge_at)[strlen(plain)] == '\'';
		if (same) {
			sides->judge_at += strlen(plain);
			sides->subject_at += strlen(markup);
		}
		free(plain);
		free(markup);
	}
	return same;
}

/* Where values begin in both, they may differ and mean the same. */
static bool is_at_value(const struct sides *sides)
{
	return sides->judge_at && sides->subject_at &&
	       rest(sides->judge, sides->judge_at)[-1] == '\'' &&
	       rest(sides->subject, sides->subject_at)[-1] == '\'';
}

/* Whether the value at which both stand is the same, byte for byte. */
static bool same_value(const struct sides *sides)
{
	const char *judge = rest(sides->judge, sides->judge_at);
	const char *subject = rest(sides->subject, sides->subject_at);
	size_t length = strcspn(judge, "'");

	return length == strcspn(subject, "'") && !memcmp(judge, subject, length);
}

/*
 * Behind a value that is printed as it is, quotes do not pair any more, and whoever takes
 * the indentation off goes astray: only blanks may differ there. False where more does.
 */
static bool pass_blanks(struct sides *sides)
{
	size_t judge = strspn(rest(sides->judge, sides->judge_at), " ");
	size_t subject = strspn(rest(sides->subject, sides->subject_at), " ");

	sides->judge_at += judge;
	sides->subject_at += subject;
	return judge || subject;
}

/* Passes over what may differ where both stand, and says what that makes of the whole. */
static enum fuzz_verdict pass_values(struct sides *sides, enum fuzz_verdict verdict)
{
	if (!is_at_value(sides) || same_value(sides))
		return verdict;
	if (pass_invention(sides))
		return verdict == FUZZ_BOTH_ACCEPT ? FUZZ_INVENTION : verdict;
	return pass_unescaped(sides) ? FUZZ_KNOWN_ESCAPING : verdict;
}

static enum fuzz_verdict compare_forms(const struct buffer *judge,
	const struct buffer *again, const struct buffer *subject, struct buffer *place)
{
	enum fuzz_verdict verdict = FUZZ_BOTH_ACCEPT;
	struct sides sides = { judge, again, subject, 0, 0 };

	if (again && again->length != judge->length)
		sides.again = NULL;
	while (sides.judge_at < judge->length || sides.subject_at < subject->length) {
		verdict = pass_values(&sides, verdict);
		if (*rest(judge, sides.judge_at) == *rest(subject, sides.subject_at)) {
			sides.judge_at++;
			sides.subject_at++;
		} else if (verdict != FUZZ_KNOWN_ESCAPING || !pass_blanks(&sides)) {
			break;
		}
	}
	if (sides.judge_at >= judge->length && sides.subject_at >= subject->length)
		return verdict;
	add_path(place, judge, sides.judge_at);
	buffer_add_text(place, ":");
	add_path(place, subject, sides.subject_at);
	return FUZZ_OTHER_FORM;
}

static bool has_failed(const struct answer *answer)
{
	return answer->kind >= ANSWER_CRASH;
}

static enum fuzz_verdict compare_classes(
	const struct answer *judge, const struct answer *subject, struct buffer *place)
{
	if (!strcmp(judge->error_class, subject->error_class) ||
		!strcmp(judge->error_class, CLASS_UNKNOWN) ||
		!strcmp(subject->error_class, CLASS_UNKNOWN))
		return FUZZ_BOTH_REJECT;
	add_rejection(place, judge);
	buffer_format(place, ":%s", subject->error_class);
	return FUZZ_OTHER_CLASS;
}

static enum fuzz_verdict compare_answers(const struct answer *judge,
	const struct answer *again, const struct answer *subject, struct buffer *place)
{
	if (has_failed(judge) || has_failed(subject)) {
		add_message_shape(place,
			buffer_text(has_failed(judge) ? &judge->text : &subject->text));
		return has_failed(judge) ? FUZZ_JUDGE_FAILS : FUZZ_SUBJECT_FAILS;
	}
	if (judge->kind == ANSWER_SKIP)
		return FUZZ_JUDGE_SKIPS;
	if (subject->kind == ANSWER_SKIP) {
		add_message_shape(place, buffer_text(&subject->text));
		return FUZZ_SUBJECT_SKIPS;
	}
	if (judge->kind == ANSWER_ACCEPT && subject->kind == ANSWER_ACCEPT)
		return buffer_equal(&judge->text, &subject->text)
			       ? FUZZ_BOTH_ACCEPT
			       : compare_forms(&judge->text,
					 again && again->kind == ANSWER_ACCEPT
						 ? &again->text
						 : NULL,
					 &subject->text, place);
	if (judge->kind == ANSWER_REJECT && subject->kind == ANSWER_REJECT)
		return compare_classes(judge, subject, place);
	add_rejection(place, judge->kind == ANSWER_REJECT ? judge : subject);
	return judge->kind == ANSWER_REJECT ? FUZZ_SUBJECT_ACCEPTS : FUZZ_SUBJECT_REJECTS;
}

/*
 * Whether the document declares another encoding than UTF-8, or is in one: libvirt has
 * libxml2 read a string, and there the releases of libxml2 differ.
 */
static bool has_encoding(const struct buffer *text)
{
	const char *start = text->data;
	const char *end;
	const char *name;

	if (memchr(start, '\0', text->length))
		return true;
	start = strstr(start, "<?xml");
	end = start ? strstr(start, "?>") : NULL;
	name = start ? strstr(start, "encoding") : NULL;
	if (!end || !name || name > end)
		return false;
	name += strcspn(name, "'\"");
	return strncasecmp(name + 1, "utf-8", 5) != 0 || !strchr("'\"", name[6]);
}

/* Whether a value that looks invented may have come from the document after all. */
static bool may_be_given(const struct buffer *text)
{
	return strstr(buffer_text(text), "mac") ||
	       strstr(buffer_text(text), "interfaceid") ||
	       strstr(buffer_text(text), "instanceid") ||
	       strlen(buffer_text(text)) != text->length;
}

enum fuzz_verdict fuzz_compare(const struct buffer *text, const struct answer *judge,
	const struct answer *again, const struct answer *subject, struct buffer *place)
{
	enum fuzz_verdict verdict;

	buffer_clear(place);
	verdict = compare_answers(judge, again, subject, place);
	if (verdict == FUZZ_INVENTION && (again || !may_be_given(text)))
		return FUZZ_BOTH_ACCEPT;
	if (!fuzz_is_disagreement(verdict) || verdict >= FUZZ_JUDGE_FAILS ||
		!text->length)
		return verdict;
	if (strstr(text->data, "<!DOCTYPE"))
		return FUZZ_KNOWN_DOCTYPE;
	return has_encoding(text) ? FUZZ_KNOWN_ENCODING : verdict;
}
