// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a network owns, and how it is given back. */
#include <stdlib.h>

#include "model/network.h"

void nhd_network_free(nhd_network *network)
{
	if (!network)
		return;
	nhd_arena_free(&network->arena);
	free(network);
}
