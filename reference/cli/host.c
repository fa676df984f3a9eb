// SPDX-License-Identifier: LGPL-2.1-or-later
/* The host that the command acts on is this machine; nethostdev-sim has another one. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const char *cli_host_refusal(void)
{
	const char *tier = getenv("NHD_NETSIM_TIER");

	return tier && !strcmp(tier, "sim")
		       ? "it would act on this machine, and not on the simulated kernel "
			 "(NHD_NETSIM_TIER=sim): use nethostdev-sim"
		       : NULL;
}
