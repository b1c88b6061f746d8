#include <stdlib.h>
#include <string.h>

#include "internal.h"

// Working memory above this is given back after a batch; a batch's strings never exceed FALCO_BATCH_BYTES.
#define FALCO_KEEP_BYTES ((size_t)4 << 20)
#define FALCO_BATCH_BYTES ((size_t)1 << 31)

falco_builder *falco_builder_new(size_t max_message) {
    if (max_message > (size_t)1 << 30) max_message = (size_t)1 << 30;
    falco_builder *builder = calloc(1, sizeof *builder);
    if (!builder) return NULL;
    builder->max_message = max_message;
    falco_arena_init(&builder->arena, 4 * max_message + ((size_t)64 << 10));
    return builder;
}

static void free_vectors(falco_builder *builder) {
    free(builder->alerts);
    free(builder->fields);
    free(builder->tags);
    free(builder->bytes);
    free(builder->slots);
    free(builder->stamps);
    builder->alerts = NULL;
    builder->fields = NULL;
    builder->tags = NULL;
    builder->bytes = NULL;
    builder->slots = NULL;
    builder->stamps = NULL;
    builder->alert_room = builder->field_room = builder->tag_room = builder->byte_room = builder->slot_room = 0;
    builder->stamp = 0;
}

void falco_builder_free(falco_builder *builder) {
    if (!builder) return;
    free_vectors(builder);
    falco_arena_free(&builder->arena);
    free(builder);
}

// Makes room for `needed` items of `size` bytes in a vector of `*room`.
static void *grown(void *items, size_t *room, size_t needed, size_t size) {
    if (needed <= *room) return items;
    size_t next = *room ? *room : 64;
    while (next < needed) next *= 2;
    void *moved = realloc(items, next * size);
    if (moved) *room = next;
    return moved;
}

static void fail(falco_builder *builder, falco_status status) {
    if (builder->failed == FALCO_OK) builder->failed = status;
}

static falco_span put(falco_builder *builder, const uint8_t *bytes, size_t length) {
    size_t start = builder->byte_count + builder->draft_bytes;
    if (length > FALCO_BATCH_BYTES - start) {
        fail(builder, builder->alert_count ? FALCO_BATCH_FULL : FALCO_TOO_LARGE);
        return (falco_span){0, 0};
    }
    uint8_t *memory = grown(builder->bytes, &builder->byte_room, start + length, 1);
    if (!memory && length) {
        fail(builder, FALCO_NO_MEMORY);
        return (falco_span){0, 0};
    }
    if (memory) builder->bytes = memory;
    if (length) memcpy(memory + start, bytes, length);
    builder->draft_bytes += length;
    return (falco_span){(uint32_t)start, (uint32_t)length};
}

void falco_builder_begin(falco_builder *builder) {
    builder->open = true;
    builder->failed = FALCO_OK;
    builder->draft = (falco_alert){0};
    builder->draft_fields = 0;
    builder->draft_tags = 0;
    builder->draft_bytes = 0;
}

void falco_builder_set_time(falco_builder *builder, int64_t seconds, int32_t nanoseconds) {
    // 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z: protobuf's own range for a timestamp
    bool valid = seconds >= -62135596800LL && seconds <= 253402300799LL && nanoseconds >= 0 && nanoseconds <= 999999999;
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
    falco_span span = put(builder, bytes, length);
    switch (which) {
    case FALCO_RULE: builder->draft.rule = span; break;
    case FALCO_OUTPUT: builder->draft.output = span; break;
    case FALCO_HOSTNAME: builder->draft.hostname = span; break;
    case FALCO_SOURCE: builder->draft.source = span; break;
    }
}

void falco_builder_add_tag(falco_builder *builder, const uint8_t *bytes, size_t length) {
    size_t at = builder->tag_count + builder->draft_tags;
    falco_span span = put(builder, bytes, length);
    falco_span *tags = grown(builder->tags, &builder->tag_room, at + 1, sizeof *tags);
    if (!tags || at >= UINT32_MAX) {
        fail(builder, FALCO_NO_MEMORY);
        return;
    }
    builder->tags = tags;
    tags[at] = span;
    builder->draft_tags++;
}

