// Reads one JSON text through simdjson: objects and lists as they come, strings as the bytes they mean.
//
// simdjson finds the structure in a copy of the text, behind which it needs padding. Strings are read where they stand
// in that copy, their escapes resolved in place. A text that is not UTF-8 is searched a second time with `x` for every
// wrong byte, which changes no structure; what its strings hold then comes, repaired, from the text itself.
//
// On-demand parsing believes what nobody looks at. Whoever reads with this takes every value, or passes over it with
// `pass_over`, which looks too: what another JSON parser would refuse is refused here.
#ifndef CFALCO_JSON_READER_H
#define CFALCO_JSON_READER_H

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <string_view>

#include "json.h"
#include "text.h"

namespace falco {

namespace ondemand = simdjson::ondemand;

// How deep objects and lists may nest, the outermost object included.
constexpr unsigned depth_limit = 128;

// Bytes from which on FALCO_SLACK can be read, however few they are.
struct stretch {
    const uint8_t *bytes;
    size_t length;

    bool is(std::string_view word) const {
        return length == word.size() && memcmp(bytes, word.data(), word.size()) == 0;
    }
    uint8_t first() const { return bytes[0]; }
};

inline bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

class json_reader {
public:
    // Works in the builder's memory, and in the name of one call only.
    json_reader(falco_builder *builder, const uint8_t *text, size_t length)
        : builder{builder}, text{text}, length{length} {}

    // Finds the text's structure. To be called first.
    falco_status search();
    // Bytes of the text once it is repaired. No string and no token stands longer in it.
    size_t repaired_length() const { return length + growth; }

    // Calls `body` with the key and the value of each member of the text, which must be one object and nothing more.
    template <typename Body> falco_status read_object(Body body) {
        ondemand::object object;
        if (const auto error = document.get_object().get(object)) return refuse(error);
        const falco_status status = each_member(object, body);
        if (status != FALCO_OK) return status;
        // Only at the end of the text is there no place to tell.
        return document.current_location().error() ? FALCO_OK : refuse("more follows the object");
    }
    // The same for a value that begins like an object.
    template <typename Body> falco_status each_member(ondemand::value &value, Body body) {
        ondemand::object object;
        if (const auto error = value.get_object().get(object)) return refuse(error);
        return each_member(object, body);
    }
    // Calls `body` with each element of a value that begins like a list.
    template <typename Body> falco_status each_element(ondemand::value &value, Body body) {
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

    // A value's first token, without what follows it.
    stretch token_of(ondemand::value &value) const {
        const std::string_view token = value.raw_json_token();
        const auto *bytes = reinterpret_cast<const uint8_t *>(token.data());
        size_t size = token.size();
        while (size > 1 && is_space(bytes[size - 1])) size--;
        return {bytes, size};
    }
    // What stands between the quotes of a value whose token begins like a string.
    falco_status take_string(ondemand::value &value, stretch token, stretch &string) {
        if (token.length < 2 || token.bytes[token.length - 1] != '"') return refuse("a string has no end");
        // Not left to simdjson, which would take `"a":` for a key.
        if (const auto error = value.get_raw_json_string().error()) return refuse(error);
        return resolve(token.bytes + 1, token.length - 2, string);
    }
    // Looks at a number, `true`, `false` or `null`.
    falco_status check_scalar(stretch token) {
        const bool is_one = token.first() == 't' ? token.is("true")
            : token.first() == 'f'               ? token.is("false")
            : token.first() == 'n'               ? token.is("null")
                                                 : falco_json_is_number(token.bytes, token.length);
        return is_one ? FALCO_OK : refuse("a value is none of JSON's");
    }
    // Looks at a value that nobody wants and that stands within so many objects and lists.
    falco_status pass_over(ondemand::value &value, unsigned depth);
    // Passes over an object, and gives its text as it was, which may not be UTF-8.
    falco_status take_text(ondemand::value &value, unsigned depth, std::string_view &source);

    falco_status refuse_depth() { return refuse("it nests deeper than 128 levels"); }
    falco_status refuse(const char *why) {
        reason = why;
        return FALCO_MALFORMED;
    }

    const char *reason = nullptr;  // of FALCO_MALFORMED

private:
    falco_status prepare();
    falco_status refuse(simdjson::error_code error);
    falco_status resolve_odd(const uint8_t *bytes, size_t size, stretch &string);

    // What stands between a string's quotes, as the bytes it means. Strings come in the order of the text.
    [[gnu::always_inline]] falco_status resolve(const uint8_t *bytes, size_t size, stretch &string) {
        if (escape < bytes) {
            const auto *end = copy + length;
            const void *found = memchr(bytes, '\\', static_cast<size_t>(end - bytes));
            escape = found ? static_cast<const uint8_t *>(found) : end;
        }
        if (escape < bytes + size || !is_valid) return resolve_odd(bytes, size, string);
        string = {bytes, size};
        return FALCO_OK;
    }

    template <typename Body> falco_status each_member(ondemand::object &object, Body body) {
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

    falco_builder *builder;
    const uint8_t *text;
    size_t length;
    uint8_t *copy = nullptr;
    bool is_valid = true;  // UTF-8
    size_t growth = 0;  // by the repair of what is not UTF-8
    const uint8_t *escape = nullptr;  // the first backslash of the copy from the last string on, or the copy's end
    ondemand::document document;
};

}  // namespace falco

#endif
