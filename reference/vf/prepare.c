// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Giving VFs to a guest: those of all its interfaces, or none. Every stage is finished for
 * all of them before the next begins, so that whatever can be refused is refused before
 * anything is touched.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "error.h"
#include "model/domain.h"
#include "vf/driver.h"
#include "vf/move.h"
#include "vf/port.h"

/* A PF of which VFs are assigned, and what it holds of them. */
struct pf {
	char address[NHD_PCI_NAME_SIZE];
	struct nhd_netdev netdev;
	struct nhd_state state; /* locked, but for a plan */
	struct nhd_vf_list vfs;
};

struct assignment {
	const nhd_interface *interface;
	struct nhd_port port;
	struct nhd_vf vf;
	struct pf *pf;
	struct nhd_saved saved;
	struct nhd_move move;
	bool is_saved;
	bool is_moved; /* or begun to be */
};

struct batch {
	struct nhd_host *host;
	const struct nhd_prepare_options *options;
	struct assignment *assignments;
	size_t count;
	struct pf *pfs; /* in the order of their addresses */
	size_t pf_count;
	char id[NHD_PREPARE_ID_SIZE];
	char *aliases; /* NULL until wanted */
	struct nhd_error *error;
};

typedef int (*stage)(struct batch *batch, struct assignment *assignment);

static int for_all(struct batch *batch, stage take)
{
	int result = 0;

	for (size_t i = 0; i < batch->count && !result; i++)
		result = take(batch, &batch->assignments[i]);
	return result;
}

/* What no VF can be given, or NULL. */
static const char *find_unsupported(const nhd_interface *interface)
{
	enum nhd_virtualport_type type = interface->virtualport.type;

	/* libvirt virhostdev.c: of the drivers, the other two are gone. */
	if (interface->driver.name == NHD_DRIVER_NAME_KVM ||
		interface->driver.name == NHD_DRIVER_NAME_XEN)
		return "VFs are handed to guests by vfio alone";
	if (interface->vlan.trunk || interface->vlan.tags.count > 1)
		return "SR-IOV devices have no VLAN trunks";
	if (interface->bandwidth.given)
		return "the bandwidth of a VF cannot be limited";
	if (type && type != NHD_VIRTUALPORT_8021QBH)
		return "this type of virtualport cannot be set on a VF";
	if (type && interface->vlan.tags.count)
		return "a VF with a port profile has its VLAN from the switch";
	return NULL;
}

/* Sets port to the profile that the interface has, or to none. */
static int check_interface(struct batch *batch, struct assignment *assignment)
{
	const nhd_interface *interface = assignment->interface;
	const char *unsupported = find_unsupported(interface);
	char name[NHD_SOURCE_NAME_SIZE];

	nhd_source_name(interface, name);
	if (unsupported)
		return nhd_fail(batch->error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
			"%s: %s", name, unsupported);
	return interface->virtualport.type
		       ? nhd_port_make(&assignment->port, name,
				 interface->virtualport.profile_id,
				 batch->options->guest_uuid, batch->options->host_uuid,
				 batch->error)
		       : 0;
}

static int find(struct batch *batch, struct assignment *assignment)
{
	return nhd_vf_of_interface(
		batch->host, assignment->interface, &assignment->vf, batch->error);
}

static struct pf *pf_of(const struct batch *batch, const char *address)
{
	for (size_t i = 0; i < batch->pf_count; i++) {
		if (!strcmp(batch->pfs[i].address, address))
			return &batch->pfs[i];
	}
	return NULL;
}

static int compare_pfs(const void *one, const void *other)
{
	return strcmp(
		((const struct pf *)one)->address, ((const struct pf *)other)->address);
}

static int add_pf(struct batch *batch, struct assignment *assignment)
{
	struct nhd_vf *vf = &assignment->vf;
	struct pf *pf = &batch->pfs[batch->pf_count];
	int result;

	if (pf_of(batch, vf->pf_address))
		return 0;
	result = nhd_vf_find_netdev(batch->host, vf, batch->error);
	pf->state = (struct nhd_state)NHD_STATE_CLOSED;
	strcpy(pf->address, vf->pf_address);
	pf->netdev = vf->pf;
	batch->pf_count++;
	return result;
}

