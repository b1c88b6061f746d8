// Shared by the sources of CFalco; not part of its interface.
#ifndef CFALCO_INTERNAL_H
#define CFALCO_INTERNAL_H

#include <protobuf-c/protobuf-c.h>

#include "CFalco.h"

// Memory for one message at a time: chunks are kept and reused, a hard cap bounds their sum.
typedef struct falco_chunk falco_chunk;
typedef struct {
    falco_chunk *first;
    falco_chunk *current;
    size_t used;  // bytes handed out since the last reset
    size_t limit;  // `used` never exceeds this
    bool refused_by_limit;  // whether the last refusal was the limit, not the system's
    ProtobufCAllocator allocator;
} falco_arena;

void falco_arena_init(falco_arena *arena, size_t limit);
void *falco_arena_alloc(falco_arena *arena, size_t size);
// Forgets all that was handed out; keeps at most FALCO_ARENA_KEEP bytes of chunks for the next message.
void falco_arena_reset(falco_arena *arena);
void falco_arena_free(falco_arena *arena);

// One protobuf map<string, string> entry, split. False when the bytes are no valid entry.
bool falco_split_entry(const uint8_t *bytes, size_t length, falco_bytes *key, falco_bytes *value);

struct falco_builder {
    size_t max_message;
    falco_arena arena;

    // What is being gathered; each vector keeps its memory between batches.
    falco_alert *alerts;
    size_t alert_count, alert_room;
    falco_field *fields;
    size_t field_count, field_room;
    falco_span *tags;
    size_t tag_count, tag_room;
    uint8_t *bytes;
    size_t byte_count, byte_room;

    // The alert between begin and commit; its parts stand behind the committed counts.
    bool open;
    falco_status failed;  // the first failure since begin
    falco_alert draft;
    size_t draft_fields, draft_tags, draft_bytes;

    // Finds duplicate keys in O(1): slots hold 1 + a field's index, valid while their stamp is the current one.
    uint32_t *slots;
    uint32_t *stamps;
    size_t slot_room;  // a power of two
    uint32_t stamp;
};

#endif
