// SPDX-License-Identifier: LGPL-2.1-or-later
/* mapped FILE: makes the file, and writes a line to it through memory that is shared. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static const char line[] = "through memory\n";
	const size_t length = sizeof(line) - 1;
	int file = open(argc == 2 ? argv[1] : "", O_RDWR | O_CREAT | O_TRUNC, 0644);
	char *memory = MAP_FAILED;

	if (file >= 0 && !ftruncate(file, (off_t)length))
		memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (memory == MAP_FAILED) {
		perror("mapped");
		return 1;
	}
	memcpy(memory, line, length);
	return msync(memory, length, MS_SYNC) || munmap(memory, length) || close(file);
}
