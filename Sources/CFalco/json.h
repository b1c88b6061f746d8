// What a builder keeps for reading JSON: see decode_json.cc. Made by the first text, gone with `falco_json_free`.
#ifndef CFALCO_JSON_H
#define CFALCO_JSON_H

#include "internal.h"

#ifdef __cplusplus
extern "C" {
#endif

// Frees what there is, of which a builder that reads no JSON has nothing.
void falco_json_free(falco_builder *builder);

// Bytes that it holds, simdjson's included.
size_t falco_json_held(const falco_builder *builder);

#ifdef __cplusplus
}
#endif

#endif
