/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one table of the language: elements and attributes in the order in which they are
 * printed, with their spelling, limits and place in the model. The collector looks names up
 * in it, the reader converts and checks by it, the writer prints from it.
 */
#ifndef NHD_XML_GRAMMAR_H
#define NHD_XML_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/domain.h"
#include "model/interface.h"
#include "model/network.h"

/* In printing order; a child stands behind its parent, before its parent's next sibling. */
enum nhd_element_id {
	NHD_ELEMENT_DOMAIN,
	NHD_ELEMENT_DOMAIN_UUID,
	NHD_ELEMENT_OS,
	NHD_ELEMENT_OS_TYPE,
	NHD_ELEMENT_OS_BOOT,
	NHD_ELEMENT_DEVICES,
	NHD_ELEMENT_INTERFACE,
	NHD_ELEMENT_BYSTANDER,
	NHD_ELEMENT_MAC,
	NHD_ELEMENT_DRIVER,
	NHD_ELEMENT_SOURCE,
	NHD_ELEMENT_BYSTANDER_SOURCE,
	NHD_ELEMENT_VENDOR,
	NHD_ELEMENT_PRODUCT,
	NHD_ELEMENT_ADAPTER,
	NHD_ELEMENT_SOURCE_ADDRESS,
	NHD_ELEMENT_SOURCE_ZPCI,
	NHD_ELEMENT_HOST,
	NHD_ELEMENT_AUTH,
	NHD_ELEMENT_SECRET,
	NHD_ELEMENT_INITIATOR,
	NHD_ELEMENT_IQN,
	NHD_ELEMENT_HOST_IP,
	NHD_ELEMENT_HOST_ROUTE,
	NHD_ELEMENT_VLAN,
	NHD_ELEMENT_TAG,
	NHD_ELEMENT_VIRTUALPORT,
	NHD_ELEMENT_PARAMETERS,
	NHD_ELEMENT_BANDWIDTH,
	NHD_ELEMENT_INBOUND,
	NHD_ELEMENT_OUTBOUND,
	NHD_ELEMENT_PORT,
	NHD_ELEMENT_ACTUAL,
	NHD_ELEMENT_ACTUAL_DRIVER,
	NHD_ELEMENT_ACTUAL_SOURCE,
	NHD_ELEMENT_ACTUAL_ADDRESS,
	NHD_ELEMENT_ACTUAL_VLAN,
	NHD_ELEMENT_ACTUAL_TAG,
	NHD_ELEMENT_ACTUAL_VIRTUALPORT,
	NHD_ELEMENT_ACTUAL_PARAMETERS,
	NHD_ELEMENT_ACTUAL_PORT,
	NHD_ELEMENT_IP,
	NHD_ELEMENT_ROUTE,
	NHD_ELEMENT_PORT_FORWARD,
	NHD_ELEMENT_RANGE,
	NHD_ELEMENT_SCRIPT,
	NHD_ELEMENT_DOWNSCRIPT,
	NHD_ELEMENT_BACKENDDOMAIN,
	NHD_ELEMENT_TARGET,
	NHD_ELEMENT_BYSTANDER_TARGET,
	NHD_ELEMENT_GUEST,
	NHD_ELEMENT_MODEL,
	NHD_ELEMENT_VIRTIO_DRIVER,
	NHD_ELEMENT_BACKEND,
	NHD_ELEMENT_TUNE,
	NHD_ELEMENT_SNDBUF,
	NHD_ELEMENT_TEAMING,
	NHD_ELEMENT_LINK,
	NHD_ELEMENT_MTU,
	NHD_ELEMENT_COALESCE,
	NHD_ELEMENT_RX,
	NHD_ELEMENT_FRAMES,
	NHD_ELEMENT_BOOT,
	NHD_ELEMENT_ALIAS,
	NHD_ELEMENT_MASTER,
	NHD_ELEMENT_ROM,
	NHD_ELEMENT_ACPI,
	NHD_ELEMENT_ADDRESS,
	NHD_ELEMENT_ZPCI,
	NHD_ELEMENT_NETWORK,
	NHD_ELEMENT_NAME,
	NHD_ELEMENT_UUID,
	NHD_ELEMENT_TITLE,
	NHD_ELEMENT_FORWARD,
	NHD_ELEMENT_FORWARD_DRIVER,
	NHD_ELEMENT_PF,
	NHD_ELEMENT_FORWARD_INTERFACE,
	NHD_ELEMENT_FORWARD_ADDRESS,
	NHD_ELEMENT_FORWARD_ZPCI,
	NHD_ELEMENT_NAT,
	NHD_ELEMENT_STRAY_DRIVER,
	NHD_ELEMENT_BRIDGE,
	NHD_ELEMENT_NETWORK_MTU,
	NHD_ELEMENT_NETWORK_MAC,
	NHD_ELEMENT_NETWORK_DOMAIN,
	NHD_ELEMENT_NETWORK_VLAN,
	NHD_ELEMENT_NETWORK_TAG,
	NHD_ELEMENT_NETWORK_BANDWIDTH,
	NHD_ELEMENT_NETWORK_INBOUND,
	NHD_ELEMENT_NETWORK_OUTBOUND,
	NHD_ELEMENT_NETWORK_PORT,
	NHD_ELEMENT_NETWORK_VIRTUALPORT,
	NHD_ELEMENT_NETWORK_PARAMETERS,
	NHD_ELEMENT_PORTGROUP,
	NHD_ELEMENT_PORTGROUP_VLAN,
	NHD_ELEMENT_PORTGROUP_TAG,
	NHD_ELEMENT_PORTGROUP_VIRTUALPORT,
	NHD_ELEMENT_PORTGROUP_PARAMETERS,
	NHD_ELEMENT_PORTGROUP_BANDWIDTH,
	NHD_ELEMENT_PORTGROUP_INBOUND,
	NHD_ELEMENT_PORTGROUP_OUTBOUND,
	NHD_ELEMENT_COUNT,
};

