// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What it costs to prepare all VFs of PFs, by how many there are: requests, bytes and time, on
 * the simulated kernel. Beside it the way of libvirt, which takes each VF for itself and looks at
 * all of its PF to do so.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <linux/netlink.h>

#include "buffer.h"
#include "memory.h"
#include "nethostdev.h"
#include "series.h"
#include "vf/host.h"

#define ROUNDS_MAX 50

/* From here on what is done once is small beside what is done for each VF. */
#define SETTLED 20
#define FLAT 0.25
#define LINEAR 1.05

/* Of the host, what goes through its socket. */
struct traffic {
	const struct nhd_host_operations *behind;
	size_t requests;
	size_t bytes;
};
static struct traffic traffic;

static int count_send(void *context, const void *message, size_t length)
{
	traffic.requests++;
	traffic.bytes += length;
	return traffic.behind->send(context, message, length);
}

static int count_receive(void *context, void **message, unsigned int timeout)
{
	int length = traffic.behind->receive(context, message, timeout);

	traffic.bytes += length > 0 ? (size_t)length : 0;
	return length;
}

static void count_traffic(struct nhd_host *host)
{
	static struct nhd_host_operations operations;

	traffic.behind = host->operations;
	operations = *host->operations;
	operations.send = count_send;
	operations.receive = count_receive;
	host->operations = &operations;
}

/* A machine, a folder for it, and the interfaces of all its VFs: together, and each alone. */
struct machine {
	char folder[32];
	nhd_host *host;
	nhd_domain *domain;
	nhd_interface **interfaces;
	size_t count;
};

/* Where a VF is, on a bus of its PF's own or the next ones, as with igb. */
struct place {
	unsigned int bus;
	unsigned int slot;
	unsigned int function;
};

static struct place place_of(unsigned int pf, unsigned int vf)
{
	unsigned int place = 128 + 2 * vf;

	return (struct place){ pf * 2 + 1 + place / 256, place / 8 % 32, place % 8 };
}

static void add_pf(struct buffer *host, unsigned int pf, unsigned int vfs)
{
	buffer_format(host,
		"<pf address='0000:%02x:00.0'><netdev name='pf%u' "
		"mac='52:54:00:00:00:%02x' up='yes'/>\n",
		pf * 2 + 1, pf, pf + 1);
	for (unsigned int vf = 0; vf < vfs; vf++) {
		struct place place = place_of(pf, vf);

		buffer_format(host,
			"<vf address='0000:%02x:%02x.%x' index='%u' driver='igbvf'/>\n",
			place.bus, place.slot, place.function, vf);
	}
	buffer_add_text(host, "</pf>\n");
}

static void add_interface(struct buffer *text, unsigned int pf, unsigned int vf)
{
	struct place place = place_of(pf, vf);

	buffer_format(text,
		"<interface type='hostdev' managed='yes'>"
		"<mac address='52:54:00:01:%02x:%02x'/><source>"
		"<address type='pci' bus='0x%02x' slot='0x%02x' function='0x%x'/>"
		"</source><vlan><tag id='%u'/></vlan></interface>\n",
		pf, vf, place.bus, place.slot, place.function, vf + 1);
}

static int load(const struct machine *machine, unsigned int pfs, unsigned int vfs)
{
	const char *control = getenv("NHD_SIM_CTL");
	char *path = memory_format("%s/host.xml", machine->folder);
	char *command = memory_format(
		"%s load %s", control && *control ? control : "nethostdev-sim-ctl", path);
	struct buffer host = { 0 };
	int status;

	buffer_add_text(&host, "<host>\n");
	for (unsigned int pf = 0; pf < pfs; pf++)
		add_pf(&host, pf, vfs);
	buffer_add_text(&host, "</host>\n");
	status = buffer_save(&host, path);
	if (!status && system(command))
		status = -EIO;
	buffer_free(&host);
	free(command);
	free(path);
	return status;
}

