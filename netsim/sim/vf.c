// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * VFs and what their PF holds of them: as igb and igbvf have it where the temper says nothing
 * else (drivers/net/ethernet/intel/igb/igb_main.c, igbvf/netdev.c, igbvf/vf.c).
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <string.h>

#include "kernel.h"

/* Mbit/s of a link of the emulated card's that is up. */
#define LINK_SPEED 1000

static const uint8_t no_mac[SIM_MAC_LENGTH];

static bool is_none(const uint8_t mac[SIM_MAC_LENGTH])
{
	return !memcmp(mac, no_mac, SIM_MAC_LENGTH);
}

static bool same_mac(const uint8_t *one, const uint8_t *other)
{
	return !memcmp(one, other, SIM_MAC_LENGTH);
}

static void copy_mac(uint8_t *to, const uint8_t *from)
{
	memcpy(to, from, SIM_MAC_LENGTH);
}

static bool pf_is_up(const struct sim_device *vf)
{
	const struct sim_netdev *netdev = kernel_pf_netdev(vf->pf);

	return netdev && netdev->up;
}

static bool is_trusted(const struct sim_device *vf)
{
	return vf->vf.trust == 1;
}

void kernel_clear_vf(const struct sim_kernel *kernel, struct sim_vf *vf)
{
	enum temper_spoofchk spoofchk = kernel->temper.spoofchk;

	*vf = (struct sim_vf){
		.protocol = ETH_P_8021Q,
		.vlan = kernel->temper.no_vlan,
		.spoofchk = spoofchk == TEMPER_SPOOFCHK_NONE
				    ? SIM_UNKNOWN
				    : spoofchk == TEMPER_SPOOFCHK_ON,
		.trust = kernel->temper.has_trust ? 0 : SIM_UNKNOWN,
		.rss_query = kernel->temper.has_rss_query ? 0 : SIM_UNKNOWN,
	};
}

/* Without a PF that is up, nobody answers the VF (igbvf_probe). */
void kernel_reset_vf(struct sim_kernel *kernel, struct sim_device *vf)
{
	vf->busy_until = kernel->now + kernel->temper.reset_time;
	if (!pf_is_up(vf))
		return;
	/* What the PF did not give it forgets (igb_vf_reset_event). */
	if (!vf->vf.mac_is_given && kernel->temper.unset_mac == TEMPER_MAC_RANDOM)
		copy_mac(vf->vf.mac, no_mac);
	copy_mac(vf->reset_mac, vf->vf.mac);
}

/* A VF without a MAC of the PF's reports the one that it has (igbvf_reset). */
static void report_mac(struct sim_kernel *kernel, struct sim_device *vf)
{
	if (kernel->temper.reports_mac && pf_is_up(vf) &&
		(!vf->vf.mac_is_given || is_trusted(vf)))
		copy_mac(vf->vf.mac, vf->own_mac);
}

void kernel_start_vf(struct sim_kernel *kernel, struct sim_device *vf)
{
	struct sim_netdev *netdev;
	uint64_t busy_until = vf->busy_until;

	kernel_reset_vf(kernel, vf);
	/* The driver waits for the end of this one. */
	vf->busy_until = busy_until;
	if (!kernel->temper.vf_has_netdev)
		return;
	if (pf_is_up(vf) && !is_none(vf->reset_mac))
		copy_mac(vf->own_mac, vf->reset_mac);
	else if (kernel->temper.unset_mac == TEMPER_MAC_RANDOM || is_none(vf->own_mac))
		kernel_make_mac(kernel, vf->own_mac);
	netdev = kernel_add_netdev(kernel, vf, NULL);
	copy_mac(netdev->mac, vf->own_mac);
	report_mac(kernel, vf);
}

void kernel_stop_vf(struct sim_kernel *kernel, struct sim_device *vf)
{
	vf->busy_until = kernel->now + kernel->temper.reset_time;
	if (kernel->temper.forgets && !vf->vf.mac_is_given)
		copy_mac(vf->vf.mac, no_mac);
}

bool kernel_tells_vf(const struct sim_kernel *kernel, const struct sim_device *vf)
{
	if (kernel->temper.down_error && !pf_is_up(vf))
		return false;
	return !kernel->temper.reset_hides ||
	       kernel->now + kernel->temper.reset_wait >= vf->busy_until;
}

int kernel_check_vf(struct sim_kernel *kernel, const struct sim_device *vf)
{
	uint64_t wait = kernel->temper.reset_wait;

	if (kernel->temper.down_error && !pf_is_up(vf))
		return -kernel->temper.down_error;
	if (kernel->now >= vf->busy_until)
		return 0;
	if (wait > vf->busy_until - kernel->now)
		wait = vf->busy_until - kernel->now;
	kernel->now += wait;
	return kernel->now < vf->busy_until ? -kernel->temper.reset_error : 0;
}

/* MAC and VLAN may be fixed while the VF's own driver has it. */
static int check_settable(struct sim_kernel *kernel, const struct sim_device *vf)
{
	if (kernel->temper.bound_error && vf->driver && vf->driver->makes_netdevs)
		return -kernel->temper.bound_error;
	return kernel_check_vf(kernel, vf);
}

