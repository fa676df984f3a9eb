// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows what is made of libvirt's own files, and that no other file has an effect. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "fake.h"
#include "vf/mac.h"

/* As libvirt 9.0.0 and 11.3.0 write it. */
#define JSON                                                                             \
	"{\n  \"adminMac\": \"02:00:00:00:aa:01\",\n  \"vlanTag\": 9,\n"                 \
	"  \"mac\": \"02:00:00:00:bb:01\"\n}\n"

struct bench {
	struct fake fake;
	struct fake before;
	struct nhd_host *host;
	char folder[64];
	char state_dir[80];
	char file[128];
	struct nhd_error error;
	int restored;
};

static void write_file(const char *path, const char *bytes, size_t length)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (file < 0 || write(file, bytes, length) != (ssize_t)length || close(file) < 0)
		abort();
}

/* A fake host, and a file of VF 0 with that text. */
static void set_up(struct bench *bench, const char *text)
{
	*bench = (struct bench){ .error = NHD_ERROR_INIT };
	fake_reset(&bench->fake);
	strcpy(bench->folder, "/tmp/nethostdev-libvirt.XXXXXX");
	if (!mkdtemp(bench->folder))
		abort();
	snprintf(bench->state_dir, sizeof(bench->state_dir), "%s/state", bench->folder);
	snprintf(bench->file, sizeof(bench->file), "%s/eth0_vf0", bench->folder);
	write_file(bench->file, text, strlen(text));
	if (fake_open(&bench->fake, &bench->host, bench->state_dir) < 0)
		abort();
}

/* A few thousand of them are made: no process is started for each. */
static void tear_down(struct bench *bench)
{
	static const char *const names[] = { "eth0_vf0", "other",
		"state/0000:01:00.0.lock", "state/0000:01:10.0.json", "state", "" };
	char path[160];

	nhd_host_free(bench->host);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", bench->folder, names[i]);
		if (remove(path) < 0 && errno != ENOENT)
			abort();
	}
}

static int recover_file(struct bench *bench, const char *path)
{
	bench->before = bench->fake;
	return nhd_recover_libvirt(bench->host, path, &bench->restored, &bench->error);
}

static int recover(struct bench *bench)
{
	return recover_file(bench, bench->file);
}

static bool is_untouched(const struct bench *bench)
{
	return bench->fake.changes == bench->before.changes &&
	       fake_same_vfs(&bench->fake, &bench->before);
}

static bool has_mac(const uint8_t mac[NHD_MAC_LENGTH], const char *wanted)
{
	char text[NHD_MAC_TEXT_SIZE];

	nhd_mac_to_text(text, mac);
	return !strcmp(text, wanted);
}

/* VF 0 is what it was but for these. */
static bool is_as(
	const struct bench *bench, const char *admin_mac, uint32_t vlan, const char *mac)
{
	const struct nhd_vf_settings *is = &bench->fake.vfs[0].settings;
	const struct nhd_vf_settings *was = &bench->before.vfs[0].settings;

	return has_mac(is->info.admin_mac, admin_mac) && is->info.vlan.tag == vlan &&
	       has_mac(is->mac, mac) && !strcmp(is->driver, was->driver) &&
	       !strcmp(is->override, was->override);
}

static void test_forms(struct tap *tap)
{
	static const struct {
		const char *text;
		const char *admin_mac;
		uint32_t vlan;
		const char *mac;
	} forms[] = {
		{ JSON, "02:00:00:00:aa:01", 9, "02:00:00:00:bb:01" },
		{ "{\"adminMac\":\"00:00:00:00:00:00\",\"vlanTag\":0,"
		  "\"mac\":\"02:00:00:00:bb:01\"}",
			"00:00:00:00:00:00", 0, "02:00:00:00:bb:01" },
		{ "{\"adminMac\":\"02:00:00:00:aa:01\",\"vlanTag\":4095}",
			"02:00:00:00:aa:01", 4095, "02:00:00:00:10:00" },
		{ "02:00:00:00:aa:01\n9\n", "02:00:00:00:aa:01", 9, "02:00:00:00:10:00" },
		{ "02:00:00:00:aa:01\n0\n", "02:00:00:00:aa:01", 0, "02:00:00:00:10:00" },
		{ "02:00:00:00:bb:01", "02:00:00:00:20:00", 7, "02:00:00:00:bb:01" },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct bench bench;

		set_up(&bench, forms[i].text);
		CHECK(tap, !recover(&bench));
		if (!is_as(&bench, forms[i].admin_mac, forms[i].vlan, forms[i].mac)) {
			printf("# otherwise: %s\n", forms[i].text);
			tap->good = false;
		}
		CHECK(tap, bench.restored == NHD_RESTORED_ALL && !*bench.error.message);
		CHECK(tap, !access(bench.file, F_OK));
		tear_down(&bench);
	}
}

