// SPDX-License-Identifier: LGPL-2.1-or-later
/* Renders chapters and cases; html.c knows how a page is written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "html.h"

struct book {
	struct buffer page;
	const struct suite *suite;
	char *const *globs;
};

/* How many cases there are of each level. */
struct counts {
	size_t of[LEVEL_COUNT];
};

static const char *const kind_titles[KIND_COUNT] = {
	[KIND_INTERFACE] = "Interfaces",
	[KIND_NETWORK] = "Networks",
	[KIND_DOMAIN] = "Domains",
	[KIND_LIVE] = "Interfaces of running guests",
	[KIND_BACKEND] = "Backends",
};

static const char *const level_meanings[LEVEL_COUNT] = {
	[LEVEL_MUST] = "libvirt's documentation says so, or users rely on it",
	[LEVEL_SHOULD] = "libvirt does it; another may differ, with a reason",
	[LEVEL_QUIRK] = "an accident of libvirt's code",
};

static bool is_chosen(const struct book *book, const struct suite_case *test)
{
	return !book->globs || !*book->globs || suite_id_matches(test->id, book->globs);
}

static void count_chapter(const struct book *book, const struct suite_chapter *chapter,
	struct counts *counts)
{
	for (size_t i = 0; i < chapter->count; i++)
		if (is_chosen(book, &chapter->cases[i]))
			counts->of[chapter->cases[i].level]++;
}

/* The counts of a kind's chapters, or with KIND_COUNT of all. */
static struct counts count_kind(const struct book *book, enum suite_kind kind)
{
	struct counts counts = { { 0 } };

	for (size_t i = 0; i < book->suite->count; i++)
		if (kind == KIND_COUNT || book->suite->chapters[i].kind == kind)
			count_chapter(book, &book->suite->chapters[i], &counts);
	return counts;
}

static size_t sum(const struct counts *counts)
{
	size_t total = 0;

	for (int level = 0; level < LEVEL_COUNT; level++)
		total += counts->of[level];
	return total;
}

/* Adds text within a tag. */
static void add_element(struct book *book, const char *tag, const char *text)
{
	buffer_format(&book->page, "<%s>", tag);
	html_text(&book->page, text);
	buffer_format(&book->page, "</%s>\n", tag);
}

/* Adds a link to a place in the page; ids are such that they need no escaping. */
static void add_link(struct book *book, const char *id, const char *text)
{
	buffer_format(&book->page, "<a href=\"#%s\">", id);
	html_text(&book->page, text);
	buffer_add_text(&book->page, "</a>");
}

static void add_counts(struct book *book, const struct counts *counts)
{
	for (int level = 0; level < LEVEL_COUNT; level++)
		buffer_format(
			&book->page, "<td class=\"count\">%zu</td>", counts->of[level]);
}

static void add_contents_row(struct book *book, const char *start, const char *id,
	const char *title, const struct counts *counts)
{
	buffer_add_text(&book->page, start);
	add_link(book, id, title);
	buffer_add_text(&book->page, "</td>");
	add_counts(book, counts);
	buffer_add_text(&book->page, "</tr>\n");
}

static void add_contents_kind(struct book *book, enum suite_kind kind)
{
	struct counts counts = count_kind(book, kind);

	if (!sum(&counts))
		return;
	add_contents_row(book, "<tr class=\"sum\"><td>", suite_kind_name(kind),
		kind_titles[kind], &counts);
	for (size_t i = 0; i < book->suite->count; i++) {
		const struct suite_chapter *chapter = &book->suite->chapters[i];

		counts = (struct counts){ { 0 } };
		count_chapter(book, chapter, &counts);
		if (chapter->kind == kind && sum(&counts))
			add_contents_row(book, "<tr><td class=\"chapter\">", chapter->id,
				chapter->title, &counts);
	}
}

static void add_contents(struct book *book)
{
	struct counts all = count_kind(book, KIND_COUNT);

	buffer_add_text(&book->page, "<nav id=\"contents\">\n<table>\n<thead><tr>"
				     "<th>Chapter</th>");
	for (int level = 0; level < LEVEL_COUNT; level++)
		buffer_format(&book->page, "<th class=\"count\">%s</th>",
			suite_level_name((enum suite_level)level));
	buffer_add_text(&book->page, "</tr></thead>\n<tbody>\n");
	for (int kind = 0; kind < KIND_COUNT; kind++)
		add_contents_kind(book, (enum suite_kind)kind);
	buffer_add_text(&book->page, "<tr class=\"sum\"><td>All</td>");
	add_counts(book, &all);
	buffer_add_text(&book->page, "</tr>\n</tbody>\n</table>\n</nav>\n");
}

