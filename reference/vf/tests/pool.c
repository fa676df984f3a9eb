// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows which VF of a pool an interface gets, and what else its network has for it. */
#include <errno.h>
#include <string.h>

#include "tests/check.h"
#include "tests/memory.h"
#include "bench.h"
#include "model/network.h"
#include "vf/mac.h"

/* A network that has the PF, or both VFs by their addresses, and its interface. */
struct pool {
	struct bench bench;
	struct nhd_pool_netdev pf;
	struct nhd_pool_address addresses[FAKE_VFS];
	struct nhd_portgroup portgroup;
	struct nhd_vlan_tag tag;
	nhd_network network;
	nhd_interface interface;
};

static char network_name[] = "pool", pf_name[] = "eth0", portgroup_name[] = "guests";

static void set_up(struct pool *pool)
{
	*pool = (struct pool){ .pf = { pf_name }, .tag = { .id = 42 } };
	bench_set_up(&pool->bench);
	pool->network.name = network_name;
	pool->network.forward.managed = NHD_BOOL_YES;
	pool->network.forward.pfs = (struct nhd_list){ &pool->pf, 1, 1 };
	pool->portgroup.name = portgroup_name;
	pool->portgroup.vlan.tags = (struct nhd_list){ &pool->tag, 1, 1 };
	pool->network.portgroups = (struct nhd_list){ &pool->portgroup, 1, 1 };
	for (uint32_t i = 0; i < FAKE_VFS; i++)
		pool->addresses[i].pci = (struct nhd_pci_address){
			.bus = 1, .slot = 0x10, .function = 2 * i
		};
	pool->interface.type = NHD_INTERFACE_NETWORK;
	pool->interface.bystander.network = network_name;
	pool->interface.bystander.portgroup = portgroup_name;
	memcpy(pool->interface.mac.address, bench_mac, NHD_MAC_LENGTH);
}

static void use_addresses(struct pool *pool, size_t count)
{
	pool->network.forward.addresses =
		(struct nhd_list){ pool->addresses, count, count };
}

static void tear_down(struct pool *pool)
{
	nhd_arena_free(&pool->interface.arena);
	bench_tear_down(&pool->bench);
}

static int prepare(struct pool *pool)
{
	return nhd_prepare_from_pool(pool->bench.host, &pool->interface, &pool->network,
		NULL, &pool->bench.error);
}

/* Another interface of the same network. */
static int prepare_another(struct pool *pool)
{
	nhd_interface another = { .type = NHD_INTERFACE_NETWORK,
		.mac = pool->interface.mac,
		.bystander = pool->interface.bystander };
	int result = nhd_prepare_from_pool(
		pool->bench.host, &another, &pool->network, NULL, &pool->bench.error);

	nhd_arena_free(&another.arena);
	return result;
}

static bool has_driver(const struct pool *pool, int vf, const char *driver)
{
	return !strcmp(pool->bench.fake.vfs[vf].settings.driver, driver);
}

static void test_turns(struct tap *tap)
{
	for (size_t addresses = 0; addresses <= FAKE_VFS; addresses += FAKE_VFS) {
		struct pool pool;

		set_up(&pool);
		use_addresses(&pool, addresses);
		CHECK(tap, !prepare(&pool));
		CHECK(tap, pool.interface.type == NHD_INTERFACE_HOSTDEV);
		CHECK(tap, pool.interface.managed);
		CHECK(tap, pool.interface.source.pci.address.function == 0);
		CHECK(tap, has_driver(&pool, 0, "vfio-pci"));
		CHECK(tap, has_driver(&pool, 1, "igbvf"));
		CHECK(tap, pool.bench.fake.vfs[0].settings.info.vlan.tag == 42);
		CHECK(tap, !prepare_another(&pool) && has_driver(&pool, 1, "vfio-pci"));
		CHECK(tap, prepare_another(&pool) == -EBUSY);
		CHECK(tap, pool.bench.error.error_class == NHD_ERROR_INTERNAL);
		tear_down(&pool);
	}
}

/* As libvirt, which fills the pool from the PF only where no address is named. */
static void test_addresses_first(struct tap *tap)
{
	struct pool pool;

	set_up(&pool);
	pool.addresses[0] = pool.addresses[1];
	use_addresses(&pool, 1);
	CHECK(tap, !prepare(&pool));
	CHECK(tap, has_driver(&pool, 0, "igbvf") && has_driver(&pool, 1, "vfio-pci"));
	CHECK(tap, prepare_another(&pool) == -EBUSY);
	tear_down(&pool);
}

static void test_strangers(struct tap *tap)
{
	static char other[] = "other";
	struct pool pool;

	set_up(&pool);
	pool.interface.type = NHD_INTERFACE_HOSTDEV;
	CHECK(tap, prepare(&pool) == -EINVAL);
	pool.interface.type = NHD_INTERFACE_NETWORK;
	pool.interface.bystander.network = other;
	CHECK(tap, prepare(&pool) == -EINVAL);
	CHECK(tap, pool.bench.error.error_class == NHD_ERROR_INVALID_ARGUMENT);
	pool.interface.bystander.network = network_name;
	pool.pf.name = other;
	CHECK(tap, prepare(&pool) == -ENOENT);
	CHECK(tap, strstr(pool.bench.error.message, "the VFs of other") != NULL);
	CHECK(tap, !pool.bench.fake.changes);
	tear_down(&pool);
}

