// The low-level SHA-256 calls: EVP looks its algorithm up anew for every digest, which costs more than the digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#define _GNU_SOURCE
#include <openssl/sha.h>
#include <stdlib.h>

#include "internal.h"

// Fields that say the same of every alert's moment, or of one process or connection only. A trailing `*` matches any
// ending.
static const char *const momentary[] = {
    "evt.time*",      "evt.rawtime*",     "evt.datetime*",  "evt.num",        "evt.latency*",   "evt.deltatime*",
    "evt.reltime*",   "evt.outputtime",   "evt.cpu",        "proc.pid",       "proc.ppid",      "proc.vpid",
    "proc.pvpid",     "proc.sid",         "proc.apid*",     "proc.pgid",      "proc.vpgid",     "proc.sid.exepath",
    "proc.duration*", "proc.ppid.*",      "proc.pid.ts",    "proc.ppid.ts",   "thread.tid",     "thread.vtid",
    "proc.exe_ino.*", "container.start_ts", "container.duration", "fd.cport", "fd.sport.ephemeral", "fd.lport",
    "fd.ino",         "fd.num",           "evt.arg.fd",     "evt.args",       "evt.info",       "jevt.time*",
    "jevt.rawtime*",
};

static bool matches(const char *pattern, const uint8_t *key, size_t length) {
    size_t wanted = strlen(pattern);
    if (pattern[wanted - 1] == '*') return length >= wanted - 1 && memcmp(pattern, key, wanted - 1) == 0;
    return length == wanted && memcmp(pattern, key, wanted) == 0;
}

bool falco_key_is_momentary(const uint8_t *key, size_t length) {
    for (size_t i = 0; i < sizeof momentary / sizeof *momentary; i++)
        if (matches(momentary[i], key, length)) return true;
    return false;
}

static bool key_is(const falco_batch *batch, const falco_field *field, const char *name) {
    return field->key.length == strlen(name) && memcmp(batch->bytes + field->key.offset, name, strlen(name)) == 0;
}

static bool says_nothing(const uint8_t *value, size_t length) {
    return length == 0 || (length == 4 && memcmp(value, "<NA>", 4) == 0);
}

static int by_key(const void *a, const void *b, void *context) {
    const falco_batch *batch = context;
    falco_span x = ((const falco_field *)a)->key, y = ((const falco_field *)b)->key;
    uint32_t shared = x.length < y.length ? x.length : y.length;
    int order = memcmp(batch->bytes + x.offset, batch->bytes + y.offset, shared);
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

// Each part goes in behind its length, so that no two different alerts make the same bytes.
static void feed(SHA256_CTX *sha, const uint8_t *bytes, uint32_t length) {
    const uint8_t size[4] = {
        (uint8_t)length, (uint8_t)(length >> 8), (uint8_t)(length >> 16), (uint8_t)(length >> 24)};
    SHA256_Update(sha, size, sizeof size);
    SHA256_Update(sha, bytes, length);
}

static void feed_number(SHA256_CTX *sha, int64_t number) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    SHA256_Update(sha, bytes, sizeof bytes);
}

static bool digest(const falco_batch *batch, uint32_t index, bool repeatable, uint8_t out[32]) {
    const falco_alert *alert = &batch->alerts[index];
    falco_field small[64];
    falco_field *fields = small;
    if (alert->field_count > 64) {
        fields = falco_resize(&batch->memory, NULL, alert->field_count * sizeof *fields);
        if (!fields) return false;
    }
    // The name of a connection holds its ephemeral port; where the alert knows the type, leave the name out.
    bool connection = false;
    for (uint32_t i = 0; repeatable && i < alert->field_count; i++) {
        const falco_field *field = &batch->fields[alert->first_field + i];
        const uint8_t *value = batch->bytes + field->value.offset;
        if (key_is(batch, field, "fd.type") && field->value.length == 4)
            connection = memcmp(value, "ipv4", 4) == 0 || memcmp(value, "ipv6", 4) == 0;
    }
    size_t count = 0;
    for (uint32_t i = 0; i < alert->field_count; i++) {
        const falco_field *field = &batch->fields[alert->first_field + i];
        const uint8_t *key = batch->bytes + field->key.offset;
        if (says_nothing(batch->bytes + field->value.offset, field->value.length)) continue;
        if (key_is(batch, field, "evt.time")) continue;
        if (repeatable && falco_key_is_momentary(key, field->key.length)) continue;
        if (connection && key_is(batch, field, "fd.name")) continue;
        fields[count++] = *field;
    }
    qsort_r(fields, count, sizeof *fields, by_key, (void *)batch);

    SHA256_CTX sha;
    SHA256_Init(&sha);
    if (!repeatable) {
        feed_number(&sha, alert->has_time ? alert->seconds : INT64_MIN);
        feed_number(&sha, alert->has_time ? alert->nanoseconds : 0);
    }
    feed_number(&sha, alert->priority);
    feed(&sha, batch->bytes + alert->rule.offset, alert->rule.length);
    feed(&sha, batch->bytes + alert->hostname.offset, alert->hostname.length);
    feed(&sha, batch->bytes + alert->source.offset, alert->source.length);
    for (size_t i = 0; i < count; i++) {
        feed(&sha, batch->bytes + fields[i].key.offset, fields[i].key.length);
        feed(&sha, batch->bytes + fields[i].value.offset, fields[i].value.length);
    }
    SHA256_Final(out, &sha);
    if (fields != small) falco_resize(&batch->memory, fields, 0);
    return true;
}

bool falco_alert_identity(const falco_batch *batch, uint32_t index, uint8_t out[32]) {
    return digest(batch, index, false, out);
}

bool falco_alert_fingerprint(const falco_batch *batch, uint32_t index, uint8_t out[32]) {
    return digest(batch, index, true, out);
}
