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
#include "xml/devices.h"
#include "xml/reader.h"
#include "xml/values.h"

int nhd_fail_at(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const char *attribute,
	const struct nhd_collected_value *value, const char *format, ...)
{
	struct nhd_error *error = reader->error;
	char message[sizeof(error->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	nhd_fail(error, error_class, EINVAL, "%s", message);
	nhd_locate(&reader->collection, id, attribute, value, error);
	return -EINVAL;
}

bool nhd_is_present(const struct nhd_reader *reader, enum nhd_element_id id)
{
	return reader->collection.elements[id].present;
}

const struct nhd_attribute *nhd_row(
	const struct nhd_reader *reader, enum nhd_element_id id, const char *name)
{
	const struct nhd_element *element = &nhd_elements[id];
	const struct nhd_attribute *row = element->attributes;
	uint32_t variant = nhd_element_variant(element, nhd_owner(reader, id));

	for (size_t i = 0; i < element->count; i++, row++) {
		if (row->name[0] == name[0] && !strcmp(row->name, name) &&
			(!row->only || row->only & variant))
			return row;
	}
	return NULL;
}

const char *nhd_text(
	const struct nhd_reader *reader, enum nhd_element_id id, const char *name)
{
	const struct nhd_attribute *row = nhd_row(reader, id, name);
	const struct nhd_collected_value *value =
		row ? nhd_collected(&reader->collection, id, row) : NULL;

	return value ? nhd_collected_text(&reader->collection, value) : NULL;
}

static int fail_row(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const struct nhd_attribute *row, const char *complaint)
{
	const struct nhd_collected_value *value =
		nhd_collected(&reader->collection, id, row);
	const char *text = value ? nhd_collected_text(&reader->collection, value) : "";

	return nhd_fail_at(reader, error_class, id, row->name, value, "%s='%.*s' %s",
		row->name[0] ? row->name : nhd_elements[id].name, nhd_fitting(text, 80),
		text, complaint);
}

int nhd_fail_value(const struct nhd_reader *reader, enum nhd_error_class error_class,
	enum nhd_element_id id, const char *name, const char *complaint)
{
	return fail_row(reader, error_class, id, nhd_row(reader, id, name), complaint);
}

static enum nhd_error_class class_of(const struct nhd_attribute *row)
{
	return row->error_class ? row->error_class : NHD_ERROR_XML;
}

static const char *convert_number(
	const struct nhd_attribute *row, const char *text, uint32_t *number)
{
	bool valid = row->value == NHD_VALUE_WRAPPING
			     ? nhd_parse_wrapping(text, row->base, number)
			     : nhd_parse_unsigned(text, row->base, number);

	if (!valid)
		return row->base == 10 ? "is no decimal number of 32 bits"
				       : "is no number of 32 bits";
	if (row->flags & NHD_NONZERO && !*number)
		return "must not be zero";
	if (row->value == NHD_VALUE_WRAPPING && row->max && *number > row->max)
		return "is too large";
	return NULL;
}

static const char *convert_mac(const char *text, uint8_t address[NHD_MAC_LENGTH])
{
	if (!nhd_parse_mac(text, address))
		return "is no MAC address";
	return address[0] & 1 ? "is a multicast address" : NULL;
}

/* No complaint about the document, but in the place of one. */
static const char no_memory[] = "finds no memory";

/* A string lives as long as the model; what no field wants is not kept. */
static const char *convert_string(struct nhd_reader *reader,
	const struct nhd_attribute *row, const char *text, char **string)
{
	*string = row->field ? nhd_arena_copy(reader->arena, text) : NULL;
	return row->field && !*string ? no_memory : NULL;
}

/* Converts text into the field that row names; returns what is wrong with it, or NULL. */
static const char *convert(struct nhd_reader *reader, const struct nhd_attribute *row,
	const char *text, void *owner)
{
	union {
		uint32_t number;
		uint64_t wide;
		bool yes;
		int choice;
		char *string;
		uint8_t mac[NHD_MAC_LENGTH];
		uint8_t uuid[NHD_UUID_LENGTH];
		uint32_t ports[NHD_USB_PORT_DEPTH];
		struct nhd_ip_address ip;
	} value;
	const char *complaint = NULL;
	const void *bytes = &value;
	size_t size = 0;

	switch (row->value) {
	case NHD_VALUE_CHOICE:
		value.choice = nhd_choice_value(row->choices, text);
		complaint = value.choice < 0 ? "is none of the words known here" : NULL;
		size = sizeof(value.choice);
		break;
	case NHD_VALUE_YES:
		value.yes = !strcmp(text, "yes");
		size = sizeof(value.yes);
		break;
	case NHD_VALUE_UNSIGNED:
	case NHD_VALUE_WRAPPING:
		complaint = convert_number(row, text, &value.number);
		size = sizeof(value.number);
		break;
	case NHD_VALUE_UNSIGNED_64:
		if (!nhd_parse_unsigned_64(text, row->base, &value.wide))
			complaint = "is no number of 64 bits";
		size = sizeof(value.wide);
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
		if (size > row->max + 1)
			complaint = "is too long";
		break;
	case NHD_VALUE_STRING:
		complaint = convert_string(reader, row, text, &value.string);
		size = sizeof(value.string);
		break;
	case NHD_VALUE_USB_PORT:
		if (!nhd_parse_usb_port(text, value.ports))
			complaint = "is no USB port";
		size = sizeof(value.ports);
		break;
	case NHD_VALUE_IP:
		if (!nhd_parse_ip(text, NHD_IP_FAMILY_ABSENT, &value.ip))
			complaint = "is no IP address";
		size = sizeof(value.ip);
		break;
	}
	if (!complaint && row->field)
		memcpy(nhd_field(owner, row->field), bytes, size);
	return complaint;
}

/* A missing attribute may be missing with its element. */
static int fail_missing(const struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_attribute *row)
{
	if (nhd_is_present(reader, id) && row->name[0])
		return nhd_fail_at(reader, NHD_ERROR_XML, id, row->name, NULL,
			"the attribute %s is missing", row->name);
	if (nhd_is_present(reader, id))
		return nhd_fail_at(reader, NHD_ERROR_XML, id, NULL, NULL, "<%s> is empty",
			nhd_elements[id].name);
	return nhd_fail_at(reader, NHD_ERROR_XML, id, NULL, NULL, "<%s> is missing",
		nhd_elements[id].name);
}

int nhd_read_row(struct nhd_reader *reader, enum nhd_element_id id,
	const struct nhd_attribute *row)
{
	const struct nhd_collected_value *value =
		nhd_collected(&reader->collection, id, row);
	void *owner = nhd_owner(reader, id);
	const char *complaint;

	if (!value) {
		return row->flags & NHD_REQUIRED ? fail_missing(reader, id, row) : 0;
	}
	complaint = convert(
		reader, row, nhd_collected_text(&reader->collection, value), owner);
	if (complaint == no_memory)
		return nhd_fail_memory(reader->error);
	if (!complaint && row->flags & NHD_REFUSED)
		complaint = "is not supported here";
	if (complaint)
		return fail_row(reader, class_of(row), id, row, complaint);
	if (row->has)
		*(bool *)nhd_field(owner, row->has) = true;
	return 0;
}

int nhd_read_named(struct nhd_reader *reader, enum nhd_element_id id, const char *name)
{
	return nhd_read_row(reader, id, nhd_row(reader, id, name));
}

int nhd_read_rows(struct nhd_reader *reader, enum nhd_element_id id)
{
	const struct nhd_element *element = &nhd_elements[id];
	const void *owner = nhd_owner(reader, id);
	int status = 0;

	for (size_t i = 0; !status && i < element->count; i++) {
		const struct nhd_attribute *row = &element->attributes[i];

		/* The row before may have been the type that tells the variant. */
		if (!row->only || row->only & nhd_element_variant(element, owner))
			status = nhd_read_row(reader, id, row);
	}
	return status;
}

int nhd_read_element(struct nhd_reader *reader, enum nhd_element_id id)
{
	return nhd_is_present(reader, id) ? nhd_read_rows(reader, id) : 0;
}

int nhd_tell_twice(struct nhd_reader *reader, enum nhd_seen_kind kind, const void *bytes,
	size_t size, enum nhd_element_id id, const char *attribute)
{
	int status = nhd_seen_add(&reader->seen, kind, bytes, size);

	if (status < 0)
		return nhd_fail_memory(reader->error);
	if (status)
		return nhd_fail_at(reader, NHD_ERROR_XML, id, attribute, NULL,
			"the same was said before");
	return 0;
}

static struct nhd_failure *find_failure(const struct nhd_reader *reader, unsigned int id)
{
	for (size_t i = 0; i < reader->failure_count; i++) {
		if (reader->failures[i].id == id)
			return &reader->failures[i];
	}
	return NULL;
}

int nhd_told_late(struct nhd_reader *reader, unsigned int id)
{
	const struct nhd_failure *failure = find_failure(reader, id);

	if (!failure)
		return 0;
	nhd_error_copy(reader->error, &failure->error);
	return failure->status;
}

/* What was wrong below a record has been told as a part of it. */
static void forget_failures(struct nhd_reader *reader, enum nhd_element_id id)
{
	enum nhd_element_id end = nhd_element_end(id);
	size_t count = 0;

	for (size_t i = 0; i < reader->failure_count; i++) {
		unsigned int which = reader->failures[i].id;

		if (which <= id || which >= end)
			reader->failures[count++] = reader->failures[i];
	}
	reader->failure_count = count;
}

bool nhd_keep_failure(struct nhd_reader *reader, unsigned int id, int status,
	const struct nhd_error *error)
{
	struct nhd_failure *failures;

	if (!status || find_failure(reader, id))
		return true;
	failures = realloc(reader->failures,
		(reader->failure_count + 1) * sizeof(reader->failures[0]));
	if (!failures)
		return false;
	reader->failures = failures;
	failures[reader->failure_count++] = (struct nhd_failure){ id, status, *error };
	return true;
}

int nhd_take_steps(struct nhd_reader *reader, nhd_read_step *const *steps)
{
	int status = 0;

	for (; !status && *steps; steps++)
		status = (*steps)(reader);
	return status;
}

static int read_record(struct nhd_reader *reader, enum nhd_element_id id)
{
	return nhd_read_steps[id] ? nhd_take_steps(reader, nhd_read_steps[id])
				  : nhd_read_rows(reader, id);
}

static int begin_record(void *context, enum nhd_element_id id)
{
	const struct nhd_element *element = &nhd_elements[id];
	struct nhd_reader *reader = context;
	struct nhd_list *list = nhd_field(nhd_record(reader), element->list);
	void *item;

	if (list->count == element->most)
		return -EFBIG;
	item = nhd_list_append(reader->arena, list, element->size);
	reader->records[reader->depth++] = item;
	return item ? 0 : -ENOMEM;
}

/* Of several that are wrong the first is told, and so the others need not be read. */
static int end_record(void *context, enum nhd_element_id id)
{
	struct nhd_reader *reader = context;
	struct nhd_error error = NHD_ERROR_INIT;
	int status = 0;

	if (!find_failure(reader, id)) {
		reader->error = &error;
		status = read_record(reader, id);
		if (status != -ENOMEM && !nhd_keep_failure(reader, id, status, &error))
			status = -ENOMEM;
	}
	forget_failures(reader, id);
	reader->depth--;
	return status == -ENOMEM ? status : 0;
}

int nhd_read_document(nhd_reader *reader, enum nhd_element_id root, void *record,
	struct nhd_arena *arena, const char *text, size_t length, struct nhd_error *error)
{
	int status;

	reader->arena = arena;
	reader->records[0] = record;
	reader->depth = 1;
	reader->failure_count = 0;
	status = nhd_collect(&reader->collection, root, text, length, error);
	reader->error = error;
	if (!status)
		status = read_record(reader, root);
	nhd_seen_clear(&reader->seen);
	if (status == -ENOMEM && arena->full)
		return nhd_fail(error, NHD_ERROR_LIMIT_EXCEEDED, EFBIG,
			"the document says more than %zu bytes hold", NHD_ARENA_MAX);
	return status;
}

/* For the public functions: record may be NULL for want of memory, and so may error. */
static int read_new(nhd_reader *reader, enum nhd_element_id root, void *record,
	struct nhd_arena *arena, const char *text, size_t length, struct nhd_error *error)
{
	struct nhd_error unwanted = NHD_ERROR_INIT;

	if (!record)
		return nhd_fail_memory(error);
	return nhd_read_document(
		reader, root, record, arena, text, length, error ? error : &unwanted);
}

int nhd_reader_new(nhd_reader **reader, enum nhd_driver driver, struct nhd_error *error)
{
	struct nhd_record_handler record = { begin_record, end_record, NULL };

	*reader = NULL;
	if (driver != NHD_DRIVER_GENERIC && driver != NHD_DRIVER_QEMU)
		return nhd_fail(error, NHD_ERROR_INVALID_ARGUMENT, EINVAL,
			"there is no driver %d", (int)driver);
	*reader = calloc(1, sizeof(**reader));
	if (!*reader)
		return nhd_fail_memory(error);
	(*reader)->driver = driver;
	record.context = *reader;
	nhd_collection_init(&(*reader)->collection, &record);
	return 0;
}

void nhd_reader_set_form(nhd_reader *reader, enum nhd_form form)
{
	reader->form = form;
}

void nhd_reader_free(nhd_reader *reader)
{
	if (!reader)
		return;
	nhd_collection_clear(&reader->collection);
	free(reader->failures);
	free(reader);
}

static int read_interface(nhd_reader *reader, const char *text, size_t length,
	bool of_pool, nhd_interface **interface, struct nhd_error *error)
{
	nhd_interface *result = calloc(1, sizeof(*result));
	int status;

	reader->of_pool = of_pool;
	status = read_new(reader, NHD_ELEMENT_INTERFACE, result,
		result ? &result->arena : NULL, text, length, error);
	reader->of_pool = false;
	if (status)
		nhd_interface_free(result);
	*interface = status ? NULL : result;
	return status;
}

int nhd_read_interface(nhd_reader *reader, const char *text, size_t length,
	nhd_interface **interface, struct nhd_error *error)
{
	return read_interface(reader, text, length, false, interface, error);
}

int nhd_read_pool_interface(nhd_reader *reader, const char *text, size_t length,
	nhd_interface **interface, struct nhd_error *error)
{
	return read_interface(reader, text, length, true, interface, error);
}

int nhd_read_network(nhd_reader *reader, const char *text, size_t length,
	nhd_network **network, struct nhd_error *error)
{
	nhd_network *result = calloc(1, sizeof(*result));
	int status = read_new(reader, NHD_ELEMENT_NETWORK, result,
		result ? &result->arena : NULL, text, length, error);

	if (status)
		nhd_network_free(result);
	*network = status ? NULL : result;
	return status;
}

int nhd_read_domain(nhd_reader *reader, const char *text, size_t length,
	nhd_domain **domain, struct nhd_error *error)
{
	nhd_domain *result = calloc(1, sizeof(*result));
	int status = read_new(reader, NHD_ELEMENT_DOMAIN, result,
		result ? &result->arena : NULL, text, length, error);

	if (status)
		nhd_domain_free(result);
	*domain = status ? NULL : result;
	return status;
}

size_t nhd_domain_pool_interfaces(const nhd_domain *domain)
{
	const nhd_interface *devices = domain->devices.items;
	size_t count = 0;

	for (size_t i = 0; i < domain->devices.count; i++)
		count += nhd_is_kind(&devices[i], "interface") &&
			 nhd_same_text(devices[i].bystander.type, "network");
	return count;
}
