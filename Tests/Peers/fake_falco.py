"""A gRPC server (C-core) that behaves as Falco 0.43 does on its Unix socket.

It looks at its one queue only after it reads a request message of `sub`, drains it, and waits for the next one;
sends no headers before the first alert; gives each alert to one client, once; serves a limited number of `sub`
calls, further ones hanging in silence; on shutdown says GOAWAY, then waits for each open call, which ends with
status OK at its next request. Messages are served as bytes, so captured ones go out unchanged.

Commands (one a line; see peer_lines.py):
  push N [KEY=VALUE …]      queue N alerts made up from defaults and keys (see `alert`)
  push-file FILE [TIMES]    queue the messages of a file of base64 lines
  push-hex HEX              queue one message
  push-large BYTES          queue one alert whose output has that many bytes
  rate R N [KEY=VALUE …]    queue N alerts, R a second; replies when all are queued
  wait WHAT N [SECONDS]     reply once `WHAT` (a key of `stats`, or `drained`) reaches N
  stats                     counts so far, and when each request came
  fail CODE MESSAGE         end each open `sub` with that status at its next request
  shutdown                  what SIGTERM does to Falco; replies at once, `stopped` follows when all calls ended
  reload                    what SIGHUP does: the same, then a new socket at the same path and `reloaded`
  quit                      end at once, leaving the socket file behind
"""

import argparse
import base64
import collections
import itertools
import os
import pathlib
import threading
import time
from concurrent import futures

import grpc

import peer_lines
import peer_protos

NEVER = 365 * 24 * 3600


class Queue:
    """Alerts as bytes, for all clients, and counts of all that happens."""

    def __init__(self):
        self.changed = threading.Condition()
        self.alerts = collections.deque()
        self.counts = collections.Counter()
        self.request_times = collections.deque(maxlen=100_000)

    def push(self, messages):
        with self.changed:
            self.alerts.extend(messages)
            self.counts["pushed"] += len(messages)
            self.changed.notify_all()

    def pop(self):
        with self.changed:
            if not self.alerts:
                return None
            message = self.alerts.popleft()
            self.counts["delivered"] += 1
            self.counts["bytes"] += len(message)
            if not self.alerts:
                self.changed.notify_all()
            return message

    def count(self, what, by=1):
        with self.changed:
            self.counts[what] += by
            if what == "requests":
                self.request_times.append(time.monotonic_ns())
            self.changed.notify_all()

    def wait(self, what, number, seconds=30):
        def reached():
            return not self.alerts if what == "drained" else self.counts[what] >= int(number)

        with self.changed:
            if not self.changed.wait_for(reached, float(seconds)):
                raise TimeoutError(f"{what} is {self.counts[what]}, not {number}, after {seconds} s")

    def stats(self):
        with self.changed:
            counts = {key: self.counts[key] for key in COUNTS}
            return {**counts, "queued": len(self.alerts), "request_times": list(self.request_times)}


COUNTS = ("pushed", "delivered", "bytes", "requests", "opened", "closed", "served", "gets", "versions")


