#include <sys/auxv.h>

#include "draft.h"
#include "json.h"

// Working memory above this is given back once it is empty.
#define FALCO_KEEP ((size_t)2 << 20)
// No message is longer, and no block larger than twice that: offsets fit 32 bits, and sums of sizes never overflow.
#define FALCO_LONGEST ((size_t)1 << 30)
_Static_assert(sizeof(size_t) == 8, "sums of sizes are made without a check");

static uint64_t secret(void) {
    uint64_t seed = 0x94d049bb133111ebu;
    const void *random = (const void *)getauxval(AT_RANDOM);
    if (random) memcpy(&seed, random, sizeof seed);
    return (seed | 1) * 0x9e3779b97f4a7c15u;
}

falco_builder *falco_builder_new(size_t max_message, const falco_memory *memory) {
    if (max_message > FALCO_LONGEST) max_message = FALCO_LONGEST;
    if (!memory) memory = &falco_standard_memory;
    falco_builder *builder = falco_resize(memory, NULL, sizeof *builder);
    if (!builder) return NULL;
    size_t batch_limit = 8 * max_message;
    if (batch_limit < (size_t)64 << 20) batch_limit = (size_t)64 << 20;
    if (batch_limit > 2 * FALCO_LONGEST) batch_limit = 2 * FALCO_LONGEST;
    *builder = (falco_builder){
        .memory = *memory,
        .max_message = max_message,
        .draft_limit = 4 * max_message + ((size_t)64 << 10),
        .batch_limit = batch_limit,
        .seed = secret(),
    };
    // The message without its repeated parts, protobuf-c's copy of it, and as much again for what it works with.
    falco_arena_init(&builder->arena, &builder->memory, 3 * max_message + ((size_t)64 << 10));
    return builder;
}

void falco_builder_keep_originals(falco_builder *builder) {
    builder->keeps_originals = true;
}

static void free_vectors(falco_builder *builder) {
    const falco_memory *memory = &builder->memory;
    falco_resize(memory, builder->alerts, 0);
    falco_resize(memory, builder->fields, 0);
    falco_resize(memory, builder->tags, 0);
    falco_resize(memory, builder->bytes, 0);
    falco_resize(memory, builder->slots, 0);
    builder->alerts = NULL;
    builder->fields = NULL;
    builder->tags = NULL;
    builder->bytes = NULL;
    builder->slots = NULL;
    builder->alert_room = builder->field_room = builder->tag_room = builder->byte_room = builder->slot_room = 0;
    builder->stamp = 0;
}

void falco_builder_free(falco_builder *builder) {
    if (!builder) return;
    free_vectors(builder);
    falco_json_free(builder);
    falco_arena_free(&builder->arena);
    const falco_memory memory = builder->memory;
    falco_resize(&memory, builder, 0);
}

void falco_builder_settle(falco_builder *builder) {
    const size_t held = builder->alert_room * sizeof *builder->alerts + builder->field_room * sizeof *builder->fields
        + builder->tag_room * sizeof *builder->tags + builder->byte_room
        + builder->slot_room * sizeof *builder->slots;
    if (builder->alert_count == 0 && held > FALCO_KEEP) free_vectors(builder);
    if (builder->alert_count == 0 && falco_json_held(builder) > FALCO_KEEP) falco_json_free(builder);
}

static falco_status add_draft(falco_builder *builder) {
    if (builder->failed != FALCO_OK) return builder->failed;
    const size_t size = falco_block_size(
        builder->alert_count + 1, builder->field_count + builder->draft_fields,
        builder->tag_count + builder->draft_tags, builder->byte_count + builder->draft_bytes);
    if (size > builder->batch_limit) return builder->alert_count ? FALCO_BATCH_FULL : FALCO_TOO_COMPLEX;
    if (!falco_grow(
            &builder->memory, (void **)&builder->alerts, &builder->alert_room, builder->alert_count + 1,
            sizeof *builder->alerts))
        return FALCO_NO_MEMORY;
    falco_alert *alert = &builder->alerts[builder->alert_count++];
    *alert = builder->draft;
    alert->first_field = (uint32_t)builder->field_count;
    alert->field_count = (uint32_t)builder->draft_fields;
    alert->first_tag = (uint32_t)builder->tag_count;
    alert->tag_count = (uint32_t)builder->draft_tags;
    alert->first_byte = (uint32_t)builder->byte_count;
    alert->byte_count = (uint32_t)builder->draft_bytes;
    builder->field_count += builder->draft_fields;
    builder->tag_count += builder->draft_tags;
    builder->byte_count += builder->draft_bytes;
    return FALCO_OK;
}

falco_status falco_builder_commit(falco_builder *builder) {
    if (!builder->open) return FALCO_MALFORMED;
    builder->open = false;
    const falco_status status = add_draft(builder);
    if (status != FALCO_OK) falco_builder_settle(builder);
    return status;
}

falco_status falco_builder_copy(falco_builder *builder, const falco_batch *batch, uint32_t index) {
    const falco_alert *alert = &batch->alerts[index];
    falco_builder_begin(builder);
    falco_builder_set_time(builder, alert->seconds, alert->nanoseconds);
    builder->draft.has_time = alert->has_time;
    builder->draft.priority = alert->priority;
    builder->draft.source_deprecated = alert->source_deprecated;
    const falco_span texts[] = {alert->rule, alert->output, alert->hostname, alert->source};
    for (int i = 0; i < 4; i++)
        falco_builder_set_text(builder, (falco_text)i, batch->bytes + texts[i].offset, texts[i].length);
    for (uint32_t i = 0; i < alert->tag_count; i++) {
        const falco_span tag = batch->tags[alert->first_tag + i];
        falco_builder_add_tag(builder, batch->bytes + tag.offset, tag.length);
    }
    for (uint32_t i = 0; i < alert->field_count; i++) {
        const falco_field field = batch->fields[alert->first_field + i];
        falco_builder_add_field(
            builder, batch->bytes + field.key.offset, field.key.length, batch->bytes + field.value.offset,
            field.value.length);
    }
    if (alert->encoding != FALCO_NO_ORIGINAL && falco_draft_reserve(builder, alert->original.length)) {
        builder->draft.original =
            falco_draft_put(builder, batch->bytes + alert->original.offset, alert->original.length, 0);
        builder->draft.encoding = alert->encoding;
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
    falco_batch *batch = falco_batch_new(
        &builder->memory, builder->alert_count, builder->field_count, builder->tag_count, builder->byte_count);
    if (!batch) return NULL;
    memcpy((void *)batch->alerts, builder->alerts, builder->alert_count * sizeof *builder->alerts);
    if (builder->field_count)
        memcpy((void *)batch->fields, builder->fields, builder->field_count * sizeof *builder->fields);
    if (builder->tag_count) memcpy((void *)batch->tags, builder->tags, builder->tag_count * sizeof *builder->tags);
    if (builder->byte_count) memcpy((void *)batch->bytes, builder->bytes, builder->byte_count);
    builder->alert_count = builder->field_count = builder->tag_count = builder->byte_count = 0;
    falco_builder_settle(builder);
    return batch;
}
