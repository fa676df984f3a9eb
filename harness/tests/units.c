// SPDX-License-Identifier: LGPL-2.1-or-later
/* The parts of the harness that judge, each by itself: normaliser, diff, markup, frames.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "diff.h"
#include "invents.h"
#include "losses.h"
#include "markup.h"
#include "memory.h"
#include "normalise.h"
#include "subject.h"
#include "tests/tally.h"
#include "version.h"

static struct buffer text_buffer(const char *text)
{
	struct buffer buffer = { 0 };

	buffer_add_text(&buffer, text);
	return buffer;
}

static void check_text(
	struct tally *tally, struct buffer *came, const char *expected, const char *name)
{
	check(tally, !strcmp(buffer_text(came), expected), name);
	if (strcmp(buffer_text(came), expected) != 0)
		printf("# expected: %s\n# came: %s\n", expected, buffer_text(came));
	buffer_free(came);
}

static void test_normalise(struct tally *tally)
{
	static const struct {
		const char *name;
		const char *left;
		const char *right;
		bool same;
	} pairs[] = {
		{ "order of attributes", "<a b='1' c='2'/>", "<a c='2' b='1'/>", true },
		{ "kind of quotes", "<a b='1'/>", "<a b=\"1\"/>", true },
		{ "empty element or pair", "<a><b/></a>", "<a><b></b></a>", true },
		{ "blanks between elements", "<a><b/><c/></a>", "<a>\n  <b/>\t<c/>\n</a>",
			true },
		{ "blanks in a tag", "<a  b='1' />", "<a b='1'/>", true },
		{ "comments", "<a><!-- x --><b/></a>", "<a><b/></a>", true },
		{ "character references", "<a b='&#x41;'/>", "<a b='A'/>", true },
		{ "CDATA", "<a><![CDATA[x]]></a>", "<a>x</a>", true },
		{ "declaration", "<?xml version='1.0'?><a/>", "<a/>", true },
		{ "another value", "<a b='1'/>", "<a b='2'/>", false },
		{ "another name", "<a/>", "<b/>", false },
		{ "order of elements", "<a><b/><c/></a>", "<a><c/><b/></a>", false },
		{ "an element twice", "<a><b/></a>", "<a><b/><b/></a>", false },
		{ "a missing attribute", "<a b='1'/>", "<a/>", false },
		{ "an empty attribute", "<a b=''/>", "<a/>", false },
		{ "text", "<a>x</a>", "<a>y</a>", false },
		{ "blanks in text", "<a>x</a>", "<a> x</a>", false },
		{ "blanks alone in an element", "<a> </a>", "<a/>", false },
		{ "blanks in a value", "<a b='1'/>", "<a b=' 1'/>", false },
		{ "text beside elements", "<a>x<b/></a>", "<a><b/></a>", false },
		{ "namespaces", "<a xmlns='u:x'/>", "<a/>", false },
	};
	struct buffer left = { 0 };
	struct buffer right = { 0 };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		bool parsed = !normalise(&left, pairs[i].left, strlen(pairs[i].left)) &&
			      !normalise(&right, pairs[i].right, strlen(pairs[i].right));
		bool same = !strcmp(buffer_text(&left), buffer_text(&right));

		check(tally, parsed && same == pairs[i].same, pairs[i].name);
	}
	check(tally, normalise(&left, "<a>", 3) != 0 && left.length,
		"what is not well formed has no normal form");
	check(tally, normalise(&left, "", 0) != 0, "nor has nothing");
	buffer_free(&left);
	buffer_free(&right);
}

static void diff_is(struct tally *tally, const char *old, const char *new,
	const char *expected, const char *name)
{
	struct buffer left = text_buffer(old);
	struct buffer right = text_buffer(new);
	struct buffer diff = { 0 };

	diff_unified(&diff, &left, &right);
	check_text(tally, &diff, expected, name);
	buffer_free(&left);
	buffer_free(&right);
}

#define HEAD "--- expected\n+++ subject\n"

static void test_diff(struct tally *tally)
{
	struct buffer left = { 0 };
	struct buffer right = { 0 };
	struct buffer diff = { 0 };

	diff_is(tally, "a\nb\n", "a\nb\n", "", "no difference");
	diff_is(tally, "a\nb\nc\n", "a\nx\nc\n", HEAD "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n",
		"one line");
	diff_is(tally, "", "a\n", HEAD "@@ -0,0 +1,1 @@\n+a\n", "from nothing");
	diff_is(tally, "a\n", "", HEAD "@@ -1,1 +0,0 @@\n-a\n", "to nothing");
	diff_is(tally, "a\n", "a",
		HEAD "@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n",
		"the last newline");
	diff_is(tally, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n",
		"x\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\ny\n",
		HEAD "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n"
		     "@@ -9,4 +9,4 @@\n 9\n 10\n 11\n-12\n+y\n",
		"two hunks");
	diff_is(tally, "a\nb\nc\nd\n", "b\nc\nx\nd\n",
		HEAD "@@ -1,4 +1,4 @@\n-a\n b\n c\n+x\n d\n", "the longest common part");
	diff_is(tally, "a\033[2J\n", "b\n", HEAD "@@ -1,1 +1,1 @@\n-a\\x1b[2J\n+b\n",
		"control characters are tamed");
	for (int i = 0; i < 100000; i++) {
		buffer_format(&left, "l%d\n", i);
		buffer_format(&right, "r%d\n", i);
	}
	diff_unified(&diff, &left, &right);
	check(tally, diff.length && diff.length < 100000, "a huge difference is cut");
	buffer_free(&left);
	buffer_free(&right);
	buffer_free(&diff);
}

static void drops(struct tally *tally, const char *path, const char *text,
	enum invents_result result, const char *rest, const char *name)
{
	struct buffer buffer = text_buffer(text);
	enum invents_result came = invents_drop(&buffer, path);

	check(tally, came == result, name);
	check_text(tally, &buffer, rest ? rest : text, name);
}

#define MAC "/interface/mac"
#define ID "/interface/virtualport/parameters/@interfaceid"
#define UUID "12345678-9abc-def0-1234-56789abcdef0"

static void test_invents(struct tally *tally)
{
	drops(tally, MAC,
		"<interface>\n  <mac address='52:54:00:00:00:01'/>\n</interface>\n",
		INVENTS_DROPPED, "<interface>\n</interface>\n", "a MAC with its line");
	drops(tally, MAC, "<interface><mac address=\"52:54:00:00:00:01\"/></interface>",
		INVENTS_DROPPED, "<interface></interface>", "a MAC within a line");
	drops(tally, MAC, "<interface/>\n", INVENTS_MISSING, NULL, "no MAC");
	drops(tally, MAC,
		"<a><interface><mac address='52:54:00:00:00:01'/></interface></a>",
		INVENTS_MISSING, NULL, "a MAC elsewhere");
	drops(tally, MAC,
		"<interface><x><mac address='52:54:00:00:00:01'/></x></interface>",
		INVENTS_MISSING, NULL, "a MAC too deep");
	drops(tally, MAC, "<interface><!-- <mac address='x'/> --></interface>",
		INVENTS_MISSING, NULL, "a MAC in a comment");
	drops(tally, MAC,
		"<interface><x a='>'/><mac "
		"address='52:54:00:00:00:01'></mac></interface>",
		INVENTS_DROPPED, "<interface><x a='>'/></interface>",
		"a MAC with an end tag");
	drops(tally, MAC,
		"<interface><mac address='52:54:00:00:00:01'> </mac></interface>",
		INVENTS_MALFORMED, NULL, "a MAC that is not an empty element");
	drops(tally, MAC, "<interface><mac address='52:54:00:00:00:0A'/></interface>",
		INVENTS_MALFORMED, NULL, "upper case");
	drops(tally, MAC, "<interface><mac address='53:54:00:00:00:01'/></interface>",
		INVENTS_MALFORMED, NULL, "multicast");
	drops(tally, MAC, "<interface><mac address='00:00:00:00:00:00'/></interface>",
		INVENTS_MALFORMED, NULL, "zero");
	drops(tally, MAC, "<interface><mac address='52:54:00:00:00:1'/></interface>",
		INVENTS_MALFORMED, NULL, "too short");
	drops(tally, MAC,
		"<interface><mac address='52:54:00:00:00:01' type='static'/></interface>",
		INVENTS_MALFORMED, NULL, "a MAC with more than an address");
	drops(tally, MAC "/@address",
		"<interface><mac address='52:54:00:00:00:01' type='static'/></interface>",
		INVENTS_DROPPED, "<interface><mac type='static'/></interface>",
		"the address of a MAC alone");
	drops(tally, ID,
		"<interface><virtualport type='openvswitch'>\n<parameters "
		"interfaceid='" UUID "' profileid='x'/></virtualport></interface>",
		INVENTS_DROPPED,
		"<interface><virtualport type='openvswitch'>\n<parameters profileid='x'/>"
		"</virtualport></interface>",
		"an attribute with the blank before it");
	drops(tally, ID,
		"<interface><virtualport><parameters interfaceid='" UUID
		"'/></virtualport></interface>",
		INVENTS_DROPPED,
		"<interface><virtualport><parameters/></virtualport></interface>",
		"the last attribute");
	drops(tally, ID,
		"<interface><virtualport><parameters "
		"interfaceid='12345678'/></virtualport>"
		"</interface>",
		INVENTS_MALFORMED, NULL, "no UUID");
	drops(tally, ID, "<interface><virtualport><parameters", INVENTS_MISSING, NULL,
		"a torn text");
	drops(tally, "/interface/vlan", "<interface><vlan/></interface>", INVENTS_MISSING,
		NULL, "what nobody invents");
}

static void losses_are(struct tally *tally, const char *old, const char *new,
	const char *expected, const char *name)
{
	struct buffer left = text_buffer(old);
	struct buffer right = text_buffer(new);
	struct buffer report = { 0 };

	losses_report(&report, &left, &right);
	check_text(tally, &report, expected, name);
	buffer_free(&left);
	buffer_free(&right);
}

/* Else a subject's long text would hold up the run for minutes. */
static void test_long_losses(struct tally *tally)
{
	struct buffer text = text_buffer("<a>");

	for (int i = 0; i < 100000; i++)
		buffer_add_text(&text, "<t id='1'/>");
	buffer_add_text(&text, "</a>");
	losses_are(tally, "<a/>", text.data, "", "a long text is not looked into");
	buffer_free(&text);
}

