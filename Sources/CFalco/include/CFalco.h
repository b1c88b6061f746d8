// Falco alerts as compact blocks of memory: decoded from protobuf or JSON, built by hand, encoded back.
//
// Ownership in one paragraph. A `falco_builder` gathers alerts in scratch memory that it keeps and reuses. A call
// to `falco_builder_take` copies what was gathered into one block of exactly the right size, a `falco_batch`,
// and empties the builder. A batch never changes after that, may be read from any thread, and is freed whole by
// `falco_batch_free`. A builder belongs to one thread at a time. Nothing here logs, aborts or keeps global state.
#ifndef CFALCO_H
#define CFALCO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A stretch of a batch's `bytes`.
typedef struct {
    uint32_t offset;
    uint32_t length;
} falco_span;

// One entry of `output_fields`. Any bytes may stand in either part.
typedef struct {
    falco_span key;
    falco_span value;
} falco_field;

// What an alert was decoded from.
typedef enum {
    FALCO_NO_ORIGINAL = 0,  // from none, or it was not kept
    FALCO_PROTOBUF = 1,  // a `falco.outputs.response`
    FALCO_JSON = 2,
} falco_encoding;

typedef struct {
    int64_t seconds;  // since 1970-01-01T00:00:00Z; years 1 to 9999 when `has_time`
    int32_t nanoseconds;  // 0 to 999999999
    int32_t priority;  // 0 EMERGENCY to 7 DEBUG; other values are kept as they came
    int32_t source_deprecated;  // 0 SYSCALL, 1 K8S_AUDIT, 2 INTERNAL, 3 PLUGIN; other values are kept
    bool has_time;  // false when the time was absent or outside its range
    falco_span rule;
    falco_span output;
    falco_span hostname;
    falco_span source;  // empty before Falco 0.31
    uint32_t first_field;  // fields [first_field, first_field + field_count) of the batch, in wire order
    uint32_t field_count;
    uint32_t first_tag;
    uint32_t tag_count;
    falco_span original;  // the message or text that it was decoded from, when that was kept
    falco_encoding encoding;  // what `original` is
    uint32_t first_byte;  // all bytes of the alert stand in bytes [first_byte, first_byte + byte_count)
    uint32_t byte_count;
} falco_alert;

// Where memory comes from. `resize` acts as `realloc`, except that a size of zero frees and gives NULL. It serves a
// builder and the batches taken from it as long as they live, from whatever thread frees them.
typedef struct {
    void *(*resize)(void *context, void *old, size_t size);
    void *context;
} falco_memory;

typedef struct {
    uint32_t alert_count;
    uint32_t field_count;
    uint32_t tag_count;
    size_t byte_count;
    const falco_alert *alerts;
    const falco_field *fields;
    const falco_span *tags;
    const uint8_t *bytes;
    falco_memory memory;
} falco_batch;

void falco_batch_free(falco_batch *batch);

// One alert alone in a batch of its own, owned by the caller; NULL when memory is short.
falco_batch *falco_alert_detach(const falco_batch *batch, uint32_t index);

// The field of alert `index` with that key, NULL when it has none.
const falco_field *falco_alert_find(const falco_batch *batch, uint32_t index, const uint8_t *key, size_t length);

// What became of a message.
typedef enum {
    FALCO_OK = 0,
    FALCO_MALFORMED = 1,  // not the encoding of an alert
    FALCO_TOO_LARGE = 2,  // longer than the builder's limit
    FALCO_TOO_COMPLEX = 3,  // its parts are so many that they would outgrow the builder's memory limit
    FALCO_BATCH_FULL = 4,  // take the batch first, then offer the alert again
    FALCO_NO_MEMORY = 5,
} falco_status;

typedef struct falco_builder falco_builder;

// `max_message` is the longest message accepted, in bytes, up to 1 GiB. What the builder holds while it decodes one
// stays below 8 * max_message + 512 KiB beyond what it has gathered, whatever the message; what it gathers is
// limited to one block of 8 * max_message, at least 64 MiB and at most 2 GiB. `memory` may be NULL for the C
// library's. NULL when memory is short.
falco_builder *falco_builder_new(size_t max_message, const falco_memory *memory);
void falco_builder_free(falco_builder *builder);

// From now on the message or text that an alert is decoded from is kept with it, byte for byte; it counts among the
// alert's bytes, and adds 2 * max_message to what was said of memory. Copies of an alert have it too, encodings, the
// identity and the fingerprint know nothing of it.
void falco_builder_keep_originals(falco_builder *builder);

// Decodes one `falco.outputs.response` and adds it to the batch being gathered. On any status but FALCO_OK the
// builder has gathered exactly what it had before. What an alert does not have, and a known number with another wire
// type than its own, is passed over as unknown; of a repeated singular field or map key the last one counts, in the
// place of the first. Strings may hold any bytes. Groups, which no proto3 sender writes, and a time whose parts have
// other types than a time's are FALCO_MALFORMED.
falco_status falco_builder_decode(falco_builder *builder, const uint8_t *message, size_t length);

// The priority of a JSON alert that names none, or none that is known.
#define FALCO_PRIORITY_UNSAID (-1)

