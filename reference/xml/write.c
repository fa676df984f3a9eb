// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From the model to canonical text: walks the grammar in its order. An element without
 * attributes and children is not printed at all (virXMLFormatElement).
 */
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "xml/buffer.h"
#include "xml/grammar.h"

#define INDENT 2

struct writer {
	struct nhd_buffer buffer;
	const nhd_interface *interface;
};

static void write_mac(struct nhd_buffer *buffer, const uint8_t *address)
{
	for (size_t i = 0; i < NHD_MAC_LENGTH; i++) {
		if (i)
			nhd_buffer_bytes(buffer, ":", 1);
		nhd_buffer_hex(buffer, address[i], 2);
	}
}

static void write_uuid(struct nhd_buffer *buffer, const uint8_t *uuid)
{
	for (size_t i = 0; i < NHD_UUID_LENGTH; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			nhd_buffer_bytes(buffer, "-", 1);
		nhd_buffer_hex(buffer, uuid[i], 2);
	}
}

static void write_usb_port(struct nhd_buffer *buffer, const uint32_t *ports)
{
	for (size_t i = 0; i < NHD_USB_PORT_DEPTH && ports[i]; i++) {
		if (i)
			nhd_buffer_bytes(buffer, ".", 1);
		nhd_buffer_unsigned(buffer, ports[i]);
	}
}

static void write_number(struct nhd_buffer *buffer, enum nhd_print print, uint32_t number)
{
	static const unsigned int digits[] = {
		[NHD_PRINT_HEX_2] = 2,
		[NHD_PRINT_HEX_4] = 4,
		[NHD_PRINT_HEX_8] = 8,
	};

	if (print == NHD_PRINT_PLAIN) {
		nhd_buffer_unsigned(buffer, number);
		return;
	}
	if (print != NHD_PRINT_SIGNED)
		nhd_buffer_bytes(buffer, "0x", 2);
	if (print == NHD_PRINT_SIGNED || print == NHD_PRINT_SIGNED_0X)
		nhd_buffer_signed(buffer, (int32_t)number);
	else
		nhd_buffer_hex(buffer, number, digits[print]);
}

static void write_value(
	struct nhd_buffer *buffer, const struct nhd_attribute *rule, const void *field)
{
	uint32_t number;

	switch (rule->value) {
	case NHD_VALUE_YES:
		nhd_buffer_text(buffer, "yes");
		return;
	case NHD_VALUE_MAC:
		write_mac(buffer, field);
		return;
	case NHD_VALUE_UUID:
		write_uuid(buffer, field);
		return;
	case NHD_VALUE_TEXT:
		nhd_buffer_escaped(buffer, field);
		return;
	case NHD_VALUE_USB_PORT:
		write_usb_port(buffer, field);
		return;
	case NHD_VALUE_CHOICE:
	case NHD_VALUE_UNSIGNED:
	case NHD_VALUE_WRAPPING:
	case NHD_VALUE_UNSIGNED_64:
		break;
	}
	memcpy(&number, field, sizeof(number));
	if (rule->value == NHD_VALUE_CHOICE)
		nhd_buffer_text(buffer, nhd_choice_word(rule->choices, (int)number));
	else
		write_number(buffer, rule->print, number);
}

/* Whether the interface says anything in the attribute of that rule. */
static bool is_printed(const nhd_interface *interface, const struct nhd_attribute *rule)
{
	const char *base = (const char *)interface;
	int choice;

	if (rule->printed)
		return rule->printed(interface);
	if (rule->has)
		return base[rule->has];
	switch (rule->value) {
	case NHD_VALUE_CHOICE:
		memcpy(&choice, base + rule->field, sizeof(choice));
		return choice != 0;
	case NHD_VALUE_YES:
	case NHD_VALUE_TEXT:
		return base[rule->field] != '\0';
	default:
		return true;
	}
}

