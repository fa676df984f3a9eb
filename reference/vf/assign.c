// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Giving a VF to a guest and taking it back. Both are the same move: from the settings the
 * VF has to the settings it shall have, step by step, and back again if a step fails.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "vf/driver.h"
#include "vf/mac.h"
#include "vf/port.h"
#include "vf/rtnl.h"
#include "vf/state.h"
#include "vf/sysfs.h"

/* What of the settings that a VF had a driver does not let be again. */
struct losses {
	bool admin_mac;
	bool vlan;
};

struct move {
	struct nhd_host *host;
	const struct nhd_vf *vf;
	struct nhd_vf_settings
		*target;       /* what is lost is changed to what is there instead */
	struct losses *losses; /* NULL: nothing may be lost */
	struct nhd_error *error;
};

static const uint8_t no_mac[NHD_MAC_LENGTH];

static int set_admin_mac(const struct move *move, const uint8_t mac[NHD_MAC_LENGTH],
	struct nhd_error *error)
{
	struct nhd_vf_info now;
	int result = nhd_rtnl_get_vf(
		move->host, move->vf->pf.index, move->vf->index, &now, error);

	if (result < 0 || !memcmp(now.admin_mac, mac, NHD_MAC_LENGTH))
		return result;
	return nhd_rtnl_set_vf_mac(
		move->host, move->vf->pf.index, move->vf->index, mac, error);
}

/*
 * A VF's driver takes the admin MAC for its own when it binds, so it is lent the VF's own
 * one. Where that is not to be had, the step behind has other means.
 */
static int lend_mac(const struct move *move)
{
	char driver[NHD_DRIVER_SIZE];

	if (move->target->has_mac &&
		!nhd_pci_driver(move->host, move->vf->address, driver) &&
		strcmp(driver, move->target->driver))
		set_admin_mac(move, move->target->mac, NULL);
	return 0;
}

static int bind_driver(const struct move *move)
{
	return nhd_driver_bind(move->host, move->vf->address, move->target->driver,
		move->target->override, move->error);
}

/* The VF's netdev and its link; netdev->name is "" where it has none. */
static int get_vf_link(struct nhd_host *host, const struct nhd_vf *vf,
	struct nhd_netdev *netdev, struct nhd_link *link, struct nhd_error *error)
{
	int result = nhd_pci_netdev(host, vf->address, netdev);

	*link = (struct nhd_link){ 0 };
	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "its netdev: %s",
			strerror(-result));
	return *netdev->name ? nhd_rtnl_get_link(host, netdev->index, link, error) : 0;
}

/*
 * While there is an admin MAC the PF may let the VF have no other
 * (drivers/net/ethernet/intel/igb, igb_set_vf_mac_addr). Without one it may; what the PF
 * then takes for its own is put right by the step that follows.
 */
static int set_mac(const struct move *move)
{
	const uint8_t *mac = move->target->mac;
	struct nhd_netdev netdev;
	struct nhd_link link;
	int result;

	if (!move->target->has_mac)
		return 0;
	result = get_vf_link(move->host, move->vf, &netdev, &link, move->error);
	if (result < 0)
		return result;
	if (!*netdev.name)
		return nhd_fail(
			move->error, NHD_ERROR_SYSTEM, ENODEV, "it has no netdev");
	if (!memcmp(link.mac, mac, NHD_MAC_LENGTH) ||
		!nhd_rtnl_set_link_mac(move->host, netdev.index, mac, NULL))
		return 0;
	result = set_admin_mac(move, no_mac, move->error);
	if (!result)
		result =
			nhd_rtnl_set_link_mac(move->host, netdev.index, mac, move->error);
	return result;
}

/*
 * Some drivers take no admin MAC back (drivers/net/ethernet/emulex/benet, be_set_vf_mac):
 * then it is one that nobody has, as libvirt does it (virNetDevSetNetConfig).
 */
static int set_target_admin_mac(const struct move *move)
{
	static const uint8_t nobodys[NHD_MAC_LENGTH] = { 2 };
	uint8_t *mac = move->target->info.admin_mac;
	int result = set_admin_mac(move, mac, move->error);

	if ((result != -EINVAL && result != -EADDRNOTAVAIL) || !move->losses ||
		!nhd_mac_is_zero(mac))
		return result;
	move->losses->admin_mac = true;
	memcpy(mac, nobodys, sizeof(nobodys));
	return set_admin_mac(move, mac, move->error);
}

