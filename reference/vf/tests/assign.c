// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows what preparing and restoring do on a fake host, and after every single failure. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "bench.h"
#include "vf/mac.h"
#include "vf/move.h"

static void test_prepare(struct tap *tap)
{
	struct bench bench;
	const struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

	bench_set_up(&bench);
	CHECK(tap, !bench_prepare(&bench));
	CHECK(tap, !strcmp(vf->driver, "vfio-pci") && !strcmp(vf->override, "vfio-pci"));
	CHECK(tap, !memcmp(vf->info.admin_mac, bench_mac, sizeof(bench_mac)));
	CHECK(tap, vf->info.vlan.tag == 42 && !vf->info.vlan.qos);
	CHECK(tap, bench_has_state(&bench, BENCH_VF));
	bench_tear_down(&bench);
}

static void test_restore(struct tap *tap)
{
	static const uint8_t zero[NHD_MAC_LENGTH];
	struct bench bench;
	struct fake before;

	for (int variant = 0; variant < 4; variant++) {
		struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

		bench_set_up(&bench);
		if (variant == 1)
			memcpy(vf->info.admin_mac, zero, sizeof(zero));
		if (variant == 2)
			vf->driver[0] = vf->has_mac = 0;
		if (variant == 3)
			vf->info.vlan.protocol = NHD_VLAN_PROTOCOL_8021AD;
		before = bench.fake;
		CHECK(tap, !bench_prepare(&bench));
		CHECK(tap, !fake_same_vfs(&bench.fake, &before));
		CHECK(tap, bench_restore(&bench) == 1);
		CHECK(tap, fake_same_vfs(&bench.fake, &before));
		CHECK(tap, !bench_has_state(&bench, BENCH_VF));
		bench_tear_down(&bench);
	}
}

static void test_restore_unprepared(struct tap *tap)
{
	struct bench bench;

	bench_set_up(&bench);
	CHECK(tap, bench_restore(&bench) == 0);
	CHECK(tap, !bench.fake.changes);
	CHECK(tap, access(bench.state_dir, F_OK) < 0);
	bench_tear_down(&bench);
}

static void test_unmanaged(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

	bench_set_up(&bench);
	bench.interface.managed = false;
	strcpy(vf->driver, "mlx5_vfio_pci");
	vf->has_mac = false;
	CHECK(tap, !bench_prepare(&bench));
	CHECK(tap, !strcmp(vf->driver, "mlx5_vfio_pci") && !*vf->override);
	CHECK(tap, !memcmp(vf->info.admin_mac, bench_mac, sizeof(bench_mac)));
	bench_tear_down(&bench);
}

/* A variant's driver is enough for its devices; vfio-pci itself need not be there. */
static void test_variant(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

	bench_set_up(&bench);
	strcpy(vf->driver, "mlx5_vfio_pci");
	vf->has_mac = false;
	bench.fake.has_vfio = false;
	CHECK(tap, !bench_prepare(&bench));
	CHECK(tap, !strcmp(vf->driver, "mlx5_vfio_pci"));
	bench_tear_down(&bench);
}

/* The variant that fits best of those that are loaded, unless the interface names one. */
static void test_choice(struct tap *tap)
{
	static char model[] = "fake-vfio-pci", absent[] = "absent-vfio-pci";
	static const struct {
		bool has_variant, has_aliases;
		char *model;
		const char *driver;
	} choices[] = {
		{ true, true, NULL, "fake-vfio-pci" },
		{ false, true, NULL, "vfio-pci" },
		{ true, false, NULL, "vfio-pci" },
		{ true, false, model, "fake-vfio-pci" },
		{ true, true, absent, NULL },
	};

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct bench bench;
		const struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;
		int result;

		bench_set_up(&bench);
		bench.fake.has_variant = choices[i].has_variant;
		bench.fake.has_aliases = choices[i].has_aliases;
		bench.interface.driver.model = choices[i].model;
		result = bench_prepare(&bench);
		CHECK(tap, result == (choices[i].driver ? 0 : -ENOENT));
		CHECK(tap, !strcmp(vf->driver,
				   choices[i].driver ? choices[i].driver : "igbvf"));
		bench_tear_down(&bench);
	}
}

