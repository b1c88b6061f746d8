// One of Falco's JSON alerts into the draft of a builder.
//
// simdjson finds the structure in a copy of the text, behind which it needs padding. Strings are read where they stand
// in that copy, their escapes resolved in place. A text that is not UTF-8 is searched a second time with `x` for every
// wrong byte, which changes no structure; what its strings hold then comes, repaired, from the text itself.
//
// Everything is looked at, also what is passed over: what another JSON parser would refuse is refused here too.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <new>
#include <string_view>

extern "C" {
#include "draft.h"
#include "json.h"
}
#include "text.h"

namespace ondemand = simdjson::ondemand;

struct falco_json {
    ondemand::parser parser{simdjson::SIMDJSON_MAXSIZE_BYTES};
    uint8_t *copy = nullptr;  // of `room` bytes and the padding
    size_t room = 0;
};

namespace {

// How deep objects and arrays may nest, the alert itself included.
constexpr unsigned depth_limit = 128;
// What simdjson needs to know of it: it counts values, too, and one for the text.
constexpr size_t simdjson_depth = 2 * depth_limit;
// Room for texts is made at least so large, and grows by half.
constexpr size_t least_room = 4 << 10;

struct stretch {
    const uint8_t *bytes;
    size_t length;
    size_t readable;  // bytes that can be read from `bytes` on

    bool is(std::string_view word) const {
        return length == word.size() && memcmp(bytes, word.data(), word.size()) == 0;
    }
};

// `evt.time` is kept back until the alert's own time is known, which mostly says the same.
struct event_time {
    enum { absent, number, text } kind = absent;
    stretch digits;
    uint64_t nanoseconds;  // since 1970, what the digits say
    falco_span span;
};

class reader {
public:
    reader(falco_builder *builder, const uint8_t *text, size_t length)
        : builder{builder}, text{text}, length{length} {}

    falco_status read();
    const char *reason = nullptr;

private:
    falco_status prepare();
    falco_status search();
    falco_status read_alert();
    falco_status read_member(stretch key, ondemand::value &value);
    falco_status read_text(falco_span &place, ondemand::value &value);
    falco_status read_fields(ondemand::value &value);
    falco_status read_field(stretch key, ondemand::value &value);
    falco_status read_tags(ondemand::value &value);
    falco_status read_priority(ondemand::value &value);
    falco_status finish();
    void settle_event_time();

    template <typename Body> falco_status each_member(ondemand::object &object, Body body);
    template <typename Body> falco_status each_element(ondemand::value &value, Body body);
    falco_status put(ondemand::value &value, unsigned depth);
    falco_status put_list(ondemand::value &value, unsigned depth);
    falco_status put_object(ondemand::value &value, unsigned depth);
    falco_status pass_over(ondemand::value &value, unsigned depth);
    falco_status take_string(ondemand::value &value, stretch &string);
    falco_status check_scalar(stretch token);
    falco_status resolve(const uint8_t *bytes, size_t length, stretch &string);
    falco_status resolve_odd(const uint8_t *bytes, size_t length, stretch &string);

    falco_span put(stretch bytes) {
        return falco_draft_put(builder, bytes.bytes, bytes.length, bytes.readable);
    }

    falco_status refuse(const char *why) {
        reason = why;
        return FALCO_MALFORMED;
    }
    falco_status refuse(simdjson::error_code error);

    stretch stretch_of(const uint8_t *bytes, size_t length) const {
        return {bytes, length, static_cast<size_t>(copy + this->length + simdjson::SIMDJSON_PADDING - bytes)};
    }
    // A value's first token, without what follows it.
    stretch token_of(ondemand::value &value) const;

    falco_builder *builder;
    const uint8_t *text;
    size_t length;
    uint8_t *copy = nullptr;
    bool is_valid = true;  // UTF-8
    size_t growth = 0;  // by the repair of what is not
    const uint8_t *escape = nullptr;  // the first backslash of the copy from the last string on, or the copy's end
    ondemand::document document;