void falco_builder_add_field(
    falco_builder *builder, const uint8_t *key, size_t key_length, const uint8_t *value, size_t value_length) {
    size_t at = builder->field_count + builder->draft_fields;
    falco_field field = {put(builder, key, key_length), put(builder, value, value_length)};
    falco_field *fields = grown(builder->fields, &builder->field_room, at + 1, sizeof *fields);
    if (!fields || at >= UINT32_MAX) {
        fail(builder, FALCO_NO_MEMORY);
        return;
    }
    builder->fields = fields;
    fields[at] = field;
    builder->draft_fields++;
}

static inline uint64_t read64(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

// Mixes a key's bytes. The address of the slots seeds it: a sender cannot know which keys collide, and the result
// of the search does not depend on the seed.
static uint32_t mix(const uint8_t *bytes, size_t length, uint64_t seed) {
    uint64_t hash = seed ^ (length * 0x9e3779b97f4a7c15u);
    while (length >= 8) {
        hash = (hash ^ read64(bytes)) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
        bytes += 8;
        length -= 8;
    }
    uint64_t tail = 0;
    if (length) memcpy(&tail, bytes, length);
    hash = (hash ^ tail) * 0xff51afd7ed558ccdu;
    return (uint32_t)(hash >> 32) ^ (uint32_t)hash;
}

static bool same(const falco_builder *builder, falco_span a, falco_span b) {
    return a.length == b.length && memcmp(builder->bytes + a.offset, builder->bytes + b.offset, a.length) == 0;
}

// Of fields with equal keys keeps the value of the last, in the place of the first, as a protobuf map does.
static falco_status drop_duplicates(falco_builder *builder) {
    size_t count = builder->draft_fields;
    if (count < 2) return FALCO_OK;
    if (builder->slot_room < 2 * count) {
        size_t room = 64;
        while (room < 2 * count) room *= 2;
        uint32_t *slots = malloc(room * sizeof *slots);
        uint32_t *stamps = calloc(room, sizeof *stamps);
        if (!slots || !stamps) {
            free(slots);
            free(stamps);
            return FALCO_NO_MEMORY;
        }
        free(builder->slots);
        free(builder->stamps);
        builder->slots = slots;
        builder->stamps = stamps;
        builder->slot_room = room;
        builder->stamp = 0;
    }
    if (++builder->stamp == 0) {
        memset(builder->stamps, 0, builder->slot_room * sizeof *builder->stamps);
        builder->stamp = 1;
    }
    falco_field *fields = builder->fields + builder->field_count;
    const uint64_t seed = (uint64_t)(uintptr_t)builder->slots * 0x9e3779b97f4a7c15u;
    const size_t mask = builder->slot_room - 1;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        falco_span key = fields[i].key;
        size_t slot = mix(builder->bytes + key.offset, key.length, seed) & mask;
        while (builder->stamps[slot] == builder->stamp && !same(builder, fields[builder->slots[slot]].key, key))
            slot = (slot + 1) & mask;
        if (builder->stamps[slot] == builder->stamp) {
            fields[builder->slots[slot]].value = fields[i].value;
            continue;
        }
        builder->stamps[slot] = builder->stamp;
        builder->slots[slot] = (uint32_t)kept;
        fields[kept++] = fields[i];
    }
    builder->draft_fields = kept;
    return FALCO_OK;
}

