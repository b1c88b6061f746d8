// A builder's whole life: any calls in any order, many alerts in one batch, and memory that runs out.
//
// The input is a list of steps. A byte says what to do; two more, where a step needs bytes, how many follow.
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    size_t held, allowed;
} ration;

// Each block stands behind its size, so that what is held can be counted.
static void *resize(void *context, void *old, size_t size) {
    ration *ration = context;
    size_t *block = old ? (size_t *)old - 2 : NULL;
    if (size == 0) {
        if (block) ration->held -= *block;
        free(block);
        return NULL;
    }
    if (ration->allowed == 0) return NULL;
    ration->allowed--;
    const size_t before = block ? *block : 0;
    size_t *moved = realloc(block, size + 2 * sizeof *moved);
    CHECK(moved);
    *moved = size;
    ration->held += size - before;
    return moved + 2;
}

typedef struct {
    const uint8_t *at, *end;
} input;

static size_t take_bytes(input *from, const uint8_t **bytes) {
    size_t length = 0;
    if (from->end - from->at >= 2) {
        length = from->at[0] | (size_t)from->at[1] << 8;
        from->at += 2;
    }
    if (length > (size_t)(from->end - from->at)) length = (size_t)(from->end - from->at);
    *bytes = from->at;
    from->at += length;
    return length;
}

enum { LIMIT = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ration ration = {.allowed = SIZE_MAX};
    const falco_memory memory = {.resize = resize, .context = &ration};
    falco_builder *builder = falco_builder_new(LIMIT, &memory);
    CHECK(builder);
    falco_batch *last = NULL;
    uint32_t gathered = 0;
    input from = {data, data + size};
    while (from.at < from.end) {
        const uint8_t step = *from.at++;
        const uint8_t *bytes, *more;
        falco_status status = FALCO_BATCH_FULL;
        size_t length;
        switch (step % 12) {
        case 0:
        case 1:
        case 2:
            length = take_bytes(&from, &bytes);
            status = falco_builder_decode(builder, bytes, length);
            break;
        case 3: falco_builder_begin(builder); break;
        case 4:
            length = take_bytes(&from, &bytes);
            falco_builder_set_text(builder, (falco_text)(step / 12 % 4), bytes, length);
            break;
        case 5:
            length = take_bytes(&from, &bytes);
            falco_builder_add_tag(builder, bytes, length);
            break;
        case 6: {
            length = take_bytes(&from, &bytes);
            const size_t more_length = take_bytes(&from, &more);
            falco_builder_add_field(builder, bytes, length, more, more_length);
            break;
        }
        case 7: falco_builder_set_time(builder, (int64_t)step << (step % 60), (int32_t)step << 23); break;
        case 8: status = falco_builder_commit(builder); break;
        case 9:
            if (last) status = falco_builder_copy(builder, last, step % last->alert_count);
            break;
        case 10: ration.allowed = step & 16 ? SIZE_MAX : step / 32; break;
        default: {
            falco_batch *batch = falco_builder_take(builder);
            if (!batch) break;
            CHECK(batch->alert_count == gathered);
            check_batch(batch);
            if (last) falco_batch_free(last);
            last = batch;
            gathered = 0;
        }
        }
        if (status == FALCO_OK) gathered++;
        CHECK(falco_builder_count(builder) == gathered);
        // What it gathers is bounded by the input here; the working memory by the limit.
        CHECK(ration.held <= 16 * (size_t)LIMIT + 64 * size + ((size_t)8 << 20));
    }
    falco_batch_free(last);
    falco_builder_free(builder);
    CHECK(ration.held == 0);
    return 0;
}