    bool has_rule = false;
    stretch message = {};  // `message`, the line without its prefix
    event_time event;
};

bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

bool is_null(stretch token) {
    return token.bytes[0] == 'n';
}

// The older enumeration that goes with a source.
int32_t older_source(stretch source) {
    if (source.length == 0 || source.is("syscall")) return 0;
    if (source.is("k8s_audit")) return 1;
    return source.is("internal") ? 2 : 3;
}

falco_status reader::refuse(simdjson::error_code error) {
    switch (error) {
    case simdjson::MEMALLOC: return FALCO_NO_MEMORY;
    case simdjson::EMPTY: return refuse("it is empty");
    case simdjson::UNCLOSED_STRING: return refuse("a string has no end");
    case simdjson::UNESCAPED_CHARS: return refuse("a string holds a bare control character");
    case simdjson::INCORRECT_TYPE: return refuse("it is no JSON object");
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return refuse("it is cut short");
    default: return refuse("its parts do not make a JSON object");
    }
}

// The text

falco_status reader::prepare() {
    if (!builder->json) {
        void *memory = falco_resize(&builder->memory, nullptr, sizeof(falco_json));
        if (!memory) return FALCO_NO_MEMORY;
        builder->json = new (memory) falco_json{};
    }
    falco_json *json = builder->json;
    if (!json->copy || json->room < length) {
        size_t room = json->room + json->room / 2;
        if (room < least_room) room = least_room;
        if (room > builder->max_message) room = builder->max_message;
        if (room < length) room = length;
        // The old copy holds nothing worth moving.
        json->copy = static_cast<uint8_t *>(falco_resize(&builder->memory, json->copy, 0));
        json->room = 0;
        json->copy = static_cast<uint8_t *>(
            falco_resize(&builder->memory, nullptr, room + simdjson::SIMDJSON_PADDING));
        if (!json->copy) return FALCO_NO_MEMORY;
        json->room = room;
    }
    // simdjson takes no capacity of zero.
    const size_t capacity = json->room ? json->room : 1;
    if (json->parser.capacity() < capacity && json->parser.allocate(capacity, simdjson_depth)) return FALCO_NO_MEMORY;
    copy = json->copy;
    if (length) memcpy(copy, text, length);
    memset(copy + length, ' ', simdjson::SIMDJSON_PADDING);
    return FALCO_OK;
}

falco_status reader::search() {
    const size_t allocated = length + simdjson::SIMDJSON_PADDING;
    auto error = builder->json->parser.iterate(copy, length, allocated).get(document);
    if (error == simdjson::UTF8_ERROR) {
        growth = falco_utf8_growth(text, length, &is_valid);
        if (growth > builder->max_message - length) return FALCO_TOO_LARGE;
        falco_utf8_mask(copy, length);
        error = builder->json->parser.iterate(copy, length, allocated).get(document);
    }
    return error ? refuse(error) : FALCO_OK;
}

falco_status reader::read() {
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    falco_status status = prepare();
    if (status == FALCO_OK) status = search();
    // Nothing stands longer in the alert than in the text once it is repaired: room for that is room for all.
    if (status == FALCO_OK && !falco_draft_reserve(builder, length + growth)) status = builder->failed;
    if (status == FALCO_OK) status = read_alert();
    return status == FALCO_OK ? finish() : status;
}

// Tokens

stretch reader::token_of(ondemand::value &value) const {
    const std::string_view token = value.raw_json_token();
    const auto *bytes = reinterpret_cast<const uint8_t *>(token.data());
    size_t size = token.size();
    while (size > 1 && is_space(bytes[size - 1])) size--;
    return stretch_of(bytes, size);
}

// What stands between a string's quotes, as the bytes it means. Strings come in the order of the text.
[[gnu::always_inline]] inline falco_status reader::resolve(const uint8_t *bytes, size_t size, stretch &string) {
    if (escape < bytes) {
        const auto *end = copy + length;
        const void *found = memchr(bytes, '\\', static_cast<size_t>(end - bytes));
        escape = found ? static_cast<const uint8_t *>(found) : end;
    }
    if (escape < bytes + size || !is_valid) return resolve_odd(bytes, size, string);
    string = stretch_of(bytes, size);
    return FALCO_OK;
}

// The same where there are escapes, or bytes that are no UTF-8.
falco_status reader::resolve_odd(const uint8_t *bytes, size_t size, stretch &string) {
    uint8_t *own = copy + (bytes - copy);
    string = stretch_of(own, size);
    if (!is_valid) {
        const uint8_t *source = text + (bytes - copy);
        bool is_intact;
        const size_t repaired = size + falco_utf8_growth(source, size, &is_intact);
        if (!is_intact) {
            own = static_cast<uint8_t *>(falco_arena_alloc(&builder->arena, repaired));
            if (!own) return builder->arena.refused;
            string = {own, falco_utf8_repair(source, size, own), 0};
        }
    }
    string.length = falco_json_unescape(own, string.length);
    return string.length == SIZE_MAX ? refuse("a string holds an unknown escape") : FALCO_OK;
}

falco_status reader::take_string(ondemand::value &value, stretch &string) {
    const stretch token = token_of(value);
    if (token.length < 2 || token.bytes[token.length - 1] != '"') return refuse("a string has no end");
    // The value must be taken: simdjson, when it passes over one, takes `"a":` for a key.
    if (const auto error = value.get_raw_json_string().error()) return refuse(error);
    return resolve(token.bytes + 1, token.length - 2, string);
}

falco_status reader::check_scalar(stretch token) {
    switch (token.bytes[0]) {
    case 't':
        if (token.is("true")) return FALCO_OK;
        break;
    case 'f':
        if (token.is("false")) return FALCO_OK;
        break;
    case 'n':
        if (token.is("null")) return FALCO_OK;
        break;
    default:
        if (falco_json_is_number(token.bytes, token.length)) return FALCO_OK;
    }
    return refuse("a value is none of JSON's");
}

// Calls `body` with the key and the value of each member.
template <typename Body> falco_status reader::each_member(ondemand::object &object, Body body) {
    for (auto member : object) {
        ondemand::field field;
        if (const auto error = std::move(member).get(field)) return refuse(error);
        ondemand::value &value = field.value();
        // Between the key and the value stand a quote and a colon, and space.
        const auto *start = reinterpret_cast<const uint8_t *>(field.key().raw());
        const auto *end = reinterpret_cast<const uint8_t *>(value.raw_json_token().data()) - 1;
        while (*end != ':') end--;
        while (*end != '"') end--;
        stretch key;
        falco_status status = resolve(start, static_cast<size_t>(end - start), key);
        if (status == FALCO_OK) status = body(key, value);
        if (status != FALCO_OK) return status;
    }
    return FALCO_OK;
}

template <typename Body> falco_status reader::each_element(ondemand::value &value, Body body) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return refuse(error);
    for (auto element : array) {
        ondemand::value each;
        if (const auto error = std::move(element).get(each)) return refuse(error);
        const falco_status status = body(each);
        if (status != FALCO_OK) return status;
    }
    return FALCO_OK;
}

