/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A private root for libvirt's embedded qemu driver: made for one process, and removed
 * with all that the driver wrote into it.
 */
#ifndef NHD_ADAPTERS_EMBED_H
#define NHD_ADAPTERS_EMBED_H

#include <sys/types.h>

/* The uid that embed_drop_root() takes when none is named: that of the user nobody. */
#define EMBED_UID_DEFAULT ((uid_t)-1)

#define EMBED_PATH_MAX 256

/*
 * Gives up root for uid, since the driver started as root wants a user of its own; does
 * nothing in a process that is not root. Returns 0 or a negative errno.
 */
int embed_drop_root(uid_t uid);

/*
 * Makes an empty root under $TMPDIR, or under /tmp where that cannot be written, and points
 * HOME and the XDG folders into it, so that the driver looks at nothing of the caller's.
 * Returns 0 or a negative errno.
 */
int embed_make_root(char root[EMBED_PATH_MAX]);

/* Removes the root and all below it. */
void embed_remove_root(const char *root);

#endif
