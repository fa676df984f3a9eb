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
#include "requests.h"
#include "temper.h"

#define SIM_MAC_LENGTH 6
#define SIM_NAME_SIZE 64
#define SIM_ADDRESS_SIZE 16
#define SIM_NETDEV_SIZE 16
#define SIM_PAGE_SIZE 4096
/* The most VFs of a PF: the whole of what the kernel says of them is one packet (wire.h). */
#define SIM_VFS_MAX 400

/* What a PF says of a setting that its driver does not know (rtnl_fill_vfinfo). */
#define SIM_UNKNOWN UINT32_MAX

struct sim_netdev {
	char name[SIM_NETDEV_SIZE];
	int index;
	uint8_t mac[SIM_MAC_LENGTH];
	bool up;
	int dev_port;
	bool represents; /* VF number vf, and is no netdev of the PF's own */
	unsigned int vf;
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
	uint32_t spoofchk; /* this and the next two may be SIM_UNKNOWN */
	uint32_t trust;
	uint32_t rss_query;
	uint32_t link_state;
};

/* A port profile of a VF. */
struct sim_port {
	bool requested;
	uint8_t request;
	uint16_t response;
	bool has_profile, has_instance, has_host;
	char profile[40];
	uint8_t instance[16];
	uint8_t host[16];
	uint64_t settled_at; /* when response comes; it is INPROGRESS before */
};

struct sim_device {
	char address[SIM_ADDRESS_SIZE];
	char bridge[SIM_ADDRESS_SIZE];   /* that it is behind, as its PF is */
	const struct sim_driver *driver; /* NULL: not bound */
	char *override;                  /* NULL: none */
	struct sim_device *pf;           /* of a VF */
	unsigned int number;             /* of a VF */
	struct sim_device **vfs; /* of a PF; owned is the list, not what it lists */
	size_t vf_count;
	size_t vf_total;
	unsigned int vf_offset,
		vf_stride;      /* of a PF's VFs, in functions, from the PF on */
	bool vfs_have_no_probe; /* of a PF: sriov_drivers_autoprobe is 0 */
	struct sim_vf *kept;    /* of a PF: what it still holds of VFs that are gone */
	size_t kept_count;
	struct sim_netdev **netdevs;
	size_t netdev_count;
	unsigned int iommu_group;
	struct sim_vf vf;
	struct sim_port port;
	/* Burnt in, for a netdev of a VF without another. */
	uint8_t own_mac[SIM_MAC_LENGTH];
	/* What the PF answered when the VF was last reset. */
	uint8_t reset_mac[SIM_MAC_LENGTH];
	uint64_t busy_until;
};

/* What new_id adds to what a driver knows; SIM_ANY_ID fits all. */
#define SIM_ANY_ID UINT32_MAX

struct sim_id {
	uint32_t vendor, device, subvendor, subdevice;
	uint32_t class, class_mask;
};

struct sim_driver {
	char name[SIM_NAME_SIZE];
	bool makes_netdevs; /* a network driver, not a stub for guests */
	struct sim_id *ids;
	size_t id_count;
};

