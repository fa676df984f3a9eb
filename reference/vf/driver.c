// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which driver a PCI device is bound to, changed through driver_override. */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "vf/driver.h"

bool nhd_driver_is_vfio(const char *driver)
{
	return strstr(driver, "vfio") != NULL;
}

bool nhd_driver_is_name(const char *text)
{
	size_t length = 0;

	while (text[length] >= ' ' && text[length] < 0x7f && text[length] != '/')
		length++;
	return *text != '.' && !text[length] && length < NHD_DRIVER_SIZE;
}

static int failed(
	const char *what, const char *address, int result, struct nhd_error *error)
{
	return nhd_fail(error, NHD_ERROR_SYSTEM, -result, "%s of %s: %s", what, address,
		strerror(-result));
}

static int check_iommu(
	struct nhd_host *host, const char *address, struct nhd_error *error)
{
	char group[256];
	int result = nhd_host_link(
		host, group, sizeof(group), "bus/pci/devices/%s/iommu_group", address);

	if (result == -ENOENT)
		return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
			"%s has no IOMMU group: the IOMMU is off or absent", address);
	return result < 0 ? failed("the IOMMU group", address, result, error) : 0;
}

/* A line such as "alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci". */
static const char alias_prefix[] = "alias vfio_pci:";

static int add_alias(void *data, const char *line)
{
	char **aliases = data;
	size_t length = strlen(*aliases), more = strlen(line);
	char *longer;

	if (strncmp(line, alias_prefix, sizeof(alias_prefix) - 1))
		return 0;
	longer = realloc(*aliases, length + more + 2);
	if (!longer)
		return -ENOMEM;
	memcpy(longer + length, line, more);
	strcpy(longer + length + more, "\n");
	*aliases = longer;
	return 0;
}

int nhd_driver_aliases(struct nhd_host *host, char **aliases, struct nhd_error *error)
{
	int result;

	*aliases = calloc(1, 1);
	if (!*aliases)
		return nhd_fail_memory(error);
	result = host->operations->aliases(host->context, add_alias, aliases);
	if (!result || result == -ENOENT)
		return 0;
	free(*aliases);
	*aliases = NULL;
	if (result == -ENOMEM)
		return nhd_fail_memory(error);
	return nhd_fail(
		error, NHD_ERROR_SYSTEM, -result, "modules.alias: %s", strerror(-result));
}

static int is_loaded(struct nhd_host *host, const char *driver)
{
	int result = nhd_host_has_folder(host, "bus/pci/drivers/%s", driver);

	return result == -ENOENT ? 0 : result < 0 ? result : 1;
}

/* A module lists its drivers with their bus, as in "pci:mlx5_vfio_pci". */
static int take_pci_driver(void *data, const char *name)
{
	char *driver = data;

	if (strncmp(name, "pci:", 4) || strlen(name + 4) >= NHD_DRIVER_SIZE)
		return 0;
	strcpy(driver, name + 4);
	return 1;
}

/* The driver of a module: 1, or 0 where it is not loaded. */
static int find_driver(
	struct nhd_host *host, const char *module, char driver[NHD_DRIVER_SIZE])
{
	int result =
		nhd_host_list(host, take_pci_driver, driver, "module/%s/drivers", module);

	return result == -ENOENT ? 0 : result;
}

static unsigned int count_wildcards(const char *pattern)
{
	unsigned int count = 0;

	for (; *pattern; pattern++)
		count += *pattern == '*';
	return count;
}

/* The best of the aliases; driver stays as it is where none fits. */
static int choose_variant(struct nhd_host *host, const char *modalias,
	const char *aliases, char driver[NHD_DRIVER_SIZE])
{
	const char *device = strchr(modalias, ':');
	unsigned int fewest = UINT_MAX;
	char pattern[256], module[NHD_DRIVER_SIZE], found[NHD_DRIVER_SIZE];
	int used, result;

	for (; device && sscanf(aliases, "alias vfio_pci:%255s %63s %n", pattern, module,
				 &used) == 2;
		aliases += used) {
		if (fnmatch(pattern, device + 1, 0) || count_wildcards(pattern) >= fewest)
			continue;
		result = find_driver(host, module, found);
		if (result < 0)
			return result;
		if (!result)
			continue;
		fewest = count_wildcards(pattern);
		strcpy(driver, found);
	}
	return 0;
}

