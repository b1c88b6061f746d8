// Shared by the sources of CFalco; not part of its interface.
#ifndef CFALCO_INTERNAL_H
#define CFALCO_INTERNAL_H

#include <protobuf-c/protobuf-c.h>
#include <string.h>

#include "CFalco.h"

#ifdef __cplusplus
extern "C" {
#endif

// `realloc` where NULL and zero mean what they should: NULL comes back for a size of zero, after freeing, and else
// only when memory is short.
static inline void *falco_resize(const falco_memory *memory, void *old, size_t size) {
    return memory->resize(memory->context, old, size);
}
extern const falco_memory falco_standard_memory;

// Scratch memory for one message, handed out piece by piece and taken back all at once.
typedef struct falco_chunk falco_chunk;
typedef struct {
    const falco_memory *memory;
    uint8_t *at, *end;  // what is left of the chunk at hand
    falco_chunk *first;  // kept between messages
    falco_chunk *more;  // of this message only
    size_t used;  // bytes handed out since the last reset, never more than `limit`
    size_t limit;
    falco_status refused;  // why memory was last refused: FALCO_OK, FALCO_TOO_COMPLEX or FALCO_NO_MEMORY
    ProtobufCAllocator allocator;
} falco_arena;

void falco_arena_init(falco_arena *arena, const falco_memory *memory, size_t limit);
void *falco_arena_alloc(falco_arena *arena, size_t size);
void falco_arena_reset(falco_arena *arena);
void falco_arena_free(falco_arena *arena);

// What a field costs in memory at most: its record, twice while the vector grows, and its slots. What a tag does.
#define FALCO_FIELD_COST (2 * sizeof(falco_field) + 4 * sizeof(uint64_t))
#define FALCO_TAG_COST (2 * sizeof(falco_span))

// The strings of a builder have this many bytes free behind them, so that a short one can be copied by its longest
// possible length.
#define FALCO_SLACK ((size_t)32)

struct falco_builder {
    falco_memory memory;
    size_t max_message;
    size_t draft_limit;  // of the memory that an alert's fields and tags stand for, whatever room there is already
    size_t batch_limit;  // of the block that `take` makes
    bool keeps_originals;
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
    size_t draft_field_room;  // while it has fewer fields, one more needs no check

    struct falco_json *json;  // see json.h; NULL until the first text

    uint64_t *slots;  // see slots.h
    size_t slot_room;  // a power of two
    uint32_t stamp;
    uint64_t seed;
};

// A batch whose parts are still to be filled; NULL when memory is short.
falco_batch *falco_batch_new(
    const falco_memory *memory, size_t alert_count, size_t field_count, size_t tag_count, size_t byte_count);
static inline size_t falco_block_size(size_t alerts, size_t fields, size_t tags, size_t bytes) {
    return sizeof(falco_batch) + alerts * sizeof(falco_alert) + fields * sizeof(falco_field)
        + tags * sizeof(falco_span) + bytes;
}

// Makes room for `length` more bytes of strings in the draft. False, and the draft failed, when there can be none.
bool falco_draft_reserve(falco_builder *builder, size_t length);
// Keeps what the draft was decoded from, when that is to be kept and the draft has not failed.
void falco_draft_keep(falco_builder *builder, const uint8_t *bytes, size_t length, falco_encoding encoding);
void falco_draft_tag(falco_builder *builder, falco_span tag);
void falco_draft_fail(falco_builder *builder, falco_status status);
// Gives large working memory back when nothing is gathered in it.
void falco_builder_settle(falco_builder *builder);
// Makes room for `needed` items of `size` bytes in the vector `items` of `*room`; false when memory is short.
bool falco_grow(const falco_memory *memory, void **items, size_t *room, size_t needed, size_t size);

#ifdef __cplusplus
}
#endif

#endif