int kernel_set_vf_mac(struct sim_kernel *kernel, struct sim_device *vf,
	const uint8_t mac[SIM_MAC_LENGTH])
{
	int result;

	if (mac[0] & 1)
		return -EINVAL;
	if (is_none(mac) && kernel->temper.zero_mac)
		return -kernel->temper.zero_mac;
	result = check_settable(kernel, vf);
	if (result)
		return result;
	copy_mac(vf->vf.mac, mac);
	vf->vf.mac_is_given = !is_none(mac);
	return 0;
}

int kernel_set_vf_vlan(struct sim_kernel *kernel, struct sim_device *vf, uint16_t vlan,
	uint8_t qos, uint16_t protocol)
{
	int result;

	if (vlan > 4095 || qos > 7)
		return -EINVAL;
	if (protocol != ETH_P_8021Q &&
		(protocol != ETH_P_8021AD || !kernel->temper.has_8021ad))
		return -EPROTONOSUPPORT;
	if (!vlan && !qos && kernel->temper.zero_vlan)
		return -kernel->temper.zero_vlan;
	result = check_settable(kernel, vf);
	if (result)
		return result;
	vf->vf.vlan = vlan || qos ? vlan : kernel->temper.no_vlan;
	vf->vf.qos = qos;
	vf->vf.protocol = protocol;
	return 0;
}

int kernel_set_vf_rate(
	struct sim_kernel *kernel, struct sim_device *vf, uint32_t least, uint32_t most)
{
	uint32_t mask = kernel->temper.rate == TEMPER_RATE_16_BITS ? UINT16_MAX : ~0u;
	int result = kernel_check_vf(kernel, vf);

	if (result)
		return result;
	/* No lower limit, and no upper one beyond the link's speed (igb_ndo_set_vf_bw). */
	if (kernel->temper.rate == TEMPER_RATE_NO_MINIMUM &&
		(least || !pf_is_up(vf) || most > LINK_SPEED))
		return -EINVAL;
	vf->vf.min_tx_rate = least & mask;
	vf->vf.max_tx_rate = most & mask;
	return 0;
}

struct sim_vf kernel_told_vf(const struct sim_kernel *kernel, const struct sim_device *vf)
{
	struct sim_vf told = vf->vf;

	if (!kernel->temper.tells_protocol)
		told.protocol = ETH_P_8021Q;
	return told;
}

/* Whether the PF lets the VF have that MAC (igb_set_vf_mac_addr). */
static bool is_granted(const struct sim_kernel *kernel, const struct sim_device *vf,
	const uint8_t mac[SIM_MAC_LENGTH])
{
	if (!vf->vf.mac_is_given || is_trusted(vf) || !kernel->temper.other_mac)
		return true;
	return kernel->temper.takes_given && same_mac(vf->vf.mac, mac);
}

int kernel_set_netdev_mac(struct sim_kernel *kernel, struct sim_netdev *netdev,
	const uint8_t mac[SIM_MAC_LENGTH])
{
	struct sim_device *vf = netdev->device;

	/* The driver is not even asked (dev_set_mac_address). */
	if (same_mac(netdev->mac, mac))
		return 0;
	if (mac[0] & 1 || is_none(mac))
		return -EADDRNOTAVAIL;
	if (!vf->pf) {
		copy_mac(netdev->mac, mac);
		return 0;
	}
	/*
	 * A VF that is refused falls back to what it was given when it was reset, and takes it
	 * for a success if that is what it wanted (igbvf_set_mac). A PF that is down refuses
	 * nothing, for it does not answer.
	 */
	if (pf_is_up(vf) && !is_granted(kernel, vf, mac)) {
		if (!same_mac(vf->reset_mac, mac))
			return -kernel->temper.other_mac;
		copy_mac(netdev->mac, mac);
		return 0;
	}
	copy_mac(netdev->mac, mac);
	copy_mac(vf->own_mac, mac);
	report_mac(kernel, vf);
	return 0;
}

/* A VF that goes down is reset, and has the PF's MAC then (igbvf_down). */
static void take_vf_down(struct sim_kernel *kernel, struct sim_netdev *netdev)
{
	struct sim_device *vf = netdev->device;
	uint64_t busy_until = vf->busy_until;

	kernel_reset_vf(kernel, vf);
	vf->busy_until = busy_until;
	copy_mac(vf->own_mac, netdev->mac);
	if (pf_is_up(vf) && !is_granted(kernel, vf, netdev->mac)) {
		copy_mac(vf->own_mac, vf->reset_mac);
		copy_mac(netdev->mac, vf->own_mac);
	}
	report_mac(kernel, vf);
}

void kernel_set_netdev_up(struct sim_kernel *kernel, struct sim_netdev *netdev, bool up)
{
	bool goes_down = netdev->up && !up;

	netdev->up = up;
	if (goes_down && netdev->device->pf)
		take_vf_down(kernel, netdev);
}

/* dev_valid_name */
static bool is_name(const char *name)
{
	size_t length = strlen(name);

	if (!length || length >= SIM_NETDEV_SIZE || !strcmp(name, ".") ||
		!strcmp(name, ".."))
		return false;
	for (; *name; name++)
		if (*name == '/' || *name == ':' || *name == '%' ||
			isspace((unsigned char)*name))
			return false;
	return true;
}

int kernel_rename_netdev(
	struct sim_kernel *kernel, struct sim_netdev *netdev, const char *name)
{
	if (!strcmp(netdev->name, name))
		return 0;
	if (!is_name(name))
		return -EINVAL;
	if (kernel_find_netdev(kernel, name))
		return -EEXIST;
	strcpy(netdev->name, name);
	return 0;
}
