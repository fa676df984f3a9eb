// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a VF was before it was prepared, kept in the host's state folder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "vf/driver.h"
#include "vf/mac.h"
#include "vf/state.h"

#define STATE_VERSION 3
#define STATE_SIZE_MAX 16384
#define FILE_NAME_SIZE (NHD_PCI_NAME_SIZE + 16)

/* A name of "" stands for the folder itself. */
static int fail_for(const struct nhd_state *state, const char *name, int failure,
	const char *why, struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_SYSTEM, failure, "%s%s%s%s: %s",
		*name ? "" : "the state folder ", state->path, *name ? "/" : "", name,
		why);
}

/* In the folder no link is followed, and the kernel has other words for that. */
static int failed(const struct nhd_state *state, const char *name, int failure,
	struct nhd_error *error)
{
	return fail_for(state, name, failure,
		*name && failure == ELOOP ? "it may not be a symbolic link"
					  : strerror(failure),
		error);
}

/* Another's folder could make us write any VF's MAC; so could one that others write to. */
static int check_owner(int file, mode_t type, mode_t forbidden)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		return -errno;
	if ((status.st_mode & S_IFMT) != type || status.st_uid != geteuid() ||
		status.st_mode & forbidden)
		return -EPERM;
	return 0;
}

/* The kernel calls a link that it does not follow no directory. */
static int tell_unopened(struct nhd_state *state, int failure, struct nhd_error *error)
{
	struct stat status;

	if (failure == ENOTDIR &&
		!fstatat(AT_FDCWD, state->path, &status, AT_SYMLINK_NOFOLLOW) &&
		S_ISLNK(status.st_mode))
		return fail_for(
			state, "", failure, "it may not be a symbolic link", error);
	return failed(state, "", failure, error);
}

