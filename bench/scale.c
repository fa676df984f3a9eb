// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How the cost grows: that of a document with the number of documents that one reader has
 * read, and that of a byte with the size of the document. Neither should.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "contestants.h"
#include "heap.h"
#include "series.h"
#include "shapes.h"

#define SMALLEST_DOCUMENT ((size_t)1024)
#define STEPS_MAX SERIES_MAX
#define ROUNDS_MAX 200

/* Documents that are read between two looks at the clock. */
#define BLOCK_DOCUMENTS 1000
#define BLOCKS_MAX 1000
#define SHORT_LIVES 100

#define ROUNDS_MIN 3

/* From here on what is done once is small beside what is done for each document or byte. */
#define SETTLED_DOCUMENTS 1000
#define SETTLED_BYTES 60000

/*
 * The powers with which costs may grow. What is larger than a cache costs more a byte, and
 * so do its page faults: several times as much over 16 MB. A square would show as 1.
 */
#define BYTE_POWER_MAX 0.25
#define DOCUMENT_POWER_MAX 0.1
#define HEAP_POWER_MAX 0.05

struct options {
	const char *report; /* NULL: none */
	size_t documents;
	size_t bytes;
	double seconds; /* about how long each point is measured */
	bool untimed;
};

/* One reader, and document after document. */
struct stream {
	const char *name;
	/* Writes document number index, which has the same length for each. */
	int (*print)(char *text, size_t size, size_t index);
};

#define STREAM_TEXT_MAX 512
static int print_same(char *text, size_t size, size_t index)
{
	(void)index;
	return snprintf(text, size,
		"<interface type='hostdev' managed='yes'>\n"
		"  <mac address='52:54:00:6d:90:02'/>\n"
		"  <source>\n"
		"    <address type='pci' domain='0x0000' bus='0x00' slot='0x07' "
		"function='0x0'/>\n"
		"  </source>\n"
		"  <note00000000/>\n"
		"</interface>\n");
}

/* A name that the reader has never met, in each document. */
static int print_new_name(char *text, size_t size, size_t index)
{
	int length = print_same(text, size, index);
	char digits[9];

	snprintf(digits, sizeof(digits), "%08zu", index % 100000000);
	memcpy(strstr(text, "<note") + strlen("<note"), digits, strlen(digits));
	return length;
}

static const struct stream streams[] = {
	{ "the same document", print_same },
	{ "a new name in each", print_new_name },
};

/* Reads and writes the documents from first to before end. */
static int read_stream(
	const struct stream *stream, nhd_reader *reader, size_t first, size_t end)
{
	char text[STREAM_TEXT_MAX];
	int status = 0;

	for (; !status && first < end; first++) {
		int length = stream->print(text, sizeof(text), first);

		status = shapes[0].read_and_write(reader, text, (size_t)length);
	}
	return status;
}

/* What the lives of readers have shown of each step. */
struct lives {
	size_t ends[STEPS_MAX]; /* how many documents were read at the end of the step */
	size_t steps;
	double times[STEPS_MAX]
		    [BLOCKS_MAX]; /* of a document, a block of documents each */
	size_t blocks[STEPS_MAX];
	double heaps[STEPS_MAX]; /* the peak at the end of the step */
};

/* Reads the documents of one step, block by block. */
static int live_step(
	const struct stream *stream, nhd_reader *reader, struct lives *lives, size_t step)
{
	size_t end = lives->ends[step], first = step ? lives->ends[step - 1] : 0;
	int status = 0;

	while (!status && first < end) {
		size_t count =
			end - first < BLOCK_DOCUMENTS ? end - first : BLOCK_DOCUMENTS;
		double begin = measure_now();

		status = read_stream(stream, reader, first, first + count);
		if (lives->blocks[step] < BLOCKS_MAX)
			lives->times[step][lives->blocks[step]++] =
				(measure_now() - begin) * 1e6 / (double)count;
		first += count;
	}
	return status;
}

/* One reader, and as many steps as it lives for. */
static int live(const struct stream *stream, struct lives *lives, size_t steps)
{
	nhd_reader *reader;
	int status;

	heap_begin();
	status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL);
	for (size_t i = 0; !status && i < steps; i++) {
		status = live_step(stream, reader, lives, i);
		lives->heaps[i] = (double)heap_peak();
	}
	nhd_reader_free(reader);
	return status;
}

