// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs a case of a backend chapter: a host, verbs, and the host afterwards. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ability.h"
#include "apply.h"
#include "backend.h"
#include "classes.h"
#include "diff.h"
#include "folder.h"
#include "host.h"
#include "memory.h"
#include "observe.h"
#include "process.h"
#include "simulated.h"
#include "subject.h"

/* Whose a port profile is; host documents name them. */
#define GUEST_UUID "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"
#define HOST_UUID "c7a5fdb2-cdaf-9455-926a-d65c16db1809"

struct backend_run {
	const struct suite_case *test;
	const struct run_options *options;
	struct outcome *outcome;
	char *folder; /* of the case's own, in $TMPDIR */
	char *state_dir;
	char *network_path;     /* of the file with the case's network, if it has one */
	struct buffer *printed; /* by the last prepare */
	bool *let_go;           /* whether the last verb was a restore */
	struct host wanted;     /* the host before */
};

/* The host as it is now, in canonical form. */
static int look(const struct backend_run *run, struct buffer *text)
{
	struct supervisor *supervisor = run->options->supervisor;
	struct host seen = { 0 };
	struct buffer why = { 0 };
	int status;

	if (simulated_is_used()) {
		status = simulated_observe(text, supervisor, &why);
	} else {
		status = observe(&run->wanted, &seen, supervisor, &why);
		if (!status)
			host_write(&seen, text);
	}
	if (status && status != -EINTR)
		outcome_set(run->outcome, OUTCOME_DIFFERS,
			"the host cannot be observed: %s", buffer_text(&why));
	host_free(&seen);
	buffer_free(&why);
	return status;
}

static void take_answer(
	const struct process *process, enum process_end end, struct answer *answer)
{
	if (end == PROCESS_TIMED_OUT)
		answer_set(answer, ANSWER_TIMEOUT, "no end within the time limit");
	else if (end == PROCESS_FLOODED)
		answer_set(answer, ANSWER_VIOLATION, "too much output");
	else
		exec_answer(process, answer);
}

static void add_words(char ***argv, const char *const *words)
{
	for (; *words; words++)
		strings_add(argv, memory_copy(*words));
}

/* Recovering is about all that was left half way, and no interface. */
static char **command_line(const struct backend_run *run, const char *verb)
{
	const char *const words[] = { verb, "--state-dir", run->state_dir, NULL };
	const char *const uuids[] = { "--domain-uuid", GUEST_UUID, "--host-uuid",
		HOST_UUID, NULL };
	const char *const network[] = { "--network", run->network_path, NULL };
	char **argv = NULL;

	add_words(&argv, (const char *const *)run->options->command);
	add_words(&argv, words);
	if (strcmp(verb, "recover") != 0)
		add_words(&argv, uuids);
	if (run->test->network.length && !strcmp(verb, "prepare"))
		add_words(&argv, network);
	return argv;
}

/* What the pool chose is in what prepare printed: the interface that is restored is that. */
static const struct buffer *document_for(const struct backend_run *run, const char *verb)
{
	static const struct buffer none;

	if (!strcmp(verb, "recover"))
		return &none;
	return run->test->network.length && !strcmp(verb, "restore") ? run->printed
								     : &run->test->input;
}

/* Has the subject carry out one verb on the case's document. */
static int run_verb(
	const struct backend_run *run, const char *verb, struct answer *answer)
{
	const struct buffer *input = document_for(run, verb);
	struct process process = { 0 };
	char **argv = command_line(run, verb);
	enum process_end end;
	int status = process_run(&process, argv, input->data, input->length,
		run->options->timeout, &end, run->options->supervisor);

	*run->let_go = !strcmp(verb, "restore");
	if (!status)
		take_answer(&process, end, answer);
	if (!status && !strcmp(verb, "prepare")) {
		buffer_clear(run->printed);
		buffer_add(run->printed, buffer_text(&process.output),
			process.output.length);
	}
	process_free(&process);
	strings_free(argv);
	return status;
}

/* What an answer means where it is not the one that the case is about. */
static void judge_unwanted(
	const struct backend_run *run, const char *verb, const struct answer *answer)
{
	static const enum outcome_kind kinds[] = {
		[ANSWER_ACCEPT] = OUTCOME_ACCEPTED,
		[ANSWER_REJECT] = OUTCOME_REJECTED,
		[ANSWER_SKIP] = OUTCOME_SKIPPED,
		[ANSWER_CRASH] = OUTCOME_CRASHED,
		[ANSWER_TIMEOUT] = OUTCOME_TIMED_OUT,
		[ANSWER_VIOLATION] = OUTCOME_VIOLATION,
	};

	outcome_set(run->outcome, kinds[answer->kind], "%s: %s%s%s", verb,
		answer->error_class ? answer->error_class : "",
		answer->error_class ? ": " : "",
		answer->kind == ANSWER_ACCEPT ? "done, where it is to be refused"
					      : buffer_text(&answer->text));
}

