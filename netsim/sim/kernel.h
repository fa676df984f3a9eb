/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A simulated kernel with SR-IOV cards: PCI devices, their drivers and netdevs, and what a
 * PF holds of its VFs. rtnl.c and sysfs.c are the two doors to it, server.c lets processes
 * in. netsim/ may include harness/ for memory and host documents; nothing includes netsim/.
 */
#ifndef NETSIM_SIM_KERNEL_H
#define NETSIM_SIM_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "faults.h"
#include "temper.h"

#define SIM_MAC_LENGTH 6
#define SIM_NAME_SIZE 64
#define SIM_ADDRESS_SIZE 16
#define SIM_NETDEV_SIZE 16

struct sim_netdev {
	char name[SIM_NETDEV_SIZE];
	int index;
	uint8_t mac[SIM_MAC_LENGTH];
	bool up;
	int dev_port;
	struct sim_device *device;
};

/* What a PF holds of one VF, as IFLA_VF_... tells it. */
struct sim_vf {
	uint8_t mac[SIM_MAC_LENGTH];
	bool mac_is_given; /* by the PF; not what the VF's driver reported */
	uint32_t vlan;
	uint32_t qos;
	uint16_t protocol; /* ETH_P_8021Q or ETH_P_8021AD */
	uint32_t min_tx_rate;
	uint32_t max_tx_rate;
	uint32_t spoofchk;
	uint32_t trust;
	uint32_t rss_query;
	uint32_t link_state;
	uint64_t guids[2]; /* node, port */
};

/* A port profile, of a VF or (PORT_SELF) of a netdev. */
struct sim_port {
	bool requested;
	uint8_t request;
	uint16_t response;
	char profile[40];
	uint8_t instance[16];
	uint8_t host[16];
	uint64_t settled_at; /* when response comes; it is INPROGRESS before */
};

struct sim_device {
	char address[SIM_ADDRESS_SIZE];
	const struct sim_driver *driver; /* NULL: not bound */
	char override[SIM_NAME_SIZE];
	struct sim_device *pf;   /* of a VF */
	unsigned int number;     /* of a VF */
	struct sim_device **vfs; /* of a PF; owned is the list, not what it lists */
	size_t vf_count;
	size_t vf_total;
	struct sim_netdev **netdevs;
	size_t netdev_count;
	unsigned int iommu_group;
	struct sim_vf vf;
	struct sim_port port;
	uint8_t own_mac
		[SIM_MAC_LENGTH]; /* burnt in, for a netdev of a VF without another */
	uint64_t busy_until;
};

struct sim_driver {
	char name[SIM_NAME_SIZE];
	bool makes_netdevs; /* a network driver, not a stub for guests */
};

struct sim_kernel {
	struct sim_device **devices; /* in the order of their addresses */
	size_t device_count;
	struct sim_driver **drivers;
	size_t driver_count;
	struct sim_netdev **netdevs; /* in the order of their indices */
	size_t netdev_count;
	int next_index;
	struct temper temper;
	struct sim_faults faults;
	uint64_t now; /* milliseconds */
	uint32_t chance;
	struct buffer
		complaints; /* what no correct program would have sent, a line each */
};

/* A kernel without devices; temper is taken over. */
void kernel_init(struct sim_kernel *kernel, const struct temper *temper);
void kernel_free(struct sim_kernel *kernel);

/*
 * Makes the machine that a host document tells; all that was there is gone. Returns 0, or
 * -EINVAL with the reason in why.
 */
int kernel_load(
	struct sim_kernel *kernel, const char *text, size_t length, struct buffer *why);
/* A machine of that temper without devices, faults and complaints. */
void kernel_reset(struct sim_kernel *kernel, const struct temper *temper);
/* A host document of the machine as it is. */
void kernel_show(const struct sim_kernel *kernel, struct buffer *text);

struct sim_device *kernel_find_device(
	const struct sim_kernel *kernel, const char *address);
const struct sim_driver *kernel_find_driver(
	const struct sim_kernel *kernel, const char *name);
struct sim_netdev *kernel_find_netdev(const struct sim_kernel *kernel, const char *name);
struct sim_netdev *kernel_netdev_at(const struct sim_kernel *kernel, int index);

/* What drivers_probe does: the override's driver, else the first that the device knows. */
int kernel_probe(struct sim_kernel *kernel, struct sim_device *device);
int kernel_bind(struct sim_kernel *kernel, struct sim_device *device,
	const struct sim_driver *driver);
int kernel_unbind(struct sim_kernel *kernel, struct sim_device *device);

/* sriov_numvfs; as in the kernel, only from or to 0. */
int kernel_set_vf_count(struct sim_kernel *kernel, struct sim_device *pf, size_t count);

/* Settings through the PF, held to its driver's temper. All return 0 or -errno. */
int kernel_set_vf_mac(struct sim_kernel *kernel, struct sim_device *vf,
	const uint8_t mac[SIM_MAC_LENGTH]);
int kernel_set_vf_vlan(struct sim_kernel *kernel, struct sim_device *vf, uint32_t vlan,
	uint32_t qos, uint16_t protocol);
/* A netdev's own MAC; a VF's may be refused by its PF. */
int kernel_set_netdev_mac(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const uint8_t mac[SIM_MAC_LENGTH]);

/* For document.c: what the kernel finds or makes by itself. */
struct sim_device *kernel_add_device(struct sim_kernel *kernel, const char *address);
struct sim_device *kernel_add_vf(struct sim_kernel *kernel, struct sim_device *pf);
struct sim_netdev *kernel_add_netdev(
	struct sim_kernel *kernel, struct sim_device *device);
const struct sim_driver *kernel_add_driver(
	struct sim_kernel *kernel, const char *name, bool makes_netdevs);
void kernel_sort_devices(struct sim_kernel *kernel);

/* Notes what no correct program would do. */
void kernel_complain(struct sim_kernel *kernel, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
