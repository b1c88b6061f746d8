#include "internal.h"

// The encoder writes the wire format itself: an alert lies ready in its block, and protobuf-c would first want every
// entry of the map packed into memory of its own.

static size_t varint_size(uint64_t value) {
    size_t size = 1;
    while (value >= 0x80) {
        value >>= 7;
        size++;
    }
    return size;
}

static uint8_t *put_varint(uint8_t *at, uint64_t value) {
    while (value >= 0x80) {
        *at++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *at++ = (uint8_t)value;
    return at;
}

static size_t bytes_size(size_t length) {
    return 1 + varint_size(length) + length;
}

static uint8_t *put_bytes(uint8_t *at, unsigned field, const uint8_t *bytes, size_t length) {
    *at++ = (uint8_t)(field << 3 | 2);
    at = put_varint(at, length);
    if (length) memcpy(at, bytes, length);
    return at + length;
}

// A negative int32 stands on the wire as a 64-bit varint, as protobuf demands.
static uint64_t widened(int32_t value) {
    return (uint64_t)(int64_t)value;
}

static size_t integer_size(uint64_t value) {
    return value ? 1 + varint_size(value) : 0;
}

static uint8_t *put_integer(uint8_t *at, unsigned field, uint64_t value) {
    if (!value) return at;
    *at++ = (uint8_t)(field << 3);
    return put_varint(at, value);
}

static size_t time_size(const falco_alert *alert) {
    return integer_size((uint64_t)alert->seconds) + integer_size(widened(alert->nanoseconds));
}

static size_t entry_size(const falco_field *field) {
    return bytes_size(field->key.length) + bytes_size(field->value.length);
}

size_t falco_alert_encoded_size(const falco_batch *batch, uint32_t index) {
    const falco_alert *alert = &batch->alerts[index];
    size_t size = integer_size(widened(alert->priority)) + integer_size(widened(alert->source_deprecated));
    if (alert->has_time) size += bytes_size(time_size(alert));
    const falco_span texts[] = {alert->rule, alert->output, alert->hostname, alert->source};
    for (int i = 0; i < 4; i++)
        if (texts[i].length) size += bytes_size(texts[i].length);
    for (uint32_t i = 0; i < alert->tag_count; i++) size += bytes_size(batch->tags[alert->first_tag + i].length);
    for (uint32_t i = 0; i < alert->field_count; i++)
        size += bytes_size(entry_size(&batch->fields[alert->first_field + i]));
    return size;
}

size_t falco_alert_encode(const falco_batch *batch, uint32_t index, uint8_t *out) {
    const falco_alert *alert = &batch->alerts[index];
    const uint8_t *bytes = batch->bytes;
    uint8_t *at = out;
    if (alert->has_time) {
        *at++ = 1 << 3 | 2;
        at = put_varint(at, time_size(alert));
        at = put_integer(at, 1, (uint64_t)alert->seconds);
        at = put_integer(at, 2, widened(alert->nanoseconds));
    }
    at = put_integer(at, 2, widened(alert->priority));
    at = put_integer(at, 3, widened(alert->source_deprecated));
    if (alert->rule.length) at = put_bytes(at, 4, bytes + alert->rule.offset, alert->rule.length);
    if (alert->output.length) at = put_bytes(at, 5, bytes + alert->output.offset, alert->output.length);
    for (uint32_t i = 0; i < alert->field_count; i++) {
        const falco_field *field = &batch->fields[alert->first_field + i];
        *at++ = 6 << 3 | 2;
        at = put_varint(at, entry_size(field));
        at = put_bytes(at, 1, bytes + field->key.offset, field->key.length);
        at = put_bytes(at, 2, bytes + field->value.offset, field->value.length);
    }
    if (alert->hostname.length) at = put_bytes(at, 7, bytes + alert->hostname.offset, alert->hostname.length);
    for (uint32_t i = 0; i < alert->tag_count; i++) {
        falco_span tag = batch->tags[alert->first_tag + i];
        at = put_bytes(at, 8, bytes + tag.offset, tag.length);
    }
    if (alert->source.length) at = put_bytes(at, 9, bytes + alert->source.offset, alert->source.length);
    return (size_t)(at - out);
}
