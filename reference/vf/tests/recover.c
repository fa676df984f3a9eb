// SPDX-License-Identifier: LGPL-2.1-or-later
/* Shows what becomes of VFs that were left half way, whatever stands in the way of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"
#include "bench.h"

/* What was told of the VFs, in the order in which it was told. */
struct told {
	unsigned int count;
	char addresses[5][16];
	enum nhd_error_class classes[5];
	bool good[5];
};

static void tell(void *context, const char *address, const struct nhd_error *error)
{
	struct told *told = context;

	if (told->count >= 5)
		abort();
	snprintf(told->addresses[told->count], sizeof(told->addresses[0]), "%s", address);
	told->good[told->count] = !error;
	told->classes[told->count++] = error ? error->error_class : NHD_ERROR_NONE;
}

static int recover(struct bench *bench, struct told *told)
{
	*told = (struct told){ 0 };
	return nhd_recover(bench->host, tell, told, &bench->error);
}

/* Both VFs prepared at once, and each as a process would leave it that is killed. */
static void set_up(struct bench *bench, struct fake *before, enum nhd_phase first,
	enum nhd_phase second)
{
	struct pair pair;

	bench_set_up(bench);
	bench_make_pair(&pair, bench);
	*before = bench->fake;
	if (nhd_prepare_domain(bench->host, &pair.domain, NULL, &bench->error) < 0)
		abort();
	bench_mark(bench, 0, first);
	bench_mark(bench, 1, second);
}

