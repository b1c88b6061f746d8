"""An ordinary gRPC client (C-core) of Falco's API, to test servers with. JSON lines out; ends by itself.

  grpc_client.py --socket PATH version
  grpc_client.py --socket PATH get
  grpc_client.py --socket PATH sub --count N [--interval SECONDS] [--raw]
  grpc_client.py --socket PATH call METHOD [HEX]     any unary method, to see the status it gives

--metadata KEY=VALUE (repeatable) goes with the call. --ca, --certificate and --key make it TLS, with --address.

Each alert is one `alert` event with the decoded `alert` (protobuf's JSON layout with the original names) and, with
--raw, its bytes as base64 in `bytes` and no decoding at all. `end` tells the status. While `sub` runs, the commands
`request` (one more request message), `half-close` (no more requests) and `cancel` are taken; with --interval 0 requests
are sent by command only. With --hold nothing is read before the command `read`. `open` tells that the call has begun.
"""

import argparse
import base64
import pathlib
import queue
import threading

import grpc
from google.protobuf import json_format

import peer_lines
import peer_protos

ANY_SIZE = [("grpc.max_receive_message_length", -1), ("grpc.default_authority", "localhost")]


class Client:
    def __init__(self, options):
        self.options = options
        self.metadata = [tuple(pair.split("=", 1)) for pair in options.metadata]
        self.channel = self.connect()
        self.outputs = peer_protos.load("outputs_pb2")
        self.received = 0

    def connect(self):
        options = self.options
        target = options.address or f"unix:{options.socket}"
        if not options.ca:
            return grpc.insecure_channel(target, options=ANY_SIZE)
        authority, key, certificate = (
            pathlib.Path(path).read_bytes() for path in (options.ca, options.key, options.certificate))
        credentials = grpc.ssl_channel_credentials(authority, key, certificate)
        return grpc.secure_channel(target, credentials, options=[ANY_SIZE[0]])

    def version(self):
        versions = peer_protos.load("version_pb2")
        call = self.channel.unary_unary("/falco.version.service/version")
        answer = versions.response.FromString(call(b"", timeout=self.options.timeout, metadata=self.metadata))
        peer_lines.say("version", version=as_json(answer))

    def call(self):
        call = self.channel.unary_unary(self.options.method)
        answer = call(bytes.fromhex(self.options.hex), timeout=self.options.timeout, metadata=self.metadata)
        peer_lines.say("answer", bytes=base64.b64encode(answer).decode())

    def get(self):
        self.show(self.channel.unary_stream("/falco.outputs.service/get")(
            b"", timeout=self.options.timeout, metadata=self.metadata))

    def sub(self):
        requests = queue.SimpleQueue()
        requests.put(b"")
        call = self.channel.stream_stream("/falco.outputs.service/sub")(
            iter(requests.get, None), timeout=self.options.timeout, metadata=self.metadata)
        reading = threading.Event()
        if not self.options.hold:
            reading.set()
        commands = {
            "request": lambda: requests.put(b""), "half-close": lambda: requests.put(None),
            "cancel": lambda: call.cancel() and None, "read": reading.set}
        threading.Thread(target=peer_lines.serve, args=(commands,), daemon=True).start()
        if self.options.interval > 0:
            threading.Thread(target=self.pace, args=(requests,), daemon=True).start()
        peer_lines.say("open")
        reading.wait()
        self.show(call)

    def pace(self, requests):
        tick = threading.Event()
        while not tick.wait(self.options.interval):
            requests.put(b"")

    def show(self, call):
        for message in call:
            self.received += 1
            if self.options.raw:
                peer_lines.say("alert", bytes=base64.b64encode(message).decode())
            else:
                peer_lines.say("alert", alert=as_json(self.outputs.response.FromString(message)))
            if self.received == self.options.count:
                call.cancel()
                return
        if call.code() is not grpc.StatusCode.OK:
            raise call


def as_json(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket")
    parser.add_argument("--address", help="host:port instead of a socket")
    parser.add_argument("--metadata", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--ca")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--timeout", type=float, default=60, help="deadline of the call in seconds (60)")
    calls = parser.add_subparsers(dest="name", required=True)
    defaults = {"count": -1, "raw": False, "interval": 0.05, "hold": False}
    calls.add_parser("version").set_defaults(**defaults)
    get = calls.add_parser("get")
    get.set_defaults(**defaults)
    get.add_argument("--raw", action="store_true")
    sub = calls.add_parser("sub")
    sub.add_argument("--count", type=int, default=-1, help="cancel after so many alerts")
    sub.add_argument("--interval", type=float, default=0.05, help="seconds between requests (0.05)")
    sub.add_argument("--raw", action="store_true")
    sub.add_argument("--hold", action="store_true", help="read nothing before the command `read`")
    call = calls.add_parser("call")
    call.set_defaults(**defaults)
    call.add_argument("method")
    call.add_argument("hex", nargs="?", default="")
    options = parser.parse_args()
    client = Client(options)
    try:
        getattr(client, options.name)()
        peer_lines.say("end", code=0, status="OK", message="", received=client.received)
    except grpc.RpcError as error:
        peer_lines.say("end", code=error.code().value[0], status=error.code().name, message=error.details(),
                       received=client.received)
    peer_lines.leave()


if __name__ == "__main__":
    main()
