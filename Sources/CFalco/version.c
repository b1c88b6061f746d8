#include "internal.h"
#include "wire.pb-c.h"

// A version says a few short words: no honest one comes near this many bytes.
#define FALCO_LONGEST_VERSION ((size_t)64 << 10)

static falco_bytes bytes_of(ProtobufCBinaryData data) {
    return (falco_bytes){data.data ? data.data : (const uint8_t *)"", data.len};
}

falco_status falco_version_decode(
    const uint8_t *message, size_t length, void *context, void (*body)(void *context, const falco_version *version)) {
    if (length > FALCO_LONGEST_VERSION) return FALCO_TOO_LARGE;
    falco_arena arena;
    falco_arena_init(&arena, &falco_standard_memory, 8 * FALCO_LONGEST_VERSION);
    const Falco__Wire__Version *wire =
        falco__wire__version__unpack(&arena.allocator, length, length ? message : (const uint8_t *)"");
    const falco_status status = wire ? FALCO_OK : arena.refused == FALCO_OK ? FALCO_MALFORMED : arena.refused;
    if (wire) {
        const falco_version version = {
            .version = bytes_of(wire->version),
            .prerelease = bytes_of(wire->prerelease),
            .build = bytes_of(wire->build),
            .engine_fields_checksum = bytes_of(wire->engine_fields_checksum),
            .engine_version = bytes_of(wire->engine_version),
            .major = wire->major,
            .minor = wire->minor,
            .patch = wire->patch,
            .engine_major = wire->engine_major,
            .engine_minor = wire->engine_minor,
            .engine_patch = wire->engine_patch,
        };
        body(context, &version);
    }
    falco_arena_free(&arena);
    return status;
}

static ProtobufCBinaryData data_of(falco_bytes bytes) {
    return (ProtobufCBinaryData){.len = bytes.length, .data = (uint8_t *)bytes.bytes};
}

static Falco__Wire__Version wire_version(const falco_version *version) {
    Falco__Wire__Version wire = FALCO__WIRE__VERSION__INIT;
    wire.version = data_of(version->version);
    wire.prerelease = data_of(version->prerelease);
    wire.build = data_of(version->build);
    wire.engine_fields_checksum = data_of(version->engine_fields_checksum);
    wire.engine_version = data_of(version->engine_version);
    wire.major = version->major;
    wire.minor = version->minor;
    wire.patch = version->patch;
    wire.engine_major = version->engine_major;
    wire.engine_minor = version->engine_minor;
    wire.engine_patch = version->engine_patch;
    return wire;
}

size_t falco_version_encoded_size(const falco_version *version) {
    const Falco__Wire__Version wire = wire_version(version);
    return falco__wire__version__get_packed_size(&wire);
}

size_t falco_version_encode(const falco_version *version, uint8_t *out) {
    const Falco__Wire__Version wire = wire_version(version);
    return falco__wire__version__pack(&wire, out);
}
