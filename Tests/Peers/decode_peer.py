"""Decodes `falco.outputs.response` messages with Python's protobuf, to compare with.

Writes a line for each message (see peer_alerts.py), which begins with how it fared:

    ok …       the official declarations take it
    bytes …    they refuse it, but would take it if strings were bytes: some string is not UTF-8
    entry …    an entry of the map has unknown parts: this decoder alone then passes over the whole entry, so the
               line shows what all others read
    group …    a group stands in it
    time …     the time comes twice or in pieces of other types than declared
    refused    it is no such message
"""

import importlib
import pathlib
import re
import sys
import tempfile

import grpc_tools
from google.protobuf.message import DecodeError
from grpc_tools import protoc

import peer_alerts
import peer_protos

outputs = peer_protos.load("outputs_pb2")


def declare_strings_as_bytes():
    """The same declarations with bytes for strings and the map as the entries it is on the wire."""
    text = (peer_protos.PROTOS / "outputs.proto").read_text()
    text = text.replace("package falco.outputs;", "package falco.lenient;")
    text = text.replace("map<string, string> output_fields", "repeated entry output_fields")
    text = re.sub(r"\bstring (?=\w+ =)", "bytes ", text)
    text = re.sub(r"service service \{.*?\n\}\n", "", text, flags=re.DOTALL)
    text += "\nmessage entry {\n  bytes key = 1;\n  bytes value = 2;\n}\n"
    include = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory() as scratch:
        (pathlib.Path(scratch) / "lenient.proto").write_text(text)
        arguments = ["protoc", f"-I{scratch}", f"-I{peer_protos.PROTOS}", f"-I{include}"]
        if protoc.main(arguments + [f"--python_out={scratch}", "lenient.proto"]) != 0:
            sys.exit("the lenient declarations do not compile")
        sys.path.insert(0, scratch)
        return importlib.import_module("lenient_pb2")


lenient = declare_strings_as_bytes()


def line(message, fields):
    time = "none"
    if message.HasField("time"):
        seconds, nanos = message.time.seconds, message.time.nanos
        # What no timestamp may be is as good as none.
        if -62135596800 <= seconds <= 253402300799 and 0 <= nanos <= 999999999:
            time = f"{seconds}.{nanos:09}"
    older = {0: "syscall", 1: "k8s_audit", 2: "internal", 3: "plugin"}
    source = message.source or older.get(message.source_deprecated, f"unknown({message.source_deprecated})")
    texts = [message.rule, message.output, message.hostname, source]
    return peer_alerts.line(time, message.priority, texts, message.tags, fields)


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def parts(data):
    """The fields of a message that was found valid: number, wire type and bytes. A group ends the walk."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind, content = tag & 7, b""
        if kind == 0:
            _, at = varint(data, at)
        elif kind == 1:
            at += 8
        elif kind == 2:
            length, at = varint(data, at)
            content = data[at : at + length]
            at += length
        elif kind == 5:
            at += 4
        yield tag >> 3, kind, content
        if kind in (3, 4):
            return


def has_group(data, messages=(1, 6)):
    """Whether a group stands in the message or in one of its own messages, the time and the entries of the map."""
    return any(
        kind in (3, 4) or (kind == 2 and number in messages and has_group(content, ()))
        for number, kind, content in parts(data)
    )


def has_odd_time(data):
    times = [content for number, kind, content in parts(data) if (number, kind) == (1, 2)]
    odd = any(number in (1, 2) and kind != 0 for time in times for number, kind, _ in parts(time))
    return odd or len(times) > 1


def has_odd_entry(data):
    entries = (content for number, kind, content in parts(data) if (number, kind) == (6, 2))
    return any((number, kind) not in ((1, 2), (2, 2)) for entry in entries for number, kind, _ in parts(entry))


def judged(data):
    try:
        message = lenient.response.FromString(data)
    except DecodeError:
        return "refused"
    verdict, said = "bytes", line(message, {entry.key: entry.value for entry in message.output_fields})
    if has_group(data):
        verdict = "group"
    elif has_odd_time(data):
        verdict = "time"
    elif has_odd_entry(data):
        verdict = "entry"
    else:
        try:
            message = outputs.response.FromString(data)
            verdict, said = "ok", line(message, message.output_fields)
        except DecodeError:
            pass
    return f"{verdict} {said}"


peer_alerts.judge_all(judged)
