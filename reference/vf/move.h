/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One VF moved from what it is to what it shall be, in steps. Giving it to a guest and
 * taking it back are the same steps, and so is undoing either.
 */
#ifndef NHD_VF_MOVE_H
#define NHD_VF_MOVE_H

#include "vf/rtnl.h"
#include "vf/state.h"

struct nhd_move {
	struct nhd_host *host;
	const struct nhd_vf *vf;
	struct nhd_vf_settings now;    /* as last seen, or set since */
	bool stale;                    /* more may have changed than was set */
	struct nhd_vf_settings target; /* of what is lost, what is there instead */
	/*
	 * To what the VF was before: what its PF's driver does not let be again is lost, which
	 * is no error, and all is read back.
	 */
	bool back;
	bool lost_admin_mac;
	bool lost_vlan;
	struct nhd_error *error;
};

/*
 * All that a VF is now. What its PF holds is taken from list; where that is NULL, or the VF
 * is not listed, the kernel is asked.
 * Returns 0, or what sysfs or the kernel gave.
 */
int nhd_settings_read(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_vf_list *list, struct nhd_vf_settings *settings,
	struct nhd_error *error);

/*
 * Calls visit for each setting of the device that a move would change; where to has no MAC of
 * the VF's own, that is no matter. Returns 0, or what visit returned if not 0.
 */
int nhd_settings_compare(const char *address, const struct nhd_vf_settings *from,
	const struct nhd_vf_settings *to, nhd_plan_visitor visit, void *context);

/* Fails with the name of a setting in which now, read behind a move, is not the target. */
int nhd_move_check(const struct nhd_move *move, const struct nhd_vf_settings *now);

/* Takes all steps. Returns 0 or the error of the one that failed, with device and step. */
int nhd_move_take(struct nhd_move *move);

/*
 * Takes back what a move has done or begun, to before, past what fails: as little as can be
 * is left behind. Returns whether the VF is as it was; otherwise move->error says more.
 */
bool nhd_move_undo(struct nhd_move *move, const struct nhd_vf_settings *before);

/* Says what was lost on the way back, with class NHD_ERROR_NONE. Returns whether anything was. */
bool nhd_move_tell_losses(const struct nhd_move *move, struct nhd_error *error);

/* Puts the device, and what was done to it, before a message. Returns result. */
int nhd_name_step(
	const char *address, const char *step, int result, struct nhd_error *error);

/* Puts what else went wrong behind a message. */
void nhd_add_message(struct nhd_error *error, const char *address, const char *what,
	const struct nhd_error *more);

#endif