static int read_documents(struct machine *machine, unsigned int pfs, unsigned int vfs)
{
	struct buffer domain = { 0 }, one = { 0 };
	nhd_reader *reader;
	int status = nhd_reader_new(&reader, NHD_DRIVER_GENERIC, NULL);

	machine->count = (size_t)pfs * vfs;
	machine->interfaces = memory_new(machine->count, sizeof(*machine->interfaces));
	buffer_add_text(&domain,
		"<domain type='kvm'><name>guest</name><memory>65536</memory>"
		"<os><type>hvm</type></os><devices>\n");
	for (size_t i = 0; i < machine->count && !status; i++) {
		buffer_clear(&one);
		add_interface(&one, (unsigned int)(i / vfs), (unsigned int)(i % vfs));
		buffer_add(&domain, buffer_text(&one), one.length);
		status = nhd_read_interface(reader, buffer_text(&one), one.length,
			&machine->interfaces[i], NULL);
	}
	buffer_add_text(&domain, "</devices></domain>\n");
	if (!status)
		status = nhd_read_domain(reader, buffer_text(&domain), domain.length,
			&machine->domain, NULL);
	nhd_reader_free(reader);
	buffer_free(&domain);
	buffer_free(&one);
	return status;
}

static int machine_begin(struct machine *machine, unsigned int pfs, unsigned int vfs)
{
	char *state_dir;
	int status;

	*machine = (struct machine){ .folder = "/tmp/nethostdev-bench.XXXXXX" };
	if (!mkdtemp(machine->folder))
		return -errno;
	state_dir = memory_format("%s/state", machine->folder);
	status = load(machine, pfs, vfs);
	if (!status)
		status = read_documents(machine, pfs, vfs);
	if (!status)
		status = nhd_host_open(&machine->host, state_dir, NULL);
	if (!status)
		count_traffic(machine->host);
	free(state_dir);
	return status;
}

static void machine_end(struct machine *machine)
{
	char *command = memory_format("rm -rf %s", machine->folder);

	if (system(command))
		fprintf(stderr, "%s is left\n", machine->folder);
	free(command);
	for (size_t i = 0; i < machine->count; i++)
		nhd_interface_free(machine->interfaces[i]);
	free(machine->interfaces);
	nhd_domain_free(machine->domain);
	nhd_host_free(machine->host);
}

static int prepare_together(const struct machine *machine, struct nhd_error *error)
{
	return nhd_prepare_domain(machine->host, machine->domain, NULL, error);
}

static int prepare_one_by_one(const struct machine *machine, struct nhd_error *error)
{
	int status = 0;

	for (size_t i = 0; i < machine->count && !status; i++)
		status = nhd_prepare(machine->host, machine->interfaces[i], NULL, error);
	return status;
}

struct way {
	const char *name;
	int (*prepare)(const struct machine *machine, struct nhd_error *error);
};

/* The series of a way. */
struct growth {
	struct series requests;
	struct series bytes;
	struct series time;
};

/* Prepares and restores; only the first is counted. */
static int measure_once(const struct machine *machine, const struct way *way,
	double *seconds, struct traffic *used)
{
	struct nhd_error error = NHD_ERROR_INIT;
	double begin;
	int status;

	traffic.requests = traffic.bytes = 0;
	begin = measure_now();
	status = way->prepare(machine, &error);
	*seconds = measure_now() - begin;
	*used = traffic;
	if (!status)
		status = nhd_restore_domain(
			machine->host, machine->domain, NULL, NULL, &error);
	if (status)
		fprintf(stderr, "%s, %zu VFs: %s\n", way->name, machine->count,
			error.message);
	return status;
}

static int measure(unsigned int pfs, unsigned int vfs, const struct way *way,
	size_t rounds, struct growth *growth)
{
	double times[ROUNDS_MAX], at = (double)pfs * vfs;
	struct traffic used = { 0 };
	struct machine machine;
	int status = machine_begin(&machine, pfs, vfs);

	for (size_t i = 0; i < rounds && !status; i++) {
		status = measure_once(&machine, way, &times[i], &used);
		times[i] *= 1e6 / at;
	}
	if (!status) {
		series_add(&growth->requests, at, series_exactly((double)used.requests));
		series_add(&growth->bytes, at, series_exactly((double)used.bytes));
		series_add(&growth->time, at, measure_quantiles(times, rounds));
	}
	machine_end(&machine);
	return status;
}

