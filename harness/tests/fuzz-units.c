// SPDX-License-Identifier: LGPL-2.1-or-later
/* The parts of fuzz, each by itself, with libxml2 as the judge of what they make. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlregexp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/corpus.h"
#include "fuzz/mutate.h"
#include "fuzz/regex.h"
#include "fuzz/schema_source.h"
#include "fuzz/shape.h"
#include "fuzz/verdict.h"
#include "memory.h"
#include "tests/tally.h"

static struct buffer text_buffer(const char *text)
{
	struct buffer buffer = { 0 };

	buffer_add_text(&buffer, text);
	return buffer;
}

/* What is read is written as it was. */
static void test_tree(struct tally *tally)
{
	static const char *const same[] = {
		"<a/>",
		"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY e '<x>'>]>\n<a b=\"1\"/>\n",
		"<a>x<!-- <b> --><b:c d='&#x41;&lt;'/><![CDATA[<]]></a><!-- end -->",
		"<a b='1' b='2'><a><a/></a> </a>",
	};
	static const char *const torn[] = { "", "x", "<a>", "<a></b>", "<a b></a>",
		"<a b=1/>", "<a b='1/>", "</a>", "<!-- <a/>", "<a><![CDATA[</a>" };

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct part *tree = tree_parse(same[i], strlen(same[i]));
		struct part *copy = tree ? tree_copy(tree) : NULL;
		struct buffer text = { 0 };

		if (copy)
			tree_write(copy, &text);
		check(tally, !strcmp(buffer_text(&text), same[i]),
			"written as it was read");
		buffer_free(&text);
		tree_free(copy);
		tree_free(tree);
	}
	for (size_t i = 0; i < sizeof(torn) / sizeof(torn[0]); i++)
		check(tally, !tree_parse(torn[i], strlen(torn[i])), "torn");
	check(tally, !tree_parse("<a/>\0", 5), "a NUL");
}

