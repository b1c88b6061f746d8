#include "draft.h"

bool falco_grow(const falco_memory *memory, void **items, size_t *room, size_t needed, size_t size) {
    if (needed <= *room) return true;
    size_t next = *room ? *room : 64;
    while (next < needed) next += next / 2;
    void *moved = falco_resize(memory, *items, next * size);
    if (!moved) return false;
    *items = moved;
    *room = next;
    return true;
}

void falco_draft_fail(falco_builder *builder, falco_status status) {
    if (builder->failed == FALCO_OK) builder->failed = status;
}

bool falco_draft_reserve(falco_builder *builder, size_t length) {
    const size_t start = builder->byte_count + builder->draft_bytes;
    if (length > builder->batch_limit - start) {
        falco_draft_fail(builder, builder->alert_count ? FALCO_BATCH_FULL : FALCO_TOO_LARGE);
        return false;
    }
    const size_t needed = start + length + FALCO_SLACK;
    if (needed <= builder->byte_room) return true;
    if (falco_grow(&builder->memory, (void **)&builder->bytes, &builder->byte_room, needed, 1)) return true;
    falco_draft_fail(builder, FALCO_NO_MEMORY);
    return false;
}

void falco_draft_keep(falco_builder *builder, const uint8_t *bytes, size_t length, falco_encoding encoding) {
    if (!builder->keeps_originals || builder->failed != FALCO_OK) return;
    if (!falco_draft_reserve(builder, length)) return;
    builder->draft.original = falco_draft_put(builder, bytes, length, 0);
    builder->draft.encoding = encoding;
}

// Whether the draft may hold as many fields and tags as it is about to.
static bool affords(falco_builder *builder, size_t fields, size_t tags) {
    if (fields * FALCO_FIELD_COST + tags * FALCO_TAG_COST <= builder->draft_limit) return true;
    falco_draft_fail(builder, FALCO_TOO_COMPLEX);
    return false;
}

static bool make_room(falco_builder *builder) {
    const size_t fields = builder->draft_fields + 1;
    if (!affords(builder, fields, builder->draft_tags)) return false;
    const bool grown = (builder->slot_room >= 2 * fields || falco_slots_grow(builder))
        && falco_grow(
            &builder->memory, (void **)&builder->fields, &builder->field_room, builder->field_count + fields,
            sizeof *builder->fields);
    if (!grown) {
        falco_draft_fail(builder, FALCO_NO_MEMORY);
        return false;
    }
    // Until one of these runs out, no field needs to ask.
    size_t room = builder->field_room - builder->field_count;
    const size_t affordable = (builder->draft_limit - builder->draft_tags * FALCO_TAG_COST) / FALCO_FIELD_COST;
    if (room > builder->slot_room / 2) room = builder->slot_room / 2;
    if (room > affordable) room = affordable;
    builder->draft_field_room = room;
    return true;
}

falco_field *falco_draft_field(falco_builder *builder, const uint8_t *key, size_t length, size_t readable) {
    if (builder->draft_fields >= builder->draft_field_room) {
        // A key that is there already needs no room.
        if (builder->slot_room) {
            const uint64_t slot = *falco_slot_find(builder, key, length);
            if (slot >> 32 == builder->stamp) return &builder->fields[builder->field_count + (uint32_t)slot];
        }
        if (!make_room(builder)) return NULL;
    }
    return falco_draft_field_within_room(builder, key, length, readable);
}

void falco_draft_tag(falco_builder *builder, falco_span tag) {
    const size_t tags = builder->draft_tags + 1, at = builder->tag_count + builder->draft_tags;
    if (!affords(builder, builder->draft_fields, tags)) return;
    if (at == builder->tag_room
        && !falco_grow(
            &builder->memory, (void **)&builder->tags, &builder->tag_room, at + 1, sizeof *builder->tags)) {
        falco_draft_fail(builder, FALCO_NO_MEMORY);
        return;
    }
    builder->tags[at] = tag;
    builder->draft_tags = tags;
    builder->draft_field_room = 0;  // the next field asks what is left for it
}

void falco_builder_begin(falco_builder *builder) {
    builder->open = true;
    builder->failed = FALCO_OK;
    builder->draft = (falco_alert){0};
    builder->draft_fields = 0;
    builder->draft_tags = 0;
    builder->draft_bytes = 0;
    builder->draft_field_room = 0;
    falco_slots_clear(builder);
}

void falco_builder_set_time(falco_builder *builder, int64_t seconds, int32_t nanoseconds) {
    // 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z: protobuf's own range for a timestamp
    const bool valid =
        seconds >= -62135596800LL && seconds <= 253402300799LL && nanoseconds >= 0 && nanoseconds <= 999999999;
    builder->draft.has_time = valid;
    builder->draft.seconds = valid ? seconds : 0;
    builder->draft.nanoseconds = valid ? nanoseconds : 0;
}

void falco_builder_set_priority(falco_builder *builder, int32_t priority) {
    builder->draft.priority = priority;
}

void falco_builder_set_source_deprecated(falco_builder *builder, int32_t source) {
    builder->draft.source_deprecated = source;
}

void falco_builder_set_text(falco_builder *builder, falco_text which, const uint8_t *bytes, size_t length) {
    if (!builder->open || !falco_draft_reserve(builder, length)) return;
    const falco_span span = falco_draft_put(builder, bytes, length, 0);
    switch (which) {
    case FALCO_RULE: builder->draft.rule = span; break;
    case FALCO_OUTPUT: builder->draft.output = span; break;
    case FALCO_HOSTNAME: builder->draft.hostname = span; break;
    case FALCO_SOURCE: builder->draft.source = span; break;
    }
}

void falco_builder_add_tag(falco_builder *builder, const uint8_t *bytes, size_t length) {
    if (!builder->open || !falco_draft_reserve(builder, length)) return;
    falco_draft_tag(builder, falco_draft_put(builder, bytes, length, 0));
}

void falco_builder_add_field(
    falco_builder *builder, const uint8_t *key, size_t key_length, const uint8_t *value, size_t value_length) {
    if (!builder->open || !falco_draft_reserve(builder, key_length)) return;
    falco_field *field = falco_draft_field(builder, key, key_length, 0);
    if (!field || !falco_draft_reserve(builder, value_length)) return;
    field->value = falco_draft_put(builder, value, value_length, 0);
}
