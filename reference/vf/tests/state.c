// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows that a state file comes back as it was saved, and that nothing else is believed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/check.h"
#include "fake.h"

static const struct nhd_vf vf = { .address = "0000:01:10.0",
	.pf_address = "0000:01:00.0" };

struct bench {
	struct fake fake;
	struct nhd_host *host;
	char folder[64];
	char state_dir[80];
	char file[128];
	struct nhd_state state;
	struct nhd_saved saved;
	struct nhd_error error;
};

static void set_up(struct bench *bench)
{
	*bench = (struct bench){ .state = NHD_STATE_CLOSED, .error = NHD_ERROR_INIT };
	fake_reset(&bench->fake);
	bench->saved = (struct nhd_saved){ .prepare_id = "0123456789abcdef",
		.original = bench->fake.vfs[0].settings };
	bench->saved.original.info.trust = UINT32_MAX;
	strcpy(bench->folder, "/tmp/nethostdev-state.XXXXXX");
	if (!mkdtemp(bench->folder))
		abort();
	snprintf(bench->state_dir, sizeof(bench->state_dir), "%s/state", bench->folder);
	snprintf(bench->file, sizeof(bench->file), "%s/0000:01:10.0.preparing.json",
		bench->state_dir);
	if (fake_open(&bench->fake, &bench->host, bench->state_dir) < 0)
		abort();
}

static int open_state(struct bench *bench, bool create)
{
	return nhd_state_open(
		&bench->state, bench->host, vf.pf_address, create, &bench->error);
}

static void tear_down(struct bench *bench)
{
	char command[160];

	nhd_state_close(&bench->state);
	nhd_host_free(bench->host);
	snprintf(command, sizeof(command), "rm -rf %s", bench->folder);
	if (system(command))
		abort();
}

static void save(struct tap *tap, struct bench *bench)
{
	set_up(bench);
	CHECK(tap, !open_state(bench, true));
	CHECK(tap, !nhd_state_save(&bench->state, &vf, &bench->saved, &bench->error));
}

static int load(struct bench *bench)
{
	struct nhd_saved loaded;

	return nhd_state_load(&bench->state, &vf, &loaded, &bench->error);
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	return lstat(path, &status) ? 0 : status.st_mode & 0777;
}

static bool same_info(const struct nhd_vf_info *one, const struct nhd_vf_info *other)
{
	return !memcmp(one->admin_mac, other->admin_mac, NHD_MAC_LENGTH) &&
	       one->vlan.tag == other->vlan.tag && one->vlan.qos == other->vlan.qos &&
	       one->vlan.protocol == other->vlan.protocol &&
	       one->min_tx_rate == other->min_tx_rate &&
	       one->max_tx_rate == other->max_tx_rate &&
	       one->spoofchk == other->spoofchk && one->trust == other->trust &&
	       one->link_state == other->link_state;
}

static void test_round_trip(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf_settings *original = &bench.saved.original;
	struct nhd_saved loaded;

	for (int variant = 0; variant < 2; variant++) {
		set_up(&bench);
		if (variant) {
			original->has_mac = false;
			memset(original->mac, 0, NHD_MAC_LENGTH);
			original->driver[0] = '\0';
			strcpy(original->override, "vfio-pci");
		}
		CHECK(tap, !open_state(&bench, true));
		CHECK(tap, load(&bench) == 0);
		CHECK(tap, !nhd_state_save(&bench.state, &vf, &bench.saved, NULL));
		CHECK(tap, nhd_state_load(&bench.state, &vf, &loaded, NULL) == 1);
		CHECK(tap, loaded.phase == NHD_PHASE_PREPARING);
		CHECK(tap, !strcmp(loaded.original.driver, original->driver));
		CHECK(tap, !strcmp(loaded.original.override, original->override));
		CHECK(tap, loaded.original.has_mac == original->has_mac);
		CHECK(tap, !memcmp(loaded.original.mac, original->mac, NHD_MAC_LENGTH));
		CHECK(tap, same_info(&loaded.original.info, &original->info));
		CHECK(tap, !strcmp(loaded.prepare_id, bench.saved.prepare_id));
		CHECK(tap, !nhd_state_mark(&bench.state, &vf, &loaded,
				   NHD_PHASE_RESTORING, NULL));
		CHECK(tap, !nhd_state_sync(&bench.state, NULL));
		CHECK(tap, nhd_state_load(&bench.state, &vf, &loaded, NULL) == 1);
		CHECK(tap, loaded.phase == NHD_PHASE_RESTORING);
		CHECK(tap, same_info(&loaded.original.info, &original->info));
		CHECK(tap, !nhd_state_remove(&bench.state, &vf, NULL));
		CHECK(tap, load(&bench) == 0);
		tear_down(&bench);
	}
}

