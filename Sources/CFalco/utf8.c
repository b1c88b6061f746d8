#include <string.h>

#include "text.h"

#define FALCO_HIGH_BITS 0x8080808080808080u

// The character at `at`: its length, negative when it is no character, then of what U+FFFD stands for.
static int measure(const uint8_t *at, const uint8_t *end) {
    const uint8_t first = *at;
    if (first < 0x80) return 1;
    // Only the second byte has a range of its own: no longer form than needed, no surrogate, nothing above U+10FFFF.
    uint8_t low = 0x80, high = 0xbf;
    int length;
    if (first >= 0xc2 && first <= 0xdf) {
        length = 2;
    } else if (first >= 0xe0 && first <= 0xef) {
        length = 3;
        if (first == 0xe0) low = 0xa0;
        if (first == 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first <= 0xf4) {
        length = 4;
        if (first == 0xf0) low = 0x90;
        if (first == 0xf4) high = 0x8f;
    } else {
        return -1;
    }
    for (int i = 1; i < length; i++) {
        if (end - at <= i || at[i] < low || at[i] > high) return -i;
        low = 0x80;
        high = 0xbf;
    }
    return length;
}

// The end of what is ASCII from `at` on, or a place before it.
static const uint8_t *skip_ascii(const uint8_t *at, const uint8_t *end) {
    uint64_t word;
    while (end - at >= 8) {
        memcpy(&word, at, sizeof word);
        if (word & FALCO_HIGH_BITS) break;
        at += 8;
    }
    return at;
}

size_t falco_utf8_growth(const uint8_t *bytes, size_t length, bool *is_valid) {
    const uint8_t *at = bytes, *end = bytes + length;
    size_t growth = 0;
    *is_valid = true;
    while ((at = skip_ascii(at, end)) < end) {
        const int size = measure(at, end);
        at += size < 0 ? -size : size;
        if (size > 0) continue;
        *is_valid = false;
        growth += (size_t)(3 + size);
    }
    return growth;
}

size_t falco_utf8_repair(const uint8_t *bytes, size_t length, uint8_t *out) {
    const uint8_t *at = bytes, *end = bytes + length;
    uint8_t *to = out;
    while (at < end) {
        const uint8_t *plain = skip_ascii(at, end);
        memcpy(to, at, (size_t)(plain - at));
        to += plain - at;
        at = plain;
        if (at == end) break;
        const int size = measure(at, end);
        if (size > 0) {
            memcpy(to, at, (size_t)size);
            to += size;
            at += size;
        } else {
            memcpy(to, "\xef\xbf\xbd", 3);
            to += 3;
            at -= size;
        }
    }
    return (size_t)(to - out);
}

void falco_utf8_mask(uint8_t *bytes, size_t length) {
    uint8_t *at = bytes, *end = bytes + length;
    while ((at = (uint8_t *)skip_ascii(at, end)) < end) {
        const int size = measure(at, end);
        if (size < 0) memset(at, 'x', (size_t)-size);
        at += size < 0 ? -size : size;
    }
}
