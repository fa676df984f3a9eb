// SPDX-License-Identifier: LGPL-2.1-or-later
/* One VF moved from what it is to what it shall be, step by step. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "vf/driver.h"
#include "vf/mac.h"
#include "vf/move.h"
#include "vf/port.h"

#define SETTING_TEXT_SIZE 160

static const struct nhd_vf_vlan no_vlan = { 0, 0, NHD_VLAN_PROTOCOL_8021Q };

static bool same_vlan(const struct nhd_vf_vlan *one, const struct nhd_vf_vlan *other)
{
	return one->tag == other->tag && one->qos == other->qos &&
	       one->protocol == other->protocol;
}

static void print_driver(const struct nhd_vf_settings *settings, char *text)
{
	snprintf(text, SETTING_TEXT_SIZE, "%s",
		*settings->driver ? settings->driver : "none");
}

static void print_override(const struct nhd_vf_settings *settings, char *text)
{
	snprintf(text, SETTING_TEXT_SIZE, "%s",
		*settings->override ? settings->override : "none");
}

static void print_mac(const struct nhd_vf_settings *settings, char *text)
{
	nhd_mac_to_text(text, settings->mac);
}

static void print_admin_mac(const struct nhd_vf_settings *settings, char *text)
{
	if (settings->admin_mac_is_drawn)
		snprintf(text, SETTING_TEXT_SIZE, "one drawn at random");
	else if (settings->info.untold && nhd_mac_is_zero(settings->info.admin_mac))
		snprintf(text, SETTING_TEXT_SIZE, "(not told)");
	else
		nhd_mac_to_text(text, settings->info.admin_mac);
}

static void print_vlan(const struct nhd_vf_settings *settings, char *text)
{
	const struct nhd_vf_vlan *vlan = &settings->info.vlan;

	if (same_vlan(vlan, &no_vlan))
		snprintf(text, SETTING_TEXT_SIZE, "none");
	else
		snprintf(text, SETTING_TEXT_SIZE, "%u, priority %u%s", vlan->tag,
			vlan->qos,
			vlan->protocol == NHD_VLAN_PROTOCOL_8021AD ? ", 802.1ad" : "");
}

static void print_port(const struct nhd_vf_settings *settings, char *text)
{
	nhd_port_to_text(&settings->info.port, text, SETTING_TEXT_SIZE);
}

/* What a move is about: two VFs are the same where these print the same. */
static const struct setting {
	const char *name;
	void (*print)(const struct nhd_vf_settings *settings, char *text);
} settings_table[] = {
	{ "driver", print_driver },
	{ "driver_override", print_override },
	{ "own MAC", print_mac },
	{ "admin MAC", print_admin_mac },
	{ "VLAN", print_vlan },
	{ "port profile", print_port },
};

#define SETTINGS (sizeof(settings_table) / sizeof(settings_table[0]))

int nhd_settings_compare(const char *address, const struct nhd_vf_settings *from,
	const struct nhd_vf_settings *to, nhd_plan_visitor visit, void *context)
{
	char before[SETTING_TEXT_SIZE], after[SETTING_TEXT_SIZE];
	int result = 0;

	for (size_t i = 0; i < SETTINGS && !result; i++) {
		if (settings_table[i].print == print_mac && !to->has_mac)
			continue;
		settings_table[i].print(from, before);
		settings_table[i].print(to, after);
		if (strcmp(before, after))
			result = visit(
				context, address, settings_table[i].name, before, after);
	}
	return result;
}

static int fail_difference(void *context, const char *address, const char *setting,
	const char *from, const char *to)
{
	(void)address;
	return nhd_fail(context, NHD_ERROR_SYSTEM, EIO,
		"its %s is %s, and not what was set: %s", setting, from, to);
}

/* mlx4 tells of a VF without a VLAN that it has 4095 (mlx4_get_vf_config). */
static bool is_told_otherwise(
	const struct nhd_vf_vlan *told, const struct nhd_vf_vlan *vlan)
{
	return !vlan->tag && told->tag == NHD_VLAN_TAG_MAX && told->qos == vlan->qos;
}

int nhd_move_check(const struct nhd_move *move, const struct nhd_vf_settings *now)
{
	const struct nhd_vf_settings *target = &move->target;
	struct nhd_vf_settings is = *now;

	if (is.info.untold) {
		is.info = target->info;
		is.info.port = now->info.port;
	}
	if (is_told_otherwise(&is.info.vlan, &target->info.vlan))
		is.info.vlan = target->info.vlan;
	return nhd_settings_compare(
		move->vf->address, &is, target, fail_difference, move->error);
}