/* A host in which all netdevs of VFs have the same name. */
static void make_nameless(const struct buffer *document, struct buffer *text)
{
	struct host host = { 0 };
	struct buffer why = { 0 };
	int status = host_read(&host, buffer_text(document), document->length, &why);

	buffer_free(&why);
	if (status) {
		buffer_add(text, buffer_text(document), document->length);
		host_free(&host);
		return;
	}
	for (size_t i = 0; i < host.count; i++)
		for (size_t j = 0; j < host.pfs[i].count; j++) {
			char **name = &host.pfs[i].vfs[j].fields[VF_NETDEV];

			if (*name) {
				free(*name);
				*name = memory_copy("any");
			}
		}
	host_write(&host, text);
	host_free(&host);
}

/*
 * The kernel gives a netdev the first name that is free, so that two VFs have each other's
 * where they came back in another order. That is nobody's to choose.
 */
static bool is_same_host(const struct buffer *one, const struct buffer *other)
{
	struct buffer left = { 0 }, right = { 0 };
	bool same;

	make_nameless(one, &left);
	make_nameless(other, &right);
	same = !strcmp(buffer_text(&left), buffer_text(&right));
	buffer_free(&left);
	buffer_free(&right);
	return same;
}

/* The host that is left, against the one that is to be. */
static int judge_host(const struct backend_run *run, const struct buffer *expected)
{
	struct buffer now = { 0 };
	int status = look(run, &now);

	if (status == -EINTR) {
		buffer_free(&now);
		return status;
	}
	if (!status && is_same_host(&now, expected)) {
		outcome_set(run->outcome, OUTCOME_PASSED, "the host is as it is to be");
	} else if (!status) {
		outcome_set(
			run->outcome, OUTCOME_DIFFERS, "the host is not as it is to be");
		diff_unified(&run->outcome->diff, expected, &now);
	}
	buffer_free(&now);
	return 0;
}

/* A refusal is of the class that the case names, and leaves the host as it was. */
static int judge_refusal(const struct backend_run *run, const char *verb,
	const struct answer *answer, const struct buffer *before)
{
	const char *wanted = run->test->error_class;

	if (answer->kind != ANSWER_REJECT) {
		judge_unwanted(run, verb, answer);
		return 0;
	}
	if (strcmp(answer->error_class, wanted) != 0 &&
		strcmp(answer->error_class, CLASS_UNKNOWN) != 0) {
		outcome_set(run->outcome, OUTCOME_WRONG_CLASS,
			"%s was refused as %s instead of %s: %s", verb,
			answer->error_class, wanted, buffer_text(&answer->text));
		return 0;
	}
	return judge_host(run, before);
}

/* What the kernel was asked, against what it is to be asked. */
static int judge_requests(const struct backend_run *run)
{
	const struct buffer *expected = &run->test->requests;
	struct buffer asked = { 0 }, why = { 0 };
	int status = simulated_requests(&asked, run->options->supervisor, &why);

	if (status && status != -EINTR) {
		outcome_set(run->outcome, OUTCOME_DIFFERS,
			"what was asked is not to be had: %s", buffer_text(&why));
	} else if (!status && strcmp(buffer_text(&asked), buffer_text(expected)) != 0) {
		outcome_set(run->outcome, OUTCOME_DIFFERS,
			"the kernel was not asked what it is to be asked");
		diff_unified(&run->outcome->diff, expected, &asked);
	}
	buffer_free(&why);
	buffer_free(&asked);
	return status == -EINTR ? status : 0;
}

static int run_last_verb(const struct backend_run *run, const char *verb)
{
	struct answer answer = { .kind = ANSWER_SKIP };
	struct buffer before = { 0 };
	int status = 0;

	if (run->test->rejects)
		status = look(run, &before);
	if (!status)
		status = run_verb(run, verb, &answer);
	if (!status && run->test->rejects)
		status = judge_refusal(run, verb, &answer, &before);
	else if (!status && answer.kind == ANSWER_ACCEPT)
		status = judge_host(run, &run->test->output);
	else if (!status)
		judge_unwanted(run, verb, &answer);
	if (!status && run->test->requests.length && run->outcome->kind == OUTCOME_PASSED)
		status = judge_requests(run);
	buffer_free(&before);
	answer_free(&answer);
	return status;
}

/* How a verb that only leads to where the case begins has to end. */
static enum answer_kind wanted_end(const struct backend_run *run, bool marked)
{
	if (!marked)
		return ANSWER_ACCEPT;
	return strstr(run->test->faults, "killed") ? ANSWER_CRASH : ANSWER_REJECT;
}

/* Sets *going to whether it led there; if not, the outcome says why. */
static int run_first_verb(
	const struct backend_run *run, const char *verb, bool marked, bool *going)
{
	struct answer answer = { .kind = ANSWER_SKIP };
	int status = run_verb(run, verb, &answer);

	*going = !status && answer.kind == wanted_end(run, marked);
	if (!status && !*going)
		judge_unwanted(run, verb, &answer);
	answer_free(&answer);
	return status;
}

/* Not the subject's fault: a run that cannot set its cases up is not a run. */
static void tell_no_set_up(const struct backend_run *run, const struct buffer *why)
{
	outcome_set(run->outcome, OUTCOME_DIFFERS, "the suite cannot set the host up: %s",
		buffer_text(why));
}