/* One that is on a vfio driver stays there, but for one that the interface names. */
static void test_named_driver(struct tap *tap)
{
	static char model[] = "fake-vfio-pci";

	for (int managed = 0; managed < 2; managed++) {
		struct bench bench;
		struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

		bench_set_up(&bench);
		strcpy(vf->driver, "vfio-pci");
		vf->has_mac = false;
		bench.fake.has_variant = true;
		bench.interface.managed = managed;
		bench.interface.driver.model = model;
		CHECK(tap, bench_prepare(&bench) == (managed ? 0 : -EINVAL));
		CHECK(tap, !strcmp(vf->driver, managed ? model : "vfio-pci"));
		CHECK(tap, managed || strstr(bench.error.message, model));
		bench_tear_down(&bench);
	}
}

/* udev renames a netdev when its driver has been bound, which is just when we look at it. */
static void test_renamed_netdev(struct tap *tap)
{
	struct bench bench;
	struct fake before;

	bench_set_up(&bench);
	before = bench.fake;
	bench.fake.renames_netdevs = true;
	CHECK(tap, !bench_prepare(&bench) && !bench.fake.renames_netdevs);
	bench.fake.renames_netdevs = true;
	CHECK(tap, bench_restore(&bench) == 1 && !bench.fake.renames_netdevs);
	CHECK(tap, fake_same_vfs(&bench.fake, &before));
	bench_tear_down(&bench);
}

/* What makes a bench one that prepare refuses, and how it refuses it. */
struct refusal {
	const char *name;
	void (*spoil)(struct bench *bench);
	int result;
	enum nhd_error_class error_class;
};

static void spoil_usb(struct bench *bench)
{
	bench->interface.source.type = NHD_SOURCE_USB;
}

static void spoil_pf(struct bench *bench)
{
	bench->interface.source.pci.address.slot = 0;
}

static void spoil_device(struct bench *bench)
{
	bench->interface.source.pci.address.slot = 0x1e;
}

static void spoil_netdev(struct bench *bench)
{
	bench->fake.pf_has_netdev = false;
}

static void spoil_up(struct bench *bench)
{
	bench->fake.pf_up = false;
}

static void spoil_trunk(struct bench *bench)
{
	bench->interface.vlan.trunk = true;
}

static void spoil_tags(struct bench *bench)
{
	bench->interface.vlan.tags.count = 2;
}

static void spoil_virtualport(struct bench *bench)
{
	bench->interface.virtualport.type = NHD_VIRTUALPORT_8021QBH;
}

static void spoil_managed(struct bench *bench)
{
	bench->interface.managed = false;
}

static void spoil_iommu(struct bench *bench)
{
	bench->fake.has_iommu = false;
}

static void spoil_vfio(struct bench *bench)
{
	bench->fake.has_vfio = false;
}

static void spoil_list(struct bench *bench)
{
	bench->fake.listed = 1;
	bench->interface.source.pci.address.function = 2;
}

static void spoil_answer(struct bench *bench)
{
	bench->fake.answer_index = 77;
}

static void spoil_permission(struct bench *bench)
{
	bench->fake.is_unprivileged = true;
}

static void spoil_kvm(struct bench *bench)
{
	bench->interface.driver.name = NHD_DRIVER_NAME_KVM;
}

static void spoil_xen(struct bench *bench)
{
	bench->interface.driver.name = NHD_DRIVER_NAME_XEN;
}

static void spoil_bandwidth(struct bench *bench)
{
	bench->interface.bandwidth.given = true;
}