falco_status falco_builder_commit(falco_builder *builder) {
    if (!builder->open) return FALCO_MALFORMED;
    builder->open = false;
    if (builder->failed != FALCO_OK) return builder->failed;
    falco_status status = drop_duplicates(builder);
    if (status != FALCO_OK) return status;
    falco_alert *alerts = grown(builder->alerts, &builder->alert_room, builder->alert_count + 1, sizeof *alerts);
    if (!alerts || builder->alert_count >= UINT32_MAX - 1) return FALCO_NO_MEMORY;
    builder->alerts = alerts;
    builder->draft.first_field = (uint32_t)builder->field_count;
    builder->draft.field_count = (uint32_t)builder->draft_fields;
    builder->draft.first_tag = (uint32_t)builder->tag_count;
    builder->draft.tag_count = (uint32_t)builder->draft_tags;
    alerts[builder->alert_count++] = builder->draft;
    builder->field_count += builder->draft_fields;
    builder->tag_count += builder->draft_tags;
    builder->byte_count += builder->draft_bytes;
    return FALCO_OK;
}

falco_status falco_builder_copy(falco_builder *builder, const falco_batch *batch, uint32_t index) {
    const falco_alert *alert = &batch->alerts[index];
    falco_builder_begin(builder);
    if (alert->has_time) falco_builder_set_time(builder, alert->seconds, alert->nanoseconds);
    builder->draft.priority = alert->priority;
    builder->draft.source_deprecated = alert->source_deprecated;
    const falco_span texts[] = {alert->rule, alert->output, alert->hostname, alert->source};
    for (int i = 0; i < 4; i++)
        falco_builder_set_text(builder, (falco_text)i, batch->bytes + texts[i].offset, texts[i].length);
    for (uint32_t i = 0; i < alert->tag_count; i++) {
        falco_span tag = batch->tags[alert->first_tag + i];
        falco_builder_add_tag(builder, batch->bytes + tag.offset, tag.length);
    }
    for (uint32_t i = 0; i < alert->field_count; i++) {
        falco_field field = batch->fields[alert->first_field + i];
        falco_builder_add_field(
            builder, batch->bytes + field.key.offset, field.key.length, batch->bytes + field.value.offset,
            field.value.length);
    }
    return falco_builder_commit(builder);
}

uint32_t falco_builder_count(const falco_builder *builder) {
    return (uint32_t)builder->alert_count;
}

size_t falco_builder_bytes(const falco_builder *builder) {
    return builder->byte_count;
}

falco_batch *falco_builder_take(falco_builder *builder) {
    builder->open = false;
    if (builder->alert_count == 0) return NULL;
    // One block: the header, then the alerts (8-byte aligned), fields and tags (4), bytes (1).
    const size_t alerts_size = builder->alert_count * sizeof(falco_alert);
    const size_t fields_size = builder->field_count * sizeof(falco_field);
    const size_t tags_size = builder->tag_count * sizeof(falco_span);
    falco_batch *batch = malloc(sizeof *batch + alerts_size + fields_size + tags_size + builder->byte_count);
    if (!batch) return NULL;
    uint8_t *alerts = (uint8_t *)(batch + 1);
    uint8_t *fields = alerts + alerts_size;
    uint8_t *tags = fields + fields_size;
    uint8_t *bytes = tags + tags_size;
    memcpy(alerts, builder->alerts, alerts_size);
    if (fields_size) memcpy(fields, builder->fields, fields_size);
    if (tags_size) memcpy(tags, builder->tags, tags_size);
    if (builder->byte_count) memcpy(bytes, builder->bytes, builder->byte_count);
    *batch = (falco_batch){
        .alert_count = (uint32_t)builder->alert_count,
        .field_count = (uint32_t)builder->field_count,
        .tag_count = (uint32_t)builder->tag_count,
        .byte_count = builder->byte_count,
        .alerts = (const falco_alert *)alerts,
        .fields = (const falco_field *)fields,
        .tags = (const falco_span *)tags,
        .bytes = bytes,
    };
    builder->alert_count = builder->field_count = builder->tag_count = builder->byte_count = 0;
    if (builder->byte_room > FALCO_KEEP_BYTES || builder->field_room * sizeof(falco_field) > FALCO_KEEP_BYTES)
        free_vectors(builder);
    return batch;
}