// Looks at a value that nobody wants.
falco_status reader::pass_over(ondemand::value &value, unsigned depth) {
    const stretch token = token_of(value);
    const uint8_t first = token.bytes[0];
    stretch string;
    if (first == '"') return take_string(value, string);
    if (first != '{' && first != '[') return check_scalar(token);
    if (depth == depth_limit) return refuse("it nests deeper than 128 levels");
    if (first == '[') return each_element(value, [&](auto &element) { return pass_over(element, depth + 1); });
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return refuse(error);
    return each_member(object, [&](stretch, auto &member) { return pass_over(member, depth + 1); });
}

// Values as text, behind what the draft has

// As Falco's protobuf form shows it: `(a,b)`.
falco_status reader::put_list(ondemand::value &value, unsigned depth) {
    if (depth == depth_limit) return refuse("it nests deeper than 128 levels");
    const auto put_byte = [&](char byte) {
        const auto *bytes = reinterpret_cast<const uint8_t *>(&byte);
        put(stretch{bytes, 1, 1});
    };
    bool is_first = true;
    put_byte('(');
    const falco_status status = each_element(value, [&](auto &element) {
        if (!is_first) put_byte(',');
        is_first = false;
        return put(element, depth + 1);
    });
    put_byte(')');
    return status;
}