/* One byte more than a driver's name can have. */
static void spoil_model(struct bench *bench)
{
	static char model[NHD_DRIVER_SIZE + 1] = "vfio";

	memset(model + strlen("vfio"), 'x', NHD_DRIVER_SIZE - strlen("vfio"));
	bench->interface.driver.model = model;
}

static void spoil_unmanaged_model(struct bench *bench)
{
	static char model[] = "vfio-pci";

	bench->interface.managed = false;
	bench->interface.driver.model = model;
	bench->fake.vfs[0].settings.driver[0] = '\0';
	bench->fake.vfs[0].settings.has_mac = false;
}

/* The PF, of which sysfs says for a moment not even that it is there. */
static void spoil_sysfs(struct bench *bench)
{
	spoil_pf(bench);
	bench->fake.fault = FAULT_BEFORE;
	bench->fake.fault_error = EIO;
	bench->fake.fault_at = 2;
}

static void spoil_state(struct bench *bench)
{
	if (symlink("elsewhere", bench->state_dir))
		abort();
}

static const struct refusal refusals[] = {
	{ "no CAP_NET_ADMIN", spoil_permission, -EPERM, NHD_ERROR_SYSTEM },
	{ "a USB source", spoil_usb, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "a PF", spoil_pf, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "a missing device", spoil_device, -ENODEV, NHD_ERROR_NO_DEVICE },
	{ "a PF without a netdev", spoil_netdev, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "a PF that is down", spoil_up, -ENETDOWN, NHD_ERROR_OPERATION_INVALID },
	{ "a VLAN trunk", spoil_trunk, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "two VLAN tags", spoil_tags, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "a virtualport", spoil_virtualport, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "unmanaged on igbvf", spoil_managed, -EINVAL, NHD_ERROR_OPERATION_INVALID },
	{ "no IOMMU", spoil_iommu, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "vfio-pci not loaded", spoil_vfio, -ENOENT, NHD_ERROR_OPERATION_INVALID },
	{ "another netdev's VFs", spoil_answer, -EBADMSG, NHD_ERROR_SYSTEM },
	{ "a VF that is not listed", spoil_list, -EAGAIN, NHD_ERROR_SYSTEM },
	{ "the driver kvm", spoil_kvm, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "the driver xen", spoil_xen, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "a bandwidth", spoil_bandwidth, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "a model too long", spoil_model, -ENOTSUP, NHD_ERROR_CONFIG_UNSUPPORTED },
	{ "unmanaged on no driver", spoil_unmanaged_model, -EINVAL,
		NHD_ERROR_OPERATION_INVALID },
	{ "sysfs that fails", spoil_sysfs, -EIO, NHD_ERROR_SYSTEM },
	{ "a state folder elsewhere", spoil_state, -ENOTDIR, NHD_ERROR_SYSTEM },
};

static void test_refusals(struct tap *tap)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct bench bench;
		int result;

		bench_set_up(&bench);
		refusals[i].spoil(&bench);
		result = bench_prepare(&bench);
		if (result != refusals[i].result || bench.fake.changes ||
			bench_has_state(&bench, BENCH_VF) ||
			bench.error.error_class != refusals[i].error_class) {
			printf("# %s: %d %s\n", refusals[i].name, result,
				bench.error.message);
			tap->good = false;
		}
		bench_tear_down(&bench);
	}
}

/* The one that it has is taken, or the one that is named. */
static void test_unmanaged_model(struct tap *tap)
{
	static char model[] = "vfio-pci";
	struct bench bench;

	bench_set_up(&bench);
	bench.interface.managed = false;
	bench.interface.driver.model = model;
	strcpy(bench.fake.vfs[0].settings.driver, model);
	bench.fake.vfs[0].settings.has_mac = false;
	CHECK(tap, !bench_prepare(&bench));
	CHECK(tap, !strcmp(bench.fake.vfs[0].settings.driver, model));
	bench_tear_down(&bench);
}

