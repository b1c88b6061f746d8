// What a JSON alert's strings, numbers and words mean.
#ifndef CFALCO_TEXT_H
#define CFALCO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// How many bytes more a text takes once each piece of it that is no UTF-8 is U+FFFD; `*is_valid` when there is none.
// A piece is what Unicode calls a maximal subpart: of each the beginning of a character that ends too soon, else one
// byte.
size_t falco_utf8_growth(const uint8_t *bytes, size_t length, bool *is_valid);

// Writes the repaired text, and gives its length.
size_t falco_utf8_repair(const uint8_t *bytes, size_t length, uint8_t *out);

// Puts an `x` in the place of each byte that is no UTF-8: the same text to whoever looks for its structure.
void falco_utf8_mask(uint8_t *bytes, size_t length);

// Resolves the escapes of what stands between a JSON string's quotes, in place, and gives the length that is left. Half
// a surrogate pair becomes U+FFFD. SIZE_MAX when an escape is none that JSON knows.
size_t falco_json_unescape(uint8_t *bytes, size_t length);

// Whether this is a number as JSON writes one.
bool falco_json_is_number(const uint8_t *bytes, size_t length);

// A whole number of decimal digits; false when there is another character or it does not fit.
bool falco_parse_digits(const uint8_t *bytes, size_t length, uint64_t *value);

// A priority in any of Falco's spellings, in any case, or as `Unknown(9)`. False when it is none.
bool falco_parse_priority(const uint8_t *bytes, size_t length, int32_t *priority);

#ifdef __cplusplus
}
#endif

#endif