class FakeFalco:
    def __init__(self, options):
        self.options = options
        self.queue = Queue()
        self.stopping = False
        self.failure = None
        self.numbers = itertools.count(1)
        self.sequence = itertools.count()
        self.slots = threading.Condition()
        self.free_slots = options.subscribers
        self.outputs = peer_protos.load("outputs_pb2")
        self.server = None

    # The services

    def sub(self, requests, context):
        number = next(self.numbers)
        self.queue.count("opened")
        peer_lines.say("opened", call="sub", stream=number)
        closed = threading.Event()

        def close():
            closed.set()
            self.queue.count("closed")
            peer_lines.say("closed", call="sub", stream=number)
            with self.slots:
                self.slots.notify_all()

        if not context.add_callback(close):
            close()
        with self.slots:
            self.slots.wait_for(lambda: self.free_slots > 0 or closed.is_set())
            if closed.is_set():
                return
            self.free_slots -= 1
        self.queue.count("served")
        try:
            yield from self.drain_at_each_request(requests, context)
        finally:
            with self.slots:
                self.free_slots += 1
                self.slots.notify_all()

    def drain_at_each_request(self, requests, context):
        for _ in requests:
            self.queue.count("requests")
            if self.failure:
                context.abort(*self.failure)
            if self.stopping:
                return
            while (message := self.queue.pop()) is not None:
                yield message

    def get(self, _, context):
        self.queue.count("gets")
        while (message := self.queue.pop()) is not None:
            yield message

    def version(self, _, context):
        self.queue.count("versions")
        versions = peer_protos.load("version_pb2")
        core, _, rest = self.options.version.partition("-")
        major, minor, patch = (int(part) for part in core.split("."))
        return versions.response(
            version=self.options.version, major=major, minor=minor, patch=patch, prerelease=rest,
            engine_major=0, engine_minor=57, engine_patch=0, engine_version="0.57.0",
            engine_fields_checksum="b4a5e3f1",
        ).SerializeToString()

    # Life

    def start(self):
        # Threads wait inside handlers, as Falco's contexts do not: more of them than anyone opens calls.
        server = grpc.server(
            futures.ThreadPoolExecutor(max_workers=self.options.subscribers + 64),
            options=[("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", -1)],
        )
        if not self.options.not_falco:
            server.add_generic_rpc_handlers((
                grpc.method_handlers_generic_handler("falco.outputs.service", {
                    "sub": grpc.stream_stream_rpc_method_handler(self.sub),
                    "get": grpc.unary_stream_rpc_method_handler(self.get),
                }),
                grpc.method_handlers_generic_handler("falco.version.service", {
                    "version": grpc.unary_unary_rpc_method_handler(self.version),
                }),
            ))
        self.server, self.stopping = server, False
        where = self.listen(server)
        server.start()
        return where

    def listen(self, server):
        if not self.options.address:
            server.add_insecure_port(f"unix:{self.options.socket}")
            os.chmod(self.options.socket, self.options.mode)
            return self.options.socket
        host = self.options.address.rpartition(":")[0]
        if not self.options.key:
            return f"{host}:{server.add_insecure_port(self.options.address)}"
        key, certificate, authority = (
            pathlib.Path(path).read_bytes()
            for path in (self.options.key, self.options.certificate, self.options.authority))
        credentials = grpc.ssl_server_credentials([(key, certificate)], authority, require_client_auth=True)
        return f"{host}:{server.add_secure_port(self.options.address, credentials)}"

    def shutdown(self, then=lambda: peer_lines.say("stopped")):
        self.stopping = True
        ended = self.server.stop(NEVER)

        def finish():
            ended.wait()
            then()

        threading.Thread(target=finish, daemon=True).start()

    def reload(self):
        self.shutdown(lambda: peer_lines.say("reloaded", at_address=self.start()))

    def fail(self, code, message=""):
        self.failure = (grpc.StatusCode[code.upper()], message)

    # The queue

    def alert(self, **keys):
        """One made-up alert as bytes. Keys: rule, output, hostname, source, priority and deprecated (numbers), time
        (nanoseconds; now unless told), tags (comma-separated), and any other is an output field. `sequence` counts
        the alerts made."""
        now = int(keys.pop("time", 0)) or time.time_ns()
        sequence = next(self.sequence)
        text = keys.pop("output", "10:00:00.000000000: Notice A shell was spawned (test.sequence=%d)" % sequence)
        alert = self.outputs.response(
            priority=int(keys.pop("priority", 5)), source_deprecated=int(keys.pop("deprecated", 0)),
            rule=keys.pop("rule", "Terminal shell in container"), output=text,
            hostname=keys.pop("hostname", "test-host"), source=keys.pop("source", "syscall"),
            tags=[tag for tag in keys.pop("tags", "maturity_stable,container,T1059").split(",") if tag])
        alert.time.seconds, alert.time.nanos = divmod(now, 1_000_000_000)
        fields = {
            "evt.time": str(now), "evt.type": "execve", "proc.name": "bash", "proc.pid": "4242",
            "container.id": "3ad7b26ded6d", "container.name": "web", "test.sequence": str(sequence), **keys}
        for name, value in fields.items():
            alert.output_fields[name] = value
        return alert.SerializeToString()

    def push(self, number="1", *pairs):
        keys = dict(pair.split("=", 1) for pair in pairs)
        self.queue.push([self.alert(**keys) for _ in range(int(number))])

    def push_file(self, path, times="1"):
        lines = pathlib.Path(path).read_bytes().split()
        self.queue.push([base64.b64decode(line) for line in lines] * int(times))

    def push_hex(self, text=""):
        self.queue.push([bytes.fromhex(text)])

    def push_large(self, size):
        self.queue.push([self.alert(output="x" * int(size))])

    def rate(self, rate, number, *pairs):
        keys = dict(pair.split("=", 1) for pair in pairs)
        start, pace = time.monotonic(), threading.Event()
        for index in range(int(number)):
            pace.wait(max(0.0, start + index / float(rate) - time.monotonic()))
            self.queue.push([self.alert(**keys)])

    def commands(self):
        return {
            "push": self.push, "push-file": self.push_file, "push-hex": self.push_hex, "rate": self.rate,
            "push-large": self.push_large, "stats": self.queue.stats, "wait": self.queue.wait,
            "fail": self.fail, "shutdown": self.shutdown, "reload": self.reload,
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", help="path of the Unix socket")
    parser.add_argument("--mode", type=lambda text: int(text, 8), default=0o755, help="its mode (0755)")
    parser.add_argument("--address", help="host:port instead of a socket; with port 0, any free one")
    parser.add_argument("--key", help="mutual TLS: the server's key, PEM")
    parser.add_argument("--certificate", help="its certificate")
    parser.add_argument("--authority", help="who signs the clients' certificates")
    parser.add_argument("--subscribers", type=int, default=20, help="`sub` calls served at a time (20)")
    parser.add_argument("--version", default="0.43.1")
    parser.add_argument("--not-falco", action="store_true", help="a gRPC server without Falco's services")
    falco = FakeFalco(parser.parse_args())
    peer_lines.say("ready", address=falco.start())
    peer_lines.serve(falco.commands(), concurrent=("wait", "rate"))


if __name__ == "__main__":
    main()
