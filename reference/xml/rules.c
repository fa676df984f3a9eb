// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * An interface, step by step in the order of libvirt's virDomainNetDefParseXML, so that of
 * two mistakes the same one is told.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/rules.h"
#include "xml/values.h"

static bool is_wanted(const struct nhd_reader *reader)
{
	if (nhd_is_of_network(reader))
		return reader->of_pool || nhd_is_handed_over(reader);
	return nhd_interface_of(reader)->type == NHD_INTERFACE_HOSTDEV &&
	       !reader->of_pool;
}

static int read_type(struct nhd_reader *reader)
{
	int status = nhd_read_named(reader, NHD_ELEMENT_INTERFACE, "type");

	if (status || is_wanted(reader))
		return status;
	nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED, NHD_ELEMENT_INTERFACE, "type",
		NULL, "the interface is not of type %s",
		reader->of_pool ? "network" : "hostdev");
	return -ENOTSUP;
}

static int read_trust(struct nhd_reader *reader)
{
	return nhd_read_named(reader, NHD_ELEMENT_INTERFACE, "trustGuestRxFilters");
}

/* The models that libvirt knows are spelt its way; of others the letters are looked at. */
static int read_model(struct nhd_reader *reader)
{
	static const char *const known[] = { "netfront", "rtl8139", "virtio", "e1000",
		"e1000e", "igb", "virtio-transitional", "virtio-non-transitional",
		"usb-net", "spapr-vlan", "lan9118", "scm91c111", "vlance", "vmxnet",
		"vmxnet2", "vmxnet3", "Am79C970A", "Am79C973", "82540EM", "82545EM",
		"82543GC", "unknown" };
	nhd_interface *interface = nhd_interface_of(reader);
	int status = nhd_read_rows(reader, NHD_ELEMENT_MODEL);
	char *model = interface->model;

	if (status || !model)
		return status;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcasecmp(known[i], model))
			continue;
		memcpy(model, known[i], strlen(model));
		interface->model_is_virtio = !strncmp(model, "virtio", 6);
		if (!strcmp(model, "unknown"))
			interface->model = NULL;
		return 0;
	}
	if (model[strspn(model, NHD_LETTERS NHD_DIGITS "_-")])
		return nhd_fail_value(reader, NHD_ERROR_INVALID_ARGUMENT,
			NHD_ELEMENT_MODEL, "type",
			"has other characters than letters, digits, _ and -");
	return 0;
}

static int read_host_ip(struct nhd_reader *reader)
{
	int status = nhd_told_late(reader, NHD_ELEMENT_HOST_IP);

	return status ? status : nhd_told_late(reader, NHD_ELEMENT_HOST_ROUTE);
}

/* What the network's lacks, that of the interface may have, and the other way round. */
static int read_virtualport(struct nhd_reader *reader)
{
	return nhd_read_virtualport(reader, NHD_ELEMENT_VIRTUALPORT,
		nhd_is_of_network(reader) ? NHD_VIRTUALPORT_ANY
					  : NHD_VIRTUALPORT_COMPLETE);
}

static int read_hostdev_source(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = { nhd_read_source_type, nhd_read_hostdev,
		nhd_read_source, NULL };

	return nhd_take_steps(reader, steps);
}

static int read_source(struct nhd_reader *reader)
{
	int status;

	if (!nhd_is_of_network(reader))
		return read_hostdev_source(reader);
	status = nhd_read_rows(reader, NHD_ELEMENT_BYSTANDER_SOURCE);
	if (status || nhd_interface_of(reader)->bystander.network)
		return status;
	return nhd_fail_at(reader, NHD_ERROR_XML, NHD_ELEMENT_SOURCE, "network", NULL,
		"the network is missing");
}

static int read_target(struct nhd_reader *reader)
{
	return nhd_read_element(reader, NHD_ELEMENT_TARGET);
}

static int read_guest(struct nhd_reader *reader)
{
	return nhd_read_rows(reader, NHD_ELEMENT_GUEST);
}