static void write_attributes(struct writer *writer, const struct nhd_element *element)
{
	struct nhd_buffer *buffer = &writer->buffer;
	const nhd_interface *interface = writer->interface;
	uint32_t variant = nhd_element_variant(element, interface);

	for (size_t i = 0; i < element->count; i++) {
		const struct nhd_attribute *rule = &element->attributes[i];

		if (rule->print == NHD_PRINT_NOT ||
			(rule->only && !(rule->only & variant)) ||
			!is_printed(interface, rule))
			continue;
		nhd_buffer_bytes(buffer, " ", 1);
		nhd_buffer_text(buffer, rule->name);
		nhd_buffer_bytes(buffer, "='", 2);
		write_value(buffer, rule, (const char *)interface + rule->field);
		nhd_buffer_bytes(buffer, "'", 1);
	}
}

/* nativeMode is printed on every tag of the native number (virNetDevVlanFormat). */
static void write_tags(struct writer *writer, size_t indent)
{
	const struct nhd_vlan *vlan = &writer->interface->vlan;
	const struct nhd_choice *modes =
		nhd_elements[NHD_ELEMENT_TAG].attributes[1].choices;
	struct nhd_buffer *buffer = &writer->buffer;

	for (size_t i = 0; i < vlan->count; i++) {
		nhd_buffer_spaces(buffer, indent);
		nhd_buffer_text(buffer, "<tag id='");
		nhd_buffer_unsigned(buffer, vlan->tags[i]);
		if (vlan->native_mode && vlan->native_tag == vlan->tags[i]) {
			nhd_buffer_text(buffer, "' nativeMode='");
			nhd_buffer_text(
				buffer, nhd_choice_word(modes, (int)vlan->native_mode));
		}
		nhd_buffer_text(buffer, "'/>\n");
	}
}

static void write_element(struct writer *writer, enum nhd_element_id id, size_t indent);

static void write_children(struct writer *writer, enum nhd_element_id id, size_t indent)
{
	for (unsigned int child = id + 1; child < NHD_ELEMENT_COUNT; child++) {
		if (nhd_elements[child].parent == id)
			write_element(writer, child, indent);
	}
}

static void write_element(struct writer *writer, enum nhd_element_id id, size_t indent)
{
	const struct nhd_element *element = &nhd_elements[id];
	struct nhd_buffer *buffer = &writer->buffer;
	size_t start = buffer->length, bare, tagged;

	if (element->printed && !element->printed(writer->interface))
		return;
	if (element->repeats) {
		write_tags(writer, indent);
		return;
	}
	nhd_buffer_spaces(buffer, indent);
	nhd_buffer_bytes(buffer, "<", 1);
	nhd_buffer_text(buffer, element->name);
	bare = buffer->length;
	write_attributes(writer, element);
	tagged = buffer->length;
	nhd_buffer_text(buffer, ">\n");
	write_children(writer, id, indent + INDENT);
	if (buffer->length > tagged + 2) {
		nhd_buffer_spaces(buffer, indent);
		nhd_buffer_bytes(buffer, "</", 2);
		nhd_buffer_text(buffer, element->name);
		nhd_buffer_bytes(buffer, ">\n", 2);
	} else if (tagged > bare) {
		buffer->length = tagged;
		nhd_buffer_text(buffer, "/>\n");
	} else {
		buffer->length = start;
	}
}

int nhd_write_interface(const nhd_interface *interface, char **text, size_t *length,
	struct nhd_error *error)
{
	struct writer writer = { .interface = interface };

	*text = NULL;
	*length = 0;
	write_element(&writer, NHD_ELEMENT_INTERFACE, 0);
	if (writer.buffer.failed) {
		free(writer.buffer.text);
		return nhd_fail_memory(error);
	}
	*text = writer.buffer.text;
	*length = writer.buffer.length;
	return 0;
}

void nhd_text_free(char *text)
{
	free(text);
}
