/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A private root for libvirt's embedded qemu driver: made for one process, and removed
 * with all that the driver wrote into it when that process ends, however it ends.
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
 * Makes an empty root under $TMPDIR, or under /tmp where that cannot be written, and
 * points HOME and the XDG folders into it, so that the driver looks at nothing of the
 * caller's. Returns 0 or a negative errno.
 */
int embed_make_root(char root[EMBED_PATH_MAX]);

/*
 * Goes on in a child process, and returns 0 there. This process waits for it, removes
 * root with all below it, and ends as the child did.
 *
 * The driver starts QEMU as a daemon to ask what it can do, kills it and then waits until
 * its pid is gone (virProcessKillPainfully), which it never is where whoever inherits
 * daemons does not reap them: a container's first process, or a test's harness. So this
 * process inherits them, and reaps.
 */
int embed_continue_in_child(const char *root);

#endif
