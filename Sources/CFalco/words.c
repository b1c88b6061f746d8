#include <string.h>

#include "CFalco.h"
#include "text.h"

typedef struct {
    const uint8_t *at, *end;
} cursor;

static bool is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static bool take(cursor *from, uint8_t byte) {
    if (from->at == from->end || *from->at != byte) return false;
    from->at++;
    return true;
}

static bool take_digits(cursor *from) {
    const uint8_t *start = from->at;
    while (from->at < from->end && is_digit(*from->at)) from->at++;
    return from->at > start;
}

bool falco_json_is_number(const uint8_t *bytes, size_t length) {
    cursor from = {bytes, bytes + length};
    take(&from, '-');
    if (!take(&from, '0') && !take_digits(&from)) return false;
    if (take(&from, '.') && !take_digits(&from)) return false;
    if (take(&from, 'e') || take(&from, 'E')) {
        if (!take(&from, '+')) take(&from, '-');
        if (!take_digits(&from)) return false;
    }
    return from.at == from.end;
}

bool falco_parse_digits(const uint8_t *bytes, size_t length, uint64_t *value) {
    uint64_t result = 0;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(bytes[i]) || __builtin_mul_overflow(result, 10u, &result)
            || __builtin_add_overflow(result, (uint64_t)(bytes[i] - '0'), &result))
            return false;
    }
    *value = result;
    return length > 0;
}

// `word` is in lower case.
static bool is_word(const uint8_t *bytes, size_t length, const char *word) {
    if (length != strlen(word)) return false;
    for (size_t i = 0; i < length; i++) {
        const uint8_t byte = bytes[i];
        if ((byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte) != (uint8_t)word[i]) return false;
    }
    return true;
}

// A number as `Unknown(9)` holds it.
static bool parse_unknown(const uint8_t *bytes, size_t length, int32_t *priority) {
    const size_t before = sizeof "unknown(" - 1;
    if (length < before + 2 || !is_word(bytes, before, "unknown(") || bytes[length - 1] != ')') return false;
    const bool is_negative = bytes[before] == '-';
    const size_t start = before + is_negative;
    uint64_t number;
    if (!falco_parse_digits(bytes + start, length - 1 - start, &number)) return false;
    if (number > (uint64_t)INT32_MAX + is_negative) return false;
    *priority = (int32_t)(is_negative ? -(int64_t)number : (int64_t)number);
    return true;
}

bool falco_parse_priority(const uint8_t *bytes, size_t length, int32_t *priority) {
    static const char *const words[] = {"emergency", "alert",  "critical",      "error",
                                        "warning",   "notice", "informational", "debug"};
    for (int32_t i = 0; i < 8; i++) {
        if (is_word(bytes, length, words[i])) {
            *priority = i;
            return true;
        }
    }
    if (is_word(bytes, length, "info")) {
        *priority = 6;
        return true;
    }
    return parse_unknown(bytes, length, priority);
}

// A number of exactly so many digits.
static bool take_number(cursor *from, int digits, int *value) {
    if (from->end - from->at < digits) return false;
    *value = 0;
    for (int i = 0; i < digits; i++) {
        if (!is_digit(from->at[i])) return false;
        *value = 10 * *value + (from->at[i] - '0');
    }
    from->at += digits;
    return true;
}

// Days since 1970-01-01, by the Gregorian calendar.
static int64_t days_since_1970(int year, int month, int day) {
    // Years begin in March here, so that the leap day ends one.
    const int64_t y = month > 2 ? year : year - 1;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t year_of_era = y - era * 400;
    const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

static bool take_fraction(cursor *from, int32_t *nanoseconds) {
    *nanoseconds = 0;
    if (!take(from, '.')) return true;
    const uint8_t *start = from->at;
    if (!take_digits(from)) return false;
    for (int i = 0; i < 9; i++) *nanoseconds = 10 * *nanoseconds + (start + i < from->at ? start[i] - '0' : 0);
    return true;
}

// Seconds that the local time is ahead of UTC.
static bool take_offset(cursor *from, int *offset) {
    *offset = 0;
    if (take(from, 'Z') || take(from, 'z')) return true;
    const bool is_behind = take(from, '-');
    if (!is_behind && !take(from, '+')) return false;
    int hours, minutes;
    if (!take_number(from, 2, &hours)) return false;
    take(from, ':');
    if (!take_number(from, 2, &minutes) || hours > 23 || minutes > 59) return false;
    *offset = (is_behind ? -60 : 60) * (60 * hours + minutes);
    return true;
}

bool falco_parse_time(const uint8_t *bytes, size_t length, int64_t *seconds, int32_t *nanoseconds) {
    cursor from = {bytes, bytes + length};
    int year, month, day, hour, minute, second, offset;
    const bool has_shape = take_number(&from, 4, &year) && take(&from, '-') && take_number(&from, 2, &month)
        && take(&from, '-') && take_number(&from, 2, &day) && (take(&from, 'T') || take(&from, 't') || take(&from, ' '))
        && take_number(&from, 2, &hour) && take(&from, ':') && take_number(&from, 2, &minute) && take(&from, ':')
        && take_number(&from, 2, &second) && take_fraction(&from, nanoseconds) && take_offset(&from, &offset)
        && from.at == from.end;
    if (!has_shape || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
    if (hour > 23 || minute > 59 || second > 60) return false;
    *seconds = days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    return true;
}
