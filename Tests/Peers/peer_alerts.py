"""How a peer judges alerts: it reads them from standard input, each behind its length as four bytes, little-endian, and
writes a line for each: how it fared, a space, and what it says in a form in which equal alerts are equal lines."""

import base64
import sys


def shown(text):
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def line(time, priority, texts, tags, fields):
    """What an alert says. `time` is seconds, a point and nine digits, or `none`; `texts` are rule, output, hostname and
    source."""
    tags = ",".join(map(shown, tags))
    pairs = ",".join(sorted(f"{shown(key)}:{shown(value)}" for key, value in fields.items()))
    return " ".join([time, str(priority), *map(shown, texts), f"[{tags}]", f"[{pairs}]"])


def judge_all(judged):
    while header := sys.stdin.buffer.read(4):
        print(judged(sys.stdin.buffer.read(int.from_bytes(header, "little"))))
