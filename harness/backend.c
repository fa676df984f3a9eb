// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs a case of a backend chapter: a host, verbs, and the host afterwards. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apply.h"
#include "backend.h"
#include "classes.h"
#include "diff.h"
#include "host.h"
#include "memory.h"
#include "observe.h"
#include "process.h"
#include "simulated.h"
#include "subject.h"
#include "tool.h"

/*
 * The cases take VFs from their drivers and give them other MACs, which nobody wants done
 * to a card in use: they run only where nethostdev-netsim says that the host is its own.
 */
#define TIER_VARIABLE "NHD_NETSIM_TIER"

#define STATE_FOLDER "/tmp/nethostdev-state.XXXXXX"

/* Whose a port profile is; host documents name them. */
#define GUEST_UUID "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"
#define HOST_UUID "c7a5fdb2-cdaf-9455-926a-d65c16db1809"

struct backend_run {
	const struct suite_case *test;
	const struct run_options *options;
	struct outcome *outcome;
	char *state_dir;
	struct host wanted; /* the host before */
};

static bool can_run(const struct backend_run *run)
{
	if (!getenv(TIER_VARIABLE)) {
		outcome_set(run->outcome, OUTCOME_SKIPPED,
			"backend cases change network cards: run them inside "
			"nethostdev-netsim run --tier igb");
		return false;
	}
	if (simulated_is_used())
		return true;
	/* Their VFs have no netdev and no driver to be taken from. */
	if (strcmp(getenv(TIER_VARIABLE), "igb") != 0) {
		outcome_set(run->outcome, OUTCOME_SKIPPED,
			"the tier %s has no VFs that a guest could be given",
			getenv(TIER_VARIABLE));
		return false;
	}
	for (size_t i = 0; i < run->wanted.count; i++) {
		const char *address = run->wanted.pfs[i].fields[PF_ADDRESS];
		char *total = observe_attribute(address, "sriov_totalvfs");
		bool enough =
			total && strtoul(total, NULL, 10) >= run->wanted.pfs[i].count;

		free(total);
		if (enough)
			continue;
		outcome_set(run->outcome, OUTCOME_SKIPPED,
			"there is no PF %s with %zu VFs", address,
			run->wanted.pfs[i].count);
		return false;
	}
	return true;
}

/* A document's PF without an address, or a VF without, could not be looked up. */
static bool is_complete(const struct host *host)
{
	for (size_t i = 0; i < host->count; i++) {
		const struct host_pf *pf = &host->pfs[i];

		if (!pf->fields[PF_ADDRESS] || !pf->fields[PF_NETDEV])
			return false;
		for (size_t j = 0; j < pf->count; j++) {
			if (!pf->vfs[j].fields[VF_ADDRESS] ||
				!pf->vfs[j].fields[VF_INDEX])
				return false;
		}
	}
	return host->count > 0;
}

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

/* Has the subject carry out one verb on the case's interface. */
static int run_verb(
	const struct backend_run *run, const char *verb, struct answer *answer)
{
	const char *const options[] = { verb, "--state-dir", run->state_dir,
		"--domain-uuid", GUEST_UUID, "--host-uuid", HOST_UUID };
	const struct buffer *input = &run->test->input;
	struct process process = { 0 };
	enum process_end end;
	char **argv = NULL;
	int status;

	for (char **word = run->options->command; *word; word++)
		strings_add(&argv, memory_copy(*word));
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		strings_add(&argv, memory_copy(options[i]));
	status = process_run(&process, argv, input->data, input->length,
		run->options->timeout, &end, run->options->supervisor);
	if (!status)
		take_answer(&process, end, answer);
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

/* The host that is left, against the one that is to be. */
static int judge_host(const struct backend_run *run, const struct buffer *expected)
{
	struct buffer now = { 0 };
	int status = look(run, &now);

	if (status == -EINTR) {
		buffer_free(&now);
		return status;
	}
	if (!status && !strcmp(buffer_text(&now), buffer_text(expected))) {
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

static int run_last_verb(const struct backend_run *run, char *verb)
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
	buffer_free(&before);
	answer_free(&answer);
	return status;
}

/* All but the last verb only lead to where the case begins, and have to succeed. */
static int run_verbs(const struct backend_run *run)
{
	char **verbs = strings_split(run->test->verbs);
	size_t count = strings_count(verbs);
	bool going = true;
	int status = 0;

	for (size_t i = 0; i + 1 < count && going && !status; i++) {
		struct answer answer = { .kind = ANSWER_SKIP };

		status = run_verb(run, verbs[i], &answer);
		going = !status && answer.kind == ANSWER_ACCEPT;
		if (!status && !going)
			judge_unwanted(run, verbs[i], &answer);
		answer_free(&answer);
	}
	if (going && !status)
		status = run_last_verb(run, verbs[count - 1]);
	strings_free(verbs);
	return status;
}

static int run_on_host(const struct backend_run *run)
{
	struct supervisor *supervisor = run->options->supervisor;
	struct buffer why = { 0 };
	int status;

	if (simulated_is_used())
		status = simulated_apply(&run->test->host, run->test->behaviour,
			run->state_dir, supervisor, &why);
	else
		status = apply(&run->wanted, supervisor, &why);
	/* Not the subject's fault: a run that cannot set its cases up is not a run. */
	if (status && status != -EINTR)
		outcome_set(run->outcome, OUTCOME_DIFFERS,
			"the suite cannot set the host up: %s", buffer_text(&why));
	if (!status)
		status = run_verbs(run);
	if (!status && simulated_is_used() && simulated_check(supervisor, &why))
		outcome_set(run->outcome, OUTCOME_VIOLATION, "%s", buffer_text(&why));
	buffer_free(&why);
	return status;
}

static void remove_state(const char *state_dir, struct supervisor *supervisor)
{
	char *line = memory_format("rm -rf %s", state_dir);
	struct process process = { 0 };
	struct buffer why = { 0 };

	tool_run(&process, line, supervisor, &why);
	buffer_free(&why);
	process_free(&process);
	free(line);
}

int backend_run_case(const struct suite_case *test, const struct run_options *options,
	struct outcome *outcome)
{
	char state_dir[] = STATE_FOLDER;
	struct backend_run run = { test, options, outcome, state_dir, { 0 } };
	int status = host_read(&run.wanted, test->host.data, test->host.length);

	if (!status && !is_complete(&run.wanted))
		status = -EINVAL;
	if (!status && can_run(&run)) {
		if (!mkdtemp(state_dir)) {
			status = -errno;
		} else {
			status = run_on_host(&run);
			remove_state(state_dir, options->supervisor);
		}
	}
	host_free(&run.wanted);
	return status;
}
