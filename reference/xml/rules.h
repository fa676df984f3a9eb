/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the grammar's rows cannot say, by subject: rules that join several values, in the
 * order in which libvirt applies them, so that of two mistakes the same one is told.
 */
#ifndef NHD_XML_RULES_H
#define NHD_XML_RULES_H

#include "xml/reader.h"

static inline nhd_interface *nhd_interface_of(const struct nhd_reader *reader)
{
	return nhd_owner(reader, NHD_ELEMENT_INTERFACE);
}

/* The interface at hand names a network, and not yet a device. */
static inline bool nhd_is_of_network(const struct nhd_reader *reader)
{
	return nhd_interface_of(reader)->type == NHD_INTERFACE_NETWORK;
}

/* What the document leaves to chance: count random bytes. */
int nhd_invent(struct nhd_reader *reader, void *bytes, size_t count);

/* rules_source.c */
int nhd_read_source_type(struct nhd_reader *reader);
int nhd_read_hostdev(struct nhd_reader *reader);
int nhd_read_source(struct nhd_reader *reader);
int nhd_check_pci_ranges(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_pci_address *address);
extern nhd_read_step *const nhd_host_steps[];

/* rules_net.c: id is that of <virtualport>, <vlan>, <bandwidth>; its children follow it. */
enum nhd_virtualport_demand {
	NHD_VIRTUALPORT_ANY,      /* of a portgroup */
	NHD_VIRTUALPORT_TYPED,    /* of a network */
	NHD_VIRTUALPORT_COMPLETE, /* of an interface */
	NHD_VIRTUALPORT_WHOLE,    /* of a running guest's: nothing is left to be invented */
};
int nhd_read_virtualport(struct nhd_reader *reader, enum nhd_element_id id,
	enum nhd_virtualport_demand demand);
int nhd_read_vlan(struct nhd_reader *reader, enum nhd_element_id id);
int nhd_read_tag(
	struct nhd_reader *reader, enum nhd_element_id id, struct nhd_vlan *vlan);
int nhd_read_bandwidth(struct nhd_reader *reader, enum nhd_element_id id);

/* rules_device.c */
int nhd_read_device(struct nhd_reader *reader);

/* rules_live.c */
bool nhd_is_handed_over(const struct nhd_reader *reader);
int nhd_read_actual(struct nhd_reader *reader);
extern nhd_read_step *const nhd_actual_tag_steps[];

/* rules_ip.c */
extern nhd_read_step *const nhd_guest_ip_steps[];
extern nhd_read_step *const nhd_host_ip_steps[];
extern nhd_read_step *const nhd_guest_route_steps[];
extern nhd_read_step *const nhd_host_route_steps[];
extern nhd_read_step *const nhd_port_forward_steps[];

/* rules_network.c */
extern nhd_read_step *const nhd_network_steps[];
extern nhd_read_step *const nhd_network_tag_steps[];
extern nhd_read_step *const nhd_pool_address_steps[];
extern nhd_read_step *const nhd_pool_netdev_steps[];
extern nhd_read_step *const nhd_portgroup_steps[];
extern nhd_read_step *const nhd_portgroup_tag_steps[];

/* rules.c: an interface up to the verdict on it. */
int nhd_read_interface_steps(struct nhd_reader *reader);

/* rules_domain.c: a child of <devices>, whatever it is. */
int nhd_read_domain_device(struct nhd_reader *reader);
extern nhd_read_step *const nhd_domain_steps[];

/* rules_place.c: of an interface that is the only device. */
int nhd_assign_drive(struct nhd_reader *reader);

/*
 * validate.c: what is refused of an interface that could be read. The verdicts have turns
 * of their own in a domain: on the guest address for a mediated device and on its place on
 * the bus, on the interface, and on the device behind it.
 */
int nhd_validate_placement(struct nhd_reader *reader);
int nhd_validate_assignment(struct nhd_reader *reader);
int nhd_validate_interface(struct nhd_reader *reader);
int nhd_validate_hostdev(struct nhd_reader *reader);

#endif
