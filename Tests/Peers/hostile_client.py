"""A client of a Unix socket that breaks the rules in one way, named on the command line: what a C-core client cannot do.

  hostile_client.py --socket PATH [--connections N] SCENARIO      hostile_client.py --list

The event `sent` tells that the scenario has done all it does; then the connections stay open until the server closes
them or standard input ends. `closed` tells that the server closed one, `status` a gRPC status that it gave, `reset` and
`goaway` the codes of such frames.
"""

import argparse
import inspect
import os
import random
import select
import socket
import struct
import threading

import hpack

import http2_wire as h2
import peer_lines

SCENARIOS = {}
SUB = ((":method", "POST"), (":scheme", "http"), (":path", "/falco.outputs.service/sub"), (":authority", "localhost"),
       ("te", "trailers"), ("content-type", "application/grpc"))
REQUEST = h2.framed(b"")


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


class Client:
    """A connection on which anything can be written. What comes back is read by a thread, unless it is not to be."""

    def __init__(self, path, reads=True):
        self.link = socket.socket(socket.AF_UNIX)
        self.link.connect(path)
        self.decoder = hpack.Decoder()
        self.writing = threading.Lock()
        self.has_begun, self.owes_answer = False, False
        # Signalled for each frame of data, and when no more come.
        self.data = threading.Semaphore(0)
        if reads:
            threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        data = b""
        try:
            while part := self.link.recv(65536):
                data += part
                while len(data) >= 9 and len(data) >= 9 + int.from_bytes(data[:3], "big"):
                    size = int.from_bytes(data[:3], "big")
                    self.take(data[3], data[4], data[9:9 + size])
                    data = data[9 + size:]
        except OSError:
            pass
        peer_lines.say("closed")
        self.data.release(1 << 20)

    def take(self, kind, flags, body):
        if kind == h2.SETTINGS and not flags & h2.ACK:
            self.owes_answer = True
            self.answer()
        elif kind == h2.HEADERS:
            headers = dict(self.decoder.decode(body))
            if "grpc-status" in headers:
                peer_lines.say("status", code=int(headers["grpc-status"]), message=headers.get("grpc-message", ""))
        elif kind == h2.DATA:
            self.data.release()
        elif kind == h2.RST_STREAM:
            peer_lines.say("reset", code=int.from_bytes(body, "big"))
        elif kind == h2.GOAWAY:
            peer_lines.say("goaway", code=int.from_bytes(body[4:8], "big"))

    def write(self, data):
        try:
            with self.writing:
                self.link.sendall(data)
        except OSError:
            pass

    def answer(self):
        """Answers the server's settings, but not before its own were sent."""
        with self.writing:
            if not self.has_begun or not self.owes_answer:
                return
            self.owes_answer = False
        self.frame(h2.SETTINGS, h2.ACK)

    def begin(self, *settings):
        body = b"".join(struct.pack(">HI", *pair) for pair in settings)
        with self.writing:
            self.link.sendall(h2.PREFACE + len(body).to_bytes(3, "big") + b"\x04\0\0\0\0\0" + body)
            self.has_begun = True
        self.answer()

    def frame(self, kind, flags=0, number=0, body=b"", size=None):
        size = len(body) if size is None else size
        self.write(size.to_bytes(3, "big") + bytes((kind, flags)) + number.to_bytes(4, "big") + body)

    def call(self, number, headers=SUB, end=False):
        self.frame(h2.HEADERS, h2.END_HEADERS | (h2.END_STREAM if end else 0), number, h2.block(headers))


@scenario
def garbage(client):
    """Random bytes."""
    client.write(random.Random(7).randbytes(1 << 20))


@scenario
def silence(client):
    """Nothing at all."""


@scenario
def half_a_preface(client):
    """The beginning of HTTP/2's preface."""
    client.write(h2.PREFACE[:10])


@scenario
def a_byte_at_a_time(client):
    """A whole call, a byte when the server has read the one before the last."""
    block = h2.block(SUB)
    data = (h2.PREFACE + b"\0\0\0\x04\0\0\0\0\0" + len(block).to_bytes(3, "big") + b"\x01\x04\0\0\0\x01" + block)
    # The smallest buffer there is takes two writes, of any length.
    client.link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    for byte in data:
        select.select([], [client.link], [])
        client.write(bytes((byte,)))


@scenario
def giant_headers(client):
    """A block of 16 MB of headers in CONTINUATION frames that never ends."""
    client.begin()
    client.frame(h2.HEADERS, 0, 1, h2.block(SUB))
    for index in range(1024):
        client.frame(h2.CONTINUATION, 0, 1, h2.block([(f"x-{index}", "v" * 16000)]))


@scenario
def many_headers(client):
    """A call with 2,000 fields."""
    client.begin()
    block = h2.block(SUB + tuple((f"x-{index}", "v" * 40) for index in range(2000)))
    parts = [block[at:at + 16000] for at in range(0, len(block), 16000)]
    client.frame(h2.HEADERS, 0, 1, parts[0])
    for part in parts[1:-1]:
        client.frame(h2.CONTINUATION, 0, 1, part)
    client.frame(h2.CONTINUATION, h2.END_HEADERS, 1, parts[-1])