/* What the interface says itself is not taken from its network. */
static void test_own(struct tap *tap)
{
	struct nhd_vlan_tag tag = { .id = 7 };
	struct pool pool;

	set_up(&pool);
	pool.portgroup.trust_guest_rx_filters = NHD_BOOL_YES;
	pool.interface.trust_guest_rx_filters = NHD_BOOL_NO;
	pool.interface.vlan.tags = (struct nhd_list){ &tag, 1, 1 };
	CHECK(tap, !prepare(&pool));
	CHECK(tap, pool.interface.trust_guest_rx_filters == NHD_BOOL_NO);
	CHECK(tap, pool.bench.fake.vfs[0].settings.info.vlan.tag == 7);
	tear_down(&pool);
	set_up(&pool);
	pool.portgroup.bandwidth.given = pool.interface.bandwidth.given = true;
	pool.portgroup.bandwidth.inbound.average = 1;
	pool.interface.bandwidth.inbound.average = 2;
	CHECK(tap, prepare(&pool) == -ENOTSUP);
	CHECK(tap, pool.interface.bandwidth.inbound.average == 2);
	tear_down(&pool);
}

/* Types and profiles, of interface and portgroup or of portgroup and network. */
static void test_contradictions(struct tap *tap)
{
	static const struct {
		struct nhd_virtualport own, portgroup, network;
		int result;
	} rows[] = {
		{ { .type = NHD_VIRTUALPORT_8021QBH },
			{ .type = NHD_VIRTUALPORT_8021QBG }, { 0 }, NHD_ERROR_XML },
		{ { .profile_id = "a" }, { .profile_id = "b" }, { 0 }, NHD_ERROR_XML },
		{ { 0 }, { .profile_id = "a" }, { .profile_id = "b" }, NHD_ERROR_XML },
		/* Where they agree, it is the VLAN beside a profile that is refused. */
		{ { .type = NHD_VIRTUALPORT_8021QBH, .profile_id = "a" },
			{ .type = NHD_VIRTUALPORT_8021QBH, .profile_id = "a" },
			{ .profile_id = "a" }, NHD_ERROR_CONFIG_UNSUPPORTED },
		{ { 0 }, { .profile_id = "a" }, { .type = NHD_VIRTUALPORT_8021QBH },
			NHD_ERROR_CONFIG_UNSUPPORTED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pool pool;

		set_up(&pool);
		pool.interface.virtualport = rows[i].own;
		pool.portgroup.virtualport = rows[i].portgroup;
		pool.network.virtualport = rows[i].network;
		CHECK(tap, prepare(&pool) < 0 && !pool.bench.fake.changes);
		CHECK(tap, (int)pool.bench.error.error_class == rows[i].result);
		tear_down(&pool);
	}
}

/* The kernel's own EALREADY does not say that a guest has the VF. */
static void test_kernels_already(struct tap *tap)
{
	unsigned int failed = 0;
	bool reached = true;

	for (unsigned int at = 1; reached; at++) {
		struct pool pool;

		set_up(&pool);
		pool.bench.fake.fault = FAULT_BEFORE;
		pool.bench.fake.fault_error = EALREADY;
		pool.bench.fake.fault_at = at;
		if (nhd_prepare_from_pool(pool.bench.host, &pool.interface, &pool.network,
			    NULL, at % 2 ? &pool.bench.error : NULL) < 0) {
			failed++;
			CHECK(tap, !(at % 2) || *pool.bench.error.message);
			CHECK(tap, !bench_has_states(&pool.bench));
		}
		CHECK(tap, has_driver(&pool, 1, "igbvf"));
		reached = pool.bench.fake.count >= at;
		tear_down(&pool);
	}
	CHECK(tap, failed > 10);
}

static const struct nhd_host_operations *fakes_own;

/* The fake has no memory of its own to run short of. */
static int send_held(void *context, const void *message, size_t length)
{
	int result;

	memory_hold(true);
	result = fakes_own->send(context, message, length);
	memory_hold(false);
	return result;
}

/* Every allocation fails in turn: nothing is changed, or it is undone. */
static void test_memory(struct tap *tap)
{
	static char model[] = "vfio-pci";
	bool failed = true;
	size_t number = 0;

	while (failed && tap->good) {
		struct nhd_host_operations operations;
		struct pool pool;
		struct fake before;
		int result;

		set_up(&pool);
		pool.network.forward.driver.model = model;
		before = pool.bench.fake;
		fakes_own = pool.bench.host->operations;
		operations = *fakes_own;
		operations.send = send_held;
		pool.bench.host->operations = &operations;
		memory_fail(++number, false);
		result = prepare(&pool);
		failed = memory_has_failed();
		memory_fail(0, false);
		CHECK(tap, result == (failed ? -ENOMEM : 0));
		CHECK(tap,
			!failed || pool.bench.error.error_class == NHD_ERROR_NO_MEMORY);
		CHECK(tap, !failed || fake_same_vfs(&pool.bench.fake, &before));
		tear_down(&pool);
	}
	printf("# %zu allocations\n", number - 1);
	CHECK(tap, number > 4);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "each gets the first VF that no guest has", test_turns);
	tap_run(&tap, "of a network's addresses, where it names some",
		test_addresses_first);
	tap_run(&tap, "no other network's interface does", test_strangers);
	tap_run(&tap, "what an interface has itself stays", test_own);
	tap_run(&tap, "virtualports that contradict each other are refused",
		test_contradictions);
	tap_run(&tap, "the kernel's EALREADY is an error", test_kernels_already);
	tap_run(&tap, "without memory nothing is prepared", test_memory);
	return tap_end(&tap);
}