static int read_netdev(struct nhd_host *host, const struct nhd_vf *vf,
	struct nhd_netdev *netdev, struct nhd_error *error)
{
	int result = nhd_pci_netdev(host, vf->address, netdev);

	return result < 0 ? nhd_fail(error, NHD_ERROR_SYSTEM, -result, "its netdev: %s",
				    strerror(-result))
			  : 0;
}

int nhd_settings_read(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_vf_list *list, struct nhd_vf_settings *settings,
	struct nhd_error *error)
{
	struct nhd_netdev netdev;
	int result;

	*settings = (struct nhd_vf_settings){ 0 };
	result = nhd_pci_driver(host, vf->address, settings->driver);
	if (!result)
		result = nhd_pci_override(host, vf->address, settings->override);
	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "its driver: %s",
			strerror(-result));
	result = read_netdev(host, vf, &netdev, error);
	if (result < 0)
		return result;
	settings->has_mac = *netdev.name;
	memcpy(settings->mac, netdev.mac, NHD_MAC_LENGTH);
	result = list ? nhd_vf_list_take(list, vf->index, &settings->info, error)
		      : -EAGAIN;
	if (result != -EAGAIN)
		return result;
	return nhd_rtnl_get_vf(host, vf->pf.index, vf->index, &settings->info, error);
}

static int look(struct nhd_move *move)
{
	int result = !move->stale ? 0
				  : nhd_settings_read(move->host, move->vf, NULL,
					    &move->now, move->error);

	if (!result)
		move->stale = false;
	return result;
}

/* A driver that goes or comes may tell the PF its MAC, or have it forgotten. */
static int unbind_driver(struct nhd_move *move)
{
	int result;

	if (!move->stale && !strcmp(move->now.driver, move->target.driver))
		return 0;
	result = nhd_driver_unbind(
		move->host, move->vf->address, move->target.driver, move->error);
	if (result != 1)
		move->stale = true;
	return result < 0 ? result : 0;
}

static int set_admin_mac(
	struct nhd_move *move, const uint8_t mac[NHD_MAC_LENGTH], struct nhd_error *error)
{
	uint8_t *now = move->now.info.admin_mac;
	int result;

	if (!move->stale && !memcmp(now, mac, NHD_MAC_LENGTH))
		return 0;
	result = nhd_rtnl_set_vf_mac(
		move->host, move->vf->pf.index, move->vf->index, mac, error);
	if (result < 0)
		move->stale = true;
	else
		memcpy(now, mac, NHD_MAC_LENGTH);
	return result;
}

/* A profile goes first of all, and comes last. */
static int leave_port(struct nhd_move *move)
{
	const struct nhd_port *port = &move->target.info.port;
	int result = look(move);

	if (result < 0 || *port->profile || !*move->now.info.port.profile)
		return result;
	move->stale = true;
	return nhd_port_settle(move->host, move->vf, port, move->error);
}

/*
 * A VF's driver takes the admin MAC for its own when it binds, so it is lent the VF's own
 * one. Where that is not to be had, the step behind has other means.
 */
static int lend_mac(struct nhd_move *move)
{
	if (move->target.has_mac && !look(move) &&
		strcmp(move->now.driver, move->target.driver))
		set_admin_mac(move, move->target.mac, NULL);
	return 0;
}

static int bind_driver(struct nhd_move *move)
{
	const struct nhd_vf_settings *target = &move->target;
	bool moves = move->stale || strcmp(move->now.driver, target->driver);
	int result;

	if (!moves && !strcmp(move->now.override, target->override))
		return 0;
	result = nhd_driver_bind(move->host, move->vf->address, target->driver,
		target->override, move->error);
	move->stale = moves || result < 0;
	return result;
}

/* 0 too where it has that MAC. */
static int set_link_mac(struct nhd_move *move, struct nhd_error *error)
{
	struct nhd_netdev netdev;
	int result = read_netdev(move->host, move->vf, &netdev, error);

	if (result < 0)
		return result;
	if (!*netdev.name)
		return nhd_fail(error, NHD_ERROR_SYSTEM, ENODEV, "it has no netdev");
	if (!memcmp(netdev.mac, move->target.mac, NHD_MAC_LENGTH))
		return 0;
	move->stale = true;
	return nhd_rtnl_set_link_mac(move->host, netdev.index, move->target.mac, error);
}

