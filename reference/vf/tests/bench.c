// SPDX-License-Identifier: LGPL-2.1-or-later
/* A fake host with a state folder of its own, and what is often done to it. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"

const uint8_t bench_mac[NHD_MAC_LENGTH] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

void bench_set_up(struct bench *bench)
{
	*bench = (struct bench){ .tag = { .id = 42 }, .error = NHD_ERROR_INIT };
	fake_reset(&bench->fake);
	strcpy(bench->folder, "/tmp/nethostdev-vf.XXXXXX");
	if (!mkdtemp(bench->folder))
		abort();
	snprintf(bench->state_dir, sizeof(bench->state_dir), "%s/state", bench->folder);
	if (fake_open(&bench->fake, &bench->host, bench->state_dir) < 0)
		abort();
	bench->interface.type = NHD_INTERFACE_HOSTDEV;
	bench->interface.managed = true;
	bench->interface.source.type = NHD_SOURCE_PCI;
	bench->interface.source.pci.address.bus = 1;
	bench->interface.source.pci.address.slot = 0x10;
	memcpy(bench->interface.mac.address, bench_mac, sizeof(bench_mac));
	bench->interface.vlan.tags.count = 1;
	bench->interface.vlan.tags.items = &bench->tag;
}

void bench_tear_down(struct bench *bench)
{
	char command[160];

	nhd_host_free(bench->host);
	snprintf(command, sizeof(command), "rm -rf %s", bench->folder);
	if (system(command))
		abort();
}

bool bench_has_state(const struct bench *bench, const char *address)
{
	char pattern[160];
	glob_t found;
	bool result;

	snprintf(pattern, sizeof(pattern), "%s/%s.*", bench->state_dir, address);
	result = !glob(pattern, 0, NULL, &found);
	globfree(&found);
	return result;
}

void bench_put(const struct bench *bench, const char *name, const char *text)
{
	char path[160];
	FILE *file;

	if (mkdir(bench->state_dir, 0700) < 0 && errno != EEXIST)
		abort();
	snprintf(path, sizeof(path), "%s/%s", bench->state_dir, name);
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file) || chmod(path, 0600) < 0)
		abort();
}

void bench_put_folder(const struct bench *bench, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", bench->state_dir, name);
	if (mkdir(path, 0700) < 0)
		abort();
}

int bench_prepare(struct bench *bench)
{
	return nhd_prepare(bench->host, &bench->interface, NULL, &bench->error);
}

int bench_restore(struct bench *bench)
{
	int restored;
	int result =
		nhd_restore(bench->host, &bench->interface, &restored, &bench->error);

	return result < 0 ? result : restored;
}

void bench_make_pair(struct pair *pair, const struct bench *bench)
{
	*pair = (struct pair){ { bench->interface, bench->interface }, { 0 } };
	pair->devices[1].source.pci.address.function = 2;
	pair->devices[1].mac.address[5]++;
	pair->domain.devices.items = pair->devices;
	pair->domain.devices.count = FAKE_VFS;
}

bool bench_has_states(const struct bench *bench)
{
	return bench_has_state(bench, BENCH_VF) || bench_has_state(bench, BENCH_OTHER);
}

void bench_mark(const struct bench *bench, unsigned int index, enum nhd_phase phase)
{
	struct nhd_vf vf = { .pf_address = "0000:01:00.0", .index = index };
	struct nhd_state state;
	struct nhd_saved saved;

	strcpy(vf.address, index ? BENCH_OTHER : BENCH_VF);
	if (nhd_state_open(&state, bench->host, vf.pf_address, false, NULL) < 0 ||
		nhd_state_load(&state, &vf, &saved, NULL) != 1 ||
		nhd_state_mark(&state, &vf, &saved, phase, NULL) < 0)
		abort();
	nhd_state_close(&state);
}
