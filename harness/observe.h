/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this machine's kernel says of PFs and their VFs, by ip and sysfs alone. */
#ifndef HARNESS_OBSERVE_H
#define HARNESS_OBSERVE_H

#include "host.h"
#include "supervisor.h"

/*
 * Observes the PFs that like names, into the empty seen.
 * Returns 0 or a negative errno; -EINTR when a signal asked for the end. why, an empty
 * buffer, then says what could not be observed.
 */
int observe(const struct host *like, struct host *seen, struct supervisor *supervisor,
	struct buffer *why);

/* One line of an attribute of a PCI device in sysfs; NULL where it has none. Owned. */
char *observe_attribute(const char *address, const char *attribute);
/* The last part of where a link of a PCI device leads; NULL where it has none. Owned. */
char *observe_link(const char *address, const char *link);
/* The first netdev of a PCI device; NULL where it has none. Owned. */
char *observe_netdev(const char *address);

#endif
