// SPDX-License-Identifier: LGPL-2.1-or-later
/* Taking VFs back from a guest, and putting back what was left half way. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "model/domain.h"
#include "vf/driver.h"
#include "vf/move.h"
#include "vf/state.h"

static int note_phase(const struct nhd_state *state, const struct nhd_vf *vf,
	struct nhd_saved *saved, enum nhd_phase phase, struct nhd_error *error)
{
	enum nhd_phase before = saved->phase;
	int result = nhd_state_mark(state, vf, saved, phase, error);

	if (result < 0)
		return result;
	result = nhd_state_sync(state, error);
	if (result < 0)
		nhd_state_mark(state, vf, saved, before, NULL);
	return result;
}

/* From a guest back to what was saved, or to the guest again if that fails. */
static int turn_back(
	struct nhd_move *back, const struct nhd_state *state, struct nhd_saved *saved)
{
	struct nhd_vf_settings guests;
	int result = nhd_settings_read(back->host, back->vf, NULL, &guests, back->error);

	if (result < 0)
		return nhd_name_step(
			back->vf->address, "looking at it", result, back->error);
	result = note_phase(state, back->vf, saved, NHD_PHASE_RESTORING, back->error);
	if (result < 0)
		return result;
	back->now = guests;
	back->stale = false;
	result = nhd_move_take(back);
	/* If that fails too, recovering finds it half way, which is as good. */
	if (result < 0 && nhd_move_undo(back, &guests))
		note_phase(state, back->vf, saved, NHD_PHASE_PREPARED, NULL);
	return result;
}

/*
 * What was saved goes only once all is back. A VF that was found half way has no other place
 * to go back to: there is nothing to undo. Returns a negative errno, or how it ended.
 */
static int put_back(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_saved *saved, struct nhd_error *error)
{
	struct nhd_move back = {
		.host = host,
		.vf = vf,
		.stale = true,
		.target = saved->original,
		.back = true,
		.error = error,
	};
	struct nhd_error lost = NHD_ERROR_INIT;
	int result = nhd_host_check_permission(host, error);

	if (!result)
		result = saved->phase == NHD_PHASE_PREPARED
				 ? turn_back(&back, state, saved)
				 : nhd_move_take(&back);
	if (result < 0)
		return result;
	result = nhd_state_remove(state, vf, error);
	if (!result)
		return nhd_move_tell_losses(&back, error) ? NHD_RESTORED_MOST
							  : NHD_RESTORED_ALL;
	if (nhd_move_tell_losses(&back, &lost))
		nhd_add_message(error, vf->address, "it is not as it was", &lost);
	return result;
}

/* Where a VF is never to come back, its file would be in the way of the next one there. */
static int tell_gone(
	const struct nhd_host *host, const char *address, struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_NO_DEVICE, ENODEV,
		"%s: there is no such PCI device any more; if that is for good, remove "
		"what was saved of it: %s/%s.*",
		address, host->state_dir, address);
}

/* Where something is saved of a device that is not there, that is told in its place. */
static void tell_if_gone(
	struct nhd_host *host, const struct nhd_vf *vf, struct nhd_error *error)
{
	struct nhd_state state;
	enum nhd_phase phase;

	if (nhd_state_open(&state, host, NULL, false, NULL) < 0)
		return;
	if (nhd_state_phase(&state, vf, &phase, NULL) > 0)
		tell_gone(host, vf->address, error);
	nhd_state_close(&state);
}

/* Whose VF is still with a guest's driver may have named another folder than prepare. */
static int tell_nothing(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_error *error)
{
	char driver[NHD_DRIVER_SIZE];
	bool is_guests =
		!nhd_pci_driver(host, vf->address, driver) && nhd_driver_is_vfio(driver);

	nhd_fail(error, NHD_ERROR_NONE, 0,
		"%s: nothing is saved of it in %s%s: nothing to restore%s%s", vf->address,
		state->path, state->folder < 0 ? ", which is not there" : "",
		is_guests ? "; it is bound to " : "", is_guests ? driver : "");
	return NHD_RESTORED_NOTHING;
}

/* Returns a negative errno, or how it ended. */
static int restore(nhd_host *host, const nhd_interface *interface, struct nhd_vf *vf,
	struct nhd_error *error)
{
	struct nhd_state state = NHD_STATE_CLOSED;
	struct nhd_saved saved;
	int result = nhd_vf_of_interface(host, interface, vf, error);

