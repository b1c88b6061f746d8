#include <stdlib.h>

#include "internal.h"

#define FALCO_CHUNK ((size_t)32 << 10)
#define FALCO_CHUNK_ALIGN ((size_t)16)

struct falco_chunk {
    _Alignas(16) falco_chunk *next;
    _Alignas(16) uint8_t bytes[];
};

static void *standard_resize(void *context, void *old, size_t size) {
    (void)context;
    if (size) return realloc(old, size);
    free(old);
    return NULL;
}

const falco_memory falco_standard_memory = {.resize = standard_resize};

static void *allocate(void *context, size_t size) {
    falco_arena *arena = context;
    const size_t rounded = (size + FALCO_CHUNK_ALIGN - 1) & ~(FALCO_CHUNK_ALIGN - 1);
    // Zero, and a size so large that rounding it wrapped, go the long way.
    if (rounded - 1 >= (size_t)(arena->end - arena->at) || rounded > arena->limit - arena->used)
        return falco_arena_alloc(arena, size);
    uint8_t *piece = arena->at;
    arena->at += rounded;
    arena->used += rounded;
    return piece;
}

static void release(void *context, void *pointer) {
    // Everything goes at once, at the reset.
    (void)context;
    (void)pointer;
}

void falco_arena_init(falco_arena *arena, const falco_memory *memory, size_t limit) {
    *arena = (falco_arena){.memory = memory, .limit = limit};
    arena->allocator = (ProtobufCAllocator){.alloc = allocate, .free = release, .allocator_data = arena};
}

static falco_chunk *new_chunk(falco_arena *arena, size_t room) {
    falco_chunk *chunk = falco_resize(arena->memory, NULL, sizeof *chunk + room);
    if (!chunk) arena->refused = FALCO_NO_MEMORY;
    return chunk;
}

void *falco_arena_alloc(falco_arena *arena, size_t size) {
    if (size > arena->limit - arena->used || arena->limit - arena->used < FALCO_CHUNK_ALIGN) {
        arena->refused = FALCO_TOO_COMPLEX;
        return NULL;
    }
    // protobuf-c takes NULL for a failure even where it asks for nothing.
    const size_t wanted = size ? size : 1;
    const size_t rounded = (wanted + FALCO_CHUNK_ALIGN - 1) & ~(FALCO_CHUNK_ALIGN - 1);
    if (rounded > FALCO_CHUNK / 4) {
        // A large piece gets memory of exactly its size, and what is left of the chunk at hand stays in use.
        falco_chunk *chunk = new_chunk(arena, rounded);
        if (!chunk) return NULL;
        chunk->next = arena->more;
        arena->more = chunk;
        arena->used += size;
        return chunk->bytes;
    }
    if (rounded > (size_t)(arena->end - arena->at)) {
        falco_chunk *chunk = new_chunk(arena, FALCO_CHUNK);
        if (!chunk) return NULL;
        falco_chunk **list = arena->first ? &arena->more : &arena->first;
        chunk->next = *list;
        *list = chunk;
        arena->at = chunk->bytes;
        arena->end = chunk->bytes + FALCO_CHUNK;
    }
    uint8_t *piece = arena->at;
    arena->at += rounded;
    arena->used = rounded > arena->limit - arena->used ? arena->limit : arena->used + rounded;
    return piece;
}

void falco_arena_reset(falco_arena *arena) {
    while (arena->more) {
        falco_chunk *next = arena->more->next;
        falco_resize(arena->memory, arena->more, 0);
        arena->more = next;
    }
    arena->at = arena->first ? arena->first->bytes : NULL;
    arena->end = arena->first ? arena->first->bytes + FALCO_CHUNK : NULL;
    arena->used = 0;
    arena->refused = FALCO_OK;
}

void falco_arena_free(falco_arena *arena) {
    falco_arena_reset(arena);
    falco_resize(arena->memory, arena->first, 0);
    arena->first = NULL;
    arena->at = arena->end = NULL;
}
