// Prints what the generated descriptors say, to compare the work of two versions of protoc-c.
#include <stdio.h>

#include "wire.pb-c.h"

static void describe(const ProtobufCMessageDescriptor *message) {
    printf("%s %zu\n", message->name, message->sizeof_message);
    for (unsigned i = 0; i < message->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->fields[i];
        printf(
            "  %u %s label %d type %d flags %u at %u counted at %u", field->id, field->name, (int)field->label,
            (int)field->type, field->flags, field->offset, field->quantifier_offset);
        if (field->type == PROTOBUF_C_TYPE_MESSAGE)
            printf(" %s", ((const ProtobufCMessageDescriptor *)field->descriptor)->name);
        printf("\n");
    }
    for (unsigned i = 0; i <= message->n_field_ranges; i++)
        printf("  from %d at %u\n", message->field_ranges[i].start_value, message->field_ranges[i].orig_index);
}

int main(void) {
    describe(&falco__wire__timestamp__descriptor);
    describe(&falco__wire__alert__descriptor);
    describe(&falco__wire__version__descriptor);
    return 0;
}
