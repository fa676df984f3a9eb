// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A subject that behaves as well or as badly as its first argument says: it shows that
 * the harness gives each the verdict it deserves. What is right it knows from
 * $NHD_FIXTURES.
 *
 * usage: fake MODE [--batch] [--driver DRIVER] [--hello TEXT] [--ready FILE] [--token
 * TEXT]
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/batch.h"
#include "invents.h"
#include "suite.h"

#define SLOW_START 300 /* milliseconds */
#define VALGRIND_STATUS 66

struct fake {
	const struct mode *mode;
	bool batch;
	const char *driver;
	const char *hello;
	unsigned int inventions;
	const char *ready; /* a FIFO to say on that a question came; a lock */
	struct suite suite;
};

struct mode {
	const char *name;
	/* Answers one question, or does worse. */
	void (*answer)(struct fake *fake, const struct batch_request *request,
		struct batch_answer *answer);
};

static void set_answer(struct batch_answer *answer, enum batch_verdict verdict,
	const char *text, size_t length)
{
	answer->verdict = verdict;
	answer->text = memory_copy_length(text, length);
	answer->length = length;
}

static void reject_as(
	struct batch_answer *answer, const char *error_class, const char *path)
{
	set_answer(answer, BATCH_REJECT, "because", 7);
	answer->error_class = error_class;
	answer->path = path;
}

static bool is_asked(const struct fake *fake, const struct suite_case *test,
	const struct batch_request *request)
{
	unsigned long version;

	version_parse(VERSION_DEFAULT, &version);
	return test->input.length == request->length &&
	       !memcmp(test->input.data, request->document, request->length) &&
	       suite_case_covers(test, version) &&
	       !strcmp(test->driver ? test->driver : "generic", fake->driver);
}

static const struct suite_case *find_case(
	const struct fake *fake, const struct batch_request *request)
{
	for (size_t i = 0; i < fake->suite.count; i++)
		for (size_t j = 0; j < fake->suite.chapters[i].count; j++)
			if (is_asked(fake, &fake->suite.chapters[i].cases[j], request))
				return &fake->suite.chapters[i].cases[j];
	return NULL;
}

/* Puts what a case says is invented where it belongs, behind the text before it. */
static void invent(struct batch_answer *answer, const char *path)
{
	static const struct {
		const char *path;
		const char *before;
		const char *invention;
	} inventions[] = {
		{ "/interface/mac", "\n", "  <mac address='52:54:00:6b:3c:58'/>\n" },
		{ "/interface/virtualport/parameters/@interfaceid", "<parameters",
			" interfaceid='4d3b6f3e-0f4e-4c5b-9a52-7f9a3d1f2b10'" },
		{ "/interface/virtualport/parameters/@instanceid", "<parameters",
			" instanceid='4d3b6f3e-0f4e-4c5b-9a52-7f9a3d1f2b10'" },
	};

	for (size_t i = 0; i < sizeof(inventions) / sizeof(inventions[0]); i++) {
		char *place = strstr(answer->text, inventions[i].before);
		size_t length;
		char *text;

		if (!place || strcmp(inventions[i].path, path) != 0)
			continue;
		length = (size_t)(place - answer->text) + strlen(inventions[i].before);
		text = memory_format("%.*s%s%s", (int)length, answer->text,
			inventions[i].invention, answer->text + length);
		free(answer->text);
		answer->text = text;
		answer->length = strlen(text);
	}
}

static void answer_right(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	const struct suite_case *test = find_case(fake, request);

	if (!test) {
		set_answer(answer, BATCH_SKIP, "no such case", 12);
	} else if (test->rejects) {
		reject_as(answer, test->error_class, test->error_path);
	} else {
		set_answer(answer, BATCH_ACCEPT, test->output.data, test->output.length);
		for (char **path = test->invents; path && *path; path++)
			invent(answer, *path);
	}
}

static void answer_bad_mac(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	const struct suite_case *test = find_case(fake, request);

	answer_right(fake, request, answer);
	if (test && test->invents)
		answer->text[strcspn(answer->text, "'\n") + 36] = 'F';
}

static void answer_no_mac(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	const struct suite_case *test = find_case(fake, request);

	answer_right(fake, request, answer);
	if (test && test->invents) {
		free(answer->text);
		set_answer(answer, BATCH_ACCEPT, test->output.data, test->output.length);
	}
}

static void answer_accept_all(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	answer_right(fake, request, answer);
	if (answer->verdict == BATCH_ACCEPT)
		return;
	free(answer->text);
	set_answer(answer, BATCH_ACCEPT, "<interface/>\n", 13);
}

static void answer_reject_all(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	reject_as(answer, "rejected", NULL);
}

