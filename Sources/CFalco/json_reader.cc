#include "json_reader.h"

#include <new>

struct falco_json {
    simdjson::ondemand::parser parser{simdjson::SIMDJSON_MAXSIZE_BYTES};
    uint8_t *copy = nullptr;  // of `room` bytes and the padding
    size_t room = 0;
};

namespace falco {

// What simdjson needs to know of the depth: it counts values, too, and one for the text.
constexpr size_t simdjson_depth = 2 * depth_limit;
// Room for texts is made at least so large, and grows by half.
constexpr size_t least_room = 4 << 10;

static_assert(simdjson::SIMDJSON_PADDING >= FALCO_SLACK, "a stretch of the copy ends in its padding at worst");

falco_status json_reader::refuse(simdjson::error_code error) {
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

falco_status json_reader::prepare() {
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

// Whether it begins with a byte order mark.
static bool is_marked(const uint8_t *text, size_t length) {
    return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
}

falco_status json_reader::search() {
    if (is_marked(text, length)) {
        text += 3;
        length -= 3;
    }
    // Newer releases of simdjson would pass over a second one.
    if (is_marked(text, length)) return refuse("it is no JSON object");
    const falco_status status = prepare();
    if (status != FALCO_OK) return status;
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

// The same where there are escapes, or bytes that are no UTF-8.
falco_status json_reader::resolve_odd(const uint8_t *bytes, size_t size, stretch &string) {
    uint8_t *own = copy + (bytes - copy);
    string = {own, size};
    if (!is_valid) {
        const uint8_t *source = text + (bytes - copy);
        bool is_intact;
        const size_t repaired = size + falco_utf8_growth(source, size, &is_intact);
        if (!is_intact) {
            own = static_cast<uint8_t *>(falco_arena_alloc(&builder->arena, repaired + FALCO_SLACK));
            if (!own) return builder->arena.refused;
            string = {own, falco_utf8_repair(source, size, own)};
        }
    }
    string.length = falco_json_unescape(own, string.length);
    return string.length == SIZE_MAX ? refuse("a string holds an unknown escape") : FALCO_OK;
}

falco_status json_reader::pass_over(ondemand::value &value, unsigned depth) {
    const stretch token = token_of(value);
    stretch string;
    switch (token.first()) {
    case '"': return take_string(value, token, string);
    case '[':
        if (depth == depth_limit) return refuse_depth();
        return each_element(value, [&](auto &element) { return pass_over(element, depth + 1); });
    case '{':
        if (depth == depth_limit) return refuse_depth();
        return each_member(value, [&](stretch, auto &member) { return pass_over(member, depth + 1); });
    default: return check_scalar(token);
    }
}

falco_status json_reader::take_text(ondemand::value &value, unsigned depth, std::string_view &source) {
    const uint8_t *start = token_of(value).bytes;
    const falco_status status = pass_over(value, depth);
    if (status != FALCO_OK) return status;
    const char *next;
    if (const auto error = document.current_location().get(next)) return refuse(error);
    const auto *end = reinterpret_cast<const uint8_t *>(next);
    while (is_space(end[-1])) end--;
    // Not from the copy, whose escapes are resolved.
    source = {reinterpret_cast<const char *>(text) + (start - copy), static_cast<size_t>(end - start)};
    return FALCO_OK;
}

}  // namespace falco

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

void falco_simdjson_version(uint32_t parts[3]) {
    parts[0] = simdjson::SIMDJSON_VERSION_MAJOR;
    parts[1] = simdjson::SIMDJSON_VERSION_MINOR;
    parts[2] = simdjson::SIMDJSON_VERSION_REVISION;
}