static int check_model(const char *address, const char *model, struct nhd_error *error)
{
	if (nhd_driver_is_name(model) && nhd_driver_is_vfio(model))
		return 0;
	return nhd_fail(error, NHD_ERROR_CONFIG_UNSUPPORTED, ENOTSUP,
		"%s: '%.*s' is no vfio driver", address,
		nhd_fitting(model, NHD_DRIVER_SIZE), model);
}

static int choose(struct nhd_host *host, const char *address, const char *aliases,
	const char *model, const char *now, char driver[NHD_DRIVER_SIZE])
{
	char modalias[256];
	int result;

	snprintf(driver, NHD_DRIVER_SIZE, "%s",
		model                     ? model
		: nhd_driver_is_vfio(now) ? now
					  : NHD_VFIO_PCI);
	if (model || nhd_driver_is_vfio(now))
		return 0;
	result = nhd_host_read(
		host, modalias, sizeof(modalias), "bus/pci/devices/%s/modalias", address);
	if (result < 0)
		return result == -ENOENT ? 0 : result;
	return choose_variant(host, modalias, aliases, driver);
}

int nhd_driver_choose(struct nhd_host *host, const char *address, const char *aliases,
	const char *model, const char *now, char driver[NHD_DRIVER_SIZE],
	struct nhd_error *error)
{
	int result = model ? check_model(address, model, error) : 0;

	if (!result)
		result = check_iommu(host, address, error);
	if (result < 0)
		return result;
	result = choose(host, address, aliases, model, now, driver);
	if (!result && strcmp(driver, now))
		result = is_loaded(host, driver);
	else if (!result)
		result = 1;
	if (result < 0)
		return failed("the vfio driver", address, result, error);
	return result ? 0
		      : nhd_fail(error, NHD_ERROR_OPERATION_INVALID, ENOENT,
				"the driver %s is not loaded (modprobe %s)", driver,
				driver);
}

static int set_override(struct nhd_host *host, const char *address, const char *override,
	struct nhd_error *error)
{
	char now[NHD_DRIVER_SIZE], text[NHD_DRIVER_SIZE + 1];
	int result = nhd_pci_override(host, address, now);

	/* The newline alone clears it (drivers/pci/pci-sysfs.c). */
	snprintf(text, sizeof(text), "%s\n", override);
	if (!result && strcmp(now, override))
		result = nhd_host_write(
			host, text, "bus/pci/devices/%s/driver_override", address);
	return result < 0 ? failed("driver_override", address, result, error) : 0;
}

static int unbind(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error)
{
	int result = nhd_host_write(host, address, "bus/pci/drivers/%s/unbind", driver);

	return result < 0 ? failed("unbinding", address, result, error) : 0;
}

static int probe(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error)
{
	char now[NHD_DRIVER_SIZE];
	int result = nhd_host_write(host, address, "bus/pci/drivers_probe");

	if (!result)
		result = nhd_pci_driver(host, address, now);
	if (result < 0)
		return failed("probing", address, result, error);
	/* A probe that the driver failed is in the kernel's log only. */
	if (strcmp(now, driver))
		return nhd_fail(error, NHD_ERROR_SYSTEM, ENXIO,
			"%s is not bound to %s after the probe, but to %s", address,
			driver, *now ? now : "no driver");
	return 0;
}

int nhd_driver_unbind(struct nhd_host *host, const char *address, const char *driver,
	struct nhd_error *error)
{
	char now[NHD_DRIVER_SIZE];
	int result = nhd_pci_driver(host, address, now);

	if (result < 0)
		return failed("the driver", address, result, error);
	if (!strcmp(now, driver))
		return 1;
	/* For the probe the override names the driver, so that no other can win. */
	if (*driver)
		result = set_override(host, address, driver, error);
	if (!result && *now)
		result = unbind(host, address, now, error);
	return result;
}

int nhd_driver_bind(struct nhd_host *host, const char *address, const char *driver,
	const char *override, struct nhd_error *error)
{
	int result = nhd_driver_unbind(host, address, driver, error);

	if (!result && *driver)
		result = probe(host, address, driver, error);
	return result < 0 ? result : set_override(host, address, override, error);
}
