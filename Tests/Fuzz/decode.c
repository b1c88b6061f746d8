// Any bytes as an alert: decoded, looked at from all sides, encoded, decoded again.
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fields(const falco_batch *batch) {
    const falco_alert *alert = &batch->alerts[0];
    uint8_t *part = malloc(batch->byte_count + 1);
    CHECK(part);
    for (uint32_t i = 0; i < alert->field_count; i++) {
        const falco_field *field = &batch->fields[i];
        const uint8_t *key = batch->bytes + field->key.offset, *value = batch->bytes + field->value.offset;
        // No key comes twice, so the search finds this very field. Only the first few: it takes a line each.
        if (i < 64) CHECK(falco_alert_find(batch, 0, key, field->key.length) == field);
        const size_t lasting = falco_lasting_part(key, field->key.length, value, field->value.length, part);
        CHECK(lasting <= field->value.length);
        switch (falco_key_constancy(key, field->key.length)) {
        case FALCO_LASTS: CHECK(lasting == field->value.length); break;
        case FALCO_PASSES: CHECK(lasting == 0); break;
        case FALCO_VARIES: break;
        }
    }
    free(part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static falco_builder *builder;
    if (!builder) builder = falco_builder_new((size_t)1 << 20, NULL);
    CHECK(builder);
    const falco_status status = falco_builder_decode(builder, data, size);
    if (status != FALCO_OK) {
        CHECK(status == FALCO_MALFORMED || status == FALCO_TOO_LARGE || status == FALCO_TOO_COMPLEX);
        CHECK(falco_builder_count(builder) == 0 && falco_builder_take(builder) == NULL);
        return 0;
    }
    falco_batch *batch = falco_builder_take(builder);
    CHECK(batch && batch->alert_count == 1 && batch->byte_count <= size);
    check_batch(batch);
    check_fields(batch);

    const size_t length = falco_alert_encoded_size(batch, 0);
    uint8_t *message = malloc(length + 1);
    CHECK(message);
    CHECK(falco_alert_encode(batch, 0, message) == length);
    CHECK(falco_builder_decode(builder, message, length) == FALCO_OK);
    CHECK(falco_builder_copy(builder, batch, 0) == FALCO_OK);
    falco_batch *again = falco_builder_take(builder);
    CHECK(again && again->alert_count == 2);
    check_batch(again);
    check_same_alert(batch, 0, again, 0);
    check_same_alert(batch, 0, again, 1);
    falco_batch *alone = falco_alert_detach(again, 1);
    CHECK(alone);
    check_batch(alone);
    check_same_alert(batch, 0, alone, 0);

    uint8_t one[32], other[32];
    CHECK(falco_alert_identity(batch, 0, one) && falco_alert_identity(alone, 0, other));
    CHECK(memcmp(one, other, sizeof one) == 0);
    CHECK(falco_alert_fingerprint(batch, 0, one) && falco_alert_fingerprint(alone, 0, other));
    CHECK(memcmp(one, other, sizeof one) == 0);
    free(message);
    falco_batch_free(alone);
    falco_batch_free(again);
    falco_batch_free(batch);
    return 0;
}