static int read_scripts(struct nhd_reader *reader)
{
	int status = nhd_read_rows(reader, NHD_ELEMENT_SCRIPT);

	if (!status)
		status = nhd_read_rows(reader, NHD_ELEMENT_DOWNSCRIPT);
	return status ? status : nhd_read_rows(reader, NHD_ELEMENT_BACKENDDOMAIN);
}

static int read_bandwidth(struct nhd_reader *reader)
{
	return nhd_read_bandwidth(reader, NHD_ELEMENT_BANDWIDTH);
}

static int read_tag(struct nhd_reader *reader)
{
	nhd_interface *interface = reader->records[reader->depth - 2];

	return nhd_read_tag(reader, NHD_ELEMENT_TAG, &interface->vlan);
}

static int read_vlan(struct nhd_reader *reader)
{
	return nhd_read_vlan(reader, NHD_ELEMENT_VLAN);
}

/* 52:54:00 is what libvirt gives to qemu's guests, and the test driver's too. */
static int read_mac(struct nhd_reader *reader)
{
	static const uint8_t zero[NHD_MAC_LENGTH], prefix[] = { 0x52, 0x54, 0x00 };
	struct nhd_mac *mac = nhd_owner(reader, NHD_ELEMENT_MAC);
	int status = nhd_read_element(reader, NHD_ELEMENT_MAC);

	if (status || memcmp(mac->address, zero, sizeof(zero)))
		return status;
	mac->is_drawn = true;
	memcpy(mac->address, prefix, sizeof(prefix));
	return nhd_invent(
		reader, mac->address + sizeof(prefix), NHD_MAC_LENGTH - sizeof(prefix));
}

static int read_guest_ip(struct nhd_reader *reader)
{
	int status = nhd_told_late(reader, NHD_ELEMENT_IP);

	if (!status)
		status = nhd_told_late(reader, NHD_ELEMENT_ROUTE);
	return status ? status : nhd_told_late(reader, NHD_ELEMENT_PORT_FORWARD);
}

/* What libvirt itself would name a tap device is not a name that a user gave. */
static int drop_generated_target(struct nhd_reader *reader)
{
	static const char *const prefixes[] = { "vnet", "macvtap", "macvlan" };
	struct nhd_target *target = nhd_owner(reader, NHD_ELEMENT_TARGET);

	if (!target->device || target->managed == NHD_BOOL_NO ||
		reader->form == NHD_FORM_LIVE)
		return 0;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (strncmp(target->device, prefixes[i], strlen(prefixes[i])))
			continue;
		target->device = NULL;
		break;
	}
	return 0;
}

static int read_virtio_driver(struct nhd_reader *reader)
{
	return nhd_read_element(reader, NHD_ELEMENT_VIRTIO_DRIVER);
}

/*
 * One slash for many, and none at the end; two at the very beginning have a meaning, and
 * so have those of a URI (virFileSanitizePath).
 */
static void clean_path(char *path)
{
	const char *uri = strstr(path, "://");
	char *from = path, *to = path;

	if (uri && strchr(path, '/') > uri)
		return;
	if (from[0] == '/' && from[1] == '/' && from[2] != '/')
		to = from += 2;
	while (*from) {
		if (*from != '/') {
			*to++ = *from++;
			continue;
		}
		from += strspn(from, "/");
		if (*from || to == path)
			*to++ = '/';
	}
	*to = '\0';
}

/* virDomainNetBackendParseXML: vhost is read for interfaces of other types alone. */
static int read_backend(struct nhd_reader *reader)
{
	struct nhd_backend *backend = nhd_owner(reader, NHD_ELEMENT_BACKEND);
	int status = nhd_read_element(reader, NHD_ELEMENT_BACKEND);

	if (!status && backend->tap)
		clean_path(backend->tap);
	return status;
}

static int read_link(struct nhd_reader *reader)
{
	return nhd_read_rows(reader, NHD_ELEMENT_LINK);
}

/* virDomainNetTeamingInfoParseXML */
static int read_teaming(struct nhd_reader *reader)
{
	if (!nhd_text(reader, NHD_ELEMENT_TEAMING, "type") &&
		nhd_text(reader, NHD_ELEMENT_TEAMING, "persistent"))
		return nhd_fail_at(reader, NHD_ERROR_CONFIG_UNSUPPORTED,
			NHD_ELEMENT_TEAMING, "type", NULL,
			"the attribute type is missing");
	return nhd_read_rows(reader, NHD_ELEMENT_TEAMING);
}