static int name_pf(struct batch *batch, struct assignment *assignment)
{
	assignment->pf = pf_of(batch, assignment->vf.pf_address);
	assignment->vf.pf = assignment->pf->netdev;
	return 0;
}

/* In the order of addresses, so that no two processes wait for each other. A plan only looks. */
static int lock_pfs(struct batch *batch)
{
	bool is_plan = batch->options->plan;
	int result;

	batch->pfs = calloc(batch->count, sizeof(*batch->pfs));
	if (!batch->pfs && batch->count)
		return nhd_fail_memory(batch->error);
	result = for_all(batch, add_pf);
	if (result < 0)
		return result;
	qsort(batch->pfs, batch->pf_count, sizeof(*batch->pfs), compare_pfs);
	for (size_t i = 0; i < batch->pf_count; i++) {
		result = nhd_state_open(&batch->pfs[i].state, batch->host,
			is_plan ? NULL : batch->pfs[i].address, !is_plan, batch->error);
		if (result < 0)
			return result;
	}
	return for_all(batch, name_pf);
}

static int check_free(struct batch *batch, struct assignment *assignment)
{
	const struct nhd_vf *vf = &assignment->vf;

	for (struct assignment *other = batch->assignments; other < assignment; other++) {
		if (other->pf == assignment->pf && other->vf.index == vf->index)
			return nhd_fail(batch->error, NHD_ERROR_OPERATION_INVALID,
				EALREADY, "%s is wanted by two interfaces", vf->address);
	}
	return nhd_state_check_free(&assignment->pf->state, vf, batch->error);
}

/* One request a PF, however many VFs it has. */
static int look_at_pfs(struct batch *batch)
{
	for (size_t i = 0; i < batch->pf_count; i++) {
		struct pf *pf = &batch->pfs[i];
		int result;

		nhd_vf_list_free(&pf->vfs);
		result = nhd_rtnl_get_vfs(
			batch->host, pf->netdev.index, &pf->vfs, batch->error);
		if (result < 0)
			return nhd_name_step(
				pf->address, "looking at it", result, batch->error);
		if (!pf->vfs.up)
			return nhd_fail(batch->error, NHD_ERROR_OPERATION_INVALID,
				ENETDOWN, "%s: its netdev %s is down", pf->address,
				pf->netdev.name);
	}
	return 0;
}

static int check_unmanaged(const struct nhd_vf *vf, const char *model, const char *driver,
	struct nhd_error *error)
{
	if (model && strcmp(driver, model))
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s is not managed, and bound to %s instead of %s", vf->address,
			*driver ? driver : "no driver", model);
	if (!nhd_driver_is_vfio(driver))
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s is not managed, and bound to %s instead of a vfio driver",
			vf->address, *driver ? driver : "no driver");
	return 0;
}

/* The driver that the VF shall have, which only a managed one is given. */
static int derive_driver(struct batch *batch, const struct assignment *assignment,
	struct nhd_vf_settings *target)
{
	const char *model = assignment->interface->driver.model;
	const struct nhd_vf *vf = &assignment->vf;
	int result = 0;

	if (!assignment->interface->managed)
		return check_unmanaged(vf, model, target->driver, batch->error);
	if (!batch->aliases)
		result = nhd_driver_aliases(batch->host, &batch->aliases, batch->error);
	if (!result)
		result = nhd_driver_choose(batch->host, vf->address, batch->aliases,
			model, assignment->saved.original.driver, target->driver,
			batch->error);
	strcpy(target->override, target->driver);
	return result;
}

/* What the interface asks for; what it does not name stays as it is. */
static int derive_target(struct batch *batch, const struct assignment *assignment,
	struct nhd_vf_settings *target)
{
	const nhd_interface *interface = assignment->interface;

