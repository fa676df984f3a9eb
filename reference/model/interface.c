// SPDX-License-Identifier: LGPL-2.1-or-later
/* What an interface owns, and how it is given back. */
#include <stdlib.h>

#include "model/interface.h"

void nhd_interface_free(nhd_interface *interface)
{
	if (!interface)
		return;
	nhd_arena_free(&interface->arena);
	free(interface);
}