// As it is written: Falco gives no field an object.
falco_status reader::put_object(ondemand::value &value, unsigned depth) {
    const uint8_t *start = token_of(value).bytes;
    const falco_status status = pass_over(value, depth);
    if (status != FALCO_OK) return status;
    const char *next;
    if (const auto error = document.current_location().get(next)) return refuse(error);
    const auto *end = reinterpret_cast<const uint8_t *>(next);
    while (is_space(end[-1])) end--;
    // From the text, since the copy's escapes are resolved.
    const uint8_t *source = text + (start - copy);
    const auto size = static_cast<size_t>(end - start);
    if (is_valid) {
        put(stretch{source, size, 0});
        return FALCO_OK;
    }
    uint8_t *place = builder->bytes + builder->byte_count + builder->draft_bytes;
    builder->draft_bytes += falco_utf8_repair(source, size, place);
    return FALCO_OK;
}

falco_status reader::put(ondemand::value &value, unsigned depth) {
    static const uint8_t missing[] = {'<', 'N', 'A', '>'};
    const stretch token = token_of(value);
    stretch string;
    switch (token.bytes[0]) {
    case '"': {
        const falco_status status = take_string(value, string);
        if (status == FALCO_OK) put(string);
        return status;
    }
    case '[': return put_list(value, depth);
    case '{': return put_object(value, depth);
    default: {
        const falco_status status = check_scalar(token);
        if (status == FALCO_OK) put(is_null(token) ? stretch{missing, sizeof missing, 0} : token);
        return status;
    }
    }
}

// The alert's members. Each begins anew when its key comes again.

falco_status reader::read_text(falco_span &place, ondemand::value &value) {
    place = {0, 0};
    if (token_of(value).bytes[0] != '"') return pass_over(value, 1);
    stretch string;
    const falco_status status = take_string(value, string);
    if (status == FALCO_OK) place = put(string);
    return status;
}

falco_status reader::read_priority(ondemand::value &value) {
    const stretch token = token_of(value);
    int32_t &priority = builder->draft.priority;
    priority = FALCO_PRIORITY_UNSAID;
    if (token.bytes[0] == '"') {
        stretch string;
        const falco_status status = take_string(value, string);
        if (status == FALCO_OK) falco_parse_priority(string.bytes, string.length, &priority);
        return status;
    }
    uint64_t number;
    if (falco_parse_digits(token.bytes, token.length, &number) && number <= INT32_MAX)
        priority = static_cast<int32_t>(number);
    return pass_over(value, 1);
}

falco_status reader::read_tags(ondemand::value &value) {
    builder->draft_tags = 0;
    if (token_of(value).bytes[0] != '[') return pass_over(value, 1);
    return each_element(value, [&](auto &element) {
        if (is_null(token_of(element))) return pass_over(element, 2);
        const size_t start = builder->draft_bytes;
        const falco_status status = put(element, 2);
        if (status != FALCO_OK) return status;
        const falco_span tag = {
            static_cast<uint32_t>(builder->byte_count + start), static_cast<uint32_t>(builder->draft_bytes - start)};
        falco_draft_tag(builder, tag);
        return builder->failed;
    });
}

falco_status reader::read_field(stretch key, ondemand::value &value) {
    const bool is_time = key.is("evt.time");
    falco_span *place = &event.span;
    if (is_time) {
        const stretch token = token_of(value);
        if (falco_parse_digits(token.bytes, token.length, &event.nanoseconds)) {
            event.kind = event_time::number;
            event.digits = token;
            return pass_over(value, 2);
        }
        event.kind = event_time::text;
    } else {
        falco_field *field = builder->draft_fields < builder->draft_field_room
            ? falco_draft_field_within_room(builder, key.bytes, key.length, key.readable)
            : falco_draft_field(builder, key.bytes, key.length, key.readable);
        if (!field) return builder->failed;
        place = &field->value;
    }
    const size_t start = builder->draft_bytes;
    const falco_status status = put(value, 2);
    *place = {
        static_cast<uint32_t>(builder->byte_count + start), static_cast<uint32_t>(builder->draft_bytes - start)};
    return status;
}

falco_status reader::read_fields(ondemand::value &value) {
    if (builder->draft_fields) falco_slots_clear(builder);
    builder->draft_fields = 0;
    event.kind = event_time::absent;
    if (token_of(value).bytes[0] != '{') return pass_over(value, 1);
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return refuse(error);
    return each_member(object, [&](stretch key, auto &member) { return read_field(key, member); });
}

