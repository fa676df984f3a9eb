// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * nethostdev prepare on 128 VFs of netdevsim, beside ip -batch setting the same MAC and VLAN on
 * each of them. To be run where nethostdev-netsim has made them. netdevsim's VFs have no driver,
 * so that the interfaces are unmanaged, and their tree in sysfs is told that vfio has them.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "buffer.h"
#include "memory.h"
#include "report.h"

#define VFS 128
#define ROUNDS_MAX 100

struct folder {
	char path[32];
	char *batch;
	char *domain;
};

/* The CPU time of all commands that have ended, in seconds. */
static double children_now(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Runs a command, whose CPU time is *seconds; its output goes nowhere. */
static int run(double *seconds, const char *command, const char *file)
{
	char *line = memory_format("%s %s >/dev/null", command, file);
	double begin = children_now();
	int status = system(line);

	*seconds = children_now() - begin;
	if (status)
		fprintf(stderr, "failed: %s\n", line);
	free(line);
	return status ? -EIO : 0;
}

static int claim_for_vfio(unsigned int place)
{
	char *path = memory_format("/sys/bus/pci/devices/0000:%02x:%02x.%x/driver",
		1 + place / 256, place / 8 % 32, place % 8);
	int status = symlink("../../drivers/vfio-pci", path) < 0 && errno != EEXIST
			     ? -errno
			     : 0;

	free(path);
	return status;
}

static int make_files(struct folder *folder)
{
	struct buffer batch = { 0 }, domain = { 0 };
	int status = 0;

	buffer_add_text(&domain,
		"<domain type='kvm'><name>guest</name><memory>65536</memory>"
		"<os><type>hvm</type></os><devices>\n");
	for (unsigned int vf = 0; vf < VFS && !status; vf++) {
		unsigned int place = 128 + 2 * vf;

		buffer_format(&batch,
			"link set eth0 vf %u mac 52:54:00:00:01:%02x vlan %u\n", vf, vf,
			vf + 1);
		buffer_format(&domain,
			"<interface type='hostdev'><mac address='52:54:00:00:02:%02x'/>"
			"<source><address type='pci' bus='0x%02x' slot='0x%02x' "
			"function='0x%x'/></source><vlan><tag id='%u'/></vlan>"
			"</interface>\n",
			vf, 1 + place / 256, place / 8 % 32, place % 8, vf + 2);
		status = claim_for_vfio(place);
	}
	buffer_add_text(&domain, "</devices></domain>\n");
	if (!status)
		status = buffer_save(&batch, folder->batch);
	if (!status)
		status = buffer_save(&domain, folder->domain);
	buffer_free(&batch);
	buffer_free(&domain);
	return status;
}

/* One beside the other, in turns. */
static int measure(
	const struct folder *folder, size_t rounds, double *ours, double *theirs)
{
	char *prepare =
		memory_format("nethostdev prepare --state-dir %s/s", folder->path);
	char *restore =
		memory_format("nethostdev restore --state-dir %s/s", folder->path);
	double unwanted;
	int status = 0;

	for (size_t i = 0; i < rounds && !status; i++) {
		status = run(&theirs[i], "ip -batch", folder->batch);
		if (!status)
			status = run(&ours[i], prepare, folder->domain);
		if (!status)
			status = run(&unwanted, restore, folder->domain);
	}
	free(prepare);
	free(restore);
	return status;
}

static void tell(json_t *report, size_t rounds, double *ours, double *theirs, bool *met)
{
	double ratios[ROUNDS_MAX];
	struct quantiles ratio, own, other;
	json_t *measurement;

	for (size_t i = 0; i < rounds; i++) {
		ratios[i] = ours[i] / theirs[i];
		ours[i] *= 1e3;
		theirs[i] *= 1e3;
	}
	ratio = measure_quantiles(ratios, rounds);
	own = measure_quantiles(ours, rounds);
	other = measure_quantiles(theirs, rounds);
	report_add(report, "ip -batch", "ms/128 VFs", &other);
	measurement = report_add(report, "prepare", "ms/128 VFs", &own);
	*met = report_ratio(
		measurement, "ip -batch", &ratio, (struct goal){ GOAL_AT_MOST, 1.0 });
}

static int bench(const char *path, size_t rounds, bool *met)
{
	struct folder folder = { .path = "/run/nethostdev-bench.XXXXXX" };
	double ours[ROUNDS_MAX], theirs[ROUNDS_MAX];
	json_t *report = report_open(path);
	int status = report ? 0 : -EINVAL;

	if (!status && !mkdtemp(folder.path))
		status = -errno;
	folder.batch = memory_format("%s/batch", folder.path);
	folder.domain = memory_format("%s/domain.xml", folder.path);
	if (!status)
		status = make_files(&folder);
	if (!status)
		status = measure(&folder, rounds, ours, theirs);
	if (!status)
		tell(report, rounds, ours, theirs, met);
	if (report && !report_close(report, path) && !status)
		status = -EIO;
	free(folder.batch);
	free(folder.domain);
	return status;
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{ "report", required_argument, NULL, 'r' },
		{ "rounds", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	const char *report = NULL;
	size_t rounds = 15;
	bool met = true;
	int option, status;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'r')
			report = optarg;
		else if (option == 'n')
			rounds = strtoul(optarg, NULL, 10);
		else
			return 2;
	}
	if (!rounds || rounds > ROUNDS_MAX || optind != argc) {
		fprintf(stderr,
			"usage: %s [--rounds N] [--report FILE], in nethostdev-netsim "
			"run "
			"--tier netdevsim --vfs %d\n",
			argv[0], VFS);
		return 2;
	}
	status = bench(report, rounds, &met);
	if (status)
		fprintf(stderr, "%s: %s\n", argv[0], strerror(-status));
	return status ? 2 : !met;
}
