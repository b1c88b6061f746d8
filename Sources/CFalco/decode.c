#include "draft.h"
#include "wire.pb-c.h"

// Wire types, and the tags of the fields of `falco.outputs.response`.
enum { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };
#define TAG(number, type) ((number) << 3 | (type))
enum {
    TIME = TAG(1, BYTES),
    PRIORITY = TAG(2, VARINT),
    SOURCE_DEPRECATED = TAG(3, VARINT),
    RULE = TAG(4, BYTES),
    OUTPUT = TAG(5, BYTES),
    OUTPUT_FIELDS = TAG(6, BYTES),
    HOSTNAME = TAG(7, BYTES),
    TAGS = TAG(8, BYTES),
    SOURCE = TAG(9, BYTES),
    KEY = TAG(1, BYTES),
    VALUE = TAG(2, BYTES),
};

typedef struct {
    const uint8_t *at, *end;
} reader;

// One field of a message: its tag and, when it holds bytes, those.
typedef struct {
    uint32_t tag;
    const uint8_t *bytes;
    size_t length;
} part;

// A varint of at most `longest` bytes. False when it is cut short or longer.
static bool read_long_varint(reader *from, unsigned longest, uint64_t *value) {
    uint64_t result = 0;
    for (unsigned i = 0; i < longest && from->at < from->end; i++) {
        const uint8_t byte = *from->at++;
        result |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *value = result;
            return true;
        }
    }
    return false;
}

static inline bool read_varint(reader *from, unsigned longest, uint64_t *value) {
    if (from->at == from->end || *from->at >= 0x80) return read_long_varint(from, longest, value);
    *value = *from->at++;
    return true;
}

static inline bool skip(reader *from, uint64_t length) {
    if (length > (uint64_t)(from->end - from->at)) return false;
    from->at += length;
    return true;
}

// The bytes of a part whose tag was read. False when they are cut short.
static inline bool read_bytes(reader *from, part *next) {
    uint64_t length;
    if (!read_varint(from, 5, &length)) return false;
    next->bytes = from->at;
    next->length = (size_t)length;
    return skip(from, length);
}

// The next part; false when there is none that is whole and valid.
static bool read_part(reader *from, part *next) {
    uint64_t number;
    if (!read_varint(from, 5, &number) || number > UINT32_MAX || number < 8) return false;
    next->tag = (uint32_t)number;
    switch (number & 7) {
    case BYTES: return read_bytes(from, next);
    case VARINT: return read_varint(from, 10, &number);
    case FIXED64: return skip(from, 8);
    case FIXED32: return skip(from, 4);
    default: return false;
    }
}

static inline bool begins(const reader *from, uint8_t tag) {
    return from->at < from->end && *from->at == tag;
}

// One entry of the map. `end` is the end of the message.
static inline falco_status add_entry(falco_builder *builder, part entry, const uint8_t *end) {
    reader from = {entry.bytes, entry.bytes + entry.length};
    part key = {.bytes = entry.bytes}, value = {.bytes = entry.bytes}, next;
    // A key, then a value: what every sender writes. Anything else goes the long way.
    if (begins(&from, KEY)) {
        from.at++;
        if (!read_bytes(&from, &key)) return FALCO_MALFORMED;
    }
    if (begins(&from, VALUE)) {
        from.at++;
        if (!read_bytes(&from, &value)) return FALCO_MALFORMED;
    }
    while (from.at < from.end) {
        if (!read_part(&from, &next)) return FALCO_MALFORMED;
        if (next.tag == KEY) key = next;
        if (next.tag == VALUE) value = next;
    }
    const size_t readable = (size_t)(end - key.bytes);
    falco_field *field = builder->draft_fields < builder->draft_field_room
        ? falco_draft_field_within_room(builder, key.bytes, key.length, readable)
        : falco_draft_field(builder, key.bytes, key.length, readable);
    if (!field) return builder->failed;
    field->value = falco_draft_put(builder, value.bytes, value.length, (size_t)(end - value.bytes));
    return FALCO_OK;
}

