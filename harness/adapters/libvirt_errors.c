// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvirt's last error in the words of the protocol. */
#include <stddef.h>

#include <libvirt/virterror.h>

#include "libvirt_errors.h"

struct named_class {
	int code;
	const char *name;
};

/*
 * virErrorNumber, as virterror.h numbers it, and the class of the protocol. A missing name
 * has a number of its own in libvirt, but is a rule of the format as any other; so are
 * those that it has given the number of a document that is not well formed.
 */
static const struct named_class classes[] = {
	{ VIR_ERR_INTERNAL_ERROR, "internal-error" },
	{ VIR_ERR_NO_MEMORY, "no-memory" },
	{ VIR_ERR_INVALID_ARG, "invalid-argument" },
	{ VIR_ERR_NO_NAME, "xml-error" },
	{ VIR_ERR_XML_ERROR, "xml-error" },
	{ VIR_ERR_XML_DETAIL, "xml-error" },
	{ VIR_ERR_SYSTEM_ERROR, "system-error" },
	{ VIR_ERR_OPERATION_INVALID, "operation-invalid" },
	{ VIR_ERR_CONFIG_UNSUPPORTED, "config-unsupported" },
	{ VIR_ERR_OPERATION_UNSUPPORTED, "operation-unsupported" },
};

const char *errors_last_class(void)
{
	int code = virGetLastErrorCode();

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (classes[i].code == code)
			return classes[i].name;
	}
	return "rejected";
}

const char *errors_last_message(void)
{
	virErrorPtr error = virGetLastError();

	return error && error->message ? error->message : "libvirt gave no reason";
}