static bool same_vlan(const struct nhd_vf_vlan *one, const struct nhd_vf_vlan *other)
{
	return one->tag == other->tag && one->qos == other->qos &&
	       one->protocol == other->protocol;
}

static int set_vlan(const struct move *move)
{
	struct nhd_vf_vlan *vlan = &move->target->info.vlan;
	struct nhd_vf_info now;
	int result = nhd_rtnl_get_vf(
		move->host, move->vf->pf.index, move->vf->index, &now, move->error);

	if (result < 0 || same_vlan(&now.vlan, vlan))
		return result;
	result = nhd_rtnl_set_vf_vlan(
		move->host, move->vf->pf.index, move->vf->index, vlan, move->error);
	if (result != -EINVAL || !move->losses || vlan->tag)
		return result;
	/* One that cannot be taken away stays. */
	move->losses->vlan = true;
	*vlan = now.vlan;
	return 0;
}

/* A profile goes first of all, and comes last. */
static int leave_port(const struct move *move)
{
	const struct nhd_port *port = &move->target->info.port;

	return *port->profile ? 0
			      : nhd_port_settle(move->host, move->vf, port, move->error);
}

static int take_port(const struct move *move)
{
	const struct nhd_port *port = &move->target->info.port;

	return *port->profile ? nhd_port_settle(move->host, move->vf, port, move->error)
			      : 0;
}

/* All that a VF is now. */
static int read_settings(struct nhd_host *host, const struct nhd_vf *vf,
	struct nhd_vf_settings *settings, struct nhd_error *error)
{
	struct nhd_netdev netdev;
	struct nhd_link link;
	int result;

	*settings = (struct nhd_vf_settings){ 0 };
	result = nhd_pci_driver(host, vf->address, settings->driver);
	if (!result)
		result = nhd_pci_override(host, vf->address, settings->override);
	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "its driver: %s",
			strerror(-result));
	result = get_vf_link(host, vf, &netdev, &link, error);
	if (result < 0)
		return result;
	settings->has_mac = *netdev.name;
	memcpy(settings->mac, link.mac, NHD_MAC_LENGTH);
	return nhd_rtnl_get_vf(host, vf->pf.index, vf->index, &settings->info, error);
}

static int read_back(const struct move *move)
{
	const struct nhd_vf_settings *target = move->target;
	struct nhd_vf_settings now;
	const char *differs = NULL;
	int result = read_settings(move->host, move->vf, &now, move->error);

	if (result < 0)
		return result;
	if (strcmp(now.driver, target->driver))
		differs = "driver";
	else if (strcmp(now.override, target->override))
		differs = "driver_override";
	else if (target->has_mac && memcmp(now.mac, target->mac, NHD_MAC_LENGTH))
		differs = "own MAC";
	else if (memcmp(now.info.admin_mac, target->info.admin_mac, NHD_MAC_LENGTH))
		differs = "admin MAC";
	else if (!same_vlan(&now.info.vlan, &target->info.vlan))
		differs = "VLAN";
	else if (!nhd_port_is_same(&now.info.port, &target->info.port))
		differs = "port profile";
	if (!differs)
		return 0;
	return nhd_fail(move->error, NHD_ERROR_SYSTEM, EIO, "its %s is not what was set",
		differs);
}

/*
 * The order matters: a driver that binds reports its MAC to the PF, so the PF's side comes
 * after it. Every step looks first, and may be taken again.
 */
