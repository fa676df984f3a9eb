// SPDX-License-Identifier: LGPL-2.1-or-later
/* The modules that drivers come in, as depmod lists them and /sys/module names them. */
#include <stdio.h>
#include <string.h>

#include "modules.h"

void modules_name(const char *driver, char module[SIM_NAME_SIZE])
{
	snprintf(module, SIM_NAME_SIZE, "%s", driver);
	for (char *dash = module; (dash = strchr(dash, '-'));)
		*dash = '_';
}

struct sim_driver *modules_find_driver(
	const struct sim_kernel *kernel, const char *module)
{
	char name[SIM_NAME_SIZE];

	for (size_t i = 0; i < kernel->driver_count; i++) {
		modules_name(kernel->drivers[i]->name, name);
		if (!strcmp(name, module))
			return kernel->drivers[i];
	}
	return NULL;
}

/* device NULL: whatever there is. A bus vfio_pci is for devices that an override hands to
 * a driver for guests (scripts/mod/file2alias.c, do_pci_entry). */
static void add_alias(struct buffer *text, const char *bus,
	const struct sim_device *device, const char *driver)
{
	char module[SIM_NAME_SIZE];

	if (!*driver)
		return;
	modules_name(driver, module);
	buffer_format(text, "alias %s:", bus);
	if (device)
		buffer_format(text, "v%08Xd%08X", kernel_id_of(device).vendor,
			kernel_id_of(device).device);
	else
		buffer_add_text(text, "v*d*");
	buffer_format(text, "sv*sd*bc*sc*i* %s\n", module);
}

void modules_add_aliases(const struct sim_kernel *kernel, struct buffer *text)
{
	struct sim_device pf = { .pf = NULL };
	const struct sim_device vf = { .pf = &pf };

	buffer_add_text(text, "# Aliases extracted from modules themselves.\n");
	add_alias(text, "pci", &pf, kernel->temper.pf_driver);
	add_alias(text, "pci", &vf, kernel->temper.vf_driver);
	add_alias(text, "vfio_pci", NULL, "vfio-pci");
	add_alias(text, "vfio_pci", &vf, kernel->temper.vfio_variant);
}
