/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a libvirt driver says of one document, by the kind of document. */
#ifndef NHD_ADAPTERS_LIBVIRT_JUDGE_H
#define NHD_ADAPTERS_LIBVIRT_JUDGE_H

#include <stdbool.h>
#include <libvirt/libvirt.h>

#include "cli/batch.h"
#include "libvirt_cut.h"

struct driver {
	const char *name;
	const char *domain_type;
	bool embedded; /* wants a root folder, and no root user; has no networks */
	cut_additions drop_additions;
};

struct judge {
	const struct driver *driver;
	virConnectPtr connection;
};

/* NULL where there is no driver of that name. */
const struct driver *judge_find_driver(const char *name);

/*
 * The kinds of document that driver judges, in turn from index 0; NULL behind the last.
 */
const char *judge_kind(const struct driver *driver, size_t index);

/*
 * Undefines what the connection has from the start (the test driver's domain and network),
 * whose names and UUIDs a document may have too. Returns 0, or -1 with libvirt's error.
 */
int judge_clear(const struct judge *judge);

/*
 * Answers a request, as a batch_handler whose context is a struct judge. Ends the process
 * where a document cannot be undone, since the next would meet it.
 */
void judge_handle(
	void *context, const struct batch_request *request, struct batch_answer *answer);

#endif
