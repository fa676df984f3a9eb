// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads the files of tempers/ over a table of keys. */
#include <errno.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "memory.h"
#include "temper.h"
#include "text.h"

/* The errors that sysfs and rtnetlink give for VFs. */
static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "EPERM", EPERM },
	{ "ENOENT", ENOENT },
	{ "EIO", EIO },
	{ "ENXIO", ENXIO },
	{ "EAGAIN", EAGAIN },
	{ "ENOMEM", ENOMEM },
	{ "EACCES", EACCES },
	{ "EBADMSG", EBADMSG },
	{ "EBUSY", EBUSY },
	{ "EEXIST", EEXIST },
	{ "ENOTDIR", ENOTDIR },
	{ "EISDIR", EISDIR },
	{ "ELOOP", ELOOP },
	{ "ENODEV", ENODEV },
	{ "EINVAL", EINVAL },
	{ "ENOSPC", ENOSPC },
	{ "ERANGE", ERANGE },
	{ "EMSGSIZE", EMSGSIZE },
	{ "EPROTO", EPROTO },
	{ "EPROTONOSUPPORT", EPROTONOSUPPORT },
	{ "EOPNOTSUPP", EOPNOTSUPP },
	{ "EADDRNOTAVAIL", EADDRNOTAVAIL },
	{ "ENETDOWN", ENETDOWN },
	{ "ENOBUFS", ENOBUFS },
	{ "ETIMEDOUT", ETIMEDOUT },
};
#define ERRORS (sizeof(errors) / sizeof(errors[0]))

int errno_of_name(const char *name)
{
	for (size_t i = 0; i < ERRORS; i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].number;
	return 0;
}

const char *name_of_errno(int number)
{
	for (size_t i = 0; i < ERRORS; i++)
		if (errors[i].number == number)
			return errors[i].name;
	return NULL;
}

void temper_init(struct temper *temper)
{
	*temper = (struct temper){
		.name = "igb",
		.pf_driver = "igb",
		.vf_driver = "igbvf",
		.vfio_variant_loaded = true,
		.pf_netdevs = 1,
		.vf_has_netdev = true,
		.unset_mac = TEMPER_MAC_RANDOM,
		.reports_mac = true,
		.other_mac = EADDRNOTAVAIL,
		.tells_vfs = true,
		.has_vlan = true,
		.rate = TEMPER_RATE_NO_MINIMUM,
		.spoofchk = TEMPER_SPOOFCHK_ON,
		.spoofchk_of_none = EOPNOTSUPP,
		.has_trust = true,
		.link_state = TEMPER_LINK_NONE,
		.tells_protocol = true,
		.reset_error = EBUSY,
		.port_response = PORT_PROFILE_RESPONSE_SUCCESS,
		.has_iommu = true,
		.has_vfio = true,
	};
}

static bool read_name(void *field, const char *value)
{
	if (!*value || strlen(value) >= SIM_NAME_SIZE)
		return false;
	strcpy(field, value);
	return true;
}

static bool read_vf_driver(void *field, const char *value)
{
	bool good = read_name(field, value);

	if (!strcmp(value, "none"))
		*(char *)field = 0;
	return good;
}

static bool read_number(void *field, const char *value)
{
	return text_number(value, 10, 1000000, field);
}

static bool read_yes(void *field, const char *value)
{
	*(bool *)field = !strcmp(value, "yes");
	return *(bool *)field || !strcmp(value, "no");
}

static bool read_error(void *field, const char *value)
{
	*(int *)field = errno_of_name(value);
	return *(int *)field || !strcmp(value, "accepted");
}

static bool read_unset_mac(void *field, const char *value)
{
	*(enum temper_mac *)field =
		strcmp(value, "own") ? TEMPER_MAC_RANDOM : TEMPER_MAC_OWN;
	return !strcmp(value, "own") || !strcmp(value, "random");
}

/* One of three words, in the order of the enum that field is. */
static bool read_word(void *field, const char *const words[3], const char *value)
{
	unsigned int i = 0;

	while (i < 3 && strcmp(words[i], value) != 0)
		i++;
	*(unsigned int *)field = i;
	return i < 3;
}

static bool read_link_state(void *field, const char *value)
{
	return read_word(field, (const char *[]){ "no", "no-enable", "yes" }, value);
}

