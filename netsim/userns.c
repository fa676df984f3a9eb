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
};

/* One PF: a veth whose other end is up as well, so that it has a carrier. */
static int add_pair(const struct run *run, size_t pf, char **netdev)
{
	char *mac = local_mac(run, pf);
	int status;

	*netdev = local_netdev(run, pf);
	status = hosts_tool("ip link add dev %s address %s type veth peer name wire%zu",
		*netdev, mac, pf);
	if (!status)
		status = hosts_tool("ip link set dev wire%zu up", pf);
	if (!status && local_up(run, pf))
		status = hosts_tool("ip link set dev %s up", *netdev);
	free(mac);
	return status;
}

static int set_up(const struct run *run, struct buffer *why)
{
	size_t count = (size_t)run->pfs;
	struct namespace_pf *pfs = memory_new(count, sizeof(*pfs));
	char **netdevs = memory_new(count, sizeof(*netdevs));
	int status = namespace_enter(false, why);

	if (!status)
		status = hosts_tool("ip link set dev lo up");
	for (size_t i = 0; i < count && !status; i++) {
		status = add_pair(run, i, &netdevs[i]);
		pfs[i] = (struct namespace_pf){
			.driver = "veth", .netdev = netdevs[i], .vfs = local_vfs(run, i)
		};
	}
	if (!status)
		status = namespace_cover_pci(pfs, count, why);
	for (size_t i = 0; i < count; i++)
		free(netdevs[i]);
	free(netdevs);
	free(pfs);
	return status;
}

static int begin(void *data)
{
	const struct run *run = data;
	struct buffer why = { 0 };
	int status;

	script_set_environment(run->tier->name);
	status = set_up(run, &why);
	if (status) {
		say("tier userns: %s",
			why.length ? buffer_text(&why) : strerror(-status));
		return why.length ? EXIT_NOT_OFFERED : EXIT_BROKEN;
	}
	buffer_free(&why);
	return become(run->command);
}

static int run_here(const struct run *run)
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
