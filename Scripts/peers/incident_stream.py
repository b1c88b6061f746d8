"""Writes a long stream of Falco's JSON alerts for the bench: captured ones again and again, with process numbers and times
that go on, and as many different command lines as asked for.

    incident_stream.py ALERTS.jsonl COUNT KINDS"""

import datetime
import json
import random
import sys

START = 1_795_378_671.0
NUMBERS = ("pid", "ppid", "sid", "vpid")


def templates(path):
    """Each alert as text with places for what changes."""
    found = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            alert = json.loads(line)
            fields = dict(alert["output_fields"])
            command = fields.get("proc.cmdline") or "x"
            fields["proc.cmdline"], fields["evt.time"] = "@command@", "@nanoseconds@"
            for number in NUMBERS:
                if f"proc.{number}" in fields:
                    fields[f"proc.{number}"] = f"@{number}@"
            text = json.dumps(dict(alert, output_fields=fields, time="@time@"))
            for place in ("nanoseconds", *NUMBERS):
                text = text.replace(f'"@{place}@"', f"@{place}@")
            found.append((text, command))
    return found


def main():
    path, count, kinds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(1)
    alerts = templates(path)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(kinds)]
    now, pid, lines = START, 1000, []
    for _ in range(count):
        kind = rng.randrange(kinds)
        text, command = alerts[kind % len(alerts)]
        now += 0.05
        pid = 1000 if pid > 4_000_000 else pid + rng.choice((0, 0, 1, 2))
        if kind >= len(alerts):
            command = f"{command} {words[kind]}"
        moment = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
        for place, value in (
                ('"@command@"', json.dumps(command)), ("@nanoseconds@", str(int(now * 1e9))),
                ("@time@", moment.strftime("%Y-%m-%dT%H:%M:%S.%f000Z")), ("@pid@", str(pid)),
                ("@ppid@", str(pid - 1 - kind % 50)), ("@sid@", str(kind % 5000 + 2)), ("@vpid@", str(pid % 3000))):
            text = text.replace(place, value)
        lines.append(text)
        if len(lines) == 2000:
            print("\n".join(lines))
            lines = []
    print("\n".join(lines))


if __name__ == "__main__":
    main()
