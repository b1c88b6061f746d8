"""One HTTP/2 connection of a server, frame by frame, with nothing to stop it from breaking the rules."""

import socket
import struct
import threading

import hpack

import peer_lines

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR = 0, 1, 2
REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM = 7, 8, 11
END_STREAM = ACK = 0x1
END_HEADERS, PADDED = 0x4, 0x8

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
MAX_FRAME = 16384


class Gone(Exception):
    """The client closed the connection."""


class Stream:
    def __init__(self, number, headers, window):
        self.number, self.headers, self.window = number, headers, window
        self.received = 0  # bytes of request messages
        self.ended = False
        self.reset = None

    @property
    def path(self):
        return self.headers.get(":path", "")


class Connection:
    """Frames in are read by a thread of its own, which answers SETTINGS and PING and keeps the flow-control credit.

    What a client should never do to Falco is reported as events: `ping`, `half-closed`."""

    def __init__(self, link):
        self.link = link
        self.changed = threading.Condition()
        self.writing = threading.Lock()
        self.decoder = hpack.Decoder()
        self.streams, self.unserved = {}, []
        self.window, self.initial_window = 65535, 65535
        self.gone = False
        self.block = None

    # Reading

    def start(self, settings=()):
        """Says SETTINGS and begins to read."""
        self.settings(*settings)
        self.read()

    def preface(self):
        """Waits for the client's first words."""
        self._bytes(len(PREFACE))

    def read(self):
        threading.Thread(target=self._read_to_the_end, daemon=True).start()

    def _read_to_the_end(self):
        try:
            if self._bytes(len(PREFACE)) != PREFACE:
                peer_lines.say("no-preface")
            while True:
                self._frame()
        except (Gone, OSError):
            pass
        with self.changed:
            self.gone = True
            self.changed.notify_all()
        peer_lines.say("disconnected")

    def _bytes(self, count):
        parts = b""
        while len(parts) < count:
            part = self.link.recv(count - len(parts))
            if not part:
                raise Gone
            parts += part
        return parts

    def _frame(self):
        head = self._bytes(9)
        size, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
        number = int.from_bytes(head[5:], "big") & 0x7FFFFFFF
        body = self._bytes(size)
        with self.changed:
            self._take(kind, flags, number, body)
            self.changed.notify_all()

    def _take(self, kind, flags, number, body):
        stream = self.streams.get(number)
        if kind == SETTINGS and not flags & ACK:
            for at in range(0, len(body), 6):
                name, value = struct.unpack(">HI", body[at:at + 6])
                if name == 4:
                    for each in self.streams.values():
                        each.window += value - self.initial_window
                    self.initial_window = value
            self.frame(SETTINGS, ACK)
        elif kind == PING and not flags & ACK:
            peer_lines.say("ping")
            self.frame(PING, ACK, 0, body)
        elif kind == WINDOW_UPDATE:
            credit = int.from_bytes(body, "big") & 0x7FFFFFFF
            if number == 0:
                self.window += credit
            elif stream:
                stream.window += credit
        elif kind in (HEADERS, CONTINUATION):
            self._take_headers(kind, flags, number, body)
        elif kind == DATA and stream:
            stream.received += len(body)
            stream.ended |= bool(flags & END_STREAM)
            if body:
                self.frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", len(body)))
            peer_lines.say("half-closed" if stream.ended else "message", stream=number, path=stream.path)
        elif kind == RST_STREAM and stream:
            stream.reset = int.from_bytes(body, "big")
            peer_lines.say("reset", stream=number, code=stream.reset)
        elif kind == GOAWAY:
            peer_lines.say("goaway", code=int.from_bytes(body[4:8], "big"), text=body[8:].decode("latin-1"))

    def _take_headers(self, kind, flags, number, body):
        if kind == HEADERS:
            if flags & PADDED:
                body = body[1:len(body) - body[0]]
            if flags & 0x20:
                body = body[5:]
            self.block = body
        else:
            self.block += body
        if flags & END_HEADERS:
            stream = Stream(number, dict(self.decoder.decode(self.block)), self.initial_window)
            stream.ended = bool(flags & END_STREAM)
            self.streams[number] = stream
            self.unserved.append(stream)
            peer_lines.say("call", stream=number, path=stream.path, headers=stream.headers)

    def wait(self, condition):
        """Waits until the condition holds; raises `Gone` when the client leaves first."""
        with self.changed:
            self.changed.wait_for(lambda: condition() or self.gone)
            if not condition():
                raise Gone

    def next_call(self):
        self.wait(lambda: self.unserved)
        return self.unserved.pop(0)

    def until_gone(self):
        with self.changed:
            self.changed.wait_for(lambda: self.gone)

    def request(self, stream):
        """Waits for one more request message (five bytes) on the stream."""
        wanted = getattr(stream, "taken", 0) + 5
        self.wait(lambda: stream.received >= wanted or stream.reset is not None)
        if stream.reset is not None:
            raise Gone
        stream.taken = wanted

    # Writing

    def write(self, data):
        with self.writing:
            self.link.sendall(data)

    def frame(self, kind, flags=0, number=0, body=b"", size=None):
        """One frame; `size` is what its head claims, when that is a lie."""
        size = len(body) if size is None else size
        self.write(size.to_bytes(3, "big") + bytes((kind, flags)) + number.to_bytes(4, "big") + body)

    def settings(self, *pairs):
        self.frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *pair) for pair in pairs))

    def headers(self, number, *pairs, end=False):
        self.frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), number, block(pairs))

    def data(self, stream, body, size=MAX_FRAME):
        """DATA frames of at most `size` bytes, as the client's credit allows."""
        for at in range(0, len(body), size):
            part = body[at:at + size]
            self.wait(lambda: stream.reset is not None or min(self.window, stream.window) >= len(part))
            if stream.reset is not None:
                raise Gone
            with self.changed:
                self.window -= len(part)
                stream.window -= len(part)
            self.frame(DATA, 0, stream.number, part)

    def reset(self, number, code):
        self.frame(RST_STREAM, 0, number, struct.pack(">I", code))

    def goaway(self, last, code=NO_ERROR, text=b""):
        self.frame(GOAWAY, 0, 0, struct.pack(">II", last, code) + text)

    def close(self):
        try:
            self.link.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def block(pairs):
    """Header fields as literals without indexing or Huffman coding: any bytes pass."""
    out = bytearray()
    for name, value in pairs:
        out.append(0)
        for text in (name, value):
            raw = text.encode() if isinstance(text, str) else text
            out += integer(len(raw), 7) + raw
    return bytes(out)


def integer(value, bits):
    """HPACK's integer with a prefix of so many bits."""
    limit = (1 << bits) - 1
    if value < limit:
        return bytes((value,))
    out, value = bytearray((limit,)), value - limit
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def framed(message, flag=0):
    """A gRPC message: flag, length, bytes."""
    return bytes((flag,)) + struct.pack(">I", len(message)) + message
