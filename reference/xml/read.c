// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From collected values to the model, by the grammar alone: no element is known by name
 * here. The order of reading, and the rules that join several values, are in rules.c.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "xml/reader.h"
#include "xml/values.h"

int nhd_fail_at(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const char *attribute,
	const struct nhd_collected_attribute *collected, const char *format, ...)
{
	struct nhd_error *error = reader->error;
	char message[sizeof(error->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	nhd_fail(error, error_class, EINVAL, "%s", message);
	nhd_locate(&reader->collection, id, attribute, collected, error);
	return -EINVAL;
}

bool nhd_is_present(const struct nhd_reader *reader, enum nhd_element_id id)
{
	return reader->collection.elements[id].present;
}

static enum nhd_error_class class_of(const struct nhd_attribute *rule)
{
	return rule->error_class ? rule->error_class : NHD_ERROR_XML;
}

const char *nhd_convert_number(
	const struct nhd_attribute *rule, const char *text, uint32_t *number)
{
	bool valid = rule->value == NHD_VALUE_WRAPPING
			     ? nhd_parse_wrapping(text, rule->base, number)
			     : nhd_parse_unsigned(text, rule->base, number);

	if (!valid)
		return rule->base == 10 ? "is no decimal number of 32 bits"
					: "is no number of 32 bits";
	if (rule->flags & NHD_NONZERO && !*number)
		return "must not be zero";
	if (rule->value == NHD_VALUE_WRAPPING && *number > rule->max)
		return "is too large";
	return NULL;
}

static const char *convert_mac(const char *text, uint8_t address[NHD_MAC_LENGTH])
{
	if (!nhd_parse_mac(text, address))
		return "is no MAC address";
	return address[0] & 1 ? "is a multicast address" : NULL;
}

/* Converts text into the field that rule names; returns what is wrong with it, or NULL. */
static const char *convert(
	struct nhd_reader *reader, const struct nhd_attribute *rule, const char *text)
{
	union {
		uint32_t number;
		uint64_t wide;
		bool yes;
		int choice;
		uint8_t mac[NHD_MAC_LENGTH];
		uint8_t uuid[NHD_UUID_LENGTH];
		uint32_t ports[NHD_USB_PORT_DEPTH];
	} value;
	const char *complaint = NULL;
	const void *bytes = &value;
	size_t size = 0;

	switch (rule->value) {
	case NHD_VALUE_CHOICE:
		value.choice = nhd_choice_value(rule->choices, text);
		complaint = value.choice < 0 ? "is none of the words known here" : NULL;
		size = sizeof(value.choice);
		break;
	case NHD_VALUE_YES:
		value.yes = !strcmp(text, "yes");
		size = sizeof(value.yes);
		break;
	case NHD_VALUE_UNSIGNED:
	case NHD_VALUE_WRAPPING:
		complaint = nhd_convert_number(rule, text, &value.number);
		size = sizeof(value.number);
		break;
	case NHD_VALUE_UNSIGNED_64:
		if (!nhd_parse_unsigned_64(text, rule->base, &value.wide))
			complaint = "is no number of 64 bits";
		break;
	case NHD_VALUE_MAC:
		complaint = convert_mac(text, value.mac);
		size = sizeof(value.mac);
		break;
	case NHD_VALUE_UUID:
		complaint = nhd_parse_uuid(text, value.uuid) ? NULL : "is no UUID";
		size = sizeof(value.uuid);
		break;
	case NHD_VALUE_TEXT:
		bytes = text;
		size = strlen(text) + 1;
		if (rule->max && size > rule->max + 1)
			complaint = "is too long";
		break;
	case NHD_VALUE_USB_PORT:
		if (!nhd_parse_usb_port(text, value.ports))
			complaint = "is no USB port";
		size = sizeof(value.ports);
		break;
	}
	if (!complaint && rule->field)
		memcpy((char *)reader->interface + rule->field, bytes, size);
	return complaint;
}

int nhd_read_attribute(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_attribute *rule)
{
	const struct nhd_collected_attribute *collected =
		nhd_collected(&reader->collection, id, rule);
	const char *text, *complaint;

	if (!collected) {
		if (rule->flags & NHD_REQUIRED)
			return nhd_fail_at(reader, NHD_ERROR_XML, id, rule->name, NULL,
				"the attribute %s is missing", rule->name);
		return 0;
	}
	text = nhd_collected_text(&reader->collection, collected);
	complaint = convert(reader, rule, text);
	if (!complaint && rule->flags & NHD_REFUSED)
		complaint = "is not for a source of this type";
	if (complaint)
		return nhd_fail_at(reader, class_of(rule), id, rule->name, collected,
			"%s='%.80s' %s", rule->name, text, complaint);
	if (rule->has)
		*((char *)reader->interface + rule->has) = true;
	return 0;
}

int nhd_read_rules(struct nhd_reader *reader, enum nhd_element_id id, bool anywhere)
{
	const struct nhd_element *element = &nhd_elements[id];
	int status = 0;

	for (size_t i = 0; !status && i < element->count; i++) {
		const struct nhd_attribute *rule = &element->attributes[i];
		/* The row before may have been the type that tells it. */
		uint32_t variant = nhd_element_variant(element, reader->interface);

		if (anywhere == !!(rule->flags & NHD_ANYWHERE) &&
			(!rule->only || rule->only & variant))
			status = nhd_read_attribute(reader, id, rule);
	}
	return status;
}

int nhd_read_element(struct nhd_reader *reader, enum nhd_element_id id)
{
	return nhd_is_present(reader, id) ? nhd_read_rules(reader, id, false) : 0;
}

int nhd_reader_new(nhd_reader **reader, enum nhd_driver driver, struct nhd_error *error)
{
	*reader = calloc(1, sizeof(**reader));
	if (!*reader)
		return nhd_fail_memory(error);
	(*reader)->driver = driver;
	nhd_collection_init(&(*reader)->collection, nhd_on_tag, *reader);
	return 0;
}

void nhd_reader_free(nhd_reader *reader)
{
	if (!reader)
		return;
	nhd_collection_clear(&reader->collection);
	free(reader);
}

int nhd_read_interface(nhd_reader *reader, const char *text, size_t length,
	nhd_interface **interface, struct nhd_error *error)
{
	struct nhd_error unwanted = NHD_ERROR_INIT;
	int status;

	error = error ? error : &unwanted;
	*interface = NULL;
	reader->interface = calloc(1, sizeof(*reader->interface));
	if (!reader->interface)
		return nhd_fail_memory(error);
	reader->tag_capacity = 0;
	reader->tag_status = 0;
	status = nhd_collect(&reader->collection, text, length, error);
	reader->error = error;
	for (nhd_read_step *const *step = nhd_read_steps; !status && *step; step++)
		status = (*step)(reader);
	if (status)
		nhd_interface_free(reader->interface);
	else
		*interface = reader->interface;
	reader->interface = NULL;
	return status;
}
