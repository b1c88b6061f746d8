#include <stdlib.h>
#include <string.h>

#include "internal.h"

const falco_field *falco_alert_find(const falco_batch *batch, uint32_t index, const uint8_t *key, size_t length) {
    const falco_alert *alert = &batch->alerts[index];
    const falco_field *fields = batch->fields + alert->first_field;
    const size_t count = alert->field_count;
    if (length > UINT32_MAX) return NULL;
#pragma clang loop unroll_count(8)
    for (size_t i = 0; i < count; i++) {
        if (fields[i].key.length != (uint32_t)length) continue;
        // Keys of one length mostly share their beginning (`proc.`) and differ at the end.
        const uint8_t *bytes = batch->bytes + fields[i].key.offset;
        if (length == 0 || (bytes[length - 1] == key[length - 1] && memcmp(bytes, key, length) == 0))
            return &fields[i];
    }
    return NULL;
}

void falco_batch_free(falco_batch *batch) {
    free(batch);
}