/* The same tag alone does not make it the same VLAN. */
static void test_other_vlans(struct tap *tap)
{
	static const struct nhd_vf_vlan vlans[] = { { 42, 3, NHD_VLAN_PROTOCOL_8021Q },
		{ 42, 0, NHD_VLAN_PROTOCOL_8021AD } };

	for (size_t i = 0; i < sizeof(vlans) / sizeof(vlans[0]); i++) {
		struct bench bench;
		const struct nhd_vf_vlan *vlan = &bench.fake.vfs[0].settings.info.vlan;
		struct fake before;

		bench_set_up(&bench);
		bench.fake.vfs[0].settings.info.vlan = vlans[i];
		before = bench.fake;
		CHECK(tap, !bench_prepare(&bench));
		CHECK(tap, vlan->tag == 42 && !vlan->qos);
		CHECK(tap, vlan->protocol == NHD_VLAN_PROTOCOL_8021Q);
		CHECK(tap, bench_restore(&bench) == NHD_RESTORED_ALL);
		CHECK(tap, fake_same_vfs(&bench.fake, &before));
		bench_tear_down(&bench);
	}
}

/* Some PFs say 4095 of a VF without a VLAN, which is no other one than was set. */
static void test_told_otherwise(struct tap *tap)
{
	static const struct {
		struct nhd_vf_vlan told, set;
		int result;
	} vlans[] = {
		{ { 4095, 0, NHD_VLAN_PROTOCOL_8021Q }, { 0, 0, NHD_VLAN_PROTOCOL_8021Q },
			0 },
		{ { 4095, 3, NHD_VLAN_PROTOCOL_8021Q }, { 0, 0, NHD_VLAN_PROTOCOL_8021Q },
			-EIO },
		{ { 4094, 0, NHD_VLAN_PROTOCOL_8021Q }, { 0, 0, NHD_VLAN_PROTOCOL_8021Q },
			-EIO },
		{ { 4095, 0, NHD_VLAN_PROTOCOL_8021Q }, { 7, 0, NHD_VLAN_PROTOCOL_8021Q },
			-EIO },
		{ { 0, 0, NHD_VLAN_PROTOCOL_8021AD }, { 0, 0, NHD_VLAN_PROTOCOL_8021Q },
			-EIO },
	};
	const struct nhd_vf vf = { .address = BENCH_VF };

	for (size_t i = 0; i < sizeof(vlans) / sizeof(vlans[0]); i++) {
		struct nhd_error error = NHD_ERROR_INIT;
		struct nhd_move move = { .vf = &vf };
		struct nhd_vf_settings now = { .info.vlan = vlans[i].told };

		move.target.info.vlan = vlans[i].set;
		CHECK(tap, nhd_move_check(&move, &now) == vlans[i].result);
		move.error = &error;
		CHECK(tap, nhd_move_check(&move, &now) == vlans[i].result);
		CHECK(tap, !vlans[i].result == !strstr(error.message, "VLAN"));
	}
}

/* Some drivers take no admin MAC back, and need not be asked where there is none. */
static void test_no_mac(struct tap *tap)
{
	struct bench bench;
	struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

	bench_set_up(&bench);
	memset(vf->info.admin_mac, 0, NHD_MAC_LENGTH);
	memset(bench.interface.mac.address, 0, NHD_MAC_LENGTH);
	bench.fake.takes_nothing_back = true;
	CHECK(tap, !bench_prepare(&bench));
	CHECK(tap, nhd_mac_is_zero(vf->info.admin_mac) && vf->info.vlan.tag == 42);
	bench_tear_down(&bench);
}