/* What libvirt does not save is not lost where its VLAN is the VF's already. */
static void test_priority(struct tap *tap)
{
	struct bench bench;

	set_up(&bench, "02:00:00:00:20:00\n7\n");
	CHECK(tap, bench.fake.vfs[0].settings.info.vlan.qos == 3);
	CHECK(tap, !recover(&bench) && is_untouched(&bench));
	tear_down(&bench);
	set_up(&bench, "02:00:00:00:20:00\n8\n");
	CHECK(tap, !recover(&bench) && !bench.fake.vfs[0].settings.info.vlan.qos);
	CHECK(tap, bench.fake.vfs[0].settings.info.vlan.tag == 8);
	tear_down(&bench);
}

/* As libvirt leaves a VF behind: its driver is for others to see to. */
static void test_without_netdev(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf_settings *settings;

	set_up(&bench, JSON);
	settings = &bench.fake.vfs[0].settings;
	strcpy(settings->driver, "vfio-pci");
	strcpy(settings->override, "vfio-pci");
	settings->has_mac = false;
	CHECK(tap, !recover(&bench));
	CHECK(tap, is_as(&bench, "02:00:00:00:aa:01", 9, "02:00:00:00:10:00"));
	CHECK(tap, bench.restored == NHD_RESTORED_MOST);
	CHECK(tap, bench.error.error_class == NHD_ERROR_NONE);
	CHECK(tap, strstr(bench.error.message, "02:00:00:00:bb:01") != NULL);
	tear_down(&bench);
}

static bool is_refused(
	struct bench *bench, int result, int wanted, enum nhd_error_class error_class)
{
	bool good = result == wanted && bench->error.error_class == error_class &&
		    *bench->error.message && is_untouched(bench) &&
		    bench->restored == NHD_RESTORED_NOTHING &&
		    access(bench->state_dir, F_OK) < 0;

	if (!good)
		printf("# %d %s: %s\n", result,
			nhd_error_class_name(bench->error.error_class),
			bench->error.message);
	return good;
}

static void test_texts(struct tap *tap)
{
	static const char *const texts[] = {
		"",
		"\n",
		"0",
		"null",
		"[]",
		"{}",
		"{",
		"{\"mac\": \"02:00:00:00:bb:01\"}",
		"{\"adminMac\": \"02:00:00:00:aa:01\"}",
		"{\"vlanTag\": 9}",
		"{\"adminMac\": 2, \"vlanTag\": 9}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": \"9\"}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 9.0}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": -1}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 4096}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 4294967305}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 9, \"vlanTag\": 8}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 9, \"x\": 0}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 9, \"mac\": null}",
		"{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 9} x",
		"{\"adminMac\": \"01:00:00:00:aa:01\", \"vlanTag\": 9}",
		"{\"adminMac\": \"02:00:00:00:aa\", \"vlanTag\": 9}",
		("{\"adminMac\": \"02:00:00:00:aa:01\", \"vlanTag\": 9, "
		 "\"mac\": \"00:00:00:00:00:00\"}"),
		"02:00:00:00:bb:01 ",
		"02:00:00:00:bb:0g",
		"2:0:0:0:bb:1",
		"03:00:00:00:bb:01",
		"00:00:00:00:00:00",
		"02:00:00:00:aa:01\n",
		"02:00:00:00:aa:01\n\n",
		"02:00:00:00:aa:01\n-1\n",
		"02:00:00:00:aa:01\n+1\n",
		"02:00:00:00:aa:01\n 1\n",
		"02:00:00:00:aa:01\n4096\n",
		"02:00:00:00:aa:01\n00009\n",
		"02:00:00:00:aa:01\n9\n9\n",
		"02:00:00:00:aa:01\n9",
		"02:00:00:00:aa:01\n9x\n",
		"02:00:00:00:aa:01\n09\n",
		"02:00:00:00:aa:01\r\n9\r\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct bench bench;

		set_up(&bench, texts[i]);
		if (!is_refused(&bench, recover(&bench), -EINVAL,
			    NHD_ERROR_OPERATION_INVALID)) {
			printf("# not refused: %s\n", texts[i]);
			tap->good = false;
		}
		tear_down(&bench);
	}
}

static void test_nul(struct tap *tap)
{
	static const char text[] = "02:00:00:00:aa:01\n9\0002\n";
	struct bench bench;

	set_up(&bench, "");
	write_file(bench.file, text, sizeof(text) - 1);
	CHECK(tap, is_refused(&bench, recover(&bench), -EINVAL,
			   NHD_ERROR_OPERATION_INVALID));
	write_file(bench.file, JSON, sizeof(JSON));
	CHECK(tap, is_refused(&bench, recover(&bench), -EINVAL,
			   NHD_ERROR_OPERATION_INVALID));
	tear_down(&bench);
}