static void test_unescape(struct tally *tally)
{
	static const char *const pairs[][2] = {
		{ "a&amp;b", "a&b" },
		{ "&#65;&#x42;&#xe9;", "AB\xc3\xa9" },
		{ "&x;&#0;& &#", "&x;&#0;& &#" },
		{ "&amp;amp;", "&amp;" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char *text = tree_unescape(pairs[i][0]);

		check(tally, !strcmp(text, pairs[i][1]), pairs[i][0]);
		free(text);
	}
}

static void test_regex(struct tally *tally)
{
	static const char *const expressions[] = {
		"[0-9]+",
		"(0x)?[0-9a-fA-F]{1,4}",
		"[a-fA-F0-9]{2}(:[a-fA-F0-9]{2}){5}",
		"a|bc|(d|e(f|g))*",
		"[^<>&]{3,7}",
		"[a-z-[aeiou]]{4}",
		"\\d{3}\\.\\S\\s\\w*",
		"[\\i-[:]][\\c-[:]]*",
		"\\p{Lu}\\p{Nd}?",
		"x{0}y{2,}z?",
		"[\\-\\]x]+",
		"[+\\-.]{5}",
		".{0,39}",
		"",
		"\xc3\xa9{2}",
		"([01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])(\\.([01]?[0-9]{1,2})){3}",
	};
	struct dice dice;

	dice_start(&dice, 1, 1);
	for (size_t i = 0; i < sizeof(expressions) / sizeof(expressions[0]); i++) {
		xmlRegexp *judge = xmlRegexpCompile(BAD_CAST expressions[i]);
		struct buffer text = { 0 };
		bool good = judge != NULL;

		for (int j = 0; j < 300 && good; j++) {
			buffer_clear(&text);
			buffer_add_text(&text, "");
			regex_make(expressions[i], &dice, &text);
			good = xmlRegexpExec(judge, BAD_CAST text.data) == 1;
		}
		check(tally, good, expressions[i]);
		if (!good)
			printf("# came: '%s'\n", buffer_text(&text));
		buffer_free(&text);
		xmlRegFreeRegexp(judge);
	}
}

static const char schema_text[] =
	"<grammar xmlns='http://relaxng.org/ns/structure/1.0'"
	" datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>"
	"<start><choice><ref name='one'/><ref name='two'/></choice></start>"
	"<define name='one'><element name='interface'><interleave>"
	"<attribute "
	"name='type'><choice><value>a</value><value>b</value></choice></attribute>"
	"<optional><attribute name='n'><data type='unsignedByte'>"
	"<param name='minInclusive'>3</param></data></attribute></optional>"
	"<optional><attribute name='i'><data type='int'/></attribute></optional>"
	"<optional><attribute name='s'><data type='string'><param "
	"name='maxLength'>4</param>"
	"<except><value>x</value></except></data></attribute></optional>"
	"<oneOrMore><element name='p'><attribute name='v'><data type='string'>"
	"<param name='pattern'>[a-c]{2,4}</param></data></attribute>"
	"<optional><ref name='one'/></optional></element></oneOrMore>"
	"<zeroOrMore><element><anyName><except><name>p</name><name>t</name></except></"
	"anyName>"
	"<zeroOrMore><attribute><anyName/></attribute></zeroOrMore><text/></element>"
	"</zeroOrMore>"
	"<group><optional><element name='t'><data type='positiveInteger'/></element>"
	"</optional></group></interleave></element></define>"
	"<define name='two'><element name='network'><mixed><zeroOrMore><element>"
	"<choice><name>q</name><name>r</name></choice><empty/></element></zeroOrMore>"
	"</mixed></element></define>"
	"<define name='two' combine='choice'><notAllowed/></define></grammar>";

/* Writes the schema to where schema_load() can have it. */
static char *schema_file(void)
{
	const char *folder = getenv("TMPDIR");
	char *path = memory_format("%s/fuzz-units-XXXXXX", folder ? folder : "/tmp");
	int fd = mkstemp(path);
	FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;

	if (stream) {
		fputs(schema_text, stream);
		fclose(stream);
	}
	return path;
}

static bool is_valid(xmlRelaxNGValidCtxt *context, const struct part *document)
{
	struct buffer text = { 0 };
	xmlDoc *parsed;
	bool valid;

	tree_write(document, &text);
	parsed =
		xmlReadMemory(text.data, (int)text.length, NULL, NULL, XML_PARSE_NOERROR);
	valid = parsed && !xmlRelaxNGValidateDoc(context, parsed);
	if (!valid)
		printf("# not valid: %s\n", text.data);
	xmlFreeDoc(parsed);
	buffer_free(&text);
	return valid;
}

/* What is made from a schema and left as it is, the schema allows. */
static void make_valid(struct tally *tally, const struct schema *schema, const char *name)
{
	xmlRelaxNGParserCtxt *parser =
		xmlRelaxNGNewMemParserCtxt(schema_text, (int)strlen(schema_text));
	xmlRelaxNG *judge = xmlRelaxNGParse(parser);
	xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(judge);
	const struct pattern *root = schema_root(schema, name);
	struct corpus corpus = { 0 };
	bool good = root && context;

	schema_teach(schema, &corpus);
	for (uint64_t i = 0; i < 500 && good; i++) {
		struct part *document;
		struct dice dice;

		dice_start(&dice, 7, i);
		document = schema_make(root, &dice, &corpus);
		good = is_valid(context, document);
		tree_free(document);
	}
	check(tally, good, name);
	corpus_free(&corpus);
	xmlRelaxNGFreeValidCtxt(context);
	xmlRelaxNGFree(judge);
	xmlRelaxNGFreeParserCtxt(parser);
}

static void test_schema(struct tally *tally)
{
	char *path = schema_file();
	char *complaint = NULL;
	struct schema schema = { 0 };

	check(tally, !schema_load(&schema, path, &complaint), "a schema is read");
	make_valid(tally, &schema, "interface");
	make_valid(tally, &schema, "network");
	check(tally, !schema_root(&schema, "domain"), "what it does not begin with");
	schema_free(&schema);
	remove(path);
	check(tally, schema_load(&schema, path, &complaint) && complaint, "no such file");
	schema_free(&schema);
	free(complaint);
	free(path);
}

/* Whatever is changed, what comes out can be written, and is not always the same. */
static void test_mutate(struct tally *tally)
{
	static const char text[] =
		"<a b='1'><c d='00:11:22:33:44:55'>x</c><e f='yes'/></a>";
	struct corpus corpus = { 0 };
	size_t changed = 0;

	corpus_add_attribute(&corpus, "c", "d");
	for (uint64_t i = 0; i < 2000; i++) {
		struct part *document = tree_parse(text, strlen(text));
		struct buffer result = { 0 };
		struct dice dice;

		dice_start(&dice, 3, i);
		mutate_tree(document, 3, &dice, &corpus);
		tree_write(document, &result);
		mutate_bytes(&result, &dice);
		changed += strcmp(buffer_text(&result), text) != 0;
		buffer_free(&result);
		tree_free(document);
	}
	check(tally, changed > 1900, "changes change");
	corpus_free(&corpus);
}

static struct answer accepted(const char *text)
{
	struct answer answer = { .kind = ANSWER_ACCEPT };

	buffer_add_text(&answer.text, text);
	return answer;
}

static struct answer rejected(const char *class, const char *message)
{
	struct answer answer = { .kind = ANSWER_REJECT };

	answer.error_class = memory_copy(class);
	buffer_add_text(&answer.text, message);
	return answer;
}

/* judge and subject are freed. */
static void compares(struct tally *tally, const char *text, struct answer judge,
	struct answer subject, enum fuzz_verdict verdict, const char *name)
{
	struct buffer document = text_buffer(text);
	struct buffer place = { 0 };
	enum fuzz_verdict came = fuzz_compare(&document, &judge, NULL, &subject, &place);

	check(tally, came == verdict, name);
	if (came != verdict)
		printf("# came: %s %s\n", fuzz_verdict_name(came), buffer_text(&place));
	buffer_free(&place);
	buffer_free(&document);
	answer_free(&judge);
	answer_free(&subject);
}

#define MAC(octet) "<i>\n  <mac address='52:54:00:00:00:" octet "'/>\n</i>\n"
#define PROFILE(value) "<parameters profileid='" value "'/>\n"

static void test_verdict(struct tally *tally)
{
	compares(tally, "<a/>", accepted("<a/>"), accepted("<a/>"), FUZZ_BOTH_ACCEPT,
		"same");
	compares(tally, "<a/>", accepted("<a/>"), accepted("<b/>"), FUZZ_OTHER_FORM,
		"another form");
	compares(tally, "<a/>", accepted("<a/>"), accepted("<a/>\n"), FUZZ_OTHER_FORM,
		"one more byte");
	compares(tally, "<a/>", accepted(MAC("01")), accepted(MAC("02")),
		FUZZ_BOTH_ACCEPT, "two inventions");
	compares(tally, "<mac/>", accepted(MAC("01")), accepted(MAC("02")),
		FUZZ_INVENTION, "two that may be inventions");
	compares(tally, "<a/>", accepted(MAC("01")), accepted(MAC("0A")), FUZZ_OTHER_FORM,
		"an invention in another form");
	compares(tally, "<a/>", accepted(MAC("01")), accepted("<i>\n</i>\n"),
		FUZZ_OTHER_FORM, "an invention of one");
	compares(tally, "<a/>", accepted(PROFILE("a&b'")),
		accepted(PROFILE("a&amp;b&apos;")), FUZZ_KNOWN_ESCAPING,
		"a value that is not escaped");
	compares(tally, "<a/>", accepted(PROFILE("a&c")), accepted(PROFILE("a&amp;b")),
		FUZZ_OTHER_FORM, "another value");
	compares(tally, "<a/>", accepted("<x profileid='&'/>"),
		accepted("<x profileid='&amp;'/>"), FUZZ_OTHER_FORM,
		"a value that should be escaped");
	compares(tally, "<a/>", rejected("xml-error", "x"), rejected("xml-error", "y"),
		FUZZ_BOTH_REJECT, "the same class");
	compares(tally, "<a/>", rejected("xml-error", "x"), rejected("rejected", "y"),
		FUZZ_BOTH_REJECT, "no class");
	compares(tally, "<a/>", rejected("xml-error", "x"),
		rejected("internal-error", "x"), FUZZ_OTHER_CLASS, "another class");
	compares(tally, "<a/>", accepted("<a/>"), rejected("xml-error", "x"),
		FUZZ_SUBJECT_REJECTS, "the subject rejects");
	compares(tally, "<a/>", rejected("xml-error", "x"), accepted("<a/>"),
		FUZZ_SUBJECT_ACCEPTS, "the subject accepts");
	compares(tally, "<!DOCTYPE a><a/>", accepted("<a/>"), rejected("xml-error", "x"),
		FUZZ_KNOWN_DOCTYPE, "a document type");
	compares(tally, "<?xml version='1.0' encoding='UTF-16'?><a/>", accepted("<a/>"),
		rejected("xml-error", "x"), FUZZ_KNOWN_ENCODING, "an encoding");
	compares(tally, "<?xml version='1.0' encoding='utf-8'?><a/>", accepted("<a/>"),
		rejected("xml-error", "x"), FUZZ_SUBJECT_REJECTS, "no other encoding");
	compares(tally, "<a/>", (struct answer){ .kind = ANSWER_SKIP }, accepted("<a/>"),
		FUZZ_JUDGE_SKIPS, "the judge skips");
	compares(tally, "<a/>", accepted("<a/>"), (struct answer){ .kind = ANSWER_SKIP },
		FUZZ_SUBJECT_SKIPS, "the subject skips");
}

static void test_shape(struct tally *tally)
{
	static const char *const pairs[][2] = {
		{ "<a c='12' b='x y'>\n  <d/>\n</a>\n", "a(b=x_y,c=0){d}" },
		{ "<a><b/>text 1<!-- c --></a>", "a{b,text_0,<!--_c_-->}" },
		{ "<a", "<a" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct buffer text = text_buffer(pairs[i][0]);
		struct buffer shape = { 0 };

		shape_add(&shape, &text);
		check(tally, !strcmp(buffer_text(&shape), pairs[i][1]), pairs[i][1]);
		buffer_free(&shape);
		buffer_free(&text);
	}
}

int main(void)
{
	struct tally tally = { 0 };

	xmlInitParser();
	test_tree(&tally);
	test_unescape(&tally);
	test_regex(&tally);
	test_schema(&tally);
	test_mutate(&tally);
	test_verdict(&tally);
	test_shape(&tally);
	xmlCleanupParser();
	return tally_end(&tally);
}
