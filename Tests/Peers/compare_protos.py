"""Tells where the shim's view of Falco's messages disagrees with the official declarations; nothing when nowhere."""

from google.protobuf import timestamp_pb2
from google.protobuf.descriptor import FieldDescriptor as Field

import peer_protos

outputs = peer_protos.load("outputs_pb2")
version = peer_protos.load("version_pb2")
wire = peer_protos.load("wire_pb2")

# How the shim declares an official type, so that the bytes on the wire stay the same and nothing of them is lost.
DECLARED = {Field.TYPE_STRING: Field.TYPE_BYTES, Field.TYPE_ENUM: Field.TYPE_INT32}
# What the shim takes out of an alert itself.
SPLIT = {"output_fields": 6, "tags": 8}


def compare(own, official, left_out=None):
    left_out = left_out or {}
    fields = {field.number: field for field in official.fields}
    for name, number in left_out.items():
        field = fields.pop(number, None)
        if field is None or field.name != name or number in own.fields_by_number:
            yield f"{own.full_name}: {number} is not {name}, for the shim to split"
    if sorted(fields) != sorted(own.fields_by_number):
        yield f"{own.full_name} has {sorted(own.fields_by_number)}, officially {sorted(fields)}"
        return
    for number, field in fields.items():
        mine = own.fields_by_number[number]
        same = mine.name == field.name and mine.is_repeated == field.is_repeated
        if not same or mine.type != DECLARED.get(field.type, field.type):
            yield f"{own.full_name}.{mine.name} does not fit {official.full_name}.{field.name}"


def disagreements():
    yield from compare(wire.alert.DESCRIPTOR, outputs.response.DESCRIPTOR, SPLIT)
    yield from compare(wire.version.DESCRIPTOR, version.response.DESCRIPTOR)
    yield from compare(wire.timestamp.DESCRIPTOR, timestamp_pb2.Timestamp.DESCRIPTOR)
    time = wire.alert.DESCRIPTOR.fields_by_name["time"].message_type
    if time is not wire.timestamp.DESCRIPTOR:
        yield "falco.wire.alert.time is no falco.wire.timestamp"
    entry = outputs.response.DESCRIPTOR.fields_by_name["output_fields"].message_type
    if [(field.number, field.type) for field in entry.fields] != [(1, Field.TYPE_STRING), (2, Field.TYPE_STRING)]:
        yield "output_fields is no map of strings"


for disagreement in disagreements():
    print(disagreement)
