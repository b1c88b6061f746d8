#include <string.h>

#include "internal.h"
#include "wire.pb-c.h"

// A varint of at most ten bytes. False when it is cut short or longer.
static bool read_varint(const uint8_t **at, const uint8_t *end, uint64_t *value) {
    uint64_t result = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        uint8_t byte = *(*at)++;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = result;
            return true;
        }
    }
    return false;
}

bool falco_split_entry(const uint8_t *bytes, size_t length, falco_bytes *key, falco_bytes *value) {
    const uint8_t *at = bytes, *end = bytes + length;
    *key = *value = (falco_bytes){bytes, 0};
    while (at < end) {
        uint64_t tag, size;
        if (!read_varint(&at, end, &tag) || tag >> 3 == 0 || tag > UINT32_MAX) return false;
        switch (tag & 7) {
        case 0:
            if (!read_varint(&at, end, &size)) return false;
            break;
        case 1:
            if (end - at < 8) return false;
            at += 8;
            break;
        case 2:
            if (!read_varint(&at, end, &size) || size > (uint64_t)(end - at)) return false;
            if (tag >> 3 == 1) *key = (falco_bytes){at, (size_t)size};
            if (tag >> 3 == 2) *value = (falco_bytes){at, (size_t)size};
            at += size;
            break;
        case 5:
            if (end - at < 4) return false;
            at += 4;
            break;
        default: return false;
        }
        if (tag >> 3 <= 2 && (tag & 7) != 2) return false;  // a key or value that is no string
    }
    return true;
}

static falco_status refusal(const falco_arena *arena, bool may_be_memory) {
    if (arena->refused_by_limit) return FALCO_TOO_COMPLEX;
    return may_be_memory ? FALCO_NO_MEMORY : FALCO_MALFORMED;
}

falco_status falco_builder_decode(falco_builder *builder, const uint8_t *message, size_t length) {
    builder->open = false;
    if (length > builder->max_message) return FALCO_TOO_LARGE;
    Falco__Wire__Alert *alert =
        falco__wire__alert__unpack(&builder->arena.allocator, length, message ? message : (const uint8_t *)"");
    if (!alert) {
        falco_status status = refusal(&builder->arena, false);
        falco_arena_reset(&builder->arena);
        return status;
    }
    falco_builder_begin(builder);
    if (alert->time) falco_builder_set_time(builder, alert->time->seconds, alert->time->nanos);
    falco_builder_set_priority(builder, alert->priority);
    falco_builder_set_source_deprecated(builder, alert->source_deprecated);
    falco_builder_set_text(builder, FALCO_RULE, alert->rule.data, alert->rule.len);
    falco_builder_set_text(builder, FALCO_OUTPUT, alert->output.data, alert->output.len);
    falco_builder_set_text(builder, FALCO_HOSTNAME, alert->hostname.data, alert->hostname.len);
    falco_builder_set_text(builder, FALCO_SOURCE, alert->source.data, alert->source.len);
    for (size_t i = 0; i < alert->n_tags; i++)
        falco_builder_add_tag(builder, alert->tags[i].data, alert->tags[i].len);
    falco_status status = FALCO_OK;
    for (size_t i = 0; i < alert->n_output_fields && status == FALCO_OK; i++) {
        falco_bytes key, value;
        if (falco_split_entry(alert->output_fields[i].data, alert->output_fields[i].len, &key, &value))
            falco_builder_add_field(builder, key.bytes, key.length, value.bytes, value.length);
        else
            status = FALCO_MALFORMED;
    }
    if (status == FALCO_OK) status = falco_builder_commit(builder);
    builder->open = false;
    falco_arena_reset(&builder->arena);
    return status;
}

static falco_bytes bytes_of(ProtobufCBinaryData data) {
    return (falco_bytes){data.data ? data.data : (const uint8_t *)"", data.len};
}

falco_status falco_version_decode(
    const uint8_t *message, size_t length, void *context, void (*body)(void *context, const falco_version *version)) {
    if (length > (size_t)64 << 10) return FALCO_TOO_LARGE;
    falco_arena arena;
    falco_arena_init(&arena, (size_t)512 << 10);
    Falco__Wire__Version *wire =
        falco__wire__version__unpack(&arena.allocator, length, message ? message : (const uint8_t *)"");
    falco_status status = wire ? FALCO_OK : refusal(&arena, false);
    if (wire) {
        falco_version version = {
            .version = bytes_of(wire->version),
            .prerelease = bytes_of(wire->prerelease),
            .build = bytes_of(wire->build),
            .engine_fields_checksum = bytes_of(wire->engine_fields_checksum),
            .engine_version = bytes_of(wire->engine_version),
            .major = wire->major,
            .minor = wire->minor,
            .patch = wire->patch,
            .engine_major = wire->engine_major,
            .engine_minor = wire->engine_minor,
            .engine_patch = wire->engine_patch,
        };
        body(context, &version);
    }
    falco_arena_free(&arena);
    return status;
}
