/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A machine, and the only door to it: all that the backend reads or changes goes through
 * the few operations below, so that a test can put another machine under the same code.
 * vf/ includes model/ and the public header, never xml/ or cli/.
 */
#ifndef NHD_VF_HOST_H
#define NHD_VF_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nethostdev.h"

/* How long an answer to a netlink request is waited for; libvirt waits as long. */
#define NHD_NETLINK_TIMEOUT_MS 2000

/* Called with each name in a folder, or each line of a text; a value other than 0 ends it. */
typedef int (*nhd_name_visitor)(void *context, const char *name);

/* Paths are relative to the root of sysfs. All return 0 or more, or a negative errno. */
struct nhd_host_operations {
	/*
	 * Reads an attribute: the length, without the newline; text ends in NUL. -EFBIG where
	 * size is too small for it.
	 */
	int (*read)(void *context, const char *path, char *text, size_t size);
	/* Writes an attribute with one write(), as the kernel wants it. */
	int (*write)(void *context, const char *path, const char *text);
	/* What a symbolic link points to; its length. */
	int (*link)(void *context, const char *path, char *target, size_t size);
	int (*list)(void *context, const char *path, nhd_name_visitor visit, void *data);
	/* Calls visit with each line of the kernel's modules.alias. */
	int (*aliases)(void *context, nhd_name_visitor visit, void *data);
	/* -EPERM where the kernel would take no request that sets something. */
	int (*permission)(void *context);
	/* One rtnetlink request. */
	int (*send)(void *context, const void *message, size_t length);
	/*
	 * One datagram of the kernel's, allocated; its length. -ETIMEDOUT after timeout
	 * milliseconds, -ENOBUFS where one was lost, -EMSGSIZE where it was cut short.
	 */
	int (*receive)(void *context, void **message, unsigned int timeout);
	uint64_t (*now)(void *context); /* milliseconds */
	void (*sleep)(void *context, unsigned int milliseconds);
	void (*close)(void *context);
};

/* "0000:01:10.0"; an address that libvirt did not check has up to 8 digits in each part. */
#define NHD_PCI_NAME_SIZE 40

/* Where the VFs of a PF lie, as far as its first two tell: see guess_index() in sysfs.c. */
struct nhd_vf_layout {
	char pf_address[NHD_PCI_NAME_SIZE]; /* "": none known */
	long first;
	long stride;
};

struct nhd_host {
	const struct nhd_host_operations *operations;
	void *context;
	char *state_dir;
	uint32_t sequence;           /* of the last netlink request */
	struct nhd_vf_layout layout; /* of the PF that was last looked at */
};

/*
 * Makes a host of the operations; context is closed with it, also on failure.
 * Returns 0 or -ENOMEM.
 */
int nhd_host_new(struct nhd_host **host, const struct nhd_host_operations *operations,
	void *context, const char *state_dir, struct nhd_error *error);

/* Some writes and requests are refused for the moment only, such as by a VF in reset. */
struct nhd_backoff {
	unsigned int attempts;
};

/*
 * After a result of the kernel's: true where it is worth another try, having waited.
 * Waits 10 ms at first, doubles, and gives up after 1.3 s in all.
 */
bool nhd_host_backoff(struct nhd_host *host, struct nhd_backoff *backoff, int result);

/*
 * To be asked before anything is touched: a VF that has left its driver could neither be set
 * nor be given its MAC again. -EPERM (system-error) without CAP_NET_ADMIN.
 */
int nhd_host_check_permission(struct nhd_host *host, struct nhd_error *error);

/* The operations, with the path put together from its parts as by printf. */
int nhd_host_read(struct nhd_host *host, char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
int nhd_host_link(struct nhd_host *host, char *target, size_t size, const char *format,
	...) __attribute__((format(printf, 4, 5)));
int nhd_host_list(struct nhd_host *host, nhd_name_visitor visit, void *data,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* 0 where there is such a folder. */
int nhd_host_has_folder(struct nhd_host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Tries again as nhd_host_backoff() allows. */
int nhd_host_write(struct nhd_host *host, const char *text, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