/* Puts the host into the state of a document. */
static int set_up(const struct backend_run *run, const struct buffer *document)
{
	struct supervisor *supervisor = run->options->supervisor;
	struct host host = { 0 };
	struct buffer why = { 0 };
	int status;

	if (simulated_is_used())
		status =
			simulated_apply(document, run->test->behaviour, supervisor, &why);
	else
		status = host_read(&host, document->data, document->length, &why);
	if (!status && !simulated_is_used())
		status = apply(&host, supervisor, &why);
	if (status && status != -EINTR)
		tell_no_set_up(run, &why);
	host_free(&host);
	buffer_free(&why);
	return status;
}

static int set_faults(const struct backend_run *run)
{
	struct buffer why = { 0 };
	int status = simulated_faults(run->test->faults, run->options->supervisor, &why);

	if (status && status != -EINTR)
		tell_no_set_up(run, &why);
	buffer_free(&why);
	return status;
}

/* What is asked from here on is noted. */
static int forget_requests(const struct backend_run *run)
{
	struct buffer unwanted = { 0 }, why = { 0 };
	int status = simulated_requests(&unwanted, run->options->supervisor, &why);

	if (status && status != -EINTR)
		tell_no_set_up(run, &why);
	buffer_free(&unwanted);
	buffer_free(&why);
	return status;
}

/* One word of what the case does. The last one is judged. */
static int run_word(
	const struct backend_run *run, const char *word, bool last, bool *going)
{
	bool marked = word[strlen(word) - 1] == SUITE_VERB_MARK;
	char *verb = memory_copy_length(word, strlen(word) - marked);
	bool faulty = marked || (last && !strchr(run->test->verbs, SUITE_VERB_MARK));
	int status = 0;

	if (faulty && run->test->faults)
		status = set_faults(run);
	if (!status && last && run->test->requests.length)
		status = forget_requests(run);
	if (!status && !strcmp(verb, "change"))
		status = set_up(run, &run->test->change);
	else if (!status && last)
		status = run_last_verb(run, verb);
	else if (!status)
		status = run_first_verb(run, verb, marked, going);
	free(verb);
	return status;
}

static int run_verbs(const struct backend_run *run)
{
	char **words = strings_split(run->test->verbs);
	size_t count = strings_count(words);
	bool going = true;
	int status = 0;

	for (size_t i = 0; i < count && going && !status; i++)
		status = run_word(run, words[i], i + 1 == count, &going);
	strings_free(words);
	return status;
}

/*
 * A guest may still have the VF, and while it does no driver is taken from it: the next case
 * could not set the card up. What the subject says here is not judged.
 */
static int let_go(const struct backend_run *run)
{
	struct answer answer = { .kind = ANSWER_SKIP };
	int status = 0;

	if (!*run->let_go && !simulated_is_used())
		status = run_verb(run, "restore", &answer);
	answer_free(&answer);
	return status;
}

/* Whether the simulated kernel has been asked what nobody may ask. */
static int check_manners(const struct backend_run *run)
{
	struct buffer why = { 0 };
	int status = simulated_check(run->options->supervisor, &why);

	if (status == -EPROTO) {
		outcome_set(run->outcome, OUTCOME_VIOLATION, "%s", buffer_text(&why));
		status = 0;
	} else if (status && status != -EINTR) {
		tell_no_set_up(run, &why);
	}
	buffer_free(&why);
	return status;
}

static int run_on_host(const struct backend_run *run)
{
	int status = set_up(run, &run->test->host);

	if (!status)
		status = run_verbs(run);
	if (!status && simulated_is_used())
		status = check_manners(run);
	if (!status)
		status = let_go(run);
	return status;
}

/* A folder with the state folder in it, and what is handed over by name. */
static int make_folder(struct backend_run *run)
{
	const char *temporary = getenv("TMPDIR");

	run->folder = memory_format("%s/nethostdev-case.XXXXXX",
		temporary && *temporary ? temporary : "/tmp");
	if (!mkdtemp(run->folder))
		return -errno;
	run->state_dir = memory_format("%s/state", run->folder);
	run->network_path = memory_format("%s/network.xml", run->folder);
	if (mkdir(run->state_dir, 0700) < 0)
		return -errno;
	return buffer_save(&run->test->network, run->network_path);
}

int backend_run_case(const struct suite_case *test, const struct run_options *options,
	struct outcome *outcome)
{
	struct buffer printed = { 0 };
	bool let_go = true;
	struct backend_run run = {
		.test = test,
		.options = options,
		.outcome = outcome,
		.printed = &printed,
		.let_go = &let_go,
	};
	struct buffer why = { 0 };
	int status = host_read(&run.wanted, test->host.data, test->host.length, &why);

	if (status)
		tell_no_set_up(&run, &why);
	else if (ability_check(test, &run.wanted, outcome)) {
		status = make_folder(&run);
		if (!status)
			status = run_on_host(&run);
		folder_remove(run.folder);
	}
	free(run.folder);
	free(run.state_dir);
	free(run.network_path);
	buffer_free(&printed);
	buffer_free(&why);
	host_free(&run.wanted);
	return status;
}
