#include "internal.h"

// One block: the header, then the alerts (8-byte aligned), fields and tags (4), bytes (1).
falco_batch *falco_batch_new(
    const falco_memory *memory, size_t alert_count, size_t field_count, size_t tag_count, size_t byte_count) {
    falco_batch *batch = falco_resize(
        memory, NULL, falco_block_size(alert_count, field_count, tag_count, byte_count));
    if (!batch) return NULL;
    falco_alert *alerts = (falco_alert *)(batch + 1);
    falco_field *fields = (falco_field *)(alerts + alert_count);
    falco_span *tags = (falco_span *)(fields + field_count);
    *batch = (falco_batch){
        .alert_count = (uint32_t)alert_count,
        .field_count = (uint32_t)field_count,
        .tag_count = (uint32_t)tag_count,
        .byte_count = byte_count,
        .alerts = alerts,
        .fields = fields,
        .tags = tags,
        .bytes = (uint8_t *)(tags + tag_count),
        .memory = *memory,
    };
    return batch;
}

void falco_batch_free(falco_batch *batch) {
    if (!batch) return;
    const falco_memory memory = batch->memory;
    falco_resize(&memory, batch, 0);
}

static falco_span moved(falco_span span, uint32_t by) {
    // A span that was never set stands at 0, before the alert's own bytes.
    return span.length ? (falco_span){span.offset - by, span.length} : (falco_span){0, 0};
}

falco_batch *falco_alert_detach(const falco_batch *batch, uint32_t index) {
    const falco_alert *from = &batch->alerts[index];
    falco_batch *alone =
        falco_batch_new(&batch->memory, 1, from->field_count, from->tag_count, from->byte_count);
    if (!alone) return NULL;
    const uint32_t by = from->first_byte;
    falco_alert *alert = (falco_alert *)alone->alerts;
    *alert = *from;
    alert->rule = moved(from->rule, by);
    alert->output = moved(from->output, by);
    alert->hostname = moved(from->hostname, by);
    alert->source = moved(from->source, by);
    alert->original = moved(from->original, by);
    alert->first_field = alert->first_tag = alert->first_byte = 0;
    falco_field *fields = (falco_field *)alone->fields;
    for (uint32_t i = 0; i < from->field_count; i++) {
        const falco_field field = batch->fields[from->first_field + i];
        fields[i] = (falco_field){moved(field.key, by), moved(field.value, by)};
    }
    falco_span *tags = (falco_span *)alone->tags;
    for (uint32_t i = 0; i < from->tag_count; i++) tags[i] = moved(batch->tags[from->first_tag + i], by);
    if (from->byte_count) memcpy((uint8_t *)alone->bytes, batch->bytes + by, from->byte_count);
    return alone;
}

const falco_field *falco_alert_find(const falco_batch *batch, uint32_t index, const uint8_t *key, size_t length) {
    const falco_alert *alert = &batch->alerts[index];
    const falco_field *fields = batch->fields + alert->first_field;
    const size_t count = alert->field_count;
    if (length > UINT32_MAX) return NULL;
#pragma clang loop unroll_count(8)
    for (size_t i = 0; i < count; i++) {
        if (fields[i].key.length != (uint32_t)length) continue;
        // Keys of one length mostly share their beginning (`proc.`) and differ at the end.
        const uint8_t *bytes = batch->bytes + fields[i].key.offset;
        if (length == 0 || (bytes[length - 1] == key[length - 1] && memcmp(bytes, key, length) == 0))
            return &fields[i];
    }
    return NULL;
}