static void answer_echo(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	set_answer(answer, BATCH_ACCEPT, request->document, request->length);
}

/* Three that differ from echo where there is a <vlan>, each in a way of its own. */
static void answer_no_vlan(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	if (strstr(request->document, "<vlan"))
		reject_as(answer, "xml-error", NULL);
	else
		answer_echo(fake, request, answer);
}

static void answer_crash_vlan(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	if (strstr(request->document, "<vlan"))
		raise(SIGKILL);
	answer_echo(fake, request, answer);
}

static void answer_respelt_vlan(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	char *vlan;
	char *text;

	answer_echo(fake, request, answer);
	vlan = strstr(answer->text, "<vlan");
	if (!vlan)
		return;
	vlan[1] = 'V';
	/* Long answers take their time, so that others overtake them. */
	if (strstr(vlan, "trunk")) {
		text = memory_format("%s%*s", answer->text, 1 << 20, "");
		free(answer->text);
		answer->text = text;
		answer->length = strlen(text);
	}
}

/* Echoes behind a MAC that is another one each time. */
static void answer_invent(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	fake->inventions++;
	answer->verdict = BATCH_ACCEPT;
	answer->text = memory_format("<mac address='52:54:00:%02x:%02x:%02x'/>%s",
		(unsigned int)getpid() & 0xff, fake->inventions >> 8 & 0xff,
		fake->inventions & 0xff, request->document);
	answer->length = strlen(answer->text);
}

/* Echoes behind a MAC that is always the same. */
static void answer_fixed(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	answer->verdict = BATCH_ACCEPT;
	answer->text =
		memory_format("<mac address='52:54:00:00:00:01'/>%s", request->document);
	answer->length = strlen(answer->text);
}

static void answer_skip(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	set_answer(answer, BATCH_SKIP, "not today # TODO", 16);
}

static void answer_wrong_class(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	answer_right(fake, request, answer);
	if (answer->verdict == BATCH_REJECT)
		answer->error_class = "timed-out";
}

static void answer_wrong_path(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	answer_right(fake, request, answer);
	if (answer->verdict == BATCH_REJECT)
		answer->path = "/elsewhere";
}

static void answer_unknown_class(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	answer_right(fake, request, answer);
	if (answer->verdict == BATCH_REJECT)
		answer->error_class = "no-such-class";
}

/* Loses the slot of a source address, and spells the rest in its own way. */
static void answer_lossy(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	char *slot;

	answer_right(fake, request, answer);
	slot = answer->verdict == BATCH_ACCEPT ? strstr(answer->text, " slot='") : NULL;
	if (!slot)
		return;
	memmove(slot, slot + 12, strlen(slot + 12) + 1);
	answer->length -= 12;
}

/* The same infoset, in other bytes: one more blank at the end. */
static void answer_respelt(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	char *text;

	answer_right(fake, request, answer);
	if (answer->verdict != BATCH_ACCEPT)
		return;
	text = memory_format("<?xml version='1.0'?>\n<!-- mine -->%s\n", answer->text);
	free(answer->text);
	answer->text = text;
	answer->length = strlen(text);
}

static void answer_leak(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	char *volatile lost = memory_copy("nobody frees this");

	(void)lost;
	answer_right(fake, request, answer);
}

static void answer_crash(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	(void)answer;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

/* Crashes on one input in the suite, and is right about the others. */
static void answer_crash_once(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	if (strstr(request->document, "crash"))
		answer_crash(fake, request, answer);
	answer_right(fake, request, answer);
}

static void answer_traceback(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	(void)answer;
	fputs("Traceback (most recent call last):\n  ValueError: no\n", stderr);
	exit(1);
}

static void answer_junk(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	(void)answer;
	fputs("what is this?\n", stdout);
	fflush(stdout);
	fputs("no-class-of-ours: sorry\n", stderr);
	exit(1);
}

static void answer_valgrind(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	(void)answer;
	exit(VALGRIND_STATUS);
}

static void answer_hang(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	int fd = fake->ready ? open(fake->ready, O_WRONLY) : -1;

	(void)request;
	(void)answer;
	if (fd >= 0) {
		if (write(fd, "ready\n", 6) != 6)
			exit(3);
		close(fd);
	}
	for (;;)
		pause();
}

static void flood(int fd)
{
	char lines[4096];

	memset(lines, 'x', sizeof(lines));
	while (write(fd, lines, sizeof(lines)) > 0)
		;
	exit(3);
}

static void answer_flood_stdout(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)request;
	(void)answer;
	if (fake->batch) {
		puts("accept 67108864");
		fflush(stdout);
	}
	flood(STDOUT_FILENO);
}