/* What a driver does not take back is told whole, and where it is told, nothing is lost. */
static void test_losses(struct tap *tap)
{
	for (int variant = 0; variant < 2; variant++) {
		struct bench bench;
		struct nhd_vf_settings *vf = &bench.fake.vfs[0].settings;

		bench_set_up(&bench);
		vf->driver[0] = vf->has_mac = 0;
		memset(vf->info.admin_mac, 0, NHD_MAC_LENGTH);
		vf->info.vlan = (struct nhd_vf_vlan){ 0, 0, NHD_VLAN_PROTOCOL_8021Q };
		CHECK(tap, !bench_prepare(&bench));
		bench.fake.takes_nothing_back = true;
		/* A folder of that name cannot be removed as a file is. */
		if (variant)
			bench_put_folder(&bench, BENCH_VF ".part");
		CHECK(tap, variant ? bench_restore(&bench) < 0
				   : bench_restore(&bench) == NHD_RESTORED_MOST);
		CHECK(tap, strstr(bench.error.message,
				   "leaves it with the admin MAC 02:00:00:00:00:00 and "
				   "VLAN 42") != NULL);
		CHECK(tap, variant == (bench.error.error_class == NHD_ERROR_SYSTEM));
		CHECK(tap, variant == bench_has_state(&bench, BENCH_VF));
		bench_tear_down(&bench);
	}
}

/* With or without a place for the error: the same comes of it. */
static void test_unheard(struct tap *tap)
{
	bool reached = true;

	for (unsigned int at = 1; reached && tap->good; at++) {
		for (int stays = 0; stays < 2; stays++) {
			struct bench heard, unheard;
			struct bench *const benches[] = { &heard, &unheard };
			int results[2];

			for (int i = 0; i < 2; i++) {
				bench_set_up(benches[i]);
				benches[i]->fake.fault = FAULT_BEFORE;
				benches[i]->fake.fault_error = EIO;
				benches[i]->fake.fault_at = at;
				benches[i]->fake.fault_stays = stays;
				results[i] = nhd_prepare(benches[i]->host,
					&benches[i]->interface, NULL,
					i ? NULL : &heard.error);
			}
			reached = heard.fake.count >= at;
			CHECK(tap, results[0] == results[1]);
			CHECK(tap, fake_same_vfs(&heard.fake, &unheard.fake));
			CHECK(tap, bench_has_state(&heard, BENCH_VF) ==
					   bench_has_state(&unheard, BENCH_VF));
			bench_tear_down(&heard);
			bench_tear_down(&unheard);
		}
	}
}

static void test_prepare_twice(struct tap *tap)
{
	struct bench bench;
	struct fake before, prepared;

	bench_set_up(&bench);
	before = bench.fake;
	CHECK(tap, !bench_prepare(&bench));
	prepared = bench.fake;
	CHECK(tap, bench_prepare(&bench) == -EALREADY);
	CHECK(tap, bench.error.error_class == NHD_ERROR_OPERATION_INVALID);
	CHECK(tap, fake_same_vfs(&bench.fake, &prepared));
	CHECK(tap, bench_restore(&bench) == 1);
	CHECK(tap, fake_same_vfs(&bench.fake, &before));
	bench_tear_down(&bench);
}

/*
 * One verb with one fault at operation number at. Returns whether there was such an
 * operation. Afterwards the verb was done, or everything is as it was; and what is prepared
 * can be restored.
 */
static bool survives(struct tap *tap, bool restoring, enum fake_fault fault, int failure,
	unsigned int at, unsigned int *failed)
{
	struct bench bench;
	struct fake original, before;
	bool reached;
	int result;

	bench_set_up(&bench);
	original = bench.fake;
	if (restoring)
		CHECK(tap, !bench_prepare(&bench));
	before = bench.fake;
	bench.fake.count = 0;
	bench.fake.fault = fault;
	bench.fake.fault_error = failure;
	bench.fake.fault_at = at;
	result = restoring ? bench_restore(&bench) : bench_prepare(&bench);
	reached = bench.fake.count >= at;
	bench.fake.fault = FAULT_NONE;
	CHECK(tap, result < 0 || (!bench.error.error_class && !*bench.error.message));
	if (result < 0) {
		++*failed;
		CHECK(tap, fake_same_vfs(&bench.fake, &before));
		CHECK(tap, bench_has_state(&bench, BENCH_VF) == restoring);
		CHECK(tap, fault != FAULT_LOST_ANSWER ||
				   bench.error.error_class == NHD_ERROR_TIMED_OUT);
		CHECK(tap, *bench.error.message &&
				   !strstr(bench.error.message, "not as it"));
	}
	if (restoring || result >= 0) {
		result = bench_restore(&bench);
		CHECK(tap, result >= 0 && fake_same_vfs(&bench.fake, &original));
	}
	if (!tap->good)
		printf("# %s, fault %d (%d) at operation %u: %s\n",
			restoring ? "restore" : "prepare", (int)fault, failure, at,
			bench.error.message);
	bench_tear_down(&bench);
	return reached;
}

