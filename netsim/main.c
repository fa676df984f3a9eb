// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command nethostdev-netsim: runs a command where there are SR-IOV VFs. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosts.h"
#include "keeper.h"
#include "memory.h"
#include "options.h"
#include "process.h"
#include "tier.h"

static const char usage_text[] =
	"Usage: nethostdev-netsim run --tier TIER [OPTION]... [--] COMMAND "
	"[ARGUMENT]...\n"
	"       nethostdev-netsim shell --tier TIER [OPTION]...\n"
	"       nethostdev-netsim list\n"
	"       nethostdev-netsim show\n"
	"       nethostdev-netsim prepare [--tier TIER]\n"
	"\n"
	"run      runs COMMAND where there are PFs and VFs\n"
	"shell    runs a shell there, on the terminal\n"
	"list     says which tiers this machine offers, and why not the others\n"
	"show     prints the PFs and VFs that are here, as a host document\n"
	"prepare  fetches what a tier (igb) lacks into the cache, and installs nothing\n"
	"\n"
	"Tiers:\n"
	"  sim              a simulated kernel behind a socket; needs nothing\n"
	"  userns           rtnetlink on veth, without VFs; needs user namespaces\n"
	"  netdevsim        the kernel's simulated devices, up to 200 VFs\n"
	"  igb              an emulated card in a virtual machine, up to 7 VFs a PF\n"
	"\n"
	"Options of run and shell:\n"
	"  --pfs N          how many PFs, 1 to 12 (1)\n"
	"  --vfs N          how many VFs each has (7; 1 with userns)\n"
	"  --host FILE      PFs and VFs as this host document says\n"
	"  --share DIR      where the machine's files are its own: DIR is writable, and "
	"what\n"
	"                   is written stays\n"
	"  --timeout S      seconds until all is stopped, with exit status 124 (600; a "
	"shell\n"
	"                   has no limit)\n"
	"\n"
	"The exit status is COMMAND's; 2 for wrong usage, 77 where this machine cannot "
	"offer\n"
	"the tier, 124 at the time limit, 125 where the tier broke down, 126 where "
	"COMMAND\n"
	"cannot be run, 127 where it is not there.\n";

static int list(struct supervisor *supervisor)
{
	for (const struct tier *const *tier = tiers; *tier; tier++) {
		struct buffer words = { 0 };
		int status = (*tier)->probe(supervisor, &words);

		printf("%s %s %s\n", (*tier)->name, status ? "no" : "yes",
			buffer_text(&words));
		buffer_free(&words);
	}
	return 0;
}

static int show(void)
{
	const char *tier = getenv("NHD_NETSIM_TIER");
	const char *ctl = getenv("NHD_SIM_CTL");
	struct buffer text = { 0 }, why = { 0 };
	int status;

	/* A simulated kernel is asked itself. */
	if (tier && ctl && !strcmp(tier, tier_sim.name))
		return become((char *[]){ (char *)ctl, (char *)"show", NULL });
	status = hosts_show(&text, &why);
	if (status)
		say("%s", why.length ? buffer_text(&why) : strerror(-status));
	else
		fputs(buffer_text(&text), stdout);
	buffer_free(&text);
	buffer_free(&why);
	return status ? EXIT_BROKEN : 0;
}

static int prepare(int argc, char **argv, struct supervisor *supervisor)
{
	struct run run = { 0 };
	int status = options_parse_prepare(&run, argc, argv);

	if (status)
		return status;
	if (!run.tier->prepare) {
		say("tier %s needs nothing that could be fetched", run.tier->name);
		return 0;
	}
	return run.tier->prepare(supervisor) ? EXIT_NOT_OFFERED : 0;
}

/* Whether this machine can; a machine that can be fetched is, so only run itself knows. */
static int refuse(const struct run *run)
{
	struct buffer why = { 0 };
	int status = run->tier->prepare ? 0 : run->tier->probe(run->supervisor, &why);

	if (status)
		say("tier %s: %s", run->tier->name, buffer_text(&why));
	buffer_free(&why);
	return status ? EXIT_NOT_OFFERED : 0;
}

