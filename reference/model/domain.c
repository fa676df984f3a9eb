// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a domain owns, and how it is given back. */
#include <stdlib.h>

#include "model/domain.h"

/* The arena of a domain owns what its interfaces point to. */
void nhd_domain_free(nhd_domain *domain)
{
	if (!domain)
		return;
	nhd_arena_free(&domain->arena);
	free(domain);
}