/* What began together goes back together, and only where it was never finished. */
static void test_phases(struct tap *tap)
{
	static const struct {
		enum nhd_phase phases[2];
		bool is_back[2];
	} rows[] = {
		{ { NHD_PHASE_PREPARING, NHD_PHASE_PREPARING }, { true, true } },
		{ { NHD_PHASE_PREPARED, NHD_PHASE_PREPARING }, { true, true } },
		{ { NHD_PHASE_PREPARING, NHD_PHASE_PREPARED }, { true, true } },
		{ { NHD_PHASE_PREPARED, NHD_PHASE_RESTORING }, { false, true } },
		{ { NHD_PHASE_PREPARED, NHD_PHASE_PREPARED }, { false, false } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench bench;
		struct fake before;
		struct told told;
		unsigned int count = rows[i].is_back[0] + rows[i].is_back[1];

		set_up(&bench, &before, rows[i].phases[0], rows[i].phases[1]);
		CHECK(tap, !recover(&bench, &told) && !*bench.error.message);
		CHECK(tap, bench_has_state(&bench, BENCH_VF) == !rows[i].is_back[0]);
		CHECK(tap, bench_has_state(&bench, BENCH_OTHER) == !rows[i].is_back[1]);
		CHECK(tap, fake_same_vfs(&bench.fake, &before) == (count == 2));
		CHECK(tap, told.count == count);
		CHECK(tap, !count || told.good[0]);
		CHECK(tap, count < 2 || told.good[1]);
		bench_tear_down(&bench);
	}
}

/* Two that were begun each for itself: what is broken of one says nothing of the other. */
static void test_separate(struct tap *tap)
{
	struct bench bench;
	struct pair pair;
	struct told told;

	bench_set_up(&bench);
	bench_make_pair(&pair, &bench);
	for (int i = 0; i < FAKE_VFS; i++)
		CHECK(tap, !nhd_prepare(bench.host, &pair.devices[i], NULL, NULL));
	bench_mark(&bench, 0, NHD_PHASE_PREPARING);
	CHECK(tap, !recover(&bench, &told) && told.count == 1 && told.good[0]);
	CHECK(tap, !strcmp(told.addresses[0], BENCH_VF));
	CHECK(tap, bench_has_state(&bench, BENCH_OTHER));
	CHECK(tap, !nhd_prepare(bench.host, &pair.devices[0], NULL, NULL));
	bench_mark(&bench, 0, NHD_PHASE_PREPARING);
	bench_mark(&bench, 1, NHD_PHASE_PREPARING);
	CHECK(tap, !recover(&bench, &told) && told.count == 2);
	CHECK(tap, !bench_has_states(&bench));
	bench_tear_down(&bench);
}

/*
 * Every operation fails once in turn: all is put back, be it in another round, or it is told
 * what is not; and the next to recover finds as much as there was.
 */
static void test_faults(struct tap *tap)
{
	static const enum nhd_phase phases[][2] = {
		{ NHD_PHASE_PREPARING, NHD_PHASE_PREPARED },
		{ NHD_PHASE_PREPARING, NHD_PHASE_PREPARING },
	};
	unsigned int failed = 0, passed = 0;

	for (size_t i = 0; i < 2; i++) {
		bool reached = true;

		for (unsigned int at = 1; reached && tap->good; at++) {
			struct bench bench;
			struct fake before;
			struct told told;

			set_up(&bench, &before, phases[i][0], phases[i][1]);
			bench.fake.count = 0;
			bench.fake.fault = FAULT_BEFORE;
			bench.fake.fault_error = EIO;
			bench.fake.fault_at = at;
			if (recover(&bench, &told) < 0) {
				failed++;
				CHECK(tap, *bench.error.message);
				CHECK(tap, bench_has_states(&bench));
			} else {
				passed++;
				CHECK(tap, fake_same_vfs(&bench.fake, &before));
				CHECK(tap, !bench_has_states(&bench));
			}
			reached = bench.fake.count >= at;
			bench.fake.fault = FAULT_NONE;
			CHECK(tap, !nhd_recover(bench.host, NULL, NULL, NULL));
			CHECK(tap, fake_same_vfs(&bench.fake, &before));
			CHECK(tap, !bench_has_states(&bench));
			if (!tap->good)
				printf("# phases %zu, operation %u\n", i, at);
			bench_tear_down(&bench);
		}
	}
	printf("# %u failed, %u did not\n", failed, passed);
	CHECK(tap, failed > 10 && passed > 10);
}

/* What stands in the way of one keeps no other waiting, and the first error is the one. */
static void test_one_by_one(struct tap *tap)
{
	struct bench bench;
	struct fake before;
	struct told told;

	set_up(&bench, &before, NHD_PHASE_PREPARING, NHD_PHASE_PREPARING);
	bench_put(&bench, BENCH_VF ".preparing.json", "{}");
	bench_put(&bench, "0000:01:1f.0.json", "{}");
	bench_put(&bench, "0000:01:1f.2.preparing.json", "{}");
	bench_put(&bench, "0000:03:00.0.preparing.json", "{}");
	CHECK(tap, recover(&bench, &told) == -EINVAL && told.count == 5);
	CHECK(tap, !told.good[0] && told.classes[0] == NHD_ERROR_OPERATION_INVALID);
	CHECK(tap, !strcmp(told.addresses[1], BENCH_OTHER) && told.good[1]);
	CHECK(tap, !told.good[2] && told.classes[2] == NHD_ERROR_NO_DEVICE);
	CHECK(tap, !told.good[3] && told.classes[3] == NHD_ERROR_NO_DEVICE);
	CHECK(tap, !told.good[4] && told.classes[4] == NHD_ERROR_CONFIG_UNSUPPORTED);
	CHECK(tap, bench.error.error_class == NHD_ERROR_OPERATION_INVALID);
	CHECK(tap, nhd_recover(bench.host, NULL, NULL, NULL) == -EINVAL);
	CHECK(tap, bench_has_state(&bench, BENCH_VF));
	CHECK(tap, !bench_has_state(&bench, BENCH_OTHER));
	bench_tear_down(&bench);
}

/* A round that found more, and an error, does not begin another one. */
static void test_no_more_rounds(struct tap *tap)
{
	struct bench bench;
	struct fake before;
	struct told told;

	set_up(&bench, &before, NHD_PHASE_PREPARING, NHD_PHASE_RESTORING);
	bench_put(&bench, BENCH_OTHER ".restoring.json", "{}");
	bench.fake.count = 0;
	bench.fake.fault = FAULT_BEFORE;
	bench.fake.fault_error = EIO;
	bench.fake.fault_at = 1;
	CHECK(tap, recover(&bench, &told) == -EINVAL && told.count == 1);
	CHECK(tap, bench_has_state(&bench, BENCH_VF));
	bench_tear_down(&bench);
}

/* What another process does between the moment that a file is listed and its lock is had. */
static struct {
	const struct nhd_host_operations *fakes_own;
	const struct bench *bench; /* NULL once it is done */
	enum nhd_phase phase; /* that VF 0 comes to; NHD_PHASE_NONE: the folder goes */
} other;

static int link_meanwhile(void *context, const char *path, char *target, size_t size)
{
	const struct bench *bench = other.bench;
	char command[160];

	if (bench && strstr(path, BENCH_VF "/physfn")) {
		other.bench = NULL;
		snprintf(command, sizeof(command), "rm -r %s", bench->state_dir);
		if (other.phase != NHD_PHASE_NONE)
			bench_mark(bench, 0, other.phase);
		else if (system(command))
			abort();
	}
	return other.fakes_own->link(context, path, target, size);
}

static void test_meanwhile(struct tap *tap)
{
	static const struct {
		enum nhd_phase listed, becomes;
	} rows[] = {
		{ NHD_PHASE_PREPARING, NHD_PHASE_PREPARED },
		{ NHD_PHASE_RESTORING, NHD_PHASE_PREPARED },
		{ NHD_PHASE_RESTORING, NHD_PHASE_NONE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nhd_host_operations operations;
		struct bench bench;
		struct fake before, prepared;
		struct told told;

		set_up(&bench, &before, rows[i].listed, NHD_PHASE_PREPARED);
		prepared = bench.fake;
		other.fakes_own = bench.host->operations;
		other.bench = &bench;
		other.phase = rows[i].becomes;
		operations = *bench.host->operations;
		operations.link = link_meanwhile;
		bench.host->operations = &operations;
		CHECK(tap, !recover(&bench, &told) && !told.count && !other.bench);
		CHECK(tap, fake_same_vfs(&bench.fake, &prepared));
		CHECK(tap, bench_has_state(&bench, BENCH_VF) ==
				   (rows[i].becomes != NHD_PHASE_NONE));
		bench_tear_down(&bench);
	}
}

static void test_begun(struct tap *tap)
{
	struct bench bench;
	struct told told;

	bench_set_up(&bench);
	bench_put(&bench, BENCH_VF ".part", "{");
	CHECK(tap, !recover(&bench, &told) && !told.count && !bench.fake.changes);
	CHECK(tap, !bench_has_state(&bench, BENCH_VF));
	bench_tear_down(&bench);
}

/* Before anything is touched. */
static void test_refused(struct tap *tap)
{
	struct bench bench;
	struct fake before, prepared;
	struct told told;

	set_up(&bench, &before, NHD_PHASE_PREPARED, NHD_PHASE_PREPARING);
	prepared = bench.fake;
	bench.fake.is_unprivileged = true;
	CHECK(tap, recover(&bench, &told) == -EPERM && told.count == 2);
	CHECK(tap, bench_restore(&bench) == -EPERM);
	CHECK(tap, fake_same_vfs(&bench.fake, &prepared));
	bench.fake.is_unprivileged = false;
	bench.fake.pf_has_netdev = false;
	CHECK(tap, recover(&bench, &told) == -ENOTSUP && !told.good[0]);
	CHECK(tap, fake_same_vfs(&bench.fake, &prepared));
	bench.fake.pf_has_netdev = true;
	CHECK(tap, !chmod(bench.state_dir, 0777));
	CHECK(tap, recover(&bench, &told) == -EPERM && !told.count);
	CHECK(tap, bench_restore(&bench) == -EPERM);
	CHECK(tap, fake_same_vfs(&bench.fake, &prepared));
	bench_tear_down(&bench);
}

/* Of a domain, what is no hostdev is not ours, and what fails keeps no other waiting. */
static void test_domain(struct tap *tap)
{
	struct bench bench;
	struct pair pair;
	struct fake before;
	struct told told = { 0 };

	bench_set_up(&bench);
	bench_make_pair(&pair, &bench);
	before = bench.fake;
	CHECK(tap, !nhd_prepare_domain(bench.host, &pair.domain, NULL, NULL));
	bench_put(&bench, BENCH_VF ".json", "{}");
	CHECK(tap, nhd_restore_domain(bench.host, &pair.domain, tell, &told, NULL) ==
			   -EINVAL);
	CHECK(tap, told.count == 2 && !told.good[0] && told.good[1]);
	CHECK(tap, bench_has_state(&bench, BENCH_VF));
	CHECK(tap, !bench_has_state(&bench, BENCH_OTHER));
	pair.devices[0].type = NHD_INTERFACE_NETWORK;
	CHECK(tap, !nhd_restore_domain(bench.host, &pair.domain, NULL, NULL, NULL));
	before.vfs[0] = bench.fake.vfs[0];
	CHECK(tap, fake_same_vfs(&bench.fake, &before));
	bench_tear_down(&bench);
}

int main(void)
{
	struct tap tap = { 0 };

	tap_run(&tap, "what was left half way is put back, with what belongs to it",
		test_phases);
	tap_run(&tap, "what was begun apart is put back apart", test_separate);
	tap_run(&tap, "a file that was only begun goes, and nothing is touched",
		test_begun);
	tap_run(&tap, "what is wrong with one keeps no other waiting", test_one_by_one);
	tap_run(&tap, "an error ends it, whatever else has come to light",
		test_no_more_rounds);
	tap_run(&tap, "what another ends meanwhile is no more half way", test_meanwhile);
	tap_run(&tap, "what may not be done is not begun", test_refused);
	tap_run(&tap, "a domain is restored VF by VF", test_domain);
	tap_run(&tap, "after any one failure there is nothing that cannot be recovered",
		test_faults);
	return tap_end(&tap);
}
