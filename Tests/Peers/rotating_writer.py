"""Writes numbered alerts to a file as fast as it can and rotates the file on the way, as logrotate would.

Usage: rotating_writer.py FILE MODE LINES EACH [FIRST]

Writes LINES lines and rotates after each EACH of them. MODE is how:

  shift         FILE.1 becomes FILE.2 and so on, FILE becomes FILE.1, and a new FILE is made
  late          the same, but the writer learns of it only some lines later, and writes to FILE.1 until then
  dated         FILE becomes FILE-YYYYMMDD…, and a new FILE is made
  copytruncate  FILE is copied to FILE.1, after those before it were moved on, and emptied
  delete        FILE is removed, and a new one is made
  none          no rotation

FIRST is the number of the first line (1). Lines come in writes of random size, so that a reader meets halves of them.
"""

import os
import random
import shutil
import sys

path, mode, lines, each = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
first = int(sys.argv[5]) if len(sys.argv) > 5 else 1
rotations = 0
random.seed(first)


def opened():
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)


def shift():
    number = 1
    while os.path.exists(f"{path}.{number}"):
        number += 1
    for old in range(number - 1, 0, -1):
        os.rename(f"{path}.{old}", f"{path}.{old + 1}")


def rotate(file):
    """Rotates, and gives what to write to from now on."""
    global rotations
    rotations += 1
    if mode == "copytruncate":
        shift()
        shutil.copyfile(path, f"{path}.1")
        os.truncate(path, 0)
        return file
    if mode == "delete":
        os.unlink(path)
    elif mode == "dated":
        os.rename(path, f"{path}-{20260101000000 + rotations}")
    else:
        shift()
        os.rename(path, f"{path}.1")
    new = opened()
    if mode == "late":
        return new
    os.close(file)
    return new


def write(file, data):
    while data:
        size = random.choice((len(data), 1000, 70_000))
        data = data[os.write(file, data[:size]):]


file, pending, late = opened(), bytearray(), None
for number in range(first, first + lines):
    pending += b'{"rule":"%d","output":"%s"}\n' % (number, b"x" * (number % 700))
    written = number - first + 1
    if mode != "none" and written % each == 0 and written < lines:
        write(file, bytes(pending))
        pending.clear()
        if mode == "late":
            late = (rotate(file), written + each // 3)
        else:
            file = rotate(file)
    elif late and written == late[1]:
        write(file, bytes(pending))
        pending.clear()
        os.close(file)
        file, late = late[0], None
    elif len(pending) > 40_000:
        write(file, bytes(pending))
        pending.clear()
write(file, bytes(pending))
