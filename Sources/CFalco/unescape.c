#include <string.h>

#include "text.h"

static int digit_of(uint8_t byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

// The UTF-16 unit that `\u` and four digits at `at` write; negative when they do not stand there.
static int32_t unit_at(const uint8_t *at, const uint8_t *end) {
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return -1;
    int32_t unit = 0;
    for (int i = 2; i < 6; i++) {
        const int digit = digit_of(at[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

// Never more bytes than the six or twelve of the escape.
static uint8_t *put_scalar(uint8_t *to, uint32_t scalar) {
    if (scalar < 0x80) {
        *to++ = (uint8_t)scalar;
        return to;
    }
    if (scalar < 0x800) {
        *to++ = (uint8_t)(0xc0 | scalar >> 6);
    } else {
        if (scalar < 0x10000) {
            *to++ = (uint8_t)(0xe0 | scalar >> 12);
        } else {
            *to++ = (uint8_t)(0xf0 | scalar >> 18);
            *to++ = (uint8_t)(0x80 | (scalar >> 12 & 0x3f));
        }
        *to++ = (uint8_t)(0x80 | (scalar >> 6 & 0x3f));
    }
    *to++ = (uint8_t)(0x80 | (scalar & 0x3f));
    return to;
}

// Resolves the escape of one character, of which `*from` is the backslash. False when it is none.
static bool resolve(const uint8_t **from, const uint8_t *end, uint8_t **to) {
    static const uint8_t simple[256] = {['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b',
                                        ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
    if (end - *from < 2) return false;
    const uint8_t plain = simple[(*from)[1]];
    if (plain) {
        *(*to)++ = plain;
        *from += 2;
        return true;
    }
    const int32_t unit = unit_at(*from, end);
    if (unit < 0) return false;
    *from += 6;
    uint32_t scalar = (uint32_t)unit;
    if ((scalar & 0xf800) == 0xd800) {
        const int32_t low = (scalar & 0xfc00) == 0xd800 ? unit_at(*from, end) : -1;
        if (low >= 0 && (low & 0xfc00) == 0xdc00) {
            scalar = 0x10000 + ((scalar & 0x3ff) << 10 | ((uint32_t)low & 0x3ff));
            *from += 6;
        } else {
            scalar = 0xfffd;
        }
    }
    *to = put_scalar(*to, scalar);
    return true;
}

size_t falco_json_unescape(uint8_t *bytes, size_t length) {
    if (length == 0) return 0;
    const uint8_t *end = bytes + length;
    const uint8_t *from = memchr(bytes, '\\', length);
    if (!from) return length;
    uint8_t *to = bytes + (from - bytes);
    while (from < end) {
        if (*from == '\\') {
            if (!resolve(&from, end, &to)) return SIZE_MAX;
            continue;
        }
        const uint8_t *next = memchr(from, '\\', (size_t)(end - from));
        const size_t run = (size_t)((next ? next : end) - from);
        memmove(to, from, run);
        to += run;
        from += run;
    }
    return (size_t)(to - bytes);
}
