// Any bytes as Falco's version: decoded, encoded, decoded again.
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    uint8_t *message;
    size_t length;
    unsigned calls;
} result;

static void encode(void *context, const falco_version *version) {
    result *result = context;
    result->calls++;
    result->length = falco_version_encoded_size(version);
    result->message = malloc(result->length + 1);
    CHECK(result->message);
    CHECK(falco_version_encode(version, result->message) == result->length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    result first = {0}, second = {0};
    const falco_status status = falco_version_decode(data, size, &first, encode);
    CHECK(first.calls == (status == FALCO_OK));
    if (status == FALCO_OK) {
        CHECK(falco_version_decode(first.message, first.length, &second, encode) == FALCO_OK);
        CHECK(second.calls == 1 && second.length == first.length);
        CHECK(memcmp(first.message, second.message, first.length) == 0);
    }
    free(first.message);
    free(second.message);
    return 0;
}
