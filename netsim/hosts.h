/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Host documents: whether a tier can be as one says, and making it so. */
#ifndef NETSIM_HOSTS_H
#define NETSIM_HOSTS_H

#include "buffer.h"
#include "run.h"

#define HOSTS_WORDS_MOST 3

/* What a tier lets a document say of a field: one of words, which may be none. */
struct hosts_rule {
	enum host_vf_field field;
	const char *words[HOSTS_WORDS_MOST];
};

/* The addresses that PF and VF have in every tier: 0000:0N:00.0, and 10.0 and on. Owned. */
char *hosts_pf_address(size_t pf);
char *hosts_vf_address(size_t pf, size_t vf);

/*
 * Reads the document in run->host_file, once, and takes from it how many PFs and VFs there
 * are; without one, makes it of those numbers. Returns 0 or a negative errno; why then says
 * what is wrong.
 */
int hosts_read(struct run *run, struct buffer *why);
/* Whether the tier can be so: its numbers, its addresses, and its rules. 0, or -EINVAL with
 * the field in why. */
int hosts_check(const struct run *run, struct buffer *why);
/* Adds what was left out of the PFs: name, MAC, and that they are up. */
void hosts_complete(struct host *host);
bool hosts_has_netdev(const struct host *host, const char *name);
/* A name that no netdev of the document has: eth and a number, not below *next, which is
 * then behind that. Owned. */
char *hosts_free_netdev(const struct host *host, size_t *next);

/* Puts the PFs and VFs that are here into the state that host tells. 0 or a negative errno;
 * why then says what could not be done. */
int hosts_set_up(struct host *host, struct buffer *why);
/* Adds the document of all PFs that are here. 0 or a negative errno with why. */
int hosts_show(struct buffer *text, struct buffer *why);

/* Names, MAC and state of one PF's netdev, which is called now; in the shell, as the rest
 * of setting up. */
int hosts_set_netdev(const char *now, const char *name, const char *mac, bool up);

/* Runs the words of a line as a command, to its end. 0, or -EIO with the complaint on
 * stderr. */
int hosts_tool(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