static void test_every_fault(struct tap *tap)
{
	static const struct {
		enum fake_fault fault;
		int failure;
	} faults[] = {
		{ FAULT_BEFORE, EIO },
		{ FAULT_BEFORE, EBUSY },
		{ FAULT_BEFORE, EPERM },
		{ FAULT_LOST_ANSWER, 0 },
		{ FAULT_OVERRUN, 0 },
		{ FAULT_IN_VAIN, 0 },
	};
	unsigned int points = 0, failed = 0;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		for (int restoring = 0; restoring < 2; restoring++) {
			unsigned int at = 1;

			while (tap->good && survives(tap, restoring, faults[i].fault,
						    faults[i].failure, at, &failed))
				at++;
			points += at - 1;
		}
	}
	printf("# %u points, %u of them failed their verb, all survived\n", points,
		failed);
	CHECK(tap, points > 300 && failed > 150);
}

/*
 * One verb, from whose operation number at on every one fails, so that nothing can be put
 * back: what was saved stays, the error says so, and it is enough once things work again.
 */
static bool recovers(struct tap *tap, bool restoring, unsigned int at)
{
	struct bench bench;
	struct fake original;
	int result;

	bench_set_up(&bench);
	original = bench.fake;
	if (restoring)
		CHECK(tap, !bench_prepare(&bench));
	bench.fake.count = 0;
	bench.fake.fault = FAULT_BEFORE;
	bench.fake.fault_error = EIO;
	bench.fake.fault_at = at;
	bench.fake.fault_stays = true;
	result = restoring ? bench_restore(&bench) : bench_prepare(&bench);
	bench.fake.fault = FAULT_NONE;
	if (result < 0 && !restoring)
		CHECK(tap,
			bench_has_state(&bench, BENCH_VF) ==
				(strstr(bench.error.message, "not as it was") != NULL));
	if (result < 0 && restoring)
		CHECK(tap, bench_has_state(&bench, BENCH_VF));
	CHECK(tap, bench_restore(&bench) >= 0 && fake_same_vfs(&bench.fake, &original));
	if (!tap->good)
		printf("# %s, from operation %u on: %s\n",
			restoring ? "restore" : "prepare", at, bench.error.message);
	bench_tear_down(&bench);
	return result < 0;
}

static void test_broken_for_good(struct tap *tap)
{
	for (int restoring = 0; restoring < 2; restoring++) {
		unsigned int at = 1;

		while (tap->good && at < 200 && recovers(tap, restoring, at))
			at++;
		CHECK(tap, at > 20 && at < 200);
	}
}

/* One of the operations is a write or a request, and is tried again after a while. */
static void test_busy(struct tap *tap)
{
	unsigned int again = 0;

	for (unsigned int at = 1; at < 40; at++) {
		struct bench bench;

		bench_set_up(&bench);
		bench.fake.fault = FAULT_BEFORE;
		bench.fake.fault_error = EBUSY;
		bench.fake.fault_at = at;
		if (!bench_prepare(&bench) && bench.fake.slept) {
			again++;
			CHECK(tap, bench.fake.slept == 1 && bench.fake.clock == 10);
		}
		bench_tear_down(&bench);
	}
	CHECK(tap, again > 5);
}