/* One word of a choice and the enumerator that it stands for. */
struct nhd_choice {
	const char *word;
	int value;
};

/* How a value is spelt, and what C type its field has. */
enum nhd_value {
	NHD_VALUE_CHOICE,      /* enum: one of choices, exactly */
	NHD_VALUE_YES,         /* bool: set by "yes", and by nothing else an error */
	NHD_VALUE_UNSIGNED,    /* uint32_t */
	NHD_VALUE_WRAPPING,    /* uint32_t: minus is allowed, up to max */
	NHD_VALUE_UNSIGNED_64, /* uint64_t */
	NHD_VALUE_MAC,         /* uint8_t[NHD_MAC_LENGTH]: unicast */
	NHD_VALUE_UUID,        /* uint8_t[NHD_UUID_LENGTH] */
	NHD_VALUE_TEXT,        /* char[max + 1] */
	NHD_VALUE_STRING,      /* char *, of the arena */
	NHD_VALUE_USB_PORT,    /* uint32_t[NHD_USB_PORT_DEPTH] */
	NHD_VALUE_IP,          /* struct nhd_ip_address */
};

/* How a number is printed. */
enum nhd_print {
	NHD_PRINT_NOT,
	NHD_PRINT_PLAIN,     /* choices, texts, and numbers with %u */
	NHD_PRINT_SIGNED,    /* %d: what libvirt uses for some unsigned numbers */
	NHD_PRINT_SIGNED_0X, /* 0x%d */
	NHD_PRINT_HEX,       /* 0x%x */
	NHD_PRINT_HEX_2,     /* 0x%02x */
	NHD_PRINT_HEX_4,
	NHD_PRINT_HEX_8,
};

