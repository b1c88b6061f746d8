// Finds the field of a key in constant time: a slot holds a stamp and a field's place among the draft's. Slots of
// another stamp than the draft's are empty.
#ifndef CFALCO_SLOTS_H
#define CFALCO_SLOTS_H

#include "internal.h"

#ifdef __cplusplus
extern "C" {
#endif

static inline uint64_t falco_word(const uint8_t *bytes, size_t size) {
    uint64_t value = 0;
    memcpy(&value, bytes, size);
    return value;
}

static inline uint64_t falco_fold(uint64_t a, uint64_t b) {
    __extension__ typedef unsigned __int128 wide;
    const wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// The seed is secret, so that a sender cannot choose keys that share a slot; what is found does not depend on it.
__attribute__((always_inline)) static inline size_t falco_mix(const uint8_t *bytes, size_t length, uint64_t seed) {
    uint64_t state = seed ^ length;
    while (length > 16) {
        state = falco_fold(falco_word(bytes, 8) ^ 0x9e3779b97f4a7c15u ^ seed, falco_word(bytes + 8, 8) ^ state);
        bytes += 16;
        length -= 16;
    }
    // The halves of what is left may overlap.
    uint64_t a = 0, b = 0;
    if (length >= 8) {
        a = falco_word(bytes, 8);
        b = falco_word(bytes + length - 8, 8);
    } else if (length >= 4) {
        a = falco_word(bytes, 4);
        b = falco_word(bytes + length - 4, 4);
    } else if (length) {
        a = (uint64_t)bytes[0] << 16 | (uint64_t)bytes[length / 2] << 8 | bytes[length - 1];
    }
    return (size_t)falco_fold(a ^ 0xbf58476d1ce4e5b9u ^ seed, b ^ state);
}

__attribute__((always_inline)) static inline uint64_t *falco_slot_find(const falco_builder *builder, const uint8_t *key, size_t length) {
    const size_t mask = builder->slot_room - 1;
    const falco_field *fields = builder->fields + builder->field_count;
    size_t slot = falco_mix(key, length, builder->seed) & mask;
    while (builder->slots[slot] >> 32 == builder->stamp) {
        const falco_span other = fields[(uint32_t)builder->slots[slot]].key;
        if (other.length == length && memcmp(builder->bytes + other.offset, key, length) == 0) break;
        slot = (slot + 1) & mask;
    }
    return &builder->slots[slot];
}

// Makes the slots ready for one field more than the draft has; false when memory is short.
bool falco_slots_grow(falco_builder *builder);
void falco_slots_clear(falco_builder *builder);

#ifdef __cplusplus
}
#endif

#endif
