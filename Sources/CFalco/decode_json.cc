// One of Falco's JSON alerts into the draft of a builder.
#include "draft.h"
#include "json_reader.h"

namespace falco {
namespace {

// `evt.time` is kept back until the alert's own time is known, which mostly says the same.
struct event_time {
    enum { absent, number, text } kind = absent;
    stretch digits;
    uint64_t nanoseconds;  // since 1970, what the digits say
    falco_span span;
};

class alert_reader {
public:
    alert_reader(falco_builder *builder, const uint8_t *text, size_t length)
        : builder{builder}, json{builder, text, length} {}

    falco_status read();
    const char *reason() const { return json.reason; }

private:
    falco_status read_member(stretch key, ondemand::value &value);
    falco_status read_text(falco_span &place, ondemand::value &value);
    falco_status read_time(ondemand::value &value);
    falco_status read_priority(ondemand::value &value);
    falco_status read_tags(ondemand::value &value);
    falco_status read_fields(ondemand::value &value);
    falco_status read_field(stretch key, ondemand::value &value);
    falco_status finish();
    falco_status settle_event_time();

    falco_status put(ondemand::value &value, unsigned depth);
    falco_status put_list(ondemand::value &value, unsigned depth);
    falco_status put_object(ondemand::value &value, unsigned depth);
    falco_span put(stretch bytes) {
        return falco_draft_put(builder, bytes.bytes, bytes.length, FALCO_SLACK);
    }
    // Puts a value and tells where.
    falco_status put(ondemand::value &value, unsigned depth, falco_span &place) {
        const size_t start = builder->draft_bytes;
        const falco_status status = put(value, depth);
        place.offset = static_cast<uint32_t>(builder->byte_count + start);
        place.length = static_cast<uint32_t>(builder->draft_bytes - start);
        return status;
    }

    falco_builder *builder;
    json_reader json;
    bool has_rule = false;
    stretch message = {};  // `message`, the line without its prefix
    event_time event;
};

// A word of ours, with the room behind it that a stretch has.
struct word {
    uint8_t bytes[FALCO_SLACK];
    size_t length;

