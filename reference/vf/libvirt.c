// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What libvirt saved of a VF when it gave it to a guest, put back without libvirt. The files
 * are those of virNetDevSaveNetConfig() and of what came before it.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "vf/mac.h"
#include "vf/move.h"
#include "vf/state.h"

/* libvirt itself reads no more than 128 bytes. */
#define FILE_SIZE 4096

/* "eth0_vf3" */
struct file_name {
	char netdev[IF_NAMESIZE];
	unsigned int vf;
};

struct libvirt_saved {
	bool has_admin; /* admin MAC and VLAN */
	uint8_t admin_mac[NHD_MAC_LENGTH];
	uint32_t vlan;
	bool has_mac;
	uint8_t mac[NHD_MAC_LENGTH];
};

/* A number as printf writes it, from 0 to most, and nothing behind it. */
static bool take_number(const char *text, unsigned long most, unsigned long *number)
{
	size_t digits = strspn(text, "0123456789");

	*number = strtoul(text, NULL, 10);
	return digits && digits < 10 && !text[digits] && *number <= most &&
	       (*text != '0' || digits == 1);
}

static int take_name(const char *path, struct file_name *name, struct nhd_error *error)
{
	static const char between[] = "_vf";
	const char *last = strrchr(path, '/'), *begin = last ? last + 1 : path,
		   *end = NULL;
	unsigned long vf = 0;

	/* A netdev may have it in its own name. */
	for (const char *next = begin; (next = strstr(next, between)); next++)
		end = next;
	if (!end || end == begin || end - begin >= IF_NAMESIZE || *begin == '.' ||
		!take_number(end + strlen(between), UINT16_MAX, &vf))
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"%s is not named as libvirt's files are, such as eth0_vf3", path);
	*name = (struct file_name){ .vf = (unsigned int)vf };
	memcpy(name->netdev, begin, (size_t)(end - begin));
	return 0;
}

/* The PF's driver would refuse that of a group, which is for us to do before all else. */
static bool take_mac(const char *text, uint8_t mac[NHD_MAC_LENGTH])
{
	return nhd_mac_from_text(mac, text) && !(mac[0] & 1);
}

/* None is an admin MAC, but no netdev has it. */
static bool take_own_mac(const char *text, uint8_t mac[NHD_MAC_LENGTH])
{
	return take_mac(text, mac) && !nhd_mac_is_zero(mac);
}

static bool take_json(const char *text, struct libvirt_saved *saved)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const char *admin_mac, *mac = NULL;
	json_int_t vlan;
	bool good = !json_unpack_ex(json, NULL, JSON_STRICT, "{ss sI s?s}", "adminMac",
			    &admin_mac, "vlanTag", &vlan, "mac", &mac) &&
		    take_mac(admin_mac, saved->admin_mac) && vlan >= 0 &&
		    vlan <= NHD_VLAN_TAG_MAX && (!mac || take_own_mac(mac, saved->mac));

	if (good) {
		saved->has_admin = true;
		saved->vlan = (uint32_t)vlan;
		saved->has_mac = mac;
	}
	json_decref(json);
	return good;
}

/* Before libvirt 3.2: admin MAC and VLAN, a line each, or a MAC of the VF's own alone. */
static bool take_lines(char *text, struct libvirt_saved *saved)
{
	char *end = strchr(text, '\n');
	unsigned long vlan;

	if (!end) {
		saved->has_mac = take_own_mac(text, saved->mac);
		return saved->has_mac;
	}
	*end++ = '\0';
	/* One that is not ended may be the beginning of another. */
	if (!*end || end[strlen(end) - 1] != '\n')
		return false;
	end[strlen(end) - 1] = '\0';
	saved->has_admin = take_mac(text, saved->admin_mac) &&
			   take_number(end, NHD_VLAN_TAG_MAX, &vlan);
	saved->vlan = saved->has_admin ? (uint32_t)vlan : 0;
	return saved->has_admin;
}

static int tell_unusable(const char *path, const char *why, struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
		"%s cannot be used: %s", path, why);
}

static int read_saved(
	const char *path, struct libvirt_saved *saved, struct nhd_error *error)
{
	char text[FILE_SIZE];
	int length =
		nhd_read_own_file(AT_FDCWD, path, S_IWGRP | S_IWOTH, text, sizeof(text));

	*saved = (struct libvirt_saved){ 0 };
	if (length == -EPERM || length == -ELOOP)
		return tell_unusable(path,
			"it has to be a plain file of the caller's own that nobody else "
			"may write to",
			error);
	if (length == -EFBIG)
		return tell_unusable(path, "it is too long", error);
	if (length < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -length, "%s: %s", path,
			strerror(-length));
	text[length] = '\0';
	if (strlen(text) == (size_t)length &&
		(isxdigit((unsigned char)*text) ? take_lines(text, saved)
						: take_json(text, saved)))
		return 0;
	return tell_unusable(path, "libvirt writes no such file", error);
}

static int find_vf(struct nhd_host *host, const struct file_name *name, struct nhd_vf *vf,
	struct nhd_error *error)
{
	struct nhd_pci_address address;
	int result = nhd_vf_of_netdev(host, name->netdev, name->vf, &address);
	bool is_absent = result == -ENOENT || result == -ENODEV;