static void test_modes(struct tap *tap)
{
	struct bench bench;
	mode_t mask = umask(0);

	save(tap, &bench);
	CHECK(tap, mode_of(bench.state_dir) == 0700);
	CHECK(tap, mode_of(bench.file) == 0600);
	umask(mask);
	tear_down(&bench);
}

static void test_saved_once(struct tap *tap)
{
	struct bench bench;

	save(tap, &bench);
	CHECK(tap, nhd_state_check_free(&bench.state, &vf, &bench.error) == -EALREADY);
	CHECK(tap, bench.error.error_class == NHD_ERROR_OPERATION_INVALID);
	tear_down(&bench);
}

/* Puts other text in the place of the first occurrence of old in the file. */
static void edit(const struct bench *bench, const char *old, const char *new)
{
	char text[4096], edited[8192], *place;
	FILE *file = fopen(bench->file, "r");
	size_t length = fread(text, 1, sizeof(text) - 1, file);

	fclose(file);
	text[length] = '\0';
	place = strstr(text, old);
	if (!place)
		abort();
	snprintf(edited, sizeof(edited), "%.*s%s%s", (int)(place - text), text, new,
		place + strlen(old));
	file = fopen(bench->file, "w");
	fputs(edited, file);
	fclose(file);
}

/* One byte more than a driver's name can have. */
#define LONG "0123456789012345678901234567890123456789012345678901234567890123"

static void test_edited(struct tap *tap)
{
	static const struct {
		const char *old;
		const char *new;
	} edits[] = {
		{ "\"version\": 3", "\"version\": 1" },
		{ "\"version\": 3,", "" },
		{ "\"version\": 3", "\"version\": \"3\"" },
		{ "0123456789abcdef", "0123456789abcde" },
		{ "0123456789abcdef", "0123456789abcde/" },
		{ "0000:01:10.0", "0000:01:10.2" },
		{ "0000:01:00.0", "0000:02:00.0" },
		{ "\"vf\": 0", "\"vf\": 1" },
		{ "\"igbvf\"", "\"../x\"" },
		{ "\"igbvf\"", "7" },
		{ "\"igbvf\"", "\"" LONG "\"" },
		{ "\"igbvf\"", "\"" LONG LONG LONG LONG LONG LONG LONG LONG "\"" },
		{ "\"driver_override\": null", "\"driver_override\": 7" },
		{ "\"igbvf\"", "\"igbvf\", \"other\": 1" },
		{ "02:00:00:00:10:00", "02:00:00:00:10" },
		{ "\"02:00:00:00:10:00\"", "2" },
		{ "02:00:00:00:20:00", "02:00:00:00:20:00:00" },
		{ "\"vlan\": 7", "\"vlan\": 4096" },
		{ "\"vlan\": 7", "\"vlan\": -1" },
		{ "\"vlan\": 7", "\"vlan\": 7, \"vlan\": 8" },
		{ "\"qos\": 3", "\"qos\": 8" },
		{ "\"qos\": 3", "\"qos\": 4294967299" },
		{ "\"protocol\": 33024", "\"protocol\": 0" },
		{ "\"protocol\": 33024", "\"protocol\": 98560" },
		{ "\"protocol\": 33024", "\"protocol\": -32512" },
		{ "\"min_tx_rate\": 0", "\"min_tx_rate\": -1" },
		{ "\"max_tx_rate\": 0", "\"max_tx_rate\": 4294967296" },
		{ "\"spoofchk\": 1", "\"spoofchk\": -1" },
		{ "\"link_state\": 0", "\"link_state\": -1" },
		{ "\"trust\": 4294967295", "\"trust\": 4294967296" },
		{ "}\n}", "}" },
		{ "}\n}", "}\n} x" },
		{ "{", "[" },
	};

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct bench bench;

		save(tap, &bench);
		CHECK(tap, load(&bench) == 1);
		edit(&bench, edits[i].old, edits[i].new);
		if (load(&bench) != -EINVAL) {
			printf("# believed: %s\n", edits[i].new);
			tap->good = false;
		}
		tear_down(&bench);
	}
}

