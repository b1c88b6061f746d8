// Decodes a file of JSON alerts so many times, in batches of 64, and counts them: what an input of JSON costs at least.
//
//   decode-json FILE ROUNDS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CFalco.h"

int main(int count, char **arguments) {
    if (count != 3) return 64;
    FILE *file = fopen(arguments[1], "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) return 66;
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size);
    falco_builder *builder = falco_builder_new((size_t)8 << 20, NULL);
    if (!text || !builder || fread(text, 1, size, file) != size) return 70;
    fclose(file);
    size_t alerts = 0, refused = 0;
    for (long round = strtol(arguments[2], NULL, 10); round > 0; round--) {
        for (const char *line = text; line < text + size;) {
            const char *end = memchr(line, '\n', (size_t)(text + size - line));
            if (!end) end = text + size;
            const falco_status status =
                falco_builder_decode_json(builder, (const uint8_t *)line, (size_t)(end - line), NULL);
            if (status != FALCO_OK) refused++;
            if (falco_builder_count(builder) == 64) {
                alerts += 64;
                falco_batch_free(falco_builder_take(builder));
            }
            line = end + 1;
        }
    }
    alerts += falco_builder_count(builder);
    falco_builder_free(builder);
    free(text);
    printf("%zu alerts, %zu refused\n", alerts, refused);
    return refused ? 65 : 0;
}
