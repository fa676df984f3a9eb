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

#include "model/interface.h"

/* In printing order; a child stands behind its parent. */
enum nhd_element_id {
	NHD_ELEMENT_INTERFACE,
	NHD_ELEMENT_MAC,
	NHD_ELEMENT_SOURCE,
	NHD_ELEMENT_VENDOR,
	NHD_ELEMENT_PRODUCT,
	NHD_ELEMENT_ADAPTER,
	NHD_ELEMENT_SOURCE_ADDRESS,
	NHD_ELEMENT_SOURCE_ZPCI,
	NHD_ELEMENT_VLAN,
	NHD_ELEMENT_TAG,
	NHD_ELEMENT_VIRTUALPORT,
	NHD_ELEMENT_PARAMETERS,
	NHD_ELEMENT_ADDRESS,
	NHD_ELEMENT_ZPCI,
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
	NHD_VALUE_UNSIGNED_64, /* checked, never kept */
	NHD_VALUE_MAC,         /* uint8_t[NHD_MAC_LENGTH]: unicast */
	NHD_VALUE_UUID,        /* uint8_t[NHD_UUID_LENGTH] */
	NHD_VALUE_TEXT,        /* char[max + 1] */
	NHD_VALUE_USB_PORT,    /* uint32_t[NHD_USB_PORT_DEPTH] */
};

/* How a number is printed. */
enum nhd_print {
	NHD_PRINT_NOT,
	NHD_PRINT_PLAIN,     /* choices, texts, and numbers with %u */
	NHD_PRINT_SIGNED,    /* %d: what libvirt uses for some unsigned numbers */
	NHD_PRINT_SIGNED_0X, /* 0x%d */
	NHD_PRINT_HEX_2,     /* 0x%02x */
	NHD_PRINT_HEX_4,
	NHD_PRINT_HEX_8,
};

enum nhd_attribute_flag {
	NHD_REQUIRED = 1 << 0,
	NHD_NONZERO = 1 << 1,
	/* libvirt reads it through XPath: an attribute in a namespace is another one. */
	NHD_NO_NAMESPACE = 1 << 2,
	/* The first one counts that stands in any of its elements, not just the first. */
	NHD_ANYWHERE = 1 << 3,
	/* A valid value is refused all the same, with the rule's error class. */
	NHD_REFUSED = 1 << 4,
	/* Made up where it is missing and needed. */
	NHD_INVENTED = 1 << 5,
};

/* Attributes that NHD_ANYWHERE finds have a place of their own in the collection. */
enum nhd_anywhere_id {
	NHD_ANYWHERE_NONE,
	NHD_ANYWHERE_SOURCE_TYPE,
	NHD_ANYWHERE_STARTUP_POLICY,
	NHD_ANYWHERE_COUNT,
};

struct nhd_attribute {
	const char *name;
	enum nhd_value value;
	enum nhd_print print;
	unsigned int flags; /* nhd_attribute_flag */
	enum nhd_anywhere_id anywhere;
	unsigned int base; /* of a number: 0, 10 or 16 */
	uint32_t max;      /* highest number, or longest text in bytes; 0: none */
	const struct nhd_choice *choices; /* ended by a NULL word */
	/*
	 * Which variants (source types, address types, virtualport types) of its element
	 * have the attribute, and which of them must; bits 1 << enumerator, 0 for all.
	 */
	uint32_t only;
	uint32_t needed_by;
	/* Offsets in struct nhd_interface; 0 where there is none. */
	size_t field;
	size_t has;                       /* bool: the attribute was given */
	enum nhd_error_class error_class; /* of a wrong value; 0 for xml-error */
	bool (*printed)(const nhd_interface *interface); /* NULL: by its value */
};

struct nhd_element {
	const char *name;
	enum nhd_element_id parent;
	const struct nhd_attribute *attributes;
	size_t count;
	size_t variant;     /* offset of the enum that only and needed_by mean */
	bool any_namespace; /* libvirt compares its local name alone */
	bool repeats;
	bool (*printed)(const nhd_interface *interface); /* NULL: if it has content */
};

extern const struct nhd_element nhd_elements[NHD_ELEMENT_COUNT];

/* The bit of the variant that interface has in element, or all bits where it has none. */
uint32_t nhd_element_variant(
	const struct nhd_element *element, const nhd_interface *interface);

/* The enumerator of a word, or -1; and the word of an enumerator, or NULL. */
int nhd_choice_value(const struct nhd_choice *choices, const char *word);
const char *nhd_choice_word(const struct nhd_choice *choices, int value);

#endif
