"""HTTP clients of every kind, good and bad: connections by name, whose bytes are given in base64.

Commands:
  open NAME PORT [HOST]      connects
  secure NAME PORT CA [CERT KEY]   the same with TLS for localhost; fails when the handshake does
  send NAME BASE64           sends bytes
  answer NAME                waits for a whole answer: `status`, `headers` (names in lower case), `body`
  continued NAME             waits until the server asks for the body
  waiting NAME               whether bytes have come that no `answer` has read
  end NAME                   waits until the server closes: `bytes` that came before
  finish NAME                says that no more will be sent
  reset NAME                 closes at once and rudely
  trickle NAME BASE64 MS     sends a byte each MS milliseconds until the server closes: `sent`
  post PORT COUNT CONNECTIONS FILE   posts the lines of a file in turn over kept connections, as fast as answers come, and
                             tallies the answers by status; `cut` counts those that never came
  crowd PORT COUNT FILE      opens COUNT connections, and only when all are open posts a line over each
"""

import base64
import collections
import http.client
import itertools
import select
import socket
import ssl
import struct
import threading

import peer_lines

connections = {}
LIMIT = 60


def keep(name, connection):
    connection.settimeout(LIMIT)
    connections[name] = connection


def open_connection(name, port, host="127.0.0.1"):
    keep(name, socket.create_connection((host, int(port)), LIMIT))


def secure(name, port, authority, certificate=None, key=None):
    context = ssl.create_default_context(cafile=authority)
    if certificate:
        context.load_cert_chain(certificate, key)
    plain = socket.create_connection(("127.0.0.1", int(port)), LIMIT)
    keep(name, context.wrap_socket(plain, server_hostname="localhost"))


def send(name, text):
    connections[name].sendall(base64.b64decode(text))


def answer(name):
    response = http.client.HTTPResponse(connections[name])
    response.begin()
    while response.status == 100:
        response.begin()
    body = response.read()
    headers = {key.lower(): value for key, value in response.getheaders()}
    return {"status": response.status, "headers": headers, "body": body.decode("latin-1")}


def continued(name):
    response = connections[name].recv(4096)
    if not response.startswith(b"HTTP/1.1 100 "):
        raise ValueError(f"no 100: {response[:100]}")


def waiting(name):
    return {"waiting": bool(select.select([connections[name]], [], [], 0)[0])}


def end(name):
    total = 0
    try:
        while data := connections[name].recv(65536):
            total += len(data)
    except ConnectionResetError:
        pass
    return {"bytes": total}


def finish(name):
    connections[name].shutdown(socket.SHUT_WR)


def reset(name):
    connection = connections.pop(name)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def trickle(name, text, milliseconds):
    connection, sent = connections[name], 0
    try:
        for byte in base64.b64decode(text):
            connection.sendall(bytes([byte]))
            sent += 1
            if select.select([connection], [], [], int(milliseconds) / 1000)[0] and not connection.recv(1):
                break
    except (BrokenPipeError, ConnectionResetError):
        pass
    return {"sent": sent}


HEADERS = {"Content-Type": "application/json", "User-Agent": "falcosecurity/falco"}


def lines_of(path):
    with open(path, "rb") as file:
        return [line.rstrip(b"\n") for line in file if line.strip()]


def post(port, count, number, path):
    lines, places = lines_of(path), itertools.count()
    tally, lock, count = collections.Counter(), threading.Lock(), int(count)

    def run():
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=LIMIT)
        while True:
            with lock:
                place = next(places)
            if place >= count:
                return
            try:
                connection.request("POST", "/", lines[place % len(lines)], HEADERS)
                response = connection.getresponse()
                response.read()
                result = str(response.status)
            except (OSError, http.client.HTTPException):
                connection.close()
                result = "cut"
            with lock:
                tally[result] += 1

    threads = [threading.Thread(target=run) for _ in range(int(number))]
    for thread in threads:
        thread.start()
    peer_lines.say("posting")
    for thread in threads:
        thread.join()
    return {"tally": tally}


def crowd(port, count, path):
    lines, tally = lines_of(path), collections.Counter()
    everyone = [http.client.HTTPConnection("127.0.0.1", int(port), timeout=LIMIT) for _ in range(int(count))]
    for connection in everyone:
        connection.connect()
    for place, connection in enumerate(everyone):
        connection.request("POST", "/", lines[place % len(lines)], HEADERS)
    for connection in everyone:
        response = connection.getresponse()
        response.read()
        tally[str(response.status)] += 1
        connection.close()
    return {"tally": tally}


if __name__ == "__main__":
    peer_lines.say("ready")
    peer_lines.serve(
        {"open": open_connection, "secure": secure, "send": send, "answer": answer, "continued": continued, "waiting": waiting, "end": end,
         "finish": finish, "reset": reset, "trickle": trickle, "post": post, "crowd": crowd},
        concurrent=("send", "answer", "continued", "end", "trickle", "post", "crowd"))
