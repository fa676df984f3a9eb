// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A request is taken at once, and settled port-time later; until then whoever looks sees
 * INPROGRESS. So it is with the one driver that has port profiles
 * (drivers/net/ethernet/cisco/enic/enic_main.c).
 */
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

#include "port.h"

static void add_port(const struct sim_kernel *kernel, const struct sim_port *port,
	const uint32_t *number, uint16_t type, struct buffer *bytes)
{
	size_t nest = attribute_begin(bytes, type);
	uint16_t response = kernel->now < port->settled_at
				    ? PORT_PROFILE_RESPONSE_INPROGRESS
				    : port->response;

	if (number)
		attribute_add_u32(bytes, IFLA_PORT_VF, *number);
	attribute_add_text(bytes, IFLA_PORT_PROFILE, port->profile);
	attribute_add(bytes, IFLA_PORT_INSTANCE_UUID, port->instance, 16);
	attribute_add(bytes, IFLA_PORT_HOST_UUID, port->host, 16);
	attribute_add(bytes, IFLA_PORT_REQUEST, &port->request, sizeof(port->request));
	attribute_add(bytes, IFLA_PORT_RESPONSE, &response, sizeof(response));
	attribute_end(bytes, nest);
}

void port_add(const struct sim_kernel *kernel, const struct sim_device *device,
	struct buffer *bytes)
{
	size_t list;

	if (device->vf_count) {
		list = attribute_begin(bytes, IFLA_VF_PORTS);
		for (uint32_t i = 0; i < device->vf_count; i++)
			if (device->vfs[i]->port.requested)
				add_port(kernel, &device->vfs[i]->port, &i, IFLA_VF_PORT,
					bytes);
		attribute_end(bytes, list);
	}
	if (device->port.requested)
		add_port(kernel, &device->port, NULL, IFLA_PORT_SELF, bytes);
}

/* The least and the most that each attribute of a port holds. */
static const struct {
	size_t least, most;
} limits[IFLA_PORT_MAX + 1] = {
	[IFLA_PORT_VF] = { 4, 4 },
	[IFLA_PORT_PROFILE] = { 1, PORT_PROFILE_MAX },
	[IFLA_PORT_INSTANCE_UUID] = { PORT_UUID_MAX, PORT_UUID_MAX },
	[IFLA_PORT_HOST_UUID] = { PORT_UUID_MAX, PORT_UUID_MAX },
	[IFLA_PORT_REQUEST] = { 1, 1 },
	[IFLA_PORT_RESPONSE] = { 2, 2 },
};

static int parse_port(struct sim_kernel *kernel, const struct attribute *port,
	struct attribute found[IFLA_PORT_MAX + 1])
{
	struct attributes left = { port->data, port->length };
	struct attribute attribute;
	int more;

	while ((more = attributes_next(&left, &attribute)) > 0) {
		if (attribute.type > IFLA_PORT_MAX || !limits[attribute.type].most) {
			kernel_complain(kernel,
				"attribute %u of a port is not known here",
				attribute.type);
			continue;
		}
		if (attribute.length < limits[attribute.type].least ||
			attribute.length > limits[attribute.type].most) {
			kernel_complain(kernel, "attribute %u of a port has %zu bytes",
				attribute.type, attribute.length);
			return -ERANGE;
		}
		found[attribute.type] = attribute;
	}
	return more < 0 ? -EINVAL : 0;
}

static int request(
	struct sim_kernel *kernel, struct sim_port *port, const struct attribute *found)
{
	uint8_t asked;

	if (!kernel->temper.has_port || !found[IFLA_PORT_REQUEST].data)
		return -EOPNOTSUPP;
	asked = *found[IFLA_PORT_REQUEST].data;
	if (asked != PORT_REQUEST_ASSOCIATE && asked != PORT_REQUEST_DISASSOCIATE)
		return -EOPNOTSUPP;
	if (asked == PORT_REQUEST_ASSOCIATE && !found[IFLA_PORT_PROFILE].data)
		return -EINVAL;
	*port = (struct sim_port){ .requested = true, .request = asked };
	if (found[IFLA_PORT_PROFILE].data)
		memcpy(port->profile, found[IFLA_PORT_PROFILE].data,
			found[IFLA_PORT_PROFILE].length);
	port->profile[sizeof(port->profile) - 1] = '\0';
	if (found[IFLA_PORT_INSTANCE_UUID].data)
		memcpy(port->instance, found[IFLA_PORT_INSTANCE_UUID].data, 16);
	if (found[IFLA_PORT_HOST_UUID].data)
		memcpy(port->host, found[IFLA_PORT_HOST_UUID].data, 16);
	port->settled_at = kernel->now + kernel->temper.port_time;
	port->response = (uint16_t)(asked == PORT_REQUEST_ASSOCIATE
					    ? kernel->temper.port_response
					    : PORT_PROFILE_RESPONSE_SUCCESS);
	return 0;
}

int port_set_vfs(
	struct sim_kernel *kernel, struct sim_device *pf, const struct attribute *ports)
{
	struct attributes left = { ports->data, ports->length };
	struct attribute entry;
	int result = 0, more = 1;

	while (!result && (more = attributes_next(&left, &entry)) > 0) {
		struct attribute found[IFLA_PORT_MAX + 1] = { { 0, NULL, 0 } };
		uint32_t number;

		if (entry.type != IFLA_VF_PORT)
			return -EINVAL;
		result = parse_port(kernel, &entry, found);
		if (result)
			return result;
		if (!found[IFLA_PORT_VF].data)
			return -EOPNOTSUPP;
		memcpy(&number, found[IFLA_PORT_VF].data, sizeof(number));
		result = number < pf->vf_count
				 ? request(kernel, &pf->vfs[number]->port, found)
				 : -EOPNOTSUPP;
	}
	return more < 0 ? -EINVAL : result;
}

int port_set_self(struct sim_kernel *kernel, struct sim_device *device,
	const struct attribute *port)
{
	struct attribute found[IFLA_PORT_MAX + 1] = { { 0, NULL, 0 } };
	int result = parse_port(kernel, port, found);

	return result ? result : request(kernel, &device->port, found);
}