static void add_level(struct book *book, enum suite_level level)
{
	const char *name = suite_level_name(level);

	buffer_format(&book->page, "<span class=\"level %s\">%s</span>", name, name);
}

static void add_preface(struct book *book)
{
	buffer_add_text(&book->page, "<header>\n<h1>libvirt's &lt;interface "
				     "type='hostdev'&gt;, case by case</h1>\n");
	add_element(book, "p",
		"Each chapter says in prose what holds. Each case gives a document, and "
		"the canonical form in which it comes back or the class of error with "
		"which it is refused, and where. A case has a level:");
	buffer_add_text(&book->page, "<dl class=\"levels\">\n");
	for (int level = 0; level < LEVEL_COUNT; level++) {
		buffer_add_text(&book->page, "<dt>");
		add_level(book, (enum suite_level)level);
		buffer_add_text(&book->page, "</dt>");
		add_element(book, "dd", level_meanings[level]);
	}
	buffer_add_text(&book->page, "</dl>\n<p>In the documents, "
				     "<b><code>\\x00</code></b> stands for a byte that "
				     "cannot be seen.</p>\n</header>\n");
}

static void begin_fact(struct book *book, const char *name)
{
	buffer_format(&book->page, "<div><dt>%s</dt> <dd>", name);
}

static void end_fact(struct book *book)
{
	buffer_add_text(&book->page, "</dd></div>\n");
}

static void add_fact(struct book *book, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	begin_fact(book, name);
	html_text(&book->page, text);
	end_fact(book);
}

static void add_words(struct book *book, const char *name, char *const *words)
{
	if (!words || !*words)
		return;
	begin_fact(book, name);
	for (char *const *word = words; *word; word++) {
		buffer_add_text(&book->page, word == words ? "<code>" : " <code>");
		html_text(&book->page, *word);
		buffer_add_text(&book->page, "</code>");
	}
	end_fact(book);
}

static void add_releases(struct book *book, const struct suite_case *test)
{
	char since[VERSION_TEXT_MAX], until[VERSION_TEXT_MAX];

	version_print(test->since, since);
	begin_fact(book, "libvirt");
	if (test->until == VERSION_NONE)
		buffer_format(&book->page, "%s and later", since);
	else
		buffer_format(&book->page, "%s to %s", since,
			version_print(test->until, until));
	end_fact(book);
}

static void add_facts(struct book *book, const struct suite_case *test)
{
	buffer_add_text(&book->page, "<dl class=\"facts\">\n");
	add_releases(book, test);
	add_fact(book, "driver", test->driver);
	add_fact(book, "ref", test->ref);
	add_words(book, "requires", test->requires);
	add_words(book, "invents", test->invents);
	add_fact(book, "unstable",
		test->unstable ? "the canonical form, read again, gives another" : NULL);
	add_fact(book, "do", test->verbs);
	add_fact(book, "behaviour", test->behaviour);
	add_fact(book, "faults", test->faults);
	buffer_add_text(&book->page, "</dl>\n");
}

/* Where the lines and bytes end that are shown; never within a character. */
static size_t shown_length(const struct buffer *text)
{
	const char *end = text->data;
	size_t length;

	for (int line = 0; line < BOOK_LINES_MAX && end; line++) {
		end = memchr(end, '\n', text->length - (size_t)(end - text->data));
		end = end ? end + 1 : NULL;
	}
	length = end ? (size_t)(end - text->data) : text->length;
	if (length <= BOOK_BYTES_MAX)
		return length;
	length = BOOK_BYTES_MAX;
	while (length > BOOK_BYTES_MAX - 4 && (text->data[length] & 0xc0) == 0x80)
		length--;
	return length;
}

static void add_document(
	struct book *book, const char *caption, const struct buffer *text)
{
	size_t shown = text->length ? shown_length(text) : 0;

	buffer_format(&book->page, "<figure><figcaption>%s</figcaption>\n", caption);
	/* A newline behind the tag is no part of a <pre>. */
	buffer_add_text(&book->page, "<pre>\n");
	html_bytes(&book->page, text->data, shown);
	buffer_add_text(&book->page, "</pre>");
	if (shown < text->length)
		buffer_format(&book->page,
			"<p class=\"cut\">Cut here: %zu bytes of %zu are shown.</p>",
			shown, text->length);
	buffer_add_text(&book->page, "</figure>\n");
}