	*target = assignment->saved.original;
	target->has_mac = false;
	memcpy(target->info.admin_mac, interface->mac.address, NHD_MAC_LENGTH);
	target->info.port = assignment->port;
	/* As libvirt, which sets VLAN 0 where the interface has none (virHostdevSetNetConfig). */
	if (!*assignment->port.profile)
		target->info.vlan = (struct nhd_vf_vlan){
			interface->vlan.tags.count ? nhd_vlan_tags(&interface->vlan)->id
						   : 0,
			0,
			NHD_VLAN_PROTOCOL_8021Q,
		};
	return derive_driver(batch, assignment, target);
}

static int look_at(struct batch *batch, struct assignment *assignment)
{
	struct nhd_vf_settings *original = &assignment->saved.original;
	const struct nhd_vf *vf = &assignment->vf;
	int result = nhd_settings_read(
		batch->host, vf, &assignment->pf->vfs, original, batch->error);

	if (result < 0)
		return nhd_name_step(vf->address, "looking at it", result, batch->error);
	/* Whose it is, and what it would be put back to, nobody here knows. */
	if (*original->info.port.profile)
		return nhd_fail(batch->error, NHD_ERROR_OPERATION_INVALID, EBUSY,
			"%s is associated with the port profile '%s'", vf->address,
			original->info.port.profile);
	if (original->info.untold && !*assignment->port.profile)
		return nhd_fail(batch->error, NHD_ERROR_SYSTEM, ENODATA,
			"%s: its PF tells nothing of it that could be saved",
			vf->address);
	assignment->move = (struct nhd_move){
		.host = batch->host,
		.vf = vf,
		.now = *original,
		.error = batch->error,
	};
	return derive_target(batch, assignment, &assignment->move.target);
}

static int tell_plan(struct batch *batch, struct assignment *assignment)
{
	struct nhd_vf_settings target = assignment->move.target;

	target.admin_mac_is_drawn = assignment->interface->mac.is_drawn;
	return nhd_settings_compare(assignment->vf.address, &assignment->saved.original,
		&target, batch->options->plan, batch->options->context);
}

static int save(struct batch *batch, struct assignment *assignment)
{
	int result;

	assignment->saved.phase = NHD_PHASE_PREPARING;
	strcpy(assignment->saved.prepare_id, batch->id);
	result = nhd_state_save(&assignment->pf->state, &assignment->vf,
		&assignment->saved, batch->error);
	assignment->is_saved = !result;
	return result;
}

static int move(struct batch *batch, struct assignment *assignment)
{
	(void)batch;
	assignment->is_moved = true;
	return nhd_move_take(&assignment->move);
}

/* What a driver accepts and does not do must not reach a guest. */
static int check(struct batch *batch, struct assignment *assignment)
{
	struct nhd_vf_settings now;
	int result = nhd_settings_read(
		batch->host, &assignment->vf, &assignment->pf->vfs, &now, batch->error);

	if (!result)
		result = nhd_move_check(&assignment->move, &now);
	return result < 0 ? nhd_name_step(assignment->vf.address, "reading it back",
				    result, batch->error)
			  : 0;
}

static int mark(struct batch *batch, struct assignment *assignment)
{
	return nhd_state_mark(&assignment->pf->state, &assignment->vf, &assignment->saved,
		NHD_PHASE_PREPARED, batch->error);
}

/* So that what dies while it undoes the others leaves none that seems to be a guest's. */
static void unmark(struct assignment *assignment)
{
	if (assignment->is_saved && assignment->saved.phase == NHD_PHASE_PREPARED)
		nhd_state_mark(&assignment->pf->state, &assignment->vf,
			&assignment->saved, NHD_PHASE_PREPARING, NULL);
}

/* What was saved goes only where the VF is as it was. */
static void undo(struct batch *batch, struct assignment *assignment)
{
	struct nhd_error error = NHD_ERROR_INIT;

	if (!assignment->is_saved)
		return;
	if (assignment->is_moved &&
		!nhd_move_undo(&assignment->move, &assignment->saved.original))
		return;
	if (nhd_state_remove(&assignment->pf->state, &assignment->vf, &error) < 0)
		nhd_add_message(batch->error, assignment->vf.address,
			"its state file is left", &error);
}