static void answer_flood_stderr(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	(void)answer;
	flood(STDERR_FILENO);
}

/* Sends length bytes less or more than it says, then waits for ever. */
static void lie(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer, int difference)
{
	answer_right(fake, request, answer);
	printf("accept %zu\n%s", answer->length + (size_t)difference, answer->text);
	fflush(stdout);
	for (;;)
		pause();
}

static void answer_lie_long(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	lie(fake, request, answer, 10);
}

static void answer_lie_short(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	lie(fake, request, answer, -3);
}

static void answer_die_mid_frame(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	(void)fake;
	(void)request;
	(void)answer;
	fputs("accept 100\nnot all of it", stdout);
	fflush(stdout);
	exit(0);
}

static void answer_and_end(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	answer_right(fake, request, answer);
	if (answer->verdict == BATCH_ACCEPT)
		printf("accept %zu\n%s", answer->length, answer->text);
	else
		printf("reject %s - 0\n", answer->error_class);
	fflush(stdout);
	exit(0);
}

/* Answers right and leaves a child, in the same group or in a session of its own. */
static void leave_child(bool session)
{
	int fds[2];
	char byte;

	if (pipe(fds))
		exit(3);
	if (!fork()) {
		if (session)
			setsid();
		close(fds[0]);
		close(fds[1]);
		for (;;)
			pause();
	}
	close(fds[1]);
	if (read(fds[0], &byte, 1) != 0)
		exit(3);
	close(fds[0]);
}

static void answer_leave_child(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	leave_child(false);
	answer_right(fake, request, answer);
}

static void answer_leave_session(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	leave_child(true);
	answer_right(fake, request, answer);
}

/* Leaves a child with a lock, and waits for the lock of the one that was left before. */
static void answer_leave_lock(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	int fd = open(fake->ready, O_RDWR | O_CREAT, 0600);

	if (fd < 0 || flock(fd, LOCK_EX))
		exit(3);
	leave_child(false);
	answer_right(fake, request, answer);
}

/* A daemon: a child of nobody that is here. */
static pid_t start_daemon(void)
{
	pid_t child, daemon = 0;
	int fds[2];

	if (pipe(fds) || (child = fork()) < 0)
		exit(3);
	if (!child) {
		daemon = fork();
		while (!daemon)
			pause();
		_exit(write(fds[1], &daemon, sizeof(daemon)) == sizeof(daemon) ? 0 : 3);
	}
	if (waitpid(child, NULL, 0) != child ||
		read(fds[0], &daemon, sizeof(daemon)) != sizeof(daemon) || daemon < 0)
		exit(3);
	close(fds[0]);
	close(fds[1]);
	return daemon;
}

/* Ends a daemon, and is not done before there is no such process. */
static void answer_end_daemon(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	static const struct timespec moment = { .tv_nsec = 20000000 };
	pid_t daemon = start_daemon();

	for (int tries = 500; !kill(daemon, SIGKILL); tries--) {
		if (!tries)
			exit(3);
		nanosleep(&moment, NULL);
	}
	answer_right(fake, request, answer);
}

/* Leaves a child, and then hangs itself. */
static void answer_hang_with_child(struct fake *fake, const struct batch_request *request,
	struct batch_answer *answer)
{
	leave_child(true);
	answer_hang(fake, request, answer);
}

static const struct mode modes[] = {
	{ "right", answer_right },
	{ "accept-all", answer_accept_all },
	{ "reject-all", answer_reject_all },
	{ "echo", answer_echo },
	{ "no-vlan", answer_no_vlan },
	{ "crash-vlan", answer_crash_vlan },
	{ "respelt-vlan", answer_respelt_vlan },
	{ "invent", answer_invent },
	{ "fixed", answer_fixed },
	{ "skip-all", answer_skip },
	{ "wrong-class", answer_wrong_class },
	{ "wrong-path", answer_wrong_path },
	{ "unknown-class", answer_unknown_class },
	{ "bad-mac", answer_bad_mac },
	{ "no-mac", answer_no_mac },
	{ "lossy", answer_lossy },
	{ "respelt", answer_respelt },
	{ "leak", answer_leak },
	{ "crash", answer_crash },
	{ "crash-once", answer_crash_once },
	{ "traceback", answer_traceback },
	{ "junk", answer_junk },
	{ "valgrind", answer_valgrind },
	{ "hang", answer_hang },
	{ "hang-with-child", answer_hang_with_child },
	{ "flood-stdout", answer_flood_stdout },
	{ "flood-stderr", answer_flood_stderr },
	{ "lie-long", answer_lie_long },
	{ "lie-short", answer_lie_short },
	{ "die-mid-frame", answer_die_mid_frame },
	{ "answer-and-end", answer_and_end },
	{ "leave-child", answer_leave_child },
	{ "leave-session", answer_leave_session },
	{ "leave-lock", answer_leave_lock },
	{ "end-daemon", answer_end_daemon },
	/* What they do wrong, they do at other times. */
	{ "out-of-turn", answer_right },
	{ "mute", answer_right },
	{ "wrong-hello", answer_right },
	{ "slow-start", answer_right },
	{ "immortal", answer_right },
	{ "last-words", answer_right },
	{ "bad-end", answer_right },
	{ "new-hello", answer_right },
};