// Decodes one alert as Falco writes it in JSON, and adds it; what is said of `falco_builder_decode` holds here too.
// A byte order mark and white space around the object do not matter, nor does the order of keys; of equal keys the
// last counts. A key that is unknown, or whose value has another type than its own, is passed over. Only `rule` must
// be there. Values become the text that the protobuf form has for them: numbers and booleans as they are written,
// `null` as `<NA>`, lists as `(a,b)`. `evt.time` is left out where it says what `time` says, and stands in for it
// where there is none; so does `message` for `output`. What is not UTF-8 and half surrogate pairs become U+FFFD: the
// limit is for the text so repaired. Nesting beyond 128 levels, and whatever is not JSON, is FALCO_MALFORMED.
//
// `*reason`, unless `reason` is NULL, becomes a few words that say why the text is FALCO_MALFORMED, else NULL; they
// are never freed. Beyond what is said of `falco_builder_new`, simdjson holds up to 6 bytes for each of the longest
// text; builders that never see JSON hold nothing for it.
falco_status falco_builder_decode_json(
    falco_builder *builder, const uint8_t *text, size_t length, const char **reason);

// Adding an alert by hand: begin, set and add in any order, then commit, which tells the first failure of them all.
// A `begin` without a commit is undone by the next `begin`, `decode` or `take`; without a `begin` nothing is added
// and `commit` says FALCO_MALFORMED. The strings must not lie in the builder. Keys act as in a decoded message.
typedef enum { FALCO_RULE, FALCO_OUTPUT, FALCO_HOSTNAME, FALCO_SOURCE } falco_text;
void falco_builder_begin(falco_builder *builder);
void falco_builder_set_time(falco_builder *builder, int64_t seconds, int32_t nanoseconds);
void falco_builder_set_priority(falco_builder *builder, int32_t priority);
void falco_builder_set_source_deprecated(falco_builder *builder, int32_t source);
void falco_builder_set_text(falco_builder *builder, falco_text which, const uint8_t *bytes, size_t length);
void falco_builder_add_tag(falco_builder *builder, const uint8_t *bytes, size_t length);
void falco_builder_add_field(
    falco_builder *builder, const uint8_t *key, size_t key_length, const uint8_t *value, size_t value_length);
falco_status falco_builder_commit(falco_builder *builder);

// Copies an alert of another batch into the one being gathered.
falco_status falco_builder_copy(falco_builder *builder, const falco_batch *batch, uint32_t index);

// Alerts gathered since the last take, and the bytes of their strings.
uint32_t falco_builder_count(const falco_builder *builder);
size_t falco_builder_bytes(const falco_builder *builder);

// The gathered alerts as one block, owned by the caller; NULL when there are none or memory is short (then the
// builder keeps them).
falco_batch *falco_builder_take(falco_builder *builder);

// The size of alert `index` as a `falco.outputs.response`, and its bytes; both give the same number, and `out` must
// hold that many. Fields, tags and empty strings are written as protobuf's own encoders write them.
size_t falco_alert_encoded_size(const falco_batch *batch, uint32_t index);
size_t falco_alert_encode(const falco_batch *batch, uint32_t index, uint8_t *out);

// A SHA-256 over what the alert says, in a canonical order that no encoding changes: time, priority, rule, source,
// host, and its fields sorted by key, without `evt.time` and without fields that say nothing (`<NA>`, empty).
// False when memory is short.
bool falco_alert_identity(const falco_batch *batch, uint32_t index, uint8_t digest[32]);

// The same over what stays equal when the same thing happens again: no time, and of the fields the lasting part.
bool falco_alert_fingerprint(const falco_batch *batch, uint32_t index, uint8_t digest[32]);

// What of a field's value stays equal when the same thing happens again.
typedef enum {
    FALCO_LASTS,  // all of it
    FALCO_PASSES,  // nothing: it names one moment, one process or one event
    FALCO_VARIES,  // it depends on the value
} falco_constancy;
falco_constancy falco_key_constancy(const uint8_t *key, size_t length);

// Writes the lasting part of a value to `out`, which has room for the whole, and gives its length.
size_t falco_lasting_part(
    const uint8_t *key, size_t key_length, const uint8_t *value, size_t length, uint8_t *out);

// A time of RFC 3339, or with the numeric offset that Falco writes (`+0000`). Digits beyond the ninth of the fraction
// do not count; a leap second is the first of the next minute. False when it is none.
bool falco_parse_time(const uint8_t *bytes, size_t length, int64_t *seconds, int32_t *nanoseconds);

// `falco.version.response`.
typedef struct {
    const uint8_t *bytes;
    size_t length;
} falco_bytes;

typedef struct {
    falco_bytes version, prerelease, build, engine_fields_checksum, engine_version;
    uint32_t major, minor, patch, engine_major, engine_minor, engine_patch;
} falco_version;

// Calls `body` with the decoded version, whose bytes live until `body` returns. FALCO_MALFORMED without a call when
// the message is none.
falco_status falco_version_decode(
    const uint8_t *message, size_t length, void *context, void (*body)(void *context, const falco_version *version));
size_t falco_version_encoded_size(const falco_version *version);
size_t falco_version_encode(const falco_version *version, uint8_t *out);

// The version of libprotobuf-c at run time, such as "1.4.1".
const char *falco_protobuf_c_version(void);

// The version of simdjson that this was compiled with: major, minor, revision.
void falco_simdjson_version(uint32_t parts[3]);

#ifdef __cplusplus
}
#endif

#endif