/* The end of JSON may lack what is blank; the first of two lines is a form of its own. */
static void test_truncated(struct tap *tap)
{
	static const char *const texts[] = { JSON, "02:00:00:00:aa:01\n942\n" };

	for (size_t i = 0; i < 2; i++) {
		for (size_t length = 0; length < strlen(texts[i]) - 1; length++) {
			struct bench bench;

			set_up(&bench, "");
			write_file(bench.file, texts[i], length);
			if (i && length == strlen("02:00:00:00:aa:01"))
				CHECK(tap, !recover(&bench));
			else
				CHECK(tap, is_refused(&bench, recover(&bench), -EINVAL,
						   NHD_ERROR_OPERATION_INVALID));
			tear_down(&bench);
		}
	}
}

/* What is believed is what libvirt could have saved: anything that does not touch names. */
static void test_damaged(struct tap *tap)
{
	static const char bytes[] = { '\0', '\n', '\r', ' ', '"', '/', '\\', '{', ']',
		',', '-', '0', '9', 'a', 'e', 'g', (char)0x80, (char)0xff };
	static const char *const texts[] = { JSON, "02:00:00:00:aa:01\n942\n",
		"02:00:00:00:bb:01" };
	unsigned int refused = 0, all = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		for (size_t at = 0; at < strlen(texts[i]) * sizeof(bytes); at++) {
			char text[160];
			struct bench bench;
			int result;

			set_up(&bench, "");
			strcpy(text, texts[i]);
			text[at / sizeof(bytes)] = bytes[at % sizeof(bytes)];
			write_file(bench.file, text, strlen(texts[i]));
			result = recover(&bench);
			CHECK(tap, result == -EINVAL || !result);
			CHECK(tap, !result || is_untouched(&bench));
			CHECK(tap, bench.fake.vfs[0].settings.info.vlan.tag <=
					   NHD_VLAN_TAG_MAX);
			refused += result < 0;
			all++;
			tear_down(&bench);
		}
	}
	printf("# %u of %u were refused\n", refused, all);
	CHECK(tap, refused > all / 4 * 3);
}

static void test_strange_files(struct tap *tap)
{
	struct bench bench;
	char other[160];

	set_up(&bench, JSON);
	snprintf(other, sizeof(other), "%s/other", bench.folder);
#define REFUSED()                                                                        \
	CHECK(tap, is_refused(&bench, recover(&bench), -EINVAL,                          \
			   NHD_ERROR_OPERATION_INVALID))
	CHECK(tap, !chmod(bench.file, 0620));
	REFUSED();
	CHECK(tap, !chmod(bench.file, 0600) && !truncate(bench.file, (off_t)1 << 40));
	REFUSED();
	CHECK(tap, !rename(bench.file, other));
	CHECK(tap, is_refused(&bench, recover(&bench), -ENOENT, NHD_ERROR_SYSTEM));
	CHECK(tap, !truncate(other, strlen(JSON)) && !symlink(other, bench.file));
	REFUSED();
	CHECK(tap, !unlink(bench.file) && !mkfifo(bench.file, 0600));
	REFUSED();
	CHECK(tap, !unlink(bench.file) && !mkdir(bench.file, 0700));
	REFUSED();
	CHECK(tap, !rmdir(bench.file));
	if (!geteuid()) {
		write_file(bench.file, JSON, strlen(JSON));
		CHECK(tap, !chown(bench.file, 1, 1));
		REFUSED();
	}
#undef REFUSED
	tear_down(&bench);
}

static void test_names(struct tap *tap)
{
	static const struct {
		const char *name;
		int result;
		enum nhd_error_class error_class;
	} names[] = {
		{ "eth0", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "_vf0", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf00", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf+0", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf0.old", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf4294967296", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0123456789012_vf0", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf2", -ENODEV, NHD_ERROR_NO_DEVICE },
		{ "eth0_vf65536", -EINVAL, NHD_ERROR_INVALID_ARGUMENT },
		{ "eth0_vf65535", -ENODEV, NHD_ERROR_NO_DEVICE },
		{ "eth9_vf0", -ENODEV, NHD_ERROR_NO_DEVICE },
		{ "eth0_vf0_vf0", -ENODEV, NHD_ERROR_NO_DEVICE },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bench bench;
		char path[160];

		set_up(&bench, JSON);
		snprintf(path, sizeof(path), "%s/%s", bench.folder, names[i].name);
		CHECK(tap, !rename(bench.file, path));
		if (!is_refused(&bench, recover_file(&bench, path), names[i].result,
			    names[i].error_class)) {
			printf("# not refused: %s\n", names[i].name);
			tap->good = false;
		}
		CHECK(tap, !unlink(path));
		tear_down(&bench);
	}
}

