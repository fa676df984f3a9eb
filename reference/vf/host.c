// SPDX-License-Identifier: LGPL-2.1-or-later
/* What every host has in common: its life, its paths and its patience. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "vf/host.h"

#define PATH_SIZE 512
#define BACKOFF_FIRST_MS 10
#define BACKOFF_ATTEMPTS 7

int nhd_host_new(struct nhd_host **host, const struct nhd_host_operations *operations,
	void *context, const char *state_dir, struct nhd_error *error)
{
	struct nhd_host *made = calloc(1, sizeof(*made));

	*host = NULL;
	if (made)
		made->state_dir = strdup(state_dir ? state_dir : NHD_STATE_DIR);
	if (!made || !made->state_dir) {
		free(made);
		operations->close(context);
		return nhd_fail_memory(error);
	}
	made->operations = operations;
	made->context = context;
	*host = made;
	return 0;
}

void nhd_host_free(nhd_host *host)
{
	if (!host)
		return;
	host->operations->close(host->context);
	free(host->state_dir);
	free(host);
}

bool nhd_host_backoff(struct nhd_host *host, struct nhd_backoff *backoff, int result)
{
	if ((result != -EBUSY && result != -EAGAIN) ||
		backoff->attempts == BACKOFF_ATTEMPTS)
		return false;
	host->operations->sleep(host->context, BACKOFF_FIRST_MS << backoff->attempts++);
	return true;
}

/* Names in it may come from sysfs itself, which is not to lead anywhere else. */
static bool stays_inside(const char *path)
{
	for (const char *name = path; name; name = strchr(name, '/')) {
		name += *name == '/';
		if (!*name || *name == '/' || *name == '.')
			return false;
	}
	return !strchr(path, '\n');
}

__attribute__((format(printf, 2, 0))) static int put_path(
	char path[PATH_SIZE], const char *format, va_list arguments)
{
	int length = vsnprintf(path, PATH_SIZE, format, arguments);

	if (length < 0 || length >= PATH_SIZE)
		return -ENAMETOOLONG;
	return stays_inside(path) ? 0 : -EINVAL;
}

#define WITH_PATH(format, result)                                                        \
	char path[PATH_SIZE];                                                            \
	va_list arguments;                                                               \
	int result;                                                                      \
                                                                                         \
	va_start(arguments, format);                                                     \
	result = put_path(path, format, arguments);                                      \
	va_end(arguments);                                                               \
	if (result < 0)                                                                  \
	return result

int nhd_host_read(struct nhd_host *host, char *text, size_t size, const char *format, ...)
{
	WITH_PATH(format, result);
	return host->operations->read(host->context, path, text, size);
}

int nhd_host_link(
	struct nhd_host *host, char *target, size_t size, const char *format, ...)
{
	WITH_PATH(format, result);
	return host->operations->link(host->context, path, target, size);
}

int nhd_host_list(struct nhd_host *host, nhd_name_visitor visit, void *data,
	const char *format, ...)
{
	WITH_PATH(format, result);
	return host->operations->list(host->context, path, visit, data);
}

static int ignore_name(void *data, const char *name)
{
	(void)data;
	(void)name;
	return 0;
}

int nhd_host_has_folder(struct nhd_host *host, const char *format, ...)
{
	WITH_PATH(format, result);
	return host->operations->list(host->context, path, ignore_name, NULL);
}

int nhd_host_write(struct nhd_host *host, const char *text, const char *format, ...)
{
	struct nhd_backoff backoff = { 0 };

	WITH_PATH(format, result);
	do
		result = host->operations->write(host->context, path, text);
	while (nhd_host_backoff(host, &backoff, result));
	return result;
}

int nhd_host_check_permission(struct nhd_host *host, struct nhd_error *error)
{
	int result = host->operations->permission(host->context);

	if (result < 0)
		return nhd_fail(error, NHD_ERROR_SYSTEM, -result,
			"VFs cannot be set without CAP_NET_ADMIN: %s", strerror(-result));
	return 0;
}
