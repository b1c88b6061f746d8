"""How a peer and a test talk: commands are lines on standard input, events and replies JSON lines on standard output.

A command may start with a number, which its reply repeats. When standard input ends, so does the peer: it never
outlives the test that started it.
"""

import json
import os
import shlex
import sys
import threading
import time

_lock = threading.Lock()
# Held while a command of `serve` is carried out, until its reply is written.
_command = threading.RLock()


def say(event, **values):
    """Writes one event. Times are nanoseconds of the monotonic clock, which all processes of a machine share."""
    line = json.dumps({"event": event, "at": time.monotonic_ns(), **values})
    with _lock:
        try:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except (BrokenPipeError, ValueError):
            os._exit(0)


def leave(code=0):
    """Ends the process; a command that `serve` carries out itself gets its reply first, for five seconds at most."""
    _command.acquire(timeout=5)
    os._exit(code)


def serve(commands, concurrent=()):
    """Carries out commands until standard input ends or `quit` comes.

    `commands` maps a name to a function of the words that follow; what it returns (a dictionary or None) is the
    reply. Those named in `concurrent` wait for something and get a thread of their own.
    """
    for line in sys.stdin:
        words = shlex.split(line)
        number = int(words.pop(0)) if words and words[0].isdigit() else None
        if not words:
            continue
        name, rest = words[0], words[1:]
        if name == "quit":
            break
        if name in concurrent:
            threading.Thread(target=_carry_out, args=(commands, number, name, rest), daemon=True).start()
        else:
            with _command:
                _carry_out(commands, number, name, rest)
    leave()


def _carry_out(commands, number, name, words):
    try:
        if name not in commands:
            raise ValueError(f"no such command: {name}")
        reply = commands[name](*words) or {}
        say("reply", to=number, command=name, **reply)
    except Exception as error:  # the test is told, and the peer goes on
        say("failed", to=number, command=name, message=f"{type(error).__name__}: {error}")