enum nhd_attribute_flag {
	NHD_REQUIRED = 1 << 0,
	NHD_NONZERO = 1 << 1,
	/* An attribute in a namespace is another one. */
	NHD_NO_NAMESPACE = 1 << 2,
	/* The first one counts that stands in any of its elements, not just the first. */
	NHD_ANYWHERE = 1 << 3,
	/* An empty value is an absent one. */
	NHD_NOT_EMPTY = 1 << 4,
	/* A valid value is refused all the same, with the rule's error class. */
	NHD_REFUSED = 1 << 5,
	/* Made up where it is missing and needed. */
	NHD_INVENTED = 1 << 6,
	/* A number that is not printed where it is zero. */
	NHD_UNLESS_ZERO = 1 << 7,
	/* Like NHD_ANYWHERE, and in any parent as well. */
	NHD_BEYOND = 1 << 8,
	/* Of the first of its elements that there is, in whatever parent. */
	NHD_OF_FIRST = 1 << 9,
	/* libvirt reads it as the XPath string(./element/@name). */
	NHD_XPATH = NHD_NO_NAMESPACE | NHD_ANYWHERE | NHD_NOT_EMPTY,
};

struct nhd_attribute {
	const char *name; /* "" for the text between the tags */
	enum nhd_value value;
	enum nhd_print print;
	unsigned int flags; /* nhd_attribute_flag */
	unsigned int base;  /* of a number: 0, 10 or 16 */
	uint32_t max;       /* highest number, or longest text in bytes; 0: none */
	const struct nhd_choice *choices; /* ended by a NULL word */
	/*
	 * Which variants (source types, address types, virtualport types) of its element
	 * have the attribute, and which of them must; bits 1 << enumerator, 0 for all.
	 */
	uint32_t only;
	uint32_t needed_by;
	/* Places in the element's struct, as nhd_field() takes them; 0: none. */
	size_t field;
	size_t has;                         /* bool: the attribute was given */
	enum nhd_error_class error_class;   /* of a wrong value; 0 for xml-error */
	bool (*printed)(const void *owner); /* the element's struct; NULL: by its value */
};

enum nhd_element_flag {
	/* libvirt compares its local name alone. */
	NHD_ANY_NAMESPACE = 1 << 0,
	/* All of them count, as if they were one. */
	NHD_EVERY = 1 << 1,
	/* Printed as two tags even where there is nothing between them. */
	NHD_UNFOLDED = 1 << 2,
	/* There may be many, each with a struct of its own in a list. */
	NHD_RECORD = 1 << 3,
	/* Printed even where nothing is in it. */
	NHD_BARE = 1 << 4,
	/* Printed one step further in than its place. */
	NHD_DEEPER = 1 << 5,
	/* Any name will do, below its parent: what is said of one device is said of all. */
	NHD_ANY_NAME = 1 << 6,
};

/*
 * Every element has a struct: a part of the struct of the record around it. The document is
 * the outermost record.
 */
struct nhd_element {
	const char *name; /* "" for one that is only a twin */
	enum nhd_element_id parent;
	const struct nhd_attribute *attributes;
	size_t count;
	unsigned int flags; /* nhd_element_flag */
	size_t at;          /* offset of its struct in the record's */
	size_t list;        /* of a record: its struct nhd_list in the record around it */
	size_t size;        /* of a record: its struct's */
	size_t most;        /* of a record: how many are read at all; a bound of ours */
	size_t variant;     /* the enum, in its struct, that only and needed_by mean */
	enum nhd_element_id twin; /* a later element that is read from the same tags */
	bool (*printed)(const void *owner); /* its struct; NULL: if it has content */
};

extern const struct nhd_element nhd_elements[NHD_ELEMENT_COUNT];

/* The place of a member in a struct, and the member at a place; place 0 is none. */
#define NHD_PLACE(type, member) (offsetof(type, member) + 1)
static inline void *nhd_field(const void *owner, size_t place)
{
	return (char *)owner + place - 1;
}

/* The first element behind id that is not below it. */
enum nhd_element_id nhd_element_end(enum nhd_element_id id);

/* The bit of the variant that an element's struct has, or all bits where it has none. */
uint32_t nhd_element_variant(const struct nhd_element *element, const void *owner);

/* The enumerator of a word, or -1; and the word of an enumerator, or NULL. */
int nhd_choice_value(const struct nhd_choice *choices, const char *word);
const char *nhd_choice_word(const struct nhd_choice *choices, int value);

#endif