/* It is a guest's, and what it was before is in our own file. */
static void test_prepared(struct tap *tap)
{
	struct bench bench;
	char path[160];

	set_up(&bench, JSON);
	CHECK(tap, !mkdir(bench.state_dir, 0700));
	snprintf(path, sizeof(path), "%s/0000:01:10.0.json", bench.state_dir);
	write_file(path, "{}", 2);
	CHECK(tap, recover(&bench) == -EALREADY);
	CHECK(tap, bench.error.error_class == NHD_ERROR_OPERATION_INVALID);
	CHECK(tap, is_untouched(&bench));
	tear_down(&bench);
}

/* The one thing that such a file has cannot be put back. */
static void test_mac_alone(struct tap *tap)
{
	struct bench bench;

	set_up(&bench, "02:00:00:00:bb:01");
	bench.fake.vfs[0].settings.driver[0] = '\0';
	bench.fake.vfs[0].settings.has_mac = false;
	CHECK(tap, recover(&bench) == -EINVAL && is_untouched(&bench));
	CHECK(tap, bench.error.error_class == NHD_ERROR_OPERATION_INVALID);
	tear_down(&bench);
}

/* All that can be refused is, before anything is touched. */
static void test_refused(struct tap *tap)
{
	struct bench bench;

	set_up(&bench, JSON);
	bench.fake.is_unprivileged = true;
	CHECK(tap, recover(&bench) == -EPERM && is_untouched(&bench));
	CHECK(tap, bench.error.error_class == NHD_ERROR_SYSTEM);
	bench.fake.is_unprivileged = false;
	CHECK(tap, !chmod(bench.state_dir, 0777));
	CHECK(tap, recover(&bench) == -EPERM && is_untouched(&bench));
	CHECK(tap, strstr(bench.error.message, bench.state_dir) != NULL);
	tear_down(&bench);
}

/* Every operation fails in turn, for this once, until one is past the last. */
static void test_failures(struct tap *tap)
{
	unsigned int at = 0, failed = 0, undone = 0;
	struct bench bench;
	bool passed;

	do {
		set_up(&bench, JSON);
		bench.fake.fault = FAULT_BEFORE;
		bench.fake.fault_error = EIO;
		bench.fake.fault_at = ++at;
		if (recover(&bench) < 0) {
			failed++;
			undone += bench.fake.changes > 0;
			CHECK(tap, fake_same_vfs(&bench.fake, &bench.before));
			CHECK(tap, bench.error.error_class == NHD_ERROR_SYSTEM);
		} else {
			CHECK(tap, is_as(&bench, "02:00:00:00:aa:01", 9,
					   "02:00:00:00:bb:01"));
		}
		passed = bench.fake.count < at;
		tear_down(&bench);
	} while (!passed);
	printf("# %u operations, %u failures, %u after a change\n", at - 1, failed,
		undone);
	CHECK(tap, failed > 10 && undone > 5);
}

/* Some PFs set a VLAN only while no driver has the VF: that is a way around, and no error. */
static void test_way_around(struct tap *tap)
{
	unsigned int at = 0, around = 0;
	bool reached = true;

	while (reached) {
		struct bench bench;

		set_up(&bench, JSON);
		bench.fake.fault = FAULT_BEFORE;
		bench.fake.fault_error = EOPNOTSUPP;
		bench.fake.fault_at = ++at;
		if (!recover(&bench) && bench.restored == NHD_RESTORED_ALL) {
			around++;
			CHECK(tap, !bench.error.error_class && !*bench.error.message);
		}
		reached = bench.fake.count >= at;
		tear_down(&bench);
	}
	CHECK(tap, around > 1);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "each of libvirt's forms is put back, and left where it is",
		test_forms);
	tap_run(&tap, "a VLAN that is there already keeps its priority", test_priority);
	tap_run(&tap, "without a netdev it is told which MAC could not be put back",
		test_without_netdev);
	tap_run(&tap, "and if there is nothing else, it is an error", test_mac_alone);
	tap_run(&tap, "a text in no form of libvirt's touches nothing", test_texts);
	tap_run(&tap, "nor does one with a NUL in it", test_nul);
	tap_run(&tap, "nor does one that is cut short", test_truncated);
	tap_run(&tap, "whatever byte is another, it is refused or could have been saved",
		test_damaged);
	tap_run(&tap, "links, other types, owners, modes and sizes are refused",
		test_strange_files);
	tap_run(&tap, "so are names that say no VF, or one that is not there",
		test_names);
	tap_run(&tap, "and a VF that a guest has", test_prepared);
	tap_run(&tap, "nor may everybody do it, or anywhere", test_refused);
	tap_run(&tap, "after any failure the VF is as it was", test_failures);
	tap_run(&tap, "unless there was a way around it, which is not told",
		test_way_around);
	return tap_end(&tap);
}