/* At most two requests for each VF, and two for each PF: before, and behind. */
static bool check_requests(const struct growth *growth, unsigned int pfs)
{
	const struct series *series = &growth->requests;
	bool good = true;

	for (size_t i = 0; i < series->count; i++) {
		double vfs = series->at[i];
		double most = 2 * vfs + 2 * (pfs ? 1 : vfs / 3);

		good &= series->values[i].median <= most;
		if (i + 1 == series->count || !good)
			printf("%s, %s: %.0f for %.0f VFs; wanted: at most %.0f: %s\n",
				series->group, series->name, series->values[i].median,
				vfs, most, good ? "met" : "MISSED");
	}
	return good;
}

static const unsigned int numbers_of_vfs[] = { 1, 2, 5, 10, 20, 50, 100, 150, 200 };
static const unsigned int numbers_of_pfs[] = { 1, 2, 4, 8, 16, 32, 64 };
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define VFS_OF_EACH 3

/* What is counted has to be met by all; what is timed, on a machine that has nothing else to do. */
struct goals {
	bool untimed;
	bool met;
};

/* pfs: how many there are while the VFs grow in number, or 0 where the PFs do. */
static int grow(const struct way *way, unsigned int pfs, const char *name, size_t rounds,
	json_t *report, struct goals *goals)
{
	struct growth growth = {
		{ .group = "vfs/requests", .name = name, .unit = "requests" },
		{ .group = "vfs/bytes", .name = name, .unit = "bytes" },
		{ .group = "vfs/time", .name = name, .unit = "us/VF" },
	};
	size_t count = pfs ? COUNT(numbers_of_vfs) : COUNT(numbers_of_pfs);
	int status = 0;

	for (size_t i = 0; i < count && !status; i++)
		status = measure(pfs ? pfs : numbers_of_pfs[i],
			pfs ? numbers_of_vfs[i] : VFS_OF_EACH, way, rounds, &growth);
	if (status)
		return status;
	series_report(&growth.requests, report);
	series_report(&growth.bytes, report);
	series_report(&growth.time, report);
	if (way->prepare != prepare_together)
		return 0;
	goals->met &= check_requests(&growth, pfs);
	goals->met &= series_check(&growth.bytes, SETTLED, LINEAR);
	goals->met &= series_check(&growth.time, SETTLED, FLAT) || goals->untimed;
	return 0;
}

static int run(const char *path, size_t rounds, struct goals *goals)
{
	static const struct way together = { "together", prepare_together };
	static const struct way one_by_one = { "one by one", prepare_one_by_one };
	json_t *report = report_open(path);
	int status = report ? 0 : -EINVAL;

	if (!status)
		status = grow(&together, 1, "VFs of a PF", rounds, report, goals);
	if (!status)
		status = grow(&one_by_one, 1, "one by one", rounds, report, goals);
	if (!status)
		status = grow(&together, 0, "PFs with 3 VFs", rounds, report, goals);
	if (report && !report_close(report, path) && !status)
		status = -EIO;
	return status;
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{ "report", required_argument, NULL, 'r' },
		{ "rounds", required_argument, NULL, 'n' },
		{ "untimed", no_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	const char *report = NULL;
	size_t rounds = 15;
	struct goals goals = { .met = true };
	int option, status;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'r')
			report = optarg;
		else if (option == 'n')
			rounds = strtoul(optarg, NULL, 10);
		else if (option == 'u')
			goals.untimed = true;
		else
			return 2;
	}
	if (!rounds || rounds > ROUNDS_MAX || optind != argc) {
		fprintf(stderr,
			"usage: %s [--rounds N] [--report FILE] [--untimed], where there "
			"is a simulated kernel\n",
			argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = run(report, rounds, &goals);
	xmlCleanupParser();
	if (status)
		fprintf(stderr, "%s: %s\n", argv[0], strerror(-status));
	return status ? 2 : !goals.met;
}
