#include "slots.h"

// At least this many slots, and at least two for each field.
#define FALCO_SLOTS ((size_t)128)

bool falco_slots_grow(falco_builder *builder) {
    size_t room = FALCO_SLOTS;
    while (room < 2 * (builder->draft_fields + 1)) room *= 2;
    uint64_t *slots = falco_resize(&builder->memory, NULL, room * sizeof *slots);
    if (!slots) return false;
    memset(slots, 0, room * sizeof *slots);
    falco_resize(&builder->memory, builder->slots, 0);
    builder->slots = slots;
    builder->slot_room = room;
    builder->stamp = 1;
    for (size_t i = 0; i < builder->draft_fields; i++) {
        const falco_span key = builder->fields[builder->field_count + i].key;
        *falco_slot_find(builder, builder->bytes + key.offset, key.length) = (uint64_t)1 << 32 | i;
    }
    return true;
}

void falco_slots_clear(falco_builder *builder) {
    if (++builder->stamp != 0) return;
    // The stamps begin anew: those of long ago must not be taken for new ones.
    if (builder->slots) memset(builder->slots, 0, builder->slot_room * sizeof *builder->slots);
    builder->stamp = 1;
}