static int bind_with_mac(struct nhd_move *move)
{
	int result = nhd_driver_unbind(move->host, move->vf->address, "", move->error);

	move->stale = true;
	if (result < 0)
		return result;
	lend_mac(move);
	result = bind_driver(move);
	return result < 0 ? result : set_link_mac(move, move->error);
}

/*
 * While there is an admin MAC the PF may let the VF have no other
 * (drivers/net/ethernet/intel/igb, igb_set_vf_mac_addr). Without one it may; what the PF
 * then takes for its own is put right by the step that follows. Where the admin MAC cannot
 * be taken away, the VF's driver is bound once more, with the MAC lent.
 */
static int set_mac(struct nhd_move *move)
{
	static const uint8_t none[NHD_MAC_LENGTH];

	if (!move->target.has_mac || !set_link_mac(move, NULL))
		return 0;
	if (!look(move) && !set_admin_mac(move, none, NULL) && !set_link_mac(move, NULL))
		return 0;
	return bind_with_mac(move);
}

/*
 * What is said of an admin MAC that is not taken back: it has to be a valid one
 * (drivers/net/ethernet/emulex/benet, be_set_vf_mac), or none is taken while the VF has its
 * own driver (drivers/net/ethernet/qlogic/qlcnic, qlcnic_sriov_set_vf_mac).
 */
static bool is_refusal(int result)
{
	return result == -EINVAL || result == -EADDRNOTAVAIL || result == -EOPNOTSUPP;
}

/*
 * Where a PF does not tell what admin MAC it had, the VF keeps the one that it was lent, its
 * own; without one it keeps its guest's.
 */
static int leave_admin_mac(struct nhd_move *move)
{
	move->lost_admin_mac = true;
	move->target.info.untold = !move->target.has_mac;
	if (move->target.has_mac)
		memcpy(move->target.info.admin_mac, move->target.mac, NHD_MAC_LENGTH);
	return 0;
}

/*
 * To take an admin MAC back that is not there would be refused by the drivers that take none
 * back. There it becomes one that nobody has, as libvirt does it (virNetDevSetNetConfig), or
 * stays what it is.
 */
static int set_target_admin_mac(struct nhd_move *move)
{
	static const uint8_t nobodys[NHD_MAC_LENGTH] = { 2 };
	uint8_t *mac = move->target.info.admin_mac;
	int result = move->back || nhd_mac_is_zero(mac) ? look(move) : 0;

	if (result < 0)
		return result;
	if (move->back && move->now.info.untold)
		return leave_admin_mac(move);
	result = set_admin_mac(move, mac, move->error);
	if (!is_refusal(result) || !move->back)
		return result;
	move->lost_admin_mac = true;
	if (nhd_mac_is_zero(mac)) {
		memcpy(mac, nobodys, sizeof(nobodys));
		result = set_admin_mac(move, mac, move->error);
	}
	if (!is_refusal(result))
		return result;
	result = look(move);
	if (!result)
		memcpy(mac, move->now.info.admin_mac, NHD_MAC_LENGTH);
	return result;
}

static int send_vlan(struct nhd_move *move)
{
	return nhd_rtnl_set_vf_vlan(move->host, move->vf->pf.index, move->vf->index,
		&move->target.info.vlan, move->error);
}

/*
 * No driver that goes or comes gives a VF a VLAN where there was none. Where a VF that was
 * found half way has its own driver, which keeps some PFs from setting it
 * (drivers/net/ethernet/qlogic/qlcnic, qlcnic_sriov_set_vf_vlan), that has to go.
 */
static int set_vlan(struct nhd_move *move)
{
	struct nhd_vf_vlan *now = &move->now.info.vlan, *vlan = &move->target.info.vlan;
	int result = move->back ? look(move) : 0;

	if (result < 0 || (same_vlan(now, vlan) && (!move->stale || !vlan->tag)))
		return result;
	result = send_vlan(move);
	if (result == -EOPNOTSUPP &&
		!nhd_driver_unbind(move->host, move->vf->address, "", NULL)) {
		move->stale = true;
		result = send_vlan(move);
	}
	if (!result) {
		*now = *vlan;
	} else if (result == -EINVAL && move->back && !vlan->tag) {
		/* One that cannot be taken away stays. */
		move->lost_vlan = true;
		*vlan = *now;
		result = 0;
	} else {
		move->stale = true;
	}
	return result;
}

