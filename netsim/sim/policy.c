// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attributes against a table of what each has to be. */
#include <errno.h>

#include "policy.h"

/* validate_nla() */
static int check(const struct policy *policy, const struct attribute *attribute)
{
	size_t length = attribute->length;

	switch (policy->kind) {
	case POLICY_LEAST:
	case POLICY_NUMBER:
		return length < policy->length ? -ERANGE : 0;
	case POLICY_MOST:
		return length > policy->length ? -ERANGE : 0;
	case POLICY_TEXT:
		if (!length)
			return -ERANGE;
		length -= !attribute->data[length - 1];
		return length > policy->length ? -ERANGE : 0;
	case POLICY_NEST:
		return length && length < NLA_HDRLEN ? -ERANGE : 0;
	case POLICY_NEVER:
		return -EINVAL;
	default:
		return 0;
	}
}

int policy_parse(struct sim_kernel *kernel, const char *what, struct attributes left,
	const struct policy *policy, size_t count, struct attribute *found,
	const unsigned char **bad)
{
	struct attribute attribute;
	int more;

	for (size_t i = 0; i < count; i++)
		found[i] = (struct attribute){ 0, NULL, 0 };
	while ((more = attributes_next(&left, &attribute)) > 0) {
		uint16_t type = attribute.type;
		const struct policy *rule = type < count ? &policy[type] : NULL;
		int result = rule ? check(rule, &attribute) : 0;

		if (!rule || rule->kind == POLICY_UNKNOWN)
			kernel_complain(kernel, "attribute %u of %s is not known here",
				type, what);
		else if (result || (rule->kind == POLICY_NUMBER &&
					   attribute.length != rule->length))
			kernel_complain(kernel, "attribute %u of %s has %zu bytes", type,
				what, attribute.length);
		else if (found[type].data)
			kernel_complain(
				kernel, "attribute %u of %s comes twice", type, what);
		if (result && bad)
			*bad = attribute.data - NLA_HDRLEN;
		if (result)
			return result;
		if (rule)
			found[type] = attribute;
	}
	if (more < 0)
		kernel_complain(kernel, "%zu bytes behind the attributes of %s are none",
			left.length, what);
	return 0;
}
