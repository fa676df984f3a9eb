// SPDX-License-Identifier: LGPL-2.1-or-later
/* In the place of libvirt.c where libvirt's headers were not found. */
#include <errno.h>
#include <string.h>

#include "libvirt.h"

int libvirt_open(struct contest *contest)
{
	(void)contest;
	return -ENOTSUP;
}

void libvirt_close(struct contest *contest)
{
	(void)contest;
}

const struct contestant libvirt_contestant = { "libvirt", "not there", NULL };
const struct contestant libvirt_bare_contestant = { "libvirt-bare", "not there", NULL };

void libvirt_version(char text[LIBVIRT_VERSION_MAX])
{
	strcpy(text, "none");
}