static void undo_all(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		unmark(&batch->assignments[i]);
	for (size_t i = 0; i < batch->count; i++)
		undo(batch, &batch->assignments[i]);
}

static int make_id(struct batch *batch)
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		return nhd_fail(batch->error, NHD_ERROR_INTERNAL, EIO,
			"there are no random numbers");
	snprintf(batch->id, sizeof(batch->id), "%016" PRIx64, number);
	return 0;
}

/* All PFs have the same folder. */
static int sync(struct batch *batch)
{
	return batch->pf_count ? nhd_state_sync(&batch->pfs[0].state, batch->error) : 0;
}

/* All that comes before anything is touched. */
static int decide(struct batch *batch)
{
	int result = for_all(batch, check_interface);

	if (!result)
		result = for_all(batch, find);
	if (!result)
		result = lock_pfs(batch);
	if (!result)
		result = for_all(batch, check_free);
	if (!result)
		result = look_at_pfs(batch);
	if (!result)
		result = for_all(batch, look_at);
	if (!result && !batch->options->plan)
		result = nhd_host_check_permission(batch->host, batch->error);
	return result;
}

static int carry_out(struct batch *batch)
{
	int result = make_id(batch);

	if (!result)
		result = for_all(batch, save);
	if (!result)
		result = sync(batch);
	if (!result)
		result = for_all(batch, move);
	if (!result)
		result = look_at_pfs(batch);
	if (!result)
		result = for_all(batch, check);
	if (!result)
		result = for_all(batch, mark);
	if (!result)
		result = sync(batch);
	if (result < 0)
		undo_all(batch);
	return result;
}

static void clear(struct batch *batch)
{
	for (size_t i = 0; i < batch->pf_count; i++) {
		nhd_state_close(&batch->pfs[i].state);
		nhd_vf_list_free(&batch->pfs[i].vfs);
	}
	free(batch->pfs);
	free(batch->aliases);
}

/* The assignments name their interfaces, and nothing else. */
static int prepare_all(struct nhd_host *host, struct assignment *assignments,
	size_t count, const struct nhd_prepare_options *options, struct nhd_error *error)
{
	static const struct nhd_prepare_options none;
	struct batch batch = {
		.host = host,
		.options = options ? options : &none,
		.assignments = assignments,
		.count = count,
		.error = error,
	};
	int result = decide(&batch);

	if (!result)
		result = batch.options->plan ? for_all(&batch, tell_plan)
					     : carry_out(&batch);
	clear(&batch);
	return result;
}

int nhd_prepare(nhd_host *host, const nhd_interface *interface,
	const struct nhd_prepare_options *options, struct nhd_error *error)
{
	struct assignment assignment = { .interface = interface };

	return prepare_all(host, &assignment, 1, options, error);
}

int nhd_prepare_domain(nhd_host *host, const nhd_domain *domain,
	const struct nhd_prepare_options *options, struct nhd_error *error)
{
	const nhd_interface *devices = domain->devices.items;
	_cleanup_(nhd_freep) struct assignment *assignments = NULL;
	struct nhd_prepare_options domains = { 0 };
	char uuid[NHD_UUID_TEXT_SIZE];
	size_t count = 0;

	if (options)
		domains = *options;
	if (!domains.guest_uuid && domain->has_uuid) {
		nhd_uuid_to_text(uuid, domain->uuid);
		domains.guest_uuid = uuid;
	}
	/* Room for one more than there may be is room for none. */
	assignments = calloc(domain->devices.count + 1, sizeof(*assignments));
	if (!assignments)
		return nhd_fail_memory(error);
	for (size_t i = 0; i < domain->devices.count; i++) {
		if (devices[i].type == NHD_INTERFACE_HOSTDEV)
			assignments[count++].interface = &devices[i];
	}
	return prepare_all(host, assignments, count, &domains, error);
}