static void test_domain(struct tap *tap)
{
	struct bench bench;
	struct pair pair;
	struct fake before;

	bench_set_up(&bench);
	bench_make_pair(&pair, &bench);
	before = bench.fake;
	CHECK(tap, !nhd_prepare_domain(bench.host, &pair.domain, NULL, &bench.error));
	CHECK(tap, !strcmp(bench.fake.vfs[1].settings.driver, "vfio-pci"));
	CHECK(tap, !memcmp(bench.fake.vfs[1].settings.info.admin_mac,
			   pair.devices[1].mac.address, NHD_MAC_LENGTH));
	CHECK(tap,
		!nhd_restore_domain(bench.host, &pair.domain, NULL, NULL, &bench.error));
	CHECK(tap, fake_same_vfs(&bench.fake, &before) && !bench_has_states(&bench));
	bench_tear_down(&bench);
}

/* The second is refused: the first is not touched. */
static void test_domain_refused(struct tap *tap)
{
	struct bench bench;
	struct pair pair;

	bench_set_up(&bench);
	bench_make_pair(&pair, &bench);
	pair.devices[1].vlan.trunk = true;
	CHECK(tap, nhd_prepare_domain(bench.host, &pair.domain, NULL, &bench.error) ==
			   -ENOTSUP);
	CHECK(tap, !bench.fake.changes && !bench_has_states(&bench));
	pair.devices[1] = pair.devices[0];
	CHECK(tap, nhd_prepare_domain(bench.host, &pair.domain, NULL, &bench.error) ==
			   -EALREADY);
	CHECK(tap, strstr(bench.error.message, "by two interfaces") != NULL);
	CHECK(tap, !bench.fake.changes && !bench_has_states(&bench));
	pair.domain.devices.count = 0;
	CHECK(tap, !nhd_prepare_domain(bench.host, &pair.domain, NULL, &bench.error));
	bench_tear_down(&bench);
}

/* Both or none, whatever fails. */
static void test_domain_faults(struct tap *tap)
{
	unsigned int points = 0;
	bool reached = true;

	for (unsigned int at = 1; reached && tap->good; at++) {
		struct bench bench;
		struct pair pair;
		struct fake before;
		int result;

		bench_set_up(&bench);
		bench_make_pair(&pair, &bench);
		before = bench.fake;
		bench.fake.fault = FAULT_BEFORE;
		bench.fake.fault_error = EIO;
		bench.fake.fault_at = at;
		result = nhd_prepare_domain(bench.host, &pair.domain, NULL, &bench.error);
		reached = bench.fake.count >= at;
		if (result < 0)
			CHECK(tap, fake_same_vfs(&bench.fake, &before) &&
					   !bench_has_states(&bench));
		points += result < 0;
		bench_tear_down(&bench);
	}
	CHECK(tap, points > 40);
}

static int count_plan(void *context, const char *address, const char *setting,
	const char *from, const char *to)
{
	unsigned int *count = context;

	++*count;
	return strcmp(address, "0000:01:10.0") || !strcmp(from, to) || !*setting;
}

static void test_plan(struct tap *tap)
{
	struct bench bench;
	unsigned int count = 0;
	const struct nhd_prepare_options options = { NULL, NULL, count_plan, &count };

	bench_set_up(&bench);
	CHECK(tap, !nhd_prepare(bench.host, &bench.interface, &options, &bench.error));
	/* The driver, its override, the admin MAC and the VLAN. */
	CHECK(tap, count == 4);
	CHECK(tap, !bench.fake.changes && access(bench.state_dir, F_OK) < 0);
	bench_tear_down(&bench);
}

