"""A web server that takes posts, or does not, on a port of 127.0.0.1.

  http_sink.py [--port N] [--down] [--tls CERT KEY [CA]]

With --down it does not listen before `up` is commanded; connections are refused until then.

A behaviour is one of: `ok` (200); `status N [SECONDS]` (that status, with Retry-After); `redirect` (to this very server);
`hang` (no answer until the client leaves); `cut` (the connection closes without an answer); `half` (200, but the answer
breaks off); `noise` (something that is not HTTP); `endless` (200 and a body without end).

Events: `ready` with `port`. Commands:
  next BEHAVIOUR…     for one request; repeated commands line up
  always BEHAVIOUR…   for those after
  up                  listens
  wait N              waits until N requests came in all, whatever became of them
  taken N             waits until N were answered with 200 in all
  got                 `bodies` of those answered with 200, in the order they came; `headers` of the last
  requests            `count` of requests and `connections` so far
"""

import argparse
import collections
import socket
import ssl
import threading

import peer_lines


class Sink:
    def __init__(self):
        self.changed = threading.Condition()
        self.lined_up = collections.deque()
        self.default = ["ok"]
        self.bodies = []
        self.headers = {}
        self.requests = 0
        self.connections = 0

    def serve(self, listener, context):
        while True:
            connection, _ = listener.accept()
            with self.changed:
                self.connections += 1
            threading.Thread(target=self.talk, args=(connection, context), daemon=True).start()

    def talk(self, connection, context):
        try:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                while self.answer(connection, stream):
                    pass
        except OSError:
            pass

    def answer(self, connection, stream):
        line = stream.readline()
        if not line:
            return False
        headers = {}
        while field := stream.readline().strip():
            name, _, value = field.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        with self.changed:
            self.requests += 1
            self.headers = {"": line.decode("latin-1").strip(), **headers}
            behaviour = self.lined_up.popleft() if self.lined_up else self.default
            if behaviour[0] in ("ok", "half", "endless"):
                self.bodies.append(body.decode("latin-1"))
            self.changed.notify_all()
        return getattr(self, behaviour[0])(connection, *behaviour[1:])

    def ok(self, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        return True

    def status(self, connection, number, seconds=None):
        text = b"no, \x1b[31mnot\x07 now\n"
        after = f"Retry-After: {seconds}\r\n" if seconds else ""
        connection.sendall(f"HTTP/1.1 {number} Words\r\n{after}Content-Length: {len(text)}\r\n\r\n".encode() + text)
        return True

    def redirect(self, connection):
        host, port = connection.getsockname()
        connection.sendall(
            f"HTTP/1.1 307 Elsewhere\r\nLocation: http://{host}:{port}/x\r\nContent-Length: 0\r\n\r\n".encode())
        return True

    def hang(self, connection):
        connection.recv(1)
        return False

    def cut(self, connection):
        return False

    def half(self, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        return False

    def noise(self, connection):
        connection.sendall(b"\x00\x01\x02 hello\r\n\r\n")
        return False

    def endless(self, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    # Commands

    def next(self, *behaviour):
        with self.changed:
            self.lined_up.append(list(behaviour))

    def always(self, *behaviour):
        with self.changed:
            self.default = list(behaviour)

    def wait(self, count):
        with self.changed:
            self.changed.wait_for(lambda: self.requests >= int(count))

    def taken(self, count):
        with self.changed:
            self.changed.wait_for(lambda: len(self.bodies) >= int(count))

    def got(self):
        with self.changed:
            return {"bodies": list(self.bodies), "headers": self.headers}

    def counts(self):
        with self.changed:
            return {"count": self.requests, "connections": self.connections}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--down", action="store_true")
    parser.add_argument("--tls", nargs="+")
    options = parser.parse_args()
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls[:2])
        if len(options.tls) > 2:
            context.load_verify_locations(options.tls[2])
            context.verify_mode = ssl.CERT_REQUIRED
    sink, listener = Sink(), socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))

    def up():
        listener.listen(128)
        threading.Thread(target=sink.serve, args=(listener, context), daemon=True).start()

    if not options.down:
        up()
    peer_lines.say("ready", port=listener.getsockname()[1])
    peer_lines.serve(
        {"next": sink.next, "always": sink.always, "up": up, "wait": sink.wait, "taken": sink.taken, "got": sink.got,
         "requests": sink.counts}, concurrent=("wait", "taken"))


if __name__ == "__main__":
    main()