/* A driver may show what the kernel would not take back. */
static void test_unusable(struct tap *tap)
{
	struct bench bench;

	set_up(&bench);
	CHECK(tap, !open_state(&bench, true));
	bench.saved.original.info.vlan.protocol = 0x1234;
	CHECK(tap,
		nhd_state_save(&bench.state, &vf, &bench.saved, &bench.error) == -EINVAL);
	CHECK(tap, strstr(bench.error.message, "out of range") != NULL);
	bench.saved.original.info.vlan.protocol = NHD_VLAN_PROTOCOL_8021Q;
	strcpy(bench.saved.original.override, "ab\377");
	CHECK(tap,
		nhd_state_save(&bench.state, &vf, &bench.saved, &bench.error) == -EINVAL);
	CHECK(tap, access(bench.file, F_OK) < 0);
	tear_down(&bench);
}

/* Which of the two says how far the VF has come, nobody could tell. */
static void test_two_files(struct tap *tap)
{
	struct bench bench;
	char other[sizeof(bench.file)];

	save(tap, &bench);
	strcpy(other, bench.file);
	strcpy(strstr(other, ".preparing"), ".json");
	CHECK(tap, !link(bench.file, other));
	CHECK(tap, load(&bench) == -EINVAL);
	CHECK(tap, strstr(bench.error.message, "another one") != NULL);
	tear_down(&bench);
}

static void test_truncated(struct tap *tap)
{
	struct bench bench;
	struct stat status;

	save(tap, &bench);
	CHECK(tap, !stat(bench.file, &status));
	for (off_t length = status.st_size; length-- > 0;) {
		CHECK(tap, !truncate(bench.file, length));
		CHECK(tap, load(&bench) == -EINVAL);
	}
	tear_down(&bench);
}

static bool is_sane(const struct nhd_saved *saved)
{
	const struct nhd_vf_settings *original = &saved->original;

	return saved->phase <= NHD_PHASE_RESTORING && !strpbrk(original->driver, "/\n") &&
	       !strpbrk(original->override, "/\n") &&
	       original->info.vlan.tag <= NHD_VLAN_TAG_MAX &&
	       original->info.vlan.qos <= 7;
}

/* What is believed in the end is another, but nothing that prepare could not have saved. */
static void test_damaged(struct tap *tap)
{
	static const char bytes[] = { '\0', '\n', ' ', '"', '/', '\\', '{', ']', ',', '-',
		'0', '9', 'e', (char)0x80, (char)0xff };
	struct bench bench;
	struct nhd_saved loaded;
	struct stat status;
	unsigned int refused = 0;

	save(tap, &bench);
	CHECK(tap, !stat(bench.file, &status));
	for (off_t at = 0; at < status.st_size; at++) {
		int file = open(bench.file, O_RDWR | O_CLOEXEC);
		char byte;

		CHECK(tap, file >= 0 && pread(file, &byte, 1, at) == 1);
		for (size_t i = 0; i < sizeof(bytes); i++) {
			int result;

			CHECK(tap, pwrite(file, &bytes[i], 1, at) == 1);
			result = nhd_state_load(&bench.state, &vf, &loaded, &bench.error);
			CHECK(tap,
				result == -EINVAL || (result == 1 && is_sane(&loaded)));
			refused += result == -EINVAL;
		}
		CHECK(tap, pwrite(file, &byte, 1, at) == 1);
		close(file);
	}
	CHECK(tap, load(&bench) == 1);
	printf("# %u of %u were refused\n", refused,
		(unsigned int)(status.st_size * (off_t)sizeof(bytes)));
	CHECK(tap, refused > status.st_size * 10);
	tear_down(&bench);
}

