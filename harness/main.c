// SPDX-License-Identifier: LGPL-2.1-or-later
/* nethostdev-conformance: holds an implementation against the fixtures. */
#include <errno.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "fuzz/fuzz.h"
#include "lint.h"
#include "list.h"
#include "options.h"
#include "run.h"

#define EXIT_GOOD 0
#define EXIT_BAD 1
#define EXIT_TROUBLE 2

static const char usage[] =
	"usage: nethostdev-conformance run [OPTION]... [GLOB]... -- COMMAND "
	"[ARGUMENT]...\n"
	"       nethostdev-conformance list [--fixtures DIR] [GLOB]...\n"
	"       nethostdev-conformance show [--fixtures DIR] ID\n"
	"       nethostdev-conformance book [--fixtures DIR] [GLOB]...\n"
	"       nethostdev-conformance lint [--fixtures DIR]\n"
	"       nethostdev-conformance manifest [--fixtures DIR]\n"
	"       nethostdev-conformance fuzz [OPTION]... [GLOB]...\n"
	"       nethostdev-conformance --help | --version\n"
	"\n"
	"run holds COMMAND against every case whose id matches one of the GLOBs.\n"
	"  --batch                   one process for all cases, not one a case\n"
	"  --grade GRADE             compare by bytes, infoset or meaning\n"
	"  --level LEVEL             run up to must, should or quirk (default)\n"
	"  --strict                  a quirk that differs is a failure\n"
	"  --no-skips                a case that is skipped is a failure\n"
	"  --libvirt VERSION         the release to be the equal of (default 11.3.0)\n"
	"  --driver DRIVER           generic (default) or qemu\n"
	"  --without CAPABILITY      the subject cannot do that\n"
	"  --exclude GLOB            leave these cases out\n"
	"  --expected-failures FILE  lines 'ID OUTCOME reason'\n"
	"  -j, --jobs N              subjects at a time (default: one a core)\n"
	"  --timeout SECONDS         for each case (default 10)\n"
	"  --format FORMAT           tap or human (default on a terminal)\n"
	"  --report FILE             the whole run as JSON\n"
	"  --fixtures DIR            (default $NHD_FIXTURES, else the installed ones)\n"
	"  --reference COMMAND       judges meaning (default: nethostdev format "
	"--batch)\n"
	"\n"
	"fuzz makes documents up, and tells where two subjects in batch mode disagree.\n"
	"  --judge COMMAND           whose answer a case would expect\n"
	"  --subject COMMAND         whose answer is held against it\n"
	"  --seed N                  another seed makes other documents (default 1)\n"
	"  --count N                 how many (default 10000)\n"
	"  --only N                  only document N of the seed\n"
	"  --kind KIND               interface, domain or network; may be repeated\n"
	"  --schema FILE             make documents from this RELAX NG schema, too\n"
	"  --known FILE              lines 'SIGNATURE reason', not told again; may be "
	"repeated\n"
	"  --print                   print the documents and ask nobody\n"
	"  --timeout SECONDS         for each document (default 5)\n"
	"  -j, --fixtures and GLOBs as above, for documents to begin with\n"
	"\n"
	"Exit status: 0 all is as it should be, 1 it is not, 2 wrong usage or suite.\n";

static int fail_usage(const char *complaint)
{
	fprintf(stderr, "nethostdev-conformance: %s\n%s", complaint, usage);
	return EXIT_TROUBLE;
}

/* Loads without tolerance: a suite that does not load whole is not shown. */
static int load_whole(struct suite *suite, const char *directory)
{
	struct findings findings = { 0 };
	int status = suite_load(suite, directory, &findings);

	if (status)
		fprintf(stderr, "nethostdev-conformance: %s: %s\n", directory,
			strerror(-status));
	findings_print(&findings, stderr);
	status = status ? status : findings.count ? -EINVAL : 0;
	findings_free(&findings);
	return status;
}

