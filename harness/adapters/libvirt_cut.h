/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Cuts the canonical forms out of what libvirt prints. The text is never parsed: all that
 * comes back is libvirt's own bytes, less what a driver added and the indentation.
 */
#ifndef NHD_ADAPTERS_LIBVIRT_CUT_H
#define NHD_ADAPTERS_LIBVIRT_CUT_H

#include <libxml/tree.h>

/*
 * Drops from one interface's lines, indented as in a domain, what a driver added to those
 * of the document's interface.
 */
typedef void (*cut_additions)(char *text, const xmlNode *interface);

/* testDomainGenerateIfnames (test_driver.c) names each target that has no name. */
void cut_test_target(char *text, const xmlNode *interface);

/* The qemu driver gives each device a place on a guest's bus (qemu_domain_address.c). */
void cut_guest_address(char *text, const xmlNode *interface);

/*
 * The canonical form of an interface, of a domain and of a network, cut out of libvirt's
 * dump; the caller frees it. root is the document's <domain>. NULL without memory; that of
 * an interface also where the domain came back without one.
 */
char *cut_interface(const char *dump, const xmlNode *root, cut_additions drop);
char *cut_devices(const char *dump, const xmlNode *root, cut_additions drop);
char *cut_network(const char *dump);

#endif