static void test_strange_files(struct tap *tap)
{
	struct bench bench;
	char other[160];

	save(tap, &bench);
	CHECK(tap, !chmod(bench.file, 0640) && load(&bench) == -EPERM);
	CHECK(tap, strstr(bench.error.message, "of mode 0600") != NULL);
	CHECK(tap, !chmod(bench.file, 0600) && load(&bench) == 1);
	CHECK(tap, !truncate(bench.file, 1024 * 1024) && load(&bench) == -EFBIG);
	snprintf(other, sizeof(other), "%s.other", bench.file);
	CHECK(tap, !rename(bench.file, other) && !symlink(other, bench.file));
	CHECK(tap, load(&bench) == -ELOOP);
	CHECK(tap, strstr(bench.error.message, "symbolic link") != NULL);
	CHECK(tap, nhd_state_check_free(&bench.state, &vf, NULL) == -EALREADY);
	CHECK(tap, !unlink(bench.file) && !mkfifo(bench.file, 0600));
	CHECK(tap, load(&bench) == -EPERM);
	CHECK(tap, !unlink(bench.file) && !mkdir(bench.file, 0700));
	CHECK(tap, load(&bench) == -EPERM);
	if (!geteuid()) {
		CHECK(tap, !rmdir(bench.file) && !rename(other, bench.file));
		CHECK(tap, !truncate(bench.file, 0) && !chown(bench.file, 1, 1));
		CHECK(tap, load(&bench) == -EPERM);
	}
	tear_down(&bench);
}

static void test_strange_folders(struct tap *tap)
{
	struct bench bench;
	char other[96];

	set_up(&bench);
	CHECK(tap, !open_state(&bench, false) && bench.state.folder < 0);
	CHECK(tap, load(&bench) == 0);
	CHECK(tap, !mkdir(bench.state_dir, 0700) && !chmod(bench.state_dir, 0777));
	CHECK(tap, open_state(&bench, true) == -EPERM);
	CHECK(tap, strstr(bench.error.message, "nobody else may write to it") != NULL);
	snprintf(other, sizeof(other), "%s.other", bench.state_dir);
	CHECK(tap, !rename(bench.state_dir, other) && !symlink(other, bench.state_dir));
	CHECK(tap, open_state(&bench, true) == -ENOTDIR);
	CHECK(tap, open_state(&bench, false) == -ENOTDIR);
	CHECK(tap, strstr(bench.error.message, "symbolic link") != NULL);
	CHECK(tap, !unlink(bench.state_dir) && !mkfifo(bench.state_dir, 0600));
	CHECK(tap, open_state(&bench, false) == -ENOTDIR);
	CHECK(tap, strstr(bench.error.message, "symbolic link") == NULL);
	tear_down(&bench);
}

static void test_lock(struct tap *tap)
{
	struct bench bench;
	char path[160];
	int other;

	set_up(&bench);
	CHECK(tap, !open_state(&bench, true));
	snprintf(path, sizeof(path), "%s/0000:01:00.0.lock", bench.state_dir);
	other = open(path, O_RDWR | O_CLOEXEC);
	CHECK(tap, other >= 0 && flock(other, LOCK_EX | LOCK_NB) < 0);
	nhd_state_close(&bench.state);
	CHECK(tap, !flock(other, LOCK_EX | LOCK_NB));
	close(other);
	tear_down(&bench);
}

static volatile sig_atomic_t alarms;
static int locked;

/* At the second one the lock is given back, so that who waits for it has been woken once. */
static void hear_alarm(int number)
{
	(void)number;
	if (++alarms == 2)
		flock(locked, LOCK_UN);
}

static void test_interrupted(struct tap *tap)
{
	const struct sigaction action = { .sa_handler = hear_alarm };
	const struct itimerval often = { { 0, 5000 }, { 0, 5000 } }, never = { 0 };
	struct bench bench;
	char path[160];

	set_up(&bench);
	CHECK(tap, !open_state(&bench, true));
	nhd_state_close(&bench.state);
	snprintf(path, sizeof(path), "%s/0000:01:00.0.lock", bench.state_dir);
	locked = open(path, O_RDWR | O_CLOEXEC);
	CHECK(tap, locked >= 0 && !flock(locked, LOCK_EX));
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	CHECK(tap, !open_state(&bench, true));
	setitimer(ITIMER_REAL, &never, NULL);
	CHECK(tap, alarms >= 2 && flock(locked, LOCK_EX | LOCK_NB) < 0);
	close(locked);
	tear_down(&bench);
}

static void test_part_is_replaced(struct tap *tap)
{
	struct bench bench;
	char part[160];

	set_up(&bench);
	CHECK(tap, !open_state(&bench, true));
	snprintf(part, sizeof(part), "%s/0000:01:10.0.part", bench.state_dir);
	CHECK(tap, !symlink("/nonexistent/file", part));
	CHECK(tap, !nhd_state_save(&bench.state, &vf, &bench.saved, NULL));
	CHECK(tap, load(&bench) == 1 && access(part, F_OK) < 0);
	/* A folder is none of ours. */
	CHECK(tap, !mkdir(part, 0700));
	CHECK(tap, nhd_state_save(&bench.state, &vf, &bench.saved, NULL) == -EISDIR);
	CHECK(tap, !access(part, F_OK));
	tear_down(&bench);
}