	if (result == -ENODEV)
		tell_if_gone(host, vf, error);
	if (!result)
		result = nhd_vf_find_netdev(host, vf, error);
	if (!result)
		result = nhd_state_open(&state, host, vf->pf_address, false, error);
	if (result < 0)
		return result;
	result = nhd_state_load(&state, vf, &saved, error);
	if (!result)
		result = tell_nothing(host, vf, &state, error);
	else if (result > 0)
		result = put_back(host, vf, &state, &saved, error);
	nhd_state_close(&state);
	return result;
}

int nhd_restore(nhd_host *host, const nhd_interface *interface, int *restored,
	struct nhd_error *error)
{
	struct nhd_vf vf;
	int result = restore(host, interface, &vf, error);

	*restored = result < 0 ? NHD_RESTORED_NOTHING : result;
	return result < 0 ? result : 0;
}

/* Many VFs, one by one; what is wrong with one does not keep the others waiting. */
struct recovery {
	struct nhd_host *host;
	nhd_recovery_visitor visit;
	void *context;
	struct nhd_error *error; /* of the first that could not be put back */
	int result;
	/* What was begun for several VFs and never came to its end. */
	char (*broken)[NHD_PREPARE_ID_SIZE];
	size_t broken_count;
	bool again; /* more of it has come to light */
};

/* result: a negative errno, with error filled, or how it ended. */
static void note(struct recovery *recovery, const char *address, int result,
	const struct nhd_error *error)
{
	if (result && recovery->visit)
		recovery->visit(recovery->context, address,
			result == NHD_RESTORED_ALL ? NULL : error);
	if (result < 0 && !recovery->result) {
		recovery->result = result;
		if (recovery->error)
			nhd_error_copy(recovery->error, error);
	}
}

int nhd_restore_domain(nhd_host *host, const nhd_domain *domain,
	nhd_recovery_visitor visit, void *context, struct nhd_error *error)
{
	struct recovery recovery = {
		.host = host, .visit = visit, .context = context, .error = error
	};
	const nhd_interface *devices = domain->devices.items;

	for (size_t i = 0; i < domain->devices.count; i++) {
		struct nhd_error unrestored = NHD_ERROR_INIT;
		struct nhd_vf vf = { .address = "" };

		if (devices[i].type == NHD_INTERFACE_HOSTDEV)
			note(&recovery, vf.address,
				restore(host, &devices[i], &vf, &unrestored),
				&unrestored);
	}
	return recovery.result;
}

typedef int (*saved_handler)(struct recovery *recovery, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_saved *saved, struct nhd_error *error);

/*
 * Hands on what is saved of the VF at address, with its PF locked, so that no process works
 * on it. Where a file was only begun, nothing was touched: it says nothing, and goes.
 */
static int with_saved(struct recovery *recovery, const char *address,
	saved_handler handle, struct nhd_error *error)
{
	struct nhd_state state = NHD_STATE_CLOSED;
	struct nhd_saved saved;
	struct nhd_vf vf;
	int result = nhd_vf_find_named(recovery->host, address, &vf, error);

	if (result == -ENODEV)
		return tell_gone(recovery->host, address, error);
	if (!result)
		result = nhd_vf_find_netdev(recovery->host, &vf, error);
	if (!result)
		result = nhd_state_open(
			&state, recovery->host, vf.pf_address, false, error);
	if (!result && state.folder >= 0) {
		result = nhd_state_load(&state, &vf, &saved, error);
		if (!result)
			result = nhd_state_remove(&state, &vf, error);
		else if (result > 0)
			result = handle(recovery, &vf, &state, &saved, error);
	}
	nhd_state_close(&state);
	return result;
}

static bool is_broken(const struct recovery *recovery, const char *id)
{
	for (size_t i = 0; i < recovery->broken_count; i++) {
		if (!strcmp(recovery->broken[i], id))
			return true;
	}
	return false;
}

static int collect_broken(struct recovery *recovery, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_saved *saved, struct nhd_error *error)
{
	void *larger;

	(void)vf;
	(void)state;
	if (saved->phase != NHD_PHASE_PREPARING || is_broken(recovery, saved->prepare_id))
		return 0;
	larger = realloc(recovery->broken,
		(recovery->broken_count + 1) * sizeof(*recovery->broken));
	if (!larger)
		return nhd_fail_memory(error);
	recovery->broken = larger;
	strcpy(recovery->broken[recovery->broken_count++], saved->prepare_id);
	return 0;
}

