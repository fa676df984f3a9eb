// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a machine's PFs and VFs are at a moment: one question a PF, the rest from sysfs. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "vf/move.h"
#include "vf/rtnl.h"
#include "vf/snapshot.h"

#define DEVICES "bus/pci/devices"

struct look {
	struct nhd_host *host;
	const char *only; /* the VF that is looked for, or NULL for all of a PF */
	struct nhd_state state;
	bool is_barred; /* from the state folder */
	struct nhd_snapshot *snapshot;
	struct nhd_error *error;
};

static int failed(
	const struct look *look, const char *address, const char *what, int result)
{
	return nhd_fail(look->error, NHD_ERROR_SYSTEM, -result, "%s: %s: %s", address,
		what, strerror(-result));
}

/* Puts a zeroed element behind an array, and returns it; NULL without memory. */
static void *add(void **array, size_t *count, size_t size)
{
	char *larger = realloc(*array, (*count + 1) * size);

	if (!larger)
		return NULL;
	*array = larger;
	return memset(larger + (*count)++ * size, 0, size);
}

/* 1 where a device has VFs, or could have. */
static int is_pf(struct nhd_host *host, const char *address)
{
	char vf[NHD_PCI_NAME_SIZE], total[32];
	int result = nhd_pf_vf(host, address, 0, vf);

	if (result == -ENOENT)
		result = nhd_host_read(host, total, sizeof(total),
			DEVICES "/%s/sriov_totalvfs", address);
	return result < 0 ? result : 1;
}

/* Disks have VFs, too (PCI Code and ID Assignment: base class 02h). */
static int is_network_pf(struct nhd_host *host, const char *address)
{
	static const char network[] = "0x02";
	char class[32];
	int result =
		nhd_host_read(host, class, sizeof(class), DEVICES "/%s/class", address);

	if (result < 0 || strncmp(class, network, strlen(network)) != 0)
		return result < 0 ? result : 0;
	return is_pf(host, address);
}

/* -ENOMEM alone. No address is longer than can be kept. */
static int add_pf(void *data, const char *address)
{
	struct nhd_snapshot *snapshot = data;
	struct nhd_pf_snapshot *pf =
		add((void **)&snapshot->pfs, &snapshot->count, sizeof(*pf));

	if (!pf)
		return -ENOMEM;
	snprintf(pf->address, sizeof(pf->address), "%s", address);
	return 0;
}

static int compare_pfs(const void *one, const void *other)
{
	return strcmp(((const struct nhd_pf_snapshot *)one)->address,
		((const struct nhd_pf_snapshot *)other)->address);
}

/* Of all devices, the network cards that are PFs; one that went meanwhile is none. */
static int keep_pfs(struct look *look)
{
	struct nhd_snapshot *snapshot = look->snapshot;
	size_t kept = 0;

	for (size_t i = 0; i < snapshot->count; i++) {
		int result = is_network_pf(look->host, snapshot->pfs[i].address);

		if (result < 0 && result != -ENOENT)
			return failed(look, snapshot->pfs[i].address,
				"looking for its VFs", result);
		if (result > 0)
			snapshot->pfs[kept++] = snapshot->pfs[i];
	}
	snapshot->count = kept;
	if (kept)
		qsort(snapshot->pfs, kept, sizeof(*snapshot->pfs), compare_pfs);
	return 0;
}

/* A machine may have no PCI at all. */
static int find_all(struct look *look)
{
	int result = nhd_host_list(look->host, add_pf, look->snapshot, DEVICES);

	if (result == -ENOMEM)
		return nhd_fail_memory(look->error);
	if (result < 0 && result != -ENOENT)
		return failed(look, DEVICES, "listing it", result);
	return keep_pfs(look);
}

static bool is_address(const char *text)
{
	unsigned int parts[4];
	int end = 0;

	return strlen(text) < NHD_PCI_NAME_SIZE &&
	       strspn(text, "0123456789abcdef:.") == strlen(text) &&
	       sscanf(text, "%8x:%2x:%2x.%1x%n", &parts[0], &parts[1], &parts[2],
		       &parts[3], &end) == 4 &&
	       !text[end];
}

static int find_named(struct look *look, const char *address)
{
	struct nhd_vf vf;
	const char *pf = address;
	int result = 0;

	if (!is_address(address))
		return nhd_fail(look->error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"'%s' is no PCI address such as 0000:01:10.0", address);
	if (is_pf(look->host, address) != 1) {
		result = nhd_vf_find_named(look->host, address, &vf, look->error);
		pf = vf.pf_address;
		look->only = address;
	}
	if (result == -ENOTSUP)
		return nhd_fail(look->error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
			"%s is neither an SR-IOV physical function nor a virtual one",
			address);
	if (!result && add_pf(look->snapshot, pf) < 0)
		return nhd_fail_memory(look->error);
	return result;
}

static int read_phase(const struct look *look, struct nhd_vf_snapshot *vf)
{
	static const char *const names[] = {
		[NHD_PHASE_PREPARING] = "preparing",
		[NHD_PHASE_PREPARED] = "prepared",
		[NHD_PHASE_RESTORING] = "restoring",
	};
	enum nhd_phase phase;
	int result = nhd_state_phase(&look->state, &vf->vf, &phase, look->error);

	/* Without a lock one that comes to another phase may be missed, but not twice. */
	if (!result)
		result = nhd_state_phase(&look->state, &vf->vf, &phase, look->error);
	if (look->is_barred)
		strcpy(vf->phase, "unknown");
	else if (result > 0)
		strcpy(vf->phase, names[phase]);
	return result < 0 ? result : 0;
}