static void test_losses(struct tally *tally)
{
	losses_are(tally, "<a b='1'/>", "<a b='1'/>", "", "nothing lost");
	losses_are(tally, "<a b='1' c='2'/>", "<a b='1'/>", "lost /a/@c='2'",
		"an attribute lost");
	losses_are(
		tally, "<a b='1'/>", "<a/>", "lost /a/@b='1'", "the last attribute lost");
	losses_are(tally, "<a b='1'/>", "<a b='2'/>", "changed /a/@b='1' to '2'",
		"an attribute changed");
	losses_are(tally, "<a/>", "<a b='1'/>", "added /a/@b='1'", "an attribute added");
	losses_are(tally, "<a><t id='1'/><t id='2'/></a>", "<a><t id='1'/></a>",
		"lost /a/t[2]/@id='2'", "the second of its name lost");
	losses_are(tally, "<a><b/></a>", "<a/>", "lost /a/b", "an element lost");
	losses_are(tally, "<a>x</a>", "<a>y</a>", "changed /a/text()='x' to 'y'", "text");
}

static void answer_is(struct tally *tally, const char *text, enum frame_result expected,
	enum answer_kind kind, const char *name)
{
	struct buffer output = text_buffer(text);
	struct answer answer = { .kind = ANSWER_SKIP };
	size_t used = 0;
	enum frame_result result = batch_answer(&output, &answer, &used);