/* The first steps are over in no time: they are taken in many lives, the others in one. */
static int scale_documents(const struct stream *stream, const struct options *options,
	struct series *time, struct series *memory)
{
	struct lives lives = { .steps = 0 };
	size_t short_life = 0;
	int status = 0;

	for (size_t end = 1; end <= options->documents && lives.steps < STEPS_MAX;
		end *= 10) {
		short_life += end <= BLOCK_DOCUMENTS;
		lives.ends[lives.steps++] = end;
	}
	for (size_t i = 0; !status && i < SHORT_LIVES; i++)
		status = live(stream, &lives, short_life);
	if (!status)
		status = live(stream, &lives, lives.steps);
	for (size_t i = 0; !status && i < lives.steps; i++) {
		double end = (double)lives.ends[i];

		series_add(time, end, measure_quantiles(lives.times[i], lives.blocks[i]));
		series_add(memory, end, series_exactly(lives.heaps[i]));
	}
	if (status)
		fprintf(stderr, "%s: %s\n", stream->name, strerror(-status));
	return status;
}

static int scale_streams(const struct options *options, json_t *report, bool *met)
{
	int status = 0;

	for (size_t i = 0; !status && i < sizeof(streams) / sizeof(streams[0]); i++) {
		struct series time = { .group = "documents/time",
			.name = streams[i].name,
			.unit = "us/document" };
		struct series memory = { .group = "documents/heap",
			.name = streams[i].name,
			.unit = "bytes" };

		status = scale_documents(&streams[i], options, &time, &memory);
		if (status)
			break;
		series_report(&time, report);
		*met &= series_check(&time, SETTLED_DOCUMENTS, DOCUMENT_POWER_MAX);
		if (!heap_is_counted())
			continue;
		series_report(&memory, report);
		*met &= series_check(&memory, SETTLED_DOCUMENTS, HEAP_POWER_MAX);
	}
	return status;
}

/* The series of one shape: ours and libxml2's bare tree in turns. */
struct growth {
	struct series time;
	struct series tree_time;
	struct series memory;
	struct series tree_memory;
};

/* A document in the series of its shape. */
struct point {
	const struct shape *shape;
	struct cli_document document;
	bool has_tree; /* libxml2 refuses some that are long */
};

static int run_ours(const struct point *point, nhd_reader *reader)
{
	return point->shape->read_and_write(
		reader, point->document.text, point->document.length);
}

static void run_tree(const struct point *point)
{
	if (point->has_tree)
		parse_tree(point->document.text, point->document.length);
}

static int measure_heap(const struct point *point, struct growth *growth)
{
	double length = (double)point->document.length;
	nhd_reader *reader;
	int status;

	heap_begin();
	status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL);
	if (!status)
		status = run_ours(point, reader);
	nhd_reader_free(reader);
	series_add(&growth->memory, length, series_exactly((double)heap_peak()));
	heap_begin();
	run_tree(point);
	if (point->has_tree)
		series_add(&growth->tree_memory, length,
			series_exactly((double)heap_peak()));
	return status;
}

/* Nanoseconds a byte, in as many rounds as there is time for. */
static int measure_time(const struct point *point, nhd_reader *reader, double seconds,
	struct growth *growth)
{
	double ours[ROUNDS_MAX], trees[ROUNDS_MAX], spent = 0;
	double length = (double)point->document.length;
	size_t rounds = 0;
	int status = 0;

	while (!status && rounds < ROUNDS_MAX &&
		(rounds < ROUNDS_MIN || spent < seconds)) {
		double begin = measure_now(), middle, end;

		status = run_ours(point, reader);
		middle = measure_now();
		run_tree(point);
		end = measure_now();
		ours[rounds] = (middle - begin) * 1e9 / length;
		trees[rounds++] = (end - middle) * 1e9 / length;
		spent += end - begin;
	}
	series_add(&growth->time, length, measure_quantiles(ours, rounds));
	if (point->has_tree)
		series_add(&growth->tree_time, length, measure_quantiles(trees, rounds));
	return status;
}