static int read_tune(struct nhd_reader *reader)
{
	return nhd_read_rows(reader, NHD_ELEMENT_SNDBUF);
}

static int read_mtu(struct nhd_reader *reader)
{
	return nhd_read_rows(reader, NHD_ELEMENT_MTU);
}

/* virDomainNetDefCoalesceParseXML */
static int read_coalesce(struct nhd_reader *reader)
{
	int status = nhd_read_rows(reader, NHD_ELEMENT_FRAMES);

	if (!status && nhd_interface_of(reader)->coalesce_max_frames > UINT32_MAX)
		status = nhd_fail_value(reader, NHD_ERROR_XML, NHD_ELEMENT_FRAMES, "max",
			"is no number of 32 bits");
	return status;
}

static int read_port(struct nhd_reader *reader)
{
	return nhd_read_element(reader, NHD_ELEMENT_PORT);
}

static nhd_read_step *const reading_steps[] = {
	read_type,
	read_trust,
	read_model,
	read_host_ip,
	read_source,
	read_virtualport,
	read_target,
	read_guest,
	read_scripts,
	read_bandwidth,
	read_vlan,
	read_mac,
	nhd_read_device,
	read_guest_ip,
	drop_generated_target,
	read_virtio_driver,
	read_backend,
	read_link,
	read_teaming,
	read_tune,
	read_mtu,
	read_coalesce,
	read_port,
	nhd_read_actual,
	NULL,
};

int nhd_read_interface_steps(struct nhd_reader *reader)
{
	return nhd_take_steps(reader, reading_steps);
}

/* An interface is a document of its own, or one of a domain's devices. */
static int read_device(struct nhd_reader *reader)
{
	static nhd_read_step *const steps[] = { nhd_assign_drive, nhd_validate_placement,
		nhd_validate_assignment, nhd_validate_interface, nhd_validate_hostdev,
		NULL };
	static nhd_read_step *const pool_steps[] = { nhd_validate_interface, NULL };
	int status;

	if (reader->collection.root == NHD_ELEMENT_DOMAIN)
		return nhd_read_domain_device(reader);
	status = nhd_read_interface_steps(reader);
	return status ? status
		      : nhd_take_steps(reader, reader->of_pool ? pool_steps : steps);
}

static nhd_read_step *const interface_steps[] = { read_device, NULL };

static nhd_read_step *const tag_steps[] = { read_tag, NULL };

nhd_read_step *const *const nhd_read_steps[NHD_ELEMENT_COUNT] = {
	[NHD_ELEMENT_DOMAIN] = nhd_domain_steps,
	[NHD_ELEMENT_INTERFACE] = interface_steps,
	[NHD_ELEMENT_HOST] = nhd_host_steps,
	[NHD_ELEMENT_HOST_IP] = nhd_host_ip_steps,
	[NHD_ELEMENT_HOST_ROUTE] = nhd_host_route_steps,
	[NHD_ELEMENT_TAG] = tag_steps,
	[NHD_ELEMENT_ACTUAL_TAG] = nhd_actual_tag_steps,
	[NHD_ELEMENT_IP] = nhd_guest_ip_steps,
	[NHD_ELEMENT_ROUTE] = nhd_guest_route_steps,
	[NHD_ELEMENT_PORT_FORWARD] = nhd_port_forward_steps,
	[NHD_ELEMENT_NETWORK] = nhd_network_steps,
	[NHD_ELEMENT_NETWORK_TAG] = nhd_network_tag_steps,
	[NHD_ELEMENT_FORWARD_INTERFACE] = nhd_pool_netdev_steps,
	[NHD_ELEMENT_FORWARD_ADDRESS] = nhd_pool_address_steps,
	[NHD_ELEMENT_PORTGROUP] = nhd_portgroup_steps,
	[NHD_ELEMENT_PORTGROUP_TAG] = nhd_portgroup_tag_steps,
};