	check(tally,
		result == expected && (result == FRAME_INCOMPLETE || answer.kind == kind),
		name);
	answer_free(&answer);
	buffer_free(&output);
}

static void test_frames(struct tally *tally)
{
	answer_is(tally, "", FRAME_INCOMPLETE, 0, "nothing yet");
	answer_is(tally, "accept 3", FRAME_INCOMPLETE, 0, "half a line");
	answer_is(tally, "accept 3\nab", FRAME_INCOMPLETE, 0, "half a document");
	answer_is(tally, "accept 3\nabc", FRAME_COMPLETE, ANSWER_ACCEPT, "accept");
	answer_is(tally, "reject xml-error /a/@b 2\nno", FRAME_COMPLETE, ANSWER_REJECT,
		"reject with a path");
	answer_is(tally, "reject rejected - 0\n", FRAME_COMPLETE, ANSWER_REJECT,
		"reject without a class");
	answer_is(tally, "skip 1\nx", FRAME_COMPLETE, ANSWER_SKIP, "skip");
	answer_is(tally, "accept -1\n", FRAME_BROKEN, ANSWER_VIOLATION,
		"a negative length");
	answer_is(tally, "accept 3x\n", FRAME_BROKEN, ANSWER_VIOLATION, "no length");
	answer_is(tally, "accept\n", FRAME_BROKEN, ANSWER_VIOLATION, "a length too few");
	answer_is(
		tally, "accept 1 2\n", FRAME_BROKEN, ANSWER_VIOLATION, "a word too many");
	answer_is(
		tally, "accept  1\n", FRAME_BROKEN, ANSWER_VIOLATION, "a blank too many");
	answer_is(tally, "accept 99999999999999999999\n", FRAME_BROKEN, ANSWER_VIOLATION,
		"a length beyond all");
	answer_is(tally, "accept 67108865\n", FRAME_BROKEN, ANSWER_VIOLATION,
		"a length beyond the limit");
	answer_is(tally, "reject bad-luck - 0\n", FRAME_BROKEN, ANSWER_VIOLATION,
		"an unknown class");
	answer_is(tally, "reject xml-error path 0\n", FRAME_BROKEN, ANSWER_VIOLATION,
		"a path that is none");
	answer_is(tally, "Accept 0\n", FRAME_BROKEN, ANSWER_VIOLATION, "an unknown word");
}

static void test_versions(struct tally *tally)
{
	char text[VERSION_TEXT_MAX];
	unsigned long older = 0;
	unsigned long newer = 0;

	check(tally,
		version_parse("9.10.0", &older) && version_parse("11.3.0", &newer) &&
			older < newer,
		"releases compare by number");
	check(tally, !strcmp(version_print(older, text), "9.10.0"), "releases print");
	check(tally,
		!version_parse("11.3", &older) && !version_parse("11.3.0.1", &older) &&
			!version_parse("v11.3.0", &older) &&
			!version_parse("11.3.1000", &older) && !version_parse("", &older),
		"what is no release");
}

int main(void)
{
	struct tally tally = { 0, 0 };

	test_normalise(&tally);
	test_diff(&tally);
	test_invents(&tally);
	test_losses(&tally);
	test_long_losses(&tally);
	test_frames(&tally);
	test_versions(&tally);
	xmlCleanupParser();
	return tally_end(&tally);
}