static int scale_document(
	struct point *point, nhd_reader *reader, double seconds, struct growth *growth)
{
	/* Once for nothing: the reader's buffers grow once. */
	int status = run_ours(point, reader);

	point->has_tree = !parse_tree(point->document.text, point->document.length);
	if (!status)
		status = measure_time(point, reader, seconds, growth);
	if (!status)
		status = measure_heap(point, growth);
	if (status)
		fprintf(stderr, "%s, %zu bytes: %s\n", point->shape->name,
			point->document.length, strerror(-status));
	return status;
}

/* Ends where the shape has as many items as it may. */
static int scale_shape(const struct shape *shape, nhd_reader *reader,
	const struct options *options, struct growth *growth)
{
	size_t last = 0;
	int status = 0;

	for (size_t size = SMALLEST_DOCUMENT; !status && size <= options->bytes;
		size *= 2) {
		struct point point = { .shape = shape };
		size_t length;

		status = shape_make(shape, size, &point.document);
		length = point.document.length;
		if (!status && length > last && length <= size)
			status = scale_document(&point, reader, options->seconds, growth);
		last = length;
		free(point.document.text);
	}
	return status;
}

static int scale_shapes(
	nhd_reader *reader, const struct options *options, json_t *report, bool *met)
{
	int status = 0;

	for (const struct shape *shape = shapes; !status && shape->name; shape++) {
		struct growth growth = {
			{ .group = "size/time", .name = shape->name, .unit = "ns/byte" },
			{ .group = "size/tree-time",
				.name = shape->name,
				.unit = "ns/byte" },
			{ .group = "size/heap", .name = shape->name, .unit = "bytes" },
			{ .group = "size/tree-heap",
				.name = shape->name,
				.unit = "bytes" },
		};

		status = scale_shape(shape, reader, options, &growth);
		if (status)
			break;
		series_report(&growth.time, report);
		series_report(&growth.tree_time, report);
		*met &= series_check(&growth.time, SETTLED_BYTES, BYTE_POWER_MAX);
		if (!heap_is_counted())
			continue;
		series_report(&growth.memory, report);
		series_report(&growth.tree_memory, report);
		*met &= series_check(&growth.memory, SETTLED_BYTES, 1 + HEAP_POWER_MAX);
	}
	return status;
}

static int scale(const struct options *options, bool *met)
{
	json_t *report = report_open(options->report);
	nhd_reader *reader = NULL;
	int status = report ? nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL) : -EINVAL;

	if (!status)
		status = scale_streams(options, report, met);
	if (!status)
		status = scale_shapes(reader, options, report, met);
	nhd_reader_free(reader);
	if (report && !report_close(report, options->report) && !status)
		status = -EIO;
	return status;
}

static int usage(const char *program)
{
	fprintf(stderr,
		"usage: %s [--documents N] [--bytes N] [--seconds S] [--report FILE] "
		"[--untimed]\n",
		program);
	return 2;
}

static bool parse_options(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "bytes", required_argument, NULL, 'b' },
		{ "documents", required_argument, NULL, 'd' },
		{ "report", required_argument, NULL, 'r' },
		{ "seconds", required_argument, NULL, 's' },
		{ "untimed", no_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'b')
			options->bytes = strtoul(optarg, NULL, 10);
		else if (option == 'd')
			options->documents = strtoul(optarg, NULL, 10);
		else if (option == 'r')
			options->report = optarg;
		else if (option == 's')
			options->seconds = strtod(optarg, NULL);
		else if (option == 'u')
			options->untimed = true;
		else
			return false;
	}
	return options->documents && options->bytes && optind == argc;
}

int main(int argc, char **argv)
{
	struct options options = { NULL, 1000000, NHD_DOCUMENT_MAX, 0.5, false };
	bool met = true;
	int status;

	if (!parse_options(argc, argv, &options))
		return usage(argv[0]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = scale(&options, &met);
	xmlCleanupParser();
	if (status)
		fprintf(stderr, "%s: %s\n", argv[0], strerror(-status));
	return status ? 2 : !met && !options.untimed;
}
