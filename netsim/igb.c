// SPDX-License-Identifier: LGPL-2.1-or-later
/* The tier igb: an emulated card in a virtual machine, with the kernel's own drivers. */
#include <stdlib.h>

#include "helpers.h"
#include "hosts.h"
#include "machine.h"
#include "memory.h"
#include "tier.h"

static int probe(struct supervisor *supervisor, struct buffer *words)
{
	return machine_probe("igb", supervisor, words);
}

static int prepare(struct supervisor *supervisor)
{
	return machine_prepare("igb", supervisor);
}

static const struct hosts_rule rules[] = {
	{ VF_DRIVER, { "igbvf", "vfio-pci", "pci-stub" } },
	{ VF_PROTOCOL, { "802.1Q" } },
	{ VF_LINK_STATE, { "auto" } },
	{ VF_PORT_PROFILE, { NULL } },
	{ VF_PORT_INSTANCE, { NULL } },
	{ VF_PORT_HOST, { NULL } },
	{ VF_PORT_RESPONSE, { NULL } },
};

/* Where a document is given, this very command sets the card up inside first. */
static int run_in_machine(struct run *run)
{
	struct machine_request request = { .run = run,
		.parts = "igb",
		.cards = run->pfs,
		.argv = run->command,
		.tier = run->tier->name };
	char **argv = NULL;
	int status;

	if (run->host_file) {
		strings_add(&argv, helper_self());
		strings_add(&argv, memory_copy("set-up"));
		strings_add(&argv, memory_copy(MACHINE_DOCUMENT));
		for (char **word = run->command; *word; word++)
			strings_add(&argv, memory_copy(*word));
		request.argv = argv;
	}
	status = machine_run(&request);
	strings_free(argv);
	return status;
}

const struct tier tier_igb = {
	.name = "igb",
	.pfs_most = 12,
	.vfs_most = 7,
	.vfs = 7,
	.shares = true,
	.probe = probe,
	.prepare = prepare,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
	.run = run_in_machine,
};