struct sim_kernel {
	struct sim_device **devices; /* in the order of their addresses */
	size_t device_count;
	struct sim_driver **drivers; /* in the order in which they were loaded */
	size_t driver_count;
	struct sim_netdev **netdevs; /* in the order of their indices */
	size_t netdev_count;
	int next_index;
	unsigned int next_group;
	struct temper temper;
	struct sim_faults faults;
	struct sim_requests requests;
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
struct sim_driver *kernel_find_driver(const struct sim_kernel *kernel, const char *name);
struct sim_netdev *kernel_find_netdev(const struct sim_kernel *kernel, const char *name);
struct sim_netdev *kernel_netdev_at(const struct sim_kernel *kernel, int index);

/* What is written into sysfs; all return 0 or -errno (bind.c). */

/* drivers_probe: the first driver that the device fits, unless it has one. */
int kernel_probe(struct sim_kernel *kernel, struct sim_device *device);
int kernel_bind(struct sim_kernel *kernel, struct sim_device *device,
	const struct sim_driver *driver);
int kernel_unbind(struct sim_kernel *kernel, struct sim_device *device);
/* text ends at a line break; one alone, or nothing, takes the override away. */
int kernel_set_override(struct sim_device *device, const char *text);
int kernel_add_id(struct sim_kernel *kernel, struct sim_driver *driver, const char *text);
int kernel_remove_id(struct sim_driver *driver, const char *text);
/* sriov_numvfs; as in the kernel, only from or to 0. */
int kernel_set_vf_count(struct sim_kernel *kernel, struct sim_device *pf, size_t count);

/* The numbers in vendor, device and class. */
struct sim_id kernel_id_of(const struct sim_device *device);

/* Settings through the PF, held to its driver's temper; all return 0 or -errno (vf.c). */

/* Whether the PF answers for the VF now; the time that the kernel waits passes. */
int kernel_check_vf(struct sim_kernel *kernel, const struct sim_device *vf);
/* The same without waiting, of what is told. */
bool kernel_tells_vf(const struct sim_kernel *kernel, const struct sim_device *vf);
int kernel_set_vf_mac(struct sim_kernel *kernel, struct sim_device *vf,
	const uint8_t mac[SIM_MAC_LENGTH]);
int kernel_set_vf_vlan(struct sim_kernel *kernel, struct sim_device *vf, uint16_t vlan,
	uint8_t qos, uint16_t protocol);
int kernel_set_vf_rate(
	struct sim_kernel *kernel, struct sim_device *vf, uint32_t least, uint32_t most);
/* What the PF holds as it tells it. */
struct sim_vf kernel_told_vf(
	const struct sim_kernel *kernel, const struct sim_device *vf);
/* A netdev's own MAC; a VF's may be refused by its PF. */
int kernel_set_netdev_mac(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const uint8_t mac[SIM_MAC_LENGTH]);
void kernel_set_netdev_up(struct sim_kernel *kernel, struct sim_netdev *netdev, bool up);
int kernel_rename_netdev(
	struct sim_kernel *kernel, struct sim_netdev *netdev, const char *name);

/* A VF that is reset, as by its driver or through sysfs. */
void kernel_reset_vf(struct sim_kernel *kernel, struct sim_device *vf);
/* The same by the driver that was just bound, which then makes its netdev. */
void kernel_start_vf(struct sim_kernel *kernel, struct sim_device *vf);
/* A VF whose driver goes. */
void kernel_stop_vf(struct sim_kernel *kernel, struct sim_device *vf);
/* What a PF holds of a VF that nobody has set. */
void kernel_clear_vf(const struct sim_kernel *kernel, struct sim_vf *vf);

/* For document.c and bind.c: what the kernel finds or makes by itself. */
struct sim_device *kernel_add_device(struct sim_kernel *kernel, const char *address);
/* Bus, slot and function as one number, as VFs are counted. */
unsigned int kernel_routing_id(const char *address);
/* NULL where its address is another's already. */
struct sim_device *kernel_add_vf(struct sim_kernel *kernel, struct sim_device *pf);
void kernel_remove_vfs(struct sim_kernel *kernel, struct sim_device *pf);
/* name may be NULL: the lowest ethN that is free. */
struct sim_netdev *kernel_add_netdev(
	struct sim_kernel *kernel, struct sim_device *device, const char *name);
/* All of the device's, or those of representors alone. */
void kernel_remove_netdevs(
	struct sim_kernel *kernel, struct sim_device *device, bool representors);
/* Netdev number n of a PF, with the MAC that is burnt in for it. */
struct sim_netdev *kernel_add_pf_netdev(
	struct sim_kernel *kernel, struct sim_device *pf, const char *name);
/* Of the temper: a netdev of the PF that stands for the VF, or nothing. */
void kernel_add_representor(struct sim_kernel *kernel, struct sim_device *vf);
struct sim_driver *kernel_add_driver(
	struct sim_kernel *kernel, const char *name, bool makes_netdevs);
void kernel_sort_devices(struct sim_kernel *kernel);
void kernel_make_mac(struct sim_kernel *kernel, uint8_t mac[SIM_MAC_LENGTH]);

/* The PF's first netdev, or NULL; it is what answers for the VFs. */
const struct sim_netdev *kernel_pf_netdev(const struct sim_device *pf);

/* Notes what no correct program would do. */
void kernel_complain(struct sim_kernel *kernel, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
