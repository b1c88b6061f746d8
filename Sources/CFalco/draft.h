// What is done for each field of each alert, inline.
#ifndef CFALCO_DRAFT_H
#define CFALCO_DRAFT_H

#include "slots.h"

#ifdef __cplusplus
extern "C" {
#endif

// Copies a string behind those of the draft; its room is reserved. `readable` bytes can be read from `from` on.
__attribute__((always_inline)) static inline falco_span falco_draft_put(
    falco_builder *builder, const uint8_t *from, size_t length, size_t readable) {
    const size_t start = builder->byte_count + builder->draft_bytes;
    if (length <= FALCO_SLACK && readable >= FALCO_SLACK)
        memcpy(builder->bytes + start, from, FALCO_SLACK);
    else if (length)
        memcpy(builder->bytes + start, from, length);
    builder->draft_bytes += length;
    return (falco_span){(uint32_t)start, (uint32_t)length};
}

// The draft's field of that key, a new one if there is none yet; NULL, and the draft failed, when there can be none.
// Needs room for the key's bytes. `readable` bytes can be read from `key` on.
falco_field *falco_draft_field(falco_builder *builder, const uint8_t *key, size_t length, size_t readable);

// The same while there is room for one field more.
__attribute__((always_inline)) static inline falco_field *falco_draft_field_within_room(
    falco_builder *builder, const uint8_t *key, size_t length, size_t readable) {
    uint64_t *slot = falco_slot_find(builder, key, length);
    if (*slot >> 32 == builder->stamp) return &builder->fields[builder->field_count + (uint32_t)*slot];
    *slot = (uint64_t)builder->stamp << 32 | builder->draft_fields;
    falco_field *field = &builder->fields[builder->field_count + builder->draft_fields++];
    field->key = falco_draft_put(builder, key, length, readable);
    field->value = (falco_span){field->key.offset, 0};
    return field;
}

#ifdef __cplusplus
}
#endif

#endif