static const struct step {
	const char *name;
	int (*take)(const struct move *move);
} steps[] = {
	{ "leaving its port profile", leave_port },
	{ "lending its driver the MAC", lend_mac },
	{ "binding its driver", bind_driver },
	{ "setting its own MAC", set_mac },
	{ "setting its admin MAC", set_target_admin_mac },
	{ "setting its VLAN", set_vlan },
	{ "associating its port profile", take_port },
	{ "reading it back", read_back },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

/* Puts device and step before the message that a step left. */
static int name_step(
	const struct nhd_vf *vf, const char *step, int result, struct nhd_error *error)
{
	char message[sizeof(error->message)];

	if (!error)
		return result;
	memcpy(message, error->message, sizeof(message));
	snprintf(error->message, sizeof(error->message), "%s: %s: %.*s", vf->address,
		step, (int)sizeof(message) / 2, message);
	return result;
}

static int take_steps(const struct move *move)
{
	size_t i;
	int result;

	for (i = 0; i < STEPS; i++) {
		result = steps[i].take(move);
		if (result < 0)
			return name_step(move->vf, steps[i].name, result, move->error);
	}
	return 0;
}

/* Puts behind the message what went wrong on the way back as well. */
static void add_message(
	struct nhd_error *error, const char *what, const struct nhd_error *more)
{
	size_t length;

	if (!error)
		return;
	length = strlen(error->message);
	snprintf(error->message + length, sizeof(error->message) - length,
		"; and %s: %.100s", what, more->message);
}

/* Says what was lost, with class NHD_ERROR_NONE. Returns whether anything was. */
static bool tell_losses(const struct nhd_vf *vf, const struct losses *losses,
	const struct nhd_vf_settings *settings, struct nhd_error *error)
{
	char mac[NHD_MAC_TEXT_SIZE], vlan[32] = "";

	nhd_mac_to_text(mac, settings->info.admin_mac);
	snprintf(vlan, sizeof(vlan), "VLAN %u", settings->info.vlan.tag);
	if (losses->admin_mac || losses->vlan)
		nhd_fail(error, NHD_ERROR_NONE, 0,
			"%s: its PF's driver leaves it with %s%s%s%s", vf->address,
			losses->admin_mac ? "the admin MAC " : "",
			losses->admin_mac ? mac : "",
			losses->admin_mac && losses->vlan ? " and " : "",
			losses->vlan ? vlan : "");
	return losses->admin_mac || losses->vlan;
}

/* Undoing goes on past what fails, to leave as little behind as can be. */
static int undo(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_vf_settings *before, struct nhd_error *error)
{
	struct nhd_error undo_error = NHD_ERROR_INIT;
	struct nhd_vf_settings target = *before;
	struct losses losses = { false, false };
	const struct move back = { host, vf, &target, &losses, &undo_error };
	size_t i;
	int result = 0;

	for (i = 0; i < STEPS; i++)
		result = steps[i].take(&back);
	/* The last step looked at all of it. */
	if (result < 0 || tell_losses(vf, &losses, &target, &undo_error))
		add_message(error, "it is not as it was", &undo_error);
	return result;
}

/* Back to before where the move fails; *undone tells whether that went well. */
static int move_vf(
	const struct move *forth, const struct nhd_vf_settings *before, bool *undone)
{
	int result = take_steps(forth);

	*undone = result < 0 && !undo(forth->host, forth->vf, before, forth->error);
	return result;
}

static int unsupported(struct nhd_error *error, const char *what)
{
	return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP, "%s", what);
}

static int find(struct nhd_host *host, const nhd_interface *interface, struct nhd_vf *vf,
	struct nhd_error *error)
{
	if (interface->source.type != NHD_SOURCE_PCI)
		return unsupported(
			error, "a USB device is not an SR-IOV virtual function");
	return nhd_vf_find(host, &interface->source.pci.address, vf, error);
}

/* Sets port to the profile that the interface has, or to none. */
static int check_interface(const nhd_interface *interface,
	const struct nhd_prepare_options *options, struct nhd_port *port,
	struct nhd_error *error)
{
	static const struct nhd_prepare_options none;
	enum nhd_virtualport_type type = interface->virtualport.type;

	if (interface->vlan.trunk || interface->vlan.tags.count > 1)
		return unsupported(error, "SR-IOV devices have no VLAN trunks");
	if (type == NHD_VIRTUALPORT_NONE)
		return 0;
	if (type != NHD_VIRTUALPORT_8021QBH)
		return unsupported(
			error, "this type of virtualport cannot be set on a VF");
	if (interface->vlan.tags.count)
		return unsupported(
			error, "a VF with a port profile has its VLAN from the switch");
	if (!options)
		options = &none;
	return nhd_port_make(port, interface->virtualport.profile_id, options->guest_uuid,
		options->host_uuid, error);
}

