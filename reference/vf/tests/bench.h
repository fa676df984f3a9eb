/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the tests of verbs work on: a fake host, a state folder of its own, and an interface. */
#ifndef NHD_VF_TESTS_BENCH_H
#define NHD_VF_TESTS_BENCH_H

#include "fake.h"
#include "model/domain.h"

struct bench {
	struct fake fake;
	struct nhd_host *host;
	char folder[64];
	char state_dir[80]; /* not there before a verb makes it */
	struct nhd_vlan_tag tag;
	nhd_interface interface; /* VF 0, managed, with bench_mac and VLAN 42 */
	struct nhd_error error;
};

/* 52:54:00:12:34:56 */
extern const uint8_t bench_mac[NHD_MAC_LENGTH];

/* The addresses of VF 0 and VF 1. */
#define BENCH_VF "0000:01:10.0"
#define BENCH_OTHER "0000:01:10.2"

void bench_set_up(struct bench *bench);
void bench_tear_down(struct bench *bench);

/* Whether there is a file for a VF, in whatever phase. */
bool bench_has_state(const struct bench *bench, const char *address);

/* Put a file, or a folder, into the state folder, which is made where there is none. */
void bench_put(const struct bench *bench, const char *name, const char *text);

void bench_put_folder(const struct bench *bench, const char *name);

int bench_prepare(struct bench *bench);
/* A negative errno, or an enum nhd_restored. */
int bench_restore(struct bench *bench);

/* A domain with both VFs of the bench; the second one's MAC is the next. */
struct pair {
	nhd_interface devices[FAKE_VFS];
	nhd_domain domain;
};

void bench_make_pair(struct pair *pair, const struct bench *bench);
/* Whether there is a file for either. */
bool bench_has_states(const struct bench *bench);

/* Notes, as a process would that is killed there, that a VF of the bench is in a phase. */
void bench_mark(const struct bench *bench, unsigned int vf, enum nhd_phase phase);

#endif
