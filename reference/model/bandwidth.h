/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of an interface's traffic: rates in KiB/s, bursts in KiB. */
#ifndef NHD_MODEL_BANDWIDTH_H
#define NHD_MODEL_BANDWIDTH_H

#include <stdbool.h>
#include <stdint.h>

/* A zero is as good as an absent value, but a direction without average is none. */
struct nhd_bandwidth_rate {
	uint64_t average;
	uint64_t peak;
	uint64_t floor; /* guaranteed; for what shares a bridge only */
	uint64_t burst;
};

struct nhd_bandwidth {
	bool given; /* has an inbound or an outbound, be they empty */
	struct nhd_bandwidth_rate inbound;
	struct nhd_bandwidth_rate outbound;
};

#endif
