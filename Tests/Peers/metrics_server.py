"""A web server that tells Falco's counters, on a free port of 127.0.0.1.

  metrics_server.py [--mode MODE]

MODE is `good` (the default), `chunked`, `missing` (status 404), `strange` (a page without counters), `trickle` (a byte
of the header and then silence), `endless` (a body without end) or `mute` (no answer).

Events: `ready` with `url`, `asked` when an answer is made up and before it is sent. Commands:
  count RULE N     from now on that rule has matched N times
  drops N          from now on the kernel has dropped N system calls
"""

import argparse
import socketserver
import threading

import peer_lines


class Counters:
    def __init__(self):
        self.lock = threading.Lock()
        self.rules = {}
        self.dropped = 0

    def count(self, rule, number):
        with self.lock:
            self.rules[rule] = int(number)

    def drops(self, number):
        with self.lock:
            self.dropped = int(number)

    def page(self):
        with self.lock:
            lines = [
                "# TYPE falcosecurity_falco_rules_matches_total counter",
                'falcosecurity_falco_version_info{version="0.43.1"} 1',
                "falcosecurity_falco_start_timestamp_nanoseconds 1748557118882077336",
                f"falcosecurity_scap_n_drops_total {self.dropped}",
                "falcosecurity_falco_outputs_queue_num_drops_total 0",
            ]
            for rule, number in self.rules.items():
                lines.append(
                    f'falcosecurity_falco_rules_matches_total{{priority="4",rule_name="{rule}",source="syscall"}} {number}')
        return ("\n".join(lines) + "\n").encode()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline().strip():
            pass
        page = self.server.counters.page()
        peer_lines.say("asked")
        try:
            self.answer(self.server.mode, page)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def answer(self, mode, page):
        if mode == "chunked":
            chunks = [page[start:start + 100] for start in range(0, len(page), 100)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
            self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
        elif mode == "missing":
            self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        elif mode == "strange":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<html>\x1b[2J</html>")
        elif mode == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                self.wfile.write(b"x" * 65536)
        elif mode == "trickle":
            self.wfile.write(b"H")
            self.rfile.read()
        elif mode == "mute":
            self.rfile.read()
        else:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page) + page)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", default="good")
    server = Server(("127.0.0.1", 0), Handler)
    server.mode, server.counters = parser.parse_args().mode, Counters()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    peer_lines.say("ready", url=f"http://127.0.0.1:{server.server_address[1]}/metrics")
    peer_lines.serve({"count": server.counters.count, "drops": server.counters.drops})


if __name__ == "__main__":
    main()