// Whether a message within the message is made of whole and valid parts: protobuf-c looks less closely.
static bool is_message(part message) {
    reader from = {message.bytes, message.bytes + message.length};
    part next;
    while (from.at < from.end)
        if (!read_part(&from, &next)) return false;
    return true;
}

// Takes the repeated fields of a message into the draft. What protobuf-c is to decode, the singular fields, goes to
// `rest`, which has room for the whole message; `*rest_length` tells how much it is.
static falco_status take_repeated(
    falco_builder *builder, const uint8_t *message, size_t length, uint8_t *rest, size_t *rest_length) {
    reader from = {message, message + length};
    const uint8_t *run = message;  // where the singular fields began that are not copied yet
    size_t gathered = 0;
    while (from.at < from.end) {
        const uint8_t *start = from.at;
        part next = {.tag = OUTPUT_FIELDS};
        if (*start == OUTPUT_FIELDS) {
            from.at++;
            if (!read_bytes(&from, &next)) return FALCO_MALFORMED;
        } else if (!read_part(&from, &next)) {
            return FALCO_MALFORMED;
        }
        falco_status status = FALCO_OK;
        switch (next.tag) {
        case TIME:
            if (!is_message(next)) return FALCO_MALFORMED;
            continue;
        case PRIORITY:
        case SOURCE_DEPRECATED:
        case RULE:
        case OUTPUT:
        case HOSTNAME:
        case SOURCE: continue;
        case OUTPUT_FIELDS: status = add_entry(builder, next, from.end); break;
        case TAGS:
            falco_draft_tag(
                builder, falco_draft_put(builder, next.bytes, next.length, (size_t)(from.end - next.bytes)));
            status = builder->failed;
            break;
        default: break;  // unknown: of no use to anyone
        }
        if (status != FALCO_OK) return status;
        if (run < start) {
            memcpy(rest + gathered, run, (size_t)(start - run));
            gathered += (size_t)(start - run);
        }
        run = from.at;
    }
    if (run < from.end) {
        memcpy(rest + gathered, run, (size_t)(from.end - run));
        gathered += (size_t)(from.end - run);
    }
    *rest_length = gathered;
    return FALCO_OK;
}

static void set_text(falco_span *place, falco_builder *builder, ProtobufCBinaryData data) {
    *place = falco_draft_put(builder, data.data, data.len, 0);
}

static falco_status decode(falco_builder *builder, const uint8_t *message, size_t length) {
    // No string of the message counts twice: what the message holds is room enough for all.
    if (!falco_draft_reserve(builder, length)) return builder->failed;
    uint8_t *rest = falco_arena_alloc(&builder->arena, length);
    if (!rest) return builder->arena.refused;
    size_t rest_length = 0;
    falco_status status = take_repeated(builder, message, length, rest, &rest_length);
    if (status != FALCO_OK) return status;
    const Falco__Wire__Alert *alert = falco__wire__alert__unpack(&builder->arena.allocator, rest_length, rest);
    if (!alert) return builder->arena.refused == FALCO_OK ? FALCO_MALFORMED : builder->arena.refused;
    if (alert->time) falco_builder_set_time(builder, alert->time->seconds, alert->time->nanos);
    builder->draft.priority = alert->priority;
    builder->draft.source_deprecated = alert->source_deprecated;
    set_text(&builder->draft.rule, builder, alert->rule);
    set_text(&builder->draft.output, builder, alert->output);
    set_text(&builder->draft.hostname, builder, alert->hostname);
    set_text(&builder->draft.source, builder, alert->source);
    return FALCO_OK;
}

falco_status falco_builder_decode(falco_builder *builder, const uint8_t *message, size_t length) {
    builder->open = false;
    if (length > builder->max_message) return FALCO_TOO_LARGE;
    falco_builder_begin(builder);
    const falco_status status = decode(builder, length ? message : (const uint8_t *)"", length);
    falco_draft_fail(builder, status);
    falco_draft_keep(builder, message, length, FALCO_PROTOBUF);
    falco_arena_reset(&builder->arena);
    return falco_builder_commit(builder);
}

const char *falco_protobuf_c_version(void) {
    return protobuf_c_version();
}
