/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a VF was before it was prepared, kept in the host's state folder. */
#ifndef NHD_VF_STATE_H
#define NHD_VF_STATE_H

#include <sys/types.h>

#include "vf/sysfs.h"
#include "vf/vfinfo.h"

/* All of a VF that preparing it changes, and what else its PF holds of it. */
struct nhd_vf_settings {
	char driver[NHD_DRIVER_SIZE]; /* "": none */
	char override[NHD_DRIVER_SIZE];
	bool has_mac;                /* the VF has a netdev */
	uint8_t mac[NHD_MAC_LENGTH]; /* its netdev's own */
	struct nhd_vf_info info;
	bool admin_mac_is_drawn; /* of a plan: what it will be, nobody knows */
};

/* How far a VF has come on its way to a guest or back. */
enum nhd_phase {
	NHD_PHASE_PREPARING, /* some of it may be changed */
	NHD_PHASE_PREPARED,
	NHD_PHASE_RESTORING, /* some of it may be back */
	NHD_PHASE_NONE,      /* untouched: saving it was only begun */
};

/* 16 hex digits: what tells the VFs that were prepared at once from all others. */
#define NHD_PREPARE_ID_SIZE 17

struct nhd_saved {
	enum nhd_phase phase;
	char prepare_id[NHD_PREPARE_ID_SIZE];
	struct nhd_vf_settings original;
};

/*
 * The state folder, open, with the lock of one PF held until nhd_state_close(): of all
 * processes that share the folder, one at a time works on the VFs of a PF.
 */
struct nhd_state {
	const char *path;
	int folder; /* -1 where there is no folder */
	int lock;
};

#define NHD_STATE_CLOSED                                                                 \
	{                                                                                \
		NULL, -1, -1                                                             \
	}

/*
 * Opens host's state folder and waits for the lock of the PF. The folder is made (mode
 * 0700) if create is set; otherwise folder stays -1 where there is none. It must be the
 * caller's own, and no one else may write to it. Where pf_address is NULL no lock is taken,
 * which is for who only looks.
 */
int nhd_state_open(struct nhd_state *state, struct nhd_host *host, const char *pf_address,
	bool create, struct nhd_error *error);
void nhd_state_close(struct nhd_state *state);

/*
 * Finds how far the VF has come, by the name of its file alone: 1, or 0 where there is none.
 */
int nhd_state_phase(const struct nhd_state *state, const struct nhd_vf *vf,
	enum nhd_phase *phase, struct nhd_error *error);

/*
 * -EALREADY (operation-invalid) where something is saved for the VF: it is a guest's, or half
 * way there or back.
 */
int nhd_state_check_free(
	const struct nhd_state *state, const struct nhd_vf *vf, struct nhd_error *error);

/*
 * Saves what a VF is before it is prepared, whole or not at all; it lasts once the state is
 * synced. The VF has been found free since its PF was locked (nhd_state_check_free()): what
 * was saved of it before is replaced.
 */
int nhd_state_save(const struct nhd_state *state, const struct nhd_vf *vf,
	const struct nhd_saved *saved, struct nhd_error *error);

/* Makes what was done in the folder last. */
int nhd_state_sync(const struct nhd_state *state, struct nhd_error *error);

/* Notes, there and in saved, that the VF has come to another phase. On failure: as before. */
int nhd_state_mark(const struct nhd_state *state, const struct nhd_vf *vf,
	struct nhd_saved *saved, enum nhd_phase phase, struct nhd_error *error);

/*
 * Loads what was saved for the VF: 1, or 0 where nothing was. A file that is not exactly
 * what is written for this VF is an error.
 */
int nhd_state_load(const struct nhd_state *state, const struct nhd_vf *vf,
	struct nhd_saved *saved, struct nhd_error *error);

/*
 * Reads a file that can be trusted: a regular one, the caller's own, with none of the
 * forbidden permissions (S_IWGRP and so on), shorter than size. Returns its length, -EPERM,
 * -EFBIG, or what opening and reading gave (-ELOOP for a symbolic link).
 */
int nhd_read_own_file(
	int folder, const char *name, mode_t forbidden, char *text, size_t size);

typedef int (*nhd_state_visitor)(void *data, const char *address, enum nhd_phase phase);

/*
 * Calls visit for each file of a device, be it one that was never finished, in the order of
 * their names, with what its name says; the file itself is not opened.
 * Returns 0, what visit returned if not 0, or a negative errno.
 */
int nhd_state_list(struct nhd_host *host, nhd_state_visitor visit, void *data,
	struct nhd_error *error);

/*
 * Reads, from the file of the VF at vf->address in that phase, which prepare it belongs to; of
 * vf nothing else is looked at, and no lock is taken. Returns 0, -ENOENT (error is left alone)
 * where there is no such file, or another negative errno.
 */
int nhd_state_read_id(struct nhd_host *host, const struct nhd_vf *vf,
	enum nhd_phase phase, char id[NHD_PREPARE_ID_SIZE], struct nhd_error *error);

/* Removes what was saved, and what was begun to be. */
int nhd_state_remove(
	const struct nhd_state *state, const struct nhd_vf *vf, struct nhd_error *error);

#endif
