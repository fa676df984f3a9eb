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
#include "xml/values.h"
#include "xml/writer.h"

#define INDENT 2

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

static void write_ip(struct nhd_buffer *buffer, const struct nhd_ip_address *address)
{
	char text[NHD_IP_TEXT_MAX];

	nhd_format_ip(address, text);
	nhd_buffer_text(buffer, text);
}

static void write_number(struct nhd_buffer *buffer, enum nhd_print print, uint64_t number)
{
	static const unsigned int digits[] = {
		[NHD_PRINT_HEX] = 1,
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

/* The field of a number or a choice, as a number. */
static uint64_t number_in(const struct nhd_attribute *row, const void *field)
{
	uint32_t number;
	uint64_t wide;

	if (row->value == NHD_VALUE_UNSIGNED_64)
		return *(const uint64_t *)memcpy(&wide, field, sizeof(wide));
	return *(const uint32_t *)memcpy(&number, field, sizeof(number));
}

static void write_value(
	struct nhd_buffer *buffer, const struct nhd_attribute *row, const void *field)
{
	switch (row->value) {
	case NHD_VALUE_YES:
		nhd_buffer_text(buffer, "yes");
		break;
	case NHD_VALUE_MAC:
		write_mac(buffer, field);
		break;
	case NHD_VALUE_UUID:
		write_uuid(buffer, field);
		break;
	case NHD_VALUE_TEXT:
		nhd_buffer_escaped(buffer, field, NHD_ESCAPE_AS_NEEDED);
		break;
	case NHD_VALUE_STRING:
		nhd_buffer_escaped(buffer, *(char *const *)field, NHD_ESCAPE_AS_LIBVIRT);
		break;
	case NHD_VALUE_USB_PORT:
		write_usb_port(buffer, field);
		break;
	case NHD_VALUE_IP:
		write_ip(buffer, field);
		break;
	case NHD_VALUE_CHOICE:
		nhd_buffer_text(buffer,
			nhd_choice_word(row->choices, (int)number_in(row, field)));
		break;
	case NHD_VALUE_UNSIGNED:
	case NHD_VALUE_WRAPPING:
	case NHD_VALUE_UNSIGNED_64:
		write_number(buffer, row->print, number_in(row, field));
		break;
	}
}

/* Whether the model says anything in the attribute of that row. */
static bool is_printed(const struct nhd_attribute *row, const void *owner)
{
	const void *field = nhd_field(owner, row->field);

	if (row->printed)
		return row->printed(owner);
	if (row->has)
		return *(const bool *)nhd_field(owner, row->has);
	switch (row->value) {
	case NHD_VALUE_CHOICE:
		return number_in(row, field) != 0;
	case NHD_VALUE_YES:
	case NHD_VALUE_TEXT:
		return *(const char *)field != '\0';
	case NHD_VALUE_STRING:
		return *(char *const *)field != NULL;
	case NHD_VALUE_IP:
		return ((const struct nhd_ip_address *)field)->family != 0;
	case NHD_VALUE_UNSIGNED:
	case NHD_VALUE_WRAPPING:
	case NHD_VALUE_UNSIGNED_64:
		return !(row->flags & NHD_UNLESS_ZERO) || number_in(row, field) != 0;
	default:
		return true;
	}
}

static bool has_text(const struct nhd_element *element)
{
	return element->count && !element->attributes[0].name[0];
}

/*
 * A tag that is written as soon as something in it is: so nothing is written of what says
 * nothing, however deep it is.
 */
struct tag {
	struct tag *parent;
	const char *name;
	size_t indent;
	enum { NOT_BEGUN, BEGUN, FULL } state; /* "", "<name", "<name>" */
};

static void fill_tag(struct nhd_buffer *buffer, struct tag *tag);

static void begin_tag(struct nhd_buffer *buffer, struct tag *tag)
{
	if (tag->state != NOT_BEGUN)
		return;
	if (tag->parent)
		fill_tag(buffer, tag->parent);
	nhd_buffer_spaces(buffer, tag->indent);
	nhd_buffer_bytes(buffer, "<", 1);
	nhd_buffer_text(buffer, tag->name);
	tag->state = BEGUN;
}

/* Something follows between the tags. */
static void fill_tag(struct nhd_buffer *buffer, struct tag *tag)
{
	begin_tag(buffer, tag);
	if (tag->state == BEGUN)
		nhd_buffer_bytes(buffer, ">\n", 2);
	tag->state = FULL;
}

static void end_tag(struct nhd_buffer *buffer, const struct tag *tag, size_t indent)
{
	nhd_buffer_spaces(buffer, indent);
	nhd_buffer_bytes(buffer, "</", 2);
	nhd_buffer_text(buffer, tag->name);
	nhd_buffer_bytes(buffer, ">\n", 2);
}

static void write_attribute(struct nhd_buffer *buffer, struct tag *tag,
	const struct nhd_attribute *row, const void *field)
{
	begin_tag(buffer, tag);
	if (!row->name[0]) {
		nhd_buffer_bytes(buffer, ">", 1);
		write_value(buffer, row, field);
		end_tag(buffer, tag, 0);
		return;
	}
	nhd_buffer_bytes(buffer, " ", 1);
	nhd_buffer_text(buffer, row->name);
	nhd_buffer_bytes(buffer, "='", 2);
	write_value(buffer, row, field);
	nhd_buffer_bytes(buffer, "'", 1);
}

static void write_attributes(struct nhd_buffer *buffer, struct tag *tag,
	const struct nhd_element *element, const void *owner)
{
	uint32_t variant = nhd_element_variant(element, owner);

	for (size_t i = 0; i < element->count; i++) {
		const struct nhd_attribute *row = &element->attributes[i];

		if (row->print != NHD_PRINT_NOT && (!row->only || row->only & variant) &&
			is_printed(row, owner))
			write_attribute(buffer, tag, row, nhd_field(owner, row->field));
	}
}

static void write_children(struct nhd_buffer *buffer, enum nhd_element_id parent,
	struct tag *tag, const void *record);

/* One element; record is the struct of the record that it is, or stands in. */
static void write_element(struct nhd_buffer *buffer, enum nhd_element_id id,
	struct tag *parent, const void *record)
{
	const struct nhd_element *element = &nhd_elements[id];
	const void *owner = (const char *)record + element->at;
	struct tag tag = { parent, element->name, parent ? parent->indent + INDENT : 0,
		NOT_BEGUN };

	if (element->printed && !element->printed(owner))
		return;
	if (element->flags & NHD_DEEPER)
		tag.indent += INDENT;
	if (element->flags & NHD_BARE)
		begin_tag(buffer, &tag);
	write_attributes(buffer, &tag, element, owner);
	if (element->flags & NHD_UNFOLDED)
		fill_tag(buffer, &tag);
	write_children(buffer, id, &tag, record);
	if (tag.state == FULL)
		end_tag(buffer, &tag, tag.indent);
	else if (tag.state == BEGUN && !has_text(element))
		nhd_buffer_bytes(buffer, "/>\n", 3);
}

static void write_records(struct nhd_buffer *buffer, enum nhd_element_id id,
	struct tag *parent, const void *record)
{
	const struct nhd_element *element = &nhd_elements[id];
	const struct nhd_list *list = nhd_field(record, element->list);

	for (size_t i = 0; i < list->count; i++)
		write_element(buffer, id, parent,
			(const char *)list->items + i * element->size);
}

static void write_children(struct nhd_buffer *buffer, enum nhd_element_id parent,
	struct tag *tag, const void *record)
{
	for (unsigned int id = parent + 1; id < NHD_ELEMENT_COUNT; id++) {
		if (nhd_elements[id].parent < parent ||
			nhd_elements[id].parent == NHD_ELEMENT_COUNT)
			break;
		if (nhd_elements[id].parent != parent)
			continue;
		if (nhd_elements[id].flags & NHD_RECORD)
			write_records(buffer, id, tag, record);
		else
			write_element(buffer, id, tag, record);
	}
}

int nhd_write_document(enum nhd_element_id root, const void *record, char **text,
	size_t *length, struct nhd_error *error)
{
	struct nhd_buffer buffer = { NULL, 0, 0, false };

	*text = NULL;
	*length = 0;
	write_element(&buffer, root, NULL, record);
	if (buffer.failed) {
		free(buffer.text);
		return nhd_fail_memory(error);
	}
	*text = buffer.text;
	*length = buffer.length;
	return 0;
}

int nhd_write_interface(const nhd_interface *interface, char **text, size_t *length,
	struct nhd_error *error)
{
	return nhd_write_document(NHD_ELEMENT_INTERFACE, interface, text, length, error);
}

int nhd_write_network(
	const nhd_network *network, char **text, size_t *length, struct nhd_error *error)
{
	return nhd_write_document(NHD_ELEMENT_NETWORK, network, text, length, error);
}

int nhd_write_domain(
	const nhd_domain *domain, char **text, size_t *length, struct nhd_error *error)
{
	return nhd_write_document(NHD_ELEMENT_DEVICES, domain, text, length, error);
}

void nhd_text_free(char *text)
{
	free(text);
}