static int check_pf_up(
	struct nhd_host *host, const struct nhd_vf *vf, struct nhd_error *error)
{
	struct nhd_link link;
	int result = nhd_rtnl_get_link(host, vf->pf.index, &link, error);

	if (result < 0)
		return name_step(vf, "looking at its PF", result, error);
	if (!link.up)
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, ENETDOWN,
			"%s: its PF's netdev %s is down", vf->address, vf->pf.name);
	return 0;
}

static int check_driver(struct nhd_host *host, const struct nhd_vf *vf, bool managed,
	struct nhd_error *error)
{
	char driver[NHD_DRIVER_SIZE];
	int result = nhd_pci_driver(host, vf->address, driver);

	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "%s: its driver: %s",
			vf->address, strerror(-result));
	if (managed)
		return nhd_driver_check_vfio(host, vf->address, driver, error);
	if (!nhd_driver_is_vfio(driver))
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s is not managed, and bound to %s instead of a vfio driver",
			vf->address, *driver ? driver : "no driver");
	return 0;
}

/* What the interface asks for; what it does not name stays as it is. */
static void derive_target(const nhd_interface *interface, const struct nhd_port *port,
	const struct nhd_vf_settings *original, struct nhd_vf_settings *target)
{
	*target = *original;
	target->has_mac = false;
	if (interface->managed) {
		if (!nhd_driver_is_vfio(original->driver))
			strcpy(target->driver, NHD_VFIO_PCI);
		strcpy(target->override, target->driver);
	}
	memcpy(target->info.admin_mac, interface->mac.address, NHD_MAC_LENGTH);
	target->info.port = *port;
	if (*port->profile)
		return;
	/* As libvirt, which sets VLAN 0 where the interface has none (virHostdevSetNetConfig). */
	target->info.vlan = (struct nhd_vf_vlan){
		interface->vlan.tags.count ? (uint16_t)nhd_vlan_tags(&interface->vlan)->id
					   : 0,
		0,
		NHD_VLAN_PROTOCOL_8021Q,
	};
}

/* With the PF's lock held. What was saved goes only where the VF is as it was. */
static int prepare_locked(struct nhd_host *host, const nhd_interface *interface,
	const struct nhd_port *port, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_error *error)
{
	struct nhd_vf_settings original, target;
	struct nhd_error remove_error = NHD_ERROR_INIT;
	const struct move forth = { host, vf, &target, NULL, error };
	bool undone;
	int result = check_driver(host, vf, interface->managed, error);

	if (result < 0)
		return result;
	result = read_settings(host, vf, &original, error);
	if (result < 0)
		return name_step(vf, "looking at it", result, error);
	/* Whose it is, and what it would be put back to, nobody here knows. */
	if (*original.info.port.profile)
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EBUSY,
			"%s is associated with the port profile '%s'", vf->address,
			original.info.port.profile);
	result = nhd_state_save(state, vf, &original, error);
	if (result < 0)
		return result;
	derive_target(interface, port, &original, &target);
	result = move_vf(&forth, &original, &undone);
	if (!result) {
		result = nhd_state_mark(state, vf, &original, NHD_PHASE_PREPARED, error);
		undone = result < 0 && !undo(host, vf, &original, error);
	}
	if (undone && nhd_state_remove(state, vf, &remove_error) < 0)
		add_message(error, "its state file is left", &remove_error);
	return result;
}

int nhd_prepare(nhd_host *host, const nhd_interface *interface,
	const struct nhd_prepare_options *options, struct nhd_error *error)
{
	struct nhd_state state = NHD_STATE_CLOSED;
	struct nhd_port port = { .profile = "" };
	struct nhd_vf vf;
	int result = check_interface(interface, options, &port, error);

	if (!result)
		result = find(host, interface, &vf, error);
	if (!result)
		result = check_pf_up(host, &vf, error);
	if (!result)
		result = nhd_state_open(&state, host, vf.pf_address, true, error);
	if (!result)
		result = prepare_locked(host, interface, &port, &vf, &state, error);
	nhd_state_close(&state);
	return result;
}

