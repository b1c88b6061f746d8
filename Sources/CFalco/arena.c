#include <stdlib.h>

#include "internal.h"

#define FALCO_ARENA_CHUNK ((size_t)64 << 10)
#define FALCO_ARENA_KEEP ((size_t)1 << 20)

struct falco_chunk {
    falco_chunk *next;
    size_t room;
    size_t used;
    // 16-byte alignment for whatever is placed behind the header
    _Alignas(16) uint8_t bytes[];
};

static void *allocate(void *context, size_t size) {
    return falco_arena_alloc(context, size);
}

static void release(void *context, void *pointer) {
    // Everything goes at once, at the reset.
    (void)context;
    (void)pointer;
}

void falco_arena_init(falco_arena *arena, size_t limit) {
    *arena = (falco_arena){.limit = limit};
    arena->allocator = (ProtobufCAllocator){.alloc = allocate, .free = release, .allocator_data = arena};
}

void *falco_arena_alloc(falco_arena *arena, size_t size) {
    if (size > arena->limit - arena->used) {
        arena->refused_by_limit = true;
        return NULL;
    }
    // protobuf-c asks for zero bytes for an empty `bytes` field only behind a length check, but NULL must mean failure
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded == 0) rounded = 16;
    falco_chunk *chunk = arena->current;
    while (chunk && chunk->room - chunk->used < rounded) chunk = chunk->next;
    if (!chunk) {
        size_t room = rounded > FALCO_ARENA_CHUNK ? rounded : FALCO_ARENA_CHUNK;
        chunk = malloc(sizeof *chunk + room);
        if (!chunk) {
            arena->refused_by_limit = false;
            return NULL;
        }
        chunk->room = room;
        chunk->used = 0;
        chunk->next = NULL;
        falco_chunk **end = &arena->first;
        if (arena->current) end = &arena->current->next;
        while (*end) end = &(*end)->next;
        *end = chunk;
    }
    arena->current = chunk;
    void *result = chunk->bytes + chunk->used;
    chunk->used += rounded;
    arena->used = arena->limit - arena->used < rounded ? arena->limit : arena->used + rounded;
    return result;
}

void falco_arena_reset(falco_arena *arena) {
    size_t kept = 0;
    falco_chunk **place = &arena->first;
    while (*place) {
        falco_chunk *chunk = *place;
        if (kept + chunk->room > FALCO_ARENA_KEEP) {
            *place = chunk->next;
            free(chunk);
            continue;
        }
        kept += chunk->room;
        chunk->used = 0;
        place = &chunk->next;
    }
    arena->current = arena->first;
    arena->used = 0;
    arena->refused_by_limit = false;
}

void falco_arena_free(falco_arena *arena) {
    while (arena->first) {
        falco_chunk *next = arena->first->next;
        free(arena->first);
        arena->first = next;
    }
}