static const char *seen[8];
static size_t seen_count;

/* 1 with all that could be kept, which ends a listing. */
static int see(void *data, const char *address, enum nhd_phase phase)
{
	static char names[8][NHD_PCI_NAME_SIZE + 16];
	static const char *const phases[] = { "preparing", "prepared", "restoring",
		"part" };

	(void)data;
	snprintf(names[seen_count], sizeof(names[0]), "%s %s", address, phases[phase]);
	seen[seen_count] = names[seen_count];
	return ++seen_count == 8;
}

/* Who else puts a file there, its name says nothing of a VF. */
static void test_list(struct tap *tap)
{
	static const char *const ours[] = { "0000:01:10.0 prepared",
		"0000:01:10.2 preparing", "0000:01:10.4 restoring", "0000:01:10.6 part" };
	static const char *const names[] = { "0000:01:10.0.json",
		"0000:01:10.2.preparing.json", "0000:01:10.4.restoring.json",
		"0000:01:10.6.part", "0000:01:00.0.lock", "0000:01:10.8.json.old",
		"0000:01:10", "nodot", ".hidden", ".0.json", "..json", "eth0.0.json",
		"0000:01:10.0123456789012345678901234567890.json" };
	struct bench bench;

	set_up(&bench);
	CHECK(tap, !open_state(&bench, true));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		close(openat(bench.state.folder, names[i], O_WRONLY | O_CREAT | O_CLOEXEC,
			0600));
	seen_count = 0;
	CHECK(tap, !nhd_state_list(bench.host, see, NULL, &bench.error));
	CHECK(tap, seen_count == 4);
	for (size_t i = 0; i < seen_count; i++)
		CHECK(tap, i < 4 && !strcmp(seen[i], ours[i]));
	tear_down(&bench);
}

/* Of two descriptors that are wanted, the last is not there; and a folder of others. */
static void test_unlistable(struct tap *tap)
{
	struct bench bench;
	struct rlimit before, now;
	int next;

	set_up(&bench);
	CHECK(tap, !open_state(&bench, true));
	CHECK(tap, !getrlimit(RLIMIT_NOFILE, &before));
	next = dup(0);
	close(next);
	now = before;
	now.rlim_cur = (rlim_t)next + 1;
	seen_count = 0;
	CHECK(tap, !setrlimit(RLIMIT_NOFILE, &now));
	CHECK(tap, nhd_state_list(bench.host, see, NULL, &bench.error) == -EMFILE);
	CHECK(tap, !setrlimit(RLIMIT_NOFILE, &before));
	CHECK(tap, strstr(bench.error.message, bench.state_dir) != NULL);
	CHECK(tap, !chmod(bench.state_dir, 0777));
	CHECK(tap, nhd_state_list(bench.host, see, NULL, &bench.error) == -EPERM);
	CHECK(tap, !seen_count);
	tear_down(&bench);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "what is saved comes back", test_round_trip);
	tap_run(&tap, "only the owner can read it", test_modes);
	tap_run(&tap, "what is saved is not free", test_saved_once);
	tap_run(&tap, "a file with anything else in it is not believed", test_edited);
	tap_run(&tap, "what could not be loaded is not saved", test_unusable);
	tap_run(&tap, "two files of a VF are one too many", test_two_files);
	tap_run(&tap, "a file that is cut short is not believed", test_truncated);
	tap_run(&tap, "whatever byte of a file is another, it is refused or harmless",
		test_damaged);
	tap_run(&tap, "links, other types, owners and modes are not followed or believed",
		test_strange_files);
	tap_run(&tap, "a folder that is a link, or that others write to, is not used",
		test_strange_folders);
	tap_run(&tap, "what a killed process left half written is replaced",
		test_part_is_replaced);
	tap_run(&tap, "what is listed is ours, and no other name", test_list);
	tap_run(&tap, "a folder that cannot be listed is told", test_unlistable);
	tap_run(&tap, "a PF's lock is held until the folder is closed", test_lock);
	tap_run(&tap, "and waited for, whatever interrupts that", test_interrupted);
	return tap_end(&tap);
}
