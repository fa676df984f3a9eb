// SPDX-License-Identifier: LGPL-2.1-or-later
/* What of a backend case this machine can show: a simulated kernel all, a card the rest. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ability.h"
#include "memory.h"
#include "observe.h"
#include "simulated.h"

/*
 * The cases take VFs from their drivers and give them other MACs, which nobody wants done
 * to a card in use: they run only where nethostdev-netsim says that the host is its own.
 */
#define TIER_VARIABLE "NHD_NETSIM_TIER"

static bool check_tier(struct outcome *outcome)
{
	const char *tier = getenv(TIER_VARIABLE);

	if (!tier)
		outcome_set(outcome, OUTCOME_SKIPPED,
			"backend cases change network cards: run them inside "
			"nethostdev-netsim run --tier igb");
	else if (strcmp(tier, "igb") != 0 && !simulated_is_used())
		/* Their VFs have no netdev and no driver to be taken from. */
		outcome_set(outcome, OUTCOME_SKIPPED,
			"the tier %s has no VFs that a guest could be given", tier);
	else
		return true;
	return false;
}

/* What only a kernel that is made for it does. */
static bool check_kernel(const struct suite_case *test, struct outcome *outcome)
{
	if (test->behaviour)
		outcome_set(outcome, OUTCOME_SKIPPED,
			"the machine has no such habit, which the simulated kernel has: "
			"%s",
			test->behaviour);
	else if (test->faults)
		outcome_set(outcome, OUTCOME_SKIPPED,
			"only the simulated kernel fails on purpose: %s", test->faults);
	else if (test->requests.length)
		outcome_set(outcome, OUTCOME_SKIPPED,
			"only the simulated kernel tells what it was asked");
	else
		return true;
	return false;
}

static bool check_pf(const struct host_pf *pf, struct outcome *outcome)
{
	const char *address = pf->fields[PF_ADDRESS];
	char *total = observe_attribute(address, "sriov_totalvfs");
	bool enough = total && strtoul(total, NULL, 10) >= pf->count;

	if (!pf->fields[PF_NETDEV])
		outcome_set(outcome, OUTCOME_SKIPPED,
			"the PF %s cannot be without its netdev", address);
	else if (!enough)
		outcome_set(outcome, OUTCOME_SKIPPED, "there is no PF %s with %zu VFs",
			address, pf->count);
	free(total);
	return pf->fields[PF_NETDEV] && enough;
}

static unsigned long read_number(const char *address, const char *attribute)
{
	char *text = observe_attribute(address, attribute);
	unsigned long number = text ? strtoul(text, NULL, 10) : 0;

	free(text);
	return number;
}

/* Where the card has its VFs is no one's to choose (drivers/pci/iov.c, virtfn_devfn). */
static bool check_place(
	const struct host_pf *pf, const struct host_vf *vf, struct outcome *outcome)
{
	const char *address = pf->fields[PF_ADDRESS], *wanted = vf->fields[VF_ADDRESS];
	unsigned int domain = 0, bus = 0, slot = 0, function = 0;
	unsigned long place;
	char *here;
	bool same;

	sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &function);
	place = bus * 256ul + slot * 8 + function + read_number(address, "sriov_offset") +
		read_number(address, "sriov_stride") *
			strtoul(vf->fields[VF_INDEX], NULL, 10);
	here = memory_format(
		"%04x:%02lx:%02lx.%lx", domain, place / 256, place / 8 % 32, place % 8);
	same = !strcmp(here, wanted);
	if (!same)
		outcome_set(outcome, OUTCOME_SKIPPED, "the card has no VF at %s", wanted);
	free(here);
	return same;
}

static bool check_driver(const struct host_vf *vf, struct outcome *outcome)
{
	const char *driver = vf->fields[VF_DRIVER];
	char *folder;
	bool there;

	if (!driver)
		return true;
	folder = memory_format("/sys/bus/pci/drivers/%s", driver);
	there = !access(folder, F_OK);
	free(folder);
	if (!there)
		outcome_set(
			outcome, OUTCOME_SKIPPED, "there is no driver %s here", driver);
	return there;
}

static bool check_host(const struct host *wanted, struct outcome *outcome)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct host_pf *pf = &wanted->pfs[i];

		if (!check_pf(pf, outcome))
			return false;
		for (size_t j = 0; j < pf->count; j++)
			if (!check_place(pf, &pf->vfs[j], outcome) ||
				!check_driver(&pf->vfs[j], outcome))
				return false;
	}
	return true;
}

bool ability_check(
	const struct suite_case *test, const struct host *wanted, struct outcome *outcome)
{
	return check_tier(outcome) &&
	       (simulated_is_used() ||
		       (check_kernel(test, outcome) && check_host(wanted, outcome)));
}
