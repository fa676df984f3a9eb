/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must not come twice in a document: names and numbers, each of a kind. */
#ifndef NHD_XML_SEEN_H
#define NHD_XML_SEEN_H

#include <stdbool.h>
#include <stddef.h>

enum nhd_seen_kind {
	NHD_SEEN_NETDEV,
	NHD_SEEN_PCI,
	NHD_SEEN_PCI_SLOT, /* one that has a function beyond the first */
	NHD_SEEN_USB,
	NHD_SEEN_CONTROLLER,
	NHD_SEEN_SMALL_CONTROLLER, /* of two units */
	NHD_SEEN_DISK_BY_NAME,
	NHD_SEEN_DISK_BY_ADDRESS,
	NHD_SEEN_DRIVE,
	NHD_SEEN_SCSI_DRIVE,
	NHD_SEEN_ALIAS,
	NHD_SEEN_BOOT_ORDER,
	NHD_SEEN_USB_PRODUCT, /* of sources from here on */
	NHD_SEEN_USB_SOURCE,
	NHD_SEEN_PCI_SOURCE,
	NHD_SEEN_SCSI_SOURCE,
	NHD_SEEN_SCSI_HOST_SOURCE,
	NHD_SEEN_MDEV_SOURCE,
};

/* A balanced tree, from <search.h>; starts as all zero. */
struct nhd_seen {
	void *tree;
};

/* Notes size bytes as seen. Returns 0 if they are new, 1 if not, or -ENOMEM. */
int nhd_seen_add(
	struct nhd_seen *seen, enum nhd_seen_kind kind, const void *bytes, size_t size);

/* The same with a number for the first one, which *first tells of those that are not new. */
int nhd_seen_note(struct nhd_seen *seen, enum nhd_seen_kind kind, const void *bytes,
	size_t size, size_t number, size_t *first);

/* Whether they were seen, and (first may be NULL) the number of the first. */
bool nhd_seen_find(const struct nhd_seen *seen, enum nhd_seen_kind kind,
	const void *bytes, size_t size, size_t *first);
void nhd_seen_clear(struct nhd_seen *seen);

#endif
