// What every fuzz target needs: a check that is never compiled out, and comparing alerts.
#ifndef FUZZ_CHECK_H
#define FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CFalco.h"

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            abort(); \
        } \
    } while (0)

static inline void check_span(const falco_batch *batch, const falco_alert *alert, falco_span span) {
    const uint64_t end = (uint64_t)span.offset + span.length;
    CHECK(end <= batch->byte_count);
    CHECK(span.length == 0 || span.offset >= alert->first_byte);
    CHECK(span.length == 0 || end <= (uint64_t)alert->first_byte + alert->byte_count);
}

// Every part of every alert lies within the block and within its alert's own bytes.
static inline void check_batch(const falco_batch *batch) {
    uint64_t fields = 0, tags = 0, bytes = 0;
    for (uint32_t i = 0; i < batch->alert_count; i++) {
        const falco_alert *alert = &batch->alerts[i];
        CHECK(alert->first_field == fields && alert->first_tag == tags && alert->first_byte == bytes);
        fields += alert->field_count;
        tags += alert->tag_count;
        bytes += alert->byte_count;
        CHECK(fields <= batch->field_count && tags <= batch->tag_count && bytes <= batch->byte_count);
        CHECK(alert->nanoseconds >= 0 && alert->nanoseconds <= 999999999);
        check_span(batch, alert, alert->rule);
        check_span(batch, alert, alert->output);
        check_span(batch, alert, alert->hostname);
        check_span(batch, alert, alert->source);
        for (uint32_t f = 0; f < alert->field_count; f++) {
            check_span(batch, alert, batch->fields[alert->first_field + f].key);
            check_span(batch, alert, batch->fields[alert->first_field + f].value);
        }
        for (uint32_t t = 0; t < alert->tag_count; t++)
            check_span(batch, alert, batch->tags[alert->first_tag + t]);
    }
    CHECK(fields == batch->field_count && tags == batch->tag_count && bytes == batch->byte_count);
}

static inline void check_same_bytes(const falco_batch *a, falco_span x, const falco_batch *b, falco_span y) {
    CHECK(x.length == y.length);
    CHECK(x.length == 0 || memcmp(a->bytes + x.offset, b->bytes + y.offset, x.length) == 0);
}

static inline void check_same_alert(const falco_batch *a, uint32_t i, const falco_batch *b, uint32_t j) {
    const falco_alert *x = &a->alerts[i], *y = &b->alerts[j];
    CHECK(x->has_time == y->has_time && x->seconds == y->seconds && x->nanoseconds == y->nanoseconds);
    CHECK(x->priority == y->priority && x->source_deprecated == y->source_deprecated);
    CHECK(x->field_count == y->field_count && x->tag_count == y->tag_count);
    check_same_bytes(a, x->rule, b, y->rule);
    check_same_bytes(a, x->output, b, y->output);
    check_same_bytes(a, x->hostname, b, y->hostname);
    check_same_bytes(a, x->source, b, y->source);
    for (uint32_t f = 0; f < x->field_count; f++) {
        check_same_bytes(a, a->fields[x->first_field + f].key, b, b->fields[y->first_field + f].key);
        check_same_bytes(a, a->fields[x->first_field + f].value, b, b->fields[y->first_field + f].value);
    }
    for (uint32_t t = 0; t < x->tag_count; t++)
        check_same_bytes(a, a->tags[x->first_tag + t], b, b->tags[y->first_tag + t]);
}

#endif