@scenario
def many_streams(client):
    """5,000 calls at once, each with a request."""
    client.begin()
    for number in range(1, 10_001, 2):
        client.call(number)
        client.frame(h2.DATA, 0, number, REQUEST)


@scenario
def resets(client):
    """20,000 calls, each given up at once."""
    client.begin()
    for number in range(1, 40_001, 2):
        client.call(number)
        client.frame(h2.RST_STREAM, 0, number, struct.pack(">I", 8))


@scenario
def never_reads(client):
    """A call with a request and the largest window, and nothing read."""
    client.begin((4, 0x7FFFFFFF))
    client.frame(h2.WINDOW_UPDATE, 0, 0, struct.pack(">I", 0x7FFFFFFF - 65535))
    client.call(1)
    client.frame(h2.DATA, 0, 1, REQUEST)


never_reads.reads = False


@scenario
def no_window(client):
    """A call with a request, and a window that stays empty."""
    client.begin((4, 0))
    client.call(1)
    client.frame(h2.DATA, 0, 1, REQUEST)


@scenario
def stuck(client):
    """A call that asks for the last alert, and has no window for it."""
    client.begin((4, 0))
    client.call(1, SUB + (("falconer-since", "1"),))
    client.frame(h2.DATA, 0, 1, REQUEST)


@scenario
def a_byte_of_window(client):
    """A call that asks for the last alert, and a window that opens by a byte when the one before is used."""
    client.begin((4, 0))
    client.call(1, SUB + (("falconer-since", "1"),))
    client.frame(h2.DATA, 0, 1, REQUEST)
    for _ in range(200):
        client.frame(h2.WINDOW_UPDATE, 0, 1, struct.pack(">I", 1))
        # A request asks for what is there; what comes later needs another one.
        while not client.data.acquire(timeout=0.05):
            client.frame(h2.DATA, 0, 1, REQUEST)


@scenario
def many_requests(client):
    """200,000 requests in one call."""
    client.begin()
    client.call(1)
    for _ in range(200):
        client.frame(h2.DATA, 0, 1, REQUEST * 1000)


@scenario
def compressed_request(client):
    """A request with the flag for compression."""
    client.begin()
    client.call(1)
    client.frame(h2.DATA, 0, 1, h2.framed(b"", flag=1))


@scenario
def large_request(client):
    """A request of 4 GB, as far as its prefix says."""
    client.begin()
    client.call(1)
    client.frame(h2.DATA, 0, 1, b"\0\xff\xff\xff\xff" + b"x" * 10000)


@scenario
def half_a_request(client):
    """The beginning of a request."""
    client.begin()
    client.call(1)
    client.frame(h2.DATA, 0, 1, b"\0\0")


@scenario
def call_without_request(client):
    """A call of `get` that is ended without its request."""
    client.begin()
    client.call(1, SUB[:2] + ((":path", "/falco.outputs.service/get"),) + SUB[3:], end=True)


@scenario
def pings(client):
    """50,000 PINGs."""
    client.begin()
    for _ in range(50_000):
        client.frame(h2.PING, 0, 0, b"12345678")


@scenario
def pings_unread(client):
    """PINGs without end, and no answer read."""
    client.begin()
    data = b"\0\0\x08\x06\0\0\0\0\0" + b"12345678"
    client.link.settimeout(2)
    for _ in range(2000):
        client.write(data * 1000)


pings_unread.reads = False


@scenario
def frame_too_large(client):
    """A frame that is longer than the server allows."""
    client.begin()
    client.frame(h2.DATA, 0, 1, size=0xFFFFFF)


@scenario
def unknown_frames(client):
    """Frames of kinds that do not exist."""
    client.begin()
    for kind in range(20, 250):
        client.frame(kind, 0xFF, 1, b"x" * 100)


@scenario
def data_without_call(client):
    """DATA on a stream that was never begun."""
    client.begin()
    client.frame(h2.DATA, 0, 7, REQUEST)


@scenario
def odd_metadata(client):
    """Metadata with bytes that no text has."""
    client.begin()
    client.call(1, SUB + (("falconer-client-id", b"\x1b[2J\xff"), ("falconer-since", "9" * 400)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("scenario", nargs="?", choices=sorted(SCENARIOS))
    options = parser.parse_args()
    if options.list:
        for name, function in SCENARIOS.items():
            print(f"{name}  {inspect.getdoc(function)}")
        return
    play = SCENARIOS[options.scenario]
    clients = [Client(options.socket, getattr(play, "reads", True)) for _ in range(options.connections)]
    threading.Thread(target=peer_lines.serve, args=({},), daemon=True).start()
    for client in clients:
        play(client)
    peer_lines.say("sent")
    threading.Event().wait()


if __name__ == "__main__":
    main()
    os._exit(0)