static int open_folder(struct nhd_state *state, bool create, struct nhd_error *error)
{
	int result;

	if (create && mkdir(state->path, 0700) < 0 && errno != EEXIST)
		return failed(state, "", errno, error);
	state->folder =
		open(state->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (state->folder < 0)
		return errno == ENOENT && !create ? 0
						  : tell_unopened(state, errno, error);
	result = check_owner(state->folder, S_IFDIR, S_IWGRP | S_IWOTH);
	if (result == -EPERM)
		return fail_for(state, "", EPERM,
			"it has to be the caller's own, and nobody else may write to it",
			error);
	return result < 0 ? failed(state, "", -result, error) : 0;
}

static int take_lock(
	struct nhd_state *state, const char *pf_address, struct nhd_error *error)
{
	char name[FILE_NAME_SIZE];

	snprintf(name, sizeof(name), "%s.lock", pf_address);
	state->lock = openat(
		state->folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (state->lock < 0)
		return failed(state, name, errno, error);
	while (flock(state->lock, LOCK_EX) < 0) {
		if (errno != EINTR)
			return failed(state, name, errno, error);
	}
	return 0;
}

int nhd_state_open(struct nhd_state *state, struct nhd_host *host, const char *pf_address,
	bool create, struct nhd_error *error)
{
	int result;

	*state = (struct nhd_state){ host->state_dir, -1, -1 };
	result = open_folder(state, create, error);
	if (!result && state->folder >= 0 && pf_address)
		result = take_lock(state, pf_address, error);
	if (result < 0)
		nhd_state_close(state);
	return result;
}

void nhd_state_close(struct nhd_state *state)
{
	if (state->lock >= 0)
		close(state->lock);
	if (state->folder >= 0)
		close(state->folder);
	state->lock = state->folder = -1;
}

/*
 * What is saved of a VF does not change, and its phase does: it is in the name of the file,
 * behind the address, so that coming to another phase is one rename().
 */
static const char *const suffixes[] = {
	[NHD_PHASE_PREPARING] = ".preparing.json",
	[NHD_PHASE_PREPARED] = ".json",
	[NHD_PHASE_RESTORING] = ".restoring.json",
};
#define PHASES (sizeof(suffixes) / sizeof(suffixes[0]))

/* What is being written, which says nothing yet. */
static const char part_suffix[] = ".part";

static void file_name(
	char name[FILE_NAME_SIZE], const struct nhd_vf *vf, const char *suffix)
{
	snprintf(name, FILE_NAME_SIZE, "%s%s", vf->address, suffix);
}

static void json_freep(json_t **json)
{
	json_decref(*json);
}

/* A name that may be absent: JSON's null. */
static json_t *optional_text(const char *text)
{
	return *text ? json_string(text) : json_null();
}

static json_t *pack(const struct nhd_vf *vf, const struct nhd_saved *saved)
{
	const struct nhd_vf_settings *settings = &saved->original;
	const struct nhd_vf_info *info = &settings->info;
	char mac[NHD_MAC_TEXT_SIZE], admin_mac[NHD_MAC_TEXT_SIZE];

	nhd_mac_to_text(mac, settings->mac);
	nhd_mac_to_text(admin_mac, info->admin_mac);
	return json_pack("{si ss ss ss si s{so so so ss sI sI sI sI sI sI sI sI}}",
		"version", STATE_VERSION, "prepare", saved->prepare_id, "device",
		vf->address, "pf", vf->pf_address, "vf", (int)vf->index, "original",
		"driver", optional_text(settings->driver), "driver_override",
		optional_text(settings->override), "mac",
		optional_text(settings->has_mac ? mac : ""), "admin_mac", admin_mac,
		"vlan", (json_int_t)info->vlan.tag, "qos", (json_int_t)info->vlan.qos,
		"protocol", (json_int_t)info->vlan.protocol, "min_tx_rate",
		(json_int_t)info->min_tx_rate, "max_tx_rate",
		(json_int_t)info->max_tx_rate, "spoofchk", (json_int_t)info->spoofchk,
		"trust", (json_int_t)info->trust, "link_state",
		(json_int_t)info->link_state);
}

/* A file that a killed process began is replaced. */
static int create(const struct nhd_state *state, const char *name)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int file = openat(state->folder, name, flags, 0600);

	if (file < 0 && errno == EEXIST && !unlinkat(state->folder, name, 0))
		file = openat(state->folder, name, flags, 0600);
	return file < 0 ? -errno : file;
}

/* Writes text under a name that no one looks at, and moves it into place once it is there. */
static int write_file(const struct nhd_state *state, const char *name, const char *part,
	const char *text, size_t left)
{
	int file = create(state, part), result = 0;
	ssize_t written;

	if (file < 0)
		return file;
	while (left > 0 && (written = write(file, text, left)) >= 0) {
		text += written;
		left -= (size_t)written;
	}
	if (left > 0 || fsync(file) < 0)
		result = -errno;
	if (close(file) < 0 && !result)
		result = -errno;
	if (!result && renameat(state->folder, part, state->folder, name) < 0)
		result = -errno;
	if (result < 0)
		unlinkat(state->folder, part, 0);
	return result;
}

int nhd_read_own_file(
	int folder, const char *name, mode_t forbidden, char *text, size_t size)
{
	int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t length;
	int result;

	if (file < 0)
		return -errno;
	result = check_owner(file, S_IFREG, forbidden);
	length = result < 0 ? 0 : read(file, text, size);
	if (length < 0)
		result = -errno;
	else if ((size_t)length == size)
		result = -EFBIG;
	close(file);
	return result < 0 ? result : (int)length;
}

static int read_file(
	const struct nhd_state *state, const char *name, char text[STATE_SIZE_MAX])
{
	return nhd_read_own_file(
		state->folder, name, S_IRWXG | S_IRWXO, text, STATE_SIZE_MAX);
}

static int failed_to_read(const struct nhd_state *state, const char *name, int failure,
	struct nhd_error *error)
{
	if (failure == EPERM)
		return fail_for(state, name, failure,
			"it has to be a plain file of the caller's own, of mode 0600",
			error);
	return failed(state, name, failure, error);
}

/* A name that is absent is "". */
static bool take_driver(const json_t *json, char driver[NHD_DRIVER_SIZE])
{
	const char *text = json_typeof(json) == JSON_NULL ? "" : json_string_value(json);

	if (!text || strlen(text) >= NHD_DRIVER_SIZE)
		return false;
	strcpy(driver, text);
	return true;
}

static bool take_mac(const json_t *json, struct nhd_vf_settings *settings)
{
	const char *text = json_string_value(json);

	settings->has_mac = json_typeof(json) != JSON_NULL;
	return !settings->has_mac || (text && nhd_mac_from_text(settings->mac, text));
}

static bool take_number(json_int_t number, uint32_t *field)
{
	*field = (uint32_t)number;
	return number >= 0 && number <= UINT32_MAX;
}

static bool take_info(
	const json_int_t numbers[8], const char *admin_mac, struct nhd_vf_info *info)
{
	info->vlan.protocol = (uint16_t)numbers[2];
	return nhd_mac_from_text(info->admin_mac, admin_mac) &&
	       take_number(numbers[0], &info->vlan.tag) &&
	       take_number(numbers[1], &info->vlan.qos) && numbers[2] >= 0 &&
	       numbers[2] <= UINT16_MAX && take_number(numbers[3], &info->min_tx_rate) &&
	       take_number(numbers[4], &info->max_tx_rate) &&
	       take_number(numbers[5], &info->spoofchk) &&
	       take_number(numbers[6], &info->trust) &&
	       take_number(numbers[7], &info->link_state);
}

/* What restoring could set again. */
static bool is_in_range(const struct nhd_vf_settings *settings)
{
	const struct nhd_vf_vlan *vlan = &settings->info.vlan;

	return nhd_driver_is_name(settings->driver) &&
	       nhd_driver_is_name(settings->override) && vlan->tag <= NHD_VLAN_TAG_MAX &&
	       vlan->qos <= 7 &&
	       (vlan->protocol == NHD_VLAN_PROTOCOL_8021Q ||
		       vlan->protocol == NHD_VLAN_PROTOCOL_8021AD);
}

static bool take_id(const char *text, char id[NHD_PREPARE_ID_SIZE])
{
	bool good = strlen(text) == NHD_PREPARE_ID_SIZE - 1 &&
		    strspn(text, "0123456789abcdef") == NHD_PREPARE_ID_SIZE - 1;

	if (good)
		strcpy(id, text);
	return good;
}

static int unpack(
	json_t *json, const struct nhd_vf *vf, struct nhd_saved *saved, const char **why)
{
	const char *device, *pf, *admin_mac, *id;
	struct nhd_vf_settings *settings = &saved->original;
	json_t *driver, *override, *mac;
	json_int_t n[8];
	int version, index;
	json_error_t where;

	*why = "it is not a file of this version";
	if (json_unpack(json, "{si}", "version", &version) < 0 ||
		version != STATE_VERSION)
		return -EINVAL;
	*why = "it has fields missing, unknown or of another type";
	if (json_unpack_ex(json, &where, JSON_STRICT,
		    "{si ss ss ss si s{so so so ss sI sI sI sI sI sI sI sI}}", "version",
		    &version, "prepare", &id, "device", &device, "pf", &pf, "vf", &index,
		    "original", "driver", &driver, "driver_override", &override, "mac",
		    &mac, "admin_mac", &admin_mac, "vlan", &n[0], "qos", &n[1],
		    "protocol", &n[2], "min_tx_rate", &n[3], "max_tx_rate", &n[4],
		    "spoofchk", &n[5], "trust", &n[6], "link_state", &n[7]) < 0)
		return -EINVAL;
	*why = "it is about another VF";
	if (strcmp(device, vf->address) || strcmp(pf, vf->pf_address) ||
		index != (int)vf->index)
		return -EINVAL;
	*why = "a value in it is out of range";
	*settings = (struct nhd_vf_settings){ 0 };
	return take_id(id, saved->prepare_id) && take_driver(driver, settings->driver) &&
			       take_driver(override, settings->override) &&
			       take_mac(mac, settings) &&
			       take_info(n, admin_mac, &settings->info) &&
			       is_in_range(settings)
		       ? 0
		       : -EINVAL;
}

/* 1 where there is an entry of that name, whatever it is. */
static int exists(const struct nhd_state *state, const char *name)
{
	struct stat status;

	if (!fstatat(state->folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return 1;
	return errno == ENOENT ? 0 : -errno;
}

static int tell_taken(
	const struct nhd_vf *vf, enum nhd_phase phase, struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EALREADY, "%s is %s",
		vf->address,
		phase == NHD_PHASE_PREPARED
			? "prepared already: restore it first"
			: "half way to a guest or back: recover it first");
}

int nhd_state_phase(const struct nhd_state *state, const struct nhd_vf *vf,
	enum nhd_phase *phase, struct nhd_error *error)
{
	char name[FILE_NAME_SIZE];
	int result = 0;

	for (size_t i = 0; i < PHASES && state->folder >= 0 && !result; i++) {
		file_name(name, vf, suffixes[i]);
		result = exists(state, name);
		*phase = (enum nhd_phase)i;
	}
	return result < 0 ? failed(state, name, -result, error) : result;
}

int nhd_state_check_free(
	const struct nhd_state *state, const struct nhd_vf *vf, struct nhd_error *error)
{
	enum nhd_phase phase;
	int result = nhd_state_phase(state, vf, &phase, error);

	return result > 0 ? tell_taken(vf, phase, error) : result;
}

int nhd_state_save(const struct nhd_state *state, const struct nhd_vf *vf,
	const struct nhd_saved *saved, struct nhd_error *error)
{
	_cleanup_(json_freep) json_t *json = NULL;
	char name[FILE_NAME_SIZE], part[FILE_NAME_SIZE], text[STATE_SIZE_MAX];
	size_t length;
	int result;

	/* Better not to begin than to end with a file that restoring cannot use. */
	if (!is_in_range(&saved->original))
		return nhd_fail(error, NHD_ERROR_SYSTEM, EINVAL,
			"%s: what it is now cannot be saved: a value is out of range",
			vf->address);
	json = pack(vf, saved);
	/* json_dumps() may leave some of the text out where an allocation fails. */
	length = json ? json_dumpb(json, text, sizeof(text), JSON_INDENT(2)) : 0;
	if (!length || length >= sizeof(text))
		return nhd_fail_memory(error);
	file_name(name, vf, suffixes[saved->phase]);
	file_name(part, vf, part_suffix);
	result = write_file(state, name, part, text, length);
	return result < 0 ? failed(state, name, -result, error) : 0;
}

int nhd_state_sync(const struct nhd_state *state, struct nhd_error *error)
{
	return fsync(state->folder) < 0 ? failed(state, "", errno, error) : 0;
}

int nhd_state_mark(const struct nhd_state *state, const struct nhd_vf *vf,
	struct nhd_saved *saved, enum nhd_phase phase, struct nhd_error *error)
{
	char from[FILE_NAME_SIZE], to[FILE_NAME_SIZE];

	file_name(from, vf, suffixes[saved->phase]);
	file_name(to, vf, suffixes[phase]);
	if (renameat(state->folder, from, state->folder, to) < 0)
		return failed(state, from, errno, error);
	saved->phase = phase;
	return 0;
}

/* Reads the one file that there is for the VF: its length; -ENOENT where there is none. */
static int find_file(const struct nhd_state *state, const struct nhd_vf *vf,
	char name[FILE_NAME_SIZE], char text[STATE_SIZE_MAX], enum nhd_phase *phase)
{
	char other[FILE_NAME_SIZE];
	int found = -ENOENT;

	for (size_t i = 0; i < PHASES; i++) {
		int length;

		file_name(found < 0 ? name : other, vf, suffixes[i]);
		length = read_file(state, found < 0 ? name : other, text);
		if (length == -ENOENT)
			continue;
		if (length < 0 || found >= 0)
			return length < 0 ? length : -EEXIST;
		*phase = (enum nhd_phase)i;
		found = length;
	}
	return found;
}

int nhd_state_load(const struct nhd_state *state, const struct nhd_vf *vf,
	struct nhd_saved *saved, struct nhd_error *error)
{
	_cleanup_(json_freep) json_t *json = NULL;
	char name[FILE_NAME_SIZE], text[STATE_SIZE_MAX];
	const char *why = "it is not JSON";
	int length;

	if (state->folder < 0)
		return 0;
	length = find_file(state, vf, name, text, &saved->phase);
	if (length == -EEXIST)
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s/%s cannot be used: there is another one for the VF",
			state->path, name);
	if (length == -ENOENT)
		return 0;
	if (length < 0)
		return failed_to_read(state, name, -length, error);
	json = json_loadb(text, (size_t)length, JSON_REJECT_DUPLICATES, NULL);
	if (!json || unpack(json, vf, saved, &why) < 0)
		return nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s/%s cannot be used: %s", state->path, name, why);
	return 1;
}

int nhd_state_read_id(struct nhd_host *host, const struct nhd_vf *vf,
	enum nhd_phase phase, char id[NHD_PREPARE_ID_SIZE], struct nhd_error *error)
{
	_cleanup_(json_freep) json_t *json = NULL;
	char name[FILE_NAME_SIZE], text[STATE_SIZE_MAX];
	const char *found;
	struct nhd_state state;
	int result = nhd_state_open(&state, host, NULL, false, error);

	if (result < 0 || state.folder < 0)
		return result < 0 ? result : -ENOENT;
	file_name(name, vf, suffixes[phase]);
	result = read_file(&state, name, text);
	if (result >= 0)
		json = json_loadb(text, (size_t)result, JSON_REJECT_DUPLICATES, NULL);
	if (result < 0 && result != -ENOENT)
		failed_to_read(&state, name, -result, error);
	else if (result >= 0 && (json_unpack(json, "{ss}", "prepare", &found) < 0 ||
					!take_id(found, id)))
		result = nhd_fail(error, NHD_ERROR_OPERATION_INVALID, EINVAL,
			"%s/%s cannot be used: it does not say what it belongs to",
			state.path, name);
	nhd_state_close(&state);
	return result < 0 ? result : 0;
}

int nhd_state_remove(
	const struct nhd_state *state, const struct nhd_vf *vf, struct nhd_error *error)
{
	char name[FILE_NAME_SIZE];

	file_name(name, vf, part_suffix);
	for (size_t i = 0; i <= PHASES; i++) {
		if (unlinkat(state->folder, name, 0) < 0 && errno != ENOENT)
			return failed(state, name, errno, error);
		if (i < PHASES)
			file_name(name, vf, suffixes[i]);
	}
	return nhd_state_sync(state, error);
}

/* What the name of one of our files says: the address, and how far that VF has come. */
static bool take_name(
	const char *name, char address[NHD_PCI_NAME_SIZE], enum nhd_phase *phase)
{
	const char *suffix = strchr(name, '.');
	size_t length;

	/* An address has a dot of its own. */
	suffix = suffix ? strchr(suffix + 1, '.') : NULL;
	length = suffix ? (size_t)(suffix - name) : 0;
	if (!length || *name == '.' || length >= NHD_PCI_NAME_SIZE ||
		strspn(name, "0123456789abcdef:.") < length)
		return false;
	memcpy(address, name, length);
	address[length] = '\0';
	for (size_t i = 0; i < PHASES; i++) {
		*phase = (enum nhd_phase)i;
		if (!strcmp(suffix, suffixes[i]))
			return true;
	}
	*phase = NHD_PHASE_NONE;
	return !strcmp(suffix, part_suffix);
}

static void free_entries(struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}

int nhd_state_list(struct nhd_host *host, nhd_state_visitor visit, void *data,
	struct nhd_error *error)
{
	char address[NHD_PCI_NAME_SIZE];
	struct dirent **entries;
	struct nhd_state state;
	enum nhd_phase phase;
	int result = nhd_state_open(&state, host, NULL, false, error), count;

	if (result || state.folder < 0)
		return result;
	count = scandirat(state.folder, ".", &entries, NULL, alphasort);
	if (count < 0)
		result = failed(&state, "", errno, error);
	for (int i = 0; i < count && !result; i++) {
		if (take_name(entries[i]->d_name, address, &phase))
			result = visit(data, address, phase);
	}
	if (count >= 0)
		free_entries(entries, count);
	nhd_state_close(&state);
	return result;
}
