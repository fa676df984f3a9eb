// SPDX-License-Identifier: LGPL-2.1-or-later
/* IP addresses, routes and forwarded ports, of the guest and of the host. */
#include <string.h>

#include "xml/reader.h"
#include "xml/rules.h"
#include "xml/values.h"

static size_t length_of(const struct nhd_ip_address *address)
{
	return address->family == NHD_IP_FAMILY_IPV4 ? NHD_IPV4_LENGTH : NHD_IPV6_LENGTH;
}

/* Reads the address of that name as one of a family; the row says how it is refused. */
static int read_address_of(struct nhd_reader *reader, enum nhd_element_id id,
	const char *name, enum nhd_ip_family family)
{
	const struct nhd_attribute *row = nhd_row(reader, id, name);
	const char *text = nhd_text(reader, id, name);
	struct nhd_ip_address *address = nhd_field(nhd_owner(reader, id), row->field);

	if (!text || nhd_parse_ip(text, family, address))
		return 0;
	return nhd_fail_value(reader, row->error_class ? row->error_class : NHD_ERROR_XML,
		id, name, "is no such IP address");
}

/* virDomainNetIPParseXML: a family of another name is as good as none. */
static int read_ip(struct nhd_reader *reader, enum nhd_element_id id)
{
	struct nhd_ip *ip = nhd_record(reader);
	const char *name = nhd_text(reader, id, "family");
	enum nhd_ip_family family = NHD_IP_FAMILY_ABSENT;
	int status = nhd_text(reader, id, "address")
			     ? 0
			     : nhd_read_named(reader, id, "address");

	if (name && !strcmp(name, "ipv4"))
		family = NHD_IP_FAMILY_IPV4;
	else if (name && !strcmp(name, "ipv6"))
		family = NHD_IP_FAMILY_IPV6;
	if (!status)
		status = read_address_of(reader, id, "address", family);
	if (!status)
		status = nhd_read_named(reader, id, "prefix");
	family = ip->address.family;
	if (!status && ip->prefix > 8 * length_of(&ip->address))
		status = nhd_fail_value(
			reader, NHD_ERROR_XML, id, "prefix", "is too long");
	return status ? status : read_address_of(reader, id, "peer", family);
}

static int read_guest_ip(struct nhd_reader *reader)
{
	return read_ip(reader, NHD_ELEMENT_IP);
}

static int read_host_ip(struct nhd_reader *reader)
{
	return read_ip(reader, NHD_ELEMENT_HOST_IP);
}

/* Whether nothing of address is beyond the bits of a mask of prefix bits. */
static bool is_network(const struct nhd_ip_address *address, size_t prefix)
{
	for (size_t bit = prefix; bit < 8 * length_of(address); bit++) {
		if (address->bytes[bit / 8] & (0x80 >> bit % 8))
			return false;
	}
	return true;
}

static bool is_masked(
	const struct nhd_ip_address *address, const struct nhd_ip_address *mask)
{
	for (size_t i = 0; i < length_of(address); i++) {
		if (address->bytes[i] & ~mask->bytes[i])
			return false;
	}
	return true;
}

/* The families of address and gateway, and whether there may be a netmask. */
static int check_families(struct nhd_reader *reader, enum nhd_element_id id)
{
	const struct nhd_route *route = nhd_record(reader);
	enum nhd_ip_family family = route->family ? route->family : NHD_IP_FAMILY_IPV4;

	if (route->address.family != family)
		return nhd_fail_value(reader, NHD_ERROR_XML, id, "address",
			"is not of the route's family");
	if (family == NHD_IP_FAMILY_IPV6 && nhd_text(reader, id, "netmask"))
		return nhd_fail_value(
			reader, NHD_ERROR_XML, id, "netmask", "is for IPv4 alone");
	if (route->gateway.family != family)
		return nhd_fail_value(reader, NHD_ERROR_XML, id, "gateway",
			"is not of the route's family");
	return 0;
}

/* The netmask or the prefix, and whether the address is a network's. */
static int check_mask(struct nhd_reader *reader, enum nhd_element_id id)
{
	struct nhd_route *route = nhd_record(reader);
	const char *netmask = nhd_text(reader, id, "netmask");
	int status = 0;

	if (netmask && !nhd_parse_ip(netmask, NHD_IP_FAMILY_ABSENT, &route->netmask))
		status = nhd_fail_value(
			reader, NHD_ERROR_XML, id, "netmask", "is no IP address");
	else if (netmask && route->netmask.family != NHD_IP_FAMILY_IPV4)
		status = nhd_fail_value(
			reader, NHD_ERROR_XML, id, "netmask", "is not of IPv4");
	else if (netmask && route->has_prefix)
		status = nhd_fail_value(reader, NHD_ERROR_XML, id, "netmask",
			"and a prefix cannot both be");
	else if (route->prefix > 8 * length_of(&route->address))
		status = nhd_fail_value(
			reader, NHD_ERROR_XML, id, "prefix", "is too long");
	else if (netmask ? !is_masked(&route->address, &route->netmask)
			 : !is_network(&route->address, route->prefix))
		status = nhd_fail_value(reader, NHD_ERROR_XML, id, "address",
			"has bits beyond the network");
	return status;
}

/* virNetDevIPRouteParseXML and virNetDevIPRouteCreate */
static int read_route(struct nhd_reader *reader, enum nhd_element_id id)
{
	static const char *const order[] = { "prefix", "metric", "address", "gateway" };
	const char *family = nhd_text(reader, id, "family");
	int status = 0;

	for (size_t i = 0; !status && i < sizeof(order) / sizeof(order[0]); i++) {
		bool missing = i == 2 && nhd_text(reader, id, "address") &&
			       !nhd_text(reader, id, "gateway");

		status = nhd_read_named(reader, id, missing ? "gateway" : order[i]);
	}
	if (!status && family)
		status = nhd_read_named(reader, id, "family");
	if (!status)
		status = check_families(reader, id);
	return status ? status : check_mask(reader, id);
}

static int read_guest_route(struct nhd_reader *reader)
{
	return read_route(reader, NHD_ELEMENT_ROUTE);
}

static int read_host_route(struct nhd_reader *reader)
{
	return read_route(reader, NHD_ELEMENT_HOST_ROUTE);
}

static int read_port_forward(struct nhd_reader *reader)
{
	int status = nhd_read_rows(reader, NHD_ELEMENT_PORT_FORWARD);

	return status ? status : nhd_told_late(reader, NHD_ELEMENT_RANGE);
}

nhd_read_step *const nhd_guest_ip_steps[] = { read_guest_ip, NULL };
nhd_read_step *const nhd_host_ip_steps[] = { read_host_ip, NULL };
nhd_read_step *const nhd_guest_route_steps[] = { read_guest_route, NULL };
nhd_read_step *const nhd_host_route_steps[] = { read_host_route, NULL };
nhd_read_step *const nhd_port_forward_steps[] = { read_port_forward, NULL };
