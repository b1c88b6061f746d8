// Posting to one URL, again and again over a kept connection: libcurl behind a narrow door.
//
// The library is loaded when the first poster is made. With what it brings along it takes 6 MB that a program which sends
// nothing does without; for the same reason nothing of it shows here.
#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

typedef struct curl_poster curl_poster;

// Loads the library; NULL, or why that is not possible, in words that live as long as the program.
const char *curl_load(void);

// The library's version at run time, such as "7.88.1"; NULL when it cannot be loaded.
const char *curl_version_number(void);

typedef struct {
    const char *url;  // http or https
    const char *const *headers;  // `Name: value`, ended by NULL
    const char *authority;  // a file of trusted authorities, PEM; NULL for the system's
    const char *certificate, *key;  // files of this side's certificate and its key, PEM; NULL without
    const char *agent;  // who sends
} curl_poster_options;

// What became of a request.
typedef enum {
    CURL_ANSWERED,  // there is a status
    CURL_UNREACHABLE,  // no answer came: no connection, a time-out, the connection was lost
    CURL_UNTRUSTED,  // TLS failed: the other side's certificate, or ours
    CURL_INTERRUPTED,
    CURL_BROKEN,  // a fault on this side, such as a file that cannot be read
} curl_outcome;

typedef struct {
    curl_outcome outcome;
    long status;  // of the answer
    long retry_after;  // seconds that the answer asks to wait; -1 when it does not
    char words[256];  // what stood in the way, or how the answer's body begins; bytes of the other side
} curl_result;

// NULL when memory is short or an option is refused; `reason` then holds why.
curl_poster *curl_poster_new(const curl_poster_options *options, char *reason, size_t reason_size);
void curl_poster_free(curl_poster *poster);

// Sends a body and waits for the answer, at most that many milliseconds. Redirects are answers, too.
void curl_post(curl_poster *poster, const uint8_t *body, size_t length, long milliseconds, curl_result *result);

// Ends a request that is under way within a second, and those to come at once. May be called from any thread.
void curl_interrupt(curl_poster *poster);

#endif