/*
 * Before anything of it is put back, so that the next to recover finds as much. Where that
 * cannot be, nothing is.
 */
static int mark_broken(struct recovery *recovery, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_saved *saved, struct nhd_error *error)
{
	(void)recovery;
	return saved->phase == NHD_PHASE_PREPARED
		       ? note_phase(state, vf, saved, NHD_PHASE_RESTORING, error)
		       : 0;
}

/* On a VF that is gone, or something else now, no process works. */
static int mark_gone(
	const struct recovery *recovery, const struct nhd_vf *vf, struct nhd_error *error)
{
	struct nhd_saved saved = { .phase = NHD_PHASE_PREPARED };
	struct nhd_state state;
	int result = nhd_state_open(&state, recovery->host, NULL, false, error);

	if (!result)
		result = note_phase(&state, vf, &saved, NHD_PHASE_RESTORING, error);
	nhd_state_close(&state);
	return result;
}

/* What was begun and broken off since the first round may have others that belong to it. */
static int put_back_broken(struct recovery *recovery, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_saved *saved, struct nhd_error *error)
{
	if (saved->phase == NHD_PHASE_PREPARED)
		return 0;
	if (saved->phase == NHD_PHASE_PREPARING &&
		!is_broken(recovery, saved->prepare_id)) {
		recovery->again = true;
		return 0;
	}
	return put_back(recovery->host, vf, state, saved, error);
}

/* What is wrong with a VF is told in the last round. */
static int visit_to_collect(void *data, const char *address, enum nhd_phase phase)
{
	if (phase != NHD_PHASE_PREPARING)
		return 0;
	return with_saved(data, address, collect_broken, NULL) == -ENOMEM ? -ENOMEM : 0;
}

/* One that is prepared is a guest's, and may be anything, or gone: its file says enough. */
static int visit_to_mark(void *data, const char *address, enum nhd_phase phase)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct recovery *recovery = data;
	char id[NHD_PREPARE_ID_SIZE];
	struct nhd_vf vf = { 0 };
	int result;

	if (phase != NHD_PHASE_PREPARED || !recovery->broken_count)
		return 0;
	snprintf(vf.address, sizeof(vf.address), "%s", address);
	result = nhd_state_read_id(recovery->host, &vf, phase, id, &error);
	if (result == -ENOENT || (!result && !is_broken(recovery, id)))
		return 0;
	if (!result)
		result = with_saved(recovery, address, mark_broken, &error);
	if (result < 0 && error.error_class != NHD_ERROR_SYSTEM)
		result = mark_gone(recovery, &vf, &error);
	note(recovery, address, result, &error);
	return recovery->result;
}

static int visit_to_put_back(void *data, const char *address, enum nhd_phase phase)
{
	struct nhd_error error = NHD_ERROR_INIT;

	if (phase != NHD_PHASE_PREPARED)
		note(data, address, with_saved(data, address, put_back_broken, &error),
			&error);
	return 0;
}

/* It may come again, and is no failure: but nobody else would tell of the file. */
static int visit_to_tell_gone(void *data, const char *address, enum nhd_phase phase)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct recovery *recovery = data;
	struct nhd_vf vf;

	if (phase == NHD_PHASE_PREPARED &&
		nhd_vf_find_named(recovery->host, address, &vf, NULL) == -ENODEV) {
		tell_gone(recovery->host, address, &error);
		recovery->visit(recovery->context, address, &error);
	}
	return 0;
}

int nhd_recover(nhd_host *host, nhd_recovery_visitor visit, void *context,
	struct nhd_error *error)
{
	static const nhd_state_visitor rounds[] = { visit_to_collect, visit_to_mark,
		visit_to_put_back };
	struct recovery recovery = {
		.host = host, .visit = visit, .context = context, .error = error
	};
	int result = 0;

	do {
		recovery.again = false;
		for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]) && !result; i++)
			result = nhd_state_list(host, rounds[i], &recovery, error);
		if (!result)
			result = recovery.result;
	} while (recovery.again);
	if (visit)
		nhd_state_list(host, visit_to_tell_gone, &recovery, NULL);
	free(recovery.broken);
	return result;
}