    operator stretch() const { return {bytes, length}; }
};
constexpr word missing = {{'<', 'N', 'A', '>'}, 4}, opening = {{'('}, 1}, comma = {{','}, 1}, closing = {{')'}, 1};
constexpr word evt_time = {{'e', 'v', 't', '.', 't', 'i', 'm', 'e'}, 8};

bool is_null(stretch token) {
    return token.first() == 'n';
}

// The older enumeration that goes with a source.
int32_t older_source(stretch source) {
    if (source.length == 0 || source.is("syscall")) return 0;
    if (source.is("k8s_audit")) return 1;
    return source.is("internal") ? 2 : 3;
}

// A list as Falco's protobuf form shows it: `(a,b)`.
falco_status alert_reader::put_list(ondemand::value &value, unsigned depth) {
    if (depth == depth_limit) return json.refuse_depth();
    bool is_first = true;
    put(opening);
    const falco_status status = json.each_element(value, [&](auto &element) {
        if (!is_first) put(comma);
        is_first = false;
        return put(element, depth + 1);
    });
    put(closing);
    return status;
}

// An object as it is written: Falco gives no field one.
falco_status alert_reader::put_object(ondemand::value &value, unsigned depth) {
    std::string_view source;
    const falco_status status = json.take_text(value, depth, source);
    if (status != FALCO_OK) return status;
    uint8_t *place = builder->bytes + builder->byte_count + builder->draft_bytes;
    builder->draft_bytes += falco_utf8_repair(reinterpret_cast<const uint8_t *>(source.data()), source.size(), place);
    return FALCO_OK;
}

// A value as text, behind what the draft has.
falco_status alert_reader::put(ondemand::value &value, unsigned depth) {
    const stretch token = json.token_of(value);
    stretch string;
    switch (token.first()) {
    case '"': {
        const falco_status status = json.take_string(value, token, string);
        if (status == FALCO_OK) put(string);
        return status;
    }
    case '[': return put_list(value, depth);
    case '{': return put_object(value, depth);
    default: {
        const falco_status status = json.check_scalar(token);
        if (status == FALCO_OK) put(is_null(token) ? missing : token);
        return status;
    }
    }
}

falco_status alert_reader::read_text(falco_span &place, ondemand::value &value) {
    const stretch token = json.token_of(value);
    place = {0, 0};
    if (token.first() != '"') return json.pass_over(value, 1);
    stretch string;
    const falco_status status = json.take_string(value, token, string);
    if (status == FALCO_OK) place = put(string);
    return status;
}

falco_status alert_reader::read_time(ondemand::value &value) {
    const stretch token = json.token_of(value);
    falco_builder_set_time(builder, 0, -1);  // none
    if (token.first() != '"') return json.pass_over(value, 1);
    stretch string;
    const falco_status status = json.take_string(value, token, string);
    int64_t seconds;
    int32_t nanoseconds;
    if (status == FALCO_OK && falco_parse_time(string.bytes, string.length, &seconds, &nanoseconds))
        falco_builder_set_time(builder, seconds, nanoseconds);
    return status;
}

falco_status alert_reader::read_priority(ondemand::value &value) {
    const stretch token = json.token_of(value);
    int32_t &priority = builder->draft.priority;
    priority = FALCO_PRIORITY_UNSAID;
    if (token.first() == '"') {
        stretch string;
        const falco_status status = json.take_string(value, token, string);
        if (status == FALCO_OK) falco_parse_priority(string.bytes, string.length, &priority);
        return status;
    }
    uint64_t number;
    if (falco_parse_digits(token.bytes, token.length, &number) && number <= INT32_MAX)
        priority = static_cast<int32_t>(number);
    return json.pass_over(value, 1);
}

falco_status alert_reader::read_tags(ondemand::value &value) {
    builder->draft_tags = 0;
    if (json.token_of(value).first() != '[') return json.pass_over(value, 1);
    return json.each_element(value, [&](auto &element) {
        if (is_null(json.token_of(element))) return json.pass_over(element, 2);
        falco_span tag;
        const falco_status status = put(element, 2, tag);
        if (status != FALCO_OK) return status;
        falco_draft_tag(builder, tag);
        return builder->failed;
    });
}

falco_status alert_reader::read_field(stretch key, ondemand::value &value) {
    if (key.is("evt.time")) {
        event.kind = event_time::text;
        event.digits = json.token_of(value);
        if (!falco_parse_digits(event.digits.bytes, event.digits.length, &event.nanoseconds))
            return put(value, 2, event.span);
        event.kind = event_time::number;
        return json.pass_over(value, 2);
    }
    falco_field *field = builder->draft_fields < builder->draft_field_room
        ? falco_draft_field_within_room(builder, key.bytes, key.length, FALCO_SLACK)
        : falco_draft_field(builder, key.bytes, key.length, FALCO_SLACK);
    return field ? put(value, 2, field->value) : builder->failed;
}

falco_status alert_reader::read_fields(ondemand::value &value) {
    if (builder->draft_fields) falco_slots_clear(builder);
    builder->draft_fields = 0;
    event.kind = event_time::absent;
    if (json.token_of(value).first() != '{') return json.pass_over(value, 1);
    return json.each_member(value, [&](stretch key, auto &member) { return read_field(key, member); });
}

falco_status alert_reader::read_member(stretch key, ondemand::value &value) {
    falco_alert &draft = builder->draft;
    if (key.is("output_fields")) return read_fields(value);
    if (key.is("output")) return read_text(draft.output, value);
    if (key.is("priority")) return read_priority(value);
    if (key.is("hostname")) return read_text(draft.hostname, value);
    if (key.is("source")) return read_text(draft.source, value);
    if (key.is("tags")) return read_tags(value);
    if (key.is("time")) return read_time(value);
    const stretch token = json.token_of(value);
    if (key.is("rule")) {
        has_rule = token.first() == '"';
        return read_text(draft.rule, value);
    }
    if (key.is("message")) {
        message = {};
        if (token.first() == '"') return json.take_string(value, token, message);
    }
    return json.pass_over(value, 1);
}

// Keeps `evt.time` as a field unless it is what the alert's time says.
falco_status alert_reader::settle_event_time() {
    falco_alert &draft = builder->draft;
    if (event.kind == event_time::absent) return FALCO_OK;
    if (event.kind == event_time::number) {
        const auto seconds = static_cast<int64_t>(event.nanoseconds / 1000000000);
        const auto nanoseconds = static_cast<int32_t>(event.nanoseconds % 1000000000);
        if (!draft.has_time) falco_builder_set_time(builder, seconds, nanoseconds);
        if (draft.seconds == seconds && draft.nanoseconds == nanoseconds) return FALCO_OK;
    }
    falco_field *field = falco_draft_field(builder, evt_time.bytes, evt_time.length, FALCO_SLACK);
    if (field) field->value = event.kind == event_time::number ? put(event.digits) : event.span;
    return builder->failed;
}

falco_status alert_reader::finish() {
    if (!has_rule) return json.refuse("it names no rule");
    falco_alert &draft = builder->draft;
    if (!draft.output.length && message.length) draft.output = put(message);
    draft.source_deprecated = older_source({builder->bytes + draft.source.offset, draft.source.length});
    return settle_event_time();
}

falco_status alert_reader::read() {
    builder->draft.priority = FALCO_PRIORITY_UNSAID;
    falco_status status = json.search();
    // Nothing stands longer in the alert than in the text once it is repaired: room for that is room for all.
    if (status == FALCO_OK && !falco_draft_reserve(builder, json.repaired_length())) status = builder->failed;
    if (status == FALCO_OK)
        status = json.read_object([&](stretch key, auto &value) { return read_member(key, value); });
    return status == FALCO_OK ? finish() : status;
}

}  // namespace
}  // namespace falco

falco_status falco_builder_decode_json(
    falco_builder *builder, const uint8_t *text, size_t length, const char **reason) {
    builder->open = false;
    if (reason) *reason = nullptr;
    if (length > builder->max_message) return FALCO_TOO_LARGE;
    falco_builder_begin(builder);
    falco::alert_reader reader{builder, text, length};
    const falco_status status = reader.read();
    if (reason) *reason = reader.reason();
    falco_draft_fail(builder, status);
    falco_draft_keep(builder, text, length, FALCO_JSON);
    falco_arena_reset(&builder->arena);
    return falco_builder_commit(builder);
}
