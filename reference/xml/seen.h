/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must not come twice in a document: names and numbers, each of a kind. */
#ifndef NHD_XML_SEEN_H
#define NHD_XML_SEEN_H

#include <stddef.h>

enum nhd_seen_kind {
	NHD_SEEN_NETDEV,
	NHD_SEEN_PCI,
	NHD_SEEN_USB,
	NHD_SEEN_CONTROLLER,
	NHD_SEEN_DRIVE,
	NHD_SEEN_ALIAS,
	NHD_SEEN_BOOT_ORDER,
};

/* A balanced tree, from <search.h>; starts as all zero. */
struct nhd_seen {
	void *tree;
};

/* Notes size bytes as seen. Returns 0 if they are new, 1 if not, or -ENOMEM. */
int nhd_seen_add(
	struct nhd_seen *seen, enum nhd_seen_kind kind, const void *bytes, size_t size);
void nhd_seen_clear(struct nhd_seen *seen);

#endif