static bool is_mode(const struct fake *fake, const char *name)
{
	return !strcmp(fake->mode->name, name);
}

static void handle(
	void *context, const struct batch_request *request, struct batch_answer *answer)
{
	struct fake *fake = context;

	fake->mode->answer(fake, request, answer);
}

static int serve(struct fake *fake)
{
	const char *identity = fake->hello;
	char *unlike = NULL;
	int status;

	if (is_mode(fake, "mute"))
		for (;;)
			pause();
	if (is_mode(fake, "wrong-hello"))
		identity = "fake";
	if (is_mode(fake, "new-hello"))
		identity = unlike = memory_format("fake %ld", (long)getpid());
	if (is_mode(fake, "out-of-turn"))
		identity = "fake 1\naccept 0";
	status = batch_serve(stdin, stdout, identity, handle, fake) ? 3 : 0;
	if (is_mode(fake, "immortal"))
		for (;;)
			pause();
	if (is_mode(fake, "last-words"))
		puts("goodbye");
	if (is_mode(fake, "bad-end"))
		status = VALGRIND_STATUS;
	free(unlike);
	return status;
}

/* Exec mode: one document, no id. */
static int answer_once(struct fake *fake)
{
	struct batch_request request = { "format", "interface", "", NULL, 0 };
	struct batch_answer answer = { BATCH_SKIP, NULL, 0, "internal-error", NULL };
	struct buffer text = { 0 };
	int status = 77;

	if (buffer_read_file(&text, "/dev/stdin", SUITE_FILE_MAX))
		return 3;
	request.document = text.data;
	request.length = text.length;
	handle(fake, &request, &answer);
	if (answer.verdict == BATCH_ACCEPT) {
		fwrite(answer.text, 1, answer.length, stdout);
		status = 0;
	} else if (answer.verdict == BATCH_REJECT) {
		fprintf(stderr, "%s%s%s: %s\n", answer.error_class,
			answer.path ? " " : "", answer.path ? answer.path : "",
			answer.text);
		status = 1;
	} else {
		fprintf(stderr, "%s\n", answer.text);
	}
	free(answer.text);
	buffer_free(&text);
	return status;
}

static bool parse(struct fake *fake, char **arguments)
{
	for (size_t i = 0; *arguments && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(modes[i].name, *arguments))
			fake->mode = &modes[i];
	if (!fake->mode)
		return false;
	while (*++arguments) {
		if (!strcmp(*arguments, "--batch"))
			fake->batch = true;
		else if (!arguments[1])
			return false;
		else if (!strcmp(*arguments, "--driver"))
			fake->driver = *++arguments;
		else if (!strcmp(*arguments, "--hello"))
			fake->hello = *++arguments;
		else if (!strcmp(*arguments, "--ready"))
			fake->ready = *++arguments;
		else if (!strcmp(*arguments, "--token"))
			arguments++;
		else
			return false;
	}
	return true;
}

/* Runs a command with signals at their defaults, which a shell's background has not. */
static int run_with_default_signals(char **command)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	if (*command)
		execvp(*command, command);
	return 3;
}

int main(int argc, char **argv)
{
	struct fake fake = { .driver = "generic", .hello = "fake 1 grade=bytes" };
	struct findings findings = { 0 };
	const char *fixtures = getenv("NHD_FIXTURES");
	int status;

	if (argc > 1 && !strcmp(argv[1], "default-signals"))
		return run_with_default_signals(argv + 2);
	if (argc > 1 && !strcmp(argv[1], "ignored-children")) {
		signal(SIGCHLD, SIG_IGN);
		return run_with_default_signals(argv + 2);
	}
	if (argc < 2 || !fixtures || !parse(&fake, argv + 1)) {
		fputs("usage: fake MODE [--batch] [OPTION ARGUMENT]...\n", stderr);
		return 2;
	}
	if (is_mode(&fake, "slow-start"))
		poll(NULL, 0, SLOW_START);
	suite_load(&fake.suite, fixtures, &findings);
	status = fake.batch ? serve(&fake) : answer_once(&fake);
	findings_free(&findings);
	suite_free(&fake.suite);
	return status;
}
