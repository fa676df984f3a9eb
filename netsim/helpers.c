// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where the files are that this command needs beside itself, and names for new ones. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "buffer.h"
#include "helpers.h"
#include "memory.h"

#define MAKEFILE_MOST (16u * 1024 * 1024)
#define SOURCE_LINE "\nabs_top_srcdir = "

char *helper_self(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));

	return length > 0 && length < PATH_MAX ? memory_copy_length(path, (size_t)length)
					       : memory_copy("nethostdev-netsim");
}

static char *own_folder(void)
{
	char *self = helper_self();
	char *slash = strrchr(self, '/');

	if (slash)
		*slash = '\0';
	return self;
}

/* Beside a configured Makefile this is the build tree; that names its source tree. */
char *helper_source(void)
{
	char *folder = own_folder();
	char *path = memory_format("%s/Makefile", folder);
	char *status = memory_format("%s/config.status", folder);
	struct buffer text = { 0 };
	char *source = NULL;
	const char *line;

	if (!access(status, F_OK) && !buffer_read_file(&text, path, MAKEFILE_MOST)) {
		line = strstr(buffer_text(&text), SOURCE_LINE);
		line = line ? line + strlen(SOURCE_LINE) : NULL;
		source = line ? memory_copy_length(line, strcspn(line, "\n")) : NULL;
	}
	buffer_free(&text);
	free(status);
	free(path);
	free(folder);
	return source;
}

char *helper_file(const char *name)
{
	char *source = helper_source();
	char *path = source ? memory_format("%s/netsim/vm/%s", source, name)
			    : memory_format("%s/%s", NHD_HELPERS_DIR, name);

	free(source);
	return path;
}

char *helper_program(const char *name)
{
	char *source = helper_source();
	char *folder = own_folder();
	char *path = memory_format("%s/%s", source ? folder : NHD_HELPERS_DIR, name);

	free(folder);
	free(source);
	return path;
}

char *helper_token(void)
{
	unsigned long long number = 0;

	if (getrandom(&number, sizeof(number), 0) < 0)
		number = (unsigned long long)getpid();
	return memory_format("%016llx", number);
}