static int fail_no_case(void)
{
	fputs("nethostdev-conformance: no case has such an id\n", stderr);
	return EXIT_TROUBLE;
}

static int do_list(const struct suite *suite, char **operands)
{
	return list_cases(suite, operands) || !operands[0] ? EXIT_GOOD : fail_no_case();
}

static int do_book(const struct suite *suite, char **operands)
{
	return book_print(suite, operands) ? EXIT_GOOD : fail_no_case();
}

static int do_show(const struct suite *suite, char **operands)
{
	if (!operands[0] || operands[1])
		return fail_usage("show wants one id");
	if (!list_show(suite, operands[0]))
		return EXIT_GOOD;
	fprintf(stderr, "nethostdev-conformance: no case is called %s\n", operands[0]);
	return EXIT_TROUBLE;
}

static int do_manifest(const struct suite *suite, char **operands)
{
	if (operands[0])
		return fail_usage("manifest wants no operand");
	return manifest_print(suite) ? EXIT_TROUBLE : EXIT_GOOD;
}

static int lint_command(const char *directory, char **operands)
{
	struct findings findings = { 0 };
	struct suite suite;
	int status;

	if (operands[0])
		return fail_usage("lint wants no operand");
	status = suite_load(&suite, directory, &findings);
	if (status)
		fprintf(stderr, "nethostdev-conformance: %s: %s\n", directory,
			strerror(-status));
	else
		lint_suite(&suite, &findings);
	findings_print(&findings, stdout);
	if (!status)
		printf("%zu chapters, %zu cases, %zu findings\n", suite.count,
			suite.case_count, findings.count);
	suite_free(&suite);
	if (status)
		status = EXIT_TROUBLE;
	else
		status = findings.count ? EXIT_BAD : EXIT_GOOD;
	findings_free(&findings);
	return status;
}

static const struct show_command {
	const char *name;
	int (*run)(const struct suite *suite, char **operands);
} show_commands[] = {
	{ "list", do_list },
	{ "show", do_show },
	{ "manifest", do_manifest },
	{ "book", do_book },
};

static int show_command(const char *name, const char *directory, char **operands)
{
	struct suite suite;
	int status;

	for (size_t i = 0; i < sizeof(show_commands) / sizeof(show_commands[0]); i++) {
		if (strcmp(show_commands[i].name, name) != 0)
			continue;
		status = load_whole(&suite, directory)
				 ? EXIT_TROUBLE
				 : show_commands[i].run(&suite, operands);
		suite_free(&suite);
		if (fflush(stdout) || ferror(stdout))
			status = EXIT_TROUBLE;
		return status;
	}
	return fail_usage("no such command");
}

/* Every command but run and fuzz takes --fixtures DIR and operands. */
static int dispatch(int argc, char **argv)
{
	const char *directory = NULL;
	char **operands = argv + 2;

	if (!strcmp(argv[1], "run"))
		return run_command(argc - 1, argv + 1);
	if (!strcmp(argv[1], "fuzz"))
		return fuzz_command(argc - 1, argv + 1);
	if (operands[0] && !strcmp(operands[0], "--fixtures") && operands[1]) {
		directory = operands[1];
		operands += 2;
	} else if (operands[0] && !strncmp(operands[0], "--fixtures=", 11)) {
		directory = operands[0] + 11;
		operands++;
	}
	if (operands[0] && operands[0][0] == '-')
		return fail_usage("no such option");
	directory = options_fixtures(directory);
	if (!strcmp(argv[1], "lint"))
		return lint_command(directory, operands);
	return show_command(argv[1], directory, operands);
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 2)
		return fail_usage("no command");
	if (!strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return EXIT_GOOD;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("nethostdev-conformance " PACKAGE_VERSION);
		return EXIT_GOOD;
	}
	xmlInitParser();
	status = dispatch(argc, argv);
	xmlCleanupParser();
	return status;
}
