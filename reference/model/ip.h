/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's IP addresses and routes, and ports that are forwarded to it. */
#ifndef NHD_MODEL_IP_H
#define NHD_MODEL_IP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/choice.h"

#define NHD_IPV4_LENGTH 4
#define NHD_IPV6_LENGTH 16

struct nhd_ip_address {
	enum nhd_ip_family family; /* NHD_IP_FAMILY_ABSENT: there is none */
	uint8_t bytes[NHD_IPV6_LENGTH];
	uint32_t scope; /* of a link-local address: the interface's index */
};

struct nhd_ip {
	struct nhd_ip_address address;
	uint32_t prefix;
	struct nhd_ip_address peer;
};

struct nhd_route {
	enum nhd_ip_family family; /* as the document says */
	struct nhd_ip_address address;
	struct nhd_ip_address netmask;
	struct nhd_ip_address gateway;
	bool has_prefix;
	uint32_t prefix;
	uint32_t metric; /* 0: none */
};

struct nhd_ip_setup {
	struct nhd_list addresses; /* of struct nhd_ip */
	struct nhd_list routes;    /* of struct nhd_route */
};

/* What is read of a <portForward>: no hostdev interface can have one. */
struct nhd_port_forward {
	enum nhd_port_protocol protocol;
	struct nhd_ip_address address;
	struct nhd_list ranges; /* of struct nhd_port_range */
};

struct nhd_port_range {
	uint32_t start;
};

#endif