static int take_port(struct nhd_move *move)
{
	const struct nhd_port *port = &move->target.info.port;

	if (!*port->profile)
		return 0;
	move->stale = true;
	return nhd_port_settle(move->host, move->vf, port, move->error);
}

static int read_back(struct nhd_move *move)
{
	int result;

	if (!move->back)
		return 0;
	move->stale = true;
	result = look(move);
	return result < 0 ? result : nhd_move_check(move, &move->now);
}

/*
 * The order matters: a driver that binds reports its MAC to the PF, so the admin MAC comes
 * after it. The VLAN comes before, while no driver has the VF: some PFs set it only then.
 * Every step may be taken again. On the way back it looks first; on the way to a guest a
 * request costs less than to look at a PF of many VFs.
 */
static const struct step {
	const char *name;
	int (*take)(struct nhd_move *move);
} steps[] = {
	{ "leaving its port profile", leave_port },
	{ "unbinding its driver", unbind_driver },
	{ "setting its VLAN", set_vlan },
	{ "lending its driver the MAC", lend_mac },
	{ "binding its driver", bind_driver },
	{ "setting its own MAC", set_mac },
	{ "setting its admin MAC", set_target_admin_mac },
	{ "associating its port profile", take_port },
	{ "reading it back", read_back },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

int nhd_name_step(
	const char *address, const char *step, int result, struct nhd_error *error)
{
	struct nhd_error named, unnamed = NHD_ERROR_INIT;

	if (!error)
		return result;
	nhd_error_copy(&unnamed, error);
	named = unnamed;
	snprintf(named.message, sizeof(named.message), "%s: %s: %.*s", address, step,
		(int)sizeof(named.message) / 2, unnamed.message);
	nhd_error_copy(error, &named);
	return result;
}

void nhd_add_message(struct nhd_error *error, const char *address, const char *what,
	const struct nhd_error *more)
{
	struct nhd_error longer = NHD_ERROR_INIT;
	size_t length;

	if (!error)
		return;
	nhd_error_copy(&longer, error);
	length = strlen(longer.message);
	snprintf(longer.message + length, sizeof(longer.message) - length,
		"; and %s: %s: %.100s", address, what, more->message);
	nhd_error_copy(error, &longer);
}

/* What a step has found another way around is no error in the end. */
int nhd_move_take(struct nhd_move *move)
{
	struct nhd_error met = NHD_ERROR_INIT, *error = move->error;
	int result = 0;

	move->error = &met;
	for (size_t i = 0; i < STEPS && !result; i++) {
		result = steps[i].take(move);
		if (result < 0)
			nhd_name_step(move->vf->address, steps[i].name, result, &met);
	}
	move->error = error;
	if (result < 0 && error)
		nhd_error_copy(error, &met);
	return result;
}

bool nhd_move_tell_losses(const struct nhd_move *move, struct nhd_error *error)
{
	char mac[SETTING_TEXT_SIZE], vlan[32] = "";

	print_admin_mac(&move->target, mac);
	snprintf(vlan, sizeof(vlan), "VLAN %u", move->target.info.vlan.tag);
	if (move->lost_admin_mac || move->lost_vlan)
		nhd_fail(error, NHD_ERROR_NONE, 0,
			"%s: its PF's driver leaves it with %s%s%s%s", move->vf->address,
			move->lost_admin_mac ? "the admin MAC " : "",
			move->lost_admin_mac ? mac : "",
			move->lost_admin_mac && move->lost_vlan ? " and " : "",
			move->lost_vlan ? vlan : "");
	return move->lost_admin_mac || move->lost_vlan;
}

bool nhd_move_undo(struct nhd_move *move, const struct nhd_vf_settings *before)
{
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_move back = {
		.host = move->host,
		.vf = move->vf,
		.stale = true,
		.target = *before,
		.back = true,
		.error = &error,
	};
	int result = 0;

	for (size_t i = 0; i < STEPS; i++)
		result = steps[i].take(&back);
	/* The last step looked at all of it. */
	if (result < 0 || nhd_move_tell_losses(&back, &error))
		nhd_add_message(
			move->error, move->vf->address, "it is not as it was", &error);
	return !result;
}