/* From a guest back to what was saved, or to the guest again if that fails. */
static int turn_back(const struct move *back, const struct nhd_state *state,
	const struct nhd_vf_settings *original)
{
	struct nhd_vf_settings now;
	bool undone;
	int result = read_settings(back->host, back->vf, &now, back->error);

	if (result < 0)
		return name_step(back->vf, "looking at it", result, back->error);
	result = nhd_state_mark(
		state, back->vf, original, NHD_PHASE_RESTORING, back->error);
	if (result < 0)
		return result;
	result = move_vf(back, &now, &undone);
	/* If that fails too, recovering finds it half way, which is as good. */
	if (undone)
		nhd_state_mark(state, back->vf, original, NHD_PHASE_PREPARED, NULL);
	return result;
}

/*
 * What was saved goes only once all is back. A VF that was found half way has no other place
 * to go back to: there is nothing to undo. Returns a negative errno, or how it ended.
 */
static int put_back(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_state *state, const struct nhd_vf_settings *original,
	enum nhd_phase phase, struct nhd_error *error)
{
	struct nhd_vf_settings target = *original;
	struct losses losses = { false, false };
	const struct move back = { host, vf, &target, &losses, error };
	int result = phase == NHD_PHASE_PREPARED ? turn_back(&back, state, original)
						 : take_steps(&back);

	if (!result)
		result = nhd_state_remove(state, vf, error);
	if (result < 0)
		return result;
	return tell_losses(vf, &losses, &target, error) ? NHD_RESTORED_MOST
							: NHD_RESTORED_ALL;
}

static int restore_locked(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_state *state, int *restored, struct nhd_error *error)
{
	struct nhd_vf_settings original;
	enum nhd_phase phase;
	int result = nhd_state_load(state, vf, &original, &phase, error);

	if (result <= 0)
		return result;
	result = put_back(host, vf, state, &original, phase, error);
	*restored = result < 0 ? NHD_RESTORED_NOTHING : result;
	return result < 0 ? result : 0;
}

int nhd_restore(nhd_host *host, const nhd_interface *interface, int *restored,
	struct nhd_error *error)
{
	struct nhd_state state = NHD_STATE_CLOSED;
	struct nhd_vf vf;
	int result = find(host, interface, &vf, error);

	*restored = NHD_RESTORED_NOTHING;
	if (!result)
		result = nhd_state_open(&state, host, vf.pf_address, false, error);
	if (!result)
		result = restore_locked(host, &vf, &state, restored, error);
	nhd_state_close(&state);
	return result;
}

struct recovery {
	struct nhd_host *host;
	nhd_recovery_visitor visit;
	void *context;
	struct nhd_error *error; /* of the first that could not be recovered */
	int result;
};

/* How it ended where it was half way; NHD_RESTORED_NOTHING where there was nothing to do. */
static int recover_locked(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_state *state, struct nhd_error *error)
{
	struct nhd_vf_settings original;
	enum nhd_phase phase;
	int result = nhd_state_load(state, vf, &original, &phase, error);

	/* Without a file nothing was touched: one that was only begun says nothing. */
	if (!result)
		return nhd_state_remove(state, vf, error);
	if (result < 0 || phase == NHD_PHASE_PREPARED)
		return result < 0 ? result : 0;
	return put_back(host, vf, state, &original, phase, error);
}

static int recover_one(void *data, const char *address)
{
	struct recovery *recovery = data;
	struct nhd_error error = NHD_ERROR_INIT;
	struct nhd_state state = NHD_STATE_CLOSED;
	struct nhd_vf vf;
	int result = nhd_vf_find_named(recovery->host, address, &vf, &error);

	if (!result)
		result = nhd_state_open(
			&state, recovery->host, vf.pf_address, false, &error);
	if (!result && state.folder >= 0)
		result = recover_locked(recovery->host, &vf, &state, &error);
	nhd_state_close(&state);
	if (result && recovery->visit)
		recovery->visit(recovery->context, address,
			result == NHD_RESTORED_ALL ? NULL : &error);
	if (result < 0 && !recovery->result) {
		recovery->result = result;
		if (recovery->error)
			nhd_error_copy(recovery->error, &error);
	}
	return 0;
}

int nhd_recover(nhd_host *host, nhd_recovery_visitor visit, void *context,
	struct nhd_error *error)
{
	struct recovery recovery = { host, visit, context, error, 0 };
	int result = nhd_state_list(host, recover_one, &recovery, error);

	return result ? result : recovery.result;
}
