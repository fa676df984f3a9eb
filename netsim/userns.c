// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The tier userns: rtnetlink itself, on veth, in namespaces that need no privilege. Its PFs
 * have VFs in sysfs alone, so that whoever sets one gets the kernel's own EOPNOTSUPP.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hosts.h"
#include "local.h"
#include "memory.h"
#include "script.h"
#include "tier.h"

static int probe(struct supervisor *supervisor, struct buffer *words)
{
	struct buffer why = { 0 };
	int status = namespace_try(false, &why);

	(void)supervisor;
	if (!local_has_tool("ip")) {
		buffer_add_text(words, "missing: iproute2; install it");
		status = -ENOENT;
	} else if (status)
		buffer_format(words,
			"%s; user namespaces have to be allowed (sysctl "
			"user.max_user_namespaces, and what a container forbids)",
			buffer_text(&why));
	else
		buffer_add_text(words, "veth in user and network namespaces");
	buffer_free(&why);
	return status;
}

/* Whatever a VF has beyond its address is the kernel's, which has none here. */
static const struct hosts_rule rules[] = {
	{ VF_DRIVER, { NULL } },
	{ VF_OVERRIDE, { NULL } },
	{ VF_NETDEV, { NULL } },
	{ VF_MAC, { NULL } },
	{ VF_ADMIN_MAC, { NULL } },
	{ VF_VLAN, { NULL } },
	{ VF_QOS, { NULL } },
	{ VF_PROTOCOL, { NULL } },
	{ VF_MIN_RATE, { NULL } },
	{ VF_MAX_RATE, { NULL } },
	{ VF_SPOOFCHK, { NULL } },
	{ VF_TRUST, { NULL } },
	{ VF_LINK_STATE, { NULL } },
	{ VF_PORT_PROFILE, { NULL } },
	{ VF_PORT_INSTANCE, { NULL } },
	{ VF_PORT_HOST, { NULL } },
	{ VF_PORT_RESPONSE, { NULL } },
};

/* A name for the other end of a PF's veth, which neither a netdev nor another's has. Owned. */
static char *name_wire(const struct host *host, size_t pf)
{
	char *name = memory_format("wire%zu", pf);

	while (hosts_has_netdev(host, name)) {
		free(name);
		pf += host->count;
		name = memory_format("wire%zu", pf);
	}
	return name;
}

/* One PF: a veth whose other end is up as well, so that it has a carrier. */
static int add_pair(const struct host *host, size_t pf)
{
	char *const *fields = host->pfs[pf].fields;
	char *wire = name_wire(host, pf);
	int status = hosts_tool("ip link add dev %s address %s type veth peer name %s",
		fields[PF_NETDEV], fields[PF_MAC], wire);

	if (!status)
		status = hosts_tool("ip link set dev %s up", wire);
	if (!status && strings_equal(fields[PF_UP], "yes"))
		status = hosts_tool("ip link set dev %s up", fields[PF_NETDEV]);
	free(wire);
	return status;
}

static int set_up(const struct host *host, struct buffer *why)
{
	struct namespace_pf *pfs = memory_new(host->count, sizeof(*pfs));
	int status = namespace_enter(false, why);

	if (!status)
		status = hosts_tool("ip link set dev lo up");
	for (size_t i = 0; i < host->count && !status; i++) {
		status = add_pair(host, i);
		pfs[i] = (struct namespace_pf){ .driver = "veth",
			.netdev = host->pfs[i].fields[PF_NETDEV],
			.vfs = host->pfs[i].count };
	}
	if (!status)
		status = namespace_cover_pci(pfs, host->count, why);
	free(pfs);
	return status;
}

static int begin(void *data)
{
	const struct run *run = data;
	struct buffer why = { 0 };
	int status;

	script_set_environment(run->tier->name);
	status = set_up(&run->host, &why);
	if (status) {
		say("tier userns: %s",
			why.length ? buffer_text(&why) : strerror(-status));
		return why.length ? EXIT_NOT_OFFERED : EXIT_BROKEN;
	}
	buffer_free(&why);
	return become(run->command);
}

static int run_here(struct run *run)
{
	return local_run(run, begin, NULL, (void *)run);
}

const struct tier tier_userns = {
	.name = "userns",
	.pfs_most = 12,
	.vfs_most = 200,
	.vfs = 1,
	.probe = probe,
	.rules = rules,
	.rule_count = sizeof(rules) / sizeof(rules[0]),
	.run = run_here,
};
