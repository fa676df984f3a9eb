// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows what is read from a sysfs that is a plain tree of files and links. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "vf/driver.h"
#include "vf/linux.h"
#include "vf/mac.h"
#include "vf/sysfs.h"

struct bench {
	char folder[64];
	struct nhd_host *host;
	struct nhd_error error;
};

static int make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	return 0;
}

/* A file with text in it, or a link to where "-> " leads. */
static void put(const struct bench *bench, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", bench->folder, name);
	make_folders(path);
	if (!strncmp(text, "-> ", 3)) {
		if (symlink(text + 3, path))
			abort();
		return;
	}
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

#define DEVICES "bus/pci/devices/"

static void set_up(struct bench *bench)
{
	*bench = (struct bench){ .error = NHD_ERROR_INIT };
	strcpy(bench->folder, "/tmp/nethostdev-sysfs.XXXXXX");
	if (!mkdtemp(bench->folder))
		abort();
	put(bench, DEVICES "0000:01:00.0/net/eth0/ifindex", "2\n");
	put(bench, DEVICES "0000:01:00.0/net/eth0/address", "52:54:00:00:00:01\n");
	put(bench, DEVICES "0000:01:00.0/virtfn0", "-> ../0000:01:10.0");
	put(bench, DEVICES "0000:01:00.0/virtfn10", "-> ../0000:01:12.4");
	put(bench, DEVICES "0000:01:10.0/physfn", "-> ../0000:01:00.0");
	put(bench, DEVICES "0000:01:12.4/physfn", "-> ../0000:01:00.0");
	put(bench, DEVICES "0000:01:12.4/driver", "-> ../../../bus/pci/drivers/igbvf");
	put(bench, DEVICES "0000:01:12.4/driver_override", "(null)\n");
	put(bench, DEVICES "0000:01:12.4/net/eth9/ifindex", "11\n");
	put(bench, DEVICES "0000:01:12.4/net/eth9/dev_port", "0\n");
	put(bench, DEVICES "0000:01:12.4/net/eth9/address", "02:00:00:00:01:0a\n");
	if (nhd_linux_open(&bench->host, bench->folder, NULL, &bench->error) < 0)
		abort();
}

static void tear_down(struct bench *bench)
{
	char command[128];

	nhd_host_free(bench->host);
	snprintf(command, sizeof(command), "rm -rf %s", bench->folder);
	if (system(command))
		abort();
}

static void put_netdev(
	const struct bench *bench, const char *address, int number, int index)
{
	char path[80], text[32];

	snprintf(path, sizeof(path), DEVICES "%s/net/eth%d/ifindex", address, number);
	snprintf(text, sizeof(text), "%d\n", index);
	put(bench, path, text);
	snprintf(path, sizeof(path), DEVICES "%s/net/eth%d/address", address, number);
	snprintf(text, sizeof(text), "02:00:00:00:00:%02x\n", number);
	put(bench, path, text);
}

static int find(struct bench *bench, uint32_t slot, uint32_t function, struct nhd_vf *vf)
{
	const struct nhd_pci_address address = {
		.bus = 1, .slot = slot, .function = function
	};

	int result = nhd_vf_find(bench->host, &address, vf, &bench->error);

	return result ? result : nhd_vf_find_netdev(bench->host, vf, &bench->error);
}

static void test_find(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf vf;

	set_up(&bench);
	CHECK(tap, !find(&bench, 0x12, 4, &vf));
	CHECK(tap, !strcmp(vf.address, "0000:01:12.4"));
	CHECK(tap, !strcmp(vf.pf_address, "0000:01:00.0"));
	CHECK(tap, vf.index == 10);
	CHECK(tap, !strcmp(vf.pf.name, "eth0") && vf.pf.index == 2);
	tear_down(&bench);
}

static void test_refused(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf vf;

	set_up(&bench);
	CHECK(tap, find(&bench, 0, 0, &vf) == -ENOTSUP);
	CHECK(tap, bench.error.error_class == NHD_ERROR_CONFIG_UNSUPPORTED);
	CHECK(tap, find(&bench, 1, 0, &vf) == -ENODEV);
	CHECK(tap, bench.error.error_class == NHD_ERROR_NO_DEVICE);
	/* An address that libvirt lets pass unchecked. */
	CHECK(tap, find(&bench, 0xffffffff, 0xffffffff, &vf) == -ENODEV);
	put(&bench, DEVICES "0000:01:13.0/physfn", "-> ../0000:01:00.0");
	/* What is no number of a VF does not make it one. */
	put(&bench, DEVICES "0000:01:00.0/virtfn65536", "-> ../0000:01:13.0");
	CHECK(tap, find(&bench, 0x13, 0, &vf) == -ENOENT);
	CHECK(tap, strstr(bench.error.message, "its number among the VFs") != NULL);
	tear_down(&bench);
}

/* Entries that seem to be VFs do not end the search for one. */
static void test_strange_entries(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf vf;
	char path[64];

	set_up(&bench);
	for (int i = 1; i < 10; i++) {
		snprintf(path, sizeof(path), DEVICES "0000:01:00.0/virtfn%dx", i);
		put(&bench, path, "");
	}
	CHECK(tap, !find(&bench, 0x12, 4, &vf) && vf.index == 10);
	tear_down(&bench);
}

/* Where the second VF does not follow the first, or one lies before it, all are looked at. */
static void test_layout(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf vf;

	set_up(&bench);
	put_netdev(&bench, "0000:06:00.0", 6, 6);
	put(&bench, DEVICES "0000:06:00.0/virtfn0", "-> ../0000:01:14.4");
	put(&bench, DEVICES "0000:06:00.0/virtfn1", "-> ../0000:01:14.2");
	put(&bench, DEVICES "0000:01:14.4/physfn", "-> ../0000:06:00.0");
	put(&bench, DEVICES "0000:01:14.2/physfn", "-> ../0000:06:00.0");
	CHECK(tap, !find(&bench, 0x14, 4, &vf) && vf.index == 0);
	CHECK(tap, !find(&bench, 0x14, 2, &vf) && vf.index == 1);
	put_netdev(&bench, "0000:07:00.0", 7, 7);
	put(&bench, DEVICES "0000:07:00.0/virtfn0", "-> ../0000:01:15.2");
	put(&bench, DEVICES "0000:07:00.0/virtfn1", "-> ../0000:01:15.3");
	put(&bench, DEVICES "0000:07:00.0/virtfn2", "-> ../0000:01:15.0");
	put(&bench, DEVICES "0000:01:15.3/physfn", "-> ../0000:07:00.0");
	put(&bench, DEVICES "0000:01:15.0/physfn", "-> ../0000:07:00.0");
	CHECK(tap, !find(&bench, 0x15, 3, &vf) && vf.index == 1);
	CHECK(tap, !find(&bench, 0x15, 0, &vf) && vf.index == 2);
	/* One VF twice, which no kernel has. */
	put_netdev(&bench, "0000:0a:00.0", 8, 8);
	put(&bench, DEVICES "0000:0a:00.0/virtfn0", "-> ../0000:01:16.0");
	put(&bench, DEVICES "0000:0a:00.0/virtfn1", "-> ../0000:01:16.0");
	put(&bench, DEVICES "0000:01:16.0/physfn", "-> ../0000:0a:00.0");
	CHECK(tap, !find(&bench, 0x16, 0, &vf) && vf.index <= 1);
	tear_down(&bench);
}

static void test_no_pf_netdev(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf vf;

	set_up(&bench);
	put(&bench, DEVICES "0000:02:00.0/virtfn0", "-> ../0000:01:14.0");
	put(&bench, DEVICES "0000:01:14.0/physfn", "-> ../0000:02:00.0");
	CHECK(tap, find(&bench, 0x14, 0, &vf) == -ENOTSUP);
	CHECK(tap, strstr(bench.error.message, "no netdev") != NULL);
	put(&bench, DEVICES "0000:02:00.0/net/eth5/ifindex", "5x\n");
	CHECK(tap, find(&bench, 0x14, 0, &vf) == -EINVAL);
	tear_down(&bench);
}

/* A netdev without a MAC; one of a higher port has the lower index. */
static void put_port(const struct bench *bench, const char *address, const char *name,
	const char *dev_port)
{
	static const char *const attributes[] = { "ifindex", "dev_port", "address" };
	const char *const values[] = { *dev_port == '1' ? "7\n" : "8\n", dev_port, "\n" };

	for (size_t i = 0; i < 3; i++) {
		char path[80];

		snprintf(path, sizeof(path), DEVICES "%s/net/%s/%s", address, name,
			attributes[i]);
		put(bench, path, values[i]);
	}
}

static void test_several_netdevs(struct tap *tap)
{
	struct bench bench;
	struct nhd_netdev netdev;

	set_up(&bench);
	/* The same names twice, so that no order of the listing is right for both. */
	put_port(&bench, "0000:03:00.0", "a", "1\n");
	put_port(&bench, "0000:03:00.0", "b", "0\n");
	put_port(&bench, "0000:08:00.0", "a", "0\n");
	put_port(&bench, "0000:08:00.0", "b", "1\n");
	CHECK(tap, !nhd_pci_netdev(bench.host, "0000:03:00.0", &netdev));
	CHECK(tap, !strcmp(netdev.name, "b") && netdev.index == 8);
	CHECK(tap, !nhd_pci_netdev(bench.host, "0000:08:00.0", &netdev));
	CHECK(tap, !strcmp(netdev.name, "a") && netdev.index == 8);
	CHECK(tap, nhd_mac_is_zero(netdev.mac));
	for (int i = 0; i < 10; i++) {
		put_netdev(&bench, "0000:04:00.0", i, 20 + i);
		put_netdev(&bench, "0000:05:00.0", i, 20 - i);
	}
	CHECK(tap, !nhd_pci_netdev(bench.host, "0000:04:00.0", &netdev));
	CHECK(tap, !strcmp(netdev.name, "eth0") && netdev.index == 20);
	CHECK(tap, !nhd_pci_netdev(bench.host, "0000:05:00.0", &netdev));
	CHECK(tap, !strcmp(netdev.name, "eth9") && netdev.index == 11);
	CHECK(tap, netdev.mac[0] == 2 && netdev.mac[5] == 9);
	CHECK(tap, !nhd_pci_netdev(bench.host, "0000:01:10.0", &netdev) && !*netdev.name);
	tear_down(&bench);
}

static void test_driver(struct tap *tap)
{
	struct bench bench;
	char name[NHD_DRIVER_SIZE], longer[NHD_DRIVER_SIZE + 1];

	set_up(&bench);
	CHECK(tap, !nhd_pci_driver(bench.host, "0000:01:12.4", name));
	CHECK(tap, !strcmp(name, "igbvf"));
	CHECK(tap, !nhd_pci_driver(bench.host, "0000:01:10.0", name) && !*name);
	CHECK(tap, !nhd_pci_override(bench.host, "0000:01:12.4", name) && !*name);
	put(&bench, DEVICES "0000:01:10.0/driver_override", "vfio-pci\n");
	CHECK(tap, !nhd_pci_override(bench.host, "0000:01:10.0", name));
	CHECK(tap, !strcmp(name, "vfio-pci"));
	CHECK(tap, nhd_pci_override(bench.host, "0000:01:00.0", name) == -ENOENT);
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	put(&bench, DEVICES "0000:01:10.0/driver_override", longer);
	CHECK(tap, nhd_pci_override(bench.host, "0000:01:10.0", name) == -EFBIG);
	tear_down(&bench);
}

static void test_bind(struct tap *tap)
{
	struct bench bench;
	char name[NHD_DRIVER_SIZE];

	/* The files do not act: each write is seen, and the bind is found not to be one. */
	set_up(&bench);
	put(&bench, "bus/pci/drivers/igbvf/unbind", "");
	put(&bench, "bus/pci/drivers_probe", "");
	CHECK(tap, nhd_driver_bind(bench.host, "0000:01:12.4", "vfio-pci", "vfio-pci",
			   &bench.error) == -ENXIO);
	CHECK(tap, !nhd_pci_override(bench.host, "0000:01:12.4", name));
	CHECK(tap, !strcmp(name, "vfio-pci"));
	CHECK(tap, nhd_host_read(bench.host, name, sizeof(name),
			   "bus/pci/drivers/igbvf/unbind") > 0 &&
			   !strcmp(name, "0000:01:12.4"));
	CHECK(tap, nhd_host_read(
			   bench.host, name, sizeof(name), "bus/pci/drivers_probe") > 0 &&
			   !strcmp(name, "0000:01:12.4"));
	tear_down(&bench);
}

/* What is bound to nothing in the end need not be probed. */
static void test_bind_to_none(struct tap *tap)
{
	struct bench bench;
	char text[NHD_DRIVER_SIZE];

	set_up(&bench);
	put(&bench, "bus/pci/drivers/igbvf/unbind", "");
	put(&bench, "bus/pci/drivers_probe", "");
	CHECK(tap, !nhd_driver_bind(
			   bench.host, "0000:01:12.4", "", "vfio-pci", &bench.error));
	CHECK(tap, nhd_host_read(bench.host, text, sizeof(text),
			   "bus/pci/drivers/igbvf/unbind") > 0);
	CHECK(tap,
		!nhd_host_read(bench.host, text, sizeof(text), "bus/pci/drivers_probe"));
	CHECK(tap, !nhd_pci_override(bench.host, "0000:01:12.4", text));
	CHECK(tap, !strcmp(text, "vfio-pci"));
	tear_down(&bench);
}

/* The link of a netdev may be anything, and so may its name, which a pool has given. */
static void test_of_netdev(struct tap *tap)
{
	static const struct {
		const char *netdev, *link;
		int result;
	} netdevs[] = {
		{ "far", "-> ../../devices/pci0000:00/0000:01:00.0/net/far", 0 },
		{ "near", "-> 0000:01:00.0/net/near", 0 },
		{ "lo", "-> ../../devices/virtual/net/lo", -ENOENT },
		{ "odd", "-> ../../devices/0000:01:00.0/odd", -ENODEV },
		{ "long", "-> 0123456789012345678901234567890123456789/net/long",
			-ENODEV },
		{ "no-address", "-> 0000:09:00.0/net/no-address", -EINVAL },
	};
	static const char *const others[] = { "far/far", "../net/far", "far/../far",
		".far" };
	struct nhd_pci_address address;
	struct bench bench;
	char path[64];

	set_up(&bench);
	put(&bench, DEVICES "0000:09:00.0/virtfn0", "-> ../virtual");
	for (size_t i = 0; i < sizeof(netdevs) / sizeof(netdevs[0]); i++) {
		snprintf(path, sizeof(path), "class/net/%s", netdevs[i].netdev);
		put(&bench, path, netdevs[i].link);
		CHECK(tap, nhd_vf_of_netdev(bench.host, netdevs[i].netdev, 0, &address) ==
				   netdevs[i].result);
		CHECK(tap, netdevs[i].result || (address.bus == 1 && address.slot == 16));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CHECK(tap,
			nhd_vf_of_netdev(bench.host, others[i], 0, &address) == -EINVAL);
	tear_down(&bench);
}

static int choose(struct bench *bench, const char *now)
{
	char driver[NHD_DRIVER_SIZE];

	return nhd_driver_choose(
		bench->host, "0000:01:12.4", "", NULL, now, driver, &bench->error);
}

static void test_choose(struct tap *tap)
{
	struct bench bench;

	set_up(&bench);
	CHECK(tap, choose(&bench, "igbvf") == -ENOTSUP);
	CHECK(tap, choose(&bench, "vfio-pci") == -ENOTSUP);
	put(&bench, DEVICES "0000:01:12.4/iommu_group", "-> ../groups/7");
	CHECK(tap, choose(&bench, "igbvf") == -ENOENT);
	CHECK(tap, !choose(&bench, "vfio-pci"));
	put(&bench, "bus/pci/drivers/vfio-pci/unbind", "");
	CHECK(tap, !choose(&bench, "igbvf"));
	tear_down(&bench);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "a VF, its number, its PF and the PF's netdev", test_find);
	tap_run(&tap, "a PF, a missing device and a VF its PF does not know",
		test_refused);
	tap_run(&tap, "a VF is found wherever its PF's VFs lie", test_layout);
	tap_run(&tap, "and whatever else there is", test_strange_entries);
	tap_run(&tap, "a PF without a netdev, or with a strange one", test_no_pf_netdev);
	tap_run(&tap, "of several netdevs the one of the lowest port, then index",
		test_several_netdevs);
	tap_run(&tap, "driver and driver_override, absent and present", test_driver);
	tap_run(&tap, "binding writes what the kernel wants, and looks", test_bind);
	tap_run(&tap, "binding to none is to unbind", test_bind_to_none);
	tap_run(&tap, "a VF of a netdev, if it is a PF's", test_of_netdev);
	tap_run(&tap, "a vfio driver wants an IOMMU group, and to be loaded",
		test_choose);
	return tap_end(&tap);
}