static int run(int argc, char **argv, bool interactive, struct supervisor *supervisor)
{
	struct run run = { .interactive = interactive, .supervisor = supervisor };
	int status = options_parse_run(&run, argc, argv);

	if (!status)
		status = refuse(&run);
	if (!status)
		status = run.tier->run(&run);
	host_free(&run.host);
	free(run.share);
	return status;
}

/* set-up FILE COMMAND...: inside the machine; makes the host as FILE says, becomes COMMAND. */
static int set_up(int argc, char **argv)
{
	struct run run = { .host_file = argc > 1 ? argv[0] : "" };
	struct buffer why = { 0 };
	int status = hosts_read(&run, &why);

	if (!status)
		status = hosts_set_up(&run.host, &why);
	if (status) {
		say("%s: %s", run.host_file,
			why.length ? buffer_text(&why) : strerror(-status));
		return EXIT_USAGE;
	}
	host_free(&run.host);
	buffer_free(&why);
	return become(argv + 1);
}

static int serve(int argc, char **argv, struct supervisor *supervisor)
{
	const char *verb = argc > 1 ? argv[1] : "";

	argc -= 2;
	argv += 2;
	if (!strcmp(verb, "run"))
		return run(argc, argv, false, supervisor);
	if (!strcmp(verb, "shell"))
		return run(argc, argv, true, supervisor);
	if (!strcmp(verb, "list"))
		return list(supervisor);
	if (!strcmp(verb, "prepare"))
		return prepare(argc, argv, supervisor);
	if (!strcmp(verb, "help") || !strcmp(verb, "--help") || !strcmp(verb, "-h")) {
		fputs(usage_text, stdout);
		return 0;
	}
	if (!strcmp(verb, "--version")) {
		puts("nethostdev-netsim " PACKAGE_VERSION);
		return 0;
	}
	fputs(usage_text, stderr);
	return EXIT_USAGE;
}

/* Whether a word is behind a verb that wants none; it is then told. */
static bool has_extra(int argc, char **argv)
{
	static const char *const alone[] = { "list", "show", "help", "--help", "-h",
		"--version" };

	for (size_t i = 0; argc > 2 && i < sizeof(alone) / sizeof(alone[0]); i++) {
		if (strcmp(alone[i], argv[1]) != 0)
			continue;
		say("%s wants nothing behind it: %s", argv[1], argv[2]);
		return true;
	}
	return false;
}

/* Signals that the caller ignores are not to end anything; while they are blocked, they
 * would. */
static void leave_ignored(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	sigset_t ignored;

	sigemptyset(&ignored);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction action;

		if (!sigaction(signals[i], NULL, &action) && action.sa_handler == SIG_IGN)
			sigaddset(&ignored, signals[i]);
	}
	sigprocmask(SIG_UNBLOCK, &ignored, NULL);
}

/* What was printed has to have come out: returns status, or another where it did not. */
static int flush(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	perror("nethostdev-netsim: stdout");
	return EXIT_BROKEN;
}

int main(int argc, char **argv)
{
	struct supervisor supervisor;
	int status, stop_signal;

	process_fill_descriptors();
	if (has_extra(argc, argv))
		return EXIT_USAGE;
	if (argc > 1 && !strcmp(argv[1], "show"))
		return flush(show());
	if (argc > 1 && !strcmp(argv[1], "set-up"))
		return set_up(argc - 2, argv + 2);
	status = supervisor_open(&supervisor);
	if (status) {
		say("signals: %s", strerror(-status));
		return EXIT_BROKEN;
	}
	leave_ignored();
	status = serve(argc, argv, &supervisor);
	stop_signal = supervisor.stop_signal;
	supervisor_close(&supervisor);
	if (stop_signal)
		supervisor_die(&supervisor, stop_signal);
	return flush(status);
}
