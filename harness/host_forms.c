// SPDX-License-Identifier: LGPL-2.1-or-later
/* What form the values in a host document have, whichever kernel is to be as it says. */
#include <ctype.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host_forms.h"

#define HEX "0123456789abcdef"
#define WORDS_MOST 3
#define DRIVER_MOST 63
#define DOMAIN_LEAST 4 /* digits of a PCI domain, which are more on few machines */
#define DOMAIN_MOST 7

struct form {
	const char *is;
	bool (*fits)(const struct form *form, const char *value);
	unsigned long most;
	const char *words[WORDS_MOST];
};

/* Whether value is like pattern, in which x is a digit in hex; *end is what is behind. */
static bool is_like(const char *value, const char *pattern, const char **end)
{
	for (; *pattern; pattern++, value++) {
		if (!*value ||
			(*pattern == 'x' ? !strchr(HEX, *value) : *pattern != *value))
			return false;
	}
	*end = value;
	return true;
}

static bool is_address(const struct form *form, const char *value)
{
	size_t domain = strspn(value, HEX);
	const char *end;

	(void)form;
	return domain >= DOMAIN_LEAST && domain <= DOMAIN_MOST &&
	       is_like(value + domain, ":xx:xx.x", &end) && !*end && end[-4] < '2' &&
	       end[-1] < '8';
}

static bool is_mac(const struct form *form, const char *value)
{
	const char *end;

	(void)form;
	/* The lowest bit of the first octet is a group's. */
	return is_like(value, "xx:xx:xx:xx:xx:xx", &end) && !*end &&
	       strchr("02468ace", value[1]);
}

/* As is_valid_ether_addr() of the kernel. */
static bool is_netdev_mac(const struct form *form, const char *value)
{
	return is_mac(form, value) && strcmp(value, "00:00:00:00:00:00") != 0;
}

static bool is_uuid(const struct form *form, const char *value)
{
	const char *end;

	(void)form;
	return is_like(value, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", &end) && !*end;
}

static bool is_number(const struct form *form, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return digits && !value[digits] && digits <= strlen("4294967295") &&
	       (digits == 1 || *value != '0') && strtoull(value, NULL, 10) <= form->most;
}

static bool is_word(const struct form *form, const char *value)
{
	for (size_t i = 0; i < WORDS_MOST && form->words[i]; i++)
		if (!strcmp(form->words[i], value))
			return true;
	return false;
}

/* From 1 to most bytes, none of which is in without or a control character. */
static bool is_name(const char *value, unsigned long most, const char *without)
{
	size_t length = strlen(value);

	if (!length || length > most || strpbrk(value, without))
		return false;
	for (; *value; value++)
		if (iscntrl((unsigned char)*value))
			return false;
	return true;
}

static bool is_driver(const struct form *form, const char *value)
{
	return is_name(value, form->most, " /");
}

/* As dev_valid_name() of the kernel, for which % asks for a number; and its
 * sysctl_dev_name_is_allowed(). */
static bool is_netdev(const struct form *form, const char *value)
{
	return is_name(value, form->most, " %/:") && strcmp(value, ".") != 0 &&
	       strcmp(value, "..") != 0 && !is_word(form, value);
}

static bool is_profile(const struct form *form, const char *value)
{
	return is_name(value, form->most, "");
}

static const struct form forms[] = {
	[HOST_ADDRESS] = { .is = "a PCI address such as 0000:01:00.0",
		.fits = is_address },
	[HOST_INDEX] = { .is = "a number from 0 to 65535",
		.fits = is_number,
		.most = UINT16_MAX },
	[HOST_DRIVER] = { .is = "a name of 1 to 63 bytes, without blanks and /",
		.fits = is_driver,
		.most = DRIVER_MOST },
	[HOST_NETDEV] = { .is = "a name of 1 to 15 bytes, without blanks, %, / and :, "
				"other than lo, all and default",
		.fits = is_netdev,
		.most = IFNAMSIZ - 1,
		.words = { "lo", "all", "default" } },
	[HOST_NETDEV_MAC] = { .is = "a MAC address in lower case, of no group and not "
				    "zero",
		.fits = is_netdev_mac },
	[HOST_UP] = { .is = "yes or no", .fits = is_word, .words = { "yes", "no" } },
	[HOST_MAC] = { .is = "a MAC address in lower case, not of a group",
		.fits = is_mac },
	[HOST_VLAN] = { .is = "a number from 0 to 4095",
		.fits = is_number,
		.most = 4095 },
	[HOST_QOS] = { .is = "a number from 0 to 7", .fits = is_number, .most = 7 },
	[HOST_PROTOCOL] = { .is = "802.1Q or 802.1ad",
		.fits = is_word,
		.words = { "802.1Q", "802.1ad" } },
	[HOST_RATE] = { .is = "a number from 0 to 4294967295",
		.fits = is_number,
		.most = UINT32_MAX },
	[HOST_SWITCH] = { .is = "on or off", .fits = is_word, .words = { "on", "off" } },
	[HOST_LINK_STATE] = { .is = "auto, enable or disable",
		.fits = is_word,
		.words = { "auto", "enable", "disable" } },
	[HOST_PROFILE] = { .is = "a name of 1 to 39 bytes",
		.fits = is_profile,
		.most = PORT_PROFILE_MAX - 1 },
	[HOST_UUID] = { .is = "a UUID in lower case", .fits = is_uuid },
	[HOST_RESPONSE] = { .is = "success, in-progress or refused",
		.fits = is_word,
		.words = { "success", "in-progress", "refused" } },
};

const char *host_form_check(enum host_form form, const char *value)
{
	return forms[form].fits(&forms[form], value) ? NULL : forms[form].is;
}