static bool read_rate(void *field, const char *value)
{
	return read_word(field, (const char *[]){ "no", "no-minimum", "16-bits" }, value);
}

static bool read_spoofchk(void *field, const char *value)
{
	return read_word(field, (const char *[]){ "no", "off", "on" }, value);
}

static bool read_answer(void *field, const char *value)
{
	static const struct {
		const char *name;
		int response;
	} answers[] = {
		{ "success", PORT_PROFILE_RESPONSE_SUCCESS },
		{ "invalid", PORT_PROFILE_RESPONSE_INVALID },
		{ "bad-state", PORT_PROFILE_RESPONSE_BADSTATE },
		{ "no-resources", PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES },
		{ "error", PORT_PROFILE_RESPONSE_ERROR },
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		*(int *)field = answers[i].response;
		if (!strcmp(answers[i].name, value))
			return true;
	}
	return false;
}

#define KEY(name, member, read)                                                          \
	{                                                                                \
		name, offsetof(struct temper, member), read                              \
	}

static const struct key {
	const char *name;
	size_t offset;
	bool (*read)(void *field, const char *value);
} keys[] = {
	KEY("name", name, read_name),
	KEY("pf-driver", pf_driver, read_name),
	KEY("vf-driver", vf_driver, read_vf_driver),
	KEY("vfio-variant", vfio_variant, read_name),
	KEY("vfio-variant-loaded", vfio_variant_loaded, read_yes),
	KEY("pf-netdevs", pf_netdevs, read_number),
	KEY("representors", representors, read_yes),
	KEY("vf-netdev", vf_has_netdev, read_yes),
	KEY("unset-mac", unset_mac, read_unset_mac),
	KEY("vf-reports-mac", reports_mac, read_yes),
	KEY("unbind-forgets", forgets, read_yes),
	KEY("vf-other-mac", other_mac, read_error),
	KEY("vf-takes-given-mac", takes_given, read_yes),
	KEY("zero-mac", zero_mac, read_error),
	KEY("zero-vlan", zero_vlan, read_error),
	KEY("tells-vfs", tells_vfs, read_yes),
	KEY("vlan", has_vlan, read_yes),
	KEY("rate", rate, read_rate),
	KEY("spoofchk", spoofchk, read_spoofchk),
	KEY("spoofchk-of-none", spoofchk_of_none, read_error),
	KEY("trust", has_trust, read_yes),
	KEY("link-state", link_state, read_link_state),
	KEY("rss-query", has_rss_query, read_yes),
	KEY("vlan-8021ad", has_8021ad, read_yes),
	KEY("tells-protocol", tells_protocol, read_yes),
	KEY("no-vlan-is", no_vlan, read_number),
	KEY("keeps", keeps, read_yes),
	KEY("while-down", down_error, read_error),
	KEY("while-bound", bound_error, read_error),
	KEY("reset-time", reset_time, read_number),
	KEY("reset-wait", reset_wait, read_number),
	KEY("reset-error", reset_error, read_error),
	KEY("reset-hides", reset_hides, read_yes),
	KEY("port-profile", has_port, read_yes),
	KEY("port-time", port_time, read_number),
	KEY("port-answer", port_response, read_answer),
	KEY("port-exact", port_exact, read_yes),
	KEY("iommu", has_iommu, read_yes),
	KEY("vfio", has_vfio, read_yes),
};

static bool read_line(struct temper *temper, char *line)
{
	char **words;
	const struct key *key = NULL;
	bool good = true;

	line[strcspn(line, "#")] = '\0';
	words = strings_split(line);
	for (size_t i = 0; words && i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(keys[i].name, words[0]))
			key = &keys[i];
	if (words)
		good = key && strings_count(words) == 2 &&
		       key->read((char *)temper + key->offset, words[1]);
	strings_free(words);
	return good;
}

int temper_read(struct temper *temper, const char *text, struct buffer *why)
{
	char *copy = memory_copy(text);
	char *rest = copy, *line;
	int status = 0;

	for (unsigned int number = 1; !status && (line = strsep(&rest, "\n")); number++) {
		if (read_line(temper, line))
			continue;
		buffer_format(why, "line %u: no key with such a value", number);
		status = -EINVAL;
	}
	free(copy);
	return status;
}
