// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernel takes a request at once and hands it on; what came of it has to be looked for. */
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "vf/port.h"
#include "vf/rtnl.h"

/* As often as libvirt looks (virNetDevVPortProfileOp8021Qbh). */
#define POLL_INTERVAL_MS 125

bool nhd_port_is_same(const struct nhd_port *one, const struct nhd_port *other)
{
	return !strcmp(one->profile, other->profile) &&
	       (!*one->profile ||
		       (!memcmp(one->instance, other->instance, NHD_UUID_LENGTH) &&
			       !memcmp(one->host, other->host, NHD_UUID_LENGTH)));
}

void nhd_uuid_to_text(char text[NHD_UUID_TEXT_SIZE], const uint8_t uuid[NHD_UUID_LENGTH])
{
	size_t length = 0;

	for (size_t i = 0; i < NHD_UUID_LENGTH; i++)
		length += (size_t)snprintf(text + length, NHD_UUID_TEXT_SIZE - length,
			"%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			uuid[i]);
}

void nhd_port_to_text(const struct nhd_port *port, char *text, size_t size)
{
	char instance[NHD_UUID_TEXT_SIZE], host[NHD_UUID_TEXT_SIZE];

	if (!*port->profile) {
		snprintf(text, size, "none");
		return;
	}
	nhd_uuid_to_text(instance, port->instance);
	nhd_uuid_to_text(host, port->host);
	snprintf(text, size, "'%s' for the guest %s on the host %s", port->profile,
		instance, host);
}

/*
 * Five groups of hex digits, of 8, 4, 4, 4 and 12. sscanf() takes blanks and signs for digits:
 * what it has read is printed again, and has to be the same.
 */
static bool is_uuid(const char *text, uint8_t uuid[NHD_UUID_LENGTH])
{
	char again[NHD_UUID_TEXT_SIZE];

	if (sscanf(text,
		    "%2hhx%2hhx%2hhx%2hhx-%2hhx%2hhx-%2hhx%2hhx-%2hhx%2hhx-"
		    "%2hhx%2hhx%2hhx%2hhx%2hhx%2hhx",
		    &uuid[0], &uuid[1], &uuid[2], &uuid[3], &uuid[4], &uuid[5], &uuid[6],
		    &uuid[7], &uuid[8], &uuid[9], &uuid[10], &uuid[11], &uuid[12],
		    &uuid[13], &uuid[14], &uuid[15]) != 16)
		return false;
	nhd_uuid_to_text(again, uuid);
	return !strcasecmp(again, text);
}

static int take_uuid(const char *device, const char *whose, const char *text,
	uint8_t uuid[NHD_UUID_LENGTH], struct nhd_error *error)
{
	if (!text)
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"%s: 802.1Qbh wants the UUID of the %s", device, whose);
	if (!is_uuid(text, uuid))
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"%s: the UUID of the %s is none: '%.64s'", device, whose, text);
	return 0;
}

int nhd_port_make(struct nhd_port *port, const char *device, const char *profile,
	const char *guest_uuid, const char *host_uuid, struct nhd_error *error)
{
	int result;

	*port = (struct nhd_port){ .response = PORT_PROFILE_RESPONSE_SUCCESS };
	result = take_uuid(device, "domain", guest_uuid, port->instance, error);
	if (!result)
		result = take_uuid(device, "host", host_uuid, port->host, error);
	if (!result)
		snprintf(port->profile, sizeof(port->profile), "%s", profile);
	return result;
}

/* What a switch can have against a profile. */
static const struct {
	uint16_t response;
	const char *words;
} refusals[] = {
	{ PORT_PROFILE_RESPONSE_INVALID, "it knows no such profile" },
	{ PORT_PROFILE_RESPONSE_BADSTATE, "it is in no state for that" },
	{ PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES, "it has no resources left" },
};

static const char *words_of(uint16_t response)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (refusals[i].response == response)
			return refusals[i].words;
	}
	return "it says no more than that";
}

static int judge(const struct nhd_port *now, struct nhd_error *error)
{
	switch (now->response) {
	case PORT_PROFILE_RESPONSE_SUCCESS:
		return 0;
	case PORT_PROFILE_RESPONSE_INPROGRESS:
		return -EAGAIN;
	default:
		return nhd_fail(error, NHD_ERROR_SYSTEM, EIO,
			"the switch refuses the port profile: %s (response %u)",
			words_of(now->response), now->response);
	}
}

/* Looks until the switch has said something; a port that has no profile has no answer. */
static int await(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_port *port, struct nhd_error *error)
{
	uint64_t deadline = host->operations->now(host->context) + NHD_PORT_TIMEOUT_MS;
	struct nhd_vf_info info;
	int result;

	for (;;) {
		result = nhd_rtnl_get_vf(host, vf->pf.index, vf->index, &info, error);
		if (!result && !nhd_port_is_same(&info.port, port))
			result = -EAGAIN;
		else if (!result && *port->profile)
			result = judge(&info.port, error);
		if (result != -EAGAIN)
			return result;
		if (host->operations->now(host->context) >= deadline)
			return nhd_fail(error, NHD_ERROR_TIMED_OUT, ETIMEDOUT,
				"the switch did not answer in %d s",
				NHD_PORT_TIMEOUT_MS / 1000);
		host->operations->sleep(host->context, POLL_INTERVAL_MS);
	}
}

int nhd_port_settle(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_port *port, struct nhd_error *error)
{
	struct nhd_vf_info info;
	int result = nhd_rtnl_get_vf(host, vf->pf.index, vf->index, &info, error);

	if (result < 0)
		return result;
	if (nhd_port_is_same(&info.port, port) &&
		(!*port->profile || info.port.response == PORT_PROFILE_RESPONSE_SUCCESS))
		return 0;
	result = nhd_rtnl_set_vf_port(host, vf->pf.index, vf->index, port, error);
	return result < 0 ? result : await(host, vf, port, error);
}