falco_status reader::read_member(stretch key, ondemand::value &value) {
    falco_alert &draft = builder->draft;
    if (key.is("output_fields")) return read_fields(value);
    if (key.is("output")) return read_text(draft.output, value);
    if (key.is("priority")) return read_priority(value);
    if (key.is("hostname")) return read_text(draft.hostname, value);
    if (key.is("source")) return read_text(draft.source, value);
    if (key.is("tags")) return read_tags(value);
    const bool is_string = token_of(value).bytes[0] == '"';
    if (key.is("rule")) {
        has_rule = is_string;
        return read_text(draft.rule, value);
    }
    if (key.is("message")) {
        message = {};
        return is_string ? take_string(value, message) : pass_over(value, 1);
    }
    if (key.is("time")) {
        draft.has_time = false;
        if (!is_string) return pass_over(value, 1);
        stretch string;
        const falco_status status = take_string(value, string);
        int64_t seconds;
        int32_t nanoseconds;
        if (status == FALCO_OK && falco_parse_time(string.bytes, string.length, &seconds, &nanoseconds))
            falco_builder_set_time(builder, seconds, nanoseconds);
        return status;
    }
    return pass_over(value, 1);
}

falco_status reader::read_alert() {
    builder->draft.priority = FALCO_PRIORITY_UNSAID;
    ondemand::object object;
    if (const auto error = document.get_object().get(object)) return refuse(error);
    const falco_status status =
        each_member(object, [&](stretch key, auto &value) { return read_member(key, value); });
    if (status != FALCO_OK) return status;
    // Only at the end of the text is there no place to tell.
    if (!document.current_location().error()) return refuse("more follows the object");
    return FALCO_OK;
}

// Keeps `evt.time` as a field unless it is what the alert's time says.
void reader::settle_event_time() {
    falco_alert &draft = builder->draft;
    if (event.kind == event_time::absent) return;
    if (event.kind == event_time::number) {
        const auto seconds = static_cast<int64_t>(event.nanoseconds / 1000000000);
        const auto nanoseconds = static_cast<int32_t>(event.nanoseconds % 1000000000);
        if (!draft.has_time) falco_builder_set_time(builder, seconds, nanoseconds);
        if (draft.seconds == seconds && draft.nanoseconds == nanoseconds) return;
    }
    static const uint8_t key[] = {'e', 'v', 't', '.', 't', 'i', 'm', 'e'};
    falco_field *field = falco_draft_field(builder, key, sizeof key, 0);
    if (field) field->value = event.kind == event_time::number ? put(event.digits) : event.span;
}

falco_status reader::finish() {
    if (!has_rule) return refuse("it names no rule");
    falco_alert &draft = builder->draft;
    if (!draft.has_time) {
        draft.seconds = 0;
        draft.nanoseconds = 0;
    }
    settle_event_time();
    if (!draft.output.length && message.length) draft.output = put(message);
    draft.source_deprecated = older_source({builder->bytes + draft.source.offset, draft.source.length, 0});
    return builder->failed;
}

}  // namespace

extern "C" {

falco_status falco_builder_decode_json(
    falco_builder *builder, const uint8_t *text, size_t length, const char **reason) {
    builder->open = false;
    if (reason) *reason = nullptr;
    if (length > builder->max_message) return FALCO_TOO_LARGE;
    falco_builder_begin(builder);
    reader reader{builder, text, length};
    const falco_status status = reader.read();
    if (reason) *reason = reader.reason;
    falco_draft_fail(builder, status);
    falco_arena_reset(&builder->arena);
    return falco_builder_commit(builder);
}

void falco_json_free(falco_builder *builder) {
    falco_json *json = builder->json;
    if (!json) return;
    falco_resize(&builder->memory, json->copy, 0);
    json->~falco_json();
    falco_resize(&builder->memory, json, 0);
    builder->json = nullptr;
}

size_t falco_json_held(const falco_builder *builder) {
    // The copy, four bytes for each that may begin a token, and room for strings that goes unused here.
    return builder->json ? 7 * builder->json->room : 0;
}

const char *falco_simdjson_version(void) {
#define FALCO_QUOTED(text) #text
#define FALCO_QUOTE(text) FALCO_QUOTED(text)
    return FALCO_QUOTE(SIMDJSON_VERSION);
}
}