static void add_answer(struct book *book, const struct suite_case *test)
{
	const char *caption =
		test->chapter->kind == KIND_BACKEND ? "the host afterwards" : "output";

	if (!test->rejects && !buffer_equal(&test->input, &test->output)) {
		add_document(book, caption, &test->output);
		return;
	}
	buffer_format(&book->page,
		"<figure><figcaption>%s</figcaption>\n<p class=\"answer\">",
		test->rejects ? "error" : caption);
	if (test->rejects) {
		buffer_format(&book->page, "<code>%s</code>", test->error_class);
		if (test->error_path) {
			buffer_add_text(&book->page, " at <code>");
			html_text(&book->page, test->error_path);
			buffer_add_text(&book->page, "</code>");
		}
	} else {
		buffer_add_text(&book->page, "the same as the input");
	}
	buffer_add_text(&book->page, "</p></figure>\n");
}

static void add_extras(struct book *book, const struct suite_case *test, bool expected)
{
	for (size_t i = 0; i < SUITE_EXTRAS; i++) {
		const struct buffer *text = suite_extra_text(&suite_extras[i], test);

		if (suite_extras[i].is_expected == expected && text->length)
			add_document(book, suite_extras[i].caption, text);
	}
}

static void add_case(struct book *book, const struct suite_case *test)
{
	buffer_format(&book->page, "<article id=\"%s\">\n<h4>", test->id);
	add_link(book, test->id, test->id);
	buffer_add_text(&book->page, " ");
	add_level(book, test->level);
	buffer_add_text(&book->page, "</h4>\n");
	add_element(book, "p", test->prose);
	add_facts(book, test);
	buffer_add_text(&book->page, "<div class=\"pair\">\n");
	add_extras(book, test, false);
	add_document(book, "input", &test->input);
	add_answer(book, test);
	add_extras(book, test, true);
	buffer_add_text(&book->page, "</div>\n</article>\n");
}

static void add_chapter(struct book *book, const struct suite_chapter *chapter)
{
	struct counts counts = { { 0 } };
	size_t paragraph = 0;

	count_chapter(book, chapter, &counts);
	if (!sum(&counts))
		return;
	buffer_format(&book->page, "<section id=\"%s\">\n<h3>", chapter->id);
	add_link(book, chapter->id, chapter->title);
	buffer_add_text(&book->page, "</h3>\n");
	for (size_t i = 0; i < chapter->count; i++) {
		const struct suite_case *test = &chapter->cases[i];

		for (; paragraph < test->paragraphs; paragraph++)
			add_element(book, "p", chapter->paragraphs[paragraph]);
		if (is_chosen(book, test))
			add_case(book, test);
	}
	for (; paragraph < strings_count(chapter->paragraphs); paragraph++)
		add_element(book, "p", chapter->paragraphs[paragraph]);
	buffer_add_text(&book->page,
		"<p><a class=\"top\" href=\"#contents\">Contents</a></p>\n"
		"</section>\n");
}

static void add_kind(struct book *book, enum suite_kind kind)
{
	struct counts counts = count_kind(book, kind);

	if (!sum(&counts))
		return;
	buffer_format(&book->page, "<section id=\"%s\">\n<h2>%s</h2>\n",
		suite_kind_name(kind), kind_titles[kind]);
	for (size_t i = 0; i < book->suite->count; i++)
		if (book->suite->chapters[i].kind == kind)
			add_chapter(book, &book->suite->chapters[i]);
	buffer_add_text(&book->page, "</section>\n");
}

size_t book_print(const struct suite *suite, char *const *globs)
{
	struct book book = { { 0 }, suite, globs };
	struct counts counts = count_kind(&book, KIND_COUNT);

	if (!sum(&counts))
		return 0;
	html_begin(&book.page, "libvirt's hostdev interface, case by case");
	add_preface(&book);
	add_contents(&book);
	buffer_add_text(&book.page, "<main>\n");
	for (int kind = 0; kind < KIND_COUNT; kind++)
		add_kind(&book, (enum suite_kind)kind);
	buffer_format(&book.page,
		"</main>\n<footer>nethostdev %s: %zu cases. The text of the cases is "
		"CC0-1.0.</footer>\n",
		PACKAGE_VERSION, sum(&counts));
	html_end(&book.page);
	fwrite(book.page.data, 1, book.page.length, stdout);
	buffer_free(&book.page);
	return sum(&counts);
}
