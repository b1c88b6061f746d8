"""A server on a Unix socket that breaks the rules in one way, named on the command line: what a C-core server cannot do.

  hostile_falco.py --socket PATH [--count N] [--first N] SCENARIO      hostile_falco.py --list

Events: `ready`, `connected`, `call`, `message`, `half-closed`, `ping`, `reset`, `goaway`, `disconnected` tell what the
client did; `sent` that the scenario has done all it does. The command `proceed` passes a gate in those scenarios that
have one. With --first N, connections after the first N are served well (scenario `good`), for clients that reconnect.
"""

import argparse
import base64
import gzip
import inspect
import os
import pathlib
import random
import signal
import socket
import struct
import threading

import http2_wire as h2
import peer_lines
import peer_protos
from http2_wire import framed

ALERTS = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/alerts/grpc-json-output.b64"
OK_HEADERS = ((":status", "200"), ("content-type", "application/grpc"), ("grpc-accept-encoding", "identity, gzip"))
SCENARIOS = {}


def scenario(function):
    """Registers a scenario. One with a parameter `stream` is played on each call of `sub` or `get`, after its first
    request message; one without takes the connection as it was accepted."""
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


class Play:
    """What a scenario has at hand: the connection, the alerts to serve, the gate."""

    gate = threading.Semaphore(0)

    def __init__(self, connection, alerts):
        self.connection, self.alerts = connection, alerts

    def begin(self, stream):
        self.connection.headers(stream.number, *OK_HEADERS)

    def serve(self, stream):
        self.connection.data(stream, b"".join(map(framed, self.alerts)))

    def end(self, stream, *extra, status="0"):
        """Trailers, and RST_STREAM as C-core sends it when the client has not ended its side."""
        self.connection.headers(stream.number, ("grpc-status", status), *extra, end=True)
        try:
            self.connection.reset(stream.number, h2.NO_ERROR)
        except OSError:
            pass  # the client had all it wanted and is gone


# Served well, in unusual ways


@scenario
def good(play, stream):
    """Headers and all alerts at the first request; later requests find an empty queue."""
    play.begin(stream)
    play.serve(stream)


@scenario
def good_end(play, stream):
    """All alerts, status OK, RST_STREAM(NO_ERROR)."""
    play.begin(stream)
    play.serve(stream)
    play.end(stream)


@scenario
def trailers_only(play, stream):
    """Status OK with nothing before it."""
    play.connection.headers(stream.number, *OK_HEADERS, ("grpc-status", "0"), end=True)


@scenario
def split_everywhere(play, stream):
    """The first alert as often as it has bytes, each time cut in two at another offset."""
    play.begin(stream)
    message = framed(play.alerts[0])
    for cut in range(1, len(message)):
        play.connection.data(stream, message[:cut])
        play.connection.data(stream, message[cut:])
    play.end(stream)


@scenario
def split_across(play, stream):
    """Frames of a prime size, so that they begin anywhere in a message and hold parts of several."""
    play.begin(stream)
    play.connection.data(stream, b"".join(map(framed, play.alerts)), size=4099)
    play.end(stream)


@scenario
def byte_by_byte(play, stream):
    """Every byte in a DATA frame of its own."""
    play.begin(stream)
    play.connection.data(stream, b"".join(map(framed, play.alerts)), size=1)
    play.end(stream)


@scenario
def padded(play, stream):
    """Padded DATA frames, and empty ones between."""
    play.begin(stream)
    for alert in play.alerts:
        message = framed(alert)
        play.connection.frame(h2.DATA, 0, stream.number)
        play.connection.frame(h2.DATA, h2.PADDED, stream.number, b"\x20" + message + b"\0" * 32)
    play.end(stream)


@scenario
def informational(play, stream):
    """A 103 response before the real one."""
    play.connection.headers(stream.number, (":status", "103"))
    good_end(play, stream)


@scenario
def ping_flood(play, stream):
    """20,000 PINGs, then alerts and OK."""
    for number in range(20_000):
        play.connection.frame(h2.PING, 0, 0, struct.pack(">Q", number))
    good_end(play, stream)


@scenario
def settings_flood(play, stream):
    """20,000 SETTINGS frames, then alerts and OK."""
    for _ in range(20_000):
        play.connection.settings((3, 100))
    good_end(play, stream)


@scenario
def large_message(play, stream):
    """A valid alert of 5 MiB, then an ordinary one."""
    play.begin(stream)
    play.connection.data(stream, framed(large_alert(5 << 20)) + framed(play.alerts[0]))
    play.end(stream)


