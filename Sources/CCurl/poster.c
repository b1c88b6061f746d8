#include "CCurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Longer answers are not read to their end.
#define LONGEST_ANSWER (256 << 10)
// Longer than this it does not take to connect.
#define CONNECT_MILLISECONDS 5000L

#define FUNCTIONS(each)                                                                                                \
    each(curl_easy_cleanup) each(curl_easy_getinfo) each(curl_easy_init) each(curl_easy_perform) each(curl_easy_setopt) \
        each(curl_easy_strerror) each(curl_global_init) each(curl_slist_append) each(curl_slist_free_all)              \
            each(curl_version_info)

// libcurl's headers make macros of these, which would check types but call by name.
#undef curl_easy_setopt
#undef curl_easy_getinfo

#define DECLARE(name) __typeof__(name) *name;
static struct {
    FUNCTIONS(DECLARE)
} library;
#undef DECLARE

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

static void load(void) {
    // The name that it has had since 2006; the second is Debian's build with GnuTLS.
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!handle) handle = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        failure = "libcurl (libcurl.so.4) is not installed; on Debian and Ubuntu it is the package libcurl4 or "
                  "libcurl4t64";
        return;
    }
#define FIND(name) found = found && (*(void **)&library.name = dlsym(handle, #name));
    bool found = true;
    FUNCTIONS(FIND)
#undef FIND
    if (!found || library.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        failure = "the installed libcurl lacks what Falconer needs";
}

const char *curl_load(void) {
    pthread_once(&once, load);
    return failure;
}

const char *curl_version_number(void) {
    return curl_load() ? NULL : library.curl_version_info(CURLVERSION_NOW)->version;
}

struct curl_poster {
    CURL *easy;
    struct curl_slist *headers;
    atomic_bool interrupted;
    // Of the answer under way.
    bool has_header;
    size_t received;
    char body[192];
    size_t kept;
    char error[CURL_ERROR_SIZE];
};

static size_t on_header(char *bytes, size_t one, size_t count, void *context) {
    (void)one;
    curl_poster *poster = context;
    // The empty line ends a header; that of an interim answer (1xx) is not the one.
    if (count > 0 && count <= 2 && (bytes[0] == '\r' || bytes[0] == '\n')) {
        long status = 0;
        library.curl_easy_getinfo(poster->easy, CURLINFO_RESPONSE_CODE, &status);
        poster->has_header = status >= 200;
    }
    return count;
}

static size_t on_body(char *bytes, size_t one, size_t count, void *context) {
    (void)one;
    curl_poster *poster = context;
    size_t more = sizeof poster->body - poster->kept;
    if (more > count) more = count;
    memcpy(poster->body + poster->kept, bytes, more);
    poster->kept += more;
    poster->received += count;
    return poster->received > LONGEST_ANSWER ? 0 : count;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    curl_poster *poster = context;
    return atomic_load(&poster->interrupted);
}

curl_poster *curl_poster_new(const curl_poster_options *options, char *reason, size_t reason_size) {
    const char *words = curl_load();
    curl_poster *poster = words ? NULL : calloc(1, sizeof *poster);
    if (poster) poster->easy = library.curl_easy_init();
    if (!poster || !poster->easy) {
        snprintf(reason, reason_size, "%s", words ? words : "memory is short");
        free(poster);
        return NULL;
    }
    CURLcode code = CURLE_OK;
#define SET(option, value)                                                                                             \
    do {                                                                                                               \
        if (code == CURLE_OK) code = library.curl_easy_setopt(poster->easy, option, value);                            \
    } while (0)
    SET(CURLOPT_ERRORBUFFER, poster->error);
    SET(CURLOPT_URL, options->url);
    // Whatever stands in the URL: nothing but HTTP, and nowhere but there.
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (options->authority) {
        SET(CURLOPT_CAINFO, options->authority);
        SET(CURLOPT_CAPATH, (char *)NULL);
    }
    if (options->certificate) SET(CURLOPT_SSLCERT, options->certificate);
    if (options->key) SET(CURLOPT_SSLKEY, options->key);
    SET(CURLOPT_USERAGENT, options->agent);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MILLISECONDS);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, poster);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, poster);
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_XFERINFODATA, poster);
    SET(CURLOPT_NOPROGRESS, 0L);
    for (const char *const *header = options->headers; *header; header++) {
        struct curl_slist *longer = library.curl_slist_append(poster->headers, *header);
        if (!longer) code = CURLE_OUT_OF_MEMORY;
        else poster->headers = longer;
    }
    SET(CURLOPT_HTTPHEADER, poster->headers);
#undef SET
    if (code != CURLE_OK) {
        snprintf(reason, reason_size, "%s", library.curl_easy_strerror(code));
        curl_poster_free(poster);
        return NULL;
    }
    return poster;
}

void curl_poster_free(curl_poster *poster) {
    library.curl_easy_cleanup(poster->easy);
    library.curl_slist_free_all(poster->headers);
    free(poster);
}

static curl_outcome outcome_of(const curl_poster *poster, CURLcode code) {
    switch (code) {
    case CURLE_OK: return CURL_ANSWERED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return CURL_UNTRUSTED;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT: return CURL_BROKEN;
    case CURLE_ABORTED_BY_CALLBACK: return atomic_load(&poster->interrupted) ? CURL_INTERRUPTED : CURL_UNREACHABLE;
    // Once the header is there it says it all, whatever becomes of the rest.
    default: return poster->has_header ? CURL_ANSWERED : CURL_UNREACHABLE;
    }
}

void curl_post(curl_poster *poster, const uint8_t *body, size_t length, long milliseconds, curl_result *result) {
    *result = (curl_result){.outcome = CURL_INTERRUPTED, .retry_after = -1};
    if (atomic_load(&poster->interrupted)) return;
    poster->has_header = false;
    poster->received = poster->kept = 0;
    poster->error[0] = 0;
    library.curl_easy_setopt(poster->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    library.curl_easy_setopt(poster->easy, CURLOPT_POSTFIELDS, body);
    library.curl_easy_setopt(poster->easy, CURLOPT_TIMEOUT_MS, milliseconds > 0 ? milliseconds : 1L);
    CURLcode code = library.curl_easy_perform(poster->easy);
    result->outcome = outcome_of(poster, code);
    if (result->outcome == CURL_ANSWERED) {
        library.curl_easy_getinfo(poster->easy, CURLINFO_RESPONSE_CODE, &result->status);
        curl_off_t seconds = 0;
        library.curl_easy_getinfo(poster->easy, CURLINFO_RETRY_AFTER, &seconds);
        if (seconds > 0) result->retry_after = seconds > 86400 ? 86400 : (long)seconds;
        size_t count = poster->kept < sizeof result->words - 1 ? poster->kept : sizeof result->words - 1;
        memcpy(result->words, poster->body, count);
        result->words[count] = 0;
    } else {
        const char *words = poster->error[0] ? poster->error : library.curl_easy_strerror(code);
        snprintf(result->words, sizeof result->words, "%s", words);
    }
}

void curl_interrupt(curl_poster *poster) { atomic_store(&poster->interrupted, true); }
