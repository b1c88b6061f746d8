// The low-level SHA-256 calls: EVP looks its algorithm up anew for every digest, which costs more than the digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#define _GNU_SOURCE
#include <openssl/sha.h>
#include <stdlib.h>

#include "internal.h"

// An alert of so many fields, and so many bytes to digest, needs no memory beyond the stack's.
#define FALCO_FEW_FIELDS 64
#define FALCO_FEW_BYTES 4096

static bool says_nothing(const uint8_t *value, size_t length) {
    return length == 0 || (length == 4 && memcmp(value, "<NA>", 4) == 0);
}

// Any order will do that is always the same: by length first, which mostly decides.
static int compare_keys(const uint8_t *bytes, falco_span x, falco_span y) {
    if (x.length != y.length) return x.length < y.length ? -1 : 1;
    return memcmp(bytes + x.offset, bytes + y.offset, x.length);
}

static int by_key(const void *a, const void *b, void *bytes) {
    return compare_keys(bytes, ((const falco_field *)a)->key, ((const falco_field *)b)->key);
}

static void sort(falco_field *fields, size_t count, const uint8_t *bytes) {
    if (count > FALCO_FEW_FIELDS) {
        qsort_r(fields, count, sizeof *fields, by_key, (void *)bytes);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const falco_field field = fields[i];
        size_t place = i;
        while (place > 0 && compare_keys(bytes, field.key, fields[place - 1].key) < 0) {
            fields[place] = fields[place - 1];
            place--;
        }
        fields[place] = field;
    }
}

static uint8_t *put_number(uint8_t *at, uint64_t number, unsigned size) {
    for (unsigned i = 0; i < size; i++) *at++ = (uint8_t)(number >> (8 * i));
    return at;
}

// Each part goes in behind its length, so that no two different alerts make the same bytes.
static uint8_t *put_part(uint8_t *at, const uint8_t *bytes, falco_span span) {
    at = put_number(at, span.length, 4);
    if (span.length) memcpy(at, bytes + span.offset, span.length);
    return at + span.length;
}

// The bytes to digest. `at` has room for the alert's own bytes, 8 more for each field and 64 for the rest.
static uint8_t *put_alert(
    uint8_t *at, const falco_batch *batch, const falco_alert *alert, falco_field *fields, bool repeatable) {
    const uint8_t *bytes = batch->bytes;
    size_t count = 0;
    for (uint32_t i = 0; i < alert->field_count; i++) {
        const falco_field field = batch->fields[alert->first_field + i];
        if (says_nothing(bytes + field.value.offset, field.value.length)) continue;
        if (field.key.length == 8 && memcmp(bytes + field.key.offset, "evt.time", 8) == 0) continue;
        fields[count++] = field;
    }
    sort(fields, count, bytes);
    if (!repeatable) {
        at = put_number(at, (uint64_t)(alert->has_time ? alert->seconds : INT64_MIN), 8);
        at = put_number(at, (uint32_t)alert->nanoseconds, 4);
    }
    at = put_number(at, (uint32_t)alert->priority, 4);
    at = put_part(at, bytes, alert->rule);
    at = put_part(at, bytes, alert->hostname);
    at = put_part(at, bytes, alert->source);
    for (size_t i = 0; i < count; i++) {
        const falco_span key = fields[i].key, value = fields[i].value;
        uint8_t *start = at;
        at = put_part(at, bytes, key);
        if (!repeatable) {
            at = put_part(at, bytes, value);
            continue;
        }
        const size_t lasting =
            falco_lasting_part(bytes + key.offset, key.length, bytes + value.offset, value.length, at + 4);
        put_number(at, lasting, 4);
        at = lasting ? at + 4 + lasting : start;
    }
    return at;
}

static bool digest(const falco_batch *batch, uint32_t index, bool repeatable, uint8_t out[32]) {
    const falco_alert *alert = &batch->alerts[index];
    const size_t room = (size_t)alert->byte_count + 8 * (size_t)alert->field_count + 64;
    falco_field few_fields[FALCO_FEW_FIELDS];
    uint8_t few_bytes[FALCO_FEW_BYTES];
    falco_field *fields = few_fields;
    uint8_t *bytes = few_bytes;
    if (alert->field_count > FALCO_FEW_FIELDS)
        fields = falco_resize(&batch->memory, NULL, alert->field_count * sizeof *fields);
    if (room > FALCO_FEW_BYTES) bytes = falco_resize(&batch->memory, NULL, room);
    const bool made = fields && bytes;
    if (made) {
        const uint8_t *end = put_alert(bytes, batch, alert, fields, repeatable);
        SHA256_CTX sha;
        SHA256_Init(&sha);
        SHA256_Update(&sha, bytes, (size_t)(end - bytes));
        SHA256_Final(out, &sha);
    }
    if (fields != few_fields) falco_resize(&batch->memory, fields, 0);
    if (bytes != few_bytes) falco_resize(&batch->memory, bytes, 0);
    return made;
}

bool falco_alert_identity(const falco_batch *batch, uint32_t index, uint8_t out[32]) {
    return digest(batch, index, false, out);
}

bool falco_alert_fingerprint(const falco_batch *batch, uint32_t index, uint8_t out[32]) {
    return digest(batch, index, true, out);
}
