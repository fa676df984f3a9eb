// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A request is taken at once, and settled port-time later; until then whoever looks sees
 * INPROGRESS. So it is with the one driver that has port profiles
 * (drivers/net/ethernet/cisco/enic/enic_main.c, enic_set_vf_port and enic_get_vf_port;
 * enic_pp.c).
 */
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

#include "policy.h"
#include "port.h"

static void add_port(const struct sim_kernel *kernel, const struct sim_port *port,
	uint32_t number, struct buffer *bytes)
{
	size_t nest = attribute_begin(bytes, IFLA_VF_PORT);
	/* The driver tells it with 16 bits, though it is asked with 8. */
	uint16_t request = port->request;
	uint16_t response = kernel->now < port->settled_at
				    ? PORT_PROFILE_RESPONSE_INPROGRESS
				    : port->response;

	attribute_add_u32(bytes, IFLA_PORT_VF, number);
	attribute_add(bytes, IFLA_PORT_REQUEST, &request, sizeof(request));
	attribute_add(bytes, IFLA_PORT_RESPONSE, &response, sizeof(response));
	if (port->has_profile)
		attribute_add(bytes, IFLA_PORT_PROFILE, port->profile, PORT_PROFILE_MAX);
	if (port->has_instance)
		attribute_add(
			bytes, IFLA_PORT_INSTANCE_UUID, port->instance, PORT_UUID_MAX);
	if (port->has_host)
		attribute_add(bytes, IFLA_PORT_HOST_UUID, port->host, PORT_UUID_MAX);
	attribute_end(bytes, nest);
}

void port_add(const struct sim_kernel *kernel, const struct sim_device *device,
	struct buffer *bytes)
{
	size_t list;

	if (!kernel->temper.has_port || !device->vf_count)
		return;
	list = attribute_begin(bytes, IFLA_VF_PORTS);
	for (uint32_t i = 0; i < device->vf_count; i++)
		if (device->vfs[i]->port.requested)
			add_port(kernel, &device->vfs[i]->port, i, bytes);
	attribute_end(bytes, list);
}

static const struct policy port_policy[IFLA_PORT_MAX + 1] = {
	[IFLA_PORT_VF] = { POLICY_NUMBER, 4 },
	[IFLA_PORT_PROFILE] = { POLICY_TEXT, PORT_PROFILE_MAX },
	[IFLA_PORT_VSI_TYPE] = { POLICY_MOST, sizeof(struct ifla_port_vsi) },
	[IFLA_PORT_INSTANCE_UUID] = { POLICY_MOST, PORT_UUID_MAX },
	[IFLA_PORT_HOST_UUID] = { POLICY_TEXT, PORT_UUID_MAX },
	[IFLA_PORT_REQUEST] = { POLICY_NUMBER, 1 },
	[IFLA_PORT_RESPONSE] = { POLICY_NUMBER, 2 },
};

static int parse_port(struct sim_kernel *kernel, const struct attribute *port,
	struct attribute found[IFLA_PORT_MAX + 1])
{
	return policy_parse(kernel, "a port",
		(struct attributes){ port->data, port->length }, port_policy,
		IFLA_PORT_MAX + 1, found, NULL);
}

/*
 * Whether it is there. -EINVAL: it has not the full length, which older kernels took from it
 * all the same.
 */
static int take(const struct attribute *attribute, size_t length, bool exact, void *to)
{
	if (!attribute->data)
		return 0;
	if (exact && attribute->length != length)
		return -EINVAL;
	memcpy(to, attribute->data,
		attribute->length < length ? attribute->length : length);
	return 1;
}

static int read_port(const struct attribute *found, bool exact, struct sim_port *port)
{
	int profile =
		take(&found[IFLA_PORT_PROFILE], PORT_PROFILE_MAX, exact, port->profile);
	int instance = take(
		&found[IFLA_PORT_INSTANCE_UUID], PORT_UUID_MAX, exact, port->instance);
	int host = take(&found[IFLA_PORT_HOST_UUID], PORT_UUID_MAX, exact, port->host);

	if (profile < 0 || instance < 0 || host < 0)
		return -EINVAL;
	port->has_profile = profile;
	port->has_instance = instance;
	port->has_host = host;
	return 0;
}

static int request(
	struct sim_kernel *kernel, struct sim_port *port, const struct attribute *found)
{
	struct sim_port asked = { .requested = true };
	int result;

	if (!found[IFLA_PORT_REQUEST].data)
		return -EOPNOTSUPP;
	asked.request = *found[IFLA_PORT_REQUEST].data;
	result = read_port(found, kernel->temper.port_exact, &asked);
	if (result)
		return result;
	if (asked.request != PORT_REQUEST_PREASSOCIATE_RR &&
		asked.request != PORT_REQUEST_ASSOCIATE &&
		asked.request != PORT_REQUEST_DISASSOCIATE)
		return -EOPNOTSUPP;
	/* What was there is taken away before the name is looked at (enic_pp_associate). */
	*port = (struct sim_port){ .requested = false };
	if (asked.request != PORT_REQUEST_DISASSOCIATE && !*asked.profile)
		return -EINVAL;
	*port = asked;
	port->settled_at = kernel->now + kernel->temper.port_time;
	port->response = (uint16_t)(asked.request == PORT_REQUEST_DISASSOCIATE
					    ? PORT_PROFILE_RESPONSE_SUCCESS
					    : kernel->temper.port_response);
	return 0;
}

static int set_vf(
	struct sim_kernel *kernel, struct sim_device *pf, const struct attribute *entry)
{
	struct attribute found[IFLA_PORT_MAX + 1];
	uint32_t number;
	int result;

	if (entry->type != IFLA_VF_PORT || entry->length < NLA_HDRLEN)
		return -EINVAL;
	result = parse_port(kernel, entry, found);
	if (result)
		return result;
	if (!found[IFLA_PORT_VF].data)
		return -EOPNOTSUPP;
	memcpy(&number, found[IFLA_PORT_VF].data, sizeof(number));
	/* enic_is_valid_pp_vf; the card's own port is for netdevs that are no PFs. */
	if (number == (uint32_t)PORT_SELF_VF || !pf->vf_count)
		return -EOPNOTSUPP;
	if (number >= pf->vf_count)
		return -EINVAL;
	return request(kernel, &pf->vfs[number]->port, found);
}

int port_set_vfs(
	struct sim_kernel *kernel, struct sim_device *pf, const struct attribute *ports)
{
	struct attributes left = { ports->data, ports->length };
	struct attribute entry;
	int result = 0;

	if (!kernel->temper.has_port)
		return -EOPNOTSUPP;
	while (!result && attributes_next(&left, &entry) > 0)
		result = set_vf(kernel, pf, &entry);
	return result;
}

int port_set_self(struct sim_kernel *kernel, const struct attribute *port)
{
	struct attribute found[IFLA_PORT_MAX + 1];
	int result = parse_port(kernel, port, found);

	return result ? result : -EOPNOTSUPP;
}
