// Any bytes as a JSON alert: decoded, looked at from all sides, as protobuf and back.
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Whether a stretch is UTF-8, by the table of the Unicode standard.
static int is_utf8(const uint8_t *at, size_t length) {
    const uint8_t *end = at + length;
    while (at < end) {
        const uint8_t first = *at++;
        if (first < 0x80) continue;
        const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first > 0xf4 || end - at < more) return 0;
        uint32_t scalar = first & (0x3fu >> more);
        for (int i = 0; i < more; i++) {
            if ((*at & 0xc0) != 0x80) return 0;
            scalar = scalar << 6 | (*at++ & 0x3f);
        }
        if (scalar < (more == 3 ? 0x10000u : more == 2 ? 0x800u : 0x80u)) return 0;
        if (scalar > 0x10ffff || (scalar & 0x1ff800) == 0xd800) return 0;
    }
    return 1;
}

static void check_text(const falco_batch *batch, falco_span span) {
    CHECK(is_utf8(batch->bytes + span.offset, span.length));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static falco_builder *builder;
    if (!builder) builder = falco_builder_new((size_t)1 << 20, NULL);
    CHECK(builder);
    const char *reason = "";
    const falco_status status = falco_builder_decode_json(builder, data, size, &reason);
    CHECK((reason != NULL) == (status == FALCO_MALFORMED));
    if (status != FALCO_OK) {
        CHECK(status == FALCO_MALFORMED || status == FALCO_TOO_LARGE || status == FALCO_TOO_COMPLEX);
        CHECK(falco_builder_count(builder) == 0 && falco_builder_take(builder) == NULL);
        return 0;
    }
    falco_batch *batch = falco_builder_take(builder);
    CHECK(batch && batch->alert_count == 1 && batch->byte_count <= 3 * size);
    check_batch(batch);
    const falco_alert *alert = &batch->alerts[0];
    check_text(batch, alert->rule);
    check_text(batch, alert->output);
    check_text(batch, alert->hostname);
    check_text(batch, alert->source);
    for (uint32_t i = 0; i < alert->tag_count; i++) check_text(batch, batch->tags[i]);
    for (uint32_t i = 0; i < alert->field_count; i++) {
        const falco_field *field = &batch->fields[i];
        check_text(batch, field->key);
        check_text(batch, field->value);
        // No key comes twice, so the search finds this very field. Only the first few: it takes a line each.
        if (i < 64) CHECK(falco_alert_find(batch, 0, batch->bytes + field->key.offset, field->key.length) == field);
    }

    const size_t length = falco_alert_encoded_size(batch, 0);
    uint8_t *message = malloc(length + 1);
    CHECK(message);
    CHECK(falco_alert_encode(batch, 0, message) == length);
    CHECK(falco_builder_decode(builder, message, length) == FALCO_OK);
    // What came before does not matter, nor where the text stands.
    uint8_t *copy = malloc(size);
    CHECK(copy || size == 0);
    if (size) memcpy(copy, data, size);
    CHECK(falco_builder_decode_json(builder, copy, size, NULL) == FALCO_OK);
    free(copy);
    free(message);
    falco_batch *again = falco_builder_take(builder);
    CHECK(again && again->alert_count == 2);
    check_batch(again);
    check_same_alert(batch, 0, again, 0);
    check_same_alert(batch, 0, again, 1);
    falco_batch_free(again);
    falco_batch_free(batch);
    return 0;
}