static int read_vf(const struct look *look, const struct nhd_vf_list *list,
	struct nhd_vf_snapshot *vf)
{
	const char *address = vf->vf.address;
	int result = nhd_pci_driver(look->host, address, vf->driver);

	if (!result)
		result = nhd_pci_override(look->host, address, vf->override);
	if (!result)
		result = nhd_pci_netdev(look->host, address, &vf->netdev);
	if (result < 0)
		return result == -ENOENT ? result
					 : failed(look, address, "looking at it", result);
	vf->is_listed = !nhd_vf_list_take(list, vf->vf.index, &vf->info, NULL) &&
			!vf->info.untold;
	return read_phase(look, vf);
}

static int read_vfs(const struct look *look, const struct nhd_vf_list *list,
	struct nhd_pf_snapshot *pf)
{
	char address[NHD_PCI_NAME_SIZE];
	struct nhd_vf_snapshot *vf;
	unsigned int index = 0;
	int result;

	for (; !(result = nhd_pf_vf(look->host, pf->address, index, address)); index++) {
		if (look->only && strcmp(address, look->only) != 0)
			continue;
		vf = add((void **)&pf->vfs, &pf->count, sizeof(*vf));
		if (!vf)
			return nhd_fail_memory(look->error);
		vf->vf.index = index;
		strcpy(vf->vf.address, address);
		strcpy(vf->vf.pf_address, pf->address);
		result = read_vf(look, list, vf);
		if (result == -ENOENT)
			pf->count--;
		else if (result < 0)
			return result;
	}
	return result == -ENOENT ? 0 : failed(look, pf->address, "its VFs", result);
}

static int read_up(const struct look *look, struct nhd_pf_snapshot *pf)
{
	char flags[32];
	int result = nhd_host_read(look->host, flags, sizeof(flags),
		DEVICES "/%s/net/%s/flags", pf->address, pf->netdev.name);

	pf->is_up = result < 0 ? UINT32_MAX : (strtoul(flags, NULL, 16) & IFF_UP) != 0;
	return result < 0 && result != -ENOENT
		       ? failed(look, pf->address, "its netdev", result)
		       : 0;
}

/*
 * Where a driver has no such list, or the netdev is gone, there is nothing to be told; nor
 * where the list is too long for the kernel, which is no reason to show nothing else.
 */
static int read_list(const struct look *look, const struct nhd_pf_snapshot *pf,
	struct nhd_vf_list *list)
{
	int result = nhd_rtnl_get_vfs(look->host, pf->netdev.index, list, look->error);

	if (result == -ENODATA || result == -ENODEV || result == -EMSGSIZE)
		return 0;
	return nhd_name_step(
		pf->address, "asking what it holds of its VFs", result, look->error);
}

static int read_pf(const struct look *look, struct nhd_pf_snapshot *pf)
{
	struct nhd_vf_list list = { 0 };
	int result = nhd_pci_driver(look->host, pf->address, pf->driver);

	if (!result)
		result = nhd_pci_netdev(look->host, pf->address, &pf->netdev);
	if (result < 0)
		return failed(look, pf->address, "looking at it", result);
	if (*pf->netdev.name) {
		result = read_up(look, pf);
		if (!result)
			result = read_list(look, pf, &list);
	}
	if (!result)
		result = read_vfs(look, &list, pf);
	nhd_vf_list_free(&list);
	return result;
}

/* The folder is for its owner alone: for others it is as if the door was shut. */
static int open_state(struct look *look)
{
	int result = nhd_state_open(&look->state, look->host, NULL, false, look->error);

	look->is_barred = result == -EACCES;
	return look->is_barred ? 0 : result;
}

static int take(struct look *look, const char *address, bool with_phases)
{
	int result = address ? find_named(look, address) : find_all(look);

	if (!result && with_phases)
		result = open_state(look);
	for (size_t i = 0; i < look->snapshot->count && !result; i++)
		result = read_pf(look, &look->snapshot->pfs[i]);
	nhd_state_close(&look->state);
	return result;
}

/* What is only absent has been an error on the way, too, of which the caller hears nothing. */
int nhd_snapshot_take(struct nhd_host *host, const char *address, bool with_phases,
	struct nhd_snapshot *snapshot, struct nhd_error *error)
{
	struct nhd_error met = NHD_ERROR_INIT;
	struct look look = { .host = host,
		.state = NHD_STATE_CLOSED,
		.snapshot = snapshot,
		.error = &met };
	int result;

	*snapshot = (struct nhd_snapshot){ 0 };
	result = take(&look, address, with_phases);
	if (result < 0)
		nhd_snapshot_free(snapshot);
	if (result < 0 && error)
		nhd_error_copy(error, &met);
	return result;
}

void nhd_snapshot_free(struct nhd_snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->count; i++)
		free(snapshot->pfs[i].vfs);
	free(snapshot->pfs);
	*snapshot = (struct nhd_snapshot){ 0 };
}