@scenario
def undecodable(play, stream):
    """A message that is no protobuf between good ones."""
    play.begin(stream)
    for alert in play.alerts:
        play.connection.data(stream, framed(alert) + framed(b"\xff" * 40))
    play.end(stream)


@scenario
def empty_message(play, stream):
    """A message of no bytes: an alert with every field unset."""
    play.begin(stream)
    play.connection.data(stream, framed(b""))
    play.end(stream)


@scenario
def invalid_utf8(play, stream):
    """An alert whose rule and fields hold bytes that are no UTF-8, then an ordinary one."""
    play.begin(stream)
    bad = b"\xff\xfe\x80"
    entry = b"\x0a\x09proc.name\x12\x03" + bad
    play.connection.data(stream, framed(b"\x10\x05\x22\x03" + bad + b"\x32" + bytes((len(entry),)) + entry))
    play.connection.data(stream, framed(play.alerts[0]))
    play.end(stream)


@scenario
def half_message(play, stream):
    """Half an alert, then nothing until `proceed`; then the rest and OK."""
    play.begin(stream)
    message = framed(play.alerts[0])
    play.connection.data(stream, message[:len(message) // 2])
    peer_lines.say("held")
    play.gate.acquire()
    play.connection.data(stream, message[len(message) // 2:])
    play.end(stream)


@scenario
def endless(play, stream):
    """Alerts as fast as the client's window lets them through, until it goes."""
    play.begin(stream)
    burst, served = b"".join(map(framed, play.alerts)), 0
    while True:
        play.connection.data(stream, burst)
        served += len(play.alerts)
        peer_lines.say("served", alerts=served)


# Calls that end badly


@scenario
def status_percent(play, stream):
    """UNAVAILABLE with a percent-encoded message."""
    play.begin(stream)
    play.end(stream, ("grpc-message", "caf%C3%A9 100%25 down%0Anow"), status="14")


@scenario
def status_bad_percent(play, stream):
    """A message that is percent-encoded wrongly, and holds an escape sequence and bytes that are no UTF-8."""
    play.begin(stream)
    play.end(stream, ("grpc-message", b"100% %zz %1b[31mred %ff%"), status="13")


@scenario
def status_missing(play, stream):
    """Trailers without grpc-status."""
    play.begin(stream)
    play.serve(stream)
    play.connection.headers(stream.number, ("x-nothing", "here"), end=True)


@scenario
def status_unknown(play, stream):
    """grpc-status 99."""
    play.begin(stream)
    play.end(stream, status="99")


@scenario
def status_garbage(play, stream):
    """A grpc-status that is no number."""
    play.begin(stream)
    play.end(stream, status="banana")


@scenario
def status_in_headers(play, stream):
    """Trailers-only PERMISSION_DENIED."""
    play.connection.headers(
        stream.number, *OK_HEADERS, ("grpc-status", "7"), ("grpc-message", "not you"), end=True)


@scenario
def http_404(play, stream):
    """HTTP status 404 and a page."""
    play.connection.headers(stream.number, (":status", "404"), ("content-type", "text/html"))
    play.connection.frame(h2.DATA, h2.END_STREAM, stream.number, b"<html>no such page</html>")


@scenario
def http_503(play, stream):
    """HTTP status 503 with no body."""
    play.connection.headers(stream.number, (":status", "503"), end=True)


@scenario
def wrong_content_type(play, stream):
    """HTTP status 200 and a page."""
    play.connection.headers(stream.number, (":status", "200"), ("content-type", "text/html"))
    play.connection.frame(h2.DATA, h2.END_STREAM, stream.number, b"<html>welcome</html>")


@scenario
def compressed_flag(play, stream):
    """One good alert, then one with the compressed flag set, really compressed."""
    play.connection.headers(stream.number, *OK_HEADERS, ("grpc-encoding", "gzip"))
    play.connection.data(stream, framed(play.alerts[0]))
    play.connection.data(stream, framed(gzip.compress(play.alerts[0]), flag=1))
    play.end(stream)


@scenario
def bad_flag(play, stream):
    """A message whose flag byte is neither 0 nor 1."""
    play.begin(stream)
    play.connection.data(stream, framed(play.alerts[0], flag=7))
    play.end(stream)


@scenario
def length_lie(play, stream):
    """A message that claims 4 GiB, with a little after it."""
    play.begin(stream)
    play.connection.data(stream, b"\0\xff\xff\xff\xff" + play.alerts[0])
    play.end(stream)


@scenario
def oversize_message(play, stream):
    """A valid alert of 16 MiB, then an ordinary one."""
    play.begin(stream)
    play.connection.data(stream, framed(large_alert(16 << 20)) + framed(play.alerts[0]))
    play.end(stream)


@scenario
def truncated_message(play, stream):
    """A good alert, half of one, then status OK."""
    play.begin(stream)
    message = framed(play.alerts[0])
    play.connection.data(stream, message + message[:len(message) // 2])
    play.end(stream)


@scenario
def close_mid_message(play, stream):
    """A good alert, half of one, then the connection closes."""
    play.begin(stream)
    message = framed(play.alerts[0])
    play.connection.data(stream, message + message[:len(message) // 2])
    play.connection.close()


@scenario
def close_between(play, stream):
    """All alerts, then the connection closes with no status."""
    play.begin(stream)
    play.serve(stream)
    play.connection.close()


@scenario
def close_mid_frame(play, stream):
    """A good alert, then a frame's head and part of its body, then the connection closes."""
    play.begin(stream)
    play.connection.data(stream, framed(play.alerts[0]))
    play.connection.frame(h2.DATA, 0, stream.number, b"half", size=4000)
    play.connection.close()


@scenario
def kill(play, stream):
    """All alerts, then the server is killed."""
    play.begin(stream)
    play.serve(stream)
    os.kill(os.getpid(), signal.SIGKILL)


@scenario
def reset_refused(play, stream):
    """RST_STREAM(REFUSED_STREAM)."""
    play.connection.reset(stream.number, h2.REFUSED_STREAM)


@scenario
def reset_cancel(play, stream):
    """All alerts, then RST_STREAM(CANCEL)."""
    play.begin(stream)
    play.serve(stream)
    play.connection.reset(stream.number, h2.CANCEL)


@scenario
def reset_no_error(play, stream):
    """All alerts, then RST_STREAM(NO_ERROR) without trailers."""
    play.begin(stream)
    play.serve(stream)
    play.connection.reset(stream.number, h2.NO_ERROR)


@scenario
def goaway_after(play, stream):
    """All alerts, GOAWAY(NO_ERROR); status OK at the next request, as Falco does when it is told to stop."""
    play.begin(stream)
    play.serve(stream)
    play.connection.goaway(stream.number)
    play.connection.request(stream)
    play.end(stream)


@scenario
def goaway_pings(play, stream):
    """All alerts, then GOAWAY(ENHANCE_YOUR_CALM) and the connection closes."""
    play.begin(stream)
    play.serve(stream)
    play.connection.goaway(stream.number, h2.ENHANCE_YOUR_CALM, b"too_many_pings")
    play.connection.close()


# HTTP/2 that is broken


@scenario
def garbage_frames(play, stream):
    """A good alert, then bytes that are no frames."""
    play.begin(stream)
    play.connection.data(stream, framed(play.alerts[0]))
    play.connection.write(random.Random(7).randbytes(64 << 10))


@scenario
def data_before_headers(play, stream):
    """An alert before any response headers."""
    play.connection.data(stream, framed(play.alerts[0]))


@scenario
def oversize_frame(play, stream):
    """A DATA frame larger than any client allows by default."""
    play.begin(stream)
    play.connection.frame(h2.DATA, 0, stream.number, bytes(1 << 20))


@scenario
def window_overrun(play, stream):
    """More DATA than the client gave credit for."""
    play.begin(stream)
    body = bytes(h2.MAX_FRAME)
    for _ in range((64 << 20) // len(body)):
        play.connection.frame(h2.DATA, 0, stream.number, body)


@scenario
def wrong_stream(play, stream):
    """DATA on a stream that nobody opened."""
    play.begin(stream)
    play.connection.frame(h2.DATA, 0, stream.number + 10, framed(play.alerts[0]))


@scenario
def push_promise(play, stream):
    """A PUSH_PROMISE."""
    body = struct.pack(">I", 2) + h2.block(((":method", "GET"), (":path", "/"), (":scheme", "http")))
    play.connection.frame(h2.PUSH_PROMISE, h2.END_HEADERS, stream.number, body)


@scenario
def bad_headers(play, stream):
    """A header block that is no HPACK."""
    play.connection.frame(h2.HEADERS, h2.END_HEADERS, stream.number, b"\xff\xff\xff\xff\xff\xff\xff\xff")


@scenario
def huge_header(play, stream):
    """Response headers with a value of 1 MiB."""
    fields = h2.block((*OK_HEADERS, ("x-large", "v" * (1 << 20))))
    parts = [fields[at:at + h2.MAX_FRAME] for at in range(0, len(fields), h2.MAX_FRAME)]
    play.connection.frame(h2.HEADERS, 0, stream.number, parts[0])
    for index, part in enumerate(parts[1:], 2):
        play.connection.frame(h2.CONTINUATION, h2.END_HEADERS * (index == len(parts)), stream.number, part)
    play.serve(stream)
    play.end(stream)


@scenario
def continuation_flood(play, stream):
    """CONTINUATION frames without an end, 64 MiB of them."""
    play.connection.frame(h2.HEADERS, 0, stream.number, h2.block(OK_HEADERS))
    part = h2.block((("x-more", "v" * 16_000),))
    for _ in range((64 << 20) // len(part)):
        play.connection.frame(h2.CONTINUATION, 0, stream.number, part)


# Connections that are no gRPC, or never come up


@scenario
def garbage_banner(play):
    """Another protocol's greeting, and silence."""
    play.connection.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")
    play.connection.read()


@scenario
def http1(play):
    """An HTTP/1.1 answer and the end of the connection."""
    play.connection.preface()
    play.connection.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    play.connection.close()


@scenario
def random_bytes(play):
    """Bytes that mean nothing."""
    play.connection.write(random.Random(3).randbytes(4096))
    play.connection.read()


@scenario
def silent(play):
    """The connection is accepted, and nothing is ever said."""
    play.connection.read()


@scenario
def close_at_once(play):
    """The connection is accepted and closed."""
    play.connection.close()


@scenario
def goaway_at_once(play):
    """SETTINGS, then GOAWAY(NO_ERROR) before any call, and the connection closes when the client lets go."""
    play.connection.settings()
    play.connection.goaway(0)
    play.connection.read()


@scenario
def no_streams(play):
    """SETTINGS that allow no streams."""
    play.connection.start(((3, 0),))


@scenario
def no_request_window(play):
    """SETTINGS that leave the client no credit to send a request with; given at `proceed`, then served well."""
    play.connection.start(((4, 0),))
    stream = play.connection.next_call()
    peer_lines.say("held")
    play.gate.acquire()
    play.connection.settings((4, 65535))
    play.connection.request(stream)
    good_end(play, stream)


@scenario
def bad_settings(play):
    """A SETTINGS frame with an impossible value."""
    play.connection.start(((4, 0xFFFFFFFF),))


def large_alert(size):
    alert = peer_protos.load("outputs_pb2").response(rule="Large alert", priority=4, source="syscall")
    alert.output_fields["proc.cmdline"] = "x" * size
    return alert.SerializeToString()


def version(connection, stream):
    answer = peer_protos.load("version_pb2").response(version="0.43.1", minor=43, patch=1)
    connection.headers(stream.number, *OK_HEADERS)
    connection.data(stream, framed(answer.SerializeToString()))
    connection.headers(stream.number, ("grpc-status", "0"), end=True)


def converse(link, play_scenario, alerts):
    connection = h2.Connection(link)
    play = Play(connection, alerts)
    try:
        if "stream" not in inspect.signature(play_scenario).parameters:
            play_scenario(play)
            peer_lines.say("sent")
        else:
            connection.start()
            while True:
                stream = connection.next_call()
                connection.request(stream)
                if stream.path == "/falco.version.service/version":
                    version(connection, stream)
                    continue
                play_scenario(play, stream)
                peer_lines.say("sent")
        connection.until_gone()
    except (h2.Gone, OSError):
        pass
    link.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", choices=sorted(SCENARIOS), metavar="SCENARIO")
    parser.add_argument("--list", action="store_true", help="the scenarios and what each does")
    parser.add_argument("--socket")
    parser.add_argument("--alerts", type=pathlib.Path, default=ALERTS, help="file of base64 lines to serve")
    parser.add_argument("--count", type=int, default=5, help="how many of them (5)")
    parser.add_argument("--first", type=int, default=1 << 30, help="be hostile to so many connections only")
    options = parser.parse_args()
    if options.list or not options.scenario:
        for name, function in SCENARIOS.items():
            print(f"{name:20} {function.__doc__}")
        return
    alerts = [base64.b64decode(line) for line in options.alerts.read_bytes().split()][:options.count]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(options.socket)
    listener.listen(16)
    peer_lines.say("ready", address=options.socket)

    def accept():
        number = 0
        while True:
            link, _ = listener.accept()
            number += 1
            peer_lines.say("connected", connection=number)
            chosen = SCENARIOS[options.scenario] if number <= options.first else good
            threading.Thread(target=converse, args=(link, chosen, alerts), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    peer_lines.serve({"proceed": lambda: Play.gate.release()})


if __name__ == "__main__":
    main()