/* What a process of a domain left half way is put back whole, prepared parts too. */
static void test_domain_recovered(struct tap *tap)
{
	struct bench bench;
	struct pair pair;
	struct fake before;

	bench_set_up(&bench);
	bench_make_pair(&pair, &bench);
	before = bench.fake;
	CHECK(tap, !nhd_prepare_domain(bench.host, &pair.domain, NULL, &bench.error));
	CHECK(tap, !nhd_recover(bench.host, NULL, NULL, &bench.error));
	CHECK(tap, !fake_same_vfs(&bench.fake, &before) && bench_has_states(&bench));
	/* As if it had been killed between marking the one and the other. */
	bench_mark(&bench, 1, NHD_PHASE_PREPARING);
	CHECK(tap, !nhd_recover(bench.host, NULL, NULL, &bench.error));
	CHECK(tap, fake_same_vfs(&bench.fake, &before) && !bench_has_states(&bench));
	bench_tear_down(&bench);
}

static void test_stale_answer(struct tap *tap)
{
	struct bench bench;

	bench_set_up(&bench);
	bench.fake.has_stale = true;
	CHECK(tap, !bench_prepare(&bench));
	CHECK(tap, bench_restore(&bench) == 1);
	bench_tear_down(&bench);
}

static void test_message(struct tap *tap)
{
	struct bench bench;
	bool told = false;

	for (unsigned int at = 1; at < 40 && !told; at++) {
		bench_set_up(&bench);
		bench.fake.fault = FAULT_BEFORE;
		bench.fake.fault_error = EPERM;
		bench.fake.fault_at = at;
		told = bench_prepare(&bench) == -EPERM &&
		       bench.error.error_number == EPERM &&
		       !strcmp(bench.error.message,
			       "0000:01:10.0: setting its admin MAC: "
			       "Operation not permitted (" FAKE_WORDS ")");
		bench_tear_down(&bench);
	}
	CHECK(tap, told);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "prepare binds vfio-pci and sets MAC and VLAN", test_prepare);
	tap_run(&tap, "restore gives back all that there was", test_restore);
	tap_run(&tap, "restoring what was never prepared changes nothing",
		test_restore_unprepared);
	tap_run(&tap, "an unmanaged VF stays on its vfio driver", test_unmanaged);
	tap_run(&tap, "which may be the one that is named", test_unmanaged_model);
	tap_run(&tap, "a vfio variant does without vfio-pci", test_variant);
	tap_run(&tap, "the variant that fits best is chosen, of those that are loaded",
		test_choice);
	tap_run(&tap, "an interface may name the driver", test_named_driver);
	tap_run(&tap, "a netdev that is renamed meanwhile is found", test_renamed_netdev);
	tap_run(&tap, "a VLAN of another priority or protocol is another",
		test_other_vlans);
	tap_run(&tap, "unless it is how a PF says that there is none",
		test_told_otherwise);
	tap_run(&tap, "no MAC for a VF that has none is no request", test_no_mac);
	tap_run(&tap, "what a driver does not take back is told, even beside an error",
		test_losses);
	tap_run(&tap, "nobody has to listen to an error", test_unheard);
	tap_run(&tap, "refusals come before any change", test_refusals);
	tap_run(&tap, "preparing twice is refused and loses nothing", test_prepare_twice);
	tap_run(&tap, "a request refused for the moment is tried again", test_busy);
	tap_run(&tap, "a domain's VFs are prepared and restored together", test_domain);
	tap_run(&tap, "of a domain all that can be refused is, before any change",
		test_domain_refused);
	tap_run(&tap, "whatever fails, of a domain all VFs are prepared or none",
		test_domain_faults);
	tap_run(&tap, "a domain that was left half way is put back whole",
		test_domain_recovered);
	tap_run(&tap, "a plan tells what would be changed, and changes nothing",
		test_plan);
	tap_run(&tap, "an answer to an earlier request is passed over",
		test_stale_answer);
	tap_run(&tap, "an error names device, step, errno and the kernel's words",
		test_message);
	tap_run(&tap, "after any one fault the VF is as it was", test_every_fault);
	tap_run(&tap, "what cannot be put back now can be restored later",
		test_broken_for_good);
	return tap_end(&tap);
}