	if (result < 0)
		return nhd_fail(error, is_absent ? NHD_ERROR_NO_DEVICE : NHD_ERROR_SYSTEM,
			is_absent ? ENODEV : -result,
			"there is no VF %u of a PF with the netdev %s: %s", name->vf,
			name->netdev, strerror(-result));
	result = nhd_vf_find(host, &address, vf, error);
	if (result < 0)
		return result;
	/* A card with several ports has a netdev each: not that of the lowest, but this one. */
	result = nhd_vf_use_netdev(host, vf, name->netdev);
	return result < 0 ? nhd_fail(error, NHD_ERROR_SYSTEM, -result,
				    "%s: the netdev %s of its PF: %s", vf->address,
				    name->netdev, strerror(-result))
			  : 0;
}

/* What of a VF is to be other than it is. */
static void aim(const struct libvirt_saved *saved, struct nhd_vf_settings *target)
{
	struct nhd_vf_vlan *vlan = &target->info.vlan;

	if (saved->has_admin)
		memcpy(target->info.admin_mac, saved->admin_mac, NHD_MAC_LENGTH);
	if (saved->has_admin && vlan->tag != saved->vlan)
		*vlan = (struct nhd_vf_vlan){ saved->vlan, 0, NHD_VLAN_PROTOCOL_8021Q };
	if (saved->has_mac && target->has_mac)
		memcpy(target->mac, saved->mac, NHD_MAC_LENGTH);
}

/* Says what could not be put back, with class NHD_ERROR_NONE. Returns whether there is any. */
static bool tell_rest(const struct nhd_move *back, const struct libvirt_saved *saved,
	struct nhd_error *error)
{
	struct nhd_error unset = NHD_ERROR_INIT;
	bool told = nhd_move_tell_losses(back, error);
	char mac[NHD_MAC_TEXT_SIZE];

	if (!saved->has_mac || back->target.has_mac)
		return told;
	nhd_mac_to_text(mac, saved->mac);
	nhd_fail(&unset, NHD_ERROR_NONE, 0, "it has no netdev to be given %s", mac);
	if (told)
		nhd_add_message(error, back->vf->address, "its own MAC", &unset);
	else
		nhd_fail(error, NHD_ERROR_NONE, 0, "%s: %s", back->vf->address,
			unset.message);
	return true;
}

/* What the VF is on its way to: recovering takes it there if we do not. */
static int save_aim(const struct nhd_move *back, const struct nhd_state *state)
{
	const struct nhd_saved aim = {
		.phase = NHD_PHASE_RESTORING,
		.prepare_id = "0000000000000000",
		.original = back->target,
	};
	int result = nhd_state_save(state, back->vf, &aim, back->error);

	if (!result)
		result = nhd_state_sync(state, back->error);
	if (result < 0)
		nhd_state_remove(state, back->vf, NULL);
	return result;
}

static int carry_out(struct nhd_move *back, const struct nhd_state *state)
{
	const struct nhd_vf_settings before = back->now;
	int result = save_aim(back, state);

	if (result < 0)
		return result;
	result = nhd_move_take(back);
	if (!result)
		return nhd_state_remove(state, back->vf, back->error);
	if (nhd_move_undo(back, &before))
		nhd_state_remove(state, back->vf, NULL);
	return result;
}

/* Returns a negative errno, or how it ended. */
static int put_back(struct nhd_host *host, const struct nhd_vf *vf,
	const struct nhd_state *state, const struct libvirt_saved *saved,
	struct nhd_error *error)
{
	struct nhd_move back = { .host = host, .vf = vf, .back = true, .error = error };
	int result = nhd_host_check_permission(host, error);

	if (result < 0)
		return result;
	result = nhd_settings_read(host, vf, NULL, &back.now, error);
	if (result < 0)
		return nhd_name_step(vf->address, "looking at it", result, error);
	if (!saved->has_admin && !back.now.has_mac)
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s: there is a MAC of its own to put back, but it has no netdev",
			vf->address);
	back.target = back.now;
	aim(saved, &back.target);
	result = carry_out(&back, state);
	if (result < 0)
		return result;
	return tell_rest(&back, saved, error) ? NHD_RESTORED_MOST : NHD_RESTORED_ALL;
}

/* With the PF locked, so that no other process works on its VFs. */
static int recover(struct nhd_host *host, const struct file_name *name,
	const struct libvirt_saved *saved, struct nhd_error *error)
{
	struct nhd_state state = NHD_STATE_CLOSED;
	struct nhd_vf vf;
	int result = find_vf(host, name, &vf, error);

	if (!result)
		result = nhd_state_open(&state, host, vf.pf_address, true, error);
	if (!result)
		result = nhd_state_check_free(&state, &vf, error);
	if (!result)
		result = put_back(host, &vf, &state, saved, error);
	nhd_state_close(&state);
	return result;
}

int nhd_recover_libvirt(
	nhd_host *host, const char *path, int *restored, struct nhd_error *error)
{
	struct libvirt_saved saved;
	struct file_name name;
	int result = take_name(path, &name, error);

	if (!result)
		result = read_saved(path, &saved, error);
	if (!result)
		result = recover(host, &name, &saved, error);
	*restored = result < 0 ? NHD_RESTORED_NOTHING : result;
	return result < 0 ? result : 0;
}
